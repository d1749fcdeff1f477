"""The verdict of a diagnosis, in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Diagnosis, Finding
from .readout import ReadoutGuess
from .search import Trial

_MOVED_MM = 1e-6


def verdict_of(found: Diagnosis, partial: Trial | None, readout: ReadoutGuess) -> str:
    """Say why the images differ, the most important thing first."""
    said = []
    if found.geometry_first:
        said.append(_no_correlation(found))
    if found.agrees:
        said.append(f"The images agree to {_left(found)}.")
    elif found.explained:
        said.append(_causes(found))
    else:
        said.append(_not_explained(found, partial))
    said += _readout(found, readout)
    return " ".join(said)


def _no_correlation(found: Diagnosis) -> str:
    text = (
        f"Different geometry: the images do not correlate "
        f"({found.before.correlation:.3f}), so a factor between them means nothing."
    )
    moved = found.before.displacement
    if moved is not None and moved.length_px > 0.1 and len(moved.peaks) > 2:
        text += (
            f" Peaks of the reference are displaced by {moved.length_px:.2f} pixels "
            f"(fast {moved.fast_px:+.2f}, slow {moved.slow_px:+.2f})."
        )
    return text


def _causes(found: Diagnosis) -> str:
    text = f"{_together(found.causes)} the images agree to {_left(found)}."
    if found.pix0_shift_mm > _MOVED_MM:
        moved = "It moves" if len(found.causes) == 1 else "Together they move"
        text += f" {moved} the first pixel by {found.pix0_shift_mm:.4g} mm."
    for finding in found.causes:
        if finding.expected is not None:
            whose = (
                "Its factor"
                if len(found.causes) == 1
                else (f"The factor of “{finding.name}”")
            )
            text += f" {whose} is {_factor(finding.expected)}."
    if found.alternatives:
        names = ", or ".join(
            " with ".join(f.name for f in others) for others in found.alternatives
        )
        text += f" It cannot be told apart from: {names}."
    return text


def _together(causes: Sequence[Finding]) -> str:
    if len(causes) == 1:
        return f"{causes[0].sentence.rstrip('.')}: with it"
    names = ", ".join(cause.name for cause in causes)
    return (
        f"{causes[0].sentence.rstrip('.')}. {len(causes)} causes together ({names}): "
        f"with all of them"
    )


def _factor(expected: float) -> str:
    """Simulated over reference, as ratios are given everywhere."""
    return f"{1 / expected:.4g} (simulated over reference)"


def _not_explained(found: Diagnosis, partial: Trial | None) -> str:
    text = "Not explained: no cause that is known here, alone or with one more, closes "
    text += "the gap."
    if partial is not None:
        scale, free = partial.closeness.scale, partial.closeness.free
        if not partial.chain:
            text += (
                f" The pattern is right (to {free:.2g}) but for a factor of "
                f"{scale:.6g} that belongs to no single cause."
            )
        else:
            text += (
                f" Nearest comes: {partial.chain[-1].sentence} With it {free:.3g} of "
                f"the reference is left, and a factor of {scale:.6g}."
            )
    if found.anatomy_before is not None:
        text += f" {found.anatomy_before.says}"
    return text


def _readout(found: Diagnosis, readout: ReadoutGuess) -> list[str]:
    said = []
    if readout.offset_adu:
        said.append(
            f"An offset of {readout.offset_adu:g} was taken off the reference's "
            f"detector units."
        )
    if readout.automatic:
        said.append(
            "Its scale is nanoBragg's automatic one, 55000 at the brightest pixel: "
            "absolute intensities cannot be compared."
        )
    return said


def _left(found: Diagnosis) -> str:
    assert found.after is not None
    return f"{found.after.relative_l2:.1e}"
