"""Rows of choices: one of several words, automatic / on / off, and on / off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from braggscope.fields import Choice, Field, Kind, Slot, full_name, sentence, tooltip
from braggscope_engine import Experiment, InvalidParameterError

from .form_context import FormContext
from .form_row import FormRow
from .look import GAP, no_margins
from .tick_box import TickBox

__all__ = ["CalmComboBox", "ChoiceRow", "FlagRow"]


class CalmComboBox(QComboBox):
    """A combo box that a wheel changes only while it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn through the choices, with the focus only."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # it scrolls the form


class ChoiceRow(FormRow):
    """One of several values, or automatic, on and off."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__((field,), context)
        self._choices = field.choices or (
            Choice(value=None, label="Automatic"),
            Choice(value=True, label="On"),
            Choice(value=False, label="Off"),
        )
        self._label = QLabel(field.label)
        self._box = CalmComboBox()
        self._box.setObjectName(field.path)
        self._label.setBuddy(self._box)
        for number, choice in enumerate(self._choices):
            self._box.addItem(choice.label)
            if choice.help:
                self._box.setItemData(number, choice.help, Qt.ItemDataRole.ToolTipRole)
        self._box.activated.connect(self._send)
        line = QHBoxLayout()
        no_margins(line, spacing=GAP * 2)
        line.addWidget(self._label)
        line.addWidget(self._box, 1)
        self._layout.addLayout(line)
        self._box.setAccessibleName(field.full_name)
        self._box.setAccessibleDescription(field.help)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        field = self._fields[0]
        value = field.read(experiment)
        index = next(i for i, c in enumerate(self._choices) if c.value == value)
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(index)
            if field.kind is Kind.TRISTATE:
                self._box.setItemText(0, self._automatic(field))
        words = tooltip(field, experiment)
        chosen = self._choices[index].help
        self._label.setToolTip(words)
        self._box.setToolTip(f"{words}<p>{chosen}</p>" if chosen else words)
        super().show_experiment(experiment)

    def label_widget(self) -> QWidget:
        """Return the label that stands in the column of labels."""
        return self._label

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._box

    def _automatic(self, field: Field) -> str:
        value = self._context.in_force.values.get(field.path)
        return "Automatic" if value is None else f"Automatic ({field.text(value)})"

    def _send(self, index: int) -> None:
        try:
            self._context.write(Slot(self._fields[0]), self._choices[index].value)
        except InvalidParameterError as error:
            self.show_experiment(self._context.experiment)
            self.set_problem(self, sentence(error, self._fields[0].path))
        else:
            self.set_problem(self, "")


class FlagRow(FormRow):
    """On or off."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__((field,), context)
        self._box = TickBox(field.label)
        self._box.setObjectName(field.path)
        self._box.setAccessibleName(field.full_name)
        self._box.setAccessibleDescription(field.help)
        self._box.clicked.connect(self._send)
        self._layout.addWidget(self._box)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(self._fields[0].read(experiment)))
        self._box.setToolTip(tooltip(self._fields[0], experiment))
        super().show_experiment(experiment)

    def changes(self, experiment: Experiment) -> list[str]:
        """Name what is not at its default here."""
        found = super().changes(experiment)
        name = full_name(self._fields[0], experiment)
        on = self._fields[0].read(experiment)
        return [name if on else f"{name}: off" for _ in found]

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._box

    def _send(self, on: bool) -> None:
        try:
            self._context.write(Slot(self._fields[0]), on)
        except InvalidParameterError as error:
            self.show_experiment(self._context.experiment)
            self.set_problem(self, sentence(error, self._fields[0].path))
        else:
            self.set_problem(self, "")
