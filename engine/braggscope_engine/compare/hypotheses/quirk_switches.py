"""Each oddity of nanoBragg, switched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...errors import EngineError
from ...models.experiment import Experiment
from ...quirk_switching import READING_QUIRKS, WRITING_QUIRKS
from ...quirks import ALL_QUIRKS, DESCRIPTIONS, NO_QUIRKS, Quirk
from .hypothesis import Family, Hypothesis, Reread

STRICT = "strict nanoBragg"
INTENDED = "no oddity of nanoBragg"

_SENTENCES = {
    Quirk.STALE_PHI: (
        "repeats its last phi step in place of the first",
        "rotates every phi step, where the model repeats its last in place of the "
        "first",
    ),
    Quirk.IGNORE_PIX0: (
        "ignores the pix0 vector",
        "honours the pix0 vector, which the model ignores",
    ),
}


def quirk_hypotheses(
    experiment: Experiment, reread: Reread | None
) -> Iterator[Hypothesis]:
    """Switch each quirk alone, and all at once."""
    for quirk in Quirk:
        if quirk in WRITING_QUIRKS:
            continue
        other = with_quirks(experiment, experiment.quirks ^ {quirk}, reread, {quirk})
        if other is not None:
            yield Hypothesis(
                name=str(quirk),
                family=Family.QUIRK,
                sentence=quirk_sentence(quirk, quirk in experiment.quirks),
                experiment=other,
            )
    for name, quirks in ((STRICT, ALL_QUIRKS), (INTENDED, NO_QUIRKS)):
        other = with_quirks(experiment, quirks, reread, READING_QUIRKS)
        if quirks != experiment.quirks and other is not None:
            yield Hypothesis(
                name=name,
                family=Family.QUIRK,
                sentence=f"The reference has {'every' if quirks else 'no'} oddity of "
                "nanoBragg.",
                experiment=other,
            )


def with_quirks(
    experiment: Experiment,
    quirks: frozenset[Quirk],
    reread: Reread | None,
    switched: frozenset[Quirk] | set[Quirk],
) -> Experiment | None:
    """The experiment with other quirks; None where they cannot be had.

    Quirks of reading need the words that the experiment was read from.
    """
    if not switched & READING_QUIRKS:
        return replace(experiment, quirks=quirks)
    if reread is None:
        if len(switched) > 1:
            return replace(experiment, quirks=quirks)
        return None
    try:
        return reread(quirks)
    except (EngineError, OSError):
        return None


def quirk_sentence(quirk: Quirk, in_force: bool) -> str:
    """Say what the reference does, where the model has the quirk or has it not."""
    short = _SENTENCES.get(quirk)
    if short is not None:
        return f"The reference {short[in_force]} ({quirk})."
    what = DESCRIPTIONS[quirk]
    said = what.instead if in_force else what.what
    return f"The reference differs in {quirk}: {said}"
