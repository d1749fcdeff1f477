"""The beam as a list of point sources: directions, wavelengths and weights."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .errors import InvalidParameterError
from .models.experiment import Experiment
from .placement import PanelTensors
from .quirks import Quirk
from .rotations import about_axis
from .steps import Grid, spread_grid
from .tensors import Numbers, tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sources:
    """Point sources; float64 on the host.

    Attributes
    ----------
    incident : Tensor, shape (n, 3)       unit vectors from source to sample
    wavelength_m : Tensor, shape (n,)     metres
    weight : Tensor, shape (n,)           weight in force, mean 1
    stated_weight : Tensor, shape (n,)    as listed, or 1 / n
    horizontal, vertical, dispersion : Grid
    """

    incident: Tensor
    wavelength_m: Tensor
    weight: Tensor
    stated_weight: Tensor
    horizontal: Grid
    vertical: Grid
    dispersion: Grid

    def __len__(self) -> int:
        return len(self.wavelength_m)


def beam_sources(numbers: Numbers, panel: PanelTensors) -> Sources:
    """Resolve the sources of an experiment's beam.

    Parameters
    ----------
    numbers : Numbers
    panel : PanelTensors
        Gives the beam, polarisation and vertical directions.
    """
    experiment = numbers.experiment
    horizontal, vertical, dispersion = source_grids(experiment)
    if experiment.beam.sources:
        return _listed(experiment, Grid(), Grid(), Grid())
    centre_m = numbers("beam.wavelength_angstrom") / 1e10
    shifts = [
        1.0 + dispersion.step * j - _half(dispersion, experiment)
        for j in range(dispersion.count)
    ]
    away = -10.0 * panel.beam
    incident, wavelengths = [], []
    for h, v in _divergences(experiment, horizontal, vertical):
        position = about_axis(away, panel.polarization, tensor(v))
        position = about_axis(position, panel.vertical, tensor(h))
        direction = -position / torch.linalg.vector_norm(position)
        for shift in shifts:
            incident.append(direction)
            wavelengths.append(centre_m * shift)
    return Sources(
        incident=torch.stack(incident),
        wavelength_m=torch.stack(wavelengths),
        weight=torch.ones(len(wavelengths), dtype=torch.float64),
        stated_weight=tensor([1.0 / len(wavelengths)] * len(wavelengths)),
        horizontal=horizontal,
        vertical=vertical,
        dispersion=dispersion,
    )


def source_grids(experiment: Experiment) -> tuple[Grid, Grid, Grid]:
    """Grids of horizontal and vertical divergence (rad) and dispersion (fraction)."""
    beam, loose = experiment.beam, Quirk.STEPS_WITHOUT_RANGE in experiment.quirks
    return (
        spread_grid(beam.horizontal_divergence, 1000.0, None, loose),
        spread_grid(beam.vertical_divergence, 1000.0, None, loose),
        spread_grid(beam.dispersion, 100.0, 0.0, loose),
    )


def _half(grid: Grid, experiment: Experiment) -> float:
    """Where a grid starts, below its centre."""
    if experiment.beam.symmetric_grid:
        return grid.step * (grid.count - 1) / 2.0
    return grid.range / 2.0


def _divergences(
    experiment: Experiment, horizontal: Grid, vertical: Grid
) -> list[tuple[float, float]]:
    """Angles (horizontal, vertical) of the sources, radians; ellipse if round."""
    angles = []
    trim = experiment.beam.round_divergence and horizontal.range and vertical.range
    for i in range(horizontal.count):
        h = horizontal.step * i - _half(horizontal, experiment)
        for j in range(vertical.count):
            v = vertical.step * j - _half(vertical, experiment)
            if trim:
                inside = _off_centre(h, horizontal) + _off_centre(v, vertical)
                if inside * 4.0 > 1.1:
                    continue
            angles.append((h, v))
    if not angles:
        raise InvalidParameterError(
            "beam.round_divergence",
            True,
            "False, because no point of this divergence grid lies inside the ellipse",
        )
    return angles


def _off_centre(angle: float, grid: Grid) -> float:
    """Squared distance from the centre over the range squared, even counts shifted."""
    shift = grid.step * grid.step / 4.0 * (1 - grid.count % 2)
    return (angle * angle - shift) / grid.range / grid.range


def _listed(experiment: Experiment, *grids: Grid) -> Sources:
    """Sources that were given one by one."""
    listed = experiment.beam.sources
    positions = tensor([source.position for source in listed])
    stated = tensor([source.weight for source in listed])
    weight = torch.ones_like(stated)
    if experiment.beam.use_source_weights:
        weight = stated / stated.mean()
    horizontal, vertical, dispersion = grids
    return Sources(
        incident=-positions / torch.linalg.vector_norm(positions, dim=1, keepdim=True),
        wavelength_m=tensor([s.wavelength_angstrom / 1e10 for s in listed]),
        weight=weight,
        stated_weight=stated,
        horizontal=horizontal,
        vertical=vertical,
        dispersion=dispersion,
    )


def mean_direction(incident: Tensor) -> Tensor:
    """Mean of unit vectors (n, 3); the first where they cancel."""
    mean = incident.mean(dim=0)
    length = torch.linalg.vector_norm(mean)
    return mean / length if bool(length > 1e-9) else incident[0]
