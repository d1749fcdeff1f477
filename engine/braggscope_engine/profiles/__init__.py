"""Curves of an image, and numbers of a region of it."""

from .bins import ProfileBins
from .curves import Curve, ProfileAxis, curves_csv
from .geometry_bins import azimuthal_bins, radial_bins
from .histogram import IntensityHistogram, histogram_csv, intensity_histogram
from .line import LineProfile, line_profile
from .region import RegionNumbers, RegionStatistics, region_csv, region_statistics
from .rocking import RockingCurve, rocking_csv, rocking_curve
from .shoebox import Shoebox, shoebox

__all__ = [
    "Curve",
    "IntensityHistogram",
    "LineProfile",
    "ProfileAxis",
    "ProfileBins",
    "RegionNumbers",
    "RegionStatistics",
    "RockingCurve",
    "Shoebox",
    "azimuthal_bins",
    "curves_csv",
    "histogram_csv",
    "intensity_histogram",
    "line_profile",
    "radial_bins",
    "region_csv",
    "region_statistics",
    "rocking_csv",
    "rocking_curve",
    "shoebox",
]
