"""XDS.INP: keywords with an equals sign, comments after an exclamation mark."""

from __future__ import annotations

import re

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.detector import PixelMask, Sensor
from ...models.experiment import Experiment
from ..reading import decode
from .held import ExportedGeometry, GeometryFormat, Held, HeldPanel, Requested
from .rectangles import rectangles_mask, rectangles_of
from .scene import losses_of, scene
from .vectors import unit, vector
from .words import direction, number, numbers, positive, say, square, whole
from .xds_terms import FOOT_NOTE, XdsPanel, direction_requested, reciprocal_of

_KEYWORD = re.compile(r"([A-Z][A-Z0-9_'./-]*)\s*=")
_LOOKS = re.compile(rb"^[^!\n]*\b(ORGX|DETECTOR_DISTANCE)\s*=", re.MULTILINE)
_UNIT_CELL = ("UNIT_CELL_A-AXIS", "UNIT_CELL_B-AXIS", "UNIT_CELL_C-AXIS")


class _Keywords:
    """The keywords of a file, with the words after each and the line of each."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.found: dict[str, list[tuple[int, list[str]]]] = {}
        for number_of_line, line in enumerate(text.splitlines(), start=1):
            line = line.split("!", 1)[0]
            matches = list(_KEYWORD.finditer(line))
            ends = [*(match.start() for match in matches), len(line)][1:]
            for match, end in zip(matches, ends, strict=True):
                words = line[match.end() : end].split()
                self.found.setdefault(match[1], []).append((number_of_line, words))

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.found

    def where(self, keyword: str) -> str:
        """File and line of a keyword."""
        return f"{self.name}, line {self.found[keyword][-1][0]}"

    def words(self, keyword: str) -> list[str]:
        """Words after a keyword that must be there; of a repeated one the last."""
        if keyword not in self.found:
            raise FileFormatError(f"{self.name}: {keyword}= is missing.")
        words = self.found[keyword][-1][1]
        if not words:
            raise FileFormatError(
                f"{self.where(keyword)}: no value follows {keyword}=."
            )
        return words

    def number(self, keyword: str) -> float:
        return number(self.words(keyword)[0], self.where(keyword), keyword)

    def optional(self, keyword: str) -> float | None:
        return self.number(keyword) if keyword in self else None

    def direction(self, keyword: str, default: Vector) -> Vector:
        if keyword not in self:
            return default
        return direction(self.words(keyword), self.where(keyword), keyword)


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of an XDS.INP."""
    return b"\0" not in head and _LOOKS.search(head) is not None and b"{" != head[:1]


def read(content: bytes, name: str) -> Held:
    """Read an XDS.INP with one detector segment.

    Raises
    ------
    FileFormatError
        One sentence with the line and the keyword.
    """
    keywords = _Keywords(decode(content, name, "an XDS.INP"), name)
    if "SEGMENT" in keywords:
        count = len(keywords.found["SEGMENT"])
        raise FileFormatError(
            f"{name}: holds {count} detector segments (SEGMENT=); only a detector of "
            f"one flat panel can be read."
        )
    notes = [FOOT_NOTE]
    beam = keywords.direction("INCIDENT_BEAM_DIRECTION", (0.0, 0.0, 1.0))
    spindle = keywords.direction("ROTATION_AXIS", (1.0, 0.0, 0.0))
    if "ROTATION_AXIS" not in keywords:
        notes.append("ROTATION_AXIS= is not in the file: 1 0 0 is assumed.")
    xds = _panel(keywords)
    panel = xds.held(name)
    wavelength = None
    requested = list(xds.requested())
    if "X-RAY_WAVELENGTH" in keywords:
        where = keywords.where("X-RAY_WAVELENGTH")
        text = keywords.words("X-RAY_WAVELENGTH")[0]
        wavelength = positive(text, where, "X-RAY_WAVELENGTH")
        requested.append(Requested(label="X-RAY_WAVELENGTH", value=text, unit="Å"))
    requested += [
        direction_requested("INCIDENT_BEAM_DIRECTION", beam, "beam"),
        direction_requested("ROTATION_AXIS", spindle, "spindle"),
    ]
    polarization, kahn = _polarization(keywords, beam)
    return Held(
        panel=panel,
        natural=xds.natural(panel, beam),
        beam=vector(unit(beam)),
        spindle=vector(unit(spindle)),
        polarization=polarization,
        kahn_factor=kahn,
        wavelength_angstrom=wavelength,
        phi_start_deg=keywords.optional("STARTING_ANGLE"),
        osc_deg=_width(keywords),
        reciprocal=_crystal(keywords, notes),
        sensor=_sensor(keywords, notes),
        mask=_mask(keywords, panel),
        requested=tuple(requested),
        notes=tuple(notes),
    )


