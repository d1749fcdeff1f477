"""The level bar: a histogram of the image with the two levels as handles."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from braggscope.canvas.level_axis import LevelAxis, axis_for, histogram, tick_text
from braggscope.canvas.level_bar_painter import BarContent, BarLayout, paint_bar
from braggscope.canvas.shown_image import ShownImage

Handle = Literal["low", "high", "both"]

_GRAB_DISTANCE = 7.0
_KEY_STEP = 0.01
_COARSE = 10
# A new image is counted so long after it came.
_LAG_MS = 60
# The handles never meet: the levels stay distinct.
_CLOSEST = 1e-3


class LevelBar(QWidget):
    """Shows how a canvas' intensities are spread, and moves its levels.

    Drag a handle to move one level, drag between them to shift both, double click to
    fit. With the keyboard: Tab goes from the low to the high level, the arrow keys move
    the level that is selected, with Shift in large steps.

    Parameters
    ----------
    shown : ShownImage
        Whose levels are shown and set.
    orientation : Qt.Orientation
        Intensity to the right, or upwards.
    """

    def __init__(
        self,
        shown: ShownImage,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self._orientation = orientation
        self._axis: LevelAxis | None = None
        self._counts: NDArray[np.intp] | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LAG_MS)
        self._later.timeout.connect(self._take_image)
        self._selected: Handle = "low"
        self._dragged: Handle | None = None
        self._dragged_from = (0.0, 0.0, 0.0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Intensity levels")
        self.setToolTip(
            "Intensities shown, from the low to the high handle. Drag a handle, or "
            "between them to shift both; double click fits them to the image."
        )
        policy = (QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        is_wide = orientation == Qt.Orientation.Horizontal
        self.setSizePolicy(*(policy if is_wide else policy[::-1]))
        shown.image_changed.connect(self._on_image_changed)
        shown.appearance_changed.connect(self._on_appearance_changed)
        shown.levels_changed.connect(self._on_levels_changed)
        shown.levels_fitted.connect(self._on_appearance_changed)
        self._describe()

    @property
    def selected(self) -> Handle:
        """The handle that the keyboard moves."""
        return self._selected

    def sizeHint(self) -> QSize:
        """Prefer a strip as thick as its texts need."""
        thickness = BarLayout.thickness(self._orientation, self.font())
        if self._orientation == Qt.Orientation.Horizontal:
            return QSize(280, thickness)
        return QSize(thickness, 280)

    def minimumSizeHint(self) -> QSize:
        """Stay usable when short."""
        return self.sizeHint().boundedTo(QSize(140, 140))

    # What is shown

    def _on_image_changed(self) -> None:
        # The picture comes first: to count all pixels takes as long as to paint them.
        if not self._later.isActive():
            self._later.start()

    def _take_image(self) -> None:
        self._later.stop()
        self._counts = None
        self.update()

    def _on_appearance_changed(self) -> None:
        self._axis = self._counts = None
        self._describe()
        self.update()

    def _on_levels_changed(self) -> None:
        if self._dragged is None and not self._holds_levels():
            self._axis = self._counts = None
        self._describe()
        self.update()

    def _holds_levels(self) -> bool:
        if self._axis is None:
            return False
        axis = self._axis
        return all(
            -0.01 <= axis.fraction(level) <= 1.01 for level in self._shown.levels()
        )

    def axis(self) -> LevelAxis:
        """The intensity axis: grows with the images, and starts afresh on a fit."""
        if self._later.isActive():
            self._take_image()
        return self._shown_axis()

    def _shown_axis(self) -> LevelAxis:
        if self._axis is None or self._counts is None:
            held, image = self._axis, self._shown.image
            wanted = axis_for(
                image,
                self._shown.shown_scale,
                *self._shown.levels(),
                exact=held is None,
            )
            if held is not None:
                wanted = held.joined(wanted)
            self._axis = wanted
            self._counts = (
                np.zeros(1, np.intp) if image is None else histogram(image, wanted)
            )
        return self._axis

    def _fractions(self) -> tuple[float, float]:
        low, high = (
            self._shown_axis().fraction(level) for level in self._shown.levels()
        )
        return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))

    def _layout(self) -> BarLayout:
        return BarLayout(self._orientation, self.size(), self.font())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the histogram, the colours, the handles and the ticks."""
        axis = self._shown_axis()
        painter = QPainter(self)
        content = BarContent(
            axis=axis,
            counts=self._counts if self._counts is not None else np.zeros(1, np.intp),
            low=self._fractions()[0],
            high=self._fractions()[1],
            selected=self._selected if self.hasFocus() else None,
            colour_map=self._shown.colour_map,
        )
        paint_bar(painter, self._layout(), content, self.palette())
        painter.end()

    def _describe(self) -> None:
        low, high = self._shown.levels()
        self.setAccessibleDescription(
            f"Low level {tick_text(low)}, high level {tick_text(high)}; "
            f"{self._selected} level selected. Arrow keys move it."
        )

    # Mouse

    def _handle_at(self, fraction: float) -> Handle | None:
        low, high = self._fractions()
        reach = _GRAB_DISTANCE / self._layout().length
        to_low, to_high = abs(fraction - low), abs(fraction - high)
        if min(to_low, to_high) <= reach:
            # Where both are at hand, the side on which the mouse is decides.
            if to_low == to_high:
                return "low" if fraction < low else "high"
            return "low" if to_low < to_high else "high"
        return "both" if low < fraction < high else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a handle, or of both."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        fraction = self._layout().fraction(event.position())
        self._dragged = self._handle_at(fraction)
        self._dragged_from = (fraction, *self._fractions())
        if self._dragged in ("low", "high"):
            self._select(self._dragged)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; show by the cursor what could be."""
        fraction = self._layout().fraction(event.position())
        if self._dragged is None:
            self._show_cursor(self._handle_at(fraction))
            return
        start, low, high = self._dragged_from
        self._move(self._dragged, low, high, fraction - start)
        self._show_values(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragged = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the levels to the image."""
        self._dragged = None
        self._shown.fit_levels()

    def _show_cursor(self, handle: Handle | None) -> None:
        across = (
            Qt.CursorShape.SplitHCursor
            if self._orientation == Qt.Orientation.Horizontal
            else Qt.CursorShape.SplitVCursor
        )
        shapes = {
            "low": across,
            "high": across,
            "both": Qt.CursorShape.OpenHandCursor,
            None: Qt.CursorShape.ArrowCursor,
        }
        self.setCursor(shapes[handle])

    def _show_values(self, at: QPointF) -> None:
        low, high = self._shown.levels()
        QToolTip.showText(at.toPoint(), f"{tick_text(low)} to {tick_text(high)}", self)

    # Keyboard

    def focusNextPrevChild(self, next: bool) -> bool:
        """Let Tab visit the low level, then the high one, then leave."""
        onward: Handle = "high" if next else "low"
        if self._selected != onward:
            self._select(onward)
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the level on the side from which Tab comes."""
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._select("low")
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._select("high")
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selected level."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
        }
        key = Qt.Key(event.key())
        if key not in steps:
            super().keyPressEvent(event)
            return
        is_coarse = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        step = steps[key] * _KEY_STEP * (_COARSE if is_coarse else 1)
        self._move(self._selected, *self._fractions(), step)

    def _select(self, handle: Handle) -> None:
        self._selected = handle
        self._describe()
        self.update()

    def _move(self, handle: Handle, low: float, high: float, by: float) -> None:
        """Set the levels from where they were, moved by a fraction of the axis."""
        axis = self.axis()
        if handle == "both":
            by = float(np.clip(by, -low, 1 - high))
            self._shown.set_levels(axis.value(low + by), axis.value(high + by))
            return
        old_low, old_high = self._shown.levels()
        if handle == "low":
            moved = float(np.clip(low + by, 0, max(0.0, high - _CLOSEST)))
            new = axis.value(moved), old_high
        else:
            moved = float(np.clip(high + by, min(1.0, low + _CLOSEST), 1))
            new = old_low, axis.value(moved)
        if new[0] < new[1]:
            self._shown.set_levels(*new)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        self.update()
