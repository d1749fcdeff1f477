"""An experiment written as a nanoBragg command."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Axes,
    Background,
    Beam,
    Convention,
    Crystal,
    CrystalShape,
    Detector,
    Experiment,
    InvalidParameterError,
    OrientationMatrix,
    Pivot,
    PixelMask,
    Quirk,
    Readout,
    ReflectionTable,
    Roi,
    Sampling,
    Sensor,
    Source,
    Spread,
    UnitCell,
    full_precision,
    place,
)
from braggscope_engine.io import (
    format_nanobragg,
    parse_nanobragg,
    split_command,
    write_hkl,
)

CRYSTAL = Crystal(cell=UnitCell(a=40, b=50, c=60), default_F=100)
PLAIN = Experiment(crystal=CRYSTAL)

EFFECTIVE = (
    *("pix0_m", "fast", "slow", "normal", "beam", "polarization", "vertical"),
    "spindle",
)


def written(experiment: Experiment) -> str:
    return " ".join(format_nanobragg(experiment).words)


def strictly_again(experiment: Experiment) -> Experiment:
    words = format_nanobragg(experiment).words
    return parse_nanobragg(words, quirks=ALL_QUIRKS).experiment


def angles(limit: float) -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 1.5]) | st.floats(-limit, limit)


def maybe(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[float | None]:
    return st.none() | numbers


@st.composite
def frames(draw: Any) -> Axes:
    """Right- or left-handed panels at any angle, sometimes not quite square."""
    plain = Axes()
    if draw(st.booleans()):
        return plain
    turn = np.linalg.qr(
        np.array(draw(st.lists(st.floats(-1, 1), min_size=9, max_size=9))).reshape(3, 3)
        + 1.5 * np.eye(3)
    )[0]
    fast, slow = turn[:, 0], turn[:, 1]
    slow = slow + draw(st.sampled_from([0.0, 0.0, 1e-3])) * fast
    beam = turn @ np.array([draw(st.floats(-0.3, 0.3)), 0.1, 1.0])
    given_normal = draw(st.sampled_from([None, 1.0, -1.0]))
    normal = None if given_normal is None else given_normal * turn[:, 2]
    return Axes(
        beam=tuple(beam.tolist()),
        fast=tuple(fast.tolist()),
        slow=tuple(slow.tolist()),
        normal=None if normal is None else tuple(normal.tolist()),
        two_theta=(0.1, draw(st.floats(0.5, 2)), 0.3),
        spindle=(0.0, 1.0, draw(st.floats(-1, 1))),
    )


@st.composite
def detectors(draw: Any) -> Detector:
    kind = draw(st.sampled_from(["none", "beam", "close", "org", "pix0"]))
    centre = st.floats(-20, 40)
    two: dict[str, Any] = {
        "none": lambda: {},
        "beam": lambda: {"beam_x_mm": draw(centre), "beam_y_mm": draw(maybe(centre))},
        "close": lambda: {"close_x_mm": draw(centre), "close_y_mm": draw(centre)},
        "org": lambda: {"org_x_px": draw(centre), "org_y_px": draw(maybe(centre))},
        "pix0": lambda: {
            "pix0_mm": (draw(centre), draw(centre), draw(st.floats(50, 90)))
        },
    }[kind]()
    return Detector(
        convention=draw(st.sampled_from(Convention)),
        pivot=draw(st.sampled_from(Pivot)),
        custom_axes=draw(frames()),
        distance_mm=draw(st.floats(10, 900)),
        close_distance_mm=draw(maybe(st.floats(10, 900))),
        rotation_deg=(draw(angles(30)), draw(angles(30)), draw(angles(90))),
        two_theta_deg=draw(angles(40)),
        pixel_size_mm=draw(st.sampled_from([0.1, 0.172, 0.15])),
        pixels_fast=draw(st.integers(1, 300)),
        pixels_slow=draw(st.integers(1, 300)),
        size_fast_mm=None,
        **two,
    )


@settings(max_examples=150)
@given(detectors(), st.sampled_from([NO_QUIRKS, ALL_QUIRKS]))
def test_nanobragg_would_place_the_detector_where_the_experiment_has_it(
    detector: Detector, quirks: frozenset[Quirk]
) -> None:
    experiment = Experiment(crystal=CRYSTAL, detector=detector, quirks=quirks)
    try:
        wanted = place(experiment)
    except InvalidParameterError:
        return  # edge-on to the beam
    found = place(strictly_again(experiment))
    scale = 1.0 + math.hypot(*wanted.pix0_m)
    for name in EFFECTIVE:
        apart = math.dist(getattr(wanted, name), getattr(found, name))
        assert apart <= 2e-13 * scale, name
    assert (found.pixels_fast, found.pixels_slow) == (
        wanted.pixels_fast,
        wanted.pixels_slow,
    )


@st.composite
def spreads(draw: Any) -> Spread:
    return Spread(
        range=draw(maybe(st.floats(0, 9))),
        step=draw(maybe(st.floats(0.1, 4))),
        count=draw(st.none() | st.integers(1, 4)),
    )


@st.composite
def samplings(draw: Any) -> Sampling:
    return Sampling(
        phi_start_deg=draw(angles(180)),
        osc_deg=draw(maybe(st.floats(0, 3))),
        phi_step_deg=draw(maybe(st.floats(0.01, 2))),
        phi_steps=draw(st.none() | st.integers(1, 5)),
        phi_at_slice_centres=draw(st.booleans()),
        oversample=draw(st.none() | st.integers(1, 5)),
        oversample_solid_angle=draw(st.booleans()),
        oversample_absorption=draw(st.booleans()),
        d_min_angstrom=draw(st.sampled_from([0.0, 1.8])),
        roi=Roi(fast_min=draw(st.none() | st.integers(0, 9)), slow_max=7),
    )


@given(samplings(), spreads(), spreads(), st.booleans())
def test_nanobragg_would_sample_the_same_angles(
    sampling: Sampling, horizontal: Spread, vertical: Spread, strict: bool
) -> None:
    experiment = Experiment(
        crystal=CRYSTAL,
        sampling=sampling,
        beam=Beam(
            horizontal_divergence=horizontal,
            vertical_divergence=vertical,
            dispersion=Spread(range=1.0, count=2),
            round_divergence=False,
        ),
        quirks=ALL_QUIRKS - {Quirk.STALE_PHI} if strict else NO_QUIRKS,
    )
    again = replace(strictly_again(experiment), quirks=ALL_QUIRKS - {Quirk.STALE_PHI})
    wanted, found = full_precision(experiment), full_precision(again)
    for name in ("phi_list_rad", "hdivsteps", "vdivsteps", "sources", "dispsteps"):
        assert found[name] == pytest.approx(wanted[name], rel=1e-12, abs=1e-15), name
    for new, old in zip(
        found["source_list_dx_dy_dz_weight_lambda"],  # type: ignore[call-overload]
        wanted["source_list_dx_dy_dz_weight_lambda"],  # type: ignore[call-overload]
        strict=True,
    ):
        assert new == pytest.approx(old, rel=1e-9, abs=1e-12)
    assert again.sampling.roi == sampling.roi


def test_defaults_are_not_written() -> None:
    assert written(PLAIN) == "-cell 40 50 60 90 90 90 -default_F 100 -mosflm -seed 1"


def test_what_is_written_reads_back_to_the_same_experiment() -> None:
    experiment = Experiment(
        beam=Beam(
            wavelength_angstrom=0.1 + 0.2,
            flux_per_s=1e12,
            beam_size_mm=0.07,
            kahn_factor=-0.3,
            apply_polarization=False,
            dispersion=Spread(range=1.5, count=3),
            round_divergence=False,
        ),
        crystal=replace(
            CRYSTAL,
            misset_deg=(-1.0, 2.0, 1e-7),
            n_cells=(3, 4, 5),
            size_mm=(0.0, 0.01, 0.0),
            shape=CrystalShape.GAUSS,
            fudge=1.4,
            mosaic_spread_deg=0.5,
            mosaic_domains=7,
            mosaic_seed=42,
            interpolate=False,
        ),
        detector=Detector(
            distance_mm=231.27466,
            beam_x_mm=-7.0,
            rotation_deg=(1.0, 0.0, -3.0),
            pixel_size_mm=0.172,
            pixels_fast=2463,
            pixels_slow=2527,
            curved=True,
            point_pixel=True,
            sensor=Sensor(thickness_um=320.0, attenuation_depth_um=math.inf, layers=4),
        ),
        sampling=Sampling(osc_deg=0.1, phi_steps=10, oversample=2, roi=Roi(fast_max=5)),
        background=Background(water_um=3.0),
        readout=Readout(adc_offset_adu=10.0, adu_per_photon=2.0, noise_seed=5),
        quirks=ALL_QUIRKS,
    )
    assert strictly_again(experiment) == experiment


@pytest.mark.parametrize(
    ("misset_seed", "uniform"), [(5, False), (-3, False), (5, True)]
)
def test_a_random_orientation_stays_the_same(misset_seed: int, uniform: bool) -> None:
    crystal = replace(
        CRYSTAL,
        misset_random=True,
        misset_seed=misset_seed,
        uniform_orientation=uniform,
    )
    experiment = Experiment(crystal=crystal)
    wanted = full_precision(experiment)["a0"]
    found = full_precision(strictly_again(experiment))["a0"]
    assert found == pytest.approx(wanted, rel=1e-12)


def test_files_keep_their_names_or_get_one(tmp_path: Any) -> None:
    table = ReflectionTable(hkl=np.zeros((1, 3), np.int32), amplitude=np.ones(1))
    matrix = OrientationMatrix(
        a_star=(0.1, 0, 0), b_star=(0, 0.1, 0), c_star=(0, 0, 0.1)
    )
    experiment = Experiment(crystal=Crystal(matrix=matrix, reflections=table))
    formatted = format_nanobragg(experiment)
    assert formatted.words[:4] == (
        *("-mat", "orientation.mat", "-hkl", "reflections.hkl"),
    )
    assert len(formatted.losses) == 2
    named = format_nanobragg(experiment, hkl_name="-a b.hkl", matrix_name="A.mat")
    assert named.words[:4] == ("-mat", "A.mat", "-hkl", "./-a b.hkl")
    assert named.losses == ()
    assert "'./-a b.hkl'" in named.text
    write_hkl(tmp_path / "Fdump.bin", table)
    dumped = replace(experiment.crystal, reflections=replace(table, name="Fdump.bin"))
    assert "-dump Fdump.bin" in written(Experiment(crystal=dumped))


def test_the_text_is_a_command_of_the_same_words() -> None:
    detector = Detector(convention=Convention.CUSTOM, custom_axes=Axes(beam=(1, 0, 1)))
    formatted = format_nanobragg(Experiment(crystal=CRYSTAL, detector=detector))
    assert formatted.text.startswith("nanoBragg \\\n")
    assert split_command(formatted.text) == list(formatted.words)
    assert max(map(len, formatted.text.splitlines())) <= 90


@pytest.mark.parametrize(
    ("changes", "loss"),
    [
        (
            {"detector": Detector(mask=PixelMask(keep=np.ones((1024, 1024), bool)))},
            "The mask is left out",
        ),
        (
            {
                "beam": Beam(
                    sources=(Source(position=(-1, 0, 0), wavelength_angstrom=1),)
                )
            },
            "The source list comes from no file",
        ),
        (
            {"beam": Beam(symmetric_grid=True, dispersion=Spread(range=1, step=0.4))},
            "centred on zero",
        ),
        (
            {"sampling": Sampling(osc_deg=1, phi_steps=4, phi_at_slice_centres=True)},
            "-phi is written half a step later",
        ),
        (
            {"detector": Detector(pix0_mm=(100, 51.2, -51.2))},
            "nanoBragg ignores -pix0_vector",
        ),
    ],
)
def test_what_nanobragg_cannot_be_told_is_listed(
    changes: dict[str, Any], loss: str
) -> None:
    (found,) = format_nanobragg(replace(PLAIN, **changes)).losses
    assert loss in found


def test_a_pix0_becomes_the_centre_that_its_convention_knows() -> None:
    detector = Detector(convention=Convention.XDS, pix0_mm=(-51.15, -51.05, 100))
    text = written(Experiment(crystal=CRYSTAL, detector=detector))
    assert "-xds -close_distance 100 -ORGX 512 -ORGY 511" in text


def test_a_centre_that_xds_ignores_is_translated() -> None:
    detector = Detector(convention=Convention.XDS, beam_x_mm=10.05, beam_y_mm=20.05)
    text = written(Experiment(crystal=CRYSTAL, detector=detector))
    assert "-ORGX 101 -ORGY 201" in text
    strict = Experiment(crystal=CRYSTAL, detector=detector, quirks=ALL_QUIRKS)
    assert "-Xbeam 10.05 -Ybeam 20.05" in written(strict)
