"""The trace of a pixel ends in the pixel of the image, and says how."""

import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    EngineError,
    Experiment,
    InvalidParameterError,
    PixelMask,
    Quirk,
    RenderOptions,
    Roi,
    Trace,
    parse_nanobragg,
    simulate,
    trace,
)

from ..build import experiment, image, listed
from ..golden import NAMES, case

SAMPLE = (
    "absorb_default_steps_thick",
    "curved_det_mosflm",
    "div_square_dispersion",
    "dmin_roi_water",
    "interp_out_of_range",
    "mask_smv",
    "oversample2_omega",
    "oversample2_polar",
    "phi_zero_mid_mosaic",
    "phi_zero_start",
    "tophat_spots",
)


def assert_traces_equal(shown: Experiment, pixels: int, random: Random) -> int:
    """Compare traces with the float64 image: first, brightest and random pixels."""
    rendered = simulate(shown, RenderOptions(dtype="float64")).intensity.numpy()
    height, width = rendered.shape
    top = np.unravel_index(rendered.argmax(), rendered.shape)
    wanted = [(0, 0), (int(top[0]), int(top[1]))]
    wanted += [
        (random.randrange(height), random.randrange(width)) for _ in range(pixels)
    ]
    for slow, fast in wanted:
        value = trace(shown, slow, fast).value
        assert value == pytest.approx(rendered[slow, fast], rel=1e-12, abs=0)
    return len(wanted)


@pytest.mark.parametrize("quirks", [ALL_QUIRKS, NO_QUIRKS], ids=["strict", "intended"])
@pytest.mark.parametrize("name", SAMPLE)
def test_the_trace_ends_in_the_rendered_pixel(
    name: str, quirks: frozenset[Quirk], tmp_path: Path
) -> None:
    shown = case(name).experiment(quirks, tmp_path)
    assert_traces_equal(shown, 1, Random(name))


@pytest.mark.slow
def test_traces_of_hundreds_of_pixels_are_those_of_the_images(tmp_path: Path) -> None:
    random, compared = Random(6), 0
    for name in NAMES:
        for quirks in (ALL_QUIRKS, NO_QUIRKS):
            folder = tmp_path / f"{name}-{len(quirks)}"
            folder.mkdir()
            try:
                shown = case(name).experiment(quirks, folder)
            except EngineError:  # some lines contradict themselves as intended
                continue
            compared += assert_traces_equal(shown, 2, random)
    assert compared >= 200


def value_of(traced: Trace, name: str) -> float:
    """A number of the result."""
    term = next(t for t in traced.result.terms if t.name == name)
    assert isinstance(term.value, int | float)
    return float(term.value)


def test_sub_steps_and_normalisation_give_the_value_by_hand() -> None:
    shown = experiment(
        crystal={
            "reflections": listed(2),
            "mosaic_spread_deg": 0.5,
            "mosaic_domains": 3,
        },
        beam={"kahn_factor": 0.5, "flux_per_s": 1e14},
        sampling={"osc_deg": 2.0, "phi_steps": 4, "oversample": 2},
    )
    traced = trace(shown, 4, 7)
    steps = traced.sub_steps
    assert len(steps) == 4 * 3 * 4
    assert value_of(traced, "steps") == 4 * 3 * 4
    total = 0.0
    for n in range(len(steps)):
        h = steps.hkl[n]
        near = np.round(h)
        assert steps.nearest[n].tolist() == near.tolist()
        # The lattice factor of a block, by the sum over its cells.
        axes = [sum(np.exp(2j * math.pi * x * cell) for cell in range(5)) for x in h]
        assert np.abs(steps.F_latt_axes[n]) == pytest.approx(np.abs(axes), rel=1e-8)
        assert abs(steps.F_latt[n]) == pytest.approx(np.abs(np.prod(axes)), rel=1e-8)
        assert steps.term[n] == pytest.approx(
            (steps.F_cell[n] * steps.F_latt[n]) ** 2, rel=1e-12
        )
        sample = {t.name: t.value for t in traced.samples[steps.sample[n]].terms}
        beam = {t.name: t.value for t in traced.beamlets[steps.beamlet[n]].terms}
        cell = steps.cell_angstrom[n]
        assert cell @ np.array(beam["scattering"]) == pytest.approx(h, abs=1e-9)
        total += steps.term[n] * sample["solid_angle"] * beam["polarization"]
        assert steps.total[n] == pytest.approx(total, rel=1e-9)
    by_hand = (
        total
        / value_of(traced, "steps")
        * value_of(traced, "r_e_sqr")
        * value_of(traced, "fluence")
    )
    assert traced.value == pytest.approx(by_hand, rel=1e-9)
    assert traced.value == pytest.approx(image(shown)[4, 7], rel=1e-12)


