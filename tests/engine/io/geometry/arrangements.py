"""Random arrangements of beam, crystal and panel, and where they put the corners."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Beam,
    Convention,
    Crystal,
    Detector,
    EngineError,
    Experiment,
    Pivot,
    Sampling,
    UnitCell,
    place,
    resolve,
)
from braggscope_engine.io import ImportedGeometry, read_geometry, write_geometry

NAMED = [c for c in Convention if c is not Convention.CUSTOM]
_CLOSEST_MM = 5.0


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_subnormal=False).map(lambda x: round(x, 6))


def vectors(reach: float) -> st.SearchStrategy[tuple[float, float, float]]:
    return st.tuples(*(numbers(-reach, reach) for _ in range(3)))


crystals = st.builds(
    Crystal,
    cell=st.builds(
        UnitCell,
        a=numbers(10, 300),
        b=numbers(10, 300),
        c=numbers(10, 300),
        alpha=numbers(70, 110),
        beta=numbers(70, 110),
        gamma=numbers(70, 110),
    ),
    misset_deg=vectors(180),
    default_F=st.just(100.0),
)


@st.composite
def turned_axes(draw: st.DrawFn) -> Axes:
    """Axes of a CUSTOM convention: any beam, any panel, right- or left-handed."""
    panel = np.linalg.qr(np.random.default_rng(draw(seeds)).normal(size=(3, 3)))[0]
    rest = np.random.default_rng(draw(seeds)).normal(size=(3, 3))
    beam = rest[0] / np.linalg.norm(rest[0])
    electric = np.cross(beam, rest[1])
    fast, slow, _ = panel.tolist()
    return Axes(
        beam=tuple(beam.tolist()),
        fast=tuple(fast),
        slow=tuple(slow),
        polarization=tuple(electric.tolist()),
        spindle=tuple(rest[2].tolist()),
    )


seeds = st.integers(0, 2**32 - 1)


@st.composite
def detectors(draw: st.DrawFn) -> Detector:
    size = {
        "pixels_fast": draw(st.integers(1, 4000)),
        "pixels_slow": draw(st.integers(1, 4000)),
        "pixel_size_mm": draw(numbers(0.01, 0.5)),
    }
    if draw(st.booleans()):
        return Detector(
            convention=Convention.CUSTOM,
            pivot=Pivot.SAMPLE,
            custom_axes=draw(turned_axes()),
            pix0_mm=draw(vectors(300).filter(lambda v: max(map(abs, v)) > 1)),
            **size,
        )
    return Detector(
        convention=draw(st.sampled_from(NAMED)),
        pivot=draw(st.sampled_from(Pivot)),
        distance_mm=draw(numbers(20, 1000)),
        beam_x_mm=draw(numbers(-100, 300)),
        beam_y_mm=draw(numbers(-100, 300)),
        rotation_deg=draw(vectors(60)),
        two_theta_deg=draw(numbers(-120, 120)),
        **size,
    )


@st.composite
def arrangements(draw: st.DrawFn) -> Experiment:
    """Experiments whose panel stands a little away from the sample."""
    experiment = Experiment(
        beam=Beam(
            wavelength_angstrom=draw(numbers(0.3, 3)),
            kahn_factor=draw(numbers(-1, 1)),
        ),
        crystal=draw(crystals),
        detector=draw(detectors()),
        sampling=Sampling(
            phi_start_deg=draw(numbers(-180, 180)),
            osc_deg=draw(st.none() | numbers(0.1, 5)),
            oversample=1,
        ),
    )
    try:
        stands = abs(place(experiment).close_distance_m) * 1000.0 > _CLOSEST_MM
    except EngineError:
        stands = False
    assume(stands)
    return experiment


def corners_mm(experiment: Experiment) -> NDArray[np.float64]:
    """Corners of the panel in the laboratory frame, shape (4, 3)."""
    geometry = place(experiment)
    fast, slow = np.array(geometry.fast), np.array(geometry.slow)
    width, height = geometry.size_fast_m, geometry.size_slow_m
    return 1000.0 * np.array(
        [
            np.array(geometry.pix0_m) + f * width * fast + s * height * slow
            for f in (0, 1)
            for s in (0, 1)
        ]
    )


def seen_from_crystal(experiment: Experiment) -> NDArray[np.float64]:
    """Corners, beam, spindle (rows) in a frame that the crystal carries; mm.

    The vectors are those at phi = 0; the frame is a along x, b in the xy plane.
    """
    direct = resolve(experiment).lattice.direct_m.numpy()
    x = direct[0] / np.linalg.norm(direct[0])
    z = np.cross(direct[0], direct[1])
    z = z / np.linalg.norm(z)
    frame = np.stack([x, np.cross(z, x), z])
    geometry = place(experiment)
    directions = 100.0 * np.array([geometry.beam, geometry.spindle])
    return np.concatenate([corners_mm(experiment), directions]) @ frame.T


def through(
    experiment: Experiment, format: str, folder: Path, onto: Experiment | None = None
) -> ImportedGeometry:
    """Write an experiment in a format and read it back, onto another one."""
    path = folder / "geometry.txt"
    path.write_text(write_geometry(experiment, format).text)
    return read_geometry(path, onto or experiment)


def other_crystal(experiment: Experiment) -> Experiment:
    crystal = Crystal(cell=UnitCell(a=11, b=12, c=13), default_F=1.0)
    return replace(Experiment(crystal=crystal), quirks=experiment.quirks)
