"""How the spot of the chosen region answers to each number, while somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject

from braggscope_engine import Frame, SensitivityRow, sensitivity

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..inspectors.region import Region, SensitivityPage
from ..newest import Newest

_LARGEST_PX = 4096


class SensitivityLink(QObject):
    """Computes derivatives of the region that is looked at, and draws one of them."""

    def __init__(
        self,
        canvas: ImageCanvas,
        page: SensitivityPage,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._page = page
        self._frame: Frame | None = None
        self._region: Region | None = None
        self._is_watched = False
        self._asked = Newest(background, self)
        self._asked.ready.connect(self._show)
        self._asked.failed.connect(page.say)
        page.watched.connect(self._watch)
        page.rowSelected.connect(self._draw)

    def take(self, frame: Frame) -> None:
        """Differentiate the model of this exact frame from now on."""
        self._frame = frame
        self._ask()

    def forget(self) -> None:
        """The model has changed: wait for its frame."""
        self._frame = None
        self._asked.forget()
        self._draw(None)

    def choose(self, region: Region | None) -> None:
        """Look at another region, or at none."""
        if region != self._region:
            self._region = region
            self._draw(None)
            self._ask()

    def _watch(self, watched: bool) -> None:
        self._is_watched = watched
        if watched:
            self._ask()
        else:
            self._draw(None)

    def _ask(self) -> None:
        frame, region = self._frame, self._region
        if frame is None or region is None or not self._is_watched:
            return
        fast0, slow0, fast1, slow1 = region.box
        if (fast1 - fast0) * (slow1 - slow0) > _LARGEST_PX:
            self._page.say("The region is too large: choose one around a single spot.")
            return
        self._page.show_waiting()
        self._asked.ask(
            lambda _: (frame, region, sensitivity(frame.experiment, region.box))
        )

    def _show(self, answer: tuple[Frame, Region, tuple[SensitivityRow, ...]]) -> None:
        frame, region, rows = answer
        if frame is self._frame and region == self._region:
            self._page.show_rows(rows, frame.experiment)

    def _draw(self, row: SensitivityRow | None) -> None:
        region = self._region
        seen = row is not None and region is not None and self._is_watched
        # Of a dark box there is no place that moves.
        if not seen or row is None or region is None or row.fast_px != row.fast_px:
            self._canvas.annotations.show_arrows(())
            return
        fast0, slow0, fast1, slow1 = region.box
        fast, slow = (fast0 + fast1) / 2, (slow0 + slow1) / 2
        arrow = (fast, slow, fast + row.fast_px, slow + row.slow_px)
        self._canvas.annotations.show_arrows((arrow,))
