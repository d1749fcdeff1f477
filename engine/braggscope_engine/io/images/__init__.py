"""Images to compare with: detector files of every kind, as photons and a mask."""

from __future__ import annotations

from .header_geometry import HeaderGeometry
from .read import read_image
from .reference import ReferenceImage, reference_of, with_swapped_bytes

__all__ = [
    "HeaderGeometry",
    "ReferenceImage",
    "read_image",
    "reference_of",
    "with_swapped_bytes",
]
