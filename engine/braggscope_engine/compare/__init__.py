"""Comparing a simulated image with a reference, and explaining the difference."""

from __future__ import annotations

from .displacement import Displacement, MatchedPeak
from .profiles import Profile
from .roi import Histogram, RoiComparison
from .statistics import Comparison, ImageNumbers, compare_images, shared_mask

__all__ = [
    "Comparison",
    "Displacement",
    "Histogram",
    "ImageNumbers",
    "MatchedPeak",
    "Profile",
    "RoiComparison",
    "compare_images",
    "shared_mask",
]
