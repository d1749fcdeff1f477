"""What became of every option, told from who wrote which slot last."""

from __future__ import annotations

from ...models.experiment import Experiment
from .draft import Draft, Occurrence
from .exact import hint
from .report import Fate, OptionReport


def report_options(draft: Draft, experiment: Experiment) -> tuple[OptionReport, ...]:
    """Return one report per option, in the order of the command."""
    return tuple(_report(o, draft) for o in draft.occurrences)


def _report(occurrence: Occurrence, draft: Draft) -> OptionReport:
    reading = occurrence.reading
    option = reading.option if reading else occurrence.option
    if option is None:
        fate, reason = Fate.UNKNOWN, hint(occurrence.word)
    elif occurrence.problem:
        fate, reason = Fate.NO_EFFECT, occurrence.problem
    else:
        fate, reason = _fate(occurrence, draft)
    return OptionReport(
        option=occurrence.word,
        values=occurrence.values,
        fate=fate,
        reason=reason,
        canonical=option.name if option else "",
    )


def _fate(occurrence: Occurrence, draft: Draft) -> tuple[Fate, str]:
    slots = occurrence.written - occurrence.asides
    lost = [s for s in slots if draft.writer(s) is not occurrence]
    if slots and len(lost) == len(slots):
        winner = draft.writer(lost[0])
        by = winner.word if winner else ""
        return Fate.OVERRIDDEN, f"Overridden by a later {by}."
    return Fate.USED, ""
