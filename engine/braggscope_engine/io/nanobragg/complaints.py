"""Refusals in the words of the command: which option, and what it may be."""

from __future__ import annotations

from ...errors import CommandLineError, InvalidParameterError
from ...quirks import Quirk
from .draft import SLOT_NAMES, Draft


def require_one_centre(draft: Draft) -> None:
    """Refuse a beam centre together with a foot of the perpendicular."""
    if draft.has(Quirk.CONVENTION_IGNORES_CENTRE):
        return
    if draft.pix0_mm is not None and not draft.has(Quirk.IGNORE_PIX0):
        return
    kinds = (
        ("the direct beam", ("beam_x_mm", "beam_y_mm")),
        ("the foot of the perpendicular", ("close_x_mm", "close_y_mm")),
        ("the foot of the perpendicular", ("org_x_px", "org_y_px")),
    )
    found = []
    for what, slots in kinds:
        writers = [draft.writer(s) for s in slots if getattr(draft, s) is not None]
        if writers and writers[0] is not None:
            found.append((what, writers[0].word))
    if len(found) > 1:
        (first, a), (second, b) = found[:2]
        raise CommandLineError(
            f"{a} and {b} both place the detector ({a} by {first}, {b} by {second}): "
            f"leave one of them out."
        )


_SLOTS_OF: dict[str, tuple[str, ...]] = {
    "crystal.n_cells.a": ("n_a",),
    "crystal.n_cells.b": ("n_b",),
    "crystal.n_cells.c": ("n_c",),
    "crystal.misset_deg": ("misset",),
    "crystal.size_mm": ("size_a_mm", "size_b_mm", "size_c_mm"),
    "detector.rotation_deg": ("rotation_x_deg", "rotation_y_deg", "rotation_z_deg"),
    "detector.pixels_fast": ("pixels_fast", "size_fast_mm", "pixel_size_mm"),
    "detector.pixels_slow": ("pixels_slow", "size_slow_mm", "pixel_size_mm"),
    "detector.pixels_fast × pixels_slow": ("pixels_fast", "pixel_size_mm"),
    "detector.mask": ("mask_file",),
}
_SLOT_PREFIXES = {
    "beam.horizontal_divergence": "hdiv_",
    "beam.vertical_divergence": "vdiv_",
    "beam.dispersion": "dispersion_",
    "detector.custom_axes": "axis_",
}


def _slots_of(parameter: str) -> tuple[str, ...]:
    if parameter in _SLOTS_OF:
        return _SLOTS_OF[parameter]
    if parameter.startswith("crystal.cell"):
        return ("cell",)
    if parameter.startswith("sampling.roi"):
        return ("roi",)
    parent, _, last = parameter.rpartition(".")
    name = _SLOT_PREFIXES.get(parent, "") + last
    return (name,) if name in SLOT_NAMES else ()


def in_words_of_the_command(error: InvalidParameterError, draft: Draft) -> str:
    """Say which option, or which header, gave the value that a model refused."""
    for slot in _slots_of(error.parameter):
        writer = draft.writer(slot)
        if writer is not None:
            part = error.parameter.rsplit(".", 1)[-1]
            many = len(writer.values) > 1 or writer.position < 0
            which = f" ({part} = {error.value!r})" if many else ""
            known = f"{error.parameter} = {error.value!r}: "
            return f"{writer.text}{which}: {str(error).removeprefix(known)}"
    return str(error)
