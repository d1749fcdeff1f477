"""Peaks that an image holds, and the table of reflections made of them."""

from .boxes import BoxSums, box_sums
from .filters import parse_filter
from .find import FoundPeaks, find_peaks, match
from .table import ReflectionRows, reflection_csv, reflection_table

__all__ = [
    "BoxSums",
    "FoundPeaks",
    "ReflectionRows",
    "box_sums",
    "find_peaks",
    "match",
    "parse_filter",
    "reflection_csv",
    "reflection_table",
]
