"""Bins of a detector by scattering angle, resolution, radius and azimuth."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from ..errors import InvalidParameterError
from ..geometry import geometry_of
from ..models.experiment import Experiment
from ..pixels import PanelSurface
from ..resolved import Resolved, resolve
from ..sources import mean_direction
from ..tensors import HOST, tensor
from .bins import Mask, ProfileBins
from .curves import Floats, ProfileAxis

RADIAL = (ProfileAxis.TWO_THETA, ProfileAxis.Q, ProfileAxis.D, ProfileAxis.RADIUS)
_ROWS_OF = 1 << 18
_SECTORS = 72


def radial_bins(
    experiment: Experiment,
    axis: ProfileAxis = ProfileAxis.TWO_THETA,
    *,
    bins: int | None = None,
    resolved: Resolved | None = None,
) -> ProfileBins:
    """Rings of equal scattering angle, resolution or distance from the beam.

    The middle of each pixel is where it truly stands, on tilted, swung and bent panels;
    beam and wavelength are the means of the sources. Masked pixels and those that are
    not rendered count nowhere.

    Parameters
    ----------
    experiment : Experiment
    axis : ProfileAxis
        TWO_THETA, Q, D or RADIUS. Rings of D are evenly spaced in 1/d.
    bins : int, optional
        Number of rings; None makes them about one pixel wide.
    resolved : Resolved, optional
        The same experiment resolved, where it is at hand.

    Raises
    ------
    InvalidParameterError
        For another axis, or RADIUS where the beam does not meet the panel.
    """
    if axis not in RADIAL:
        raise InvalidParameterError("axis", axis, ", ".join(RADIAL))
    pixels = _Pixels(experiment, resolved)
    counts = pixels.counting()
    values = pixels.radii() if axis is ProfileAxis.RADIUS else pixels.angles(axis)
    span = _span(values, counts)
    bins = _checked(bins) or pixels.natural_rings()
    if axis is not ProfileAxis.D:
        return ProfileBins.even(axis, values, counts, span, bins)
    even = ProfileBins.even(ProfileAxis.Q, values, counts, span, bins)
    return ProfileBins(axis=axis, position=1.0 / even.position, number=even.number)


def azimuthal_bins(
    experiment: Experiment,
    *,
    bins: int = _SECTORS,
    two_theta_deg: tuple[float, float] = (0.0, 180.0),
    resolved: Resolved | None = None,
) -> ProfileBins:
    """Sectors about the beam, 0° to 360°.

    The angle is that of the scattered ray about the beam, from the fast axis towards
    the slow axis as the beam sees them.

    Parameters
    ----------
    experiment : Experiment
    bins : int
    two_theta_deg : (low, high)
        Scattering angles that count: the profile around one ring.
    resolved : Resolved, optional
        The same experiment resolved, where it is at hand.
    """
    pixels = _Pixels(experiment, resolved)
    counts, (low, high) = pixels.counting(), two_theta_deg
    if low > 0 or high < 180:
        away = pixels.angles(ProfileAxis.TWO_THETA)
        counts = counts & (away >= low) & (away <= high)
    azimuth = pixels.angles(ProfileAxis.AZIMUTH)
    bins = _checked(bins) or _SECTORS
    return ProfileBins.even(ProfileAxis.AZIMUTH, azimuth, counts, (0.0, 360.0), bins)


def _checked(bins: int | None) -> int | None:
    if bins is not None and not 1 <= bins <= 1_000_000:
        raise InvalidParameterError("bins", bins, "a number from 1 to 1000000")
    return bins


def _span(values: Floats, counts: Mask) -> tuple[float, float]:
    """Range of what counts; never empty."""
    kept = values[counts]
    if len(kept) == 0:
        return 0.0, 1.0
    low, high = float(kept.min()), float(kept.max())
    return (low, high) if high > low else (low, low + 1e-6)


def _lengths(vectors: Tensor) -> Tensor:
    """Of (3, n): torch's own norm takes thirty times as long along this axis."""
    return torch.sqrt(vectors.square().sum(0))


