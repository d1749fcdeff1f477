"""All orientations of the crystal in one image: phi steps times mosaic domains."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .constants import radians
from .lattice import Lattice
from .placement import PanelTensors
from .quirks import Quirk
from .random_numbers import Stream, draw_rotation
from .rotations import matrices_about
from .steps import PhiSteps, mosaic_domains
from .tensors import Numbers, tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Orientations:
    """Direct cell vectors of each orientation; float64 on the host.

    Attributes
    ----------
    direct_m : Tensor, shape (3, n, 3)
        Axis (a, b, c), orientation (phi outer, mosaic inner), laboratory x, y, z.
    first_pass_m : Tensor, shape (3, n, 3), or None
        What the very first sample of an image sees instead, where the stale-phi quirk
        makes a difference.
    phi_rad : Tensor, shape (steps,)          spindle angles, radians
    in_force_rad : Tensor, shape (steps,)     angles that are really turned by
    first_pass_rad : Tensor (steps,) or None  the same of a first pass
    domains : Tensor, shape (domains, 3, 3)   mosaic rotations
    spread_rad : float                        mosaic spread, radians
    """

    direct_m: Tensor
    first_pass_m: Tensor | None
    phi_rad: Tensor
    in_force_rad: Tensor
    first_pass_rad: Tensor | None
    domains: Tensor
    spread_rad: float


def crystal_orientations(
    numbers: Numbers,
    panel: PanelTensors,
    lattice: Lattice,
    steps: PhiSteps,
    mosaic: Stream,
) -> Orientations:
    """Rotate the cell through the oscillation and over the mosaic domains.

    Mosaic rotations follow the spindle, in the laboratory frame, as nanoBragg.
    """
    domains, spread = _domains(numbers, mosaic)
    angles = steps.angles()

    def rotated(phis: list[float]) -> Tensor:
        spindle = matrices_about(panel.spindle, tensor(phis))
        turns = torch.einsum("dij,pjk->pdik", domains, spindle).reshape(-1, 3, 3)
        return torch.einsum("nij,xj->xni", turns, lattice.direct_m)

    first_pass = first_pass_rad = None
    if Quirk.STALE_PHI in numbers.experiment.quirks:
        stale = _stale(angles)
        once = _stale_once(angles)
        if once != stale:
            first_pass, first_pass_rad = rotated(once), tensor(once)
        angles_in_force = stale
    else:
        angles_in_force = angles
    return Orientations(
        direct_m=rotated(angles_in_force),
        first_pass_m=first_pass,
        phi_rad=tensor(angles),
        in_force_rad=tensor(angles_in_force),
        first_pass_rad=first_pass_rad,
        domains=domains,
        spread_rad=spread,
    )


def _stale(angles: list[float]) -> list[float]:
    """Put the last rotation before it, around the cycle, in place of each zero."""
    last = next((phi for phi in reversed(angles) if phi != 0.0), 0.0)
    return _carry(angles, last)


def _stale_once(angles: list[float]) -> list[float]:
    """The same for a first pass, which starts from the unrotated crystal."""
    return _carry(angles, 0.0)


def _carry(angles: list[float], last: float) -> list[float]:
    carried = []
    for phi in angles:
        last = phi if phi != 0.0 else last
        carried.append(last)
    return carried


def _domains(numbers: Numbers, mosaic: Stream) -> tuple[Tensor, float]:
    """Rotation matrices of the mosaic domains; the first is the identity."""
    crystal = numbers.experiment.crystal
    count, spread, _ = mosaic_domains(crystal)
    drawn = [draw_rotation(mosaic) for _ in range(count)]
    if spread <= 0 or count == 1:
        return torch.eye(3, dtype=torch.float64)[None], spread
    fractions = tensor([rotation.fraction for rotation in drawn])
    if numbers.is_overridden("crystal.mosaic_spread_deg"):
        # Rounding to float32 is a staircase: it would hide the derivative.
        angles = numbers("crystal.mosaic_spread_deg") * radians(1.0) * fractions
    else:
        single = torch.tensor(spread, dtype=torch.float32) * fractions.float()
        angles = single.to(torch.float64)
    axes = [tensor(rotation.axis) for rotation in drawn]
    matrices = [
        matrices_about(axis, angle[None])[0]
        for axis, angle in zip(axes, angles, strict=True)
    ]
    matrices[0] = torch.eye(3, dtype=torch.float64)
    return torch.stack(matrices), spread
