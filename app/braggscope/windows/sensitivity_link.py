"""How spots answer to each number of the model, while somebody looks."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QObject

from braggscope_engine import (
    Experiment,
    Frame,
    SensitivityRow,
    SpotMoves,
    sensitivity,
    spot_moves,
)

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..inspectors.region import Region, SensitivityPage, name_of
from ..newest import Newest

_LARGEST_PX = 4096
_LONGEST_ARROW = 1 / 20
"""Of the detector's width, on an image full of arrows."""
Arrow = tuple[float, float, float, float]


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
        self._moving = Newest(background, self)
        self._moving.ready.connect(self._show_moves)
        self._moving.failed.connect(page.show_scale)
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
        region, frame = self._region, self._frame
        self._moving.forget()
        self._page.show_scale("")
        self._canvas.annotations.show_arrows(())
        if row is None or region is None or frame is None or not self._is_watched:
            return
        if self._page.everywhere.isChecked():
            self._ask_moves(frame.experiment, row)
        # Of a dark box there is no place that moves.
        elif not math.isnan(row.fast_px):
            fast0, slow0, fast1, slow1 = region.box
            fast, slow = (fast0 + fast1) / 2, (slow0 + slow1) / 2
            arrow = (fast, slow, fast + row.fast_px, slow + row.slow_px)
            self._canvas.annotations.show_arrows((arrow,))

    def _ask_moves(self, experiment: Experiment, row: SensitivityRow) -> None:
        name = name_of(row, experiment)
        unit = f"1 {row.unit} more of {name}" if row.unit else f"1 more of {name}"
        width = experiment.detector.shape[1]
        self._page.show_scale("Being computed …")
        self._moving.ask(
            lambda _: (spot_moves(experiment, row.path, row.component), width, unit)
        )

    def _show_moves(self, answer: tuple[SpotMoves, int, str]) -> None:
        moves, width, unit = answer
        times = magnification(moves, width)
        self._canvas.annotations.show_arrows(arrows_of(moves, times))
        if len(moves) == 0:
            self._page.show_scale("The image has no bright spot.")
        elif times == 0:
            self._page.show_scale(f"No spot moves with {unit}.")
        else:
            self._page.show_scale(
                f"{len(moves)} brightest spots; {times:g} times as far as with {unit}."
            )


def magnification(moves: SpotMoves, width: int) -> float:
    """How many times as long as the moves arrows are drawn: 1, 2 or 5 and zeros."""
    longest = float(np.hypot(moves.move_fast_px, moves.move_slow_px).max(initial=0.0))
    if longest < 1e-9:
        return 0.0
    most = width * _LONGEST_ARROW / longest
    power = 10.0 ** math.floor(math.log10(most))
    return max(digit * power for digit in (1, 2, 5) if digit * power <= most)


def arrows_of(moves: SpotMoves, times: float) -> tuple[Arrow, ...]:
    """Arrows from spots to where they move, so many times as far."""
    if times == 0:
        return ()
    ends = (
        moves.fast_px + times * moves.move_fast_px,
        moves.slow_px + times * moves.move_slow_px,
    )
    columns = (moves.fast_px, moves.slow_px, *ends)
    return tuple(zip(*(column.tolist() for column in columns), strict=True))
