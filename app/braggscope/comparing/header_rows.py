"""The geometry in the header of an image beside the model's."""

from __future__ import annotations

import math

from braggscope_engine import EngineError, Experiment, place
from braggscope_engine.io import ReferenceImage

_ALIKE = 1e-4


def header_rows(
    experiment: Experiment, read: ReferenceImage
) -> list[tuple[str, str, str]]:
    """Rows (name, model, header) of what a header says; differing ones come first."""
    header = read.geometry
    if header is None:
        return []
    try:
        spot = place(experiment).beam_centre_px
        distance_mm = place(experiment).distance_m * 1e3
    except EngineError:
        spot, distance_mm = None, math.nan
    fast, slow = spot if spot is not None else (math.nan, math.nan)
    detector, sampling = experiment.detector, experiment.sampling
    pairs = (
        ("Wavelength, Å", experiment.beam.wavelength_angstrom, "wavelength_angstrom"),
        ("Distance, mm", distance_mm, "distance_mm"),
        ("Beam spot fast, px", fast, "beam_fast_px"),
        ("Beam spot slow, px", slow, "beam_slow_px"),
        ("Pixel size, mm", detector.pixel_size_mm, "pixel_size_mm"),
        ("Two-theta, °", detector.two_theta_deg, "two_theta_deg"),
        ("Phi, °", sampling.phi_start_deg, "phi_start_deg"),
        ("Oscillation, °", sampling.osc_deg or 0.0, "osc_deg"),
        ("Exposure, s", experiment.beam.exposure_s, "exposure_s"),
    )
    same: list[tuple[str, str, str]] = []
    other: list[tuple[str, str, str]] = []
    for name, model, key in pairs:
        stated = getattr(header, key)
        if stated is None:
            continue
        differs = not math.isclose(model, stated, rel_tol=_ALIKE, abs_tol=_ALIKE)
        mark = "≠ " if differs else ""
        row = (f"{mark}{name}", f"{model:.7g}", f"{stated:.7g}")
        (other if differs else same).append(row)
    if header.centre_from:
        same.append(("Beam spot from", "", header.centre_from))
    return [*other, *same]
