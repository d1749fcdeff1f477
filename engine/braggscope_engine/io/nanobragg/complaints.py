"""Refusals in the words of the command: which option, and what it may be."""

from __future__ import annotations

from ...errors import InvalidParameterError
from .draft import SLOT_NAMES, Draft

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
