"""What the window remembers until next time: its place, its look, its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow

from ..inspectors.peaks import ReflectionView
from .files import Files
from .layout import PanelLayout
from .recent import RecentFiles
from .view_controls import ViewControls

_LARGEST_AT_FIRST = QSize(1680, 1050)
_HIDDEN_AT_FIRST = "rings\nice\nspots"
_FRAME = QSize(8, 40)
"""About what the title bar and the borders take."""


class Habits:
    """Keeps and recalls how a window stood.

    Whatever cannot be read, or fits no more, is left as it is.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: PanelLayout,
        view: ViewControls,
        files: Files,
        recent: RecentFiles,
        reflections: ReflectionView,
        backend: QSettings | None = None,
    ) -> None:
        self._window = window
        self._panels = panels
        self._view = view
        self._files = files
        self._recent = recent
        self._reflections = reflections
        self._backend = backend or QSettings("braggscope", "braggscope")

    def recall(self) -> None:
        """Stand as last time."""
        geometry = self._backend.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        else:
            room = self._window.screen().availableSize()
            self._window.resize(room.boundedTo(_LARGEST_AT_FIRST) - _FRAME)
            self._panels.share(self._window.width())
        state = self._backend.value("window/state")
        if isinstance(state, QByteArray):
            self._panels.restore(state)
        self._view.recall(
            self._text("view/scale"),
            self._text("view/colour_map"),
            self._list("view/hidden_overlays", _HIDDEN_AT_FIRST),
        )
        columns = self._list("reflections/columns")
        if columns:
            self._reflections.choose_columns(columns)
        folder = self._text("files/folder")
        if folder:
            self._files.folder = Path(folder)
        paths = [Path(text) for text in self._list("files/recent")]
        self._recent.recall([path for path in paths if path.is_file()])

    def keep(self) -> None:
        """Remember how the window stands."""
        self._backend.setValue("window/geometry", self._window.saveGeometry())
        self._backend.setValue("window/state", self._panels.save())
        self._backend.setValue("view/scale", self._view.scale)
        self._backend.setValue("view/colour_map", self._view.colour_map)
        self._keep_list("view/hidden_overlays", self._view.hidden_overlays)
        columns = sorted(self._reflections.chosen_columns)
        self._keep_list("reflections/columns", columns)
        self._backend.setValue("files/folder", str(self._files.folder))
        self._keep_list("files/recent", map(str, self._recent.paths))

    def _text(self, key: str, default: str = "") -> str:
        value = self._backend.value(key, default)
        return value if isinstance(value, str) else ""

    def _list(self, key: str, default: str = "") -> tuple[str, ...]:
        return tuple(filter(None, self._text(key, default).split("\n")))

    def _keep_list(self, key: str, values: Iterable[str]) -> None:
        self._backend.setValue(key, "\n".join(values))
