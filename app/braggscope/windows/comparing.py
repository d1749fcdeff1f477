"""Compares the model with snapshots of itself and with images from files."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from braggscope_engine import (
    Comparison,
    EngineError,
    Experiment,
    Frame,
    adopt_header,
    header_rows,
    place,
)
from braggscope_engine.io import Session

from ..canvas.pair import PairView
from ..comparing.exact_images import ExactImages
from ..comparing.measuring import Measuring
from ..comparing.other_image import OtherImage
from ..comparing.references import References
from ..comparing.saving import Kept, restore, saved
from ..comparing.snapshots import Snapshot, Snapshots
from ..document import Document
from ..fields import differences
from ..inspectors.compare import CompareInspector
from ..inspectors.compare.number_rows import number_rows, verdict
from ..messages import sentence
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
    compared(object)
        The Comparison of the exact image of the model with the other one.
    wasChosen(str)
        The name of a new snapshot or reference.
    failed(str)
        Why an image is not there.
    busyChanged(bool, str)
        Whether a kind of work goes on: a snapshot's image, a file.
    """

    otherChanged = Signal(object)
    compared = Signal(object)
    wasChosen = Signal(str)
    failed = Signal(str)
    busyChanged = Signal(bool, str)

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
        self.references = References(self)
        self._images = ExactImages(self)
        self._measuring = Measuring(self)
        self._chosen: Snapshot | OtherImage | None = None
        self._other: OtherImage | None = None
        self._frame: Frame | None = None
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
        self.wasChosen.emit(snapshot.name)
        return snapshot

    def saved(self) -> Kept:
        """Snapshots and references, as a session keeps them."""
        return saved(self.snapshots, self.references)

    def restore(self, session: Session) -> None:
        """Take the snapshots and references of a session in place of those here."""
        self.choose("")
        restore(session, self.snapshots, self.references)
        self._show_names()

    def choose(self, name: str) -> None:
        """Compare with what has this name; empty compares with nothing."""
        known: tuple[Snapshot | OtherImage, ...] = (
            *self.snapshots.all,
            *self.references.all,
        )
        self._chosen = next((each for each in known if each.name == name), None)
        self._images.forget()
        self._set_other(None)
        self._show_names()
        chosen = self._chosen
        if chosen is None:
            self._inspector.show_nothing()
            return
        self._inspector.show_other(chosen.name)
        self._show_differences(self._document.experiment)
        if isinstance(chosen, Snapshot):
            self._inspector.say("Its image is being computed …")
            self._images.ask(chosen.experiment, self._live.options)
        else:
            self._set_other(chosen)

    def follow(self, experiment: Experiment) -> None:
        """Follow an edit: what was measured is about an earlier model."""
        self._frame = None
        self._measuring.forget()
        self._show_differences(experiment)

    def _show_differences(self, experiment: Experiment) -> None:
        chosen = self._chosen
        if isinstance(chosen, Snapshot):
            found = differences(experiment, chosen.experiment)
            self._inspector.show_changes([(d.name, d.one, d.other) for d in found])
        elif chosen is not None and chosen.read is not None:
            header = chosen.read.geometry
            rows = () if header is None else header_rows(header, experiment)
            self._inspector.show_header(rows)

    def take(self, frame: Frame) -> None:
        """Compare an exact frame of the model."""
        if not frame.is_preview and frame.experiment is self._document.experiment:
            self._frame = frame
            self._measure()

    def close(self) -> None:
        """Stop, and return when all work has ended."""
        self._images.close()
        self._measuring.close()
        self.references.close()

    def _connect(self) -> None:
        picker = self._inspector.picker
        picker.chosen.connect(self.choose)
        picker.snapshotWanted.connect(self.take_snapshot)
        picker.returnWanted.connect(self._return)
        picker.renameWanted.connect(self._rename)
        picker.removeWanted.connect(self._remove)
        self._inspector.headerWanted.connect(self._adopt_header)
        self._actions.connect_to("snapshot", self.take_snapshot)
        self._actions.connect_choice(PAIR, self._choose_view)
        self._inspector.set_views([self._actions[f"pair:{view}"] for view in PairView])
        self._images.ready.connect(self._take_snapshot_frame)
        self._images.failed.connect(self._fail)
        self._images.busyChanged.connect(lambda b: self.busyChanged.emit(b, "snapshot"))
        self.references.read.connect(self._take_reference)
        self.references.restored.connect(self._show_names)
        self.references.failed.connect(self.failed)
        self.references.busyChanged.connect(
            lambda busy: self.busyChanged.emit(busy, "reference")
        )
        self._measuring.measured.connect(self._show_comparison)
        self._measuring.failed.connect(self._inspector.say)

    def _choose_view(self, name: str) -> None:
        self._twin.set_view(PairView(name))

    def _take_snapshot_frame(self, frame: Frame) -> None:
        if isinstance(self._chosen, Snapshot):
            self._inspector.say("")
            pixels = frame.intensity.detach().cpu().numpy()
            name = self._chosen.name
            experiment = frame.experiment
            self._set_other(OtherImage(name=name, pixels=pixels, experiment=experiment))

    def _take_reference(self, image: OtherImage) -> None:
        self.choose(image.name)
        self.wasChosen.emit(image.name)

    def _set_other(self, other: OtherImage | None) -> None:
        self._measuring.forget()
        self._inspector.show_numbers(())
        if other is None and self._other is None:
            return
        self._other = other
        self._twin.show_other(other)
        self._show_possible()
        self.otherChanged.emit(other)
        self._measure()

    def _measure(self) -> None:
        if self._other is None or self._frame is None:
            return
        model = self._frame.intensity.detach().cpu().numpy()
        if model.shape != self._other.pixels.shape:
            self._inspector.show_numbers(())
            self._inspector.say(_sizes(model.shape, self._other.pixels.shape))
            return
        try:
            centre = place(self._frame.experiment).beam_centre_px
        except EngineError:
            centre = None
        self._measuring.measure(model, self._other, centre)

    def _show_comparison(self, comparison: Comparison) -> None:
        self._inspector.show_numbers(*number_rows(comparison))
        notes = self._other.notes if self._other is not None else ()
        self._inspector.say("\n".join((verdict(comparison), *notes)))
        self.compared.emit(comparison)

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
        for snapshot in self._snapshots_named(name):
            self._document.replace_all(snapshot.experiment, f"Return to {name}")

    def _adopt_header(self) -> None:
        chosen = self._chosen
        if not isinstance(chosen, OtherImage) or chosen.read is None:
            return
        if chosen.read.geometry is not None:
            try:
                adopted = adopt_header(chosen.read.geometry, self._document.experiment)
            except EngineError as error:
                self.failed.emit(sentence(error))
                return
            self._document.replace_all(adopted, f"Adopt the header of {chosen.name}")

    def _rename(self, before: str, after: str) -> None:
        for snapshot in self._snapshots_named(before):
            was_chosen = snapshot is self._chosen
            renamed = self.snapshots.rename(snapshot, after)
            if was_chosen:
                self.choose(renamed.name)

    def _remove(self, name: str) -> None:
        for snapshot in self._snapshots_named(name):
            self.snapshots.remove(snapshot)
        for image in [each for each in self.references.all if each.name == name]:
            self.references.remove(image)
        self.choose("")

    def _snapshots_named(self, name: str) -> Sequence[Snapshot]:
        return [each for each in self.snapshots.all if each.name == name]

    def _show_names(self) -> None:
        picker, chosen = self._inspector.picker, self._chosen
        picker.show_names(
            [snapshot.name for snapshot in self.snapshots.all],
            [image.name for image in self.references.all],
            chosen.name if chosen is not None else "",
        )
        read = chosen.read if isinstance(chosen, OtherImage) else None
        picker.show_frames(*((read.n_frames, read.frame) if read else (1, 0)))


def _sizes(model: tuple[int, ...], other: tuple[int, ...]) -> str:
    return (
        f"The other image has {other[1]} x {other[0]} pixels (fast x slow), the "
        f"model's {model[1]} x {model[0]}: give the detector the same size to compare."
    )
