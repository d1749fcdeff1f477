"""The inspectors, one behind the other."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QTabWidget, QUndoView, QWidget

from ..inspectors.geometry import GeometryInspector
from ..inspectors.options import OptionsInspector
from ..inspectors.peaks import PeaksInspector

_NO_COMMAND = (
    "Paste a nanoBragg command line (Ctrl+Shift+V) to see here what becomes of each "
    "option: used, overridden by another, or without effect."
)


class InspectorTabs(QTabWidget):
    """Peaks, geometry, options, quirks and history."""

    def __init__(
        self, quirks: QWidget, stack: QUndoStack, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.peaks = PeaksInspector(self)
        self.geometry_inspector = GeometryInspector(self)
        self.options = OptionsInspector(_NO_COMMAND, self)
        self.history = QUndoView(stack, self)
        self.history.setEmptyLabel("As opened")
        self.history.setFrameShape(QUndoView.Shape.NoFrame)
        self.history.setAccessibleName("History of edits")
        self._tabs: dict[str, QWidget] = {
            "peaks": self.peaks,
            "geometry": self.geometry_inspector,
            "options": self.options,
            "quirks": quirks,
            "history": self.history,
        }
        for name, widget in self._tabs.items():
            self.addTab(widget, name.capitalize())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tabs, in their order."""
        return tuple(self._tabs)

    def show_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self.setCurrentWidget(self._tabs[name])
