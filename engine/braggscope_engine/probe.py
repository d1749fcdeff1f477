"""What a point of the detector sees: position, resolution, Miller indices.

Plain numbers rather than tensors: it answers a moving cursor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from .models.axes import Vector
from .models.experiment import Experiment
from .pixels import PanelSurface
from .resolved import Resolved, resolve
from .sources import mean_direction
from .tensors import HOST, floats, tensor

Index = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PixelProbe:
    """One point of the detector.

    Attributes
    ----------
    fast_px, slow_px : float         pixel coordinates; the first pixel spans 0 to 1
    lab_mm : (3,)                    laboratory position, mm
    d_angstrom : float               resolution, Å; infinite in the direct beam
    two_theta_deg : float            scattering angle, degrees
    hkl : (3,)                       fractional Miller indices half way through phi
    nearest_hkl : (3,) of int        nearest reflection
    F : float                        its amplitude, electrons
    """

    fast_px: float
    slow_px: float
    lab_mm: Vector
    d_angstrom: float
    two_theta_deg: float
    hkl: Vector
    nearest_hkl: Index
    F: float


class Probe:
    """Asks one experiment about points of its detector.

    Miller indices are those of the orientation half way through the oscillation, for
    the mean of the sources and without mosaic rotation.
    """

    def __init__(
        self, experiment: Experiment, resolved: Resolved | None = None
    ) -> None:
        with torch.no_grad():
            resolved = resolved or resolve(experiment)
            self._surface = PanelSurface.of(experiment, resolved.panel, HOST)
            domains = len(resolved.orientations.domains)
            middle = (resolved.phi.count // 2) * domains
            self._direct = [
                floats(resolved.orientations.direct_m[axis, middle])
                for axis in range(3)
            ]
            self._incident = floats(mean_direction(resolved.sources.incident))
            self._wavelength_m = float(resolved.sources.wavelength_m.mean())
            self._grid = resolved.grid
            self._pixel_m = float(resolved.panel.pixel)

    def at(self, fast_px: float, slow_px: float) -> PixelProbe:
        """Look at one point, in pixel coordinates."""
        with torch.no_grad():
            position = self._surface.positions(
                tensor([fast_px * self._pixel_m]),
                tensor([slow_px * self._pixel_m]),
                tensor(0.0),
            )
        lab_m = floats(position[:, 0])
        path = math.hypot(*lab_m)
        scattering = [x / path - i for x, i in zip(lab_m, self._incident, strict=True)]
        length = math.hypot(*scattering)
        hkl = tuple(
            sum(a * s for a, s in zip(axis, scattering, strict=True))
            / self._wavelength_m
            for axis in self._direct
        )
        nearest = tuple(math.ceil(x - 0.5) for x in hkl)
        d_m = self._wavelength_m / length if length > 0 else math.inf
        h, k, l = hkl
        nh, nk, nl = nearest
        return PixelProbe(
            fast_px=fast_px,
            slow_px=slow_px,
            lab_mm=(lab_m[0] * 1e3, lab_m[1] * 1e3, lab_m[2] * 1e3),
            d_angstrom=d_m * 1e10,
            two_theta_deg=math.degrees(2 * math.asin(min(1.0, length / 2))),
            hkl=(h, k, l),
            nearest_hkl=(nh, nk, nl),
            F=float(self._grid.nearest(tensor([nh, nk, nl])[:, None, None])),
        )
