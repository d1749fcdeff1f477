"""What the window calls the model: by its file, or by where it came from."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack

from ..document import Document
from ..transfer import READ_FROM

PASTED = "Paste command line"
"""What the history says of a pasted command line."""


def model_name(document: Document, origin: str) -> str:
    """Name the model that a document holds.

    Parameters
    ----------
    document : Document
    origin : str    where the model came from with which the history begins
    """
    if document.path is not None:
        return document.path.name
    return _last_source(document.undo_stack) or origin


def _last_source(stack: QUndoStack) -> str:
    """Find in the history the last command line that replaced the model."""
    for number in reversed(range(stack.index())):
        text = stack.text(number)
        if text == PASTED:
            return "Pasted command"
        if text.startswith(READ_FROM):
            return text.removeprefix(READ_FROM)
    return ""
