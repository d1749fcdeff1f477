"""What is dropped on the window: a file, or the text of a command line."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from .paste_dialog import looks_like_command


def dropped_file(data: QMimeData) -> Path | None:
    """Return the first local file that is dropped."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None


def dropped_command(data: QMimeData) -> str | None:
    """Return the command line that is dropped as text."""
    text = data.text() if data.hasText() and not data.hasUrls() else ""
    return text if looks_like_command(text) else None
