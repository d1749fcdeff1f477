"""CrystFEL's .geom with one panel.

The frame has z along the beam and y up; x completes it. Corners are in pixels from the
beam's axis, the camera length in m; the last pixels (max_fs, max_ss) are included.
"""

from __future__ import annotations

import math
import re

from ...constants import PHOTON_ENERGY_EV_ANGSTROM
from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.experiment import Experiment
from ..reading import decode, shown
from .crystfel_bad import bad_lines, bad_mask, bad_regions
from .held import ExportedGeometry, GeometryFormat, Held, HeldPanel, Requested
from .rectangles import rectangles_of
from .scene import losses_of, upright
from .vectors import Array, array, unit, vector
from .words import number, positive, right_angle

_LINE = re.compile(r"^\s*([^=;\s][^=;]*?)\s*=\s*([^;]*?)\s*(?:;.*)?$")
_TERM = re.compile(r"([+-]?)\s*(\d*\.?\d*(?:[eE][+-]?\d+)?)\s*\*?\s*([xyz])")
_GROUPS = ("rigid_group", "group_", "bad")
_PANEL_KEYS = ("corner_x", "corner_y", "min_fs", "max_fs", "min_ss", "max_ss")
_CORNER_NOTE = (
    "corner_x, corner_y are the outer corner of the first pixel, in pixels from the "
    "axis of the beam: not the beam centre."
)
_LENGTHS = {"m": 1000.0, "mm": 1.0, "cm": 10.0, "um": 1e-3}
_ENERGIES = {"ev": 1.0, "kev": 1e3, "mev": 1e6}
Entries = dict[str, tuple[int, str]]


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of a CrystFEL geometry."""
    if b"\0" in head:
        return False
    lines = head.decode("latin-1").splitlines()
    keys = {m[1].rsplit("/", 1)[-1] for line in lines if (m := _LINE.match(line))}
    return {"corner_x", "fs", "ss"} <= keys


def read(content: bytes, name: str) -> Held:
    """Read a geometry of one panel.

    Raises
    ------
    FileFormatError
        One sentence with the line and the key; for several panels, how many.
    """
    text = decode(content, name, "a CrystFEL geometry")
    panel_name, entries = _one_panel(text, name)
    notes = [
        "CrystFEL's horizontal x is laid on the direction of polarisation: the file "
        "says nothing of spindle, crystal and polarisation, which stay.",
    ]
    panel = _panel(entries, name)
    first = _first(entries, "min_fs", name), _first(entries, "min_ss", name)
    if any(first):
        notes.append(
            f"The panel {panel_name} is a part of the image file; it is the whole "
            f"detector here."
        )
    if any(key.startswith("mask") for key in entries):
        notes.append("The mask that is in other files (mask = ...) is not taken.")
    wanted = (*_PANEL_KEYS, "fs", "ss", "clen", "coffset", "res", "photon_energy")
    return Held(
        panel=panel,
        beam=(0.0, 0.0, 1.0),
        horizontal=(1.0, 0.0, 0.0),
        wavelength_angstrom=_wavelength(entries, name, notes),
        mask=bad_mask(bad_regions(text), panel, first, name),
        requested=tuple(
            _requested(key, entries, panel, name) for key in wanted if key in entries
        ),
        notes=tuple(notes),
    )


def _requested(key: str, entries: Entries, panel: HeldPanel, name: str) -> Requested:
    """Show an entry; the camera length is a distance where the panel is square."""
    square = not (panel.fast[2] or panel.slow[2] or "coffset" in entries)
    length = key == "clen" and square
    return Requested(
        label=key,
        value=entries[key][1],
        cell="close_distance_mm" if length else "",
        numbers=(abs(_length_mm(entries, key, name)),) if length else (),
        note=_CORNER_NOTE if key == "corner_x" else "",
    )


def _first(entries: Entries, key: str, name: str) -> float:
    where, text = _text(entries, key, name, "0")
    return number(text, where, key)


def _one_panel(text: str, name: str) -> tuple[str, Entries]:
    """The name of the only panel, and its keys with those for all panels."""
    common: Entries = {}
    panels: dict[str, Entries] = {}
    for line, content in enumerate(text.splitlines(), start=1):
        match = _LINE.match(content)
        if match is None or match[1].startswith(_GROUPS):
            continue
        head, _, key = match[1].rpartition("/")
        if head:
            own = panels.setdefault(head, dict(common))
            own[key.strip()] = line, match[2]
        else:
            common[key] = line, match[2]
    if len(panels) != 1:
        names = ", ".join(list(panels)[:4]) + (", …" if len(panels) > 4 else "")
        raise FileFormatError(
            f"{name}: holds {len(panels)} panels{f' ({names})' if names else ''}; "
            f"only a detector of one flat panel can be read."
        )
    ((panel, own),) = panels.items()
    return panel, {**common, **own}


def _panel(entries: Entries, name: str) -> HeldPanel:
    def value(key: str, default: str | None = None) -> float:
        where, text = _text(entries, key, name, default)
        return number(text, where, key)

    where, text = _text(entries, "res", name)
    pixel_mm = 1000.0 / positive(text, where, "res")
    fast, slow = _direction(entries, "fs", name), _direction(entries, "ss", name)
    right_angle(vector(fast), vector(slow), name)
    slow = unit(slow - (slow @ fast) * fast)
    z_mm = _length_mm(entries, "clen", name)
    z_mm += _length_mm(entries, "coffset", name, "0")
    counts = {}
    for axis in ("fs", "ss"):
        count = value(f"max_{axis}") - value(f"min_{axis}", "0") + 1
        if count != int(count) or not 1 <= count <= 100_000:
            raise FileFormatError(
                f"{_text(entries, f'max_{axis}', name)[0]}: max_{axis} gives {count:g} "
                f"pixels; there must be 1 to 100,000."
            )
        counts[axis] = int(count)
    return HeldPanel(
        origin_mm=(value("corner_x") * pixel_mm, value("corner_y") * pixel_mm, z_mm),
        fast=vector(fast),
        slow=vector(slow),
        pixel_size_mm=pixel_mm,
        pixels_fast=counts["fs"],
        pixels_slow=counts["ss"],
    )


def _text(
    entries: Entries, key: str, name: str, default: str | None = None
) -> tuple[str, str]:
    """Where a value stands, and its text."""
    if key in entries:
        line, text = entries[key]
        return f"{name}, line {line}", text
    if default is None:
        raise FileFormatError(f"{name}: {key} is missing.")
    return name, default


def _direction(entries: Entries, key: str, name: str) -> Array:
    where, text = _text(entries, key, name)
    total: dict[str, float] = {"x": 0.0, "y": 0.0, "z": 0.0}
    rest = _TERM.sub("", text).strip()
    for sign, size, axis in _TERM.findall(text):
        length = number(size, where, key) if size else 1.0
        total[axis] += -length if sign == "-" else length
    values: Vector = (total["x"], total["y"], total["z"])
    if rest or not math.hypot(*values) > 0:
        raise FileFormatError(
            f"{where}: {key} is {shown(text)}; it must be a direction such as "
            f"+1.0x -0.002y."
        )
    if abs(math.hypot(*values) - 1.0) > 1e-2:
        raise FileFormatError(
            f"{where}: {key} has the length {math.hypot(*values):.4g}; it must be 1."
        )
    return unit(array(values))


def _length_mm(
    entries: Entries, key: str, name: str, default: str | None = None
) -> float:
    where, text = _text(entries, key, name, default)
    words = text.split()
    if text.startswith("/"):
        raise FileFormatError(
            f"{where}: {key} is {shown(text)}, a place in image files; it must be a "
            f"number here."
        )
    unit_name = words[1].lower() if len(words) > 1 else "m"
    if not words or unit_name not in _LENGTHS:
        raise FileFormatError(
            f"{where}: {key} is {shown(text)}; it must be a number in m or mm."
        )
    return number(words[0], where, key) * _LENGTHS[unit_name]


def _wavelength(entries: Entries, name: str, notes: list[str]) -> float | None:
    for key in ("photon_energy", "wavelength"):
        if key not in entries:
            continue
        where, text = _text(entries, key, name)
        words = text.split()
        if text.startswith("/") or not words:
            notes.append(f"{key} is in the image files ({text}): the wavelength stays.")
            return None
        value = positive(words[0], where, key)
        unit_name = words[1].lower() if len(words) > 1 else ""
        if key == "photon_energy":
            return PHOTON_ENERGY_EV_ANGSTROM / (value * _ENERGIES.get(unit_name, 1.0))
        return value if unit_name == "a" else value * 1e10
    return None


def write(experiment: Experiment) -> ExportedGeometry:
    """Write a geometry of one panel, p0."""
    view = upright(experiment)
    boxes, losses = rectangles_of(experiment)
    x, y, z = (view.origin_mm + 0.0).tolist()
    pixel_mm, geometry = view.pixel_mm, view.geometry
    energy = PHOTON_ENERGY_EV_ANGSTROM / experiment.beam.wavelength_angstrom
    lines = [
        "; z is along the beam, y up; corners in pixels, lengths in m",
        f"photon_energy = {energy!r} eV",
        f"clen = {z / 1000.0!r}",
        f"res = {1000.0 / pixel_mm!r}",
        "adu_per_photon = 1",
        "data = /entry/data/data",
        "dim0 = %",
        "dim1 = ss",
        "dim2 = fs",
        "",
        "p0/min_fs = 0",
        f"p0/max_fs = {geometry.pixels_fast - 1}",
        "p0/min_ss = 0",
        f"p0/max_ss = {geometry.pixels_slow - 1}",
        f"p0/corner_x = {x / pixel_mm!r}",
        f"p0/corner_y = {y / pixel_mm!r}",
        f"p0/fs = {_terms(view.fast)}",
        f"p0/ss = {_terms(view.slow)}",
        *bad_lines(boxes, "p0"),
    ]
    losses += losses_of(
        experiment, crystal=False, scan=False, polarization=False, mask=True
    )
    if experiment.detector.sensor.thickness_um > 0:
        losses = (*losses, "The sensor is left out.")
    return ExportedGeometry(text="\n".join(lines) + "\n", losses=losses)


def _terms(direction: Array) -> str:
    values = zip((direction + 0.0).tolist(), "xyz", strict=True)
    return " ".join(f"{value:+.17g}{axis}" for value, axis in values)


FORMAT = GeometryFormat(
    name="crystfel",
    label="CrystFEL .geom",
    suffixes=(".geom",),
    file_name="geometry.geom",
    holds="Panel, its bad regions, and photon energy.",
    recognises=recognises,
    read=read,
    write=write,
)
