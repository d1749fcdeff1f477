"""Files and command lines: from the user's wish to one edit of the document."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from braggscope_engine import ALL_QUIRKS, EngineError
from braggscope_engine.io import (
    ParsedCommand,
    SavedRegion,
    Session,
    format_nanobragg,
    write_session,
)

from ..background import Background, Job
from ..command_source import CommandSource
from ..comparing.saving import Kept
from ..document import Document
from ..messages import sentence
from ..transfer import FileKind, Imported, command_source, read_demo, read_file
from . import dialogs
from .paste_dialog import PasteDialog, looks_like_command
from .title import PASTED, model_name

Result = TypeVar("Result")

_DEMO = "Demo"


class Files(QObject):
    """Opens, saves and pastes; a document that changed is asked about.

    ``said`` carries a notice, ``failed`` a problem, ``opened`` a file for the list of
    recent ones, and ``commandRead`` the command line that the model now comes from.
    ``replaced`` comes before the document takes another model. ``geometryFound``
    carries a file that holds the geometry of another program, ``imageFound`` one with
    an image, and ``sessionOpened`` a session once its model is in the document.
    """

    said = Signal(str)
    failed = Signal(str)
    opened = Signal(object)
    commandRead = Signal(object)
    replaced = Signal()
    geometryFound = Signal(object)
    imageFound = Signal(object)
    sessionOpened = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: Document,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._document = document
        self._folder = Path.cwd()
        self._origin = _DEMO
        self._command_text: str | None = None
        self._source: CommandSource | None = None
        self._kept: Callable[[], Kept] = lambda: ((), ())
        self._regions: Callable[[], tuple[SavedRegion, ...]] = tuple
        self._background = Background("files", self)

    @property
    def folder(self) -> Path:
        """Where the user was last; where files are looked for."""
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        if folder.is_dir():
            self._folder = folder.resolve()

    @property
    def name(self) -> str:
        """What the model is called: its file, or where it came from."""
        return model_name(self._document, self._origin)

    @property
    def source(self) -> CommandSource | None:
        """The command line that was read last, if the model comes from one."""
        return self._source

    def keep(self, kept: Callable[[], Kept]) -> None:
        """Save what this returns with every session: snapshots and references."""
        self._kept = kept

    def keep_regions(self, regions: Callable[[], tuple[SavedRegion, ...]]) -> None:
        """Save the boxes that this returns with every session."""
        self._regions = regions

    def begin(self, origin: str, source: CommandSource | None = None) -> None:
        """Note where the model came from with which the window begins."""
        self._origin = origin
        self._source = source
        if source is not None:
            self._command_text = shlex.join(source.words)

    def close(self) -> None:
        """Wait for what is being read or written."""
        self._background.close()

    def new(self) -> None:
        """Begin anew with the demo."""
        if self._may_lose_changes():
            self._begin(read_demo(), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        path = dialogs.ask_open(self._window, self._folder)
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """Open a file by its content; it is read beside the window."""
        self._run(lambda _job: read_file(path), partial(self._take, path))

    def paste(self, text: str | None = None) -> None:
        """Ask for a command line; the text, or the clipboard if it looks like one."""
        if text is None:
            clipboard = QGuiApplication.clipboard().text()
            text = clipboard if looks_like_command(clipboard) else ""
        strict = self._document.experiment.quirks == ALL_QUIRKS
        dialog = PasteDialog(text, self._folder, strict=strict, parent=self._window)
        accepted = dialog.exec() == PasteDialog.DialogCode.Accepted
        if accepted and dialog.command is not None:
            self.folder = dialog.folder
            self._command_text = dialog.text
            self._source = command_source(dialog.text, dialog.folder, dialog.command)
            self.take_command(dialog.command, PASTED)
        dialog.deleteLater()

    def take_command(self, command: ParsedCommand, text: str) -> None:
        """Use the model of a command line, as one edit."""
        self.replaced.emit()
        self._document.replace_all(command.experiment, text)
        self.commandRead.emit(command)

    def save(self) -> bool:
        """Save to the document's file; returns whether it is saved."""
        path = self._document.path
        return self.save_as() if path is None else self._write_session(path)

    @property
    def suggested_name(self) -> str:
        """A file name for the model, without suffix."""
        return Path(self.name).stem.lower().replace(" ", "-")

    def save_as(self) -> bool:
        """Ask for a file and save to it; returns whether it is saved."""
        suggestion = self._document.path or self._folder / self.suggested_name
        path = dialogs.ask_save(self._window, suggestion)
        return path is not None and self._write_session(path)

    def copy_command(self) -> None:
        """Copy the model as a nanoBragg command, and say what that cannot hold."""
        try:
            command = format_nanobragg(self._document.experiment)
        except EngineError as error:
            self.failed.emit(sentence(error))
            return
        QGuiApplication.clipboard().setText(command.text)
        if command.losses:
            lost = " ".join(command.losses)
            self.said.emit(f"The command is copied, with losses: {lost}")
        else:
            self.said.emit("The command is copied.")

    def may_close(self) -> bool:
        """Ask what to do with changes; returns whether the window may go."""
        return self._may_lose_changes()

    def _take(self, path: Path, imported: Imported) -> None:
        self.folder = path.parent
        if imported.kind is FileKind.GEOMETRY:
            self.geometryFound.emit(path)
            return
        if imported.kind is FileKind.IMAGE:
            self.imageFound.emit(path)
            return
        if imported.kind is FileKind.SESSION:
            if not self._may_lose_changes():
                return
            self._begin(imported, path)
            self.sessionOpened.emit(imported.session)
        else:
            self.replaced.emit()
            experiment = imported.onto(self._document.experiment)
            self._document.replace_all(experiment, imported.text)
            if imported.command is not None:
                self._command_text = imported.command_text
                self._source = imported.source
                self.commandRead.emit(imported.command)
        self.opened.emit(path)

    def _begin(self, imported: Imported, path: Path | None) -> None:
        self._command_text = imported.command_text
        self._source = imported.source
        self._origin = _DEMO
        self.replaced.emit()
        self._document.reset(imported.onto(self._document.experiment), path)
        self.commandRead.emit(imported.command)

    def _write_session(self, path: Path) -> bool:
        snapshots, references = self._kept()
        session = Session(
            experiment=self._document.experiment,
            command=self._command_text,
            snapshots=snapshots,
            references=references,
            regions=self._regions(),
        )
        try:
            write_session(path, session)
        except (EngineError, OSError) as error:
            self.failed.emit(sentence(error))
            return False
        self.folder = path.parent
        self._document.mark_saved(path)
        self.opened.emit(path)
        return True

    def _may_lose_changes(self) -> bool:
        if not self._document.is_modified:
            return True
        name = self._document.path.name if self._document.path else "this model"
        answer = dialogs.ask_unsaved(self._window, name)
        if answer is dialogs.Answer.SAVE:
            return self.save()
        return answer is dialogs.Answer.DISCARD

    def _run(
        self, work: Callable[[Job], Result], done: Callable[[Result], None]
    ) -> None:
        self._background.run(
            work, done=done, failed=lambda error: self.failed.emit(sentence(error))
        )
