from dataclasses import replace

import numpy as np
import pytest

from braggscope_engine import (
    Convention,
    Detector,
    DetectorPreset,
    Sampling,
    apply_preset,
    place,
)
from braggscope_resources.detectors import detector_rows

from .build import experiment

PRESETS = [DetectorPreset(**row) for row in detector_rows()]
BY_NAME = {preset.name: preset for preset in PRESETS}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_modules_and_gaps_fill_the_panel(preset: DetectorPreset) -> None:
    for pixels, module, gap in (
        (preset.pixels_fast, preset.module_fast, preset.gap_fast),
        (preset.pixels_slow, preset.module_slow, preset.gap_slow),
    ):
        modules = (pixels + gap) / (module + gap)
        assert modules == int(modules) >= 1


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(PRESETS)


def test_a_pilatus_6m_has_sixty_modules_of_sensitive_pixels() -> None:
    mask = BY_NAME["Pilatus 6M"].mask()
    assert mask is not None
    assert mask.keep.sum() == 60 * 487 * 195
    assert not mask.keep[195:212].any()
    assert not mask.keep[:, 487:494].any()


def test_a_cdte_module_is_blind_in_its_middle() -> None:
    mask = BY_NAME["Pilatus3 CdTe 1M"].mask()
    assert mask is not None
    assert mask.keep.sum() == 10 * (487 - 3) * 195
    assert not mask.keep[:, 242:245].any()


def test_a_round_detector_sees_the_inscribed_circle() -> None:
    preset = BY_NAME["MAR 345, 0.15 mm"]
    mask = preset.mask()
    assert mask is not None
    assert mask.keep.sum() == pytest.approx(np.pi * 1150**2, rel=1e-3)
    assert not mask.keep[0, 0]


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize("given", ["nothing", "beam", "org", "pix0"])
def test_a_centred_beam_stays_centred(convention: Convention, given: str) -> None:
    old = Detector(convention=convention, pixels_fast=100, pixels_slow=60)
    geometry = place(experiment(detector={"convention": convention}))
    middle = {
        "nothing": {},
        "org": {"org_x_px": 50.5, "org_y_px": 30.5},
        "beam": _beam_at_the_middle(convention),
        "pix0": {"pix0_mm": _pix0_of_the_middle(geometry)},
    }[given]
    settings = {
        "convention": convention,
        "pixels_fast": 100,
        "pixels_slow": 60,
        "pixel_size_mm": old.pixel_size_mm,
        **middle,
    }
    moved = place(apply_preset(experiment(detector=settings), BY_NAME["Eiger 9M"]))
    spot = moved.beam_centre_px
    assert spot is not None
    tolerance = 1.0 if given == "nothing" else 1e-6  # of a default of the convention
    assert spot == pytest.approx((3110 / 2, 3269 / 2), abs=tolerance)


def _beam_at_the_middle(convention: Convention) -> dict[str, float]:
    fast, slow = 5.0, 3.0
    if convention in (Convention.MOSFLM, Convention.DENZO):
        half = 0.05 if convention is Convention.MOSFLM else 0.0
        return {"beam_x_mm": slow - half, "beam_y_mm": fast - half}
    return {"beam_x_mm": fast, "beam_y_mm": slow}


def _pix0_of_the_middle(geometry: object) -> tuple[float, ...]:
    beam, fast, slow = (
        np.array(getattr(geometry, axis)) for axis in ("beam", "fast", "slow")
    )
    return tuple((100.0 * beam - 5.0 * fast - 3.0 * slow).tolist())


def test_distance_and_tilt_stay() -> None:
    before = experiment(
        detector={"distance_mm": 321.0, "rotation_deg": (1, 2, 3), "two_theta_deg": 9.0}
    )
    after = apply_preset(before, BY_NAME["Eiger2 16M"])
    assert place(after).normal == pytest.approx(place(before).normal, abs=1e-12)
    assert after.detector.distance_mm == 321.0


def test_a_region_of_the_former_detector_is_dropped() -> None:
    before = experiment()
    roi = replace(before.sampling.roi, fast_min=2)
    before = replace(before, sampling=Sampling(roi=roi))
    assert apply_preset(before, BY_NAME["Eiger 1M"]).sampling.roi.fast_min is None


def test_a_pilatus4_4m_has_thirty_two_modules_of_sensitive_pixels() -> None:
    mask = BY_NAME["Pilatus4 4M"].mask()
    assert mask is not None
    assert mask.keep.shape == (2180, 2073)
    assert mask.keep.sum() == 32 * 513 * 255
    cdte = BY_NAME["Pilatus4 CdTe 4M"].mask()
    assert cdte is not None
    assert cdte.keep.sum() == 32 * 512 * 255


def test_chips_of_a_lambda_750k_stand_four_pixels_apart() -> None:
    mask = BY_NAME["Lambda 750K"].mask()
    assert mask is not None
    assert mask.keep.shape == (516, 1556)
    assert mask.keep.sum() == 12 * 256 * 256
