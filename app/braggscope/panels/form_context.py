"""What all rows of the forms share: the document, what is in force, shown units."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from braggscope.document import Document
from braggscope.fields import (
    Field,
    InForce,
    Notation,
    Slot,
    Value,
    change_text,
    in_force,
)
from braggscope.quantities import units_of
from braggscope_engine import Experiment, Hold, InvalidParameterError, Resolved

__all__ = ["FormContext"]


class FormContext(QObject):
    """The way from a row to the document.

    Signals
    -------
    refused(error, slot)   a model refused an edit of this slot
    mended(slot)           what was refused there has been taken back or put right
    unitChanged(path)      a field is to be shown in another unit
    holdChanged(hold)      edits leave something else in place from now on
    """

    refused = Signal(object, object)
    mended = Signal(object)
    unitChanged = Signal(str)
    holdChanged = Signal(object)

    def __init__(
        self,
        document: Document,
        units: Mapping[str, str] | None = None,
        parent: QObject | None = None,
        *,
        hold: Hold = Hold.BEAM_SPOT,
    ) -> None:
        super().__init__(parent)
        self._hold: Hold | None = hold
        self._document = document
        self._units = dict(units or {})
        self._in_force: InForce | None = None
        self._lags = False
        self._resolved: Resolved | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self._document.experiment

    @property
    def in_force(self) -> InForce:
        """What results from it."""
        if self._in_force is None:
            self._in_force = in_force(self.experiment, self._resolved)
        return self._in_force

    @property
    def units(self) -> Mapping[str, str]:
        """Units that were chosen, by path of the field."""
        return dict(self._units)

    @property
    def hold(self) -> Hold | None:
        """What a tilt, a swing or a distance leaves in place; None leaves it open."""
        return self._hold

    def choose_hold(self, hold: Hold | None) -> None:
        """Leave something else in place from now on; the model stays as it is."""
        if hold is not self._hold:
            self._hold = hold
            self.holdChanged.emit(hold)

    def know(self, resolved: Resolved) -> None:
        """Take what somebody has found out about the model, or about one before it."""
        self._resolved = resolved

    def update(self) -> None:
        """Tell anew what is in force."""
        self._in_force = None
        self._lags = False

    def lag(self) -> None:
        """Show what is in force as it was; edits do not rely on that."""
        self._lags = True

    def follow(self) -> None:
        """Tell what is in force as far as that is known, if need be of a model before.

        That costs nothing, while to find it out would hold up a hand that drags.
        """
        resolved = self._resolved
        if self._lags and resolved is not None:
            if resolved.experiment is not self.experiment:
                self._in_force = in_force(resolved.experiment, resolved)
                return
        self.update()

    def notation(self, field: Field) -> Notation:
        """Return how a field is written at present."""
        unit = self._units.get(field.path, field.unit)
        offered = units_of(field.dimension, field.unit)
        return Notation(field, unit if unit in offered else field.unit)

    def choose_unit(self, field: Field, unit: str) -> None:
        """Show a field in another unit from now on."""
        if unit == field.unit:
            self._units.pop(field.path, None)
        else:
            self._units[field.path] = unit
        self.unitChanged.emit(field.path)

    def write(self, slot: Slot, value: Value, gesture: object | None = None) -> None:
        """Edit one number of the document.

        Raises
        ------
        InvalidParameterError
            When a model refuses it; the document is then as it was.
        """
        before = self.experiment
        now = in_force(before, self._resolved) if self._lags else self.in_force
        try:
            changed = self._written(slot, value, before, now)
        except InvalidParameterError as error:
            self.refused.emit(error, slot)
            raise
        self.mended.emit(slot)
        self.edit(changed, change_text(slot, before, value), gesture)

    def _written(
        self, slot: Slot, value: Value, before: Experiment, now: InForce
    ) -> Experiment:
        try:
            return slot.write(before, value, now.values, self._hold)
        except InvalidParameterError:
            # Where the panel stands nowhere there is nothing to hold. It is asked for
            # only then: a hand that drags does not wait for the answer.
            if self._hold is None or now.geometry is not None:
                raise
            return slot.write(before, value, now.values)

    def edit(
        self, experiment: Experiment, text: str, gesture: object | None = None
    ) -> None:
        """Replace the document's experiment."""
        self._document.edit(experiment, text, gesture)
