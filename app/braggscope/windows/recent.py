"""The files that were opened last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

_LONGEST = 9


class RecentFiles(QObject):
    """Fills a menu with recent files, newest first.

    Parameters
    ----------
    menu : QMenu
    open_path : callable   gets the path that was chosen
    """

    def __init__(
        self, menu: QMenu, open_path: Callable[[Path], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._menu = menu
        self._open = open_path
        self._paths: tuple[Path, ...] = ()
        self._show()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, newest first."""
        return self._paths

    def recall(self, paths: Sequence[Path]) -> None:
        """Show the files of last time."""
        self._paths = tuple(paths)[:_LONGEST]
        self._show()

    def add(self, path: Path) -> None:
        """Put a file to the front."""
        path = path.resolve()
        others = [other for other in self._paths if other != path]
        self.recall([path, *others])

    def _show(self) -> None:
        self._menu.clear()
        for number, path in enumerate(self._paths, start=1):
            name = path.name.replace("&", "&&")
            action = self._menu.addAction(f"&{number}  {name}")
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._choose, path))
        self._menu.setEnabled(bool(self._paths))

    def _choose(self, path: Path, _checked: bool = False) -> None:
        self._open(path)
