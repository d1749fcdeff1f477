"""Which of the given beam centres nanoBragg would look at."""

from __future__ import annotations

from ...errors import CommandLineError
from ...models.detector import Convention
from ...quirks import Quirk
from .draft import Draft

BEAM = ("beam_x_mm", "beam_y_mm")
CLOSE = ("close_x_mm", "close_y_mm")
ORG = ("org_x_px", "org_y_px")
FOOT = (*CLOSE, *ORG)

_WHAT = {
    BEAM: "the spot of the direct beam",
    CLOSE: "the foot of the perpendicular",
    ORG: "the foot of the perpendicular",
}


def ignores_centres(draft: Draft) -> bool:
    """Whether the convention takes one kind of centre and overlooks the others."""
    if draft.convention is Convention.CUSTOM:
        return draft.has(Quirk.BEAM_CENTRE_AS_NEAR_POINT)
    return draft.has(Quirk.CONVENTION_IGNORES_CENTRE)


def require_one_centre(draft: Draft) -> None:
    """Refuse two kinds of centre where each of them would place the detector.

    Raises
    ------
    CommandLineError
        One sentence that names both options.
    """
    if ignores_centres(draft):
        return
    if draft.pix0_mm is not None and not draft.has(Quirk.IGNORE_PIX0):
        return
    found = []
    for slots, what in _WHAT.items():
        given = [slot for slot in slots if getattr(draft, slot) is not None]
        writer = draft.writer(given[0]) if given else None
        if writer is not None:
            found.append((writer.word, what))
    if len(found) > 1:
        (a, first), (b, second) = found[:2]
        both = f"both {first}" if first == second else f"{first} and {second}"
        raise CommandLineError(
            f"{a} and {b} contradict each other: they give {both}, and either places "
            f"the detector; leave one out."
        )
