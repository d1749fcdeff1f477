"""How counts, ranges and step sizes complete each other, as nanoBragg.

Each function takes what was given (None is "not given") and returns a definite grid,
with a note where a choice was made that the user may not expect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .constants import radians
from .models.beam import Spread
from .models.crystal import Crystal
from .models.detector import Sensor
from .models.sampling import Sampling
from .quirks import Quirk


@dataclass(frozen=True, slots=True)
class Grid:
    """A definite one-dimensional grid: number of points, full range, step."""

    count: int = 1
    range: float = 0.0
    step: float = 0.0


@dataclass(frozen=True, slots=True)
class PhiSteps:
    """A definite oscillation, radians."""

    start: float
    count: int
    range: float
    step: float
    centred: bool = False

    def angles(self) -> list[float]:
        """Spindle angle of each step, radians."""
        shift = 0.5 if self.centred else 0.0
        if not self.centred:
            return [self.start + self.step * k for k in range(self.count)]
        return [self.start + self.step * (k + shift) for k in range(self.count)]


def spread_grid(
    spread: Spread, scale: float, default_range: float | None, loose: bool
) -> Grid:
    """Complete a divergence or dispersion grid.

    Parameters
    ----------
    spread : Spread
    scale : float
        Divides the numbers given into radians or a fraction.
    default_range : float or None
        Range where none is given; None leaves it unset.
    loose : bool
        A count without a range spans 1.0, and loses to a step.
    """
    width = default_range if spread.range is None else spread.range / scale
    step = 0.0 if spread.step is None else spread.step / scale
    count = spread.count or 0
    if count <= 0:
        grid = _grid_without_count(width, step)
    elif width is None:
        grid = _grid_without_range(count, step, loose)
    elif step <= 0:
        count = max(count, 2)
        grid = Grid(count, width, width / (count - 1))
    else:
        grid = Grid(count, width, step)
    if grid.range <= 0 or grid.step <= 0 or grid.count <= 0:
        return Grid()
    return grid


def _grid_without_count(width: float | None, step: float) -> Grid:
    if width is None:
        return Grid(2, step, step) if step > 0 else Grid()
    if step <= 0:
        return Grid(2, width, width)
    return Grid(math.ceil(width / step), width, step)


def _grid_without_range(count: int, step: float, loose: bool) -> Grid:
    if step > 0:
        return Grid(2, step, step) if loose else Grid(count, step * (count - 1), step)
    return Grid(count, 1.0, 1.0 / count) if loose else Grid()


def phi_steps(sampling: Sampling, quirks: frozenset[Quirk]) -> PhiSteps:
    """Complete the oscillation."""
    loose = Quirk.STEPS_WITHOUT_RANGE in quirks
    start = radians(sampling.phi_start_deg)
    osc = None if sampling.osc_deg is None else radians(sampling.osc_deg)
    step = None if sampling.phi_step_deg is None else radians(sampling.phi_step_deg)
    count, width, step = _phi_grid(sampling.phi_steps, osc, step, loose)
    return PhiSteps(start, count, width, step, sampling.phi_at_slice_centres)


def _phi_grid(
    count: int | None, osc: float | None, step: float | None, loose: bool
) -> tuple[int, float, float]:
    if count is None:
        return _phi_without_count(osc, step)
    if osc is None:
        if step is not None and step > 0:
            return (2, step, step) if loose else (count, step * count, step)
        if loose:
            osc = 1.0 / (180.0 * (1.0 / math.pi))
            return count, osc, osc / count
        return 1, 0.0, 0.0
    if step is None:
        return count, osc, osc / count
    return count, osc, step


def _phi_without_count(
    osc: float | None, step: float | None
) -> tuple[int, float, float]:
    given_step = step is not None and step > 0
    if osc is None:
        return (2, step, step) if given_step and step is not None else (1, 0.0, 0.0)
    if given_step and step is not None:
        return max(1, math.ceil(osc / step)), osc, step
    return 2, osc, osc / 2


@dataclass(frozen=True, slots=True)
class Layers:
    """A definite sensor: number of layers, spacing and thickness (m), μ (1/m)."""

    count: int = 1
    step_m: float = 0.0
    thickness_m: float = 0.0
    mu_per_m: float = 0.0


def sensor_layers(sensor: Sensor, quirks: frozenset[Quirk]) -> Layers:
    """Complete the layers of a sensor."""
    thickness = sensor.thickness_um * 1e-6
    depth = sensor.attenuation_depth_um
    mu = -1.0 if depth is None else 0.0 if math.isinf(depth) else 1.0 / (depth * 1e-6)
    if thickness > 0 and mu < 0:
        mu = 1.0 / thickness
    transparent = mu == 0 and Quirk.TRANSPARENT_SENSOR_IS_BLACK not in quirks
    if thickness <= 0 or transparent:
        return Layers(mu_per_m=mu)
    if sensor.layers is None:
        return Layers(2, thickness / 2, thickness, mu)
    if Quirk.LAYER_SPACING in quirks:
        count = max(sensor.layers, 2)
        return Layers(count, thickness / (count - 1), thickness, mu)
    return Layers(sensor.layers, thickness / sensor.layers, thickness, mu)


def mosaic_domains(crystal: Crystal) -> tuple[int, float, str]:
    """Number of mosaic domains, their spread in radians, and a note on the choice."""
    spread, count = crystal.mosaic_spread_deg, crystal.mosaic_domains
    if not spread:
        if count is not None and count > 1:
            given = "zero" if spread == 0 else "no"
            return 1, 0.0, f"{given} mosaic spread: 1 domain instead of {count}"
        return 1, 0.0, ""
    if count is None:
        return 10, radians(spread), "mosaic domains: 10, chosen for a finite spread"
    if count == 1:
        note = "one mosaic domain is a perfect crystal: the spread has no effect"
        return 1, radians(spread), note
    return count, radians(spread), ""
