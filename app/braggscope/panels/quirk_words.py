"""What is said of quirks: their names, what they do, and how much that matters."""

from __future__ import annotations

from collections.abc import Iterable

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    QUIRK_DESCRIPTIONS,
    Experiment,
    Quirk,
    QuirkEffect,
)

__all__ = [
    "difference",
    "effect_lines",
    "effect_text",
    "explanation",
    "title",
    "weight",
]

_SPELLINGS = {
    "dials": "DIALS",
    "dmin": "d_min",
    "hkl": "hkl",
    "phi": "φ",
    "pix0": "pix0",
    "polarization": "polarisation",
    "twotheta": "two-theta",
}
"""Words of the field that the names on the command line spell more plainly."""

_MOST_NAMED = 3
_SMALLEST_FRACTION = 1e-4
_SMALLEST_SHIFT_MM = 1e-3


def title(quirk: Quirk) -> str:
    """Name a quirk in the words of the field."""
    words = [_SPELLINGS.get(word, word) for word in quirk.value.split("-")]
    first, *rest = words
    if first not in _SPELLINGS.values():
        first = first.capitalize()
    return " ".join([first, *rest])


def explanation(quirk: Quirk) -> str:
    """Say in rich text what is done with a quirk and without it."""
    words = QUIRK_DESCRIPTIONS[quirk]
    return f"<p><b>With it:</b> {words.what}</p><p><b>Without:</b> {words.instead}</p>"


def effect_text(effect: QuirkEffect) -> str:
    """Say what switching a quirk would do to the present image."""
    return ", ".join(effect_lines(effect))


def effect_lines(effect: QuirkEffect) -> tuple[str, ...]:
    """Say it in lines that are short each."""
    if effect.impossible:
        return (f"no image: {effect.impossible.rstrip('.')}",)
    lines = []
    if effect.changes_image:
        lines.append(f"changes the image by {_percent(effect)} (relative L2)")
    if effect.pix0_shift_mm:
        lines.append(f"moves the detector by {_shift(effect.pix0_shift_mm, 3)}")
    if not lines:
        return ("no change of this image",)
    if effect.in_force:
        lines[0] = f"leaving it out {lines[0]}"
    return tuple(lines)


def difference(effects: Iterable[QuirkEffect], experiment: Experiment) -> str:
    """Say in one sentence how the present image depends on quirks; empty if not.

    Parameters
    ----------
    effects : iterable of QuirkEffect    of all quirks
    experiment : Experiment              whose image was compared
    """
    seen = sorted((e for e in effects if e.changes_image), key=weight, reverse=True)
    if not seen:
        return ""
    named = ", ".join(f"{e.quirk} ({_short(e)})" for e in seen[:_MOST_NAMED])
    more = len(seen) - _MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{_beginning(experiment.quirks)}: {named}{rest}"


def weight(effect: QuirkEffect) -> float:
    """Tell which of two effects matters more; no image at all matters most."""
    return float("inf") if effect.impossible else effect.relative_l2


def _beginning(quirks: frozenset[Quirk]) -> str:
    if quirks == NO_QUIRKS:
        return "Strict nanoBragg would differ here"
    if quirks == ALL_QUIRKS:
        return "The image as intended would differ here"
    return "Quirks that matter here"


def _short(effect: QuirkEffect) -> str:
    if effect.impossible:
        return "no image"
    if effect.pix0_shift_mm >= _SMALLEST_SHIFT_MM:
        return _shift(effect.pix0_shift_mm, 1)
    return _percent(effect)


def _percent(effect: QuirkEffect) -> str:
    fraction = effect.relative_l2
    if fraction < _SMALLEST_FRACTION:
        return "less than 0.01 %"
    percent = 100.0 * fraction
    return f"{percent:.0f} %" if percent >= 9.5 else f"{percent:.2g} %"


def _shift(shift_mm: float, decimals: int) -> str:
    if shift_mm < _SMALLEST_SHIFT_MM:
        return "less than 0.001 mm"
    shown = f"{shift_mm:.{decimals}f}"
    return f"{shown if float(shown) else f'{shift_mm:.1g}'} mm"
