"""What writers of geometry files start from: the arrangement in a frame they choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...errors import EngineError
from ...geometry import Geometry, place
from ...models.experiment import Experiment
from .onto import crystal_vectors
from .vectors import Array, array, frame

_RIGHT_ANGLE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Panel, beam and crystal in one frame; unit vectors, mm, Å.

    Attributes
    ----------
    experiment : Experiment
    geometry : Geometry               as placed, in the experiment's own frame
    origin_mm, fast, slow, normal, beam, polarization, spindle : array (3,)
        In the frame of the file; the normal is fast × slow.
    direct : array (3, 3)             a, b, c at phi = 0 (rows), Å
    cell : tuple of 6 float           Å and degrees
    """

    experiment: Experiment
    geometry: Geometry
    origin_mm: Array
    fast: Array
    slow: Array
    normal: Array
    beam: Array
    polarization: Array
    spindle: Array
    direct: Array
    cell: tuple[float, float, float, float, float, float]

    @property
    def foot_px(self) -> tuple[float, float]:
        """Foot of the perpendicular (fast, slow), outer corner of the first pixel 0."""
        pixel = self.pixel_mm
        return (
            float(-self.origin_mm @ self.fast) / pixel,
            float(-self.origin_mm @ self.slow) / pixel,
        )

    @property
    def close_mm(self) -> float:
        """Distance to the panel along fast × slow; negative where that points back."""
        return float(self.origin_mm @ self.normal)

    @property
    def pixel_mm(self) -> float:
        """Edge of a pixel, mm."""
        return self.geometry.pixel_size_m * 1000.0


def scene(experiment: Experiment, *, against_beam: bool = False) -> Scene:
    """Place an experiment in a frame with z along the beam, or against it.

    x is the part of the spindle that is across the beam, and y completes the frame.

    Raises
    ------
    EngineError
        For a panel whose axes are not at right angles, which no file can hold.
    """
    geometry = place(experiment)
    z = (-1.0 if against_beam else 1.0) * array(geometry.beam)
    rows = frame(z, geometry.spindle, geometry.fast)
    return _in_frame(experiment, geometry, rows)


def upright(experiment: Experiment) -> Scene:
    """Place an experiment in a frame with z along the beam and x as polarised."""
    geometry = place(experiment)
    rows = frame(geometry.beam, geometry.polarization, geometry.spindle, geometry.fast)
    return _in_frame(experiment, geometry, rows)


def _in_frame(experiment: Experiment, geometry: Geometry, rows: Array) -> Scene:
    fast, slow = rows @ array(geometry.fast), rows @ array(geometry.slow)
    if abs(float(fast @ slow)) > _RIGHT_ANGLE:
        raise EngineError(
            "The fast and slow axes are not at right angles to each other: no geometry "
            "file can hold such a panel."
        )
    stars = crystal_vectors(experiment) @ rows.T
    direct: Array = np.asarray(np.linalg.inv(stars).T, dtype=np.float64)
    return Scene(
        experiment=experiment,
        geometry=geometry,
        origin_mm=1000.0 * rows @ array(geometry.pix0_m),
        fast=_tidy(fast),
        slow=_tidy(slow),
        normal=_tidy(np.cross(fast, slow)),
        beam=_tidy(rows @ array(geometry.beam)),
        polarization=_tidy(rows @ array(geometry.polarization)),
        spindle=_tidy(rows @ array(geometry.spindle)),
        direct=direct,
        cell=_cell(direct),
    )


def _tidy(direction: Array) -> Array:
    """A direction along an axis but for rounding, without the rounding."""
    nearest = np.round(direction)
    return (nearest if np.abs(direction - nearest).max() < 1e-14 else direction) + 0.0


def _cell(direct: Array) -> tuple[float, float, float, float, float, float]:
    a, b, c = direct
    lengths = [float(np.linalg.norm(v)) for v in (a, b, c)]
    angles = [
        float(np.degrees(np.arctan2(np.linalg.norm(np.cross(u, v)), u @ v)))
        for u, v in ((b, c), (c, a), (a, b))
    ]
    return (*lengths, *angles)  # type: ignore[return-value]


def losses_of(
    experiment: Experiment,
    *,
    crystal: bool,
    scan: bool,
    polarization: bool,
    mask: bool = False,
) -> tuple[str, ...]:
    """Sentences on what no flat geometry file holds, and on what this one does not.

    Parameters
    ----------
    experiment : Experiment
    crystal, scan, polarization, mask : bool
        Whether the format holds cell and orientation, rotation, polarisation, and
        rectangles of a mask (what it cannot hold of one is then said elsewhere).
    """
    losses = []
    if experiment.detector.curved:
        losses.append("The panel is written flat: the format holds no curved panel.")
    if experiment.beam.sources:
        losses.append("The list of sources is left out.")
    elif _is_spread(experiment):
        losses.append("Divergence and dispersion of the beam are left out.")
    if experiment.detector.mask is not None and not mask:
        losses.append("The mask is left out.")
    if not crystal:
        losses.append("Cell and orientation of the crystal are left out.")
    if not scan and experiment.sampling.osc_deg is not None:
        losses.append("The rotation (axis, start and width) is left out.")
    if not polarization and experiment.beam.kahn_factor != 0:
        losses.append("The polarisation of the beam is left out.")
    return tuple(losses)


def _is_spread(experiment: Experiment) -> bool:
    beam = experiment.beam
    spreads = (beam.horizontal_divergence, beam.vertical_divergence, beam.dispersion)
    return any(spread.range or (spread.count or 0) > 1 for spread in spreads)
