"""F_latt: what a finite block of unit cells does to the intensity."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn.functional import threshold

from .models.crystal import CrystalShape

_ROUND_VOLUME = 0.723601254558268
"""√(π/6): gives a sphere the intensity of the cube around it, as nanoBragg."""
_GAUSS_RADIUS2 = 0.63
_NOWHERE = torch.tensor(1e-30)
_TOPHAT_RADIUS2 = 0.3969
_FAINTEST = 0.4
"""Part of the exponents of a dtype that a Gaussian has; half are its square's."""


def grating(delta: Tensor, n_cells: Tensor) -> Tensor:
    """Amplitude of n cells in a row, sin(π n h) / sin(π h), up to its sign.

    The sign does not matter where only the square is used.

    Parameters
    ----------
    delta : Tensor        h minus its nearest whole number, in [-1/2, 1/2]
    n_cells : Tensor      number of cells, broadcast

    References
    ----------
    Kirian et al. (2010), Opt. Express 18, 5713-5723.
    """
    if delta.requires_grad:
        # Keeps 0/0 out of the backward pass; the derivative at the peak is 0.
        on_peak = delta == 0
        phase = torch.where(on_peak, 0.25, delta) * math.pi
        ratio = torch.sin(phase * n_cells) / torch.sin(phase)
        return torch.where(on_peak, n_cells, ratio)
    # Far below the last bit of any index, and it turns 0/0 into its limit, n.
    phase = torch.add(_NOWHERE, delta, alpha=math.pi)
    return torch.sin(phase * n_cells) / torch.sin(phase)


def sphere(x: Tensor) -> Tensor:
    """Fourier transform of a sphere, 3 (sin x / x - cos x) / x², 1 at x = 0."""
    # The closed form cancels near 0, and float32 has fewer digits to lose. Five terms
    # of the series are good to 6e-9 up to 1, and to the last digit up to 0.1.
    small = x.abs() < (0.1 if x.dtype == torch.float64 else 1.0)
    safe = torch.where(small, 1.0, x)
    closed = 3 * (torch.sin(safe) / safe - torch.cos(safe)) / safe.square()
    square = x.square()
    series = square * (1 / 1330560) - 1 / 15120
    series = ((series * square + 1 / 280) * square - 1 / 10) * square + 1
    return torch.where(small, series, closed)


def gaussian(x: Tensor) -> Tensor:
    """e⁻ˣ, and nothing where its square comes close to denormal numbers.

    These take a processor as long as a hundred others. Some room is left for factors
    below 1.
    """
    faintest = _FAINTEST * math.log(torch.finfo(x.dtype).tiny)
    return torch.exp(threshold(-x, faintest, -math.inf))


def lattice_factor(
    delta: Tensor,
    n_cells: Tensor,
    shape: CrystalShape,
    fudge: float,
    reciprocal: Tensor,
    radius_scale2: Tensor,
) -> Tensor:
    """F_latt at the distance of a point from its nearest reflection.

    Parameters
    ----------
    delta : Tensor, shape (3, m, n)
        Fractional index minus the nearest whole one.
    n_cells : Tensor, shape (3, 1, 1)
        Cells along a, b, c.
    shape, fudge
        As in ``Crystal``.
    reciprocal : Tensor, shape (3, 3)
        Rows a*, b*, c*, Å⁻¹ (GAUSS and TOPHAT).
    radius_scale2 : Tensor, shape ()
        Å²: what makes the squared distance in reciprocal space dimensionless.

    Returns
    -------
    Tensor, shape (m, n)
    """
    if shape is CrystalShape.SQUARE:
        factors = grating(delta, n_cells)
        return factors[0] * factors[1] * factors[2]
    cells = n_cells[0] * n_cells[1] * n_cells[2]
    if shape is CrystalShape.ROUND:
        radius2 = (delta * n_cells).square().sum(dim=0) * fudge
        return cells * _ROUND_VOLUME * sphere(math.pi * _root(radius2))
    star = torch.einsum("jx,jmn->xmn", reciprocal, delta)
    radius2 = star.square().sum(dim=0) * radius_scale2
    if shape is CrystalShape.GAUSS:
        return cells * gaussian(radius2 / _GAUSS_RADIUS2 * fudge)
    return cells * (radius2 * fudge < _TOPHAT_RADIUS2).to(delta.dtype)


def _root(square: Tensor) -> Tensor:
    if square.requires_grad:
        # √ has no derivative at 0, but the sphere's transform is even in it.
        return torch.sqrt(torch.where(square > 0, square, 1e-30))
    return torch.sqrt(square)
