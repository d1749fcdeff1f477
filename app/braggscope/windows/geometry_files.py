"""Geometry in the files of other programs: shown before it counts, in and out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from braggscope_engine import EngineError, Experiment
from braggscope_engine.io import (
    GeometryFormat,
    ImportedGeometry,
    read_geometry,
    write_exported,
    write_geometry,
)

from ..background import Background, Job
from ..document import Document
from ..messages import sentence
from . import dialogs
from .files import Files
from .geometry_import import GeometryImportDialog

__all__ = ["GeometryFiles"]


class GeometryFiles(QObject):
    """Asks, reads beside the window, shows what would change, and edits once.

    ``said`` carries a notice, ``failed`` a problem, ``opened`` a file for the list of
    recent ones. ``imported`` carries the name of a file and the ImportedGeometry that
    was taken.
    """

    said = Signal(str)
    failed = Signal(str)
    opened = Signal(object)
    imported = Signal(str, object)

    def __init__(self, window: QWidget, document: Document, files: Files) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._files = files
        self._background = Background("geometry files", self)

    def close(self) -> None:
        """Wait for what is being read."""
        self._background.close()

    def import_geometry(self) -> None:
        """Ask for a file and import its geometry."""
        path = dialogs.ask_geometry(self._window, self._files.folder)
        if path is not None:
            self.import_path(path)

    def import_path(self, path: Path) -> None:
        """Read a file and show what it would change."""
        experiment = self._document.experiment

        def read(_job: Job) -> ImportedGeometry:
            return read_geometry(path, experiment)

        self._background.run(
            read,
            done=partial(self._show, path, experiment),
            failed=lambda error: self.failed.emit(sentence(error)),
        )

    def export(self) -> None:
        """Ask for a file and write the geometry, after what it cannot hold is said."""
        suggestion = self._files.folder / self._files.suggested_name
        asked = dialogs.ask_export_geometry(self._window, suggestion)
        if asked is not None:
            self.write(*asked)

    def write(self, path: Path, chosen: GeometryFormat) -> None:
        """Write the present geometry; a loss is said before, and may be too much."""
        try:
            exported = write_geometry(self._document.experiment, chosen)
            if exported.losses and not dialogs.ask_losses(
                self._window, path.name, chosen.label, exported.losses
            ):
                return
            write_exported(path, exported)
        except (EngineError, OSError) as error:
            self.failed.emit(sentence(error))
            return
        self._files.folder = path.parent
        self.said.emit(f"{path.name} is written.")

    def _show(self, path: Path, read_onto: Experiment, found: ImportedGeometry) -> None:
        if self._document.experiment is not read_onto:
            self.import_path(path)  # what would change is about the present model
            return
        dialog = GeometryImportDialog(path.name, found, self._window)
        accepted = dialog.exec() == GeometryImportDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            text = f"Import geometry from {path.name}"
            self._document.edit(found.experiment, text)
            self._files.folder = path.parent
            self.opened.emit(path)
            self.imported.emit(path.name, found)
