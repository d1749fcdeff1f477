"""What part of the detector is on the screen, within limits."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal

from braggscope.canvas.canvas_view import CanvasView
from braggscope.canvas.viewport import Viewport, fit_rect

_ZOOM_PER_NOTCH = 1.25
_KEY_PAN = 0.1

_KEY_ZOOMS = {
    Qt.Key.Key_Plus: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Equal: _ZOOM_PER_NOTCH,
    Qt.Key.Key_Minus: 1 / _ZOOM_PER_NOTCH,
}
_KEY_PANS = {
    Qt.Key.Key_Left: (_KEY_PAN, 0.0),
    Qt.Key.Key_Right: (-_KEY_PAN, 0.0),
    Qt.Key.Key_Up: (0.0, _KEY_PAN),
    Qt.Key.Key_Down: (0.0, -_KEY_PAN),
}


class Navigation(QObject):
    """Moves the view of a canvas; the view box holds the range.

    Signals
    -------
    changed()
        The visible part is another.
    """

    changed = Signal()

    def __init__(self, view: CanvasView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._box = view.view_box
        self._size_px = (1.0, 1.0)
        self._is_fitted = True
        self._viewport: Viewport | None = None
        self._box.sigResized.connect(self._forget_viewport)
        self._box.sigRangeChanged.connect(self._on_range_changed)

    def _forget_viewport(self) -> None:
        self._viewport = None

    def _on_range_changed(self) -> None:
        self._forget_viewport()
        self.changed.emit()

    @property
    def size_px(self) -> tuple[float, float]:
        """Size of the detector (fast, slow)."""
        return self._size_px

    @property
    def is_fitted(self) -> bool:
        """Whether the whole detector is shown, at any size of the canvas."""
        return self._is_fitted

    def set_size(self, size_px: tuple[float, float]) -> None:
        """Take the detector's size; a view of the whole stays one."""
        if size_px != self._size_px:
            self._size_px = size_px
            if self._is_fitted:
                self.fit()

    def viewport(self) -> Viewport:
        """What is on the screen now."""
        # Asked for several times in each paint, and dear to find out.
        if self._viewport is None:
            self._viewport = self._look()
        return self._viewport

    def _look(self) -> Viewport:
        rect, area = self._box.viewRect(), self._box.rect()
        width = max(float(area.width()), 1.0)
        return Viewport(
            left=rect.left(),
            top=rect.top(),
            scale=width / rect.width(),
            width=width,
            height=max(float(area.height()), 1.0),
        )

    def fit(self) -> None:
        """Show the whole detector, and go on doing so at any size of the canvas."""
        self._is_fitted = True
        # The view box keeps its target visible, whatever its own shape becomes.
        self._box.setRange(QRectF(*fit_rect(self._size_px)), padding=0)

    def show_rect(self, rect: QRectF) -> None:
        """Show a rectangle in detector pixels, and what else there is room for."""
        self._is_fitted = False
        self._box.setRange(rect, padding=0)

    def centre_on(self, fast: float, slow: float, scale: float | None) -> None:
        """Put a position in the middle, at a scale in screen pixels per pixel."""
        now = self.viewport()
        then = now if scale is None else self._scaled(now, scale / now.scale, 0, 0)
        self._show(then.centred(fast, slow))

    def zoom(self, notches: float, x: float, y: float) -> None:
        """Zoom at a screen position, closer by a number of steps."""
        self._show(self._scaled(self.viewport(), _ZOOM_PER_NOTCH**notches, x, y))

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by screen pixels."""
        self._show(self.viewport().panned(dx, dy))

    def press(self, key: int) -> bool:
        """Zoom with plus and minus, pan with the arrows, fit with Home.

        Returns
        -------
        bool
            Whether the key meant something.
        """
        now = self.viewport()
        known = Qt.Key(key)
        if known in _KEY_ZOOMS:
            factor = _KEY_ZOOMS[known]
            self._show(self._scaled(now, factor, now.width / 2, now.height / 2))
        elif known in _KEY_PANS:
            right, down = _KEY_PANS[known]
            self.pan(right * now.width, down * now.height)
        elif known == Qt.Key.Key_Home:
            self.fit()
        else:
            return False
        return True

    def _scaled(self, now: Viewport, factor: float, x: float, y: float) -> Viewport:
        smallest, largest = now.scale_limits(self._size_px)
        allowed = min(max(now.scale * factor, smallest), largest)
        return now.zoomed(allowed / now.scale, x, y)

    def _show(self, viewport: Viewport) -> None:
        self.show_rect(QRectF(*viewport.within_reach(self._size_px).visible))
