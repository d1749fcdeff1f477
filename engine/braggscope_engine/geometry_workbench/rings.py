"""Rings of constant resolution as exact curves on any panel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch

from ..errors import InvalidParameterError
from ..geometry import geometry_of
from ..models.experiment import Experiment
from ..pixels import PanelSurface
from ..placement import place_panel
from ..sources import beam_sources, mean_direction
from ..tensors import HOST, Numbers, floats, tensor
from .ring_contours import contours
from .ring_pieces import Cone, ring_pieces
from .ring_surface import ring_surface
from .stance import Array, unit

ICE_RINGS_ANGSTROM = (
    *(3.897, 3.669, 3.441, 2.671, 2.249),
    *(2.072, 1.948, 1.918, 1.883, 1.721),
)
"""Spacings of the strong rings of hexagonal ice, Å."""

_MARGIN = 0.05
"""How far beyond the panel a ring is followed, over the panel's size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RingValue:
    """Which ring goes through a point.

    Attributes
    ----------
    d_angstrom : float       resolution, Å; infinite in the direct beam
    two_theta_deg : float    scattering angle, degrees
    """

    d_angstrom: float
    two_theta_deg: float


class Rings:
    """The rings of one experiment: draws any of them, and tells which one is where.

    The rings are those that the readout under the cursor names: about the mean
    direction of the sources, for their mean wavelength.

    Parameters
    ----------
    experiment : Experiment

    Raises
    ------
    InvalidParameterError
        For an experiment whose detector cannot be placed.
    """

    def __init__(self, experiment: Experiment) -> None:
        with torch.no_grad():
            numbers = Numbers(experiment)
            panel = place_panel(numbers)
            sources = beam_sources(numbers, panel)
            self._points = PanelSurface.of(experiment, panel, HOST)
        self._surface = ring_surface(experiment, geometry_of(experiment, panel))
        self._incident = unit(np.array(floats(mean_direction(sources.incident))))
        self._wavelength_angstrom = 1e10 * float(sources.wavelength_m.mean())
        detector = experiment.detector
        size = np.array([detector.pixels_fast, detector.pixels_slow], dtype=float)
        self._low, self._high = -_MARGIN * size - 1.0, (1 + _MARGIN) * size + 1.0

    def curves(
        self, *, d_angstrom: float | None = None, two_theta_deg: float | None = None
    ) -> list[Array]:
        """Curves of one resolution on the panel.

        Parameters
        ----------
        d_angstrom, two_theta_deg : float
            Resolution in Å, or scattering angle in degrees: one of them.

        Returns
        -------
        list of ndarray, shape (n, 2)
            Pieces of the ring on the panel and a little beyond its edges, in pixels
            (fast, slow) from the outer corner of the first pixel. Empty where the ring
            does not reach the panel. A closed ring ends where it begins.

        Raises
        ------
        InvalidParameterError
            Unless one positive resolution or one angle between 0° and 180° is given.
        """
        angle = ring_angle(d_angstrom, two_theta_deg, self._wavelength_angstrom)
        if angle is None:
            return []
        if self._points.curved and self._points.transposed:
            cosine = math.cos(angle)
            return contours(
                lambda points: self._directions(points) @ self._incident - cosine,
                self._low,
                self._high,
            )
        if self._surface is None:
            return []
        cone = Cone.about(self._incident, angle)
        return ring_pieces(self._surface, cone, self._low, self._high)

    def through(self, fast_px: float, slow_px: float) -> RingValue:
        """Tell which ring goes through a point of the panel, pixels from the corner."""
        direction = self._directions(np.array([[fast_px, slow_px]]))[0]
        half = float(np.linalg.norm(direction - self._incident)) / 2
        return RingValue(
            d_angstrom=self._wavelength_angstrom / (2 * half) if half > 0 else math.inf,
            two_theta_deg=math.degrees(2 * math.asin(min(1.0, half))),
        )

    def _directions(self, points: Array) -> Array:
        """Unit vectors (n, 3) to points (n, 2) of the panel, pixels."""
        along = torch.from_numpy(np.ascontiguousarray(points.T)) * self._points.pixel
        with torch.no_grad():
            positions = self._points.positions(along[0], along[1], tensor(0.0))
        found: Array = positions.numpy().T
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


def ring_curves(
    experiment: Experiment,
    *,
    d_angstrom: float | None = None,
    two_theta_deg: float | None = None,
) -> list[Array]:
    """Curves of one resolution on the panel; see ``Rings.curves``."""
    return Rings(experiment).curves(d_angstrom=d_angstrom, two_theta_deg=two_theta_deg)


def ring_through(experiment: Experiment, fast_px: float, slow_px: float) -> RingValue:
    """Tell which ring goes through a point of the panel, in pixels from the corner."""
    return Rings(experiment).through(fast_px, slow_px)


def ring_angle(
    d_angstrom: float | None, two_theta_deg: float | None, wavelength: float
) -> float | None:
    """Scattering angle in radians; None for a resolution beyond backscattering."""
    if (d_angstrom is None) is (two_theta_deg is None):
        raise InvalidParameterError(
            "ring", (d_angstrom, two_theta_deg), "given by either d or two-theta"
        )
    if two_theta_deg is not None:
        if not 0 < two_theta_deg < 180:
            allowed = "an angle between 0° and 180°"
            raise InvalidParameterError("ring.two_theta_deg", two_theta_deg, allowed)
        return math.radians(two_theta_deg)
    assert d_angstrom is not None
    if not 0 < d_angstrom < math.inf:
        raise InvalidParameterError(
            "ring.d_angstrom", d_angstrom, "a positive number in Å"
        )
    half = wavelength / (2 * d_angstrom)
    return 2 * math.asin(half) if half < 1 else None