def _panel(keywords: _Keywords) -> XdsPanel:
    where = keywords.where
    sizes = {
        key: positive(keywords.words(key)[0], where(key), key) for key in ("QX", "QY")
    }
    counts = {
        key: whole(keywords.words(key)[0], where(key), key) for key in ("NX", "NY")
    }
    return XdsPanel(
        orgx_px=keywords.number("ORGX"),
        orgy_px=keywords.number("ORGY"),
        distance_mm=keywords.number("DETECTOR_DISTANCE"),
        fast=keywords.direction("DIRECTION_OF_DETECTOR_X-AXIS", (1.0, 0.0, 0.0)),
        slow=keywords.direction("DIRECTION_OF_DETECTOR_Y-AXIS", (0.0, 1.0, 0.0)),
        pixel_size_mm=square(sizes["QX"], sizes["QY"], where("QX")),
        pixels_fast=counts["NX"],
        pixels_slow=counts["NY"],
    )


def _polarization(
    keywords: _Keywords, beam: Vector
) -> tuple[Vector | None, float | None]:
    """Direction of the electric field, and Kahn's factor."""
    fraction = keywords.optional("FRACTION_OF_POLARIZATION")
    if fraction is not None and not 0 <= fraction <= 1:
        raise FileFormatError(
            f"{keywords.where('FRACTION_OF_POLARIZATION')}: FRACTION_OF_POLARIZATION "
            f"is {fraction:g}; it must be between 0 and 1."
        )
    kahn = None if fraction is None else 2.0 * fraction - 1.0
    if "POLARIZATION_PLANE_NORMAL" not in keywords:
        return None, kahn
    normal = keywords.direction("POLARIZATION_PLANE_NORMAL", (0.0, 1.0, 0.0))
    electric = np.cross(unit(normal), unit(beam))
    if not np.linalg.norm(electric) > 1e-6:
        raise FileFormatError(
            f"{keywords.where('POLARIZATION_PLANE_NORMAL')}: the normal of the "
            f"polarisation plane is along the beam; it must be across."
        )
    return vector(unit(electric)), kahn


def _width(keywords: _Keywords) -> float | None:
    width = keywords.optional("OSCILLATION_RANGE")
    return abs(width) or None if width is not None else None


def _crystal(
    keywords: _Keywords, notes: list[str]
) -> tuple[Vector, Vector, Vector] | None:
    if not all(key in keywords for key in _UNIT_CELL):
        notes.append(
            "The file holds no orientation (UNIT_CELL_A-AXIS= and so on): cell and "
            "orientation stay; UNIT_CELL_CONSTANTS= is not taken."
        )
        return None
    a, b, c = (
        direction(keywords.words(key), keywords.where(key), key) for key in _UNIT_CELL
    )
    return reciprocal_of((a, b, c), keywords.name)


