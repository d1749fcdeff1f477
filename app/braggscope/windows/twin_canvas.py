"""The canvas, and a second one beside it when two images are looked at together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from ..canvas.image_canvas import ImageCanvas
from ..canvas.pair import PairView
from ..comparing.other_image import OtherImage


class TwinCanvas(QSplitter):
    """Two canvases that show the same part of the detector on one scale.

    The second is made when it is first wanted. Whoever moves one moves both.

    Attributes
    ----------
    canvas : ImageCanvas   the one that is always there
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self.canvas = ImageCanvas(self)
        self.addWidget(self.canvas)
        self._second: ImageCanvas | None = None
        self._other: OtherImage | None = None
        self._view = PairView.MODEL
        self._is_following = False
        self._tags: list[QLabel] = []

    @property
    def second(self) -> ImageCanvas | None:
        """The canvas of the other image, if it was ever wanted."""
        return self._second

    def show_other(self, other: OtherImage | None) -> None:
        """Compare with another image, or with none."""
        self._other = other
        pixels = None if other is None else other.pixels
        name = "" if other is None else other.name
        self.canvas.shown.set_other(pixels, ("model", name))
        self._arrange()

    def set_view(self, view: PairView) -> None:
        """Choose how the two are shown."""
        self._view = view
        self.canvas.shown.set_pair_view(view)
        self._arrange()

    def _arrange(self) -> None:
        wanted = self._view is PairView.SIDE_BY_SIDE and self._other is not None
        if wanted and self._second is None:
            self._second = self._make_second()
        if self._second is None:
            return
        self._second.setVisible(wanted)
        for tag in self._tags:
            tag.setVisible(wanted)
        if wanted and self._other is not None:
            self._second.set_image(self._other.pixels)
            self._tags[1].setText(self._other.name)
            self._tags[1].adjustSize()
            self._follow_appearance()
            self._follow_levels()
            share = self.width() // 2
            self.setSizes([share, share])

    def _make_second(self) -> ImageCanvas:
        second = ImageCanvas(self)
        second.setAccessibleName("The other image")
        self._tags = [_tag("model", self.canvas), _tag("", second)]
        self.addWidget(second)
        self.canvas.view_changed.connect(self._move_second)
        second.view_changed.connect(self._move_first)
        second.hovered.connect(self.canvas.hovered)
        second.left.connect(self.canvas.left)
        self.canvas.shown.levels_changed.connect(lambda *_: self._follow_levels())
        self.canvas.shown.appearance_changed.connect(self._follow_appearance)
        return second

    def _move_second(self, rect: QRectF) -> None:
        if self._second is not None and self._second.isVisible():
            self._move(self.canvas, self._second, rect)

    def _move_first(self, rect: QRectF) -> None:
        if self._second is not None and self._second.isVisible():
            self._move(self._second, self.canvas, rect)

    def _move(self, moved: ImageCanvas, other: ImageCanvas, rect: QRectF) -> None:
        """Show the same in both; the whole stays the whole when one is alone again."""
        if self._is_following:
            return
        self._is_following = True
        try:
            if moved.is_fitted:
                other.fit_view()
            else:
                other.show_rect(rect)
        finally:
            self._is_following = False

    def _follow_levels(self) -> None:
        if self._second is not None:
            self._second.shown.set_levels(*self.canvas.shown.levels())

    def _follow_appearance(self) -> None:
        if self._second is not None:
            self._second.shown.set_scale(self.canvas.shown.scale)
            self._second.shown.set_colour_map(self.canvas.shown.chosen_colour_map)


def _tag(name: str, canvas: ImageCanvas) -> QLabel:
    """A name in the corner of a canvas."""
    tag = QLabel(name, canvas)
    tag.setStyleSheet(
        "background: palette(window); color: palette(window-text); "
        "border: 1px solid palette(mid); border-radius: 4px; padding: 1px 6px;"
    )
    tag.move(8, 8)
    tag.adjustSize()
    return tag
