"""The sum over bundles of orientations."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from ..picking import numbers_of
from ..scattering import Scatterer
from ..structure_factors import FactorGrid
from .bundles import AimedBundle, Bundle, bundles_of
from .steps import LatticeFactor, Steps


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnchoredSum:
    """Sums F_cell² F_latt² over bundles of orientations.

    Attributes
    ----------
    bundles : tuple of Bundle
    grid : FactorGrid
    n_cells : Tensor, shape (3, 1, 1)
    lattice_factor : callable or None
        See ``Steps``.
    chooses : bool
        Whether pixels are chosen that need more work than others, as pays where nobody
        has to wait for the choice.
    """

    bundles: tuple[Bundle, ...]
    grid: FactorGrid
    n_cells: Tensor
    lattice_factor: LatticeFactor | None
    chooses: bool

    @classmethod
    def of(cls, scatterer: Scatterer, wavelength_m: float) -> AnchoredSum | None:
        """Prepare a scatterer, or return None where anchors do not pay.

        Parameters
        ----------
        scatterer : Scatterer
        wavelength_m : float    the shortest
        """
        vectors = scatterer.direct_m
        if scatterer.dtype == vectors.dtype or vectors.requires_grad:
            return None
        bundles = bundles_of(vectors, wavelength_m)
        if not bundles:
            return None
        is_block = scatterer.shape is CrystalShape.SQUARE
        return cls(
            bundles=bundles,
            grid=scatterer.grid,
            n_cells=scatterer.n_cells,
            lattice_factor=None if is_block else scatterer.lattice_factor,
            chooses=vectors.device.type == "cpu",
        )

    def aimed(self, incident: Tensor, wavelength_m: Tensor) -> list[AimedBundle]:
        """All bundles in the light of one source."""
        dtype = self.n_cells.dtype
        return [b.aimed(incident, wavelength_m, dtype) for b in self.bundles]

    def sum(
        self,
        directions: Tensor,
        incident: Tensor,
        wavelength_m: Tensor,
        evaluations: int,
    ) -> Tensor:
        """F_cell² F_latt², summed over all orientations.

        Parameters
        ----------
        directions : Tensor, shape (4, n)    homogeneous unit vectors
        incident : Tensor, shape (3,)        unit vector of the beam
        wavelength_m : Tensor, shape ()
        evaluations : int                    orientations times pixels at once

        Returns
        -------
        Tensor, shape (n,), in the dtype of ``directions``
        """
        columns = directions.new_empty(7, directions.shape[1], dtype=self.n_cells.dtype)
        columns[:4] = directions

        def indices(bundle: AimedBundle) -> Tensor:
            return bundle.matrix @ directions

        bundles = self.aimed(incident, wavelength_m)
        total = self.over(bundles, indices, incident, columns, evaluations)
        return total.to(directions.dtype)

    def over(
        self,
        bundles: Sequence[AimedBundle],
        indices: Callable[[AimedBundle], Tensor],
        incident: Tensor,
        columns: Tensor,
        evaluations: int,
    ) -> Tensor:
        """The same over prepared bundles, shape (n,), in the dtype of ``columns``.

        Parameters
        ----------
        bundles : sequence of AimedBundle    see ``aimed``
        indices : callable
            Gives the indices (3, n) of the middle of a bundle, in the precise dtype.
        columns : Tensor, shape (7, n)
            (d, 1) in the working dtype, and room for three rows more.
        """
        steps = Steps(self.n_cells, self.lattice_factor, evaluations)
        length = self._longest(incident, columns)
        total: Tensor | None = None
        for bundle in bundles:
            index = indices(bundle)
            whole = torch.round(index)
            columns[4:] = index.sub_(whole)
            whole = whole.to(columns.dtype)
            part = self._bundle(bundle, columns, whole, length, steps)
            total = part if total is None else total.add_(part)
        assert total is not None  # there is at least one orientation
        return total

    def _bundle(
        self,
        bundle: AimedBundle,
        columns: Tensor,
        whole: Tensor,
        length: Tensor,
        steps: Steps,
    ) -> Tensor:
        if not self.chooses:
            return self._apart(bundle, columns, whole, steps)
        total = steps.alike(bundle, columns)
        total *= self.grid.nearest_squared(whole[:, None])[0]
        for few in self._needy(bundle, columns, length, total):
            some, nearest = (x.index_select(1, few) for x in (columns, whole))
            total.index_copy_(0, few, self._apart(bundle, some, nearest, steps))
        return total

    def _needy(
        self, bundle: AimedBundle, columns: Tensor, length: Tensor, total: Tensor
    ) -> Iterator[Tensor]:
        """Pixels whose sum is no number, or whose orientations may have other indices.

        They are numbers of pixels, in one or two parts.
        """
        # To ask the sum of all is faster than to ask each of them.
        if math.isnan(float(total.sum())):
            yield numbers_of(torch.isnan(total))
        is_same = not self.grid.listed and self.lattice_factor is None
        if bundle.count > 1 and not is_same:
            suspects = bundle.suspects(columns[4:], length)
            furthest = bundle.furthest(columns.index_select(1, suspects), length)
            yield suspects[furthest >= 1]

    @staticmethod
    def _longest(incident: Tensor, columns: Tensor) -> Tensor:
        """The largest |d - i|, and a little more than rounding can take from it."""
        cosine = (incident.to(columns.dtype) @ columns[:3]).amin()
        return cosine.mul_(-2.0).add_(2.0 + 1e-5).sqrt_()

    def _apart(
        self, bundle: AimedBundle, columns: Tensor, whole: Tensor, steps: Steps
    ) -> Tensor:
        """The sum where each orientation has its own nearest index."""
        nearest = whole[:, None]
        total = torch.zeros_like(columns[0])
        for pixels, delta in steps.remainders(bundle, columns):
            turns = torch.round(delta)
            delta.sub_(turns)
            squared = self.grid.nearest_squared(turns.add_(nearest[:, :, pixels]))
            total[pixels].add_(steps.factor2(delta).mul_(squared).sum(dim=0))
        return total
