"""Finds out beside the window why two images differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from braggscope_engine import (
    Diagnosis,
    Experiment,
    RenderOptions,
    SimulationCancelled,
    diagnose,
    simulate,
)

from ..background import Background, Job
from ..command_source import CommandSource
from ..messages import sentence
from .other_image import OtherImage

Diagnose = Callable[..., Diagnosis]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Model:
    """A model that is to be explained.

    Attributes
    ----------
    experiment : Experiment
    options : RenderOptions         how its images are made
    source : CommandSource or None  the command line that gives it
    """

    experiment: Experiment
    options: RenderOptions
    source: CommandSource | None


class Diagnosing(QObject):
    """Explains one pair of images at a time, when it is asked to.

    Signals
    -------
    found(object)
        The Diagnosis.
    failed(str)
        Why there is none.
    busyChanged(bool)
        Whether one is being worked on.
    progressed(float)
        How far it is, 0 to 1.
    """

    found = Signal(object)
    failed = Signal(str)
    busyChanged = Signal(bool)
    progressed = Signal(float)

    def __init__(
        self, parent: QObject | None = None, *, diagnose: Diagnose = diagnose
    ) -> None:
        super().__init__(parent)
        self._diagnose = diagnose
        self._background = Background("diagnose", self)
        self._job: Job | None = None
        self._current: object | None = None

    def start(self, model: Model, other: OtherImage) -> None:
        """Find out why an image differs from that of a model."""
        self.stop()
        reference = other.read if other.read is not None else other.pixels
        number = object()
        self._current = number
        self.busyChanged.emit(True)
        self._job = self._background.run(
            lambda job: self._diagnose(
                model.experiment,
                reference,
                render=lambda each: simulate(each, model.options).intensity,
                reread=model.source,
                progress=job.report,
                should_stop=job.is_stopped,
            ),
            done=partial(self._tell, number),
            failed=partial(self._fail, number),
            progressed=self.progressed.emit,
        )

    def stop(self) -> None:
        """Want no explanation any more."""
        self._current = None
        if self._job is not None:
            self._job.stop()
            self._job = None
            self.busyChanged.emit(False)

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self.stop()
        self._background.close()

    def _tell(self, number: object, diagnosis: Diagnosis) -> None:
        if number is self._current:
            self._finish()
            self.found.emit(diagnosis)

    def _fail(self, number: object, error: BaseException) -> None:
        if number is self._current:
            self._finish()
            if not isinstance(error, SimulationCancelled):
                self.failed.emit(sentence(error))

    def _finish(self) -> None:
        self._job = None
        self.busyChanged.emit(False)
