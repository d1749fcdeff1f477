"""The geometry in an image's header beside that of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..geometry import place
from ..io.images.header_geometry import HeaderGeometry
from ..models.experiment import Experiment
from ..quirks import Quirk

_ROUNDED = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRow:
    """One number of a header; ``differs`` by more than the header's rounding."""

    name: str
    unit: str
    header: float
    model: float | None
    differs: bool


def header_rows(
    header: HeaderGeometry, experiment: Experiment
) -> tuple[HeaderRow, ...]:
    """Put a header beside a model, differences first."""
    geometry = place(experiment)
    centre = geometry.beam_centre_px or (None, None)
    sampling, beam = experiment.sampling, experiment.beam
    pairs = (
        ("wavelength", "Å", header.wavelength_angstrom, beam.wavelength_angstrom),
        ("distance", "mm", header.distance_mm, geometry.distance_m * 1e3),
        ("pixel size", "mm", header.pixel_size_mm, geometry.pixel_size_m * 1e3),
        ("beam centre, fast", "px", header.beam_fast_px, centre[0]),
        ("beam centre, slow", "px", header.beam_slow_px, centre[1]),
        (
            *("two-theta", "°", header.two_theta_deg),
            experiment.detector.two_theta_deg,
        ),
        ("phi start", "°", header.phi_start_deg, sampling.phi_start_deg),
        ("oscillation", "°", header.osc_deg, sampling.osc_deg or 0.0),
    )
    rows = [
        HeaderRow(
            name=name,
            unit=unit,
            header=stated,
            model=model,
            differs=model is None
            or abs(stated - model) > _ROUNDED * max(abs(stated), abs(model), 1e-3),
        )
        for name, unit, stated, model in pairs
        if stated is not None
    ]
    return tuple(sorted(rows, key=lambda row: not row.differs))


def adopt_header(header: HeaderGeometry, experiment: Experiment) -> Experiment:
    """Take wavelength, distance, pixel size, beam centre and angles of a header.

    The beam centre places the panel by its corner, so that no convention matters.
    """
    beam, detector, sampling = (
        experiment.beam,
        experiment.detector,
        experiment.sampling,
    )
    if header.wavelength_angstrom:
        beam = replace(beam, wavelength_angstrom=header.wavelength_angstrom)
    if header.pixel_size_mm:
        detector = replace(detector, pixel_size_mm=header.pixel_size_mm)
    if header.distance_mm:
        detector = replace(
            detector,
            distance_mm=header.distance_mm,
            close_distance_mm=None,
            pix0_mm=None,
        )
    if header.two_theta_deg is not None:
        detector = replace(detector, two_theta_deg=header.two_theta_deg)
    if header.phi_start_deg is not None:
        sampling = replace(sampling, phi_start_deg=header.phi_start_deg)
    if header.osc_deg:
        sampling = replace(sampling, osc_deg=header.osc_deg)
    adopted = replace(experiment, beam=beam, detector=detector, sampling=sampling)
    return _with_centre(header, adopted)


def _with_centre(header: HeaderGeometry, experiment: Experiment) -> Experiment:
    geometry = place(experiment)
    present = geometry.beam_centre_px
    if present is None or header.beam_fast_px is None or header.beam_slow_px is None:
        return experiment
    step_mm = geometry.pixel_size_m * 1e3
    fast = (present[0] - header.beam_fast_px) * step_mm
    slow = (present[1] - header.beam_slow_px) * step_mm
    x, y, z = (
        1e3 * p + fast * f + slow * s
        for p, f, s in zip(geometry.pix0_m, geometry.fast, geometry.slow, strict=True)
    )
    return replace(
        experiment,
        detector=replace(experiment.detector, pix0_mm=(x, y, z)),
        quirks=experiment.quirks - {Quirk.IGNORE_PIX0},
    )