class _Pixels:
    """The middles of all pixels of a detector, some rows at a time."""

    def __init__(self, experiment: Experiment, resolved: Resolved | None) -> None:
        with torch.no_grad():
            self._resolved = resolved or resolve(experiment)
            self._surface = PanelSurface.of(experiment, self._resolved.panel, HOST)
            sources = self._resolved.sources
            self._incident = mean_direction(sources.incident)
            self._per_wavelength = float((1e-10 / sources.wavelength_m).mean())
        self._experiment = experiment
        self._shape = experiment.detector.shape

    def counting(self) -> Mask:
        """Pixels that are rendered and not masked."""
        fast0, slow0, fast1, slow1 = self._resolved.region
        counts = np.zeros(self._shape, bool)
        counts[slow0:slow1, fast0:fast1] = True
        mask = self._experiment.detector.mask
        return counts if mask is None else counts & mask.keep

    def angles(self, axis: ProfileAxis) -> Floats:
        """Scattering angle or azimuth in degrees, or 1/d in Å⁻¹, (slow, fast)."""
        slow_count, fast_count = self._shape
        values = np.empty(self._shape)
        surface, rows = self._surface, max(1, _ROWS_OF // fast_count)
        fast_m = (torch.arange(fast_count) + 0.5).double()[None, :] * surface.pixel
        with torch.no_grad():
            for start in range(0, slow_count, rows):
                stop = min(start + rows, slow_count)
                slow = (torch.arange(start, stop) + 0.5).double()[:, None]
                place = surface.positions(fast_m, slow * surface.pixel, tensor(0.0))
                rays = place / _lengths(place)
                values[start:stop] = (
                    self._one(axis, rays).reshape(stop - start, fast_count).numpy()
                )
        return values

    def _one(self, axis: ProfileAxis, rays: Tensor) -> Tensor:
        """The same of rays (3, n)."""
        if axis is ProfileAxis.AZIMUTH:
            u, v = self._across()
            turn = torch.rad2deg(torch.atan2(v @ rays, u @ rays))
            return torch.remainder(turn, 360.0)
        chord = _lengths(rays - self._incident[:, None])
        if axis is ProfileAxis.TWO_THETA:
            return torch.rad2deg(2 * torch.asin((chord / 2).clamp(max=1.0)))
        return chord * self._per_wavelength

    def _across(self) -> tuple[Tensor, Tensor]:
        """Directions of fast and slow across the beam."""
        beam, surface = self._incident, self._surface
        u, v = (axis - (axis @ beam) * beam for axis in (surface.fast, surface.slow))
        if float(torch.linalg.vector_norm(u)) < 1e-6:  # fast runs along the beam
            u = torch.linalg.cross(v, beam)
        u = u / torch.linalg.vector_norm(u)
        upright = torch.linalg.cross(beam, u)
        return u, upright if float(upright @ v) >= 0 else -upright

    def radii(self) -> Floats:
        """Distance from the beam in the panel, pixels, (slow, fast)."""
        centre = self._centre_px()
        if centre is None:
            raise InvalidParameterError(
                "axis",
                ProfileAxis.RADIUS,
                "a scattering angle or a resolution where the beam misses the panel's "
                "plane",
            )
        fast, slow = (np.arange(count) + 0.5 for count in reversed(self._shape))
        return np.asarray(
            np.hypot(fast[None, :] - centre[0], slow[:, None] - centre[1])
        )

    def natural_rings(self) -> int:
        """So many rings that each is about a pixel wide."""
        slow, fast = self._shape
        centre = self._centre_px()
        if centre is None:
            return math.ceil(math.hypot(slow, fast))
        farthest = math.hypot(
            max(centre[0], fast - centre[0]), max(centre[1], slow - centre[1])
        )
        nearest = math.hypot(
            max(0.0, -centre[0], centre[0] - fast),
            max(0.0, -centre[1], centre[1] - slow),
        )
        return max(1, math.ceil(farthest - nearest))

    def _centre_px(self) -> tuple[float, float] | None:
        surface = self._surface
        if surface.curved and not surface.transposed:
            return (
                float(surface.fbeam / surface.pixel),
                float(surface.sbeam / surface.pixel),
            )
        return geometry_of(self._experiment, self._resolved.panel).beam_centre_px
