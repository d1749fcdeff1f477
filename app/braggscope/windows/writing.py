"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from braggscope_engine import EngineError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    file = QSaveFile(str(path))
    is_written = file.open(QIODevice.OpenModeFlag.WriteOnly) and (
        file.write(content) == len(content)
    )
    if not is_written or not file.commit():
        raise EngineError(f"{path}: cannot be written ({file.errorString()}).")
