"""The mini-header of CBF images, as Dectris writes it.

It holds a panel square to the beam: distance, beam centre in pixels from the outer
corner of the first one, and a two-theta. As for XDS, z is along the beam and x along
the spindle and the fast axis.
"""

from __future__ import annotations

import math
import re

import numpy as np

from ...errors import FileFormatError
from ...models.detector import Convention, Detector, Pivot
from ...models.experiment import Experiment
from .by_trial import placement_losses
from .held import (
    ExportedGeometry,
    GeometryFormat,
    Held,
    HeldPanel,
    Reading,
    Requested,
)
from .scene import losses_of, scene
from .vectors import X, Z, misset_matrix, vector
from .words import number, positive, square, whole

_HEAD_BYTES = 65536
_NUMBER = r"([-+]?[\d.]+(?:[eE][-+]?\d+)?)"
_KEYS = {
    "Pixel_size": rf"Pixel_size\s+{_NUMBER}\s*m\s*x\s*{_NUMBER}\s*m",
    "Beam_xy": rf"Beam_xy\s+\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)",
    "Detector_distance": rf"Detector_distance\s+{_NUMBER}\s*m",
    "Wavelength": rf"Wavelength\s+{_NUMBER}\s*A",
    "Start_angle": rf"Start_angle\s+{_NUMBER}\s*deg",
    "Angle_increment": rf"Angle_increment\s+{_NUMBER}\s*deg",
    "Detector_2theta": rf"Detector_2theta\s+{_NUMBER}\s*deg",
    "Polarization": rf"Polarization\s+{_NUMBER}",
    "X-Binary-Size-Fastest-Dimension": r"X-Binary-Size-Fastest-Dimension:\s*(\d+)",
    "X-Binary-Size-Second-Dimension": r"X-Binary-Size-Second-Dimension:\s*(\d+)",
}
_UNITS = {
    "Pixel_size": "m",
    "Beam_xy": "px",
    "Detector_distance": "m",
    "Wavelength": "Å",
    "Start_angle": "°",
    "Angle_increment": "°",
    "Detector_2theta": "°",
}
_CELLS = {
    "Detector_distance": "close_distance_mm",
    "Detector_2theta": "two_theta_deg",
}
_CORNER_NOTE = (
    "Beam_xy counts from the outer corner of the first pixel; some beamlines count "
    "from its centre, half a pixel away."
)
_SIZES = ("X-Binary-Size-Fastest-Dimension", "X-Binary-Size-Second-Dimension")


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of a CBF image."""
    return head.startswith(b"###CBF")


def read(content: bytes, name: str) -> Held:
    """Read a mini-header; what follows it in the file is not looked at.

    Raises
    ------
    FileFormatError
        One sentence with the entry that is missing or wrong.
    """
    text = content[:_HEAD_BYTES].decode("latin-1")
    found = {
        key: match.groups()
        for key, pattern in _KEYS.items()
        if (match := re.search(pattern, text)) is not None
    }
    for key in ("Pixel_size", "Beam_xy", "Detector_distance"):
        if key not in found:
            raise FileFormatError(
                f"{name}: has no {key} in a mini-header; only CBF images with one, as "
                f"Dectris writes it, can be read."
            )
    where = f"{name}, header"
    edges = [
        1000.0 * positive(text, where, "Pixel_size") for text in found["Pixel_size"]
    ]
    beam = [number(text, where, "Beam_xy") for text in found["Beam_xy"]]
    counts = [whole(found[k][0], where, k) if k in found else None for k in _SIZES]
    distance = 1000.0 * positive(found["Detector_distance"][0], where, "Distance")

    def value(key: str) -> float | None:
        return number(found[key][0], where, key) if key in found else None

    two_theta = value("Detector_2theta") or 0.0
    notes = [
        _CORNER_NOTE,
        "Rows are taken to run along the rotation axis, which the header does not say.",
    ]
    if two_theta:
        notes.append("Detector_2theta is taken to be about the rotation axis.")
    pixel = square(edges[0], edges[1], where)
    return Held(
        panel=_panel(beam, distance, two_theta, pixel, counts),
        natural=Detector(
            convention=Convention.XDS,
            pivot=Pivot.SAMPLE,
            distance_mm=distance,
            org_x_px=beam[0] + 0.5,
            org_y_px=beam[1] + 0.5,
            two_theta_deg=two_theta,
        ),
        beam=Z,
        spindle=X,
        wavelength_angstrom=value("Wavelength") or None,
        kahn_factor=_kahn(value("Polarization")),
        phi_start_deg=value("Start_angle"),
        osc_deg=abs(value("Angle_increment") or 0.0) or None,
        requested=(
            *_beam_requested(beam, two_theta),
            *(
                _requested(key, values, distance)
                for key, values in found.items()
                if key != "Beam_xy"
            ),
        ),
        notes=tuple(notes),
    )


def _beam_requested(beam: list[float], two_theta: float) -> tuple[Requested, Requested]:
    """Beam_xy, which is where the beam is at two-theta 0: the foot."""
    fast, slow = beam
    from_centre = Reading(
        label="Count Beam_xy from the centre of the first pixel",
        cells=(("org_x_px", fast + 1.0), ("org_y_px", slow + 1.0)),
    )
    swung = two_theta != 0
    return (
        Requested(
            label="Beam_xy, fast",
            value=f"{fast:.10g}",
            unit="px",
            cell="" if swung else "beam_fast_px",
            numbers=(fast,),
            note=_CORNER_NOTE,
            readings=(from_centre,),
        ),
        Requested(
            label="Beam_xy, slow",
            value=f"{slow:.10g}",
            unit="px",
            cell="" if swung else "beam_slow_px",
            numbers=(slow,),
        ),
    )


def _requested(key: str, values: tuple[str, ...], distance_mm: float) -> Requested:
    number = (distance_mm,) if key == "Detector_distance" else ()
    if key == "Detector_2theta":
        number = (float(values[0]),)
    return Requested(
        label=key,
        value=", ".join(values),
        unit=_UNITS.get(key, ""),
        cell=_CELLS.get(key, ""),
        numbers=number,
    )


def _kahn(fraction: float | None) -> float | None:
    return None if fraction is None or not 0 <= fraction <= 1 else 2 * fraction - 1


def _panel(
    beam: list[float],
    distance: float,
    two_theta: float,
    pixel: float,
    counts: list[int | None],
) -> HeldPanel:
    swing = misset_matrix((two_theta, 0.0, 0.0))
    mounted = np.array([-beam[0] * pixel, -beam[1] * pixel, distance])
    return HeldPanel(
        origin_mm=vector(swing @ mounted),
        fast=vector(swing[:, 0]),
        slow=vector(swing[:, 1]),
        pixel_size_mm=pixel,
        pixels_fast=counts[0],
        pixels_slow=counts[1],
    )


def write(experiment: Experiment) -> ExportedGeometry:
    """Write the mini-header alone, without an image."""
    view = scene(experiment)
    sampling, beam = experiment.sampling, experiment.beam
    two_theta = math.degrees(math.atan2(view.slow[2], view.slow[1])) + 0.0
    foot = view.foot_px
    pixel_m = view.geometry.pixel_size_m
    lines = [
        "###CBF: VERSION 1.5",
        "",
        "data_geometry",
        "",
        '_array_data.header_convention "PILATUS_1.2"',
        "_array_data.header_contents",
        ";",
        f"# Pixel_size {pixel_m!r} m x {pixel_m!r} m",
        f"# Wavelength {beam.wavelength_angstrom!r} A",
        f"# Detector_distance {abs(view.close_mm) / 1000.0!r} m",
        f"# Beam_xy ({foot[0]!r}, {foot[1]!r}) pixels",
        f"# Start_angle {sampling.phi_start_deg!r} deg.",
        f"# Angle_increment {sampling.osc_deg or 0.0!r} deg.",
        f"# Detector_2theta {two_theta!r} deg.",
        f"# Polarization {(beam.kahn_factor + 1.0) / 2.0!r}",
        ";",
        "",
        "_array_data.data",
        ";",
        "--CIF-BINARY-FORMAT-SECTION--",
        f"X-Binary-Size-Fastest-Dimension: {view.geometry.pixels_fast}",
        f"X-Binary-Size-Second-Dimension: {view.geometry.pixels_slow}",
        ";",
    ]
    text = "\n".join(lines) + "\n"
    losses = losses_of(experiment, crystal=False, scan=True, polarization=True)
    placement = placement_losses(experiment, text.encode(), read)
    return ExportedGeometry(text=text, losses=(*placement, *losses))


FORMAT = GeometryFormat(
    name="cbf",
    label="CBF mini-header",
    suffixes=(".cbf",),
    file_name="header.cbf",
    holds="A panel square to the beam, wavelength, polarisation and rotation.",
    recognises=recognises,
    read=read,
    write=write,
)
