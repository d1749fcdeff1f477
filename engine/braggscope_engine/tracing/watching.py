"""Writes down what the sum over one pixel does."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..constants import DEGREES_PER_RADIAN
from ..in_order import Terms
from ..integrate import PixelFactors
from ..interference import grating
from ..models.crystal import CrystalShape
from ..samples import Beamlet, Sample
from ..scattering import Scatterer
from ..scene import Scene
from .records import SubSteps, TraceNode
from .sections import beamlet_node, sample_node


@dataclass(slots=True)
class Notebook:
    """A ``Watcher`` of one pixel.

    Attributes
    ----------
    scene : Scene
    fast_px, slow_px : int
    samples, beamlets : list of TraceNode     as in ``Trace``
    end : Tensor, shape (1,)                  the finished sum, no scale applied
    factors : PixelFactors                    those kept for the pixel
    """

    scene: Scene
    fast_px: int
    slow_px: int
    samples: list[TraceNode] = field(default_factory=list)
    beamlets: list[TraceNode] = field(default_factory=list)
    end: Tensor | None = None
    factors: PixelFactors | None = None
    _blocks: list[dict[str, NDArray[np.generic]]] = field(default_factory=list)
    _totals: list[float] = field(default_factory=list)
    _inside: bool = True
    _done_of_beamlet: int = 0

    def see_sample(self, sample: Sample) -> None:
        """A layer and sub-pixel begin."""
        number = len(self.samples)
        self.samples.append(
            sample_node(self.scene, sample, number, self.fast_px, self.slow_px)
        )

    def see_beamlet(self, beamlet: Beamlet, factors: PixelFactors) -> None:
        """A source begins."""
        self._inside = beamlet.inside is None or bool(beamlet.inside.all())
        self._done_of_beamlet = 0
        direction = torch.tensor(self.samples[-1].terms[2].value, dtype=torch.float64)
        self.beamlets.append(
            beamlet_node(
                self.scene,
                beamlet,
                len(self.samples) - 1,
                len(self.beamlets),
                direction,
            )
        )

    def see_terms(self, scatterer: Scatterer, terms: Terms) -> None:
        """Orientations are about to be added."""
        count = len(terms.value)
        orientation = np.arange(self._done_of_beamlet, self._done_of_beamlet + count)
        self._done_of_beamlet += count
        orientations = self.scene.resolved.orientations
        domains = len(orientations.domains)
        angles = orientations.in_force_rad
        if self._sees_first_pass(scatterer):
            assert orientations.first_pass_rad is not None
            angles = orientations.first_pass_rad
        per_edge = self.scene.resolved.oversample
        sample = len(self.samples) - 1
        layer, sub_pixel = divmod(sample, per_edge * per_edge)
        nearest = terms.nearest[:, :, 0].T
        axes, sign = self._per_axis(scatterer, terms)
        step = orientation // domains
        self._blocks.append(
            {
                "sample": np.full(count, sample),
                "beamlet": np.full(count, len(self.beamlets) - 1),
                "layer": np.full(count, layer),
                "sub_slow": np.full(count, sub_pixel // per_edge),
                "sub_fast": np.full(count, sub_pixel % per_edge),
                "source": np.full(
                    count, (len(self.beamlets) - 1) % len(self.scene.incident)
                ),
                "phi_step": step,
                "domain": orientation % domains,
                "phi_deg": angles.numpy()[step] * DEGREES_PER_RADIAN,
                "cell_angstrom": scatterer.direct_m[:, orientation]
                .permute(1, 0, 2)
                .numpy()
                * 1e10,
                "hkl": (nearest + terms.delta[:, :, 0].T).numpy(),
                "nearest": nearest.numpy().astype(np.int64),
                "F_cell": terms.F_cell[:, 0].numpy(),
                "F_latt_axes": axes,
                "F_latt": terms.F_latt[:, 0].numpy() * sign,
                "term": terms.value[:, 0].numpy(),
                "skipped": ~terms.visible[:, 0].numpy() | (not self._inside),
            }
        )

    def see_total(self, total: Tensor) -> None:
        """One orientation was added."""
        self._totals.append(float(total[0]))

    def see_end(self, total: Tensor, factors: PixelFactors) -> None:
        """Everything is summed."""
        self.end, self.factors = total, factors

    def sub_steps(self) -> SubSteps:
        """Columns of everything that was seen."""
        if not self._blocks:
            return _no_sub_steps()
        columns = {
            name: np.concatenate([block[name] for block in self._blocks])
            for name in self._blocks[0]
        }
        return SubSteps(**columns, total=np.array(self._totals))

    def _sees_first_pass(self, scatterer: Scatterer) -> bool:
        return self.scene.scatterer.first_pass_m is scatterer.direct_m

    def _per_axis(
        self, scatterer: Scatterer, terms: Terms
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """F_latt along each axis with nanoBragg's sign, and the sign of their product.

        The engine leaves signs out: they vanish in the square.
        """
        if scatterer.shape is not CrystalShape.SQUARE:
            count = terms.delta.shape[1]
            return np.full((count, 3), math.nan), np.ones(count)
        factors = grating(terms.delta, scatterer.n_cells)
        odd = torch.remainder(terms.nearest * (scatterer.n_cells - 1), 2) == 1
        signs = torch.where(odd, -1.0, 1.0)[:, :, 0]
        signed = (factors[:, :, 0] * signs).T.numpy()
        return signed, signs.prod(0).numpy()


def _no_sub_steps() -> SubSteps:
    whole = np.zeros(0, np.int64)
    real = np.zeros(0)
    return SubSteps(
        sample=whole,
        beamlet=whole,
        layer=whole,
        sub_slow=whole,
        sub_fast=whole,
        source=whole,
        phi_step=whole,
        domain=whole,
        phi_deg=real,
        cell_angstrom=np.zeros((0, 3, 3)),
        hkl=np.zeros((0, 3)),
        nearest=np.zeros((0, 3), np.int64),
        F_cell=real,
        F_latt_axes=np.zeros((0, 3)),
        F_latt=real,
        term=real,
        skipped=np.zeros(0, bool),
        total=real,
    )
