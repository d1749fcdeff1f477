"""A check box whose box can be seen on dark ground as well."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from .look import muted_colour

__all__ = ["TickBox"]


class TickBox(QCheckBox):
    """A check box with an outline that keeps its contrast in every palette."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the outline over that of the style, which may be too faint."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        where = QStyle.SubElement.SE_CheckBoxIndicator
        box = self.style().subElementRect(where, option, self)
        painter = QPainter(self)
        painter.setPen(muted_colour(self.palette()))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
