"""The one geometry in all conventions, live: copied, edited, undone."""

from __future__ import annotations

import shlex

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from braggscope.document import Document
from braggscope.fields import sentence
from braggscope.quantities import (
    Dimension,
    QuantityError,
    parse_number,
    parse_triple,
    rounded_text,
    split_triple,
)
from braggscope_engine import (
    ConventionView,
    EngineError,
    Experiment,
    Hold,
    InvalidParameterError,
    ParsedCommand,
    describe_conventions,
    place,
    with_cell,
)
from braggscope_engine.io import ImportedGeometry

from ..wrapped_label import WrappedLabel
from .asked import FORMS, Asked
from .requests import RequestsPanel
from .table import Cell, geometry_table
from .table_view import ConventionsTable

__all__ = ["GeometryInspector"]

_TABLE_HEIGHT, _REQUESTS_HEIGHT = 380, 200
_REST_MS = 250
"""How long an edit rests before it is compared with what was asked for."""
_DIMENSIONS = {
    "px": Dimension.PIXELS,
    "mm": Dimension.LENGTH,
    "m": Dimension.LENGTH,
    "°": Dimension.ANGLE,
}


class GeometryInspector(QWidget):
    """Shows the effective geometry of the document, and edits it.

    While it is hidden it works nothing out.

    Signals
    -------
    copied(text)   what was copied
    """

    copied = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._hold = Hold.BEAM_SPOT
        self._views: dict[object, ConventionView] = {}
        self._shown: Experiment | None = None
        self._message = WrappedLabel(self)
        self._message.setObjectName("geometry.message")
        self._message.hide()
        self._table = ConventionsTable(self._take, self)
        self._table.copied.connect(self.copied)
        self._table.optionsWanted.connect(self._copy_options)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._message)
        self._requests = RequestsPanel(self)
        self._requests.adopted.connect(document.edit)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._table)
        split.addWidget(self._requests)
        split.setCollapsible(0, False)
        split.setStretchFactor(0, 1)
        split.setSizes([_TABLE_HEIGHT, _REQUESTS_HEIGHT])
        layout.addWidget(split, 1)
        self._command: Asked | None = None
        self._file: Asked | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._compare)
        document.experimentChanged.connect(self._follow)

    @property
    def table(self) -> ConventionsTable:
        """The table of conventions."""
        return self._table

    @property
    def message(self) -> str:
        """What is said above the table; empty for nothing."""
        return "" if self._message.isHidden() else self._message.text()

    @property
    def requests(self) -> RequestsPanel:
        """What was asked for beside what it became."""
        return self._requests

    def show_command(self, command: ParsedCommand | None) -> None:
        """Compare with what this command line asks for, as long as it stands."""
        self._command = None if command is None else Asked.by_command(command)
        self._file = None
        self._rest.start()

    def show_file(self, name: str, imported: ImportedGeometry) -> None:
        """Compare with what this geometry file asks for, as long as it stands."""
        self._file = Asked.by_file(name, imported)
        self._rest.start()

    def set_hold(self, hold: Hold | None) -> None:
        """Leave this in place when a cell turns the panel; None is the beam spot."""
        self._hold = hold or Hold.BEAM_SPOT

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while this was hidden."""
        super().showEvent(event)
        self._follow(self._document.experiment)
        self._rest.start()  # a command may have come with a model that was shown

    def _follow(self, experiment: Experiment) -> None:
        if not self.isVisible() or experiment is self._shown:
            return
        self._shown = experiment
        try:
            views = describe_conventions(experiment)
            geometry = place(experiment)
        except InvalidParameterError as error:
            self._say(f"{sentence(error)} The last geometry stays below.")
            return
        except EngineError as error:
            self._say(str(error))
            return
        self._say("")
        self._views = {view.convention: view for view in views}
        self._table.show_table(geometry_table(views, geometry))
        self._rest.start()

    def _compare(self) -> None:
        """Set what was asked for beside what it became, when edits rest."""
        if not self.isVisible():
            return
        experiment = self._document.experiment
        sources = [s for s in (self._file, self._command) if s is not None]
        asked = next((s for s in sources if s.stands(experiment)), FORMS)
        try:
            rows = asked.rows(experiment)
        except InvalidParameterError:
            return  # the message above says why there is no geometry
        self._requests.show_rows(rows, asked.source)

    def _say(self, message: str) -> None:
        self._message.setText(message)
        self._message.setVisible(bool(message))

    def _take(self, cell: Cell, column: int, text: str) -> str:
        """Edit the geometry from one cell; returns why that is refused."""
        convention = self._table.table.columns[column]
        try:
            value = _read(cell, text)
            changed = with_cell(
                self._document.experiment, convention, cell.key, value, hold=self._hold
            )
        except QuantityError as error:
            return str(error)
        except InvalidParameterError as error:
            return sentence(error, error.parameter)
        new = value if isinstance(value, float) else value[cell.component]
        number = f"{rounded_text(new, 4)} {cell.unit}".replace(" °", "°").strip()
        self._document.edit(
            changed, f"Change {cell.label} ({convention.name}) to {number}"
        )
        return ""

    def _copy_options(self, column: int) -> None:
        view = self._views[self._table.table.columns[column]]
        try:
            text = shlex.join(view.options())
        except InvalidParameterError as error:
            self._say(sentence(error, error.parameter))
            return
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)


def _read(cell: Cell, text: str) -> float | tuple[float, float, float]:
    """Read what was typed in a cell, with all three numbers where there are three."""
    dimension = _DIMENSIONS.get(cell.unit, Dimension.NUMBER)
    if len(cell.values) == 1:
        return parse_number(text, dimension, cell.unit)
    if split_triple(text) is not None:
        return parse_triple(text, dimension, cell.unit)
    three = list(cell.values)
    three[cell.component] = parse_number(text, dimension, cell.unit)
    x, y, z = three
    return x, y, z
