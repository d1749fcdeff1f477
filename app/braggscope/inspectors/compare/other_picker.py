"""Chooses what the model is compared with: a snapshot, a reference, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

_NOTHING = "nothing"


class OtherPicker(QWidget):
    """A list to choose from, and what can be done with the chosen one.

    Signals
    -------
    chosen(str)
        Name of the other image; empty for none.
    snapshotWanted(), referenceWanted()
        Take a snapshot of the model; open an image.
    returnWanted(str), renameWanted(str, str), removeWanted(str)
        Make a snapshot the model again; name, and the new name; forget one.
    frameWanted(str, int)
        Another frame of a file that holds several; the first is 0.
    """

    chosen = Signal(str)
    snapshotWanted = Signal()
    referenceWanted = Signal()
    returnWanted = Signal(str)
    renameWanted = Signal(str, str)
    removeWanted = Signal(str)
    frameWanted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapshots: frozenset[str] = frozenset()
        self.list = QComboBox(self)
        self.list.setAccessibleName("Compare with")
        self.list.setToolTip("What the model's image is compared with.")
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.setMinimumContentsLength(8)
        self.list.activated.connect(self._choose)
        self._more = QToolButton(self)
        self._more.setText("⋯")
        self._more.setToolTip("Return to, rename or remove the chosen one.")
        self._more.setAccessibleName("More about the chosen one")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._make_menu())
        take = QPushButton("Take snapshot", self)
        take.setToolTip("Keep the model as it is now, to compare with (Ctrl+Alt+A).")
        take.clicked.connect(self.snapshotWanted)
        load = QPushButton("Load reference…", self)
        load.setToolTip("Open an image to compare with (Ctrl+Alt+O).")
        load.clicked.connect(self.referenceWanted)
        self._frame = self._make_frame_box()
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.list, 1)
        first.addWidget(self._more)
        first.insertWidget(1, self._frame)
        second.addWidget(take, 1)
        second.addWidget(load, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        self.show_names((), (), "")

    @property
    def current(self) -> str:
        """Name of the chosen one; empty for none."""
        return self.list.currentText() if self.list.currentIndex() > 0 else ""

    def show_names(
        self, snapshots: Sequence[str], references: Sequence[str], current: str
    ) -> None:
        """Show what there is to choose from."""
        self._snapshots = frozenset(snapshots)
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItem(f"Compare with {_NOTHING}")
            self.list.addItems([*snapshots, *references])
            self.list.setCurrentIndex(max(0, self.list.findText(current)))
            if not current:
                self.list.setCurrentIndex(0)
        self._show_possible()

    def show_frames(self, count: int, frame: int) -> None:
        """Offer the frames of a file that holds several."""
        with QSignalBlocker(self._frame):
            self._frame.setMaximum(max(1, count))
            self._frame.setValue(frame + 1)
            self._frame.setSuffix(f" of {count}")
        self._frame.setVisible(count > 1)

    def _make_frame_box(self) -> QSpinBox:
        box = QSpinBox(self)
        box.setMinimum(1)
        box.setPrefix("frame ")
        box.setAccessibleName("Frame of the file")
        box.setToolTip("Which image of a file that holds several.")
        box.setKeyboardTracking(False)
        box.valueChanged.connect(
            lambda number: self.frameWanted.emit(self.current, number - 1)
        )
        box.hide()
        return box

    def _choose(self) -> None:
        self._show_possible()
        self.chosen.emit(self.current)

    def _show_possible(self) -> None:
        is_snapshot = self.current in self._snapshots
        self._return.setEnabled(is_snapshot)
        self._rename.setEnabled(is_snapshot)
        self._more.setEnabled(bool(self.current))

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        self._return = menu.addAction("Return to this snapshot")
        self._return.triggered.connect(lambda: self.returnWanted.emit(self.current))
        self._rename = menu.addAction("Rename…")
        self._rename.triggered.connect(self._ask_name)
        remove = menu.addAction("Remove from the list")
        remove.triggered.connect(lambda: self.removeWanted.emit(self.current))
        return menu

    def _ask_name(self) -> None:
        before = self.current
        name, accepted = QInputDialog.getText(
            self, "Rename snapshot", "Name:", text=before
        )
        if accepted:
            self.renameWanted.emit(before, name)
