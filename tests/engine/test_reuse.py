"""An image made from another one is the image that a simulation makes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Experiment,
    Quality,
    Quirk,
    Readout,
    RenderOptions,
    Sensor,
    Spread,
    rescaled,
    simulate,
)

from .build import experiment

beams = st.fixed_dictionaries(
    {
        "fluence_per_m2": st.floats(1e20, 1e30),
        "flux_per_s": st.sampled_from([0.0, 1e12, 3e18]),
        "exposure_s": st.floats(0.01, 50),
        "beam_size_mm": st.floats(0.001, 3),
    }
)


@settings(max_examples=60)
@given(
    before=beams,
    after=beams,
    water_um=st.sampled_from([0.0, 40.0]),
    quirks=st.sampled_from([NO_QUIRKS, ALL_QUIRKS]),
    dtype=st.sampled_from(["float32", "float64"]),
)
def test_other_numbers_of_photons_scale_an_image_or_are_simulated(
    before: dict[str, float],
    after: dict[str, float],
    water_um: float,
    quirks: frozenset[Quirk],
    dtype: str,
) -> None:
    def shown(beam: dict[str, float]) -> Experiment:
        return experiment(beam=beam, water_um=water_um, quirks=quirks)

    options = RenderOptions(dtype=dtype)
    made = rescaled(simulate(shown(before), options), shown(after))
    fresh = simulate(shown(after), options)
    if made is None:
        assert quirks
        assert water_um
        return
    exactly = 1e-12 if dtype == "float64" else 3e-6
    assert made.intensity.dtype == fresh.intensity.dtype
    assert made.intensity.numpy() == pytest.approx(fresh.intensity.numpy(), rel=exactly)
    assert made.experiment == shown(after)
    assert made.resolved.fluence_per_m2 == fresh.resolved.fluence_per_m2


def test_a_readout_changes_no_photons() -> None:
    frame = simulate(experiment())
    other = replace(frame.experiment, readout=Readout(adc_offset_adu=7.0))
    made = rescaled(frame, other)
    assert made is not None
    assert made.intensity is frame.intensity
    assert made.experiment is other


@pytest.mark.parametrize(
    "settings",
    [
        {"detector": {"distance_mm": 123.0}},
        {"crystal": {"n_cells": (4, 5, 6)}},
        {"beam": {"wavelength_angstrom": 1.5}},
        {"beam": {"kahn_factor": 0.5}},  # one term per pixel is faster than a factor
        {"water_um": 3.0},
        {"quirks": frozenset({Quirk.STALE_PHI})},
    ],
)
def test_anything_else_is_simulated(settings: dict[str, Any]) -> None:
    assert rescaled(simulate(experiment()), experiment(**settings)) is None


polarizations = st.fixed_dictionaries(
    {
        "kahn_factor": st.sampled_from([0.0, 0.3, 0.95, -0.5]),
        "apply_polarization": st.booleans(),
        "fluence_per_m2": st.sampled_from([1e26, 1e28]),
    }
)


@settings(max_examples=60)
@given(
    before=polarizations,
    after=polarizations,
    settings=st.sampled_from(
        [
            {},
            {"water_um": 40.0},
            {"sampling": {"oversample": 2}},
            {"sampling": {"d_min_angstrom": 3.0}},
            {"beam": {"dispersion": Spread(range=2.0, count=2)}},
            {"detector": {"sensor": Sensor(thickness_um=300.0, layers=2)}},
        ]
    ),
    quirks=st.sampled_from([NO_QUIRKS, ALL_QUIRKS]),
)
def test_another_polarization_reuses_an_image_where_pixels_have_one_factor(
    before: dict[str, Any],
    after: dict[str, Any],
    settings: dict[str, Any],
    quirks: frozenset[Quirk],
) -> None:
    def shown(beam: dict[str, Any]) -> Experiment:
        beam = {**settings.get("beam", {}), **beam}
        sampling = {**settings.get("sampling", {}), "phi_steps": 40, "osc_deg": 1.0}
        changed = {"beam": beam, "sampling": sampling, "quirks": quirks}
        return experiment(**{**settings, **changed})

    made = rescaled(simulate(shown(before)), shown(after))
    if settings == {}:
        assert made is not None
    if made is not None:
        fresh = simulate(shown(after)).intensity.numpy()
        assert made.intensity.numpy() == pytest.approx(fresh, rel=1e-5)


def test_a_pixel_that_polarization_made_dark_tells_nothing() -> None:
    # At a right angle along its field, a fully polarised beam scatters nothing.
    beside = {"distance_mm": 0.5, "pixels_fast": 60, "pixels_slow": 60}
    many = {"phi_steps": 40, "osc_deg": 1.0}

    def shown(kahn: float) -> Experiment:
        return experiment(detector=beside, beam={"kahn_factor": kahn}, sampling=many)

    assert rescaled(simulate(shown(1.0)), shown(0.0)) is None
    assert rescaled(simulate(shown(0.0)), shown(1.0)) is not None


def test_darkness_and_previews_tell_nothing_of_other_images() -> None:
    dark = simulate(experiment(beam={"fluence_per_m2": 0.0}))
    assert rescaled(dark, experiment()) is None
    preview = simulate(experiment(), RenderOptions(quality=Quality.PREVIEW))
    assert rescaled(preview, experiment(beam={"fluence_per_m2": 1.0})) is None


def test_what_float32_cannot_hold_is_simulated() -> None:
    frame = simulate(experiment(beam={"fluence_per_m2": 1e-20}))
    many = experiment(beam={"flux_per_s": 1e30, "beam_size_mm": 1e-9})
    assert rescaled(frame, many) is None
