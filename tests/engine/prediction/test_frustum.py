"""No reflection is lost for being taken to miss what is rendered."""

import numpy as np
import pytest

from braggscope_engine import Pivot, Roi, Sensor, Spread, predict

from ..build import Settings, experiment

WIDE: dict[str, Settings] = {
    "crystal": {"mosaic_spread_deg": 0.7, "mosaic_domains": 4},
    "beam": {
        "horizontal_divergence": Spread(range=12.0, count=2),
        "dispersion": Spread(range=2.0, count=2),
    },
}
STEPS: Settings = {"osc_deg": 4.0, "phi_steps": 9, "phi_start_deg": 20.0}
SENSOR = Sensor(thickness_um=2000, attenuation_depth_um=1500, layers=3)


@pytest.mark.parametrize("sampling", [{}, STEPS])
@pytest.mark.parametrize(
    "turn",
    [
        {},
        {"rotation_deg": (20.0, 35.0, -50.0)},
        {"two_theta_deg": 130.0, "pivot": Pivot.SAMPLE},
        {"rotation_deg": (0.0, 75.0, 0.0), "sensor": SENSOR},
    ],
)
def test_a_region_shows_what_the_panel_shows_there(
    turn: Settings, sampling: Settings
) -> None:
    detector: Settings = {"pixels_fast": 100, "pixels_slow": 90, "pixel_size_mm": 1.0}
    crystal: Settings = {"n_cells": (12, 12, 12), "misset_deg": (10.0, 20.0, 30.0)}
    found = 0
    for start in (5, 30, 60):
        roi = Roi(fast_min=start, fast_max=start + 14, slow_min=start, slow_max=79)
        whole, part = (
            predict(
                experiment(
                    crystal={**crystal, **WIDE["crystal"]},
                    beam=WIDE["beam"],
                    detector={**detector, **turn},
                    sampling={**sampling, "roi": shown},
                )
            )
            for shown in (Roi(), roi)
        )
        inside = (whole.fast_px >= start) & (whole.fast_px < start + 15)
        inside &= (whole.slow_px >= start) & (whole.slow_px < 80)
        assert part.hkl.tolist() == whole.hkl[inside].tolist()
        assert np.allclose(part.fast_px, whole.fast_px[inside], atol=1e-9)
        found += len(part)
    assert found > 10
