"""The image, written to a file: always the exact one of the present model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from braggscope_engine import (
    Frame,
    OutputRequest,
    Peak,
    Quirk,
    brightest_peaks,
    write_outputs,
)

from ..background import Background, Job
from ..messages import sentence
from . import dialogs
from .counting_noise import rows_counted
from .export_formats import STATISTICS, ExportFormat
from .files import Files
from .writing import write_whole

_PEAKS = 100


class Exports(QObject):
    """Asks where to, waits for the exact image, and writes it beside the window.

    Parameters
    ----------
    window : QWidget
    files : Files                 knows the folder and the name of the model
    when_exact : callable         calls back with the exact frame, once it is shown
    snapshot : callable           gives the picture of the view; whether with overlays
    """

    said = Signal(str)
    failed = Signal(str)
    busyChanged = Signal(bool)
    progressed = Signal(float)

    def __init__(
        self,
        window: QWidget,
        files: Files,
        when_exact: Callable[[Callable[[Frame], None]], None],
        snapshot: Callable[[bool], QImage],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._files = files
        self._when_exact = when_exact
        self._snapshot = snapshot
        self._pending = 0
        self._background = Background("exports", self)

    def close(self) -> None:
        """Stop what is being written; nothing is left half done."""
        self._background.close()

    def export(self) -> None:
        """Ask for a file and write the image to it."""
        suggestion = self._files.folder / self._files.suggested_name
        asked = dialogs.ask_export(self._window, suggestion)
        if asked is not None:
            path, chosen = asked
            self._files.folder = path.parent
            self._when_exact(partial(self.write, path, chosen))

    def write(self, path: Path, chosen: ExportFormat, frame: Frame) -> None:
        """Write a frame to a file.

        Parameters
        ----------
        path : Path
        chosen : ExportFormat
        frame : Frame    exact, and on the screen
        """
        if chosen.overlays is not None:
            content = _png(self._snapshot(chosen.overlays))
            self._run(lambda _: write_whole(path, content), path)
        elif chosen.request is not None:
            request = chosen.request(path.name)
            self._run(lambda job: _write(frame, request, path.parent, job), path)
        elif chosen is STATISTICS:
            name = self._files.name
            self._run(lambda _: write_whole(path, _report(frame, name)), path)

    def _run(self, work: Callable[[Job], None], path: Path) -> None:
        def done(_: None) -> None:
            self._finish()
            self.said.emit(f"{path.name} is written.")

        def failed(error: BaseException) -> None:
            self._finish()
            self.failed.emit(sentence(error))

        self._pending += 1
        self.busyChanged.emit(True)
        progressed = self.progressed.emit
        self._background.run(work, done=done, failed=failed, progressed=progressed)

    def _finish(self) -> None:
        self._pending -= 1
        self.busyChanged.emit(self._pending > 0)


def _write(frame: Frame, request: OutputRequest, folder: Path, job: Job) -> None:
    # Only what the user chose: not all that strict nanoBragg would leave behind.
    quirks = frame.experiment.quirks - {Quirk.WRITE_ALL_FILES}
    single = replace(frame, experiment=replace(frame.experiment, quirks=quirks))
    write_outputs(single, request, folder=folder, should_stop=rows_counted(frame, job))


def _png(picture: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


def _report(frame: Frame, name: str) -> bytes:
    """Statistics as nanoBragg prints them, and the brightest peaks."""
    options = frame.options
    lines = [
        f"Braggscope {metadata.version('braggscope')}, {name}",
        f"exact image, {options.dtype} on {options.device}",
        *write_outputs(
            replace(frame, experiment=replace(frame.experiment, quirks=frozenset())),
            OutputRequest(),
        ).lines,
        "",
        f"{'fast':>6} {'slow':>6} {'h':>5} {'k':>5} {'l':>5} {'d/A':>9} "
        f"{'maximum':>14} {'sum':>14}",
        *(_peak_line(peak) for peak in brightest_peaks(frame, count=_PEAKS)),
    ]
    return "\n".join((*lines, "")).encode()


def _peak_line(peak: Peak) -> str:
    h, k, l = peak.hkl
    return (
        f"{peak.fast_px:6d} {peak.slow_px:6d} {h:5d} {k:5d} {l:5d} "
        f"{peak.d_angstrom:9.4f} {peak.maximum:14.7g} {peak.total:14.7g}"
    )
