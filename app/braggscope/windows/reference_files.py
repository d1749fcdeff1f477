"""Opens images to compare with: which file, which frame, and how its numbers lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from braggscope_engine.io import RawLayout

from ..comparing.other_image import OtherImage
from ..comparing.references import References
from ..document import Document
from ..inspectors.compare.other_picker import OtherPicker
from .actions import Actions

_RAW = frozenset({".bin", ".raw", ".img", ".dat"})
"""How files of bare numbers are called."""


class ReferenceFiles(QObject):
    """Has files read as references, beside the window.

    Signals
    -------
    opened(object)
        The path of a reference that was read.

    Parameters
    ----------
    ask_path : callable
        Asks for the file of a reference; None when the user thought better of it.
    ask_layout : callable
        Asks how a file of so many bytes lies, whose header says nothing, beside the
        model's shape; or None.
    """

    opened = Signal(object)

    def __init__(
        self,
        document: Document,
        references: References,
        picker: OtherPicker,
        actions: Actions,
        ask_path: Callable[[], Path | None],
        ask_layout: Callable[[Path, int, tuple[int, int]], RawLayout | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._references = references
        self._ask_path = ask_path
        self._ask_layout = ask_layout
        picker.referenceWanted.connect(self.ask)
        picker.frameWanted.connect(self._load_frame)
        actions.connect_to("reference", self.ask)
        references.layoutWanted.connect(self._ask_raw)
        references.read.connect(self._tell)

    def ask(self) -> None:
        """Ask for a file and compare with its image."""
        path = self._ask_path()
        if path is not None:
            self.load(path)

    def load(self, path: Path, frame: int = 0) -> None:
        """Compare with an image in a file; it is read beside the window."""
        self._references.load(path, self._shape, frame)

    def open(self, path: Path) -> None:
        """Compare with a file that was opened or dropped, and may be no image at all.

        How its numbers lie is asked only where its name says that they are raw.
        """
        may_ask = path.suffix.lower() in _RAW
        self._references.load(path, self._shape, may_ask=may_ask)

    @property
    def _shape(self) -> tuple[int, int]:
        return self._document.experiment.detector.shape

    def _ask_raw(self, path: Path, size_bytes: int) -> None:
        shape = self._shape
        layout = self._ask_layout(path, size_bytes, shape)
        if layout is not None:
            self._references.load(path, shape, raw=layout)

    def _load_frame(self, name: str, frame: int) -> None:
        for image in self._references.all:
            if image.name == name and image.path is not None:
                self.load(image.path, frame)

    def _tell(self, image: OtherImage) -> None:
        self.opened.emit(image.path)
