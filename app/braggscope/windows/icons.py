"""Icons of the tool bar: line drawings in the text colour of the palette.

Drawn when they are painted, so that they follow a change between light and dark and
are sharp on every screen.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer

_DRAWINGS = {
    "open": '<path d="M3 18.5V6a1 1 0 0 1 1-1h5l2 2.5h7.5a1 1 0 0 1 1 1V10"/>'
    '<path d="M3 18.5 6 10.5h15.5l-3 8z"/>',
    "paste": '<path d="M9 5H6.5a1 1 0 0 0-1 1v13.5a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V6'
    'a1 1 0 0 0-1-1H15"/><rect x="9" y="3.5" width="6" height="3.5" rx="1"/>'
    '<path d="m9 12 2.5 2.25L9 16.5M13.5 16.5h2.5"/>',
    "save": '<path d="M12 3.5v11M7.5 10.5 12 15l4.5-4.5M4 17v2.5a1 1 0 0 0 1 1h14'
    'a1 1 0 0 0 1-1V17"/>',
    "undo": '<path d="M4 9h10.5a5 5 0 0 1 0 10H9"/><path d="M8 4.5 3.5 9 8 13.5"/>',
    "redo": '<path d="M20 9H9.5a5 5 0 0 0 0 10H15"/><path d="M16 4.5 20.5 9 16 13.5"/>',
    "levels": '<path d="M3.5 20.5h17M5.5 17v-4M9 17V6.5M12.5 17v-8M16 17v-5'
    'M19 17v-2"/>',
    "fit": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>'
    '<rect x="8.5" y="8.5" width="7" height="7"/>',
    "beam": '<path d="M12 3v6.5M12 14.5V21M3 12h6.5M14.5 12H21"/>'
    '<circle cx="12" cy="12" r="1"/>',
    "foot": '<circle cx="12" cy="12" r="7.5"/><path d="M12 12v-7.5M12 12h4"/>',
    "rings": '<circle cx="12" cy="12" r="1"/><circle cx="12" cy="12" r="4.5"/>'
    '<circle cx="12" cy="12" r="8.5"/>',
    "peaks": '<rect x="4" y="4" width="7" height="7"/><rect x="14" y="13" width="6" '
    'height="6"/><circle cx="7.5" cy="7.5" r=".6"/><circle cx="17" cy="16" r=".6"/>',
    "forms": '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/>'
    '<path d="M9.5 4.5v15M5.5 8h2M5.5 11h2M5.5 14h2"/>',
    "inspectors": '<rect x="3.5" y="4.5" width="17" height="15" rx="1.5"/>'
    '<path d="M14.5 4.5v15M16.5 8h2M16.5 11h2M16.5 14h2"/>',
    "full": '<path d="M14 4h6v6M20 4l-6.5 6.5M10 20H4v-6M4 20l6.5-6.5"/>',
    "close": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "warning": '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17v.2"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.2"/>',
}

ICON_NAMES = tuple(_DRAWINGS)

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
    'stroke="{colour}" stroke-opacity="{opacity}" stroke-width="1.6" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</svg>'
)


class _LineIcon(QIconEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        disabled = mode == QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        colour = QGuiApplication.palette().color(group, QPalette.ColorRole.WindowText)
        text = _SVG.format(
            colour=colour.name(),
            opacity=colour.alphaF(),
            drawing=_DRAWINGS[self._name],
        )
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name)


def icon(name: str) -> QIcon:
    """Icon of this name, one of ICON_NAMES."""
    if name not in _DRAWINGS:
        raise KeyError(f"no icon is called {name!r}")
    return QIcon(_LineIcon(name))
