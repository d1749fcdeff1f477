"""Writes the table of reflections to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from braggscope_engine import EngineError, ReflectionRows, reflection_csv

from ..inspectors.peaks import PeaksInspector
from ..messages import sentence
from . import dialogs
from .files import Files
from .writing import write_whole

_PLAIN = ".hkl"


class PeakExport(QObject):
    """Asks for a file and writes the shown reflections to it, in their order.

    Signals
    -------
    said(str), failed(str)
        A notice and a problem.
    """

    said = Signal(str)
    failed = Signal(str)

    def __init__(
        self, window: QWidget, inspector: PeaksInspector, files: Files
    ) -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self._files = files
        inspector.exportWanted.connect(self.export)

    def export(self) -> None:
        """Write what is shown."""
        rows = self._inspector.shown
        if rows is None:
            self.failed.emit("There are no reflections yet: wait for the exact image.")
            return
        suggestion = self._files.folder / "reflections.csv"
        path = dialogs.ask_export_reflections(self._window, suggestion)
        if path is None:
            return
        self._files.folder = path.parent
        try:
            write_whole(path, _text(rows, path).encode())
        except (EngineError, OSError) as error:
            self.failed.emit(sentence(error))
        else:
            self.said.emit(f"{path.name} is written: {len(rows)} reflections.")


def _text(rows: ReflectionRows, path: Path) -> str:
    return plain_list(rows) if path.suffix == _PLAIN else reflection_csv(rows)


def plain_list(rows: ReflectionRows) -> str:
    """Write h k l, sum minus background and its error, a reflection a line."""
    columns = [rows.columns[name].tolist() for name in ("h", "k", "l", "net", "error")]
    return "".join(
        f"{h:5d} {k:5d} {l:5d} {net:.9g} {error:.9g}\n"
        for h, k, l, net, error in zip(*columns, strict=True)
    )
