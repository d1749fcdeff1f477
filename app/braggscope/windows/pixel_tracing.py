"""Traces a pixel of the image that is shown, and follows it from frame to frame."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer

from braggscope_engine import Frame, QuirksAtPixel, Trace, quirks_at_pixel, trace

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..inspectors.trace import TraceInspector
from ..newest import Newest
from .peak_link import SelectedReflection

_REST_MS = 250
"""How long a pixel stays before it is asked what quirks do to it."""


class PixelTracing(QObject):
    """Keeps the trace in step with the chosen pixel and with the exact frame.

    Nothing is traced while nobody looks.

    Parameters
    ----------
    canvas : ImageCanvas
    inspector : TraceInspector
    quick, slow : Background
        Where traces are made, and where quirks are compared.
    """

    def __init__(
        self,
        canvas: ImageCanvas,
        inspector: TraceInspector,
        quick: Background,
        slow: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._inspector = inspector
        self._frame: Frame | None = None
        self._pixel: tuple[int, int] | None = None
        self._pointer: tuple[int, int] | None = None
        self._traces = Newest(quick, self)
        self._quirks = Newest(slow, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask_quirks)
        self._traces.ready.connect(self._show_trace)
        self._traces.failed.connect(inspector.show_problem)
        self._quirks.ready.connect(self._show_quirks)
        inspector.pixelChosen.connect(self.choose)
        inspector.brightestWanted.connect(self.choose_brightest)
        inspector.shown.connect(self._ask)
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self._leave)
        canvas.clicked.connect(self._click)

    def take(self, frame: Frame) -> None:
        """Trace in this exact frame from now on; the pixel stays."""
        self._frame = frame
        n_slow, n_fast = frame.intensity.shape
        self._inspector.set_size(n_fast, n_slow)
        if self._pixel is not None:
            self._ask()

    def forget(self) -> None:
        """The model has changed: wait for its frame."""
        self._rest.stop()
        self._quirks.forget()
        self._frame = None

    def choose(self, fast: int, slow: int) -> None:
        """Trace a pixel, from this frame on; one beside the image changes nothing."""
        if self._frame is not None:
            n_slow, n_fast = self._frame.intensity.shape
            if not (0 <= fast < n_fast and 0 <= slow < n_slow):
                return
        self._pixel = (fast, slow)
        self._inspector.show_pixel(fast, slow)
        self._canvas.annotations.show_pixel(self._pixel)
        self._ask()

    def select(self, reflection: SelectedReflection | None) -> None:
        """Trace the pixel on which a reflection is predicted."""
        if reflection is not None and not self._inspector.follow.isChecked():
            self.choose(math.floor(reflection.fast_px), math.floor(reflection.slow_px))

    def choose_pointed(self) -> None:
        """Trace the pixel under the pointer; the brightest when it is elsewhere."""
        if self._pointer is not None:
            self.choose(*self._pointer)
        else:
            self.choose_brightest()

    def choose_brightest(self) -> None:
        """Trace the brightest pixel of the image."""
        if self._frame is not None:
            slow, fast = divmod(
                int(self._frame.intensity.argmax()), self._frame.intensity.shape[1]
            )
            self.choose(fast, slow)

    def _ask(self) -> None:
        frame, pixel = self._frame, self._pixel
        if frame is None or pixel is None or not self._inspector.isVisible():
            return
        fast, slow = pixel
        self._traces.ask(
            lambda _: trace(frame.experiment, slow, fast, resolved=frame.resolved)
        )

    def _show_trace(self, found: object) -> None:
        assert isinstance(found, Trace)
        if (found.fast_px, found.slow_px) == self._pixel:
            self._inspector.show_trace(found)
            self._quirks.forget()
            self._rest.start()

    def _ask_quirks(self) -> None:
        frame, pixel = self._frame, self._pixel
        if frame is None or pixel is None or not self._inspector.isVisible():
            return
        fast, slow = pixel
        self._quirks.ask(
            lambda job: quirks_at_pixel(
                frame.experiment, slow, fast, should_stop=job.is_stopped
            )
        )

    def _show_quirks(self, found: object) -> None:
        assert isinstance(found, QuirksAtPixel)
        self._inspector.show_quirks(found)

    def _hover(self, fast: float, slow: float) -> None:
        self._pointer = math.floor(fast), math.floor(slow)
        if self._inspector.follow.isChecked() and self._pointer != self._pixel:
            self.choose(*self._pointer)

    def _leave(self) -> None:
        self._pointer = None

    def _click(self, fast: float, slow: float) -> None:
        if self._inspector.follow.isChecked():
            self._inspector.follow.setChecked(False)
            self.choose(math.floor(fast), math.floor(slow))
