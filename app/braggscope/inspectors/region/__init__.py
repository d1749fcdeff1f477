"""The inspector of a box of pixels: a peak's, or one that was drawn."""

from __future__ import annotations

from .measured import MeasuredRegion, Region
from .region_inspector import RegionInspector

__all__ = ["MeasuredRegion", "Region", "RegionInspector"]
