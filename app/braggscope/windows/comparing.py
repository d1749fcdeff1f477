"""Compares the model with snapshots of itself and with images from files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from braggscope_engine import Experiment, Frame

from ..canvas.pair import PairView
from ..comparing.exact_images import ExactImages
from ..comparing.other_image import OtherImage
from ..comparing.snapshots import Snapshot, Snapshots
from ..document import Document
from ..fields import differences
from ..inspectors.compare import CompareInspector
from ..rendering.live import LiveRendering
from .actions import Actions
from .twin_canvas import TwinCanvas

PAIR = "pair"


class Comparing(QObject):
    """Chooses the other image, and keeps canvas and inspector in step with it.

    Signals
    -------
    otherChanged(object)
        The OtherImage that is compared with, or None.
    snapshotTaken(str)
        The name of a new snapshot.
    failed(str)
        Why an image is not there.
    busyChanged(bool)
        Whether the image of a snapshot is being computed.
    """

    otherChanged = Signal(object)
    snapshotTaken = Signal(str)
    failed = Signal(str)
    busyChanged = Signal(bool)

    def __init__(
        self,
        document: Document,
        live: LiveRendering,
        twin: TwinCanvas,
        inspector: CompareInspector,
        actions: Actions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = live
        self._twin = twin
        self._inspector = inspector
        self._actions = actions
        self.snapshots = Snapshots(self)
        self._images = ExactImages(self)
        self._chosen: Snapshot | None = None
        self._other: OtherImage | None = None
        self._connect()
        self._show_possible()

    @property
    def other(self) -> OtherImage | None:
        """The image that is compared with, once it is there."""
        return self._other

    def take_snapshot(self) -> Snapshot:
        """Keep the model as it is, and compare with it from now on."""
        snapshot = self.snapshots.take(self._document.experiment)
        self.choose(snapshot.name)
        self.snapshotTaken.emit(snapshot.name)
        return snapshot

    def choose(self, name: str) -> None:
        """Compare with the snapshot of this name; empty compares with nothing."""
        found = [each for each in self.snapshots.all if each.name == name]
        self._chosen = found[0] if found else None
        self._show_names()
        self._set_other(None)
        if self._chosen is None:
            self._images.forget()
            self._inspector.show_nothing()
            return
        self._inspector.show_other(self._chosen.name, is_snapshot=True)
        self.follow(self._document.experiment)
        self._inspector.say("Its image is being computed …")
        self._images.ask(self._chosen.experiment, self._live.options)

    def follow(self, experiment: Experiment) -> None:
        """Say what differs between an edited model and the chosen snapshot."""
        if self._chosen is not None:
            rows = differences(experiment, self._chosen.experiment)
            self._inspector.show_changes([(d.name, d.one, d.other) for d in rows])

    def close(self) -> None:
        """Stop, and return when all work has ended."""
        self._images.close()

    def _connect(self) -> None:
        picker = self._inspector.picker
        picker.chosen.connect(self.choose)
        picker.snapshotWanted.connect(self.take_snapshot)
        picker.returnWanted.connect(self._return)
        picker.renameWanted.connect(self._rename)
        picker.removeWanted.connect(self._remove)
        self._actions.connect_to("snapshot", self.take_snapshot)
        self._actions.connect_choice(PAIR, self._choose_view)
        self._inspector.set_views([self._actions[f"pair:{view}"] for view in PairView])
        self._images.ready.connect(self._take_frame)
        self._images.failed.connect(self._fail)
        self._images.busyChanged.connect(self.busyChanged)

    def _choose_view(self, name: str) -> None:
        self._twin.set_view(PairView(name))

    def _take_frame(self, frame: Frame) -> None:
        if self._chosen is None:
            return
        self._inspector.say("")
        self._set_other(
            OtherImage(
                name=self._chosen.name,
                pixels=frame.intensity.detach().cpu().numpy(),
                experiment=frame.experiment,
            )
        )

    def _set_other(self, other: OtherImage | None) -> None:
        if other is None and self._other is None:
            return
        self._other = other
        self._twin.show_other(other)
        self._show_possible()
        self.otherChanged.emit(other)

    def _show_possible(self) -> None:
        """Offer the views of two images while there are two."""
        for view in PairView:
            self._actions[f"pair:{view}"].setEnabled(self._other is not None)
        if self._other is None:
            self._twin.set_view(PairView.MODEL)
            self._actions.choose(PAIR, PairView.MODEL)

    def _fail(self, message: str) -> None:
        self._inspector.say(message)
        self.failed.emit(message)

    def _return(self, name: str) -> None:
        for snapshot in self._named(name):
            self._document.replace_all(snapshot.experiment, f"Return to {name}")

    def _rename(self, before: str, after: str) -> None:
        for snapshot in self._named(before):
            renamed = self.snapshots.rename(snapshot, after)
            if snapshot is self._chosen:
                self.choose(renamed.name)

    def _remove(self, name: str) -> None:
        for snapshot in self._named(name):
            self.snapshots.remove(snapshot)
            self.choose("")

    def _named(self, name: str) -> Sequence[Snapshot]:
        return [each for each in self.snapshots.all if each.name == name]

    def _show_names(self) -> None:
        names = [snapshot.name for snapshot in self.snapshots.all]
        current = self._chosen.name if self._chosen is not None else ""
        self._inspector.picker.show_names(names, (), current)
