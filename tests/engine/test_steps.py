"""How counts, ranges and step sizes complete each other."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Beam,
    Crystal,
    Quirk,
    Sampling,
    Sensor,
    Spread,
    parse_nanobragg,
    resolve,
)
from braggscope_engine.steps import (
    Grid,
    mosaic_domains,
    phi_steps,
    sensor_layers,
    spread_grid,
)

from .build import CELL, experiment

LOOSE = frozenset({Quirk.STEPS_WITHOUT_RANGE})
DEGREE = math.pi / 180


@pytest.mark.parametrize(
    ("count", "width", "step", "strict", "own"),
    [
        (None, None, None, (1, 0, 0), (1, 0, 0)),
        (None, None, 3, (2, 3, 3), (2, 3, 3)),
        (None, 8, None, (2, 8, 8), (2, 8, 8)),
        (None, 8, 3, (3, 8, 3), (3, 8, 3)),
        (None, 9, 3, (3, 9, 3), (3, 9, 3)),
        (4, None, None, (4, 1000, 250), (1, 0, 0)),
        (4, None, 3, (2, 3, 3), (4, 9, 3)),
        (4, 9, None, (4, 9, 3), (4, 9, 3)),
        (1, 9, None, (2, 9, 9), (2, 9, 9)),
        (4, 8, 3, (4, 8, 3), (4, 8, 3)),
        (4, 0, None, (1, 0, 0), (1, 0, 0)),
        (4, 0, 3, (1, 0, 0), (1, 0, 0)),
        (None, 0, None, (1, 0, 0), (1, 0, 0)),
    ],
)
@pytest.mark.parametrize("loose", [True, False])
def test_a_spread_is_completed_by_the_table(
    count: int | None,
    width: float | None,
    step: float | None,
    strict: tuple[int, float, float],
    own: tuple[int, float, float],
    loose: bool,
) -> None:
    grid = spread_grid(Spread(range=width, step=step, count=count), 1000, None, loose)
    expected = strict if loose else own
    assert grid.count == expected[0]
    # Given in thousandths: mrad to rad.
    assert (grid.range * 1000, grid.step * 1000) == pytest.approx(expected[1:])


def test_a_dispersion_without_a_range_is_none_whatever_its_steps() -> None:
    assert spread_grid(Spread(count=4), 100, 0.0, True) == Grid()
    assert spread_grid(Spread(count=4), 100, 0.0, False) == Grid()


@pytest.mark.parametrize(
    ("count", "osc", "step", "strict", "own"),
    [
        (None, None, None, (1, 0, 0), (1, 0, 0)),
        (None, None, 0.5, (2, 0.5, 0.5), (2, 0.5, 0.5)),
        (None, 2.0, None, (2, 2.0, 1.0), (2, 2.0, 1.0)),
        (None, 2.0, 0.75, (3, 2.0, 0.75), (3, 2.0, 0.75)),
        (4, None, None, (4, 1.0, 0.25), (1, 0, 0)),
        (4, None, 0.5, (2, 0.5, 0.5), (4, 2.0, 0.5)),
        (4, 2.0, None, (4, 2.0, 0.5), (4, 2.0, 0.5)),
        (4, 2.0, 0.1, (4, 2.0, 0.1), (4, 2.0, 0.1)),
        (4, 2.0, 0.0, (4, 2.0, 0.0), (4, 2.0, 0.0)),
    ],
)
@pytest.mark.parametrize("quirks", [LOOSE, NO_QUIRKS], ids=["loose", "own"])
def test_an_oscillation_is_completed_by_the_table(
    count: int | None,
    osc: float | None,
    step: float | None,
    strict: tuple[int, float, float],
    own: tuple[int, float, float],
    quirks: frozenset[Quirk],
) -> None:
    sampling = Sampling(phi_steps=count, osc_deg=osc, phi_step_deg=step)
    phi = phi_steps(sampling, quirks)
    expected = strict if quirks else own
    assert phi.count == expected[0]
    degrees = (phi.range / DEGREE, phi.step / DEGREE)
    assert degrees == pytest.approx(expected[1:], rel=1e-12)


@pytest.mark.parametrize(
    ("words", "count", "range_rad"),
    [
        ("-hdivsteps 3", 3, 1.0),
        ("-hdivsteps 3 -hdivstep 2", 2, 0.002),
        ("-hdivrange 4 -hdivsteps 3", 3, 0.004),
        ("-hdivrange 4", 2, 0.004),
    ],
)
def test_a_strict_command_spreads_as_the_table_says(
    words: str, count: int, range_rad: float
) -> None:
    command = f"-cell 70 80 90 75 85 95 -default_F 1 {words}".split()
    chosen = parse_nanobragg(command, quirks=ALL_QUIRKS).experiment
    grid = resolve(chosen).sources.horizontal
    assert grid.count == count
    assert grid.range == pytest.approx(range_rad)


@given(st.floats(-180, 180), st.floats(0.01, 90), st.integers(1, 20), st.booleans())
def test_steps_tile_the_oscillation(
    start: float, width: float, count: int, centred: bool
) -> None:
    sampling = Sampling(
        phi_start_deg=start,
        osc_deg=width,
        phi_steps=count,
        phi_at_slice_centres=centred,
    )
    angles = np.degrees(phi_steps(sampling, NO_QUIRKS).angles())
    edges = start + width / count * np.arange(count)
    expected = edges + (width / count / 2 if centred else 0)
    assert angles == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_angles_are_found_by_multiplying_the_step() -> None:
    # So the fifth of -0.05° to 0.05° in ten steps is exactly 0, as in the reference.
    sampling = Sampling(phi_start_deg=-0.05, osc_deg=0.1, phi_steps=10)
    assert phi_steps(sampling, ALL_QUIRKS).angles()[5] == 0.0


@pytest.mark.parametrize(
    ("sensor", "strict", "own"),
    [
        ((0.0, None, None), (1, 0.0, -1), (1, 0.0, -1)),
        ((0.0, 500.0, None), (1, 0.0, 2000), (1, 0.0, 2000)),
        ((300.0, None, None), (2, 150.0, 1e6 / 300), (2, 150.0, 1e6 / 300)),
        ((300.0, 500.0, None), (2, 150.0, 2000), (2, 150.0, 2000)),
        ((300.0, 500.0, 1), (2, 300.0, 2000), (1, 300.0, 2000)),
        ((300.0, 500.0, 3), (3, 150.0, 2000), (3, 100.0, 2000)),
    ],
)
@pytest.mark.parametrize(
    "quirks", [frozenset({Quirk.LAYER_SPACING}), NO_QUIRKS], ids=["strict", "own"]
)
def test_a_sensor_is_cut_into_layers_by_the_table(
    sensor: tuple[float, float | None, int | None],
    strict: tuple[int, float, float],
    own: tuple[int, float, float],
    quirks: frozenset[Quirk],
) -> None:
    thickness, depth, layers = sensor
    cut = sensor_layers(
        Sensor(thickness_um=thickness, attenuation_depth_um=depth, layers=layers),
        quirks,
    )
    expected = strict if quirks else own
    found = (cut.count, cut.step_m * 1e6, cut.mu_per_m)
    assert found == pytest.approx(expected)


def test_layers_of_the_physics_fill_the_sensor() -> None:
    for layers in (None, 1, 2, 7):
        cut = sensor_layers(Sensor(thickness_um=320, layers=layers), NO_QUIRKS)
        assert cut.count * cut.step_m == pytest.approx(320e-6)


@pytest.mark.parametrize(
    ("spread", "domains", "count", "noted"),
    [
        (None, None, 1, False),
        (None, 7, 1, True),
        (0.0, None, 1, False),
        (0.0, 7, 1, True),
        (0.5, None, 10, True),
        (0.5, 7, 7, False),
        (0.5, 1, 1, True),
    ],
)
def test_mosaic_domains_are_completed_by_the_table(
    spread: float | None, domains: int | None, count: int, noted: bool
) -> None:
    crystal = Crystal(cell=CELL, mosaic_spread_deg=spread, mosaic_domains=domains)
    found, radians, note = mosaic_domains(crystal)
    assert found == count
    assert radians == pytest.approx((spread or 0.0) * DEGREE)
    assert bool(note) is noted


@pytest.mark.parametrize(
    ("square", "kept"), [(2, 4), (3, 5), (4, 12), (5, 13), (6, 24)]
)
def test_a_round_beam_drops_the_corners_of_its_grid(square: int, kept: int) -> None:
    spread = Spread(range=4.0, count=square)
    beam = {"horizontal_divergence": spread, "vertical_divergence": spread}
    assert len(resolve(experiment(beam=beam)).sources) == kept
    whole = {**beam, "round_divergence": False}
    assert len(resolve(experiment(beam=whole)).sources) == square**2


def test_nothing_is_trimmed_where_the_beam_spreads_one_way() -> None:
    beam = {"horizontal_divergence": Spread(range=4.0, count=5)}
    assert len(resolve(experiment(beam=beam)).sources) == 5


@pytest.mark.parametrize("symmetric", [False, True])
def test_a_symmetric_grid_is_centred_on_the_beam(symmetric: bool) -> None:
    beam = {
        "horizontal_divergence": Spread(range=5.0, step=2.0),
        "dispersion": Spread(range=5.0, step=2.0),
        "symmetric_grid": symmetric,
    }
    sources = resolve(experiment(beam=beam)).sources
    mean = sources.wavelength_m.mean().item() * 1e10
    towards = sources.incident.mean(dim=0)
    centred = mean == pytest.approx(1.1, rel=1e-12)
    assert centred is symmetric
    along = float(towards[0]) / float(towards.norm())
    assert (along == pytest.approx(1, abs=1e-12)) is symmetric


def test_sources_spread_by_the_angles_of_their_grid() -> None:
    beam = {
        "horizontal_divergence": Spread(range=20.0, count=3),
        "vertical_divergence": Spread(range=10.0, count=3),
        "round_divergence": False,
    }
    sources = resolve(experiment(beam=beam)).sources
    # MOSFLM: beam along x, polarisation along z, so horizontal is in the xz plane.
    incident = sources.incident.numpy()
    assert np.linalg.norm(incident, axis=1) == pytest.approx(1, abs=1e-15)
    horizontal = np.degrees(np.arctan2(incident[:, 2], incident[:, 0]))
    vertical = np.degrees(np.arctan2(incident[:, 1], incident[:, 0]))
    assert abs(horizontal).max() == pytest.approx(math.degrees(0.010), rel=1e-4)
    assert abs(vertical).max() == pytest.approx(math.degrees(0.005), rel=1e-4)


def test_flux_and_fluence_are_one_number() -> None:
    beam = Beam(flux_per_s=1e12, exposure_s=0.1, beam_size_mm=0.05)
    assert beam.effective_fluence_per_m2 == pytest.approx(1e11 / 25e-10, rel=1e-12)
    chosen = experiment(
        beam={"flux_per_s": 1e12, "exposure_s": 0.1, "beam_size_mm": 0.05}
    )
    assert float(resolve(chosen).fluence_per_m2) == beam.effective_fluence_per_m2


@pytest.mark.parametrize(
    ("sampling", "words"),
    [
        ({"osc_deg": 1.0}, "2 angles only"),
        ({"phi_steps": 4}, "phi steps: 1 instead of 4"),
        ({"oversample": None}, "oversample:"),
    ],
)
def test_a_choice_that_may_surprise_is_noted(
    sampling: dict[str, object], words: str
) -> None:
    notes = resolve(experiment(sampling=sampling)).notes
    assert any(words in note for note in notes)


def test_automatic_oversampling_puts_three_samples_across_a_spot() -> None:
    # 5 cells of 90 Å: a spot is 1.1 Å · 100 mm / 450 Å = 0.244 mm wide.
    for pixel_mm, expected in ((0.05, 1), (0.1, 2), (0.2, 3), (2.0, 25)):
        chosen = experiment(
            detector={"pixel_size_mm": pixel_mm}, sampling={"oversample": None}
        )
        assert resolve(chosen).oversample == expected