def _sensor(keywords: _Keywords, notes: list[str]) -> Sensor | None:
    thickness = keywords.optional("SENSOR_THICKNESS") or 0.0
    mu = keywords.optional("SILICON") or 0.0
    if thickness > 0 and mu > 0:
        return Sensor(thickness_um=1000.0 * thickness, attenuation_depth_um=1000.0 / mu)
    if thickness > 0:
        notes.append(
            f"The sensor of {thickness:g} mm is not taken: the file does not say how "
            f"much it absorbs (SILICON=)."
        )
    return None


def _mask(keywords: _Keywords, panel: HeldPanel) -> PixelMask | None:
    boxes = []
    for line, words in keywords.found.get("UNTRUSTED_RECTANGLE", []):
        where = f"{keywords.name}, line {line}"
        x1, x2, y1, y2 = numbers(words, 4, where, "UNTRUSTED_RECTANGLE")
        boxes.append((x1, x2 - 1, y1, y2 - 1))  # pixels between, counted from 1
    return rectangles_mask(boxes, panel, keywords.name)


def write(experiment: Experiment) -> ExportedGeometry:
    """Write the geometry keywords of an XDS.INP: z the beam, x the spindle."""
    view = scene(experiment)
    foot_fast, foot_slow = view.foot_px
    boxes, losses = rectangles_of(experiment)
    sensor, sampling = experiment.detector.sensor, experiment.sampling
    normal = unit(np.cross(view.beam, view.polarization))
    lines = [
        "! Geometry only: add DETECTOR=, JOB=, NAME_TEMPLATE_OF_DATA_FRAMES=",
        f"NX= {view.geometry.pixels_fast}  NY= {view.geometry.pixels_slow}",
        f"QX= {view.pixel_mm!r}  QY= {view.pixel_mm!r}",
        f"ORGX= {foot_fast + 0.5!r}  ORGY= {foot_slow + 0.5!r}",
        f"DETECTOR_DISTANCE= {view.close_mm!r}",
        f"DIRECTION_OF_DETECTOR_X-AXIS= {say(view.fast)}",
        f"DIRECTION_OF_DETECTOR_Y-AXIS= {say(view.slow)}",
        f"X-RAY_WAVELENGTH= {experiment.beam.wavelength_angstrom!r}",
        f"INCIDENT_BEAM_DIRECTION= {say(view.beam)}",
        f"ROTATION_AXIS= {say(view.spindle)}",
        f"FRACTION_OF_POLARIZATION= {(experiment.beam.kahn_factor + 1.0) / 2.0!r}",
        f"POLARIZATION_PLANE_NORMAL= {say(normal)}",
        f"STARTING_ANGLE= {sampling.phi_start_deg!r}",
    ]
    if sampling.osc_deg is not None:
        lines.append(f"OSCILLATION_RANGE= {sampling.osc_deg!r}")
    depth_um = sensor.attenuation_depth_um or sensor.thickness_um
    if sensor.thickness_um > 0:
        lines.append(f"SENSOR_THICKNESS= {sensor.thickness_um / 1000.0!r}")
        lines.append(f"SILICON= {1000.0 / depth_um!r}")
    lines += [
        "SPACE_GROUP_NUMBER= 1",
        f"UNIT_CELL_CONSTANTS= {say(view.cell)}",
        *(
            f"{key}= {say(row)}"
            for key, row in zip(_UNIT_CELL, view.direct, strict=True)
        ),
    ]
    # Pixels between the numbers, which count from 1, are untrusted.
    lines += [
        f"UNTRUSTED_RECTANGLE= {x0} {x1 + 1} {y0} {y1 + 1}" for x0, x1, y0, y1 in boxes
    ]
    losses += losses_of(
        experiment, crystal=True, scan=True, polarization=True, mask=True
    )
    return ExportedGeometry(text="\n".join(lines) + "\n", losses=losses)


FORMAT = GeometryFormat(
    name="xds-inp",
    label="XDS.INP",
    suffixes=(".inp",),
    file_name="XDS.INP",
    holds="Panel, beam with polarisation, rotation, crystal axes, sensor and mask.",
    recognises=recognises,
    read=read,
    write=write,
)
