"""The same sum in plain NumPy, float64: a yardstick for speed and for rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import CrystalShape, Experiment, Resolved, place, resolve

Array = NDArray[np.float64]
_RADIUS2_M2 = 7.94079248018965e-30


def rows_of_image(experiment: Experiment, rows: range) -> Array:
    """Photons in some rows of a flat panel without sensor; nearest F_cell.

    Returns
    -------
    ndarray, shape (rows, fast)
    """
    resolved, geometry = resolve(experiment), place(experiment)
    per_edge, pixel = resolved.oversample, geometry.pixel_size_m
    total = np.zeros((len(rows), geometry.pixels_fast))
    sources = resolved.sources
    share = resolved.background * resolved.steps / (per_edge**2 * len(sources))
    direct = resolved.orientations.direct_m.numpy()
    for number in range(per_edge * per_edge):
        sub_slow, sub_fast = divmod(number, per_edge)
        fast = (np.arange(geometry.pixels_fast) + (sub_fast + 0.5) / per_edge) * pixel
        slow = (np.array(rows) + (sub_slow + 0.5) / per_edge) * pixel
        position = (
            np.array(geometry.pix0_m)
            + slow[:, None, None] * np.array(geometry.slow)
            + fast[:, None] * np.array(geometry.fast)
        )
        path = np.linalg.norm(position, axis=-1)
        rays = position / path[..., None]
        solid_angle = pixel**2 * geometry.close_distance_m / path**3
        for incident, wavelength, weight in zip(
            sources.incident.numpy(),
            sources.wavelength_m.numpy(),
            sources.weight.numpy(),
            strict=True,
        ):
            scattering = (rays - incident) / wavelength
            sums = np.full(path.shape, share)
            for orientation in range(direct.shape[1]):
                sums += _term(resolved, scattering @ direct[:, orientation].T)
            factor = solid_angle * _polarization(experiment, incident, rays)
            total += weight * factor * sums
    scale = _RADIUS2_M2 * float(resolved.fluence_per_m2) / resolved.steps
    image: Array = total * scale
    return image


def _term(resolved: Resolved, hkl: Array) -> Array:
    """F_cell² F_latt² of fractional indices (..., 3)."""
    grid = resolved.grid
    nearest = np.round(hkl)
    low, high = grid.low.numpy().ravel(), grid.high.numpy().ravel()
    place_in_grid = np.clip(nearest, low, high).astype(np.int64)
    strides = np.array([*grid.strides, 1])
    cell = place_in_grid @ strides - grid.origin if grid.listed else 0
    squared = grid.squared.numpy()[cell]
    term: Array = squared * _lattice(resolved, hkl - nearest) ** 2
    return term


def _lattice(resolved: Resolved, delta: Array) -> Array:
    crystal = resolved.experiment.crystal
    cells = np.array(resolved.n_cells, dtype=float)
    every = cells.prod()
    if crystal.shape is CrystalShape.SQUARE:
        delta = np.where(delta == 0, 1e-12, delta)
        ratio = np.sin(np.pi * delta * cells) / np.sin(np.pi * delta)
        amplitude: Array = ratio.prod(axis=-1)
        return amplitude
    if crystal.shape is CrystalShape.ROUND:
        x = np.pi * np.sqrt(((delta * cells) ** 2).sum(axis=-1) * crystal.fudge)
        x = np.maximum(x, 1e-3)
        sphere = 3 * (np.sin(x) / x - np.cos(x)) / x**2
        amplitude = every * np.sqrt(np.pi / 6) * sphere
        return amplitude
    star = delta @ resolved.lattice.reciprocal_inv_angstrom.numpy()
    volume = abs(float(resolved.lattice.volume_angstrom3))
    radius2 = (star**2).sum(axis=-1) * (every * volume) ** (2 / 3) * crystal.fudge
    if crystal.shape is CrystalShape.GAUSS:
        amplitude = every * np.exp(-radius2 / 0.63)
        return amplitude
    amplitude = every * (radius2 < 0.3969)
    return amplitude


def _polarization(
    experiment: Experiment, incident: Array, rays: Array
) -> Array | float:
    beam = experiment.beam
    if not beam.apply_polarization:
        return 1.0
    cosine2 = (rays @ incident) ** 2
    axis = np.array(place(experiment).polarization)
    magnetic = np.cross(axis, incident)
    magnetic /= np.linalg.norm(magnetic)
    electric = np.cross(incident, magnetic)
    psi = -np.arctan2(rays @ magnetic, rays @ electric)
    kahn = beam.kahn_factor
    factor: Array = 0.5 * (1 + cosine2 - kahn * np.cos(2 * psi) * (1 - cosine2))
    return factor
