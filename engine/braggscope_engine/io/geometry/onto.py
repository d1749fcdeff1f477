"""What a file holds, put onto an experiment, in one laboratory frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...errors import FileFormatError, InvalidParameterError
from ...geometry import place
from ...lattice import crystal_lattice
from ...models.beam import Beam
from ...models.crystal import Crystal, OrientationMatrix, UnitCell
from ...models.detector import Detector, Sensor
from ...models.experiment import Experiment
from ...models.sampling import Roi
from ...random_numbers import ShuffleTable, Stream
from ...tensors import Numbers
from .held import Held, HeldPanel
from .placing import Stand, placed
from .vectors import Array, array, frame, misset_angles_deg, misset_matrix, unit, vector

_NOT_TURNED = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Frames:
    """How the frame of the experiment and that of the file become the result's.

    Attributes
    ----------
    own, file : (3, 3)    matrices that turn vectors of either into the result's frame
    """

    own: Array
    file: Array

    @property
    def turns_own(self) -> bool:
        return bool(np.abs(self.own - np.eye(3)).max() > _NOT_TURNED)


def put_onto(experiment: Experiment, held: Held, name: str) -> tuple[Experiment, str]:
    """Replace by what a file holds, and keep everything else where it is.

    The beam of the experiment is laid on that of the file, and its spindle on the
    spindle of the file (or its polarisation on that, or on the file's horizontal).
    Where the file holds a spindle or a crystal its frame is the laboratory, and what
    the file does not hold is turned into it; otherwise only the panel is turned.

    Returns
    -------
    experiment : Experiment
    note : str                a sentence on what was turned; empty for nothing
    """
    try:
        frames = _frames(experiment, held)
        turned = _turned(experiment, frames)
        result = _with_beam_and_scan(turned, held)
        result = _with_crystal(result, held, frames)
        if held.panel is not None:
            result = _with_panel(result, experiment, held, held.panel, frames, name)
    except InvalidParameterError as error:
        raise FileFormatError(f"{name}: {error}") from error
    return result, _TURNED if frames.turns_own and held.panel is not None else ""


_TURNED = (
    "The laboratory frame becomes that of the file: what the file does not hold (such "
    "as the crystal's orientation) is turned with it and stays where it is to the beam."
)


def _frames(experiment: Experiment, held: Held) -> _Frames:
    geometry = place(experiment)
    if held.spindle is not None:
        own = frame(geometry.beam, geometry.spindle)
        file = frame(held.beam, held.spindle)
    else:
        aside = held.polarization or held.horizontal
        own = frame(geometry.beam, geometry.polarization)
        file = frame(held.beam, *(() if aside is None else (aside,)))
    to_file = _exactly(file.T @ own)
    if held.panel is not None and (held.spindle is not None or held.reciprocal):
        return _Frames(own=to_file, file=np.eye(3))
    return _Frames(own=np.eye(3), file=to_file.T)


def _exactly(rotation: Array) -> Array:
    """A rotation that only exchanges axes, but for rounding, without the rounding."""
    nearest = np.round(rotation)
    return nearest if np.abs(rotation - nearest).max() < 1e-14 else rotation


def _turned(experiment: Experiment, frames: _Frames) -> Experiment:
    """Everything of an experiment that has a direction, except its detector."""
    if not frames.turns_own:
        return experiment
    sources = tuple(
        replace(source, position=vector(frames.own @ array(source.position)))
        for source in experiment.beam.sources
    )
    table = ShuffleTable()
    numbers = Numbers(experiment)
    stream = Stream.seeded(experiment.crystal.misset_seed, table)
    misset_rad = crystal_lattice(numbers, stream).misset_rad.detach().numpy()
    turn = frames.own @ misset_matrix(np.degrees(misset_rad).tolist())
    return replace(
        experiment,
        beam=replace(experiment.beam, sources=sources),
        crystal=replace(
            experiment.crystal,
            misset_deg=misset_angles_deg(turn),
            misset_random=False,
        ),
    )


def _with_beam_and_scan(experiment: Experiment, held: Held) -> Experiment:
    beam: dict[str, Any] = {
        name: value
        for name in ("wavelength_angstrom", "kahn_factor")
        if (value := getattr(held, name)) is not None
    }
    scan: dict[str, Any] = {
        name: value
        for name in ("phi_start_deg", "osc_deg")
        if (value := getattr(held, name)) is not None
    }
    if scan.get("osc_deg") is not None and experiment.sampling.phi_step_deg is not None:
        scan["phi_step_deg"] = None
    crystal = experiment.crystal
    if "wavelength_angstrom" in beam and crystal.matrix is not None:
        # A MOSFLM matrix holds the wavelength: the cell stays only if it is scaled.
        factor = beam["wavelength_angstrom"] / experiment.beam.wavelength_angstrom
        crystal = replace(crystal, matrix=_scaled(crystal.matrix, factor))
    return replace(
        experiment,
        beam=replace(experiment.beam, **beam),
        sampling=replace(experiment.sampling, **scan),
        crystal=crystal,
    )


def _scaled(matrix: OrientationMatrix, factor: float) -> OrientationMatrix:
    if factor == 1.0:
        return matrix
    a, b, c = (
        vector(factor * array(column))
        for column in (matrix.a_star, matrix.b_star, matrix.c_star)
    )
    return OrientationMatrix(a_star=a, b_star=b, c_star=c, name=matrix.name)


def _with_crystal(experiment: Experiment, held: Held, frames: _Frames) -> Experiment:
    held_stars = _held_stars(experiment, held)
    if held_stars is None:
        return experiment
    stars = held_stars @ frames.file.T
    if not np.linalg.det(stars) > 0:
        raise InvalidParameterError(
            "crystal axes", stars.tolist(), "three axes of a right-handed cell"
        )
    common: dict[str, Any] = {"misset_random": False}
    as_matrix: dict[str, Any] = {
        "cell": None,
        "misset_deg": (0.0, 0.0, 0.0),
        "matrix": _as_matrix(stars, held, experiment.beam),
    }
    if held.matrix is None:
        by_cell = replace(
            experiment.crystal, **common, **_cell_and_misset(stars), matrix=None
        )
        candidate = replace(experiment, crystal=by_cell)
        if _has_lattice(candidate, stars):
            return candidate
    return replace(
        experiment, crystal=replace(experiment.crystal, **common, **as_matrix)
    )


def _held_stars(experiment: Experiment, held: Held) -> Array | None:
    """a*, b*, c* (rows) in the frame of the file, Å⁻¹."""
    matrix = held.matrix
    if matrix is not None:
        columns = np.array([matrix.a_star, matrix.b_star, matrix.c_star])
        return np.asarray(columns / experiment.beam.wavelength_angstrom)
    return None if held.reciprocal is None else np.array(held.reciprocal)


def _as_matrix(stars: Array, held: Held, beam: Beam) -> OrientationMatrix:
    name = "" if held.matrix is None else held.matrix.name
    a, b, c = (vector(row * beam.wavelength_angstrom) for row in stars)
    if held.matrix is not None:
        turned = OrientationMatrix(a_star=a, b_star=b, c_star=c, name=name)
        close = max(
            float(np.abs(array(getattr(turned, n)) - getattr(held.matrix, n)).max())
            for n in ("a_star", "b_star", "c_star")
        )
        return held.matrix if close < 1e-14 else turned
    return OrientationMatrix(a_star=a, b_star=b, c_star=c, name=name)


def _cell_and_misset(stars: Array) -> dict[str, Any]:
    """Cell and misset angles of reciprocal vectors (rows), Å⁻¹."""
    a, b, c = np.linalg.inv(stars).T
    cell = UnitCell(
        **{
            name: float(np.linalg.norm(v))
            for name, v in zip("abc", (a, b, c), strict=True)
        },
        alpha=_angle_deg(b, c),
        beta=_angle_deg(c, a),
        gamma=_angle_deg(a, b),
    )
    x, z = unit(stars[0]), unit(c)  # a* is along x and c along z without a misset
    rotation = np.stack([x, np.cross(z, x), z], axis=1)
    return {"cell": cell, "misset_deg": misset_angles_deg(rotation)}


def _angle_deg(a: Array, b: Array) -> float:
    # Rounded at the 13th digit: a right angle stays one.
    angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))
    return float(round(float(angle), 12))


def _has_lattice(experiment: Experiment, stars: Array) -> bool:
    stream = Stream.seeded(1, ShuffleTable())
    lattice = crystal_lattice(Numbers(experiment), stream)
    apart = lattice.reciprocal_inv_angstrom.detach().numpy() - stars
    return bool(np.abs(apart).max() <= 1e-11 * np.abs(stars).max())


def _with_panel(
    result: Experiment,
    before: Experiment,
    held: Held,
    panel: HeldPanel,
    frames: _Frames,
    name: str,
) -> Experiment:
    old = place(before)
    own, file = frames.own, frames.file
    aside = (
        own @ array(old.polarization)
        if held.polarization is None
        else file @ unit(held.polarization)
    )
    stand = Stand(
        origin_mm=vector(file @ array(panel.origin_mm)),
        fast=vector(file @ unit(panel.fast)),
        slow=vector(file @ unit(panel.slow)),
        beam=vector(file @ unit(held.beam)),
        polarization=vector(aside),
        spindle=vector(
            own @ array(old.spindle)
            if held.spindle is None
            else file @ unit(held.spindle)
        ),
    )
    sized = replace(result, detector=_sized(before.detector, held, panel))
    if sized.detector.shape != before.detector.shape:
        sampling = replace(sized.sampling, roi=Roi())  # pixels of another detector
        sized = replace(sized, sampling=sampling)
    return placed(sized, stand, held.natural, name)


def _sized(detector: Detector, held: Held, panel: HeldPanel) -> Detector:
    """Size, sensor and mask of the result, in a detector placed anyhow."""
    fast = panel.pixels_fast or detector.pixels_fast
    slow = panel.pixels_slow or detector.pixels_slow
    mask = held.mask
    if mask is None and (slow, fast) == detector.shape:
        mask = detector.mask
    sensor: Sensor = held.sensor or detector.sensor
    return Detector(
        pixels_fast=fast,
        pixels_slow=slow,
        pixel_size_mm=panel.pixel_size_mm,
        sensor=sensor,
        mask=mask,
        point_pixel=detector.point_pixel,
    )


def crystal_vectors(experiment: Experiment) -> Array:
    """a*, b*, c* at phi = 0 (rows), Å⁻¹, in the experiment's laboratory frame."""
    crystal: Crystal = experiment.crystal
    stream = Stream.seeded(crystal.misset_seed, ShuffleTable())
    lattice = crystal_lattice(Numbers(experiment), stream)
    return np.asarray(lattice.reciprocal_inv_angstrom.detach().numpy())
