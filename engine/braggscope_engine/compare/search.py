"""Search for the fewest causes that make the model's pixels those of a reference."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, SimulationCancelled
from ..quirk_switching import READING_QUIRKS
from ..quirks import Quirk
from .closeness import Closeness, closeness
from .hypotheses import (
    Hypothesis,
    Reread,
    Variant,
    pattern_hypotheses,
    scale_hypotheses,
)
from .hypotheses.quirk_switches import (
    INTENDED,
    STRICT,
    quirk_sentence,
    with_quirks,
)
from .sample import Sample

_BEAM = 4
_GAIN = 0.9
_SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """A chain of causes on the sample of pixels.

    Attributes
    ----------
    chain : tuple of Hypothesis
    variant : Variant             the model with all of them
    closeness : Closeness
    order : int                   of likelihood, among trials that are as close
    without : dict                relative L2 that is left where one of them is missing
    unscaled : Closeness or None  before the last of them, where that is a factor
    """

    chain: tuple[Hypothesis, ...]
    variant: Variant
    closeness: Closeness
    order: int = 0
    without: Mapping[str, float] = field(default_factory=dict)
    unscaled: Closeness | None = None

    @property
    def causes(self) -> int:
        """How many causes it takes."""
        return len(self.chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What counts as nothing left, and as the same factor: both relative."""

    flat: float
    scale: float


