"""Find room for labels: the first of several places that covers nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF

_GAP = 2.0

_Sides = tuple[float, float, float, float]


class LabelLayout:
    """Places taken so far in one picture.

    Plain numbers: hundreds of labels ask some places each, for every picture of a drag.

    Parameters
    ----------
    area : QRectF
        Labels stay inside; screen pixels.
    """

    def __init__(self, area: QRectF) -> None:
        self._area = _sides(area)
        self._taken: list[_Sides] = []

    def take(self, place: QRectF) -> None:
        """Keep labels away from a place."""
        self._taken.append(_sides(place))

    def place(self, size: QSizeF, corners: Iterable[QPointF]) -> QRectF | None:
        """Take the first place that is free.

        Parameters
        ----------
        size : QSizeF
            Of the label.
        corners : iterable of QPointF
            Upper left corners to try, the best first.

        Returns
        -------
        QRectF or None
            None if there is no room.
        """
        width, height = size.width(), size.height()
        area_left, area_top, area_right, area_bottom = self._area
        for corner in corners:
            left, top = corner.x(), corner.y()
            right, bottom = left + width, top + height
            if (
                left >= area_left
                and top >= area_top
                and right <= area_right
                and bottom <= area_bottom
                and not self._is_taken(left, top, right, bottom)
            ):
                self._taken.append((left, top, right, bottom))
                return QRectF(corner, size)
        return None

    def _is_taken(self, left: float, top: float, right: float, bottom: float) -> bool:
        left, top, right, bottom = left - _GAP, top - _GAP, right + _GAP, bottom + _GAP
        for other in self._taken:
            if (
                other[0] < right
                and other[2] > left
                and other[1] < bottom
                and other[3] > top
            ):
                return True
        return False


def _sides(place: QRectF) -> _Sides:
    return place.left(), place.top(), place.right(), place.bottom()
