"""Comparing a simulated image with a reference, and explaining the difference."""

from __future__ import annotations

from .anatomy import Anatomy, gap_anatomy
from .detective import rank_misreadings
from .diagnosis import diagnose
from .displacement import Displacement, MatchedPeak
from .findings import Diagnosis, Finding, Misreading, Status
from .header_rows import HeaderRow, adopt_header, header_rows
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
    "HeaderRow",
    "Histogram",
    "ImageNumbers",
    "MatchedPeak",
    "Misreading",
    "Profile",
    "RoiComparison",
    "Status",
    "adopt_header",
    "compare_images",
    "diagnose",
    "gap_anatomy",
    "header_rows",
    "rank_misreadings",
    "shared_mask",
]