def test_a_stale_step_says_the_angle_that_it_really_has() -> None:
    sampling = {"osc_deg": 2.0, "phi_steps": 4}
    intended = trace(experiment(sampling=sampling), 3, 3).sub_steps
    assert intended.phi_deg == pytest.approx([0, 0.5, 1.0, 1.5])
    stale = experiment(sampling=sampling, quirks=frozenset({Quirk.STALE_PHI}))
    assert trace(stale, 3, 3).sub_steps.phi_deg == pytest.approx([1.5, 0.5, 1.0, 1.5])
    first = trace(stale, 0, 0)
    assert first.sub_steps.phi_deg == pytest.approx([0, 0.5, 1.0, 1.5])
    assert first.value == pytest.approx(image(stale)[0, 0], rel=1e-12)


def test_interpolation_is_on_or_off_as_in_the_image() -> None:
    shown = experiment(
        crystal={"reflections": listed(5), "interpolate": True, "default_F": 7.0},
        detector={"pixels_fast": 30, "pixels_slow": 30, "pixel_size_mm": 3.0},
        quirks=frozenset({Quirk.INTERPOLATION_SWITCHES_OFF}),
    )
    rendered = image(shown)
    states = set()
    for slow in range(0, 30, 3):
        for fast in range(0, 30, 7):
            traced = trace(shown, slow, fast)
            assert traced.value == pytest.approx(rendered[slow, fast], rel=1e-12)
            states.add(traced.inputs[0].terms[4].value)
    assert False in states


def test_pixels_that_are_not_rendered_say_why() -> None:
    roi = Roi(fast_min=2, fast_max=8, slow_min=2, slow_max=8)
    keep = np.ones((12, 12), bool)
    keep[5, 5] = False
    shown = experiment(sampling={"roi": roi}, detector={"mask": PixelMask(keep=keep)})
    for slow, fast, reason in ((0, 0, "region of interest"), (5, 5, "masked")):
        traced = trace(shown, slow, fast)
        assert traced.value == 0.0
        assert reason in traced.text()
    assert trace(shown, 5, 6).value == pytest.approx(image(shown)[5, 6], rel=1e-12)


@pytest.mark.parametrize(("slow", "fast"), [(-1, 0), (0, 12), (12, 0)])
def test_a_pixel_beside_the_detector_is_refused(slow: int, fast: int) -> None:
    with pytest.raises(InvalidParameterError, match="0 to 11"):
        trace(experiment(), slow, fast)


def test_text_is_lines_of_name_value_unit_and_reads_back() -> None:
    traced = trace(experiment(sampling={"osc_deg": 1.0, "phi_steps": 2}), 4, 5)
    lines = [line for line in traced.text().splitlines() if line[0] != "#"]
    assert all(" = " in line for line in lines)
    names = [line.split(" = ")[0] for line in lines]
    assert len(set(names)) == len(names)
    last = lines[-1].split()
    assert last[0] == "result.photons"
    assert float(last[2]) == traced.value
    read = json.loads(json.dumps(traced.to_json(), allow_nan=False))
    assert read["photons"] == traced.value


def test_of_many_sub_steps_the_largest_are_kept() -> None:
    traced = trace(experiment(sampling={"osc_deg": 9.0, "phi_steps": 50}), 4, 5)
    text = traced.text(most_sub_steps=3)
    assert text.count("# Sub-step") == 3
    assert "47 smaller sub-steps left out" in text
    assert f"step[{int(traced.sub_steps.term.argmax())}].term" in text


@pytest.mark.slow
def test_the_trace_of_the_canonical_peak(golden_given: Path) -> None:
    words = (golden_given / "canonical_full" / "args.txt").read_text("utf-8").split()
    folder = golden_given.parent / "data"
    shown = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    traced = trace(shown, 1039, 685)
    assert traced.value == pytest.approx(446.25412, rel=1e-7)
    corrected = ALL_QUIRKS - {Quirk.STALE_PHI}
    shown = parse_nanobragg(words, quirks=corrected, folder=folder).experiment
    assert trace(shown, 1039, 685).value == pytest.approx(466.4818, rel=1e-6)
