"""What prediction needs of a resolved experiment, on one device.

Lengths are Å and Å⁻¹ here: the numbers of reciprocal space are then near 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.crystal import CrystalShape
from ..pixels import PanelSurface
from ..resolved import Resolved
from ..scattering import radius_scale2
from .vectors import picked

_DECAY = {
    CrystalShape.SQUARE: math.pi**2 / 3,
    CrystalShape.ROUND: math.pi**2 / 5,
    CrystalShape.GAUSS: 2 / 0.63,
    CrystalShape.TOPHAT: 2.5 / 0.3969,
}
"""F_latt² is about exp(-decay · r²) near a reflection, with r² as its shape has it:
the curvature of each shape at its centre, and for the flat one its spread."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrystalModel:
    """Reciprocal lattices of all orientations, and the Ewald spheres of all sources.

    Attributes
    ----------
    reciprocal : Tensor, shape (orientations, 3, 3)   rows a*, b*, c*, Å⁻¹
    direct : Tensor, shape (orientations, 3, 3)       rows a, b, c, Å
    spread : Tensor, shape (orientations, 3, 3)
        Rows m with Σ m mᵀ / (2 decay): covariance of the spot in reciprocal space.
    decay : float
    incident : Tensor, shape (sources, 3)             unit vectors
    per_wavelength : Tensor, shape (sources,)         1/λ, Å⁻¹
    source_weight : Tensor, shape (sources,)          mean 1
    domains : int                                     domains of each phi step
    spread_rad : float                                largest mosaic rotation
    spindle : Tensor, shape (3,)
    phi_rad : Tensor, shape (steps,)                  angles really turned by
    surface : PanelSurface
    region : (fast0, slow0, fast1, slow1)             pixels that are rendered
    """

    reciprocal: Tensor
    direct: Tensor
    spread: Tensor
    decay: float
    incident: Tensor
    per_wavelength: Tensor
    source_weight: Tensor
    domains: int
    spread_rad: float
    spindle: Tensor
    phi_rad: Tensor
    surface: PanelSurface
    region: tuple[int, int, int, int]

    @classmethod
    def of(cls, resolved: Resolved, device: torch.device) -> CrystalModel:
        """Copy a resolved experiment to a device, in float64."""
        direct = resolved.orientations.direct_m.permute(1, 0, 2) * 1e10
        reciprocal = torch.linalg.inv(direct).mT
        crystal = resolved.experiment.crystal
        sources, domains = resolved.sources, len(resolved.orientations.domains)
        return cls(
            reciprocal=reciprocal.to(device),
            direct=direct.to(device),
            spread=_spread(resolved, reciprocal).to(device),
            decay=_DECAY[crystal.shape] * _fudge(crystal.shape, crystal.fudge),
            incident=sources.incident.to(device),
            per_wavelength=(1e-10 / sources.wavelength_m).to(device),
            source_weight=sources.weight.to(device),
            domains=domains,
            spread_rad=resolved.orientations.spread_rad if domains > 1 else 0.0,
            spindle=resolved.panel.spindle.to(device),
            phi_rad=resolved.orientations.in_force_rad.to(device),
            surface=PanelSurface.of(resolved.experiment, resolved.panel, device),
            region=resolved.region,
        )

    def reach(self, least: float) -> float:
        """Farthest from the Ewald sphere that a spot still has a weight, Å⁻¹."""
        longest = torch.linalg.matrix_norm(self.spread[0].detach(), ord=2)
        return float(longest) * math.sqrt(-math.log(least) / self.decay)

    def phi_of(self, orientation: Tensor) -> Tensor:
        """Spindle angles (n,) of orientations (n,), radians."""
        phi = self.phi_rad.repeat_interleave(self.domains)
        return picked(phi, orientation)

    def are_spots_wide(self) -> bool:
        """Whether spots may reach half way to their neighbours."""
        width = (self.spread[0].square().sum(1) / self.decay).sqrt().sum() * 3
        return bool(
            width > 0.5 * torch.linalg.vector_norm(self.reciprocal[0], dim=1).min()
        )


def _fudge(shape: CrystalShape, fudge: float) -> float:
    # nanoBragg knows no fudge for blocks; zero makes spots of any width.
    return 1.0 if shape is CrystalShape.SQUARE else max(fudge, 1e-6)


def _spread(resolved: Resolved, reciprocal: Tensor) -> Tensor:
    crystal = resolved.experiment.crystal
    if crystal.shape in (CrystalShape.GAUSS, CrystalShape.TOPHAT):
        width = 1.0 / torch.sqrt(radius_scale2(resolved))
        return width * torch.eye(3, dtype=torch.float64).expand_as(reciprocal)
    cells = torch.tensor(resolved.n_cells, dtype=torch.float64)
    if crystal.shape is CrystalShape.SQUARE:
        # The curvature of sin(Nx)/sin(x) goes with N² - 1; a single cell has none.
        cells = torch.sqrt((cells.square() - 1.0).clamp(min=0.25))
    return reciprocal / cells[:, None]
