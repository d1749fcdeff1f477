"""Reflections measured in the exact frame, in the table and on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from braggscope_engine import (
    Frame,
    KernelStore,
    ReflectionRows,
    predict,
    reflection_table,
)

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..canvas.overlays import RoiBox
from ..comparing.other_image import OtherImage
from ..inspectors.peaks import PeaksInspector
from ..newest import Newest

_PEAK_SCALE = 12.0
"""Screen pixels per detector pixel when a reflection is gone to."""
_FRAMED = 24
_HALF_BOX_PX = 3
_REACH = 10.0
"""Screen pixels from which a click finds a reflection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedReflection:
    """The reflection that all inspectors speak of.

    Attributes
    ----------
    hkl : (3,) of int
    d_angstrom : float
    fast_px, slow_px : float    where it is predicted
    """

    hkl: tuple[int, int, int]
    d_angstrom: float
    fast_px: float
    slow_px: float

    @property
    def name(self) -> str:
        """Its indices, as people write them."""
        return " ".join(str(index) for index in self.hkl).replace("-", "−")


class PeakLink(QObject):
    """Measures reflections beside the window, and keeps the selection in step.

    Parameters
    ----------
    canvas : ImageCanvas
    inspector : PeaksInspector
    background : Background
    kernels : KernelStore, optional    compiled kernels to predict with

    Signals
    -------
    selected(object)
        The SelectedReflection, or None.
    failed(str)
        Why there is no table.
    """

    selected = Signal(object)
    failed = Signal(str)

    def __init__(
        self,
        canvas: ImageCanvas,
        inspector: PeaksInspector,
        background: Background,
        kernels: KernelStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._inspector = inspector
        self._kernels = kernels
        self._frame: Frame | None = None
        self._other: OtherImage | None = None
        self._framed: list[int] = []
        self._tables = Newest(background, self)
        self._tables.ready.connect(self._show)
        self._tables.failed.connect(self.failed)
        canvas.clicked.connect(self._select_at)
        inspector.peakSelected.connect(self._select_in_table)
        inspector.peakActivated.connect(self._go_to)

    @property
    def reflection(self) -> SelectedReflection | None:
        """The selected reflection."""
        number, table = self._inspector.selected, self._inspector.reflections
        return None if number is None or table is None else _reflection(table, number)

    @property
    def is_busy(self) -> bool:
        """Whether a table is being made."""
        return self._tables.is_busy

    def take(self, frame: Frame) -> None:
        """Measure the reflections of an exact frame."""
        self._frame = frame
        self._ask()

    def show_other(self, other: OtherImage | None) -> None:
        """Measure them in another image too, or no more."""
        self._other = other
        if self._frame is not None:
            self._ask()

    def forget(self) -> None:
        """The model has changed: the boxes belong to its former image."""
        self._frame = None
        self._tables.forget()
        if self._framed:  # else every step of a drag would paint the marks afresh
            self._framed = []
            self._canvas.overlays.show_rois(())

    def _ask(self) -> None:
        frame, other = self._frame, self._other
        if frame is None:
            return
        shape = tuple(frame.intensity.shape)
        pixels = None
        if other is not None and other.pixels.shape == shape:
            pixels = other.pixels
        self._tables.ask(lambda _: (frame, _measure(frame, pixels, self._kernels)))

    def _show(self, answer: tuple[Frame, ReflectionRows]) -> None:
        frame, table = answer
        if frame is not self._frame:
            return
        self._inspector.show_table(table)
        brightest = np.argsort(-table.columns["sum"].astype(np.float64), kind="stable")
        self._framed = [int(n) for n in brightest[:_FRAMED]]
        self._mark()
        if self._inspector.selected is not None:
            self.selected.emit(self.reflection)

    def _mark(self) -> None:
        """Frame the brightest reflections, and the selected one in any case."""
        table, chosen = self._inspector.reflections, self._inspector.selected
        if table is None or self._frame is None:
            return
        numbers = list(self._framed)
        if chosen is not None and chosen not in numbers:
            numbers.append(chosen)
        # The selected one is named by its region: two labels would lie on each other.
        unranked = {chosen, *numbers[len(self._framed) :]}
        boxes = [
            _box(table, number, "" if number in unranked else str(rank))
            for rank, number in enumerate(numbers, start=1)
        ]
        place = numbers.index(chosen) if chosen is not None else None
        self._canvas.overlays.show_rois(boxes, place)

    def _select_at(self, fast: float, slow: float) -> None:
        """Select the reflection that was clicked, if one is near."""
        table = self._inspector.reflections
        if table is None or len(table) == 0 or self._frame is None:
            return
        away = np.hypot(
            table.columns["fast"].astype(np.float64) - fast,
            table.columns["slow"].astype(np.float64) - slow,
        )
        number = int(away.argmin())
        reach = max(_REACH / self._canvas.viewport().scale, _HALF_BOX_PX)
        if away[number] <= reach:
            self.choose(number)

    def choose(self, number: int) -> None:
        """Select a reflection in the table and on the canvas."""
        if number != self._inspector.selected:
            self._inspector.select(number)
            self._mark()
            self.selected.emit(self.reflection)

    def _select_in_table(self, number: int | None) -> None:
        self._mark()
        found = self.reflection
        if found is not None:
            place = found.fast_px, found.slow_px
            if not self._canvas.view_rect().contains(*place):
                self._canvas.centre_on(*place)
        self.selected.emit(found)

    def _go_to(self, number: int) -> None:
        table = self._inspector.reflections
        if table is not None:
            found = _reflection(table, number)
            self._canvas.centre_on(found.fast_px, found.slow_px, _PEAK_SCALE)


def _measure(
    frame: Frame,
    reference: NDArray[np.floating[Any]] | None,
    kernels: KernelStore | None,
) -> ReflectionRows:
    mask = frame.experiment.detector.mask
    return reflection_table(
        frame.intensity,
        predict(frame.experiment, resolved=frame.resolved, kernels=kernels),
        reference,
        mask=None if mask is None else mask.keep,
        half_box_px=_HALF_BOX_PX,
    )


def _reflection(table: ReflectionRows, number: int) -> SelectedReflection:
    columns = table.columns
    h, k, l = (int(columns[index][number]) for index in "hkl")
    d, fast, slow = (float(columns[name][number]) for name in ("d", "fast", "slow"))
    return SelectedReflection(hkl=(h, k, l), d_angstrom=d, fast_px=fast, slow_px=slow)


def _box(table: ReflectionRows, number: int, label: str) -> RoiBox:
    found = _reflection(table, number)
    side = 2 * _HALF_BOX_PX + 1
    return RoiBox(
        fast=int(found.fast_px) - _HALF_BOX_PX,
        slow=int(found.slow_px) - _HALF_BOX_PX,
        width=side,
        height=side,
        label=label,
    )
