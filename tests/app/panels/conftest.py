"""A form on a small model, shown and ready for keys and mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from braggscope.document import Document
from braggscope.panels import FormStack
from braggscope.panels.quantity_edit import QuantityEdit
from braggscope.settings import SettingsStore
from braggscope_engine import Crystal, Experiment, UnitCell


@pytest.fixture
def experiment() -> Experiment:
    crystal = Crystal(cell=UnitCell(a=70.0, b=80.0, c=90.0), default_F=100.0)
    return Experiment(crystal=crystal)


@pytest.fixture
def document(qtbot, experiment) -> Document:
    return Document(experiment)


@pytest.fixture
def stack(qtbot, document) -> FormStack:
    stack = FormStack(document, SettingsStore())
    qtbot.addWidget(stack)
    stack.resize(360, 700)
    stack.show()
    stack.activateWindow()
    qtbot.waitUntil(stack.isActiveWindow)
    for section in stack.sections.values():
        section.set_open(True)
    return stack


@pytest.fixture
def entry(stack) -> Callable[[str], QuantityEdit]:
    def find(path: str) -> QuantityEdit:
        found = stack.findChild(QLineEdit, path)
        assert isinstance(found, QuantityEdit), path
        return found

    return find


@pytest.fixture
def type_into(entry) -> Callable[..., QuantityEdit]:
    def write(path: str, text: str, *, enter: bool = True) -> QuantityEdit:
        field = entry(path)
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClicks(field, text)
        if enter:
            QTest.keyClick(field, Qt.Key.Key_Return)
        return field

    return write


@pytest.fixture
def drag(stack) -> Callable[..., None]:
    """Drag a label by some pixels, a few at a time."""

    def scrub(
        label,
        pixels: int,
        *,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        release: bool = True,
        at_once: int = 4,
    ) -> None:
        start = label.rect().center()
        QTest.mousePress(label, Qt.MouseButton.LeftButton, modifiers, start)
        step = at_once if pixels > 0 else -at_once
        for moved in range(step, pixels + step, step):
            move_mouse(label, start + QPoint(moved, 0), modifiers)
        if release:
            end = start + QPoint(pixels, 0)
            QTest.mouseRelease(label, Qt.MouseButton.LeftButton, modifiers, end)

    return scrub


def move_mouse(widget, position: QPoint, modifiers: Qt.KeyboardModifier) -> None:
    """Move with the left button down; QTest cannot hold a button and a modifier."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(position),
        QPointF(widget.mapToGlobal(position)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifiers,
    )
    QApplication.sendEvent(widget, event)
