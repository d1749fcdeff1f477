"""Use a canvas as a hand does, and look at it as an eye does."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from braggscope.canvas.image_canvas import ImageCanvas

Rgb = NDArray[np.uint8]


def surface(canvas: ImageCanvas) -> QWidget:
    """The widget below the mouse."""
    child = canvas.childAt(canvas.rect().center())
    assert child is not None
    return child


def at(canvas: ImageCanvas, fast: float, slow: float) -> QPoint:
    """Screen point in the middle of a pixel that is large on the screen."""
    x, y = canvas.viewport().to_screen(fast, slow)
    return QPoint(int(x), int(y))


def turn_wheel(canvas: ImageCanvas, point: QPoint, notches: int) -> None:
    target = surface(canvas)
    event = QWheelEvent(
        QPointF(point),
        QPointF(target.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def drag(
    canvas: ImageCanvas, start: QPoint, end: QPoint, button: Qt.MouseButton
) -> None:
    target = surface(canvas)
    QTest.mousePress(target, button, pos=start)
    for part in (0.2, 0.6, 1.0):
        point = start + (end - start) * part
        event_position = QPointF(point)
        move = _mouse_move(target, event_position, button)
        QApplication.sendEvent(target, move)
    QTest.mouseRelease(target, button, pos=end)


def _mouse_move(target: QWidget, point: QPointF, button: Qt.MouseButton) -> QEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        point,
        QPointF(target.mapToGlobal(point)),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )


def rgb(image: QImage) -> Rgb:
    """Colours of a picture, shape (height, width, 3)."""
    flat = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(flat.constBits(), np.uint8)
    lines = lines.reshape(flat.height(), flat.bytesPerLine())
    return lines[:, : 3 * flat.width()].reshape(flat.height(), flat.width(), 3).copy()
