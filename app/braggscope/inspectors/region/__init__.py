"""The inspector of a box of pixels: a peak's, or one that was drawn."""

from __future__ import annotations

from .measured import MeasuredRegion, Region
from .region_inspector import RegionInspector
from .sensitivity_page import SensitivityPage, name_of

__all__ = ["MeasuredRegion", "Region", "RegionInspector", "SensitivityPage", "name_of"]
