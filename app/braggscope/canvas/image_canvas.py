"""The canvas: an image in detector pixel coordinates, with levels and overlays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from braggscope.canvas.annotations import Annotations
from braggscope.canvas.canvas_view import CanvasView
from braggscope.canvas.colour_maps import DEFAULT_COLOUR_MAP, ColourMap, colour_map
from braggscope.canvas.display_levels import Content, DisplayLevels
from braggscope.canvas.navigation import Navigation
from braggscope.canvas.orientation_glyph import OrientationGlyph
from braggscope.canvas.overlays import Overlays
from braggscope.canvas.pair import PairView
from braggscope.canvas.pair_display import PairDisplay
from braggscope.canvas.picture_item import PictureItem
from braggscope.canvas.pointing import Pointing
from braggscope.canvas.thumbnail import thumbnail
from braggscope.canvas.transform import FloatArray, Scale, ScaleKind
from braggscope.canvas.viewport import Viewport


class ImageCanvas(QWidget):
    """Shows a two-dimensional image; zooms, pans, and reports the hand.

    The fast axis runs to the right and the slow axis down. Pixel (f, s) covers
    f to f + 1 and s to s + 1: whole numbers are pixel corners. Pixels are square on the
    screen. The levels are fitted to the first image and then held.

    Signals
    -------
    hovered(float, float)
        The mouse is over the image at this position (fast, slow; detector pixels).
    left()
        The mouse was over the image and is not any more.
    clicked(float, float)
        Left click at this position; may be outside the image.
    context_requested(float, float, QPoint)
        A menu is wanted: position, and the point on the screen.
    sketched(str, float, float, float, float, bool)
        A "box" (Shift) or a "line" (Ctrl) is being drawn with the mouse: its two ends,
        and whether that is the last word.
    levels_changed(float, float)
        Low and high level.
    levels_fitted()
        The levels were fitted, whether that changed them or not.
    appearance_changed()
        Scale or colour map.
    image_changed()
        Another image is shown.
    view_changed(QRectF)
        The visible rectangle, detector pixels.
    """

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float)
    context_requested = Signal(float, float, QPoint)
    sketched = Signal(str, float, float, float, float, bool)
    levels_changed = Signal(float, float)
    levels_fitted = Signal()
    appearance_changed = Signal()
    image_changed = Signal()
    view_changed = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: FloatArray | None = None
        self._chosen = colour_map(DEFAULT_COLOUR_MAP)
        self._placed = (1, (1.0, 1.0))
        self._shown_as: tuple[Content, ColourMap] | None = None
        self._display = DisplayLevels()
        self._view = CanvasView(self)
        self._navigation = Navigation(self._view, self)
        box = self._view.view_box
        self._picture = PictureItem(box, self.viewport)
        self._pair = PairDisplay(box, self.viewport, self)
        self._glyph = OrientationGlyph(box, self.viewport)
        self.overlays = Overlays(box, self.viewport, self._reserved, self)
        self.annotations = Annotations(box, self.viewport)
        self._pointing = Pointing(self._view, self._navigation, self.overlays, self)
        self._pointing.add_handle(self._pair)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._connect()
        self._follow_palette()
        self._describe()
        self._show_colours()

    def _connect(self) -> None:
        self._view.view_box.sigResized.connect(self._on_resized)
        self._navigation.changed.connect(self._on_view_changed)
        self._pair.changed.connect(self._show_pair)
        hand = self._pointing
        hand.hovered.connect(self.hovered)
        hand.left.connect(self.left)
        hand.clicked.connect(self.clicked)
        hand.context_requested.connect(self.context_requested)
        hand.sketched.connect(self.sketched)

    # Image

    @property
    def image(self) -> FloatArray | None:
        """The image shown, shape (slow, fast): of a pair, maybe its difference."""
        return self._image

    def set_image(
        self,
        image: Any,
        *,
        refit_levels: bool = False,
        binning: int = 1,
        size_px: tuple[float, float] | None = None,
    ) -> None:
        """Show an image; the view stays, and so do the levels unless told otherwise.

        Parameters
        ----------
        image : array_like, shape (slow, fast)
            Kept, not copied: do not write into it afterwards. Numbers other than
            float32 and float64 are converted.
        refit_levels : bool
            Fit the levels to this image.
        binning : int
            Detector pixels per image pixel, along both axes, of a coarse preview.
        size_px : (fast, slow), optional
            Size of the detector, where the last bins of a preview reach beyond it.
        """
        pixels = _as_pixels(image)
        if binning < 1:
            raise ValueError(f"binning {binning!r} must be 1 or more")
        n_slow, n_fast = pixels.shape
        size = size_px or (float(n_fast * binning), float(n_slow * binning))
        self._placed = (binning, size)
        self._pair.pair.set_model(pixels)
        self.overlays.show_panel(*size)
        self._navigation.set_size(size)
        self._pointing.is_active = True
        self._show_pair(refit_levels=refit_levels)

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
        cells = self._picture.screen_cells(self.viewport(), ratio, self._placed[1])
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
        self._pair.set_other(image, names)

    def set_pair_view(self, view: PairView) -> None:
        """Choose how the two images are shown."""
        self._pair.set_view(view)

    @property
    def pair_view(self) -> PairView:
        """The view in force: that of the model while there is nothing to compare."""
        return self._pair.pair.view

    def _show_pair(self, *, refit_levels: bool = False) -> None:
        shown = self._pair.shown()
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

    def _content(self) -> Content:
        if self._pair.content is Content.INTENSITY and self._chosen.diverging:
            return Content.DIFFERENCE
        return self._pair.content

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
        return self._pair.colours(self._chosen)

    def _show_colours(self) -> None:
        had_levels = self._display.levels
        self._shown_as = self._content(), self._map
        self._display.set_content(self._content())
        if self._image is not None and not self._display.are_fitted:
            self._display.fit(self._image)
        self._picture.show_colours(self._map)
        self._paint_levels()
        self.overlays.show_on(self._map)
        self.annotations.show_on(self._map)
        self.appearance_changed.emit()
        if self._display.levels != had_levels:
            self.levels_changed.emit(*self._display.levels)

    def _show_levels(self) -> None:
        self._paint_levels()
        self.levels_changed.emit(*self._display.levels)

    def _paint_levels(self) -> None:
        scale, levels = self._display.scale, self._display.levels
        self._picture.show_levels(scale, *levels)
        self._pair.show_other(scale, levels, self._chosen)

    # Orientation

    def set_seen(self, along: bool) -> None:
        """Tell the reader whether the picture is seen along or against the beam."""
        if along == self.seen_along:
            return
        self._glyph.set_seen(along=along)
        self._describe()

    @property
    def seen_along(self) -> bool:
        """Whether the picture is said to be seen along the beam."""
        return self._glyph.seen_along

    def _describe(self) -> None:
        name = "Diffraction image"
        text = (
            f"Fast axis to the right, slow axis down, {self._glyph.text}. "
            "Plus and minus zoom, arrow keys pan, Home fits."
        )
        for widget in (self, self._view):
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(text)

    # View

    @property
    def view_box(self) -> Any:
        """The pyqtgraph ViewBox: graphics added to it are in detector pixels."""
        return self._view.view_box

    def viewport(self) -> Viewport:
        """What is on the screen now."""
        return self._navigation.viewport()

    def view_rect(self) -> QRectF:
        """The visible rectangle, detector pixels."""
        return QRectF(*self.viewport().visible)

    @property
    def is_fitted(self) -> bool:
        """Whether the whole image is shown, at any size of the canvas."""
        return self._navigation.is_fitted

    def fit_view(self) -> None:
        """Show the whole image, and go on doing so when the canvas is resized."""
        self._navigation.fit()

    def show_rect(self, rect: QRectF) -> None:
        """Show a rectangle in detector pixels, and what else there is room for."""
        self._navigation.show_rect(rect)

    def centre_on(self, fast: float, slow: float, scale: float | None = None) -> None:
        """Put a position in the middle; `scale` is screen pixels per pixel."""
        self._navigation.centre_on(fast, slow, scale)

    def snapshot(self, *, overlays: bool = True) -> QImage:
        """Picture of the canvas as it is on the screen, with or without overlays."""
        items = (self.overlays.item, self.annotations, self._glyph)
        for item in items:
            item.setVisible(overlays)
        try:
            picture: QImage = self._view.grab().toImage()
            return picture
        finally:
            for item in items:
                item.setVisible(True)

    def thumbnail(self, longest_px: int) -> QImage | None:
        """Small picture of the model's whole image; None while there is none."""
        image = self._pair.pair.model
        if image is None:
            return None
        return thumbnail(image, self._chosen, self.intensity_levels, longest_px)

    def _reserved(self) -> list[QRectF]:
        return [self._glyph.place(self.viewport())]

    def _on_resized(self) -> None:
        marks = (self.overlays.item, self.annotations, self._glyph)
        for item in (self._picture, self._pair.picture, *marks):
            item.fill(QRectF(self._view.view_box.rect()))

    def _on_view_changed(self) -> None:
        marks = (self.overlays.item, self.annotations)
        for item in (self._picture, self._pair.picture, *marks):
            item.update()
        self.view_changed.emit(self.view_rect())

    # Hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom, arrows pan, Home fits, Escape lets go of a mark."""
        if event.key() == Qt.Key.Key_Escape and self._pointing.cancel_drag():
            return
        if not self._navigation.press(event.key()):
            super().keyPressEvent(event)

    # Look

    def sizeHint(self) -> QSize:
        """Prefer a square of moderate size."""
        return QSize(720, 720)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._follow_palette()

    def _follow_palette(self) -> None:
        window = self.palette().color(QPalette.ColorRole.Window)
        self._view.setBackground(_surround(window))


def _surround(window: QColor) -> QColor:
    """Neutral ground around the image, off the window's colour but close to it."""
    return window.darker(112) if window.lightness() > 127 else window.darker(135)


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
