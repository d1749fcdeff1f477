"""Where the parts stand around the image, and how they get out of its way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from .actions import Actions

_FORMS_WIDTH = 340
_INSPECTORS_WIDTH = 400
_VERSION = 1
"""Grows when docks or tool bars change, so that no old layout is forced on them."""


class PanelLayout(QObject):
    """Forms to the left, inspectors to the right; each goes and comes with one key.

    Image alone puts both away, and all the rest that is around the image, and brings
    back what was there before.
    """

    def __init__(
        self,
        window: QMainWindow,
        forms: QWidget,
        inspectors: QWidget,
        around: Sequence[QWidget],
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._around = tuple(around)
        self._actions = actions
        self._put_away: list[QWidget] = []
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        right = Qt.DockWidgetArea.RightDockWidgetArea
        self.forms = self._dock("forms", "Model", forms, left)
        self.inspectors = self._dock("inspectors", "Inspectors", inspectors, right)
        self.share(window.width())
        actions.connect_switch("image_only", self._show_image_only)

    def share(self, width: int) -> None:
        """Take at most a third of a width for the forms, and for the inspectors."""
        self._window.resizeDocks(
            [self.forms, self.inspectors],
            [min(_FORMS_WIDTH, width // 3), min(_INSPECTORS_WIDTH, width // 3)],
            Qt.Orientation.Horizontal,
        )

    def save(self) -> QByteArray:
        """Describe where everything stands; the image alone is no place to stay."""
        self._actions["image_only"].setChecked(False)
        return self._window.saveState(_VERSION)

    def restore(self, state: QByteArray) -> None:
        """Stand as described."""
        self._window.restoreState(state, _VERSION)
        for name, dock in (("forms", self.forms), ("inspectors", self.inspectors)):
            self._actions[name].setChecked(not dock.isHidden())

    def show_inspectors(self) -> None:
        """Bring the inspectors back, whatever put them away."""
        self._actions["image_only"].setChecked(False)
        self.inspectors.show()

    def _dock(
        self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(widget)
        self._window.addDockWidget(area, dock)
        action = self._actions[name]
        action.setChecked(True)
        # Not by visibilityChanged: that also tells of a window that is minimised.
        dock.toggleViewAction().toggled.connect(action.setChecked)
        action.toggled.connect(dock.setVisible)
        return dock

    def _show_image_only(self, alone: bool) -> None:
        if alone:
            parts = [self.forms, self.inspectors, *self._around]
            self._put_away = [part for part in parts if not part.isHidden()]
            for part in self._put_away:
                part.hide()
        else:
            for part in self._put_away:
                part.show()
            self._put_away = []
