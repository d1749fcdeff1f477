"""How a slot's fate is judged: the finished case, and the words for a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...models.detector import Convention
from ...models.experiment import Experiment
from ...quirks import Quirk
from .centre import ignores_centres
from .draft import Draft
from .report import Fate


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one slot, and why."""

    fate: Fate
    reason: str = ""


USED = Verdict(Fate.USED)


def used(reason: str) -> Verdict:
    """Say something about a slot that is used."""
    return Verdict(Fate.USED, reason)


def no_effect(reason: str) -> Verdict:
    """Say why a slot changes nothing."""
    return Verdict(Fate.NO_EFFECT, reason)


@dataclass(frozen=True, slots=True)
class Case:
    """A finished draft and the experiment that it became."""

    draft: Draft
    experiment: Experiment

    def has(self, quirk: Quirk) -> bool:
        """Whether a quirk is on."""
        return quirk in self.experiment.quirks

    def who(self, slot: str) -> str:
        """Name what wrote a slot: an option, or a header's keyword."""
        writer = self.draft.writer(slot)
        return writer.word if writer else "a default"

    def overridden(self, slot: str, why: str = "") -> Verdict:
        """Blame whoever wrote another slot."""
        tail = f", {why}" if why else ""
        return Verdict(Fate.OVERRIDDEN, f"Overridden by {self.who(slot)}{tail}.")

    @property
    def is_custom(self) -> bool:
        """Whether the convention is CUSTOM."""
        return self.experiment.detector.convention is Convention.CUSTOM

    @property
    def convention_name(self) -> str:
        """The convention's name for a sentence."""
        return self.experiment.detector.convention.upper()

    @property
    def pix0_places(self) -> bool:
        """Whether a given pix0 places the panel."""
        given = self.experiment.detector.pix0_mm is not None
        return given and not self.has(Quirk.IGNORE_PIX0)

    @property
    def ignores_centres(self) -> bool:
        """Whether the convention looks at some of the given centres only."""
        return ignores_centres(self.draft)


Rule = Callable[[Case], Verdict]
