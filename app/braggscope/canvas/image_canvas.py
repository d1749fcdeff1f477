"""The canvas: an image in detector pixel coordinates, with overlays, under the hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from braggscope.canvas.annotations import Annotations
from braggscope.canvas.canvas_view import CanvasView
from braggscope.canvas.colour_maps import DEFAULT_COLOUR_MAP, ColourMap
from braggscope.canvas.navigation import Navigation
from braggscope.canvas.orientation_glyph import OrientationGlyph
from braggscope.canvas.overlays import Overlays
from braggscope.canvas.pointing import Pointing
from braggscope.canvas.shown_image import ShownImage
from braggscope.canvas.viewport import Viewport


class ImageCanvas(QWidget):
    """Shows a two-dimensional image; zooms, pans, and reports the hand.

    The fast axis runs to the right and the slow axis down. Pixel (f, s) covers
    f to f + 1 and s to s + 1: whole numbers are pixel corners. Pixels are square on the
    screen.

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
    view_changed(QRectF)
        The visible rectangle, detector pixels.

    Attributes
    ----------
    shown : ShownImage          what is seen of the image, and how
    overlays : Overlays         marks that belong to the model
    annotations : Annotations   marks that belong to the hand
    """

    hovered = Signal(float, float)
    left = Signal()
    clicked = Signal(float, float)
    context_requested = Signal(float, float, QPoint)
    sketched = Signal(str, float, float, float, float, bool)
    view_changed = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = CanvasView(self)
        self._navigation = Navigation(self._view, self)
        box = self._view.view_box
        self.shown = ShownImage(self._view, self.viewport, self)
        self._glyph = OrientationGlyph(box, self.viewport)
        self.overlays = Overlays(box, self.viewport, self._reserved, self)
        self.annotations = Annotations(box, self.viewport)
        self._pointing = Pointing(self._view, self._navigation, self.overlays, self)
        self._pointing.add_handle(self.shown.pair)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._connect()
        self._follow_palette()
        self._describe()
        self.shown.set_colour_map(DEFAULT_COLOUR_MAP)

    def _connect(self) -> None:
        self._view.view_box.sigResized.connect(self._on_resized)
        self._navigation.changed.connect(self._on_view_changed)
        self.shown.colours_changed.connect(self._show_colours)
        hand = self._pointing
        hand.hovered.connect(self.hovered)
        hand.left.connect(self.left)
        hand.clicked.connect(self.clicked)
        hand.context_requested.connect(self.context_requested)
        hand.sketched.connect(self.sketched)

    # Image

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
        size = self.shown.set_model(image, binning=binning, size_px=size_px)
        self.overlays.show_panel(*size)
        self._navigation.set_size(size)
        self._pointing.is_active = True
        self.shown.show(refit_levels=refit_levels)

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

    def _reserved(self) -> list[QRectF]:
        return [self._glyph.place(self.viewport())]

    def _on_resized(self) -> None:
        marks = (self.overlays.item, self.annotations, self._glyph)
        for item in (*self.shown.items, *marks):
            item.fill(QRectF(self._view.view_box.rect()))

    def _on_view_changed(self) -> None:
        marks = (self.overlays.item, self.annotations)
        for item in (*self.shown.items, *marks):
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

    def _show_colours(self, colours: ColourMap) -> None:
        self.overlays.show_on(colours)
        self.annotations.show_on(colours)

    def _follow_palette(self) -> None:
        window = self.palette().color(QPalette.ColorRole.Window)
        self._view.setBackground(_surround(window))


def _surround(window: QColor) -> QColor:
    """Neutral ground around the image, off the window's colour but close to it."""
    return window.darker(112) if window.lightness() > 127 else window.darker(135)
