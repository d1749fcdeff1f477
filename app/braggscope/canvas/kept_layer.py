"""A transparent layer over the picture that is painted once and then kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget


class KeptLayer:
    """Keeps what was painted for as long as nothing that it was painted for changes."""

    def __init__(self) -> None:
        self._layer = QImage()
        self._key: Hashable = None

    def is_for(self, key: Hashable, widget: QWidget) -> bool:
        """Whether this was painted for the same key and the same look of the widget."""
        return self._key == _with_look(key, widget)

    def paint(
        self,
        key: Hashable,
        widget: QWidget,
        size: QSizeF,
        draw: Callable[[QPainter], None],
    ) -> None:
        """Paint the layer anew.

        Parameters
        ----------
        key : hashable
            What decides its content, besides the look of the widget.
        widget : QWidget
        size : QSizeF
            Logical pixels.
        draw : callable
            Gets a painter with the widget's font, in logical pixels from the corner.
        """
        ratio = widget.devicePixelRatioF()
        device_size = (size * ratio).toSize()
        if self._layer.size() != device_size:
            kind = QImage.Format.Format_ARGB32_Premultiplied
            self._layer = QImage(device_size, kind)
        self._layer.setDevicePixelRatio(ratio)
        self._layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._layer)
        painter.setFont(widget.font())
        draw(painter)
        painter.end()
        self._key = _with_look(key, widget)

    def show(self, painter: QPainter, corner: QPointF) -> None:
        """Blit the layer."""
        painter.drawImage(corner, self._layer)


def _with_look(key: Hashable, widget: QWidget) -> Hashable:
    look = widget.palette().cacheKey(), widget.font().key()
    return key, widget.devicePixelRatioF(), look
