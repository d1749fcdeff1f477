"""Derivatives of photons with respect to the numbers of an experiment."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.autograd import gradcheck

from braggscope_engine import (
    Axes,
    Convention,
    CrystalShape,
    Experiment,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    Probe,
    Spread,
    UnitCell,
    intensity,
)

from .build import Settings, experiment, listed

FAST, SLOW = torch.tensor([2.0, 9.0, 6.0]), torch.tensor([3.0, 5.0, 10.0])


def value_at(shown: Experiment, path: str) -> Tensor:
    """The number at a path, ready for a derivative."""
    value: Any = shown
    for name in path.split("."):
        value = getattr(value, name)
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


def assert_derivative(
    shown: Experiment,
    path: str,
    *,
    fast: Tensor = FAST,
    slow: Tensor = SLOW,
    step: float = 1e-6,
) -> None:
    """Compare automatic with numerical derivatives, relative to the brightest."""
    start = value_at(shown, path)
    scale = float(intensity(shown, fast, slow).max())

    def photons(number: Tensor) -> Tensor:
        return intensity(shown, fast, slow, overrides={path: number}) / scale

    if fast is FAST:  # an ordinary place, where every number counts
        (slope,) = torch.autograd.grad(photons(start).sum(), start)
        assert bool((slope != 0).any())
    unit = max(1.0, float(start.detach().abs().max()))
    assert gradcheck(
        lambda x: photons(x * unit),
        (start.detach().div(unit).requires_grad_(),),
        eps=step,
        atol=1e-4,
        rtol=1e-4,
    )


# A few cells only: numerical derivatives need spots that are wider than their steps.
GENTLE: Settings = {
    "crystal": {"n_cells": (3, 3, 3), "misset_deg": (3.0, 5.0, 7.0)},
    "beam": {"kahn_factor": 0.4},
}


@pytest.mark.parametrize(
    ("path", "detector"),
    [
        ("detector.distance_mm", {}),
        ("detector.distance_mm", {"pivot": Pivot.SAMPLE}),
        ("detector.close_distance_mm", {"close_distance_mm": 95.0}),
        ("detector.beam_x_mm", {"beam_x_mm": 13.0}),
        ("detector.beam_y_mm", {"beam_y_mm": 11.0}),
        ("detector.close_x_mm", {"close_x_mm": 13.0}),
        ("detector.org_y_px", {"org_y_px": 5.5}),
        ("detector.rotation_deg", {}),
        ("detector.rotation_deg", {"rotation_deg": (5.0, -4.0, 3.0)}),
        ("detector.two_theta_deg", {}),
        ("detector.two_theta_deg", {"two_theta_deg": 20.0, "pivot": Pivot.SAMPLE}),
        ("detector.pix0_mm", {"pix0_mm": (100.0, 12.0, -13.0)}),
        ("detector.pixel_size_mm", {}),
        ("detector.distance_mm", {"curved": True}),
        ("detector.beam_x_mm", {"curved": True, "beam_x_mm": 13.0}),
        ("detector.custom_axes.beam", {"convention": Convention.CUSTOM}),
        ("detector.custom_axes.fast", {"convention": Convention.CUSTOM}),
        ("detector.custom_axes.slow", {"convention": Convention.CUSTOM}),
        (
            "detector.custom_axes.two_theta",
            {"convention": Convention.CUSTOM, "two_theta_deg": 10.0},
        ),
        ("detector.custom_axes.polarization", {"convention": Convention.CUSTOM}),
        (
            "detector.custom_axes.normal",
            {"convention": Convention.CUSTOM, "custom_axes": Axes(normal=(1, 0, 0))},
        ),
    ],
)
def test_photons_follow_the_detector(path: str, detector: Settings) -> None:
    assert_derivative(experiment(**GENTLE, detector=detector), path)


@pytest.mark.parametrize(
    ("path", "beam"),
    [
        ("beam.wavelength_angstrom", {}),
        (
            "beam.wavelength_angstrom",
            {
                "horizontal_divergence": Spread(range=5.0, count=3),
                "dispersion": Spread(range=3.0, count=2),
            },
        ),
        ("beam.fluence_per_m2", {}),
        ("beam.flux_per_s", {"flux_per_s": 1e18}),
        ("beam.exposure_s", {"flux_per_s": 1e18, "exposure_s": 2.0}),
        ("beam.beam_size_mm", {"flux_per_s": 1e18}),
        ("beam.kahn_factor", {"kahn_factor": 0.5}),
        ("beam.kahn_factor", {"kahn_factor": 0.0}),
    ],
)
def test_photons_follow_the_beam(path: str, beam: Settings) -> None:
    shown = experiment(crystal=GENTLE["crystal"], beam=beam)
    assert_derivative(shown, path)


@pytest.mark.parametrize("shape", [s for s in CrystalShape if s != "tophat"])
@pytest.mark.parametrize(
    "path",
    [
        *(f"crystal.cell.{name}" for name in ("a", "b", "c", "alpha", "beta", "gamma")),
        "crystal.misset_deg",
        "crystal.default_F",
    ],
)
def test_photons_follow_the_crystal_whatever_its_shape(
    path: str, shape: CrystalShape
) -> None:
    crystal = {**GENTLE["crystal"], "shape": shape, "fudge": 0.5}
    assert_derivative(experiment(crystal=crystal), path)


@pytest.mark.parametrize("interpolate", [False, True])
def test_photons_follow_each_listed_amplitude(interpolate: bool) -> None:
    table = listed(1)
    shown = experiment(
        crystal={
            **GENTLE["crystal"],
            "reflections": table,
            "interpolate": interpolate,
        }
    )
    path = "crystal.reflections.amplitude"
    amplitude = value_at(shown, path)
    seen = intensity(shown, FAST, SLOW, overrides={path: amplitude})
    (slope,) = torch.autograd.grad(seen.sum(), amplitude)
    # Photons are homogeneous of degree 2 in the amplitudes: Euler's theorem.
    photons = float(seen.detach().sum())
    euler = float(slope @ amplitude.detach())
    assert euler == pytest.approx(2 * photons, rel=1e-9)
    touched = int((slope != 0).sum())
    assert 64 < touched <= 3 * 64 if interpolate else touched == 3


def test_photons_follow_a_mosaic_spread() -> None:
    mosaic = {"mosaic_spread_deg": 1.5, "mosaic_domains": 4}
    shown = experiment(crystal={**GENTLE["crystal"], **mosaic})
    assert_derivative(shown, "crystal.mosaic_spread_deg")


def test_photons_follow_a_matrix() -> None:
    matrix = OrientationMatrix(
        a_star=(0.016, 0.001, 0.0005),
        b_star=(-0.001, 0.014, 0.002),
        c_star=(0.0, -0.002, 0.012),
    )
    shown = experiment(crystal={"cell": None, "matrix": matrix, "n_cells": (3, 3, 3)})
    for column in ("a_star", "b_star", "c_star"):
        assert_derivative(shown, f"crystal.matrix.{column}")


def test_photons_follow_the_geometry_through_an_oscillation() -> None:
    sampling = {"osc_deg": 2.0, "phi_steps": 3, "oversample": 2}
    shown = experiment(**GENTLE, sampling=sampling)
    assert_derivative(shown, "crystal.misset_deg")
    assert_derivative(shown, "detector.rotation_deg")


# Places where a formula is 0/0 or has a corner, but the photons are smooth.

ON_AXIS = torch.tensor([5.0]), torch.tensor([5.0])


def beam_on_pixel(**settings: Settings) -> Experiment:
    """The direct beam hits the middle of pixel (5, 5)."""
    centre = {"convention": Convention.DENZO, "beam_x_mm": 11.0, "beam_y_mm": 11.0}
    settings = {
        **settings,
        "detector": {**centre, **settings.get("detector", {})},
    }
    return experiment(
        beam=settings.get("beam"),
        crystal=settings.get("crystal"),
        detector=settings["detector"],
    )


@pytest.mark.parametrize("shape", [s for s in CrystalShape if s != "tophat"])
@pytest.mark.parametrize(
    "path",
    [
        "detector.distance_mm",
        "detector.beam_x_mm",
        "detector.rotation_deg",
        "detector.two_theta_deg",
        "beam.wavelength_angstrom",
        "crystal.cell.a",
        "crystal.cell.gamma",
        "crystal.misset_deg",
    ],
)
def test_in_the_direct_beam_all_derivatives_are_finite_and_right(
    shape: CrystalShape, path: str
) -> None:
    shown = beam_on_pixel(
        crystal={"n_cells": (3, 3, 3), "shape": shape}, beam={"kahn_factor": 0.8}
    )
    assert Probe(shown).at(5.5, 5.5).hkl == (0, 0, 0)
    start = value_at(shown, path)
    seen = intensity(shown, *ON_AXIS, overrides={path: start})
    (slope,) = torch.autograd.grad(seen.sum(), start)
    assert bool(torch.isfinite(slope).all())
    assert_derivative(shown, path, fast=ON_AXIS[0], slow=ON_AXIS[1])


@pytest.mark.parametrize("shape", list(CrystalShape))
def test_at_an_exact_bragg_condition_the_derivative_is_that_of_the_peak(
    shape: CrystalShape,
) -> None:
    # In the direct beam every index is exactly 0. Moving the panel sideways moves the
    # pixel down both sides of the peak: only solid angle and polarisation are left.
    shown = beam_on_pixel(crystal={"n_cells": (7, 7, 7), "shape": shape})
    start = value_at(shown, "detector.beam_x_mm")
    overrides = {"detector.beam_x_mm": start}
    (slope,) = torch.autograd.grad(
        intensity(shown, *ON_AXIS, overrides=overrides).sum(), start
    )
    peak = float(intensity(shown, *ON_AXIS))
    assert peak > 0
    assert abs(float(slope)) < 1e-9 * peak


def test_polarisation_is_smooth_around_the_beam() -> None:
    # d parallel to the beam leaves no plane to measure ψ in.
    shown = beam_on_pixel(crystal={"n_cells": (1, 1, 1)}, beam={"kahn_factor": 1.0})
    assert_derivative(shown, "beam.kahn_factor", fast=ON_AXIS[0], slow=ON_AXIS[1])
    custom = beam_on_pixel(
        crystal={"n_cells": (1, 1, 1)},
        beam={"kahn_factor": 1.0},
        detector={"convention": Convention.CUSTOM},
    )
    path = "detector.custom_axes.polarization"
    assert_derivative(custom, path, fast=ON_AXIS[0], slow=ON_AXIS[1])


def test_an_electric_field_along_the_beam_has_finite_derivatives() -> None:
    shown = experiment(
        beam={"kahn_factor": 0.7},
        detector={
            "convention": Convention.CUSTOM,
            "custom_axes": Axes(polarization=(1, 0, 0)),
        },
    )
    path = "detector.distance_mm"
    start = value_at(shown, path)
    seen = intensity(shown, FAST, SLOW, overrides={path: start})
    (slope,) = torch.autograd.grad(seen.sum(), start)
    assert bool(torch.isfinite(seen).all())
    assert bool(torch.isfinite(slope))


@pytest.mark.parametrize("name", ["alpha", "beta", "gamma"])
def test_a_right_angle_of_the_cell_has_a_derivative(name: str) -> None:
    shown = experiment(
        crystal={**GENTLE["crystal"], "cell": UnitCell(a=70, b=80, c=90)}
    )
    assert_derivative(shown, f"crystal.cell.{name}")


@pytest.mark.parametrize(
    "path", ["detector.distnace_mm", "crystal.cell.volume.x", "nothing"]
)
def test_an_override_of_nothing_is_refused(path: str) -> None:
    with pytest.raises(InvalidParameterError, match="overrides"):
        intensity(experiment(), FAST, SLOW, overrides={path: torch.tensor(1.0)})
