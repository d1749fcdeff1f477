"""From the numbers of a detector to where it stands.

Follows nanoBragg step by step (named conventions, pivots, two-theta), with each of its
oddities behind its name. Frames, signs and the meaning of every number are in
``engine/README.md``.
"""

from .panel import PanelTensors
from .place import effective_pivot, place_panel

__all__ = ["PanelTensors", "effective_pivot", "place_panel"]
