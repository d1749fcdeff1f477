"""The picture of the laboratory, under the hand: orbit, zoom, pan, move the panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from ..canvas.overlay_style import draw_label, label_size
from .grabbing import PanelGrip, grip_at
from .projection import Camera, Projection
from .scene import Scene
from .scene_painter import ScenePainter
from .viewpoint import Viewpoint
from .words import WORDS, role_at

_DEGREES_PER_PX = 0.4
_ZOOM_PER_NOTCH = 1.2
_NOTCH = 120.0
_KEY_STEP_DEG = 5.0
_KEYS = {
    Qt.Key.Key_Left: (-_KEY_STEP_DEG, 0.0),
    Qt.Key.Key_Right: (_KEY_STEP_DEG, 0.0),
    Qt.Key.Key_Up: (0.0, _KEY_STEP_DEG),
    Qt.Key.Key_Down: (0.0, -_KEY_STEP_DEG),
}
_KEY_ZOOMS = {
    Qt.Key.Key_Plus: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Equal: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Minus: 1 / _ZOOM_PER_NOTCH,
}


class LaboratoryView(QWidget):
    """Shows a scene in perspective.

    A drag orbits; with the middle or right button it moves the picture; at pix0 or at
    the panel's edge it moves the panel, within its plane or, with Shift, along its
    normal. The wheel zooms, a double click shows the named view again.

    Signals
    -------
    panel_moved(object)
        pix0 (3,), mm, where the hand has the panel now.
    panel_released(), panel_cancelled()
        The hand let go; Escape was pressed before it did.
    """

    panel_moved = Signal(object)
    panel_released = Signal()
    panel_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._viewpoint = Viewpoint()
        self._image: QImage | None = None
        self._grip: PanelGrip | None = None
        self._hovered = False
        self._last: QPointF | None = None
        self._readout = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 140)
        self.setAccessibleName("Laboratory in three dimensions")
        self.setAccessibleDescription(
            "Sample, beam and panel to scale. Arrow keys orbit, plus and minus zoom, "
            "Home shows the whole."
        )

    def sizeHint(self) -> QSize:
        """Prefer about the shape of an inspector."""
        return QSize(380, 380)

    # What is shown

    @property
    def scene(self) -> Scene | None:
        """What is shown."""
        return self._scene

    @property
    def camera(self) -> Camera | None:
        """From where it is seen."""
        return self._viewpoint.camera

    def show_scene(self, scene: Scene) -> None:
        """Show a scene; the camera stays, unless nothing of the panel would be seen."""
        self._scene = scene
        outline, viewpoint = scene.panel.outline, self._viewpoint
        if not viewpoint.sees_any(outline, self.width(), self.height()):
            self._see_whole()
        self.update()

    def show_image(self, image: QImage | None) -> None:
        """Show an image on the panel, or none."""
        self._image = image
        self.update()

    def show_readout(self, text: str) -> None:
        """Say something beside the pointer while the panel is moved."""
        self._readout = text
        self.update()

    def show_view(self, name: str) -> None:
        """See the whole from one of ``NAMED_VIEWS``."""
        self._viewpoint.name = name
        self._see_whole()

    def projection(self) -> Projection | None:
        """How points come onto the screen now."""
        return self._viewpoint.projection(self.width(), self.height())

    def _see_whole(self) -> None:
        if self._scene is not None:
            self._viewpoint.see_whole(self._scene, self.width(), self.height())
            self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scene on the ground of a list."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        view = self.projection()
        if view is None or self._scene is None:
            return
        ScenePainter(
            painter=painter,
            view=view,
            palette=self.palette(),
            image=self._image,
            grabbed=self._hovered or self._grip is not None,
        ).paint(self._scene)
        if self._readout and self._last is not None:
            self._paint_readout(painter, self._last)

    def _paint_readout(self, painter: QPainter, at: QPointF) -> None:
        size = label_size(self._readout, painter.font())
        x = min(at.x() + 14, self.width() - size.width() - 4)
        y = max(at.y() - size.height() - 10, 4.0)
        place = QRectF(QPointF(max(x, 4.0), y), size)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        draw_label(painter, place, self._readout, self.palette(), accent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on showing the whole, if that was shown."""
        super().resizeEvent(event)
        if self._viewpoint.is_whole:
            self._see_whole()

    # Hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the panel, or of the whole picture."""
        event.accept()
        self._last = event.position()
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = self._grip_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held; without a button show what could be."""
        event.accept()
        here = event.position()
        if event.buttons() == Qt.MouseButton.NoButton or self._last is None:
            self._show_grip(self._grip_at(here) is not None)
            return
        step, self._last = here - self._last, here
        if self._grip is not None:
            self._move_panel(here, event.modifiers())
        elif event.buttons() & Qt.MouseButton.LeftButton:
            self._orbit(-_DEGREES_PER_PX * step.x(), _DEGREES_PER_PX * step.y())
        else:
            self._pan(step)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        event.accept()
        self._last = None
        if self._grip is not None:
            self._let_go()
            self.panel_released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the named view again."""
        event.accept()
        self._last = None
        self._see_whole()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        event.accept()
        self._zoom(_ZOOM_PER_NOTCH ** (event.angleDelta().y() / _NOTCH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Orbit, zoom, show the whole; Escape puts a panel in the hand back."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._grip is not None:
            self._let_go()
            self._last = None
            self.panel_cancelled.emit()
        elif key in _KEYS:
            self._orbit(*_KEYS[key])
        elif key in _KEY_ZOOMS:
            self._zoom(_KEY_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self._see_whole()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what is under the pointer when it rests."""
        if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
            return super().event(event)
        text = self.words_at(event.pos().x(), event.pos().y())
        if text:
            QToolTip.showText(event.globalPos(), text, self)
        else:
            QToolTip.hideText()
        return True

    def words_at(self, x: float, y: float) -> str:
        """What is at a screen position, in a sentence; empty where nothing is."""
        view = self.projection()
        if view is None or self._scene is None:
            return ""
        role = role_at(self._scene, view, x, y)
        return WORDS[role] if role is not None else ""

    def leaveEvent(self, event: QEvent) -> None:
        """Show nothing as held."""
        super().leaveEvent(event)
        if self._grip is None:
            self._show_grip(False)

    def _grip_at(self, at: QPointF) -> PanelGrip | None:
        view = self.projection()
        if view is None or self._scene is None:
            return None
        return grip_at(view, self._scene.panel, at.x(), at.y())

    def _show_grip(self, hovered: bool) -> None:
        if hovered != self._hovered:
            self._hovered = hovered
            if hovered:
                self.setCursor(Qt.CursorShape.SizeAllCursor)
            else:
                self.unsetCursor()
            self.update()

    def _move_panel(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        view = self.projection()
        if view is None or self._grip is None:
            return
        is_along = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        pix0 = self._grip.moved_to(view, at.x(), at.y(), along_normal=is_along)
        if pix0 is not None:
            self.panel_moved.emit(pix0)

    def _let_go(self) -> None:
        self._grip = None
        self._readout = ""
        self.update()

    def _orbit(self, right_deg: float, up_deg: float) -> None:
        self._viewpoint.orbit(right_deg, up_deg)
        self.update()

    def _zoom(self, factor: float) -> None:
        self._viewpoint.zoom(factor)
        self.update()

    def _pan(self, step: QPointF) -> None:
        self._viewpoint.pan(step.x(), step.y(), self.width(), self.height())
        self.update()
