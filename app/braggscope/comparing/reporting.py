"""Writes the evidence of a comparison into a folder, beside the window."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Diagnosis, Experiment, Report, write_report
from braggscope_engine.io import LogRow, Session, write_session

from ..background import Background
from ..messages import sentence
from .other_image import OtherImage

_MODEL = "model.bscope"


class Reporting(QObject):
    """Writes reports that can be run again.

    The model goes into the folder as a session, so that the command in the report
    gives the same numbers wherever the folder is.

    Signals
    -------
    written(object)
        Path of the page.
    failed(str)
        Why there is none.
    busyChanged(bool)
        Whether one is being written.
    """

    written = Signal(object)
    failed = Signal(str)
    busyChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("report", self)

    def write(
        self,
        folder: Path,
        experiment: Experiment,
        other: OtherImage,
        diagnosis: Diagnosis,
        log: tuple[LogRow, ...],
    ) -> None:
        """Write a report about a reference that came from a file."""
        self.busyChanged.emit(True)
        self._background.run(
            lambda _: _write(folder, experiment, other, diagnosis, log),
            done=self._tell,
            failed=self._fail,
        )

    def close(self) -> None:
        """Wait for what is being written."""
        self._background.close()

    def _tell(self, page: Path) -> None:
        self.busyChanged.emit(False)
        self.written.emit(page)

    def _fail(self, error: BaseException) -> None:
        self.busyChanged.emit(False)
        self.failed.emit(sentence(error))


def _write(
    folder: Path,
    experiment: Experiment,
    other: OtherImage,
    diagnosis: Diagnosis,
    log: tuple[LogRow, ...],
) -> Path:
    assert other.path is not None
    assert other.read is not None
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / _MODEL
    write_session(model, Session(experiment=experiment))
    frame = ["--frame", str(other.read.frame)] if other.read.frame else []
    words = ["braggscope", "compare", *frame, str(other.path), str(model)]
    report = Report(
        reference=other.read,
        experiment=experiment,
        diagnosis=diagnosis,
        command=shlex.join(words),
        folder=str(folder),
        inputs={str(path): _size_and_hash(path) for path in (other.path, model)},
        durations_s={"diagnose": diagnosis.seconds},
        device="cpu, float64",
        log=log,
    )
    return write_report(report, folder)[0]


def _size_and_hash(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest
