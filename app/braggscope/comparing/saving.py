"""What a session keeps of the images that the model is compared with."""

from __future__ import annotations

from pathlib import Path

from braggscope_engine.io import SavedReference, SavedSnapshot, Session

from .references import References
from .snapshots import Snapshot, Snapshots

Kept = tuple[tuple[SavedSnapshot, ...], tuple[SavedReference, ...]]


def saved(snapshots: Snapshots, references: References) -> Kept:
    """Snapshots whole, references by the path of their file."""
    return (
        tuple(
            SavedSnapshot(name=each.name, experiment=each.experiment)
            for each in snapshots.all
        ),
        tuple(
            SavedReference(
                path=str(each.path),
                frame=each.read.frame if each.read else 0,
                raw=each.raw,
            )
            for each in references.all
        ),
    )


def restore(session: Session, snapshots: Snapshots, references: References) -> None:
    """Take those of a session in place of those that are there."""
    references.forget_all()
    snapshots.replace_all(
        Snapshot(each.name, each.experiment) for each in session.snapshots
    )
    shape = session.experiment.detector.shape
    for each in session.references:
        references.restore(Path(each.path), shape, each.frame, each.raw)
