"""Factors that vary slowly over the detector, left out or exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from ...models.detector import Sensor
from ...models.experiment import Experiment
from ...pixels import PanelSurface
from ...resolved import Resolved, resolve
from ...tensors import HOST
from .hypothesis import Family, Hypothesis


def correction_hypotheses(
    experiment: Experiment, resolved: Resolved
) -> Iterator[Hypothesis]:
    """Polarisation, solid angle, absorption and what samples them."""
    for name, sentence, other in _others(experiment, resolved):
        yield Hypothesis(
            name=name, family=Family.CORRECTION, sentence=sentence, experiment=other
        )
    yield Hypothesis(
        name="solid angle off",
        family=Family.CORRECTION,
        sentence="The reference leaves out the solid angle of the pixels.",
        weight=_per_solid_angle,
    )


def _others(
    experiment: Experiment, resolved: Resolved
) -> Iterator[tuple[str, str, Experiment]]:
    beam, detector = experiment.beam, experiment.detector
    on = beam.apply_polarization
    yield (
        "polarisation off" if on else "polarisation on",
        f"The reference {'leaves out' if on else 'applies'} the polarisation factor.",
        replace(experiment, beam=replace(beam, apply_polarization=not on)),
    )
    if on:
        for kahn in {0.0, 1.0, -1.0, -beam.kahn_factor} - {beam.kahn_factor}:
            yield (
                f"Kahn factor {kahn:g}",
                f"The reference has the Kahn factor {kahn:g} for the polarisation.",
                replace(experiment, beam=replace(beam, kahn_factor=kahn)),
            )
    if detector.sensor.thickness_um > 0:
        yield (
            "absorption off",
            "The reference leaves out the absorption in the sensor.",
            replace(experiment, detector=replace(detector, sensor=Sensor())),
        )
    yield (
        "obliquity",
        "The reference differs in the obliquity of the solid angle (point pixels).",
        replace(
            experiment, detector=replace(detector, point_pixel=not detector.point_pixel)
        ),
    )
    if resolved.oversample > 1:
        yield (
            "no sub-pixels",
            "The reference samples only the centre of each pixel.",
            _sampled(experiment, oversample=1),
        )
    if resolved.phi.count > 1:
        yield (
            "phi at slice centres",
            "The reference samples phi elsewhere in its slices (start or centre).",
            _sampled(
                experiment,
                phi_at_slice_centres=not experiment.sampling.phi_at_slice_centres,
            ),
        )
        yield (
            "no oscillation",
            "The reference is a still: it does not oscillate.",
            _sampled(experiment, phi_steps=1, osc_deg=0.0, phi_step_deg=None),
        )


def _sampled(experiment: Experiment, **changes: object) -> Experiment:
    sampling = replace(experiment.sampling, **changes)  # type: ignore[arg-type]
    return replace(experiment, sampling=sampling)


def _per_solid_angle(
    experiment: Experiment, fast: NDArray[np.float64], slow: NDArray[np.float64]
) -> NDArray[np.float64]:
    """One over the solid angle of each pixel's centre, 1/sr."""
    panel = resolve(experiment).panel
    pixel = float(panel.pixel)
    surface = PanelSurface.of(experiment, panel, HOST)
    with torch.no_grad():
        position = surface.positions(
            torch.from_numpy((fast + 0.5) * pixel),
            torch.from_numpy((slow + 0.5) * pixel),
            torch.zeros((), dtype=torch.float64),
        )
        path = torch.linalg.vector_norm(position, dim=0)
    per_area = path**2 / pixel**2
    if not experiment.detector.point_pixel:
        per_area = per_area * path / float(panel.close_distance)
    return np.asarray(per_area.numpy(), np.float64)
