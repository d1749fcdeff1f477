"""Why the other image differs: the diagnosis, what follows from it, and the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Comparison, Diagnosis, EngineError
from braggscope_engine.io import LogRow, compare_log, parse_log

from ..command_source import CommandSource
from ..comparing.diagnosing import Diagnosing, Model
from ..comparing.other_image import OtherImage
from ..comparing.reporting import Reporting
from ..document import Document
from ..inspectors.compare import CompareInspector
from ..messages import sentence
from ..rendering.live import LiveRendering
from .actions import Actions

AskPath = Callable[[], Path | None]


class Explaining(QObject):
    """Explains the pair of images that is compared, when it is asked to.

    Signals
    -------
    said(str), failed(str)
        A notice and a problem.
    busyChanged(bool, str)
        Whether a report is being written.

    Parameters
    ----------
    source : callable
        The command line that was read last, or None.
    ask_log, ask_folder : callable
        Ask for the file of a log, and for a folder; None when the user thought better.
    """

    said = Signal(str)
    failed = Signal(str)
    busyChanged = Signal(bool, str)

    def __init__(
        self,
        document: Document,
        live: LiveRendering,
        inspector: CompareInspector,
        actions: Actions,
        source: Callable[[], CommandSource | None],
        ask_log: AskPath,
        ask_folder: AskPath,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = live
        self._source = source
        self._inspector = inspector
        self._actions = actions
        self._ask_log = ask_log
        self._ask_folder = ask_folder
        self._diagnosing = Diagnosing(self)
        self._reporting = Reporting(self)
        self._other: OtherImage | None = None
        self._diagnosis: Diagnosis | None = None
        self._comparison: Comparison | None = None
        self._asked: Model | None = None
        self._log_text = ""
        self._connect()
        self._show_possible()

    def take(self, other: OtherImage | None) -> None:
        """Explain another image from now on, or none."""
        self._other = other
        self.forget()

    def take_comparison(self, comparison: Comparison) -> None:
        """Note the numbers of the exact image of the model."""
        self._comparison = comparison
        self._show_log()

    def forget(self) -> None:
        """What is known is about an earlier model, or another image."""
        self._diagnosis = None
        self._comparison = None
        self._diagnosing.stop()
        self._inspector.why.show_question()
        self._show_possible()
        self._show_log()

    def explain(self) -> None:
        """Find out why the other image differs from the model's."""
        if self._other is not None:
            self._inspector.pages.setCurrentWidget(self._inspector.why)
            model = self._model()
            self._asked = model
            self._diagnosing.start(model, self._other)

    def read_log(self, text: str, name: str = "the clipboard") -> None:
        """Set the numbers of a log beside the model's."""
        try:
            parse_log(text, name)
        except EngineError as error:
            self._inspector.log.say(sentence(error))
            return
        self._log_text = text
        self._show_log()

    def close(self) -> None:
        """Stop, and return when all work has ended."""
        self._diagnosing.close()
        self._reporting.close()

    def _connect(self) -> None:
        why, log = self._inspector.why, self._inspector.log
        self._actions.connect_to("explain", self.explain)
        self._actions.connect_to("report", self._write_report)
        why.explainWanted.connect(self.explain)
        why.stopWanted.connect(self._diagnosing.stop)
        why.adoptWanted.connect(self._adopt)
        why.reportWanted.connect(self._write_report)
        log.logGiven.connect(self.read_log)
        log.logWanted.connect(self._open_log)
        self._diagnosing.found.connect(self._show)
        self._diagnosing.failed.connect(why.show_problem)
        self._diagnosing.busyChanged.connect(why.show_busy)
        self._diagnosing.progressed.connect(why.show_progress)
        self._reporting.written.connect(
            lambda page: self.said.emit(f"The report is written: {page}")
        )
        self._reporting.failed.connect(self.failed)
        self._reporting.busyChanged.connect(
            lambda busy: self.busyChanged.emit(busy, "report")
        )

    def _show(self, diagnosis: Diagnosis) -> None:
        self._diagnosis = diagnosis
        other = self._other
        self._inspector.why.show_diagnosis(
            diagnosis,
            changes_model=diagnosis.experiment != self._document.experiment,
            has_file=other is not None and other.path is not None,
        )
        self._show_possible()

    def _show_possible(self) -> None:
        """Offer in the menu what there is to explain and to report."""
        other = self._other
        has_file = other is not None and other.path is not None
        self._actions["explain"].setEnabled(other is not None)
        self._actions["report"].setEnabled(has_file and self._diagnosis is not None)

    def _model(self) -> Model:
        """The model, how it is rendered, and the words that it came from if it did."""
        experiment, source = self._document.experiment, self._source()
        return Model(
            experiment=experiment,
            options=self._live.options.for_exact(),
            source=source if source is not None and source.gives(experiment) else None,
        )

    def _adopt(self) -> None:
        if self._diagnosis is not None:
            causes = ", ".join(cause.name for cause in self._diagnosis.causes)
            self._document.replace_all(self._diagnosis.experiment, f"Adopt {causes}")

    def _write_report(self) -> None:
        diagnosis, other, asked = self._diagnosis, self._other, self._asked
        if diagnosis is None or other is None or asked is None:
            return
        folder = self._ask_folder()
        if folder is not None:
            log = self._log_rows()
            self._reporting.write(folder, asked, other, diagnosis, log)

    def _open_log(self) -> None:
        path = self._ask_log()
        if path is None:
            return
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            self._inspector.log.say(f"{path}: {error.strerror}.")
            return
        self.read_log(text, path.name)

    def _log_rows(self) -> tuple[LogRow, ...]:
        if not self._log_text:
            return ()
        numbers = None if self._comparison is None else self._comparison.simulated
        return compare_log(
            parse_log(self._log_text),
            self._document.experiment,
            maximum=None if numbers is None else numbers.maximum,
            mean=None if numbers is None else numbers.mean,
        )

    def _show_log(self) -> None:
        if not self._log_text:
            return
        try:
            self._inspector.log.show_rows(self._log_rows())
        except EngineError as error:
            self._inspector.log.say(sentence(error))
