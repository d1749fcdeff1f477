"""Paste a nanoBragg command line, and see what becomes of each option."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import ALL_QUIRKS, CommandLineError, Quirk
from braggscope_engine.io import ParsedCommand, split_command

from ..background import Background, Job
from ..inspectors.options import OptionsTable, summary
from ..messages import sentence
from ..transfer import read_command
from .message_bar import MessageBar

_REST_MS = 200


class PasteDialog(QDialog):
    """Asks for a command line; ``command`` is what it became.

    Parameters
    ----------
    text : str         what stands in the box at first
    folder : Path      where the files that the command names are looked for
    strict : bool      whether it is read as strict nanoBragg at first
    """

    def __init__(
        self,
        text: str,
        folder: Path,
        *,
        strict: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste command line")
        self.resize(760, 620)
        self._command: ParsedCommand | None = None
        self._latest: Job | None = None
        self._background = Background("command line", self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._read)
        self._make_widgets(text, folder)
        (self.strict if strict else self.intended).setChecked(True)
        self._lay_out()
        self._watch()
        self._read()

    @property
    def command(self) -> ParsedCommand | None:
        """The command line as it was read; None while it cannot be."""
        return self._command

    @property
    def text(self) -> str:
        """The text in the box."""
        return self.box.toPlainText()

    @property
    def folder(self) -> Path:
        """Where the files that the command names are looked for."""
        return Path(self.folder_edit.text()).expanduser()

    @property
    def quirks(self) -> frozenset[Quirk]:
        """Quirks that the choice stands for."""
        return ALL_QUIRKS if self.strict.isChecked() else frozenset()

    def done(self, result: int) -> None:
        """Close, whatever is still being read."""
        self._rest.stop()
        self._background.close()
        super().done(result)

    def _make_widgets(self, text: str, folder: Path) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.box = QPlainTextEdit(text, self)
        self.box.setFont(fixed)
        self.box.setTabChangesFocus(True)
        self.box.setAccessibleName("Command line")
        self.box.setPlaceholderText(
            "nanoBragg -mat A.mat -hkl scaled.hkl -lambda 0.9768 -distance 231.3 …"
        )
        self.folder_edit = QLineEdit(str(folder), self)
        self.browse = QPushButton("Choose…", self)
        self.intended = QRadioButton("As &intended", self)
        self.intended.setToolTip("Options mean what they say; the physics is right.")
        self.strict = QRadioButton("&Strict nanoBragg", self)
        self.strict.setToolTip(
            "Every oddity of nanoBragg is reproduced, so that images can be compared."
        )
        self._choice = QButtonGroup(self)
        self._choice.addButton(self.intended)
        self._choice.addButton(self.strict)
        self.problem = MessageBar(self)
        self.problem.set_closable(False)
        self.table = OptionsTable("What becomes of each option is shown here.", self)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            self,
        )
        self.accept_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.accept_button.setText("Use this model")

    def _lay_out(self) -> None:
        files = QHBoxLayout()
        files.addWidget(self.folder_edit, 1)
        files.addWidget(self.browse)
        modes = QHBoxLayout()
        modes.setSpacing(16)
        modes.addWidget(self.intended)
        modes.addWidget(self.strict)
        modes.addStretch(1)
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        folder_label = QLabel("Look for &files in", self)
        folder_label.setBuddy(self.folder_edit)
        form.addWidget(folder_label, 0, 0)
        form.addLayout(files, 0, 1)
        form.addWidget(QLabel("Read", self), 1, 0)
        form.addLayout(modes, 1, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.box, 2)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 3)
        layout.addWidget(self.summary)
        layout.addWidget(self.buttons)

    def _watch(self) -> None:
        self.box.textChanged.connect(self._wait)
        self.folder_edit.textChanged.connect(self._wait)
        self._choice.buttonClicked.connect(self._wait)
        self.browse.clicked.connect(self._choose_folder)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _wait(self) -> None:
        # What is still being read is of a text that stands no more.
        self._latest = None
        self._command = None
        self.accept_button.setEnabled(False)
        self._rest.start()

    def _read(self) -> None:
        self._command = None
        self.accept_button.setEnabled(False)
        text, quirks, folder = self.text, self.quirks, self.folder
        if not text.strip():
            self._show(None, "")
            return
        if not folder.is_dir():
            self._show(None, f"There is no folder {folder}.")
            return

        # Reflection lists are large: they are read beside the window.
        def read(_job: Job) -> ParsedCommand:
            return read_command(text, quirks, folder)

        job: Job | None = None

        def succeed(command: ParsedCommand) -> None:
            if job is self._latest:
                self._show(command, "")

        def fail(error: BaseException) -> None:
            if job is self._latest:
                self._show(None, sentence(error))

        job = self._latest = self._background.run(read, done=succeed, failed=fail)

    def _show(self, command: ParsedCommand | None, problem: str) -> None:
        self._command = command
        self.accept_button.setEnabled(command is not None)
        if problem:
            self.problem.show_message(problem)
        else:
            self.problem.clear()
        if command is not None or not problem:
            self.table.show_options(command.options if command is not None else ())
        notes = (summary(command), *command.notes) if command is not None else ()
        self.summary.setText("\n".join(notes))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, "Folder of the files that the command names", str(self.folder)
        )
        if chosen:
            self.folder_edit.setText(chosen)


def looks_like_command(text: str) -> bool:
    """Tell whether a text from the clipboard may be a nanoBragg command line."""
    if not text.strip() or len(text) > 100_000:
        return False
    try:
        words = split_command(text)
    except CommandLineError:
        return False
    options = [w for w in words if w.startswith("-") and w[1:2].isalpha()]
    return len(options) >= 2 or "nanobragg" in text.lower()
