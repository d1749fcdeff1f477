"""Writes the evidence of a comparison into a folder, beside the window."""

from __future__ import annotations

import hashlib
import shlex
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Diagnosis, Report, format_quirks, write_report
from braggscope_engine.io import (
    LogRow,
    RawLayout,
    ReferenceImage,
    Session,
    write_session,
)

from ..background import Background
from ..messages import sentence
from .diagnosing import Model
from .other_image import OtherImage

_SESSION = "model.bscope"


class Reporting(QObject):
    """Writes reports that can be run again.

    The command in it is the one that the model was read from, where it is unchanged;
    else it names the model as a session, which goes into the folder, too.

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
        model: Model,
        other: OtherImage,
        diagnosis: Diagnosis,
        log: tuple[LogRow, ...],
    ) -> None:
        """Write a report about a reference that came from a file."""
        self.busyChanged.emit(True)
        self._background.run(
            lambda _: _write(folder, model, other, diagnosis, log),
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
    model: Model,
    other: OtherImage,
    diagnosis: Diagnosis,
    log: tuple[LogRow, ...],
) -> Path:
    assert other.path is not None
    assert other.read is not None
    folder.mkdir(parents=True, exist_ok=True)
    session = folder / _SESSION
    source = model.source
    exact = source is not None and source.experiment == model.experiment
    words = source.words if source is not None and exact else (str(session),)
    write_session(
        session,
        Session(
            experiment=model.experiment,
            command=shlex.join(source.words) if source is not None else None,
        ),
    )
    options = model.options
    report = Report(
        reference=other.read,
        experiment=model.experiment,
        diagnosis=diagnosis,
        command=shlex.join(
            ["braggscope", "compare", *_own_words(model, other, other.read), *words]
        ),
        folder=str(source.folder if source is not None and exact else folder),
        inputs={str(path): _size_and_hash(path) for path in (other.path, session)},
        durations_s={"diagnose": diagnosis.seconds},
        device=f"{options.device}, {options.dtype}",
        log=log,
    )
    return write_report(report, folder)[0]


def _own_words(model: Model, other: OtherImage, image: ReferenceImage) -> list[str]:
    """What makes the command find the same image and render in the same way."""
    options = model.options
    frame = ["--frame", str(image.frame)] if image.frame else []
    return [
        *("--quirks", format_quirks(model.experiment.quirks)),
        *("--device", options.device, "--dtype", options.dtype),
        *frame,
        *_layout_words(other.raw),
        image.path,
    ]


def _layout_words(raw: RawLayout | None) -> list[str]:
    if raw is None:
        return []
    slow, fast = raw.shape
    words = ["--shape", f"{fast}x{slow}"]
    if raw.byte_order is not None:
        words += ["--byte-order", "big" if raw.byte_order == ">" else "little"]
    return [*words, "--transposed"] if raw.transposed else words


def _size_and_hash(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest
