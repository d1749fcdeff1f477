"""Derivatives of a spot's place and intensity, from gradients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..models.experiment import Experiment
from ..region import Box, clipped_box, shown_pixels
from ..resolved import resolve
from ..simulation import intensity
from .numbers import FreeNumber, free_numbers, with_centre_given

_EVALUATIONS = 1 << 19
"""Sub-steps times pixels whose graph is kept at once: some 100 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityRow:
    """What one unit more of one number does to a spot, to first order.

    Attributes
    ----------
    path : str                        dotted, from the experiment
    component : int or None           0, 1 or 2 of a vector
    value : float                     the number
    unit : str                        its unit; what follows is per this unit
    fast_px, slow_px : float
        Shift of the intensity-weighted position in the box, pixels. NaN where the box
        is dark.
    log_intensity : float             change of ln(photons in the box)
    """

    path: str
    component: int | None
    value: float
    unit: str
    fast_px: float
    slow_px: float
    log_intensity: float


def sensitivity(
    experiment: Experiment, box: Box, parameters: Sequence[str] | None = None
) -> tuple[SensitivityRow, ...]:
    """Differentiate a spot with respect to the numbers of a model.

    The box stands still while the spot moves: it should hold the whole spot, and no
    other. Quirks that depend on the order of the image are left out, as in
    ``intensity``.

    Parameters
    ----------
    experiment : Experiment
    box : (fast0, slow0, fast1, slow1)     pixels, half open
    parameters : sequence of str, optional
        Dotted paths such as ``"detector.distance_mm"``. None takes distance, centre or
        pix0, rotations, two-theta, wavelength, cell, misset and mosaic spread: those
        that are given and have a say. A centre that is the convention's default counts
        as given.

    Returns
    -------
    tuple of SensitivityRow
        Vectors have a row for each component.

    Raises
    ------
    InvalidParameterError
        For a box beside the detector, or a path without a number.
    """
    box = clipped_box(box, experiment.detector.shape)
    if parameters is None:
        experiment = with_centre_given(experiment)
    numbers = free_numbers(experiment, parameters)
    fast, slow = shown_pixels(experiment, box)
    photons, sums, slopes = _sums(experiment, numbers, fast, slow)
    rows: list[SensitivityRow] = []
    for number, slope in zip(numbers, slopes, strict=True):
        if slope is None and parameters is None:
            continue  # another number stands in its place
        if slope is None:
            slope = torch.zeros(3, len(number.values), dtype=torch.float64)
        rows += _rows(number, photons, sums, slope)
    return tuple(rows)


def _sums(
    experiment: Experiment,
    numbers: Sequence[FreeNumber],
    fast: Tensor,
    slow: Tensor,
) -> tuple[float, tuple[float, float], list[Tensor | None]]:
    """Photons, their mean position, and derivatives of sums.

    Returns
    -------
    photons : float
    centre : (fast, slow)
        Intensity-weighted, pixels; NaN in the dark.
    slopes : list of Tensor (3, components), or None where a number has no say
        Of Σ I, Σ I fast and Σ I slow, both from the first pixel of the box on.
    """
    with torch.no_grad():
        resolved = resolve(experiment)
    steps = resolved.steps * resolved.layers.count
    at_once = max(1, _EVALUATIONS // steps)
    slopes: list[Tensor | None] = [None] * len(numbers)
    totals = torch.zeros(3, dtype=torch.float64)
    for start in range(0, len(fast), at_once):
        part = slice(start, start + at_once)
        tensors = [number.tensor() for number in numbers]
        values = intensity(
            experiment,
            fast[part],
            slow[part],
            overrides={n.path: t for n, t in zip(numbers, tensors, strict=True)},
        )
        weights = torch.stack(
            [torch.ones_like(fast[part]), fast[part] - fast[0], slow[part] - slow[0]]
        )
        totals += weights @ values.detach()
        for row in range(3):
            found = torch.autograd.grad(
                weights[row] @ values, tensors, retain_graph=row < 2, allow_unused=True
            )
            _add(slopes, row, found)
    photons, along, down = totals.tolist()
    if photons == 0:
        return 0.0, (math.nan, math.nan), slopes
    return photons, (along / photons, down / photons), slopes


def _add(slopes: list[Tensor | None], row: int, found: Sequence[Tensor | None]) -> None:
    for n, slope in enumerate(found):
        if slope is None:
            continue
        own = slopes[n]
        if own is None:
            own = slopes[n] = torch.zeros(3, slope.numel(), dtype=torch.float64)
        own[row] += slope.reshape(-1)


def _rows(
    number: FreeNumber, photons: float, centre: tuple[float, float], slope: Tensor
) -> list[SensitivityRow]:
    rows = []
    for k, value in enumerate(number.values):
        total, along, down = slope[:, k].tolist()
        dark = photons == 0
        rows.append(
            SensitivityRow(
                path=number.path,
                component=k if len(number.values) > 1 else None,
                value=value,
                unit=number.unit,
                fast_px=math.nan if dark else (along - centre[0] * total) / photons,
                slow_px=math.nan if dark else (down - centre[1] * total) / photons,
                log_intensity=math.nan if dark else total / photons,
            )
        )
    return rows


def sensitivity_csv(rows: Sequence[SensitivityRow]) -> str:
    """Write rows as CSV with a header."""
    lines = ["parameter,value,unit,fast_px,slow_px,log_intensity"]
    for row in rows:
        name = row.path if row.component is None else f"{row.path}[{row.component}]"
        slopes = (row.fast_px, row.slow_px, row.log_intensity)
        cells = ",".join(f"{slope:.9g}" for slope in slopes)
        lines.append(f"{name},{row.value:.12g},{row.unit},{cells}")
    return "\n".join(lines) + "\n"
