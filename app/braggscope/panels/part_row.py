"""A row for what comes from a file: its name, Load… and Clear."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from braggscope.fields import Part, sentence
from braggscope_engine import EngineError, Experiment, InvalidParameterError

from .form_context import FormContext
from .form_row import FormRow
from .look import GAP, MutedLabel, SlimButton, no_margins

__all__ = ["PartRow"]


class PartRow(FormRow):
    """Shows where a part of the experiment came from; loads and clears it."""

    def __init__(self, part: Part, context: FormContext) -> None:
        super().__init__((), context)
        self._part = part
        self._label = QLabel(part.label)
        self._name = _ElidedLabel()
        self._load_button = SlimButton("Load…")
        self._clear_button = SlimButton("Clear")
        self._load_button.clicked.connect(self._ask)
        self._clear_button.clicked.connect(self.clear)
        line = QHBoxLayout()
        no_margins(line, spacing=GAP)
        line.addWidget(self._label)
        line.addWidget(self._name, 1)
        for button, verb in (
            (self._load_button, "Load"),
            (self._clear_button, "Clear"),
        ):
            button.setAccessibleName(f"{verb} {part.name}")
            line.addWidget(button)
        self._layout.addLayout(line)
        words = (
            f"<b>{escape(part.label)}</b><br>{escape(part.help)}<br>"
            f"nanoBragg: {escape(part.option)}"
        )
        self._label.setToolTip(words)
        self._load_button.setToolTip(words)
        self._clear_button.setToolTip(f"Go on without this {escape(part.name)}.")

    def shows(self, path: str) -> bool:
        """Whether an error about this path belongs here."""
        return path == self._part.path or path.startswith(f"{self._part.path}.")

    def changes(self, experiment: Experiment) -> list[str]:
        """Name what is not at its default here."""
        if not self._part.is_given(experiment):
            return []
        return [f"{self._part.label}: {self._part.describe(experiment)}"]

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        given = self._part.is_given(experiment)
        text = self._part.describe(experiment) if given else self._part.absent
        self._name.set_full_text(text, muted=not given)
        self._clear_button.setEnabled(given)
        super().show_experiment(experiment)

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._load_button
        yield self._clear_button

    def load(self, path: str) -> None:
        """Read the part from a file; a file that does not hold it changes nothing."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            changed = self._part.load(self._context.experiment, Path(path))
        except InvalidParameterError as error:
            self.set_problem(self, sentence(error, self._part.path))
        except EngineError as error:
            self.set_problem(self, str(error))
        else:
            self.set_problem(self, "")
            text = f"Load {self._part.name} from {Path(path).name}"
            self._context.edit(changed, text)
        finally:
            QGuiApplication.restoreOverrideCursor()

    def clear(self) -> None:
        """Go on without the part, where the rest allows it."""
        values = self._context.in_force.values
        try:
            changed = self._part.clear(self._context.experiment, values)
        except InvalidParameterError as error:
            self.set_problem(self, sentence(error, self._part.path))
        else:
            self.set_problem(self, "")
            self._context.edit(changed, f"Clear {self._part.name}")

    def _ask(self) -> None:
        dialog = QFileDialog(self, f"Load {self._part.name}", "", self._part.filters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.load)
        dialog.open()


class _ElidedLabel(MutedLabel):
    """A text that is cut in the middle where room is short, and whole as a tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._full = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_full_text(self, text: str, *, muted: bool) -> None:
        self.set_muted(muted)
        self._full = text
        self.setToolTip(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(
            self.fontMetrics().elidedText(
                self._full, Qt.TextElideMode.ElideMiddle, max(0, self.width())
            )
        )
