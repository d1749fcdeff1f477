"""What each phi step, mosaic domain or source gives to a box of pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..constants import DEGREES_PER_RADIAN
from ..errors import InvalidParameterError
from ..integrate import PixelFactors, term_weight
from ..models.experiment import Experiment
from ..quirks import Quirk
from ..region import Box, clipped_box, shown_pixels
from ..resolved import Resolved, resolve
from ..samples import beamlets, samples
from ..scene import Scene
from .curves import Floats, columns_csv

_EVALUATIONS = 1 << 18
_OVER = {"phi": "phi_deg", "domain": "rotation_deg", "source": "wavelength_angstrom"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RockingCurve:
    """Photons in a box, step by step; together they are the box's photons.

    Attributes
    ----------
    over : str                  ``"phi"``, ``"domain"`` or ``"source"``
    number : int array (n,)     of the step, domain or source, from 0
    position : (n,)
        Nominal spindle angle of a phi step, degrees; rotation of a domain, degrees;
        wavelength of a source, Å.
    turned_deg : (n,) or None
        Of phi steps: the angle that is really turned by. It differs where the
        stale-phi quirk is in force.
    photons : (n,)              without the water background
    """

    over: str
    number: NDArray[np.int64]
    position: Floats
    turned_deg: Floats | None
    photons: Floats


def rocking_curve(
    experiment: Experiment,
    box: Box,
    over: str = "phi",
    *,
    resolved: Resolved | None = None,
) -> RockingCurve:
    """Sum what each step gives to the pixels of a box, in float64.

    Only those pixels are computed; masked ones and those that are not rendered give
    nothing. Quirks that depend on the order of the sum (the first pixel of stale-phi,
    interpolation that switches off, factors that multiply the running sum) are left
    out: a sum in which order matters has no parts.

    Parameters
    ----------
    experiment : Experiment
    box : (fast0, slow0, fast1, slow1)     pixels, half open
    over : str
        ``"phi"``, ``"domain"`` or ``"source"``: what is told apart.
    resolved : Resolved, optional
        The same experiment resolved, where it is at hand.

    Raises
    ------
    InvalidParameterError
        For another ``over``, or a box without a pixel of the detector.
    """
    if over not in _OVER:
        raise InvalidParameterError("over", over, ", ".join(_OVER))
    box = clipped_box(box, experiment.detector.shape)
    with torch.no_grad():
        resolved = resolved or resolve(experiment)
        if Quirk.RUNNING_SUM in experiment.quirks:
            without = replace(
                experiment, quirks=experiment.quirks - {Quirk.RUNNING_SUM}
            )
            resolved = replace(resolved, experiment=without)
        fast, slow = shown_pixels(experiment, box)
        parts = _parts(resolved, fast, slow) if len(fast) else _nothing(resolved)
    return _curve(resolved, parts, over)


def _nothing(resolved: Resolved) -> Tensor:
    orientations = resolved.orientations.direct_m.shape[1]
    return torch.zeros(len(resolved.sources), orientations, dtype=torch.float64)


def _parts(resolved: Resolved, fast: Tensor, slow: Tensor) -> Tensor:
    """Photons of each source and orientation, shape (sources, orientations)."""
    scene = Scene.of(resolved, torch.device("cpu"), torch.float64)
    per_pixel = _factor_of_sums(scene, fast, slow)
    parts = _nothing(resolved)
    for sample in samples(scene, fast, slow):
        for number, beamlet in enumerate(beamlets(scene, sample)):
            weight = term_weight(scene, sample, beamlet) * per_pixel
            if beamlet.inside is not None:
                weight = torch.where(beamlet.inside, weight, 0.0)
            parts[number] += torch.cat(
                [
                    scene.scatterer.terms(
                        portion, sample.directions, interpolate=resolved.interpolate
                    )
                    @ weight
                    for portion in scene.scatterer.portions(
                        beamlet.incident, beamlet.wavelength_m, len(fast), _EVALUATIONS
                    )
                ]
            )
    return parts


def _factor_of_sums(scene: Scene, fast: Tensor, slow: Tensor) -> Tensor:
    """What the finished sum of each pixel is multiplied with, shape (n,)."""
    factors = PixelFactors()
    for sample in samples(scene, fast, slow):
        factors.see_sample(sample)
        for beamlet in beamlets(scene, sample):
            factors.see_beamlet(beamlet)
    return factors.finish(scene, torch.ones_like(fast))


def _curve(resolved: Resolved, parts: Tensor, over: str) -> RockingCurve:
    orientations = resolved.orientations
    domains = len(orientations.domains)
    cube = parts.reshape(len(parts), -1, domains)  # source, phi step, domain
    turned = None
    if over == "phi":
        photons = cube.sum((0, 2))
        position = orientations.phi_rad * DEGREES_PER_RADIAN
        turned = (orientations.in_force_rad * DEGREES_PER_RADIAN).numpy()
    elif over == "domain":
        photons = cube.sum((0, 1))
        position = _rotations_deg(orientations.domains)
    else:
        photons = cube.sum((1, 2))
        position = resolved.sources.wavelength_m.detach() * 1e10
    return RockingCurve(
        over=over,
        number=np.arange(len(photons)),
        position=position.numpy(),
        turned_deg=turned,
        photons=photons.numpy(),
    )


def _rotations_deg(domains: Tensor) -> Tensor:
    """Angle of each rotation, accurate near 0."""
    off = domains - torch.eye(3, dtype=domains.dtype)
    half_sine = torch.linalg.matrix_norm(off) / (2 * 2**0.5)
    return torch.rad2deg(2 * torch.asin(half_sine.clamp(max=1.0)))


def rocking_csv(curve: RockingCurve) -> str:
    """Write a rocking curve as CSV with a header."""
    columns: dict[str, list[float]] = {
        "number": curve.number.tolist(),
        _OVER[curve.over]: curve.position.tolist(),
    }
    if curve.turned_deg is not None:
        columns["turned_deg"] = curve.turned_deg.tolist()
    return columns_csv({**columns, "photons": curve.photons.tolist()})
