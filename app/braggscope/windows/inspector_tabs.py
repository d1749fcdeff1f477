"""The inspectors, one behind the other."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QUndoView, QVBoxLayout, QWidget

from ..document import Document
from ..inspectors.compare import CompareInspector
from ..inspectors.geometry import GeometryInspector
from ..inspectors.options import OptionsInspector
from ..inspectors.peaks import PeaksInspector
from ..inspectors.profiles import ProfilesInspector
from ..inspectors.region import RegionInspector
from ..inspectors.trace import TraceInspector
from ..laboratory.page import LaboratoryPage
from .tab_grid import TabGrid

_NO_COMMAND = (
    "Paste a nanoBragg command line (Ctrl+Shift+V) to see here what becomes of each "
    "option: used, overridden by another, or without effect."
)
_TITLES = {"laboratory": "3-D"}


class InspectorTabs(QWidget):
    """Peaks, geometry, laboratory, options, comparison, quirks and history.

    Their names stand in as many rows as they need: none hides behind an arrow.
    """

    def __init__(
        self, quirks: QWidget, document: Document, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.peaks = PeaksInspector(self)
        self.region = RegionInspector(self)
        self.trace = TraceInspector(self)
        self.profiles = ProfilesInspector(self)
        self.geometry_inspector = GeometryInspector(document, self)
        self.laboratory = LaboratoryPage(self)
        self.options = OptionsInspector(_NO_COMMAND, self)
        self.options.show_quirks(document.experiment.quirks)
        document.experimentChanged.connect(
            lambda experiment: self.options.show_quirks(experiment.quirks)
        )
        self.compare = CompareInspector(self)
        self.history = QUndoView(document.undo_stack, self)
        self.history.setEmptyLabel("As opened")
        self.history.setFrameShape(QUndoView.Shape.NoFrame)
        self.history.setAccessibleName("History of edits")
        self._tabs: dict[str, QWidget] = {
            "peaks": self.peaks,
            "region": self.region,
            "trace": self.trace,
            "profiles": self.profiles,
            "geometry": self.geometry_inspector,
            "laboratory": self.laboratory,
            "options": self.options,
            "compare": self.compare,
            "quirks": quirks,
            "history": self.history,
        }
        self._stack = QStackedWidget(self)
        for widget in self._tabs.values():
            self._stack.addWidget(widget)
        titles = [_TITLES.get(name, name.capitalize()) for name in self._tabs]
        self._grid = TabGrid(titles, self)
        self._grid.chosen.connect(self._stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._grid)
        layout.addWidget(self._stack, 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tabs, in their order."""
        return tuple(self._tabs)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self._grid.choose(list(self._tabs).index(name))

    def currentWidget(self) -> QWidget | None:
        """The inspector in front."""
        return self._stack.currentWidget()
