"""Find room for labels: the first of several places that covers nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF

_GAP = 2.0


class LabelLayout:
    """Places taken so far in one picture.

    Parameters
    ----------
    area : QRectF
        Labels stay inside; screen pixels.
    """

    def __init__(self, area: QRectF) -> None:
        self._area = area
        self._taken: list[QRectF] = []

    def take(self, place: QRectF) -> None:
        """Keep labels away from a place."""
        self._taken.append(place)

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
        for corner in corners:
            place = QRectF(corner, size)
            if self._area.contains(place) and not self._is_taken(place):
                self._taken.append(place)
                return place
        return None

    def _is_taken(self, place: QRectF) -> bool:
        wide = place.adjusted(-_GAP, -_GAP, _GAP, _GAP)
        return any(wide.intersects(other) for other in self._taken)
