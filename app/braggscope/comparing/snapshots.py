"""Named states of the model, to return to and to compare with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Experiment


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The model as it was, under a name."""

    name: str
    experiment: Experiment


class Snapshots(QObject):
    """The snapshots of one window, oldest first; ``changed`` tells of every change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Snapshot, ...] = ()

    @property
    def all(self) -> tuple[Snapshot, ...]:
        """The snapshots."""
        return self._all

    def take(self, experiment: Experiment) -> Snapshot:
        """Keep an experiment under the first letter that is free."""
        taken = {snapshot.name for snapshot in self._all}
        number = next(n for n in range(len(taken) + 1) if _letters(n) not in taken)
        snapshot = Snapshot(_letters(number), experiment)
        self._set((*self._all, snapshot))
        return snapshot

    def replace_all(self, snapshots: Iterable[Snapshot]) -> None:
        """Take others in place of those that are there."""
        self._set(tuple(snapshots))

    def rename(self, snapshot: Snapshot, name: str) -> Snapshot:
        """Give a snapshot another name; an empty or a taken one changes nothing."""
        name = " ".join(name.split())
        if not name or any(each.name == name for each in self._all):
            return snapshot
        renamed = replace(snapshot, name=name)
        self._set(tuple(renamed if s is snapshot else s for s in self._all))
        return renamed

    def remove(self, snapshot: Snapshot) -> None:
        """Forget a snapshot."""
        self._set(tuple(each for each in self._all if each is not snapshot))

    def _set(self, snapshots: tuple[Snapshot, ...]) -> None:
        self._all = snapshots
        self.changed.emit()


def _letters(number: int) -> str:
    """Snapshot A to Snapshot Z, then Snapshot A1 and so on."""
    round_, letter = divmod(number, 26)
    return f"Snapshot {chr(ord('A') + letter)}{round_ or ''}"
