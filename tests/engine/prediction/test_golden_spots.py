"""Predictions lie where the reference program's own images have their spots."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from braggscope_engine import ALL_QUIRKS, PredictedReflections, predict

from ..golden import NAMES, case
from .test_predict import displacements

_GEOMETRIES = ("beamcenter", "close", "conv", "custom", "grazing", "high_angle", "long")
_MORE = ("mat", "mosaic_20", "org", "pivot", "tilt", "twotheta", "xbeam")
CASES = [name for name in NAMES if name.startswith(_GEOMETRIES + _MORE)]


def bright(
    found: PredictedReflections, image: NDArray[np.float64]
) -> PredictedReflections:
    """Those near whose place the image has more than the fringes of others."""
    fast, slow = found.fast_px.astype(int), found.slow_px.astype(int)
    padded = np.pad(image, 1)
    around = [padded[slow + y, fast + x] for y in range(3) for x in range(3)]
    seen = (np.max(around, axis=0) > 0.02 * image.max()) & (found.F > 0)
    # All stay, as neighbours; only the bright ones count as whole.
    return replace(found, partiality=np.where(seen, found.partiality, 0.0))


@pytest.mark.parametrize("name", CASES)
def test_predictions_agree_with_the_spots_of_the_reference(
    name: str, tmp_path: Path
) -> None:
    image = case(name).image().astype(np.float64)
    found = predict(case(name).experiment(ALL_QUIRKS, tmp_path))
    away = np.array(displacements(bright(found, image), image, whole=0.5))
    assert len(away) >= 5
    # A pixel is one sample of the fringes, which scatters single centroids.
    assert np.abs(np.median(away, axis=0)).max() <= 0.1
    assert np.median(np.hypot(*away.T)) <= 0.15
