"""XPARM.XDS and GXPARM.XDS: numbers by their place, in two versions."""

from __future__ import annotations

from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.experiment import Experiment
from ..reading import decode
from .held import ExportedGeometry, GeometryFormat, Held, Requested
from .scene import losses_of, scene
from .vectors import unit, vector
from .words import direction, number, numbers, positive, say, square, whole
from .xds_terms import (
    FOOT_NOTE,
    XdsPanel,
    direction_requested,
    reciprocal_of,
    vector_requested,
)

_MAGIC = "XPARM.XDS"
_OLD_COUNTS = (6, 4, 4, 3, 3, 3, 3, 7, 3, 3, 3)
_NEW_COUNTS = (6, 4, 7, 3, 3, 3, 5, 3, 3, 3, 3)
_NAMES = {
    "scan": "starting frame, starting angle, oscillation range and rotation axis",
    "beam": "wavelength and incident beam direction",
    "cell": "space group and unit cell",
    "size": "pixel counts and sizes",
    "place": "ORGX, ORGY and distance",
}


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of an XPARM.XDS, of either version."""
    if head.lstrip().startswith(_MAGIC.encode()):
        return True
    if b"\0" in head:
        return False
    lines = [line.split() for line in head.decode("latin-1").split("\n", 12)[:11]]
    return tuple(map(len, lines)) == _OLD_COUNTS and all(
        _is_number(word) for line in lines for word in line
    )


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


class _Lines:
    """The lines of numbers, each under its name."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.is_new = text.lstrip().startswith(_MAGIC)
        lines = text.split("\n")
        start = 1 if self.is_new else 0
        counts = _NEW_COUNTS if self.is_new else _OLD_COUNTS
        order = (
            "scan beam cell a b c size place fast slow normal"
            if self.is_new
            else "scan beam size place fast slow normal cell a b c"
        ).split()
        self.rows: dict[str, tuple[str, list[str]]] = {}
        for index, (what, count) in enumerate(zip(order, counts, strict=True)):
            at = start + index
            words = lines[at].split() if at < len(lines) else []
            where = f"{name}, line {at + 1}"
            self.rows[what] = where, words
            if what != "normal":
                numbers(words, count, where, _NAMES.get(what, f"axis {what}"))

    def direction(self, what: str, first: int = 0) -> Vector:
        where, words = self.rows[what]
        return direction(words[first:], where, _NAMES.get(what, f"axis {what}"))

    def number(self, what: str, at: int) -> float:
        where, words = self.rows[what]
        return number(words[at], where, _NAMES.get(what, what))


def read(content: bytes, name: str) -> Held:
    """Read an XPARM.XDS or GXPARM.XDS with one detector segment.

    Raises
    ------
    FileFormatError
        One sentence with the line and what it should hold.
    """
    lines = _Lines(decode(content, name, "an XPARM.XDS"), name)
    where, size = lines.rows["size"]
    if lines.is_new:
        segments = whole(size[0], where, "the number of detector segments")
        if segments != 1:
            raise FileFormatError(
                f"{where}: holds {segments} detector segments; only a detector of one "
                f"flat panel can be read."
            )
        size = size[1:]
        orgx, orgy, distance = (lines.number("place", i) for i in range(3))
    else:
        distance, orgx, orgy = (lines.number("place", i) for i in range(3))
    edges = [positive(word, where, "the pixel size") for word in size[2:4]]
    xds = XdsPanel(
        orgx_px=orgx,
        orgy_px=orgy,
        distance_mm=distance,
        fast=lines.direction("fast"),
        slow=lines.direction("slow"),
        pixel_size_mm=square(edges[0], edges[1], where),
        pixels_fast=whole(size[0], where, "NX"),
        pixels_slow=whole(size[1], where, "NY"),
    )
    beam, spindle = lines.direction("beam", 1), lines.direction("scan", 3)
    place, words = lines.rows["beam"][0], lines.rows["beam"][1]
    panel = xds.held(name)
    width = abs(lines.number("scan", 2))
    axes = lines.direction("a"), lines.direction("b"), lines.direction("c")
    return Held(
        panel=panel,
        natural=xds.natural(panel, beam),
        beam=vector(unit(beam)),
        spindle=vector(unit(spindle)),
        wavelength_angstrom=positive(words[0], place, "the wavelength"),
        phi_start_deg=lines.number("scan", 1),
        osc_deg=width or None,
        reciprocal=reciprocal_of(axes, name),
        requested=(
            *xds.requested(),
            Requested(label="X-RAY_WAVELENGTH", value=words[0], unit="Å"),
            direction_requested("INCIDENT_BEAM_DIRECTION", beam, "beam"),
            direction_requested("ROTATION_AXIS", spindle, "spindle"),
            *(
                vector_requested(f"UNIT_CELL_{letter}-AXIS", axis, "Å")
                for letter, axis in zip("ABC", axes, strict=True)
            ),
        ),
        notes=(
            FOOT_NOTE,
            "The file holds no polarisation and no sensor: those stay.",
        ),
    )


def write(experiment: Experiment) -> ExportedGeometry:
    """Write an XPARM.XDS of the present version: z the beam, x the spindle."""
    view = scene(experiment)
    foot_fast, foot_slow = view.foot_px
    sampling, geometry = experiment.sampling, view.geometry
    wavelength = experiment.beam.wavelength_angstrom
    width = sampling.osc_deg or 0.0
    nx, ny = geometry.pixels_fast, geometry.pixels_slow
    lines = [
        f"{_MAGIC}    VERSION Feb 5, 2021  BUILT=20210323",
        f"1 {sampling.phi_start_deg!r} {width!r} {say(view.spindle)}",
        f"{wavelength!r} {say(view.beam / wavelength)}",
        f"1 {say(view.cell)}",
        *(say(row) for row in view.direct),
        f"1 {nx} {ny} {view.pixel_mm!r} {view.pixel_mm!r}",
        f"{foot_fast + 0.5!r} {foot_slow + 0.5!r} {view.close_mm!r}",
        *(say(row) for row in (view.fast, view.slow, view.normal)),
        f"1 1 {nx} 1 {ny}",
        "0.0 0.0 0.0 1.0 0.0 0.0 0.0 1.0 0.0",
    ]
    losses = losses_of(experiment, crystal=True, scan=True, polarization=False)
    if experiment.detector.sensor.thickness_um > 0:
        losses = (*losses, "The sensor is left out.")
    return ExportedGeometry(text="\n".join(lines) + "\n", losses=losses)


FORMAT = GeometryFormat(
    name="xparm",
    label="XPARM.XDS, GXPARM.XDS",
    suffixes=(".xds",),
    file_name="XPARM.XDS",
    holds="Panel, beam, rotation, cell and orientation.",
    recognises=recognises,
    read=read,
    write=write,
)
