"""The document: one experiment, its history, and who is told of a change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from braggscope_engine import Experiment

__all__ = ["Document"]

_MERGEABLE = 1
"""QUndoStack offers a command for merging only to one of the same id."""


class Document(QObject):
    """The experiment that the window shows and edits.

    Every change of the experiment goes through `edit`, `replace_all`, `reset` or the
    undo stack, and is told by `experimentChanged` alone. The experiment itself is a
    frozen value, so that undo is the sequence of values.

    Parameters
    ----------
    experiment : Experiment
        Where the history begins; it counts as saved.
    """

    experimentChanged = Signal(object)
    modifiedChanged = Signal(bool)
    pathChanged = Signal(object)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._experiment = experiment
        self._announced = experiment
        self._announcing = False
        self._gesture: object | None = None
        self._in_gesture = False
        self._path: Path | None = None
        self._undo_stack = QUndoStack(self)
        self._undo_stack.indexChanged.connect(self._announce)
        self._undo_stack.cleanChanged.connect(self._tell_modified)

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._experiment

    @property
    def undo_stack(self) -> QUndoStack:
        """The history; its texts are sentences for the user."""
        return self._undo_stack

    @property
    def path(self) -> Path | None:
        """The file that the document was read from or saved to."""
        return self._path

    @property
    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return not self._undo_stack.isClean()

    @property
    def is_in_gesture(self) -> bool:
        """Whether the last edit went on with what the one before it began."""
        return self._in_gesture

    def edit(
        self, experiment: Experiment, text: str, gesture: object | None = None
    ) -> None:
        """Replace the experiment as one undoable step.

        Parameters
        ----------
        experiment : Experiment
            The new value; one that equals the present value does nothing.
        text : str
            What the user did: "Change detector distance to 231.3 mm".
        gesture : object, optional
            Edits that carry the same object, one after the other, are one step.
            A gesture that returns to where it began leaves no step at all.
        """
        if experiment == self._experiment:
            return
        self._in_gesture = gesture is not None and gesture is self._gesture
        self._gesture = gesture
        self._undo_stack.push(_ReplaceExperiment(self, experiment, text, gesture))

    def replace_all(self, experiment: Experiment, text: str) -> None:
        """Replace the experiment by one from elsewhere, as one undoable step."""
        self.edit(experiment, text)

    def reset(
        self, experiment: Experiment, path: Path | None = None, *, saved: bool = True
    ) -> None:
        """Begin anew: another experiment, no history.

        Parameters
        ----------
        experiment : Experiment
        path : Path, optional
            The file that holds it.
        saved : bool
            False for an experiment that no file holds as it stands.
        """
        self._experiment = experiment
        self._undo_stack.clear()
        if saved:
            self._undo_stack.setClean()
        else:
            self._undo_stack.resetClean()
        self._set_path(path)
        self._announce()

    def mark_saved(self, path: Path) -> None:
        """Note that a file holds the experiment as it stands."""
        self._undo_stack.setClean()
        self._set_path(path)

    def _set_path(self, path: Path | None) -> None:
        if path != self._path:
            self._path = path
            self.pathChanged.emit(path)

    def _restore(self, experiment: Experiment) -> None:
        self._experiment = experiment

    def _announce(self) -> None:
        # An observer may edit while it is told. The others must then hear both values
        # in order, and the newest last.
        if self._announcing:
            return
        self._announcing = True
        try:
            while self._announced is not self._experiment:
                self._announced = self._experiment
                self.experimentChanged.emit(self._experiment)
        finally:
            self._announcing = False

    def _tell_modified(self, clean: bool) -> None:
        self.modifiedChanged.emit(not clean)


class _ReplaceExperiment(QUndoCommand):
    """The only command: one value in place of another."""

    def __init__(
        self,
        document: Document,
        after: Experiment,
        text: str,
        gesture: object | None,
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.experiment
        self._after = after
        self._gesture = gesture

    def id(self) -> int:
        return _MERGEABLE

    def redo(self) -> None:
        self._document._restore(self._after)

    def undo(self) -> None:
        self._document._in_gesture = False
        self._document._restore(self._before)

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _ReplaceExperiment):
            return False
        if self._gesture is None or other._gesture is not self._gesture:
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True
