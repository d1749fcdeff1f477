"""Ties one number of the experiment to its entry and to the label that scrubs it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from braggscope.fields import (
    BY_PATH,
    Slot,
    StepSize,
    Value,
    default_of,
    full_name,
    is_at_default,
    sentence,
    tooltip,
)
from braggscope.quantities import QuantityError, split_triple, units_of
from braggscope_engine import Experiment, InvalidParameterError

from .form_context import FormContext
from .quantity_edit import UNKNOWN, QuantityEdit
from .scrub_label import ScrubLabel

__all__ = ["NumberEditor"]


class NumberEditor(QObject):
    """Shows one number and sends what is typed, stepped or scrubbed.

    Signals
    -------
    problemChanged(sentence)   why the text is not taken over; empty when it is
    """

    problemChanged = Signal(str)

    def __init__(
        self, slot: Slot, context: FormContext, edit: QuantityEdit, handle: ScrubLabel
    ) -> None:
        super().__init__(edit)
        self._slot = slot
        self._context = context
        self._edit = edit
        self._handle = handle
        self._gesture: object | None = None
        self._before_scrub: Experiment | None = None
        self._problem = ""
        handle.setBuddy(edit)
        edit.setObjectName(f"{slot.field.path}.{slot.symbol}".rstrip("."))
        if slot.component is not None:
            edit.accept_three()
        edit.committed.connect(self._read)
        edit.stepped.connect(self._step)
        edit.triplePasted.connect(self._read)
        edit.ended.connect(self._end_gesture)
        edit.restored.connect(self._restored)
        edit.menuOpened.connect(self._fill_menu)
        handle.scrubStarted.connect(self._start_scrub)
        handle.scrubbed.connect(self._scrub)
        handle.scrubEnded.connect(self._end_scrub)

    @property
    def slot(self) -> Slot:
        """The number that is edited."""
        return self._slot

    @property
    def edit(self) -> QuantityEdit:
        """The entry."""
        return self._edit

    @property
    def problem(self) -> str:
        """Why the typed text is not taken over."""
        return self._problem

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the number; a text that was refused stays until the number changes."""
        notation = self._context.notation(self._slot.field)
        value = self._slot.read(experiment)
        before = self._edit.text()
        if value is None:
            self._edit.show_texts("", "", self._placeholder())
        else:
            self._edit.show_texts(notation.rounded(value), notation.exact(value))
        if self._problem and self._edit.text() != before and not self._edit.is_edited:
            self._set_problem("")

    def show_unit(self, *, inside: bool) -> None:
        """Show the unit in force, in the entry or only in its name."""
        unit = self._context.notation(self._slot.field).unit
        self._edit.set_unit(unit if inside else "", in_column=inside)

    def show_words(self, experiment: Experiment) -> None:
        """Show what the number is called in this experiment's convention."""
        words = tooltip(self._slot.field, experiment)
        if self._edit.toolTip() != words:
            name = f"{full_name(self._slot.field, experiment)} {self._slot.symbol}"
            unit = self._slot.field.unit
            self._edit.setAccessibleName(
                f"{name.strip()}, {unit}" if unit else name.strip()
            )
            self._edit.setToolTip(words)
            self._handle.setToolTip(f"{words}<p>Drag to change.</p>")
            self._describe()

    def _placeholder(self) -> str:
        value = self._slot.in_force(self._context.in_force.values)
        if value is None:
            return UNKNOWN
        return f"= {self._context.notation(self._slot.field).rounded(value)}"

    def _read(self, text: str) -> None:
        notation = self._context.notation(self._slot.field)
        try:
            if self._slot.component is not None and split_triple(text) is not None:
                whole = Slot(self._slot.field)
                self._context.write(whole, notation.parse_three(text))
            else:
                self._context.write(self._slot, notation.parse(text))
        except QuantityError as error:
            self._set_problem(str(error))
        except InvalidParameterError as error:
            self._set_problem(sentence(error, self._slot.field.path))
        else:
            self._edit.discard()
            self._set_problem("")

    def _step(self, count: int, size: StepSize) -> None:
        if self._gesture is None:
            self._gesture = object()
        self._move(count, size)

    def _move(self, count: int, size: StepSize) -> None:
        value = self._stepped(count, size)
        try:
            self._context.write(self._slot, value, self._gesture)
        except InvalidParameterError as error:
            self._set_problem(sentence(error, self._slot.field.path))
        else:
            self._set_problem("")
            if self._edit.hasFocus():
                self._edit.selectAll()

    def _stepped(self, count: int, size: StepSize) -> Value:
        value = self._slot.read(self._context.experiment)
        if value is None:
            value = self._slot.in_force(self._context.in_force.values)
        if value is None:
            value = max(0.0, self._slot.field.minimum)
        return self._context.notation(self._slot.field).stepped(value, count, size)

    def _start_scrub(self) -> None:
        self._gesture = object()
        self._before_scrub = self._context.experiment

    def _scrub(self, count: int, size: StepSize) -> None:
        self._move(count, size)

    def _end_scrub(self, kept: bool) -> None:
        if not kept and self._before_scrub is not None:
            self._context.edit(self._before_scrub, "Take back", self._gesture)
        self._before_scrub = None
        self._set_problem("")
        self._end_gesture()

    def _end_gesture(self) -> None:
        self._gesture = None

    def _restored(self) -> None:
        self._set_problem("")
        self._context.mended.emit(self._slot)

    def _set_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self._describe()
            self.problemChanged.emit(problem)

    def _describe(self) -> None:
        self._edit.setAccessibleDescription(self._problem or self._slot.field.help)

    def _fill_menu(self, menu: QMenu) -> None:
        field = self._slot.field
        menu.addSeparator()
        value = self._slot.read(self._context.experiment)
        if value is None:
            value = self._slot.in_force(self._context.in_force.values)
        if value is not None:
            action = menu.addAction("Copy all digits")
            action.triggered.connect(partial(self._copy, field.exact_text(value)))
        self._add_resets(menu)
        units = units_of(field.dimension, field.unit)
        if len(units) > 1:
            shown = self._context.notation(field).unit
            choices = menu.addMenu("Show in")
            for unit in units:
                action = choices.addAction(unit)
                action.setCheckable(True)
                action.setChecked(unit == shown)
                action.triggered.connect(
                    partial(self._context.choose_unit, BY_PATH[field.path], unit)
                )

    def _add_resets(self, menu: QMenu) -> None:
        field, experiment = self._slot.field, self._context.experiment
        if is_at_default(field, experiment) and field.read(experiment) is None:
            return
        if field.optional:
            action = menu.addAction("Leave it out")
            action.triggered.connect(partial(self._reset, None))
        elif not is_at_default(field, experiment):
            default = default_of(field)
            action = menu.addAction(f"Default: {field.text(default)}")
            action.triggered.connect(partial(self._reset, default))

    def _reset(self, value: Value) -> None:
        try:
            self._context.write(Slot(self._slot.field), value)
        except InvalidParameterError as error:
            self._set_problem(sentence(error, self._slot.field.path))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
