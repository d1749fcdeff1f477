"""Which resolution rings are shown, and as what curves.

Knows no widget: the curves come from the engine, in detector pixels.
"""
