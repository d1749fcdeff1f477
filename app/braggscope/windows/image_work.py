"""What is made of exact images beside the window: counts, files, comparisons."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from braggscope_engine import Frame

from ..document import Document
from ..rendering.live import LiveRendering
from ..rendering.request import Measurement
from .counting_noise import CountingNoise
from .exports import Exports
from .files import Files
from .presenter import Presenter
from .quirk_comparison import QuirkComparison


class ImageWork(QObject):
    """Gives exact frames to those who work on them, and takes them away again.

    Signals
    -------
    said(str), failed(str)
        A notice and a problem.
    busyChanged(bool, str), progressed(float)
        Whether a kind of work goes on, and how far it is.
    effectsChanged(object, object)
        What quirks would change, as far as that is known, and in which experiment;
        None and None when it belongs to an earlier one.
    """

    said = Signal(str)
    failed = Signal(str)
    busyChanged = Signal(bool, str)
    progressed = Signal(float)
    effectsChanged = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        document: Document,
        live: LiveRendering,
        files: Files,
        presenter: Presenter,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._live = live
        self._presenter = presenter
        self.comparison = QuirkComparison(self)
        self.noise = CountingNoise(self)
        self.exports = Exports(
            window, files, self._when_exact_is_shown, presenter.snapshot
        )
        self._connect()

    def forget(self) -> None:
        """The model has changed: what is known is about an earlier one."""
        self.comparison.restart()
        self.noise.forget()

    def take(self, frame: Frame) -> None:
        """Work on a frame that is shown, if it is the exact one of the model."""
        if not frame.is_preview and frame.experiment is self._document.experiment:
            self.noise.take(frame)

    def compare(self, measurement: Measurement) -> None:
        """Compare a frame that has been measured, if it is that of the model."""
        if measurement.frame.experiment is self._document.experiment:
            self.comparison.take(measurement.frame)

    def show_noise(self, on: bool) -> None:
        """Show counting noise from now on, or no more."""
        self.noise.set_on(on)
        if not on:
            self._presenter.show_without_noise()

    def close(self) -> None:
        """Stop all, and return when it has ended."""
        self.comparison.close()
        self.noise.close()
        self.exports.close()

    def _connect(self) -> None:
        self.comparison.found.connect(self.effectsChanged)
        self.comparison.restarted.connect(lambda: self.effectsChanged.emit(None, None))
        self.noise.counted.connect(self._presenter.show_counts)
        for name, work in (("noise", self.noise), ("export", self.exports)):
            work.busyChanged.connect(partial(self._tell_busy, name))
            work.progressed.connect(self.progressed)
            work.failed.connect(self.failed)
        self.exports.said.connect(self.said)

    def _tell_busy(self, work: str, busy: bool) -> None:
        self.busyChanged.emit(busy, work)

    def _when_exact_is_shown(self, act: Callable[[Frame], None]) -> None:
        def settled(frame: Frame) -> None:
            # Others are told of this frame as well: they show it first.
            ready = partial(self.noise.when_ready, partial(act, frame))
            QTimer.singleShot(0, self, ready)

        self._live.when_settled(settled)
