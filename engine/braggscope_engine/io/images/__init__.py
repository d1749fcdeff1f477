"""Images to compare with: detector files of every kind, as photons and a mask."""

from __future__ import annotations

from .header_geometry import HeaderGeometry
from .raw_layout import RawCandidate, RawLayout, UnknownShapeError, raw_candidates
from .read import read_image
from .reference import ReferenceImage, reference_of, with_swapped_bytes

__all__ = [
    "HeaderGeometry",
    "RawCandidate",
    "RawLayout",
    "ReferenceImage",
    "UnknownShapeError",
    "raw_candidates",
    "read_image",
    "reference_of",
    "with_swapped_bytes",
]
