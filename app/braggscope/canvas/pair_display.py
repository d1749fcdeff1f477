"""Shows a pair of images on one canvas, in the view that was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from braggscope.canvas.colour_maps import (
    MODEL_TINT,
    OTHER_TINT,
    ColourMap,
    colour_map,
)
from braggscope.canvas.display_levels import Content
from braggscope.canvas.other_picture import Arrangement, OtherPicture
from braggscope.canvas.pair import ImagePair, PairView
from braggscope.canvas.transform import FloatArray, Scale
from braggscope.canvas.viewport import Viewport

BLINK_MS = 600

_CONTENTS = {
    PairView.DIFFERENCE: Content.DIFFERENCE,
    PairView.RATIO: Content.RATIO,
}
_ARRANGEMENTS = {
    PairView.SWIPE: Arrangement.RIGHT_OF_LINE,
    PairView.COLOURS: Arrangement.MULTIPLIED,
}


class PairDisplay(QObject):
    """The other image of a canvas, and which of the two is seen where.

    Signals
    -------
    changed()
        Another view, another image beside the model's, or the other turn of a blink.
    """

    changed = Signal()

    def __init__(
        self,
        view_box: Any,
        viewport: Callable[[], Viewport],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.pair = ImagePair()
        self.picture = OtherPicture(view_box, viewport)
        self._shows_other = False
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._turn)

    @property
    def content(self) -> Content:
        """What the numbers on the canvas are."""
        return _CONTENTS.get(self.pair.view, Content.INTENSITY)

    @property
    def is_other_turn(self) -> bool:
        """Whether a blink shows the other image now."""
        return self.pair.view is PairView.BLINK and self._shows_other

    def set_other(self, image: Any | None, names: tuple[str, str]) -> None:
        """Compare with another image; names of the model's and of the other."""
        self.pair.set_other(image)
        self.picture.names = names
        self._restart()

    def set_view(self, view: PairView) -> None:
        """Choose a view."""
        self.pair.set_view(view)
        self._restart()

    def shown(self) -> FloatArray | None:
        """The image that fills the canvas now."""
        return self.pair.other if self.is_other_turn else self.pair.shown()

    def colours(self, chosen: ColourMap) -> ColourMap:
        """Colours of the image that fills the canvas."""
        if self.pair.view is PairView.COLOURS:
            return MODEL_TINT
        return colour_map("diverging") if self.content.is_diverging else chosen

    def show_other(
        self,
        scale: Scale,
        levels: tuple[float, float],
        chosen: ColourMap,
    ) -> None:
        """Paint the other image where the view has it, on the same scale."""
        view, other = self.pair.view, self.pair.other
        arrangement = _ARRANGEMENTS.get(view, Arrangement.HIDDEN)
        self.picture.arrange(arrangement)
        if other is None or arrangement is Arrangement.HIDDEN:
            return
        self.picture.show_image(other, 1, (other.shape[1], other.shape[0]))
        self.picture.show_colours(OTHER_TINT if view is PairView.COLOURS else chosen)
        self.picture.show_levels(scale, *levels)

    def is_on_line(self, at: QPointF) -> bool:
        """Whether a screen position would take hold of the line of a swipe."""
        return self.picture.is_on_line(at)

    def drag_line(self, at: QPointF) -> None:
        """Move the line of a swipe to a screen position."""
        self.picture.drag_line(at)

    def _turn(self) -> None:
        self._shows_other = not self._shows_other
        self.changed.emit()

    def _restart(self) -> None:
        self._shows_other = False
        if self.pair.wanted_view is PairView.BLINK and self.pair.other is not None:
            self._blink.start()
        else:
            self._blink.stop()
        self.changed.emit()
