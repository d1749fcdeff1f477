"""What the numbers that were not given come to: shown greyed in their fields."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import chain

import numpy as np

from braggscope_engine import (
    Convention,
    EngineError,
    Experiment,
    Geometry,
    InvalidParameterError,
    Pivot,
    Quirk,
    ReflectionTable,
    Resolved,
    geometry_of,
    place,
    resolve,
)

from .field import Value

__all__ = ["InForce", "in_force"]

_MOST_STEPS = 2000
"""Grids beyond this are not made definite at each edit: that is the renderer's work."""

_ONE_REFLECTION = ReflectionTable(
    hkl=np.zeros((1, 3), dtype=np.int32), amplitude=np.ones(1, dtype=np.float64)
)


class InForce:
    """What results from an experiment, in the units of its fields.

    Each part is worked out when it is asked for, once: a hand that drags a value asks
    for little.

    Parameters
    ----------
    experiment : Experiment
    resolved : Resolved, optional
        The same experiment with all choices made, where somebody has made them.
    """

    def __init__(
        self, experiment: Experiment, resolved: Resolved | None = None
    ) -> None:
        self._experiment = experiment
        if resolved is not None and resolved.experiment is not experiment:
            resolved = None
        self._resolved = resolved

    @property
    def geometry(self) -> Geometry | None:
        """Where the detector stands; None where it cannot be placed."""
        return self._placed[0]

    @property
    def error(self) -> InvalidParameterError | None:
        """Why something cannot be told."""
        return self._placed[1] or self._chosen[1]

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Values by path, as far as they can be told."""
        return _WhenAsked(self)

    @cached_property
    def placed_values(self) -> Mapping[str, Value]:
        """Those that follow from where the detector stands."""
        geometry = self.geometry
        if geometry is None:
            return {}
        return _placement(geometry) | _beam_centre(self._experiment, geometry)

    @property
    def chosen_values(self) -> Mapping[str, Value]:
        """Those that follow from choices: steps, the cell of a matrix, defaults."""
        return self._chosen[0]

    @cached_property
    def _placed(self) -> tuple[Geometry | None, InvalidParameterError | None]:
        try:
            if self._resolved is not None:
                return geometry_of(self._experiment, self._resolved.panel), None
            return place(self._experiment), None
        except InvalidParameterError as error:
            return None, error
        except EngineError:
            return None, None  # the renderer reports what is wrong with the whole

    @cached_property
    def _chosen(self) -> tuple[Mapping[str, Value], InvalidParameterError | None]:
        try:
            return _choices(self._experiment, self._resolved), None
        except InvalidParameterError as error:
            return {}, error
        except EngineError:
            return {}, None


class _WhenAsked(Mapping[str, Value]):
    """All values; one that only the place of the detector decides asks no more."""

    def __init__(self, now: InForce) -> None:
        self._now = now

    def __getitem__(self, path: str) -> Value:
        if path.startswith("detector.") and not path.startswith("detector.sensor."):
            return self._now.placed_values[path]
        return self._now.chosen_values[path]

    def __iter__(self) -> Iterator[str]:
        return chain(self._now.placed_values, self._now.chosen_values)

    def __len__(self) -> int:
        return len(self._now.placed_values) + len(self._now.chosen_values)


def in_force(experiment: Experiment, resolved: Resolved | None = None) -> InForce:
    """Tell what was left open in an experiment; see `InForce`."""
    return InForce(experiment, resolved)


def _placement(geometry: Geometry) -> dict[str, Value]:
    def mm(metres: float) -> float:
        # Rounded beyond any detector's precision: 0.1 m is 100 mm, not 99.99….
        return round(1000.0 * metres, 12)

    return {
        "detector.pivot": geometry.pivot,
        "detector.distance_mm": mm(geometry.distance_m),
        "detector.close_distance_mm": mm(geometry.close_distance_m),
        "detector.close_x_mm": mm(geometry.fclose_m),
        "detector.close_y_mm": mm(geometry.sclose_m),
        "detector.org_x_px": geometry.orgx_px,
        "detector.org_y_px": geometry.orgy_px,
        "detector.pix0_mm": tuple(mm(x) for x in geometry.pix0_m),
        "detector.size_fast_mm": mm(geometry.size_fast_m),
        "detector.size_slow_mm": mm(geometry.size_slow_m),
        "detector.custom_axes.normal": geometry.normal,
    }


def _beam_centre(experiment: Experiment, geometry: Geometry) -> dict[str, Value]:
    """The beam spot as the convention counts it; nothing where there is no spot."""
    fast, slow = geometry.fbeam_m, geometry.sbeam_m
    half_pixel = geometry.pixel_size_m / 2
    if geometry.convention is Convention.MOSFLM:
        x, y = slow - half_pixel, fast - half_pixel
    elif geometry.convention is Convention.DENZO:
        x, y = slow, fast
    elif geometry.convention is Convention.ADXV:
        x, y = fast, geometry.size_slow_m - slow
    elif _is_near_point(experiment, geometry):
        x, y = geometry.fclose_m, geometry.sclose_m
    else:
        x, y = fast, slow
    if not (math.isfinite(x) and math.isfinite(y)):
        return {}
    return {
        "detector.beam_x_mm": round(1000.0 * x, 12),
        "detector.beam_y_mm": round(1000.0 * y, 12),
    }


def _is_near_point(experiment: Experiment, geometry: Geometry) -> bool:
    return (
        Quirk.BEAM_CENTRE_AS_NEAR_POINT in experiment.quirks
        and geometry.convention is Convention.CUSTOM
        and geometry.pivot is Pivot.SAMPLE
    )


def _choices(experiment: Experiment, resolved: Resolved | None) -> dict[str, Value]:
    values: dict[str, Value] = {
        "beam.fluence_per_m2": experiment.beam.effective_fluence_per_m2,
        "sampling.roi.fast_min": 0,
        "sampling.roi.slow_min": 0,
        "sampling.roi.fast_max": experiment.detector.pixels_fast - 1,
        "sampling.roi.slow_max": experiment.detector.pixels_slow - 1,
    }
    # The grids of listed sources are gone from what has been resolved.
    if resolved is None or experiment.beam.sources:
        if _steps_asked_for(experiment) > _MOST_STEPS:
            return values
        resolved = resolve(_light(experiment))
    return values | _grids(resolved) | _crystal(resolved)


def _steps_asked_for(experiment: Experiment) -> float:
    beam, sampling = experiment.beam, experiment.sampling
    steps = float(sampling.phi_steps or 1)
    if sampling.phi_step_deg and sampling.osc_deg:
        steps = max(steps, sampling.osc_deg / sampling.phi_step_deg)
    for spread in (
        beam.horizontal_divergence,
        beam.vertical_divergence,
        beam.dispersion,
    ):
        count = float(spread.count or 1)
        if spread.range and spread.step:
            count = max(count, spread.range / spread.step)
        steps *= count
    return steps


def _light(experiment: Experiment) -> Experiment:
    """Leave out what costs time and decides none of the values asked for here."""
    crystal = experiment.crystal
    domains = crystal.mosaic_domains
    return replace(
        experiment,
        crystal=replace(
            crystal,
            reflections=None if crystal.reflections is None else _ONE_REFLECTION,
            mosaic_domains=None if domains is None else min(domains, 2),
        ),
        beam=replace(experiment.beam, sources=()),
        detector=replace(experiment.detector, mask=None),
    )


def _grids(resolved: Resolved) -> dict[str, Value]:
    sources, phi, layers = resolved.sources, resolved.phi, resolved.layers
    values: dict[str, Value] = {
        "sampling.phi_steps": phi.count,
        "sampling.osc_deg": math.degrees(phi.range),
        "sampling.phi_step_deg": math.degrees(phi.step),
        "sampling.oversample": resolved.oversample,
        "detector.sensor.layers": layers.count,
    }
    if layers.thickness_m > 0 and layers.mu_per_m > 0:
        values["detector.sensor.attenuation_depth_um"] = 1e6 / layers.mu_per_m
    for name, grid, scale in (
        ("horizontal_divergence", sources.horizontal, 1e3),
        ("vertical_divergence", sources.vertical, 1e3),
        ("dispersion", sources.dispersion, 1e2),
    ):
        values[f"beam.{name}.range"] = grid.range * scale
        values[f"beam.{name}.step"] = grid.step * scale
        values[f"beam.{name}.count"] = grid.count
    return values


def _crystal(resolved: Resolved) -> dict[str, Value]:
    a, b, c = resolved.lattice.direct_m.detach().numpy() * 1e10
    edges = [float(np.linalg.norm(v)) for v in (a, b, c)]
    angles = [
        math.degrees(math.acos(np.dot(u, v) / (np.linalg.norm(u) * np.linalg.norm(v))))
        for u, v in ((b, c), (c, a), (a, b))
    ]
    names = ("a", "b", "c", "alpha", "beta", "gamma")
    values: dict[str, Value] = {
        f"crystal.cell.{name}": value
        for name, value in zip(names, edges + angles, strict=True)
    }
    misset = resolved.lattice.misset_rad.detach().tolist()
    orientations = resolved.orientations
    return values | {
        "crystal.n_cells": resolved.n_cells,
        "crystal.misset_deg": tuple(math.degrees(angle) for angle in misset),
        "crystal.interpolate": resolved.interpolate,
        "crystal.mosaic_domains": len(orientations.domains),
        "crystal.mosaic_spread_deg": math.degrees(orientations.spread_rad),
    }