class Search:
    """Tries hypotheses on a sample, one at a time and then two.

    Parameters
    ----------
    sample : Sample
    start : Variant
        The model, as it is.
    tolerances : sequence of Tolerance
        Tried in this order: to the last bit first, then as other programs round.
    free_scale : bool
        Whether the scale of the reference is arbitrary.
    reread : callable, optional
        Reads the model again with other quirks.
    measured_px : (fast, slow), optional
        Shift of the panel that the displacement of the peaks tells.
    tick : callable
        Told about each trial; may raise SimulationCancelled.

    Attributes
    ----------
    start : Trial                   the model as it is
    first_round : list of Trial
        Each cause alone; empty where the model agrees as it is.
    without_effect : list of Hypothesis
    impossible : list of (Hypothesis, str)
    """

    def __init__(
        self,
        sample: Sample,
        start: Variant,
        tolerances: Sequence[Tolerance],
        *,
        free_scale: bool,
        reread: Reread | None,
        measured_px: tuple[float, float] | None = None,
        tick: Callable[[], None],
    ) -> None:
        self._sample = sample
        self._tolerances = tolerances
        self._tolerance = tolerances[0]
        self._free_scale = free_scale
        self._reread = reread
        self._measured_px = measured_px
        self._tick = tick
        self.without_effect: list[Hypothesis] = []
        self.impossible: list[tuple[Hypothesis, str]] = []
        self.start = Trial(
            chain=(),
            variant=start,
            closeness=closeness(sample.of_variant(start), sample.reference),
        )
        self.first_round: list[Trial] = []

    def explanations(self) -> list[Trial]:
        """Chains of causes after which nothing is left on the sample, best first."""
        as_it_is = self._whole([self.start])
        if any(not trial.chain for trial in as_it_is):
            return as_it_is
        self.first_round = list(self._round(self.start))
        found = self._first_whole([self.start, *self.first_round])
        if found:
            return found
        second: list[Trial] = []
        for trial in sorted(self.first_round, key=lambda t: t.closeness.free)[:_BEAM]:
            if trial.closeness.free < _GAIN * self.start.closeness.free:
                second += self._round(trial)
        return self._first_whole(second)

    def best_partial(self) -> Trial | None:
        """What takes most of the difference away, though not all; None for nothing."""
        start = self.start
        if start.closeness.free <= self._tolerances[-1].flat:
            return start
        best = min(self.first_round, key=lambda t: t.closeness.free, default=None)
        if best is None or best.closeness.free >= _GAIN * start.closeness.free:
            return None
        return best

    def _first_whole(self, trials: list[Trial]) -> list[Trial]:
        for tolerance in self._tolerances:
            self._tolerance = tolerance
            found = self._whole(trials)
            if found:
                return self._ranked(found)
        return []

    def _whole(self, trials: list[Trial]) -> list[Trial]:
        """Those after which nothing is left, with a cause for their factor."""
        whole: list[Trial] = []
        for trial in trials:
            if trial.closeness.free <= self._tolerance.flat:
                whole += self._with_scale(self._pruned(trial))
        return whole

    def _with_scale(self, trial: Trial) -> Iterator[Trial]:
        scale = trial.closeness.scale
        if self._free_scale or abs(scale - 1) <= self._tolerance.scale:
            yield trial
            return
        for order, cause in enumerate(
            scale_hypotheses(trial.variant.experiment, scale)
        ):
            if abs(math.log(scale / cause.factor)) <= self._tolerance.scale:
                done = self._try((*trial.chain, cause), cause.upon(trial.variant))
                if done is not None:
                    yield replace(
                        done,
                        order=order,
                        without=trial.without,
                        unscaled=trial.closeness,
                    )

    def _round(self, trial: Trial) -> Iterator[Trial]:
        used = {cause.name for cause in trial.chain}
        for order, cause in enumerate(
            pattern_hypotheses(
                trial.variant.experiment, self._reread, self._measured_px
            )
        ):
            if cause.name in used or not cause.fits(trial.variant):
                continue
            done = self._try((*trial.chain, cause), cause.upon(trial.variant))
            if done is None:
                continue
            if self._changes(trial, done):
                yield replace(done, order=order)
            elif not trial.chain:
                self.without_effect.append(cause)

    def _changes(self, before: Trial, after: Trial) -> bool:
        a, b = before.closeness, after.closeness
        return abs(a.fixed - b.fixed) > _SAME or abs(a.free - b.free) > _SAME

    def _try(self, chain: tuple[Hypothesis, ...], variant: Variant) -> Trial | None:
        self._tick()
        try:
            values: NDArray[np.float64] = self._sample.of_variant(variant)
        except SimulationCancelled:
            raise
        except EngineError as error:
            self.impossible.append((chain[-1], str(error)))
            return None
        return Trial(
            chain=chain,
            variant=variant,
            closeness=closeness(values, self._sample.reference),
        )

    def _pruned(self, trial: Trial) -> Trial:
        """All quirks at once, cut down to those that matter, each by its name."""
        last = trial.chain[-1] if trial.chain else None
        if last is None or last.name not in (STRICT, INTENDED):
            return trial
        base = self.start.variant.experiment
        quirks = trial.variant.experiment.quirks
        without: dict[str, float] = {}
        for quirk in Quirk:
            if quirk in quirks ^ base.quirks:
                other = self._with_quirks(trial, quirks ^ {quirk})
                if other is None:
                    continue
                if other.closeness.free <= self._tolerance.flat:
                    quirks, trial = quirks ^ {quirk}, other
                else:
                    without[str(quirk)] = other.closeness.free
        needed = tuple(
            Hypothesis(
                name=str(quirk),
                family=last.family,
                sentence=quirk_sentence(quirk, quirk in base.quirks),
                experiment=trial.variant.experiment,
            )
            for quirk in Quirk
            if quirk in quirks ^ base.quirks
        )
        return replace(trial, chain=(*trial.chain[:-1], *needed), without=without)

    def _with_quirks(self, trial: Trial, quirks: frozenset[Quirk]) -> Trial | None:
        present = trial.variant.experiment
        other = with_quirks(
            present, quirks, self._reread, READING_QUIRKS if self._reread else set()
        )
        if other is None:
            return None
        return self._try(trial.chain, replace(trial.variant, experiment=other))

    def _ranked(self, trials: list[Trial]) -> list[Trial]:
        """Fewest causes first, then the closest, then the likeliest; no doubles."""

        def key(trial: Trial) -> tuple[int, int, int]:
            left = trial.closeness.free if self._free_scale else trial.closeness.fixed
            return trial.causes, round(2 * math.log10(max(left, 1e-9))), trial.order

        unlike: dict[frozenset[str], Trial] = {}
        for trial in sorted(trials, key=key):
            unlike.setdefault(frozenset(c.name for c in trial.chain), trial)
        return list(unlike.values())
