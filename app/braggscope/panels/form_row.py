"""Rows of a form: each shows one or more fields and one sentence below where needed."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from braggscope.fields import (
    Field,
    Slot,
    full_name,
    is_at_default,
    label,
    note,
    tooltip,
)
from braggscope_engine import Experiment

from .form_context import FormContext
from .look import GAP, MutedLabel, error_colour, muted_colour, no_margins
from .number_editor import NumberEditor
from .quantity_edit import QuantityEdit
from .scrub_label import ScrubLabel

__all__ = ["FormRow", "NumberRow", "NumbersRow"]


class FormRow(QWidget):
    """Shows fields of the experiment; below them why something is wrong or idle.

    Parameters
    ----------
    fields : tuple of Field
    context : FormContext
    """

    def __init__(self, fields: tuple[Field, ...], context: FormContext) -> None:
        super().__init__()
        self._fields = fields
        self._context = context
        self._problems: dict[object, str] = {}
        self._note = ""
        self._message: QLabel | None = None
        self._layout = QVBoxLayout(self)
        no_margins(self._layout, spacing=2)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are shown here."""
        return self._fields

    @property
    def message(self) -> str:
        """The sentence below the fields, empty where there is none."""
        return next(iter(self._problems.values()), self._note)

    @property
    def is_in_error(self) -> bool:
        """Whether something in this row is wrong."""
        return bool(self._problems)

    def shows(self, path: str) -> bool:
        """Whether an error about this path belongs here."""
        return any(
            path == field.path or path.startswith((f"{field.path}.", f"{field.path}["))
            for field in self._fields
        )

    def changes(self, experiment: Experiment) -> list[str]:
        """Name what is not at its default here, each with its value."""
        return [
            f"{full_name(field, experiment)}: {field.text(field.read(experiment))}"
            for field in self._fields
            if not is_at_default(field, experiment)
        ]

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the fields and the note that goes with them."""
        values = self._context.in_force.values
        notes = (note(field.path, experiment, values) for field in self._fields)
        self._note = next((text for text in notes if text), "")
        self._show_message()

    def set_problem(self, source: object, problem: str) -> None:
        """Mark this row as wrong for one reason, or take that mark away."""
        if problem == self._problems.get(source, ""):
            return
        if problem:
            self._problems[source] = problem
        else:
            del self._problems[source]
        self._show_message()
        self.mark(bool(self._problems))

    def mark(self, in_error: bool) -> None:
        """Draw the editors of this row as wrong, or as right."""

    def label_widget(self) -> QWidget | None:
        """Return the label that stands in the column of labels."""
        return None

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield from ()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._message is not None:
            self._colour_message(self._message)

    def _show_message(self) -> None:
        text = self.message
        if self._message is None:
            if not text:
                return
            self._message = self._new_message()
        sign = "⚠ " if self._problems else ""
        if self._message.text() != sign + text:
            self._message.setText(sign + text)
            self._colour_message(self._message)
        self._message.setVisible(bool(text))

    def _new_message(self) -> QLabel:
        message = QLabel(self)
        message.setWordWrap(True)
        message.setTextFormat(Qt.TextFormat.PlainText)
        message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = message.font()
        font.setPointSizeF(font.pointSizeF() * 0.92)
        message.setFont(font)
        message.setContentsMargins(0, 0, 0, GAP)
        self._layout.addWidget(message)
        return message

    def _colour_message(self, message: QLabel) -> None:
        own = self.palette()
        colour = error_colour(own) if self._problems else muted_colour(own)
        palette = message.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            message.setPalette(palette)


class NumberRow(FormRow):
    """One number beside its label."""

    def __init__(self, field: Field, context: FormContext) -> None:
        super().__init__((field,), context)
        self._label = ScrubLabel("")
        self._editor = NumberEditor(Slot(field), context, QuantityEdit(), self._label)
        self._editor.problemChanged.connect(
            lambda problem: self.set_problem(self._editor, problem)
        )
        line = QHBoxLayout()
        no_margins(line, spacing=GAP * 2)
        line.addWidget(self._label)
        line.addWidget(self._editor.edit, 1)
        self._layout.addLayout(line)
        context.unitChanged.connect(self._show_unit)
        self._editor.show_unit(inside=True)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        self._label.setText(label(self._fields[0], experiment))
        self._editor.show_words(experiment)
        self._editor.show_experiment(experiment)
        super().show_experiment(experiment)

    def mark(self, in_error: bool) -> None:
        """Draw the editors as wrong, or as right."""
        self._editor.edit.mark_error(in_error)

    def label_widget(self) -> QWidget:
        """Return the label that stands in the column of labels."""
        return self._label

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._editor.edit

    def _show_unit(self, path: str) -> None:
        if path == self._fields[0].path:
            self._editor.show_unit(inside=True)
            self._editor.show_experiment(self._context.experiment)


class NumbersRow(FormRow):
    """Two or three numbers below one title, each behind its symbol.

    Parameters
    ----------
    title : str
    slots : tuple of Slot
        Components of one field, or numbers of several.
    """

    def __init__(
        self, title: str, slots: tuple[Slot, ...], context: FormContext
    ) -> None:
        fields = tuple(dict.fromkeys(slot.field for slot in slots))
        super().__init__(fields, context)
        self._title = QLabel(title)
        self._unit = MutedLabel()
        self._head = QHBoxLayout()
        no_margins(self._head)
        self._head.addWidget(self._title)
        self._head.addWidget(self._unit)
        self._head.addStretch(1)
        self._layout.addLayout(self._head)
        line = QHBoxLayout()
        no_margins(line, spacing=GAP)
        self._editors: list[NumberEditor] = []
        for slot in slots:
            handle = ScrubLabel(slot.symbol or slot.field.label)
            editor = NumberEditor(slot, context, QuantityEdit(), handle)
            editor.problemChanged.connect(self._gather_problems)
            line.addWidget(handle)
            line.addWidget(editor.edit, 1)
            self._editors.append(editor)
        self._layout.addLayout(line)
        context.unitChanged.connect(self._show_unit)
        self._show_unit(fields[0].path)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a button at the end of the title's line."""
        self._head.addWidget(widget)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what the experiment holds."""
        for editor in self._editors:
            editor.show_words(experiment)
            editor.show_experiment(experiment)
        if len(self._fields) == 1:
            self._title.setToolTip(tooltip(self._fields[0], experiment))
        super().show_experiment(experiment)

    def mark(self, in_error: bool) -> None:
        """Draw the editors as wrong, or as right."""
        own = [editor for editor in self._editors if editor.problem]
        for editor in self._editors:
            editor.edit.mark_error(in_error and (not own or editor in own))

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        for editor in self._editors:
            yield editor.edit

    def _gather_problems(self) -> None:
        for editor in self._editors:
            self.set_problem(editor, editor.problem)

    def _show_unit(self, path: str) -> None:
        if any(field.path == path for field in self._fields):
            self._unit.setText(self._context.notation(self._fields[0]).unit)
            for editor in self._editors:
                editor.show_unit(inside=False)
                editor.show_experiment(self._context.experiment)
