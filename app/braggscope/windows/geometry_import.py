"""Says what the geometry of a file would change, before anything does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine.io import GeometryChange, ImportedGeometry

from ..inspectors.copying_table import (
    COPY_ROLE,
    TOP,
    CopyingTable,
    Index,
    ReadOnlyTableModel,
)

__all__ = ["GeometryImportDialog"]


class _ChangesModel(ReadOnlyTableModel):
    headings = ("", "now", "after", "")

    def __init__(self, changes: Sequence[GeometryChange]) -> None:
        super().__init__()
        self._changes = tuple(changes)

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._changes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        change = self._changes[index.row()]
        texts = (change.label, change.before, change.after, change.unit)
        if role in (Qt.ItemDataRole.DisplayRole, COPY_ROLE):
            return texts[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{change.label}: {change.before} → {change.after} {change.unit}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (1, 2):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class GeometryImportDialog(QDialog):
    """Shows what differs before and after; Import or Cancel.

    Parameters
    ----------
    name : str                      of the file
    imported : ImportedGeometry     what reading it would make of the model
    """

    def __init__(
        self, name: str, imported: ImportedGeometry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import geometry")
        self.resize(720, 560)
        title = QLabel(f"{name} — {imported.format.label}", self)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self.table = CopyingTable("The geometry is the same: nothing changes.", self)
        self.table.setAccessibleName("What would change")
        self.table.setModel(_ChangesModel(imported.changes))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (0, 3):
            mode = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)
        self.notes = _paragraph("\n".join(imported.notes))
        self.held = _paragraph(_held(imported) if imported.requested else "")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.import_button = self.buttons.addButton(
            "Import", QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.import_button.setEnabled(bool(imported.changes))
        self.import_button.setToolTip("Change this as one edit, which can be undone.")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(self.table, 1)
        for label in (self.notes, self.held):
            layout.addWidget(label)
            label.setVisible(bool(label.text()))
        layout.addWidget(self.buttons)


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _held(imported: ImportedGeometry) -> str:
    """The file's own numbers, in its own terms; a line breaks between them."""
    numbers = (
        " ".join(word for word in (each.label, each.value, each.unit) if word)
        for each in imported.requested
    )
    space, fixed = " ", "\N{NO-BREAK SPACE}"
    return "In the file: " + " · ".join(n.replace(space, fixed) for n in numbers)
