"""The convention: what stays when it changes is asked once, and then remembered."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from braggscope.fields import BY_PATH, sentence
from braggscope_engine import (
    Convention,
    Experiment,
    InvalidParameterError,
    Keep,
    Restated,
    restate,
)

from .choice_row import ChoiceRow
from .form_context import FormContext
from .keep_question import KeepQuestion

__all__ = ["ConventionRow"]

_KEEPS: tuple[Keep, Keep] = ("detector", "numbers")


class ConventionRow(ChoiceRow):
    """Chooses the convention; either the detector stays, or its numbers do.

    The answer holds for the session; what it did is said below the choice, with a way
    to have it the other way.

    Signals
    -------
    reordered()   there is more or less to stop at with Tab
    """

    reordered = Signal()

    def __init__(self, context: FormContext) -> None:
        super().__init__(BY_PATH["detector.convention"], context)
        self._keep: Keep | None = None
        self._before: Experiment | None = None
        self._wanted: Convention | None = None
        self._result: Experiment | None = None
        self.question = KeepQuestion()
        self.question.answered.connect(self._answer)
        self.question.cancelled.connect(self._forget_question)
        self.question.forgotten.connect(self._ask_next_time)
        self._layout.insertWidget(1, self.question)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds; a question about another one goes."""
        if experiment is not self._before and experiment is not self._result:
            self._before = self._wanted = self._result = None
            self.question.hide()
        super().show_experiment(experiment)

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield from super().editors()
        if not self.question.isHidden():
            yield from self.question.stops()

    def _send(self, index: int) -> None:
        before = self._context.experiment
        wanted = self._choices[index].value
        self._forget_question()
        if wanted is before.detector.convention:
            return
        self._before, self._wanted = before, wanted
        if self._keep is not None:
            self._answer(self._keep)
        else:
            self._ask()

    def _ask(self) -> None:
        assert self._wanted is not None
        answers: dict[Keep, tuple[str, ...]] = {}
        refused: dict[Keep, str] = {}
        for keep in _KEEPS:
            try:
                answers[keep] = self._restated(keep).sentences
            except InvalidParameterError as error:
                refused[keep] = sentence(error, "detector.convention")
        self._box.setCurrentIndex(self._number_of(self._wanted))
        self.question.ask(_label(self._wanted), answers, refused)
        self.reordered.emit()

    def _answer(self, keep: Keep) -> None:
        """Change the convention; a second answer takes the place of the first."""
        assert self._wanted is not None
        try:
            restated = self._restated(keep)
        except InvalidParameterError as error:
            self._forget_question()
            self.set_problem(self, sentence(error, "detector.convention"))
            return
        self._keep = keep
        self.set_problem(self, "")
        # One step in the history, even where the user thinks again.
        gesture = self._before
        self._result = restated.experiment
        stays = "the detector stays" if keep == "detector" else "the numbers stay"
        self._context.edit(
            restated.experiment,
            f"Change convention to {_label(self._wanted)}, {stays}",
            gesture,
        )
        self.question.say(keep, restated.sentences, self._other_works(keep))
        self.reordered.emit()

    def _other_works(self, keep: Keep) -> bool:
        other: Keep = "numbers" if keep == "detector" else "detector"
        try:
            self._restated(other)
        except InvalidParameterError:
            return False
        return True

    def _restated(self, keep: Keep) -> Restated:
        assert self._before is not None
        assert self._wanted is not None
        return restate(self._before, self._wanted, keep)

    def _ask_next_time(self) -> None:
        self._keep = None
        self.question.hide()

    def _forget_question(self) -> None:
        self._before = self._wanted = self._result = None
        self.question.hide()
        self.show_experiment(self._context.experiment)

    def _number_of(self, convention: Convention) -> int:
        return next(i for i, c in enumerate(self._choices) if c.value is convention)


def _label(convention: Convention) -> str:
    return BY_PATH["detector.convention"].text(convention)
