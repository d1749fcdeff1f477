"""The geometry workbench: one detector in every convention, edited from any of them."""

from __future__ import annotations

from .cells import MISSING, Cell, ConventionView
from .dragging import with_foot_px, with_ring_through
from .editing import with_cell
from .moving import Hold, moved
from .placing import (
    Pix0Parameters,
    parameters_from_pix0,
    with_beam_centre_px,
    with_pix0,
)
from .requested import requested_effective
from .requested_rows import Adoption, RequestedRow
from .requests import Request, file_requests
from .restating import Keep, Restated, restate
from .rings import ICE_RINGS_ANGSTROM, Rings, RingValue, ring_curves, ring_through
from .views import describe_conventions
from .ways import Way

__all__ = [
    "ICE_RINGS_ANGSTROM",
    "MISSING",
    "Adoption",
    "Cell",
    "ConventionView",
    "Hold",
    "Keep",
    "Pix0Parameters",
    "Request",
    "RequestedRow",
    "Restated",
    "RingValue",
    "Rings",
    "Way",
    "describe_conventions",
    "file_requests",
    "moved",
    "parameters_from_pix0",
    "requested_effective",
    "restate",
    "ring_curves",
    "ring_through",
    "with_beam_centre_px",
    "with_cell",
    "with_foot_px",
    "with_pix0",
    "with_ring_through",
]
