"""From pixel numbers to positions in the laboratory."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import InvalidParameterError
from .models.experiment import Experiment
from .placement import PanelTensors
from .quirks import Quirk


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PanelSurface:
    """The sensitive surface of a placed panel on one device.

    Attributes
    ----------
    pix0, fast, slow, normal, beam : Tensor, shape (3,)    metres and unit vectors
    pixel, distance, close_distance, fbeam, sbeam : Tensor, shape ()   metres
    curved, transposed : bool
        Bent about the beam spot; as nanoBragg bends it.
    """

    pix0: Tensor
    fast: Tensor
    slow: Tensor
    normal: Tensor
    beam: Tensor
    pixel: Tensor
    distance: Tensor
    close_distance: Tensor
    fbeam: Tensor
    sbeam: Tensor
    curved: bool
    transposed: bool

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        panel: PanelTensors,
        device: torch.device,
        dtype: torch.dtype = torch.float64,
    ) -> PanelSurface:
        """Copy what positions need to a device."""
        names = (
            *("pix0", "fast", "slow", "normal", "beam", "pixel", "distance"),
            *("close_distance", "fbeam", "sbeam"),
        )
        if experiment.detector.curved and bool(panel.distance.detach() == 0):
            raise InvalidParameterError(
                "detector.curved",
                True,
                "False where the plane of the panel goes through the sample",
            )
        return cls(
            **{name: getattr(panel, name).to(device, dtype) for name in names},
            curved=experiment.detector.curved,
            transposed=Quirk.TRANSPOSED_CURVED_DETECTOR in experiment.quirks,
        )

    def positions(self, fast_m: Tensor, slow_m: Tensor, depth_m: Tensor) -> Tensor:
        """Laboratory positions of points of the panel, metres.

        Parameters
        ----------
        fast_m, slow_m : Tensor, shape (n,), or (1, nf) and (ns, 1)
            Distances from the outer corner of the first pixel along the axes.
        depth_m : Tensor, shape ()
            Depth below the front face.

        Returns
        -------
        Tensor, shape (3, n)
        """
        corner = self.pix0 + depth_m * self.normal
        if self.curved and not self.transposed:
            return self._bent(fast_m, slow_m, depth_m)
        flat = (
            self._spread(self.fast, fast_m)
            + self._spread(self.slow, slow_m)
            + corner.reshape((3,) + (1,) * max(fast_m.ndim, slow_m.ndim))
        ).reshape(3, -1)
        return self._as_nanobragg_bends(flat) if self.curved else flat

    def parallax(self, diffracted: Tensor) -> Tensor:
        """Cosine between rays (3, n) and the normal of the sensor where they hit it.

        A bent panel faces the sample everywhere; nanoBragg takes the flat normal.
        """
        if self.curved and not self.transposed:
            return torch.ones_like(diffracted[0])
        return self.normal @ diffracted

    def bent_axes(self) -> tuple[Tensor, Tensor]:
        """Directions across the beam in which fast and slow grow on a bent panel."""
        u = self.fast - (self.fast @ self.beam) * self.beam
        u = u / torch.linalg.vector_norm(u)
        v = torch.linalg.cross(self.beam, u)
        return u, v * torch.sign(v @ self.slow)

    @staticmethod
    def _spread(axis: Tensor, along: Tensor) -> Tensor:
        return axis.reshape((3,) + (1,) * along.ndim) * along

    def _bent(self, fast_m: Tensor, slow_m: Tensor, depth_m: Tensor) -> Tensor:
        """Points of a panel rolled onto the sphere about the sample.

        Distances from the beam spot become angles about the slow and fast axes, so
        the beam spot and its surroundings stay where they are on a flat panel.
        """
        radius = self.distance.abs()
        nil = torch.zeros_like(fast_m + slow_m)
        along_fast = ((fast_m - self.fbeam) / radius + nil).reshape(-1)
        along_slow = ((slow_m - self.sbeam) / radius + nil).reshape(-1)
        forward = torch.cos(along_fast) * torch.cos(along_slow)
        sideways = torch.sin(along_fast) * torch.cos(along_slow)
        upright = torch.sin(along_slow)
        u, v = self.bent_axes()
        shell = radius + depth_m
        return shell * (
            torch.outer(self.beam, forward)
            + torch.outer(u, sideways)
            + torch.outer(v, upright)
        )

    def _as_nanobragg_bends(self, flat: Tensor) -> Tensor:
        """Turn the beam spot by the laboratory y and z of the flat position."""
        spot = (self.distance * self.beam)[:, None].expand_as(flat)
        turned = _turn(spot, self.slow, flat[1] / self.distance)
        return _turn(turned, self.fast, flat[2] / self.distance)


def _turn(vectors: Tensor, axis: Tensor, angles: Tensor) -> Tensor:
    """Rotate each of (3, n) vectors about one axis by its own angle (n,)."""
    cosine, sine = torch.cos(angles), torch.sin(angles)
    along = (axis @ vectors) * (1.0 - cosine)
    crossed = torch.linalg.cross(axis[:, None].expand_as(vectors), vectors, dim=0)
    turned: Tensor = axis[:, None] * along + vectors * cosine + crossed * sine
    return turned
