"""How long the window takes from an edit to painted pixels."""

from __future__ import annotations

import math
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from braggscope.document import Document
from braggscope.rendering.live import LiveRendering
from braggscope.rendering.renderer import Renderer
from braggscope.settings import SettingsStore
from braggscope.smooth import smooth
from braggscope.windows.looking import KeptGrid, visible_part
from braggscope.windows.main_window import MainWindow
from braggscope_engine import Experiment, Frame, KernelStore, RenderOptions

_INTERVAL_MS = 16
_EDITS = 200
_STEP_MM = 0.05
_LIMIT_MS = 120_000


@dataclass(slots=True)
class Drag:
    """What came of a drag.

    Attributes
    ----------
    latencies_s : list of float     of each edit, to the first paint at least as new
    paints : int                    different frames that were painted
    rest_s : float                  from the last edit to the paint of its exact frame
    """

    latencies_s: list[float] = field(default_factory=list)
    paints: int = 0
    rest_s: float = math.nan

    @property
    def edits(self) -> int:
        """Edits that were made."""
        return len(self.latencies_s)

    def quantile(self, part: float) -> float:
        """Latency that a part of the edits stays below, seconds."""
        return float(np.quantile(self.latencies_s, part))


class _PaintWatch(QObject):
    """Notes when frames of numbered edits have been painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.numbers: dict[int, int] = {}
        self.painted: list[tuple[int, bool, float]] = []
        self._shown: tuple[int, bool] | None = None
        window.renderer.frameReady.connect(self._note)
        for child in window.centre.canvas.findChildren(QObject):
            child.installEventFilter(self)

    def _note(self, frame: Frame) -> None:
        number = self.numbers.get(id(frame.experiment))
        self._shown = None if number is None else (number, frame.is_preview)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the time when the paint that is about to happen is over."""
        if event.type() == QEvent.Type.Paint and self._shown is not None:
            shown, self._shown = self._shown, None
            QTimer.singleShot(0, partial(self._stamp, *shown))
        return False

    def _stamp(self, number: int, is_preview: bool) -> None:
        self.painted.append((number, is_preview, time.perf_counter()))


def measure_drag(experiment: Experiment, kernels: KernelStore | None) -> Drag:
    """Drag the distance at sixty edits a second in a real window."""
    app = QApplication.instance() or QApplication(["benchmark"])
    renderer = Renderer()
    live = LiveRendering(renderer, RenderOptions(kernels=kernels))
    document = Document(experiment)
    _forget_habits()
    store = SettingsStore()
    window = MainWindow(document, renderer, live, store, ("cpu",))
    live.look_with(partial(visible_part, window.centre.canvas, KeptGrid()))
    window.resize(1366, 768)
    window.show()
    window.start()
    smooth(live)
    try:
        _wait(live)
        return _drag(window, document)
    finally:
        window.shut_down()
        document.undo_stack.setClean()
        window.close()
        window.deleteLater()
        app.processEvents()


def _forget_habits() -> None:
    """Keep the habits of the window apart from the user's own."""
    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, tempfile.mkdtemp())


def _drag(window: MainWindow, document: Document) -> Drag:
    watch = _PaintWatch(window)
    made: list[tuple[Experiment, float]] = []
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(_INTERVAL_MS)
    detector = document.experiment.detector

    def edit() -> None:
        if len(made) == _EDITS:
            timer.stop()
            window.live.when_settled(lambda _: QTimer.singleShot(300, loop.quit))
            return
        moved = _moved(document.experiment, _STEP_MM)
        # Kept, so that no other experiment gets the same identity.
        watch.numbers[id(moved)] = len(made)
        made.append((moved, time.perf_counter()))
        document.edit(moved, "Drag", gesture=detector)

    timer.timeout.connect(edit)
    timer.start()
    QTimer.singleShot(_LIMIT_MS, loop.quit)
    loop.exec()
    return _summary(made, watch.painted)


def _moved(experiment: Experiment, step_mm: float) -> Experiment:
    """The detector a little further away, whatever says where it is."""
    detector = experiment.detector
    if detector.pix0_mm is None:
        return replace(
            experiment,
            detector=replace(detector, distance_mm=detector.distance_mm + step_mm),
        )
    x, y, z = detector.pix0_mm
    return replace(experiment, detector=replace(detector, pix0_mm=(x, y, z - step_mm)))


def _summary(
    made: list[tuple[Experiment, float]], painted: list[tuple[int, bool, float]]
) -> Drag:
    drag = Drag(paints=len(painted))
    for number, (_, at) in enumerate(made):
        times = [when for shown, _, when in painted if shown >= number]
        if times:
            drag.latencies_s.append(min(times) - at)
    last = len(made) - 1
    exact = [when for n, is_preview, when in painted if n == last and not is_preview]
    if exact:
        drag.rest_s = min(exact) - made[-1][1]
    return drag


def _wait(live: LiveRendering) -> None:
    """Wait for the exact frame of what the window shows, and for its peaks."""
    loop = QEventLoop()
    live.when_settled(lambda _: QTimer.singleShot(1500, loop.quit))
    QTimer.singleShot(_LIMIT_MS, loop.quit)
    loop.exec()
