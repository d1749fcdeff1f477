"""Comparing a simulated image with a reference, and explaining the difference."""

from __future__ import annotations

from .anatomy import Anatomy, gap_anatomy
from .diagnosis import diagnose
from .displacement import Displacement, MatchedPeak
from .findings import Diagnosis, Finding, Status
from .hypotheses import Family
from .profiles import Profile
from .roi import Histogram, RoiComparison
from .statistics import Comparison, ImageNumbers, compare_images, shared_mask

__all__ = [
    "Anatomy",
    "Comparison",
    "Diagnosis",
    "Displacement",
    "Family",
    "Finding",
    "Histogram",
    "ImageNumbers",
    "MatchedPeak",
    "Profile",
    "RoiComparison",
    "Status",
    "compare_images",
    "diagnose",
    "gap_anatomy",
    "shared_mask",
]
