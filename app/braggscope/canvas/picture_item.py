"""The image on the screen: reduced to screen pixels, then to 8-bit colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from braggscope.canvas.colour_maps import ColourMap
from braggscope.canvas.reduction import (
    Cells,
    ReducedView,
    reduce_view,
    remapped,
    screen_cells,
)
from braggscope.canvas.screen_item import ScreenItem
from braggscope.canvas.transform import FloatArray, Scale, colour_index
from braggscope.canvas.viewport import Viewport

_ViewKey = tuple[Viewport, float]
_CellsKey = tuple[Viewport, float, tuple[float, float]]


class PictureItem(ScreenItem):
    """Shows the visible part of an image, one colour per screen pixel.

    Each stage is computed in ``paint``, only when something it depends on has changed:
    the reduction on image and view, the indices on levels and scale, the picture on the
    colour map. However many changes arrive between two paints, each runs once, and a
    hidden canvas computes nothing.
    """

    def __init__(self, view_box: Any, viewport: Callable[[], Viewport]) -> None:
        super().__init__(view_box, viewport, z_value=-10)
        self._image: FloatArray | None = None
        self._edges: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
        self._binning = 1
        self._size_px = (0.0, 0.0)
        self._scale = Scale()
        self._levels = (0.0, 1.0)
        self._map: ColourMap | None = None
        self._view_key: _ViewKey | None = None
        self._cells: tuple[_CellsKey, tuple[Cells, Cells]] | None = None
        self._reduced: ReducedView | None = None
        self._indices: NDArray[np.uint8] | None = None
        self._picture: QImage | None = None

    def show_image(
        self, image: FloatArray, binning: int, size_px: tuple[float, float]
    ) -> None:
        """Show another image.

        Parameters
        ----------
        image : ndarray, shape (slow, fast)
        binning : int
            Detector pixels per image pixel.
        size_px : (fast, slow)
            Size of the detector: what reaches beyond it is not painted.
        """
        self._image, self._edges = image, None
        self._binning = binning
        self._size_px = size_px
        self._drop_reduced()

    def show_cells(
        self,
        values: FloatArray,
        slow_edges: NDArray[np.intp],
        fast_edges: NDArray[np.intp],
        size_px: tuple[float, float],
    ) -> None:
        """Show an image that has been reduced to screen pixels elsewhere.

        Parameters
        ----------
        values : ndarray, shape (slow cells, fast cells)
        slow_edges, fast_edges : ndarray of int
            Detector pixels of the cells; see ``Cells``.
        size_px : (fast, slow)
            Size of the detector.
        """
        self._image, self._edges = values, (slow_edges, fast_edges)
        self._binning, self._size_px = 1, size_px
        self._drop_reduced()

    def screen_cells(
        self, viewport: Viewport, ratio: float, size_px: tuple[float, float]
    ) -> tuple[Cells, Cells]:
        """Cells along slow and fast that a view has of a detector (fast, slow)."""
        key = (viewport, ratio, size_px)
        if self._cells is not None and self._cells[0] == key:
            return self._cells[1]
        device = viewport.scale * ratio
        slow = screen_cells(
            int(size_px[1]),
            scale=device,
            offset=-viewport.top * device,
            extent=round(viewport.height * ratio),
        )
        fast = screen_cells(
            int(size_px[0]),
            scale=device,
            offset=-viewport.left * device,
            extent=round(viewport.width * ratio),
        )
        self._cells = key, (slow, fast)
        return slow, fast

    def show_levels(self, scale: Scale, low: float, high: float) -> None:
        """Show the same image with other levels or another scale."""
        if (scale, (low, high)) == (self._scale, self._levels):
            return
        self._scale, self._levels = scale, (low, high)
        self._indices = self._picture = None
        self.update()

    def show_colours(self, colour_map: ColourMap) -> None:
        """Show the same image in other colours."""
        previous, self._map = self._map, colour_map
        self._picture = None
        if previous is None or previous.diverging != colour_map.diverging:
            self._drop_reduced()
        self.update()

    def _drop_reduced(self) -> None:
        self._reduced = self._indices = self._picture = None
        self.update()

    def paint_screen(
        self, painter: QPainter, viewport: Viewport, widget: QWidget | None
    ) -> None:
        """Blit the picture, one of its pixels to each device pixel."""
        if self._image is None or self._map is None:
            return
        ratio = widget.devicePixelRatioF() if widget is not None else 1.0
        if self._view_key != (viewport, ratio):
            self._view_key = (viewport, ratio)
            self._reduced = self._indices = self._picture = None
        picture, reduced = self._current(self._image, self._map, viewport, ratio)
        if picture is None:
            return
        position = QPointF(reduced.fast.origin / ratio, reduced.slow.origin / ratio)
        size = QPointF(picture.width() / ratio, picture.height() / ratio)
        source = QRectF(0, 0, picture.width(), picture.height())
        if self._binning > 1:
            corner = QPointF(*viewport.to_screen(0, 0))
            opposite = QPointF(*viewport.to_screen(*self._size_px))
            painter.setClipRect(QRectF(corner, opposite))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(position, position + size), picture, source)

    def _current(
        self, image: FloatArray, colours: ColourMap, viewport: Viewport, ratio: float
    ) -> tuple[QImage | None, ReducedView]:
        if self._reduced is None:
            self._reduced = self._reduce(image, colours, viewport, ratio)
        reduced = self._reduced
        if reduced.slow.n_screen == 0 or reduced.fast.n_screen == 0:
            return None, reduced
        if self._indices is None:
            index = colour_index(reduced.values, self._scale, *self._levels)
            self._indices = reduced.on_screen(index)
        if self._picture is None:
            self._picture = coloured(self._indices, colours)
        return self._picture, reduced

    def _reduce(
        self, image: FloatArray, colours: ColourMap, viewport: Viewport, ratio: float
    ) -> ReducedView:
        if self._edges is not None:
            cells = self.screen_cells(viewport, ratio, self._size_px)
            return remapped(image, *self._edges, *cells)
        n_slow, n_fast = image.shape
        moved = replace(
            viewport,
            left=viewport.left / self._binning,
            top=viewport.top / self._binning,
            scale=viewport.scale * self._binning,
        )
        slow, fast = self.screen_cells(moved, ratio, (n_fast, n_slow))
        return reduce_view(image, slow, fast, extreme=colours.diverging)


def coloured(indices: NDArray[np.uint8], colour_map: ColourMap) -> QImage:
    """Picture of colour indices, ready to be blitted.

    Parameters
    ----------
    indices : ndarray of uint8, shape (height, width), C-contiguous
    colour_map : ColourMap
    """
    height, width = indices.shape
    # The conversion copies, so the array need not outlive the picture.
    indexed = QImage(indices.data, width, height, width, QImage.Format.Format_Indexed8)
    indexed.setColorTable(colour_map.argb_table())
    return indexed.convertToFormat(QImage.Format.Format_RGB32)
