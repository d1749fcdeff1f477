"""The sum at the heart of it: F_cell² F_latt² over the orientations of the crystal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .interference import lattice_factor
from .models.crystal import CrystalShape
from .quirks import Quirk
from .resolved import Resolved
from .structure_factors import FactorGrid

_FEW = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scatterer:
    """A crystal in all its orientations, on one device.

    Attributes
    ----------
    direct_m : Tensor, shape (3, orientations, 3)
        Cell vectors, metres, in the precise dtype.
    first_pass_m : Tensor of the same shape, or None
        What the first sample of an image sees instead (stale-phi quirk).
    n_cells : Tensor, shape (3, 1, 1)
    reciprocal : Tensor, shape (3, 3)
    radius_scale2 : Tensor, shape ()
    grid : FactorGrid
    shape, fudge
    """

    direct_m: Tensor
    first_pass_m: Tensor | None
    n_cells: Tensor
    reciprocal: Tensor
    radius_scale2: Tensor
    grid: FactorGrid
    shape: CrystalShape
    fudge: float
    dtype: torch.dtype

    @classmethod
    def of(
        cls,
        resolved: Resolved,
        device: torch.device,
        precise: torch.dtype,
        dtype: torch.dtype,
    ) -> Scatterer:
        """Copy what the sum needs to a device, once for the same crystal and beam.

        Parameters
        ----------
        precise, dtype : torch.dtype
            For Miller indices, and for what comes after.
        """
        made_for = device, precise, dtype
        return resolved.kept(
            "scatterer", made_for, lambda: cls._of(resolved, *made_for)
        )

    @classmethod
    def _of(
        cls,
        resolved: Resolved,
        device: torch.device,
        precise: torch.dtype,
        dtype: torch.dtype,
    ) -> Scatterer:
        crystal = resolved.experiment.crystal
        first = resolved.orientations.first_pass_m
        cells = torch.tensor(resolved.n_cells, dtype=torch.float64)
        return cls(
            direct_m=resolved.orientations.direct_m.to(device, precise),
            first_pass_m=None if first is None else first.to(device, precise),
            n_cells=cells.to(device, dtype)[:, None, None],
            reciprocal=resolved.lattice.reciprocal_inv_angstrom.to(device, dtype),
            radius_scale2=radius_scale2(resolved).to(device, dtype),
            grid=resolved.grid.to(device, dtype),
            shape=crystal.shape,
            fudge=crystal.fudge,
            dtype=dtype,
        )

    def first_pass(self) -> Scatterer:
        """The scatterer that the first sample of an image sees."""
        if self.first_pass_m is None:
            return self
        return Scatterer(
            direct_m=self.first_pass_m,
            first_pass_m=None,
            n_cells=self.n_cells,
            reciprocal=self.reciprocal,
            radius_scale2=self.radius_scale2,
            grid=self.grid,
            shape=self.shape,
            fudge=self.fudge,
            dtype=self.dtype,
        )

    def portions(
        self, incident: Tensor, wavelength_m: Tensor, pixels: int, evaluations: int
    ) -> Iterator[Tensor]:
        """What turns directions into Miller indices, a few orientations at a time.

        hkl = A (d - i) / λ is one product with the homogeneous direction (d, 1).

        Parameters
        ----------
        incident : Tensor, shape (3,)      unit vector of the beam i
        wavelength_m : Tensor, shape ()    λ
        pixels, evaluations : int
            A portion has at most evaluations / pixels orientations.

        Yields
        ------
        Tensor, shape (3, m, 4)
        """
        size = max(1, evaluations // max(1, pixels))
        for start in range(0, self.direct_m.shape[1], size):
            vectors = self.direct_m[:, start : start + size]
            yield homogeneous(vectors, incident, wavelength_m)

    def indices(self, portion: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
        """Miller indices: nearest whole ones, and the rest.

        Parameters
        ----------
        portion : Tensor, shape (3, m, 4)       see ``portions``
        directions : Tensor, shape (4, n)       homogeneous unit vectors

        Returns
        -------
        nearest, delta : Tensor, shape (3, m, n)
            Both in the working dtype: the whole number is exact in it, the rest is
            small.
        """
        hkl = indices_at(portion, directions)
        nearest = torch.round(hkl.detach())
        delta = (hkl - nearest).to(self.dtype)
        return nearest.to(self.dtype), delta

    def lattice_factor(self, delta: Tensor) -> Tensor:
        """F_latt of index remainders (3, m, n); shape (m, n)."""
        return lattice_factor(
            delta,
            self.n_cells,
            self.shape,
            self.fudge,
            self.reciprocal,
            self.radius_scale2,
        )

    def sum(
        self,
        directions: Tensor,
        incident: Tensor,
        wavelength_m: Tensor,
        evaluations: int,
        *,
        interpolate: bool,
    ) -> Tensor:
        """F_cell² F_latt², summed over all orientations.

        Parameters
        ----------
        directions : Tensor, shape (4, n)    homogeneous unit vectors
        incident, wavelength_m, evaluations
            See ``portions``.
        interpolate : bool
            Tricubic structure factors where the neighbourhood is listed.

        Returns
        -------
        Tensor, shape (n,), in the dtype of ``directions``
        """
        pixels = directions.shape[1]
        total: Tensor | None = None
        for portion in self.portions(incident, wavelength_m, pixels, evaluations):
            terms = self.terms(portion, directions, interpolate=interpolate)
            part = terms.sum(dim=0).to(directions.dtype)
            total = part if total is None else total + part
        assert total is not None  # there is at least one orientation
        return total

    def terms(
        self, portion: Tensor, directions: Tensor, *, interpolate: bool
    ) -> Tensor:
        """F_cell² F_latt² of each orientation, shape (m, n)."""
        nearest, delta = self.indices(portion, directions)
        factor = self.lattice_factor(delta)
        if not interpolate:
            return self.grid.nearest_squared(nearest) * factor.square()
        amplitude = self.grid.nearest(nearest)
        hkl = nearest + delta
        outside = self.grid.out_of_range(hkl)
        smooth = self.grid.interpolated(hkl)
        return (torch.where(outside, amplitude, smooth) * factor).square()


def homogeneous(vectors: Tensor, incident: Tensor, wavelength_m: Tensor) -> Tensor:
    """Turn cell vectors into rows that take (d, 1) to Miller indices.

    Parameters
    ----------
    vectors : Tensor, shape (..., 3)       metres
    incident : Tensor, shape (3,)          unit vector of the beam
    wavelength_m : Tensor, shape ()

    Returns
    -------
    Tensor, shape (..., 4)
    """
    matrix = vectors / wavelength_m
    return torch.cat([matrix, -(matrix @ incident)[..., None]], dim=-1)


def indices_at(portion: Tensor, directions: Tensor) -> Tensor:
    """Fractional Miller indices.

    Parameters
    ----------
    portion : Tensor, shape (3, m, 4)      see ``Scatterer.portions``
    directions : Tensor, shape (4, n)      homogeneous unit vectors

    Returns
    -------
    Tensor, shape (3, m, n), in the precise dtype
    """
    axes, m, _ = portion.shape
    rows, pixels = portion.reshape(axes * m, 4), directions.shape[1]
    if pixels < _FEW:
        # Few columns are multiplied in another order, and a last bit of an index is
        # much of a pixel in a minimum between fringes: repeat them.
        directions = directions.repeat(1, _FEW)
    return (rows @ directions)[:, :pixels].reshape(axes, m, -1)


def radius_scale2(resolved: Resolved) -> Tensor:
    """Å²: turns Å⁻² into squared spot radii for GAUSS and TOPHAT."""
    a, b, c = resolved.n_cells
    cells = float(a) * b * c
    if Quirk.SPOT_RADIUS_OF_ALL_CELLS in resolved.experiment.quirks:
        return torch.tensor(cells * cells, dtype=torch.float64)
    edge = (cells * resolved.lattice.volume_angstrom3.abs()) ** (1.0 / 3.0)
    return edge.square()
