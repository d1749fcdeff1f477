"""Values that a draft takes from the header of an image or a mask."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from ...errors import FileFormatError
from ...models.detector import Convention
from ...quirks import Quirk
from ..smv_header import SmvHeader, read_smv_header, read_smv_mask
from .centre import BEAM, FOOT, ignores_centres
from .draft import Draft, Occurrence
from .effects import millimetres

_SIMPLE = (
    ("PIXEL_SIZE", "pixel_size_mm"),
    ("DISTANCE", "distance_mm"),
    ("CLOSE_DISTANCE", "close_distance_mm"),
    ("WAVELENGTH", "wavelength_angstrom"),
    ("BEAM_CENTER_X", "beam_x_mm"),
    ("BEAM_CENTER_Y", "beam_y_mm"),
    ("ORGX", "org_x_px"),
    ("ORGY", "org_y_px"),
    ("PHI", "phi_start_deg"),
    ("OSC_RANGE", "osc_deg"),
)
_OTHER_NAMES = {"ORGX": "XDS_ORGX", "ORGY": "XDS_ORGY", "PHI": "OSC_START"}
"""What nanoBragg writes for keywords that it then finds by substring."""


def apply_headers(draft: Draft, occurrences: tuple[Occurrence, ...]) -> None:
    """Take over what the files of ``-mask`` and then of ``-img`` say.

    Raises
    ------
    FileFormatError
        For a file that is not an SMV image. A missing one is only noted where
        nanoBragg, too, goes on without it.
    """
    for option, read in (("-mask", _read_mask), ("-img", _read_image)):
        asking = [o for o in occurrences if _values_of(o, option)]
        if not asking:
            continue
        name = str(_values_of(asking[-1], option)[0])
        if draft.has(Quirk.LOOSE_OPTIONS) and not draft.path(name).exists():
            asking[-1].problem = f"There is no file {name}; nanoBragg goes on without."
            draft.notes.append(f"{option} {name}: there is no such file; ignored.")
            continue
        _take_over(draft, read(draft, name), is_mask=option == "-mask")


def _values_of(occurrence: Occurrence, option: str) -> tuple[object, ...]:
    readings = [*occurrence.accidents]
    if occurrence.reading is not None:
        readings.append(occurrence.reading)
    return next((r.values for r in readings if r.option.name == option), ())


def _read_mask(draft: Draft, name: str) -> SmvHeader:
    header, draft.mask = read_smv_mask(draft.path(name))
    return replace(header, name=name)


def _read_image(draft: Draft, name: str) -> SmvHeader:
    return replace(read_smv_header(draft.path(name)), name=name)


def _take_over(draft: Draft, header: SmvHeader, *, is_mask: bool) -> None:
    lookup = _lookup(draft, header)

    def put(slot: str, value: object, keyword: str) -> None:
        draft.put_from_file(slot, value, f"{keyword} of {header.name}")

    put("pixels_fast", header.width, "SIZE1")
    put("pixels_slow", header.height, "SIZE2")
    for keyword, slot in _SIMPLE:
        value = lookup(keyword)
        if value is None:
            continue
        if is_mask and slot == "beam_y_mm" and draft.has(Quirk.MASK_FLIPS_BEAM_CENTRE):
            edge_m = draft.pixel_size_mm / 1000.0 * header.height
            value = millimetres(edge_m - value / 1000.0)
        put(slot, value, keyword)
    if not draft.has(Quirk.HEADER_TWOTHETA_IGNORED):
        two_theta = lookup("TWOTHETA")
        if two_theta is not None:
            put("two_theta_deg", two_theta, "TWOTHETA")


def _lookup(draft: Draft, header: SmvHeader) -> Callable[[str], float | None]:
    if draft.has(Quirk.HEADER_SUBSTRING_KEYWORDS):
        return header.loose_number

    def exact(keyword: str) -> float | None:
        value = header.number(keyword)
        if value is None and keyword in _OTHER_NAMES:
            value = header.number(_OTHER_NAMES[keyword])
        if value is not None and not math.isfinite(value):
            raise FileFormatError(f"{header.name}: {keyword} is not finite.")
        return value

    return exact


def settle_headers(draft: Draft) -> None:
    """Drop header values that the command, or the convention, makes pointless.

    An image header states the beam centre and the foot of the perpendicular, the
    distance and the close distance; only one of each pair can place the detector.
    """
    if not ignores_centres(draft):
        _settle_centre(draft)
    if not draft.has(Quirk.HEADER_SUBSTRING_KEYWORDS):
        _settle_distance(draft)


def _is_typed(draft: Draft, slot: str) -> bool:
    writer = draft.writer(slot)
    return writer is not None and writer.position >= 0


def _is_from_header(draft: Draft, slot: str) -> bool:
    writer = draft.writer(slot)
    return writer is not None and writer.position < 0


def _settle_centre(draft: Draft) -> None:
    typed_beam = any(_is_typed(draft, slot) for slot in BEAM)
    typed_foot = any(_is_typed(draft, slot) for slot in FOOT)
    if typed_beam or typed_foot:
        keep_beam, keep_foot = typed_beam, typed_foot
    else:
        has_beam = any(_is_from_header(draft, slot) for slot in BEAM)
        has_foot = any(_is_from_header(draft, slot) for slot in FOOT)
        wants_foot = draft.convention in (Convention.XDS, Convention.DIALS)
        keep_foot = has_foot and (wants_foot or not has_beam)
        keep_beam = not keep_foot
    for slots, keep in ((BEAM, keep_beam), (FOOT, keep_foot)):
        if not keep:
            _forget(draft, slots)


def _settle_distance(draft: Draft) -> None:
    if not _is_from_header(draft, "close_distance_mm"):
        return
    foot = any(getattr(draft, slot) is not None for slot in FOOT)
    has_distance = _is_from_header(draft, "distance_mm")
    if _is_typed(draft, "distance_mm") or (has_distance and not foot):
        _forget(draft, ("close_distance_mm",))


def _forget(draft: Draft, slots: tuple[str, ...]) -> None:
    words = []
    for slot in slots:
        if _is_from_header(draft, slot):
            setattr(draft, slot, None)
            words += [writer.word for writer in draft.writers.pop(slot)[-1:]]
    if words:
        draft.notes.append(
            f"Not used, because other numbers place the detector: {', '.join(words)}."
        )
