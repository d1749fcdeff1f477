"""The laboratory in three dimensions: sample, beam, panel and axes, to scale.

Painted with Qt's own painter, so that it looks the same with and without a graphics
card. Positions are laboratory millimetres; the engine has worked them out.
"""
