"""What fills a canvas: an image or a view of two, its levels and its colours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from braggscope.canvas.canvas_view import CanvasView
from braggscope.canvas.colour_maps import DEFAULT_COLOUR_MAP, ColourMap, colour_map
from braggscope.canvas.display_levels import Content, DisplayLevels
from braggscope.canvas.pair import PairView
from braggscope.canvas.pair_display import PairDisplay
from braggscope.canvas.picture_item import PictureItem
from braggscope.canvas.screen_item import ScreenItem
from braggscope.canvas.thumbnail import thumbnail
from braggscope.canvas.transform import FloatArray, Scale, ScaleKind
from braggscope.canvas.viewport import Viewport


class ShownImage(QObject):
    """The image on a canvas, and how its numbers become colours.

    The levels are fitted to the first image and then held.

    Signals
    -------
    levels_changed(float, float)
        Low and high level.
    levels_fitted()
        The levels were fitted, whether that changed them or not.
    colours_changed(object)
        The ColourMap in use, for what is drawn on it.
    appearance_changed()
        Scale or colour map.
    image_changed()
        Another image is shown.
    """

    levels_changed = Signal(float, float)
    levels_fitted = Signal()
    colours_changed = Signal(object)
    appearance_changed = Signal()
    image_changed = Signal()

    def __init__(
        self,
        view: CanvasView,
        viewport: Callable[[], Viewport],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._viewport = viewport
        self._image: FloatArray | None = None
        self._chosen = colour_map(DEFAULT_COLOUR_MAP)
        self._placed = (1, (1.0, 1.0))
        self._shown_as: tuple[Content, ColourMap] | None = None
        self._display = DisplayLevels()
        self._picture = PictureItem(view.view_box, viewport)
        self.pair = PairDisplay(view.view_box, viewport, self)
        self.pair.changed.connect(self.show)

    @property
    def items(self) -> tuple[ScreenItem, ...]:
        """What paints it."""
        return self._picture, self.pair.picture

    # Image

    @property
    def image(self) -> FloatArray | None:
        """The image shown, shape (slow, fast): of a pair, maybe its difference."""
        return self._image

    def set_model(
        self, image: Any, *, binning: int, size_px: tuple[float, float] | None
    ) -> tuple[float, float]:
        """Take another image of the model, for ``show``; see ``ImageCanvas.set_image``.

        Returns
        -------
        (fast, slow)
            Size of the detector, detector pixels.
        """
        pixels = _as_pixels(image)
        if binning < 1:
            raise ValueError(f"binning {binning!r} must be 1 or more")
        n_slow, n_fast = pixels.shape
        size = size_px or (float(n_fast * binning), float(n_slow * binning))
        self._placed = (binning, size)
        self.pair.pair.set_model(pixels)
        return size

    def show(self, *, refit_levels: bool = False) -> None:
        """Show what there is, in the view that was chosen."""
        shown = self.pair.shown()
        if shown is None:
            return
        self._image = shown
        self._picture.show_image(shown, *self._placed)
        if (self._content(), self._map) != self._shown_as:
            self._show_colours()
        if refit_levels or not self._display.are_fitted:
            self.fit_levels()
        self._paint_levels()
        self.image_changed.emit()

    def screen_edges(self) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
        """Edges of the cells of pixels that the screen shows, along slow and fast.

        None where a reduced image would not do: before the first one, and beside
        another image.
        """
        if self._image is None or self.pair_view is not PairView.MODEL:
            return None
        if self._map.diverging or self._placed[0] > 1:
            return None
        ratio = self._view.devicePixelRatioF()
        cells = self._picture.screen_cells(self._viewport(), ratio, self._placed[1])
        return cells[0].edges, cells[1].edges

    def show_cells(
        self,
        values: FloatArray,
        slow_edges: NDArray[np.intp],
        fast_edges: NDArray[np.intp],
    ) -> None:
        """Show a preview, reduced to the screen's cells, until the next image.

        Everything but the picture stays with the last image.
        """
        edges = slow_edges, fast_edges
        self._picture.show_cells(values, *edges, self._placed[1])

    def thumbnail(self, longest_px: int) -> QImage | None:
        """Small picture of the model's whole image; None while there is none."""
        image = self.pair.pair.model
        if image is None:
            return None
        return thumbnail(image, self._chosen, self.intensity_levels, longest_px)

    # Another image beside it

    def set_other(
        self, image: Any | None, names: tuple[str, str] = ("model", "other")
    ) -> None:
        """Compare with another image of the same detector, or with none.

        Parameters
        ----------
        image : array_like, shape (slow, fast), or None
            NaN where it has no value. While its shape is not that of the model's
            image, the latter is shown alone.
        names : (str, str)
            What to call the image of the model, and this one.
        """
        self._display.forget(Content.DIFFERENCE)
        self._display.forget(Content.RATIO)
        self.pair.set_other(image, names)

    def set_pair_view(self, view: PairView) -> None:
        """Choose how the two images are shown."""
        self.pair.set_view(view)

    @property
    def pair_view(self) -> PairView:
        """The view in force: that of the model while there is nothing to compare."""
        return self.pair.pair.view

    def _content(self) -> Content:
        if self.pair.content is Content.INTENSITY and self._chosen.diverging:
            return Content.DIFFERENCE
        return self.pair.content

    # Levels and appearance

    def levels(self) -> tuple[float, float]:
        """Low and high level."""
        return self._display.levels

    def set_levels(self, low: float, high: float) -> None:
        """Show intensities from `low` to `high`.

        A diverging colour map stays centred on zero: the level that was changed decides
        for both.
        """
        if self._display.set_levels(low, high):
            self._show_levels()

    def fit_levels(self) -> None:
        """Fit the levels to the image: 1st to 99.9th percentile of positive pixels."""
        if self._image is None:
            return
        if self._display.fit(self._image):
            self._show_levels()
        self.levels_fitted.emit()

    @property
    def scale(self) -> ScaleKind:
        """Name of the intensity scale."""
        return self._display.kind

    @property
    def shown_scale(self) -> Scale:
        """Scale in use; through zero, a logarithm continues as an arcsinh."""
        return self._display.scale

    def set_scale(self, kind: ScaleKind) -> None:
        """Choose the intensity scale: "log", "linear", "sqrt" or "asinh"."""
        self._display.set_kind(kind)
        self._paint_levels()
        self.appearance_changed.emit()

    @property
    def intensity_levels(self) -> tuple[Scale, float, float]:
        """Scale, low and high level of intensities, also while others are shown."""
        content = Content.INTENSITY
        return self._display.scale_of(content), *self._display.levels_of(content)

    @property
    def colour_map(self) -> str:
        """Name of the colour map in use; a pair may bring its own."""
        return self._map.name

    @property
    def chosen_colour_map(self) -> str:
        """Name of the colour map that was chosen."""
        return self._chosen.name

    def set_colour_map(self, name: str) -> None:
        """Choose the colour map by name; ``COLOUR_MAP_NAMES`` lists them."""
        self._chosen = colour_map(name)
        self._show_colours()

    @property
    def _map(self) -> ColourMap:
        return self.pair.colours(self._chosen)

    def _show_colours(self) -> None:
        had_levels = self._display.levels
        self._shown_as = self._content(), self._map
        self._display.set_content(self._content())
        if self._image is not None and not self._display.are_fitted:
            self._display.fit(self._image)
        self._picture.show_colours(self._map)
        self._paint_levels()
        self.colours_changed.emit(self._map)
        self.appearance_changed.emit()
        if self._display.levels != had_levels:
            self.levels_changed.emit(*self._display.levels)

    def _show_levels(self) -> None:
        self._paint_levels()
        self.levels_changed.emit(*self._display.levels)

    def _paint_levels(self) -> None:
        scale, levels = self._display.scale, self._display.levels
        self._picture.show_levels(scale, *levels)
        self.pair.show_other(scale, levels, self._chosen)


def _as_pixels(image: Any) -> FloatArray:
    pixels = np.asarray(image)
    if pixels.ndim != 2 or 0 in pixels.shape:
        raise ValueError(
            f"image: expected two dimensions (slow, fast), got shape {pixels.shape}"
        )
    if pixels.dtype in (np.float32, np.float64):
        return pixels
    if np.issubdtype(pixels.dtype, np.complexfloating):
        raise ValueError("image: expected real intensities, got complex numbers")
    return pixels.astype(np.float32)
