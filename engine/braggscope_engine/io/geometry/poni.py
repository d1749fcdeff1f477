"""pyFAI's .poni: point of normal incidence and three rotations.

pyFAI's frame is right-handed: 1 is up (the slow direction), 2 is horizontal (the fast
one), 3 is along the beam. Rotations about 1 and 2 are left-handed, about 3
right-handed, and are applied in this order. The detector's orientation says which
corner of the image is the first pixel (pyFAI user manual, "Geometry" and
"Orientation").
"""

from __future__ import annotations

import json
import math
import re

import numpy as np

from ...errors import FileFormatError
from ...models.experiment import Experiment
from ..reading import decode, shown
from .held import (
    ExportedGeometry,
    GeometryFormat,
    Held,
    HeldPanel,
    Reading,
    Requested,
)
from .scene import Scene, losses_of, upright
from .vectors import Array, misset_angles_deg, misset_matrix, vector
from .words import number, positive, square

_LINE = re.compile(r"^\s*([A-Za-z_][A-Za-z0-9_]*)\s*:\s*(.*?)\s*$")
_NUMBERS = ("distance", "poni1", "poni2", "rot1", "rot2", "rot3")
_UNITS = {"distance": "m", "poni1": "m", "poni2": "m", "wavelength": "m"}
_FOOT_NOTE = (
    "poni1, poni2 are the point of normal incidence (slow, fast) from the outer corner "
    "of the image, not the beam."
)
_CELLS = {
    "distance": "close_distance_mm",
    "poni1": "close_y_mm",
    "poni2": "close_x_mm",
}
"""Cells of the table of conventions; the feet, where rows and columns run as usual."""
_AS_USUAL = 3
"""The orientation in which the first pixel is where 1 and 2 begin."""
_VERSIONS = ("1", "2", "2.1")
_KNOWN: dict[str, tuple[int, int, float]] = {
    "pilatus100k": (195, 487, 172e-6),
    "pilatus200k": (407, 487, 172e-6),
    "pilatus300k": (619, 487, 172e-6),
    "pilatus1m": (1043, 981, 172e-6),
    "pilatus2m": (1679, 1475, 172e-6),
    "pilatus6m": (2527, 2463, 172e-6),
    "eiger500k": (514, 1030, 75e-6),
    "eiger1m": (1065, 1030, 75e-6),
    "eiger4m": (2167, 2070, 75e-6),
    "eiger9m": (3269, 3110, 75e-6),
    "eiger16m": (4371, 4150, 75e-6),
    "eiger2500k": (512, 1028, 75e-6),
    "eiger21m": (1062, 1028, 75e-6),
    "eiger24m": (2162, 2068, 75e-6),
    "eiger29m": (3262, 3108, 75e-6),
    "eiger216m": (4362, 4148, 75e-6),
}
"""Pixels (slow, fast) and their edge in m, of detectors that a file may only name."""


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of a .poni file."""
    text = head.decode("latin-1")
    keys = {m[1].lower() for line in text.splitlines() if (m := _LINE.match(line))}
    return b"\0" not in head and {"poni1", "poni2", "rot1"} <= keys


def read(content: bytes, name: str) -> Held:
    """Read a .poni file of version 1, 2 or 2.1.

    Raises
    ------
    FileFormatError
        One sentence with the line and the key.
    """
    entries = _entries(decode(content, name, "a .poni file"))
    version = entries.get("poni_version", (0, "1"))[1]
    version = version.removesuffix(".0")
    if version not in _VERSIONS:
        raise FileFormatError(
            f"{name}: poni_version is {shown(version)}; 1, 2 and 2.1 can be read."
        )
    values = {key: _value(entries, key, name) for key in _NUMBERS}
    config = _config(entries, name)
    shape, pixel = _size(entries, config, name)
    notes = [
        _FOOT_NOTE,
        "pyFAI's horizontal is laid on the direction of polarisation: the file says "
        "nothing of spindle, crystal and polarisation, which stay.",
    ]
    orientation = _orientation(config, name)
    if shape is None:
        notes.append("The file does not say how many pixels there are: those stay.")
    panel = _panel(values, orientation, shape, pixel, name)
    wavelength = None
    if "wavelength" in entries:
        line, text = entries["wavelength"]
        wavelength = 1e10 * positive(text, f"{name}, line {line}", "Wavelength")
    return Held(
        panel=panel,
        beam=(0.0, 0.0, 1.0),
        horizontal=(0.0, 1.0, 0.0),
        wavelength_angstrom=wavelength,
        requested=tuple(
            _requested(key, text, values, orientation, pixel)
            for key, (_, text) in entries.items()
            if key in (*_NUMBERS, "wavelength")
        ),
        notes=tuple(notes),
    )


def _requested(
    key: str, text: str, values: dict[str, float], orientation: int, pixel: float
) -> Requested:
    cell = _CELLS.get(key, "")
    if key.startswith("poni") and orientation != _AS_USUAL:
        cell = ""
    for_the_beam = Reading(
        label="Take poni1, poni2 for the direct beam",
        cells=(
            ("beam_fast_px", values["poni2"] / pixel),
            ("beam_slow_px", values["poni1"] / pixel),
        ),
    )
    first = key == "poni1" and bool(cell)
    return Requested(
        label=key,
        value=text,
        unit=_UNITS.get(key, "rad"),
        cell=cell,
        numbers=(1000.0 * values[key],) if cell else (),
        note=_FOOT_NOTE if first else "",
        readings=(for_the_beam,) if first else (),
    )


def _entries(text: str) -> dict[str, tuple[int, str]]:
    """Lower-case key to line and value; pyFAI appends, so the last one counts."""
    lines = enumerate(text.splitlines(), start=1)
    return {
        match[1].lower(): (line, match[2])
        for line, text in lines
        if (match := _LINE.match(text)) is not None
    }


def _value(entries: dict[str, tuple[int, str]], key: str, name: str) -> float:
    if key not in entries:
        raise FileFormatError(f"{name}: {key.capitalize()} is missing.")
    line, text = entries[key]
    return number(text, f"{name}, line {line}", key.capitalize())


def _config(entries: dict[str, tuple[int, str]], name: str) -> dict[str, object]:
    line, text = entries.get("detector_config", (0, "{}"))
    try:
        config = json.loads(text)
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        raise FileFormatError(
            f"{name}, line {line}: Detector_config is {shown(text)}; it must be JSON "
            f"in braces."
        )
    return config


def _size(
    entries: dict[str, tuple[int, str]], config: dict[str, object], name: str
) -> tuple[tuple[int, int] | None, float]:
    """Pixels (slow, fast), where they are known, and the edge of a pixel, m."""
    detector = entries.get("detector", (0, ""))[1]
    known = _KNOWN.get(re.sub(r"[^a-z0-9]", "", detector.lower()))
    edges = []
    for index in (1, 2):
        line, text = entries.get(f"pixelsize{index}", (0, ""))
        given = config.get(f"pixel{index}") or text or (known and known[2])
        if not given:
            raise FileFormatError(
                f"{name}: neither PixelSize{index} nor pixel{index} in Detector_config "
                f"says how large the pixels of the detector {shown(detector)} are."
            )
        where = f"{name}, line {line}" if text else name
        edges.append(positive(str(given), where, f"pixel{index}"))
    shape = config.get("max_shape") or config.get("shape")
    pixel = square(edges[1], edges[0], name, "m")
    if isinstance(shape, list) and len(shape) == 2:
        counts = [int(number(str(n), name, "max_shape")) for n in shape]
        return (counts[0], counts[1]), pixel
    return (known[:2] if known else None), pixel


def _orientation(config: dict[str, object], name: str) -> int:
    orientation = config.get("orientation") or 3
    if orientation not in (1, 2, 3, 4):
        raise FileFormatError(
            f"{name}: orientation in Detector_config is {orientation!r}; it must be 1, "
            f"2, 3 or 4."
        )
    return int(str(orientation))


def _panel(
    values: dict[str, float],
    orientation: int,
    shape: tuple[int, int] | None,
    pixel: float,
    name: str,
) -> HeldPanel:
    turn = _rotation(values["rot1"], values["rot2"], values["rot3"])
    first = np.array([-values["poni1"], -values["poni2"], values["distance"]])
    sign_slow, sign_fast = _SIGNS[orientation]
    if orientation != 3 and shape is None:
        raise FileFormatError(
            f"{name}: has orientation {orientation}, which needs max_shape in "
            f"Detector_config."
        )
    if shape is not None:
        first[0] += shape[0] * pixel if sign_slow < 0 else 0.0
        first[1] += shape[1] * pixel if sign_fast < 0 else 0.0
    return HeldPanel(
        origin_mm=vector(1000.0 * turn @ first),
        fast=vector(sign_fast * turn[:, 1]),
        slow=vector(sign_slow * turn[:, 0]),
        pixel_size_mm=1000.0 * pixel,
        pixels_fast=None if shape is None else shape[1],
        pixels_slow=None if shape is None else shape[0],
    )


_SIGNS = {1: (-1, -1), 2: (-1, 1), 3: (1, 1), 4: (1, -1)}
"""Of slow and fast along axes 1 and 2, by orientation."""


def _rotation(rot1: float, rot2: float, rot3: float) -> Array:
    return misset_matrix([math.degrees(x) for x in (-rot1, -rot2, rot3)])


def write(experiment: Experiment) -> ExportedGeometry:
    """Write a .poni file of version 2.1."""
    view = upright(experiment)
    distance, poni, angles, orientation = _terms(view)
    config = {
        "pixel1": view.geometry.pixel_size_m,
        "pixel2": view.geometry.pixel_size_m,
        "max_shape": [view.geometry.pixels_slow, view.geometry.pixels_fast],
        "orientation": orientation,
    }
    lines = [
        "# 1 is the slow direction, 2 the fast one; lengths in m, angles in rad",
        "poni_version: 2.1",
        "Detector: Detector",
        f"Detector_config: {json.dumps(config)}",
        f"Distance: {distance!r}",
        f"Poni1: {poni[0]!r}",
        f"Poni2: {poni[1]!r}",
        *(f"Rot{i}: {angle!r}" for i, angle in enumerate(angles, start=1)),
        f"Wavelength: {experiment.beam.wavelength_angstrom * 1e-10!r}",
    ]
    losses = losses_of(experiment, crystal=False, scan=False, polarization=False)
    if experiment.detector.sensor.thickness_um > 0:
        losses = (*losses, "The sensor is left out.")
    return ExportedGeometry(text="\n".join(lines) + "\n", losses=losses)


def _terms(
    view: Scene,
) -> tuple[float, tuple[float, float], tuple[float, float, float], int]:
    """Distance and poni, m; angles, rad; and the orientation."""
    to_pyfai = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    fast, slow = to_pyfai @ view.fast, to_pyfai @ view.slow
    origin = to_pyfai @ view.origin_mm / 1000.0
    orientation = 3
    if origin @ np.cross(slow, fast) < 0:
        # Seen from the other side: the distance is positive with the rows upside down.
        orientation = 2
        origin = origin + view.geometry.size_slow_m * slow
        slow = -slow
    turn = np.stack([slow, fast, np.cross(slow, fast)], axis=1)
    minus1, minus2, rot3 = map(math.radians, misset_angles_deg(turn))
    poni = float(-origin @ slow), float(-origin @ fast)
    angles = -minus1 + 0.0, -minus2 + 0.0, rot3
    return float(origin @ turn[:, 2]), poni, angles, orientation


FORMAT = GeometryFormat(
    name="poni",
    label="pyFAI .poni",
    suffixes=(".poni",),
    file_name="geometry.poni",
    holds="Panel and wavelength.",
    recognises=recognises,
    read=read,
    write=write,
)
