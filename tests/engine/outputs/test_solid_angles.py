"""The solid angle that is printed."""

import math

import numpy as np
import pytest

from braggscope_engine import NO_QUIRKS, PixelMask, Quirk, Sensor, resolve
from braggscope_engine.outputs import covered_solid_angle

from ..build import experiment

AS_PRINTED = frozenset({Quirk.SOLID_ANGLE_PER_STEP})


def test_a_panel_covers_the_solid_angle_of_a_rectangle() -> None:
    # Ω of a centred a × b rectangle at d: 4 atan(a b / (2 d √(4 d² + a² + b²))).
    chosen = experiment(
        detector={
            "pixels_fast": 200,
            "pixels_slow": 300,
            "pixel_size_mm": 1.0,
            "distance_mm": 100.0,
        }
    )
    a, b, d = 200.0, 300.0, 100.0
    exact = 4 * math.atan(a * b / (2 * d * math.sqrt(4 * d * d + a * a + b * b)))
    # The centre of MOSFLM is a pixel off; half a pixel of sum for an integral.
    assert covered_solid_angle(resolve(chosen)) == pytest.approx(exact, rel=1e-3)


def test_only_pixels_that_are_rendered_count() -> None:
    keep = np.ones((12, 12), bool)
    keep[:, 6:] = False
    whole = covered_solid_angle(resolve(experiment()))
    left = covered_solid_angle(
        resolve(experiment(detector={"mask": PixelMask(keep=keep)}))
    )
    right = covered_solid_angle(
        resolve(experiment(detector={"mask": PixelMask(keep=~keep)}))
    )
    assert 0 < left < whole
    assert left + right == pytest.approx(whole, rel=1e-12)


def test_steps_do_not_change_it() -> None:
    once = covered_solid_angle(resolve(experiment()))
    steps = {"osc_deg": 1.0, "phi_steps": 4, "oversample": 3}
    many = resolve(experiment(sampling=steps))
    assert covered_solid_angle(many) == once


def test_as_nanobragg_prints_it_phi_steps_divide_it() -> None:
    once = experiment(quirks=AS_PRINTED)
    steps = {"osc_deg": 1.0, "phi_steps": 4}
    many = experiment(sampling=steps, quirks=AS_PRINTED)
    assert covered_solid_angle(resolve(many)) == pytest.approx(
        covered_solid_angle(resolve(once)) / 4
    )


def test_sub_pixels_one_by_one_agree_with_pixel_centres() -> None:
    fine = {"oversample": 3, "oversample_solid_angle": True}
    summed = covered_solid_angle(resolve(experiment(sampling=fine, quirks=AS_PRINTED)))
    centres = covered_solid_angle(resolve(experiment(quirks=NO_QUIRKS)))
    assert summed == pytest.approx(centres, rel=1e-4)


def test_as_nanobragg_prints_it_deeper_layers_cover_less() -> None:
    sensor = Sensor(thickness_um=5000.0, attenuation_depth_um=5000.0, layers=2)
    fine = {"oversample": 1, "oversample_solid_angle": True}
    layered = experiment(detector={"sensor": sensor}, sampling=fine, quirks=AS_PRINTED)
    flat = experiment(sampling=fine, quirks=AS_PRINTED)
    front = covered_solid_angle(resolve(flat))
    # Close distance over path cubed, 2.5 mm further from 100 mm: 3 % less, where the
    # close distance is that of the front.
    both = covered_solid_angle(resolve(layered))
    assert 1.9 * front < both < 1.97 * front
