"""Looks at one box of pixels closely, and compares several."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QSignalBlocker, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import RockingCurve

from ..compare.plain_table import PlainTable
from ..plot import Drawn, Plot
from ..wrapped_label import WrappedLabel
from .measured import Box, MeasuredRegion, Region
from .number_rows import comparison_rows, statistics_rows
from .sensitivity_page import SensitivityPage
from .shoebox_view import ShoeboxView

_NOTHING = (
    "Click a spot, or drag a box on the image with Shift held, to look at its pixels."
)
_OVER = {
    "phi": ("Phi step", "spindle angle / °"),
    "domain": ("Mosaic domain", "number of the domain"),
    "source": ("Source", "number of the source"),
}
_LARGEST = 100_000


class RegionInspector(QWidget):
    """Shows the pixels, curves and numbers of a region.

    Signals
    -------
    regionChosen(str)
        The user wants to look at the region of this name.
    regionEdited(str, object)
        The user gave the region of a name another name or box: the new Region.
    regionRemoved(str)
        The user wants it no more.
    wanted()
        Somebody begins to look at what was not measured while nobody did.
    """

    regionChosen = Signal(str)
    regionEdited = Signal(str, object)
    regionRemoved = Signal(str)
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measured: MeasuredRegion | None = None
        self.said = WrappedLabel(self)
        self.said.setText(_NOTHING)
        self.regions = PlainTable(
            ("region", "max", "sum", "net", "±", "ratio"), "", self, numbers=True
        )
        self.regions.setAccessibleName("Regions")
        self.regions.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.regions.setFixedHeight(6 * self.regions.fontMetrics().height())
        self.name = QLineEdit(self)
        self.name.setAccessibleName("Name of the region")
        self.fast, self.slow = self._spin("First fast pixel"), self._spin("First slow")
        self.wide, self.high = self._spin("Pixels along fast"), self._spin("along slow")
        for box in (self.wide, self.high):
            box.setMinimum(1)
        self.remove = QPushButton("Remove", self)
        self.remove.setToolTip("Forget this region.")
        self.log = QCheckBox("Logarithmic", self)
        self.log.setChecked(True)
        self.pixels = ShoeboxView(self)
        self.over = QComboBox(self)
        self.over.setAccessibleName("What the rocking curve is drawn against")
        self.single = WrappedLabel(self)
        self.single.setText(
            "There is only one of these, or the region is too large to tell them apart."
        )
        self.fast_plot, self.slow_plot, self.rocking = Plot(), Plot(), Plot()
        self.numbers = PlainTable(("", "model", "other"), "", self, numbers=True)
        self.sensitivity = SensitivityPage(self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self._lay_out()
        self._connect()
        self._show_parts(False)

    @property
    def measured(self) -> MeasuredRegion | None:
        """What is shown."""
        return self._measured

    @property
    def wants_rocking(self) -> bool:
        """Whether somebody looks at the rocking curve."""
        return self.pages.currentWidget() is self._rocking_page

    def show_nothing(self) -> None:
        """There is no region."""
        self._measured = None
        self.said.setText(_NOTHING)
        self._show_parts(False)

    def show_problem(self, text: str) -> None:
        """Say why there are no numbers."""
        self.said.setText(text)
        self.said.show()

    def show_region(self, found: MeasuredRegion) -> None:
        """Show a region that was measured."""
        self._measured = found
        self._show_parts(True)
        self._show_list(found)
        self._show_box(found.region)
        self._show_pixels(found)
        self._show_profiles(found)
        self._show_rocking(found)
        self.numbers.name_columns(("", "model", found.other_name or "other"))
        self.numbers.show_rows(*statistics_rows(found.statistics))
        self.numbers.setColumnHidden(2, found.other is None)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that somebody looks."""
        super().showEvent(event)
        self.wanted.emit()

    def _show_list(self, found: MeasuredRegion) -> None:
        with QSignalBlocker(self.regions.selectionModel()):
            self.regions.show_rows(*comparison_rows(found.numbers))
            names = [region.name for region, _ in found.numbers]
            self.regions.selectRow(names.index(found.region.name))
        self.regions.setColumnHidden(5, found.other is None)

    def _show_box(self, region: Region) -> None:
        fast0, slow0, fast1, slow1 = region.box
        values = (fast0, slow0, fast1 - fast0, slow1 - slow0)
        for box, value in zip(self._spins(), values, strict=True):
            with QSignalBlocker(box):
                box.setValue(value)
        if not self.name.hasFocus():
            self.name.setText(region.name)

    def _show_pixels(self, found: MeasuredRegion) -> None:
        panels = [("model", found.model, False)]
        if found.other is not None and found.residual is not None:
            panels += [
                (found.other_name, found.other, False),
                ("model − other", found.residual, True),
            ]
        self.pixels.show_panels(panels)

    def _show_profiles(self, found: MeasuredRegion) -> None:
        boxes = [("model", found.model)]
        if found.other is not None:
            boxes.append((found.other_name, found.other))
        fast = [
            Drawn(name=n, x=b.fast_px, y=b.along_fast, marks=True) for n, b in boxes
        ]
        slow = [
            Drawn(name=n, x=b.slow_px, y=b.along_slow, marks=True) for n, b in boxes
        ]
        self.fast_plot.show_curves(fast, "fast / px", "sum over slow")
        self.slow_plot.show_curves(slow, "slow / px", "sum over fast")

    def _show_rocking(self, found: MeasuredRegion) -> None:
        over = self.over.currentData()
        curve = (found.rocking or {}).get(over)
        self.single.setVisible(found.rocking is not None and curve is None)
        curves = [] if curve is None else [_rocking(curve)]
        self.rocking.show_curves(curves, _OVER[over][1], "photons in the box")

    def _show_parts(self, shown: bool) -> None:
        self.said.setVisible(not shown)
        for widget in (self.regions, self._editor, self.pages):
            widget.setVisible(shown)

    def _spins(self) -> tuple[QSpinBox, QSpinBox, QSpinBox, QSpinBox]:
        return self.fast, self.slow, self.wide, self.high

    def _spin(self, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(-_LARGEST, _LARGEST)
        box.setKeyboardTracking(False)
        box.setAccessibleName(name)
        box.setToolTip(f"{name}, pixels.")
        box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        return box

    def _lay_out(self) -> None:
        self._editor = QWidget(self)
        grid = QGridLayout(self._editor)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setSpacing(4)
        grid.addWidget(self.name, 0, 0, 1, 6)
        grid.addWidget(self.remove, 0, 6, 1, 2)
        labels = ("fast", "slow", "wide", "high")
        for n, (text, box) in enumerate(zip(labels, self._spins(), strict=True)):
            grid.addWidget(QLabel(text), 1, 2 * n)
            grid.addWidget(box, 1, 2 * n + 1)
            grid.setColumnStretch(2 * n + 1, 1)
        for over, (title, _) in _OVER.items():
            self.over.addItem(title, over)
        self.pages.addTab(_page(self.log, self.pixels), "Pixels")
        self.pages.addTab(_page(self.fast_plot, self.slow_plot), "Profiles")
        self._rocking_page = _page(self.over, self.single, self.rocking)
        self.pages.addTab(self._rocking_page, "Rocking")
        self.pages.addTab(self.numbers, "Numbers")
        self.pages.addTab(self.sensitivity, "Sensitivity")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.said)
        layout.addWidget(self.regions)
        layout.addWidget(self._editor)
        layout.addWidget(self.pages, 1)
        layout.addStretch(0)

    def _connect(self) -> None:
        self.log.toggled.connect(self.pixels.set_log)
        self.over.currentIndexChanged.connect(self._choose_over)
        self.name.editingFinished.connect(self._edit)
        for box in self._spins():
            box.valueChanged.connect(self._edit)
        self.remove.clicked.connect(self._remove)
        self.pages.currentChanged.connect(self._turn_page)
        self.regions.selectionModel().selectionChanged.connect(self._choose)

    def _choose_over(self) -> None:
        if self._measured is not None:
            self._show_rocking(self._measured)

    def _turn_page(self) -> None:
        found = self._measured
        if self.wants_rocking and found is not None and found.rocking is None:
            self.wanted.emit()

    def _choose(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        rows = self.regions.selectionModel().selectedRows()
        if rows and self._measured is not None:
            region, _ = self._measured.numbers[rows[0].row()]
            self.regionChosen.emit(region.name)

    def _edit(self) -> None:
        if self._measured is None:
            return
        before = self._measured.region
        fast, slow, wide, high = (box.value() for box in self._spins())
        box: Box = (fast, slow, fast + wide, slow + high)
        region = Region(name=self.name.text().strip() or before.name, box=box)
        if region != before:
            self.regionEdited.emit(before.name, region)

    def _remove(self) -> None:
        if self._measured is not None:
            self.regionRemoved.emit(self._measured.region.name)


def _rocking(curve: RockingCurve) -> Drawn:
    # Domains have no order on an axis; their numbers have.
    x = curve.position if curve.over == "phi" else curve.number
    return Drawn(name="model", x=x, y=curve.photons, marks=True)


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 4, 8, 4)
    for widget in widgets:
        stretch = 0 if isinstance(widget, QCheckBox | QComboBox | QLabel) else 1
        layout.addWidget(widget, stretch)
    return page
