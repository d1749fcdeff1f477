"""The picture: a detector image, its intensity levels and its overlays.

Display only. Nothing here knows an experiment, and nothing here computes physics:
callers hand over an image and positions in detector pixels.
"""
