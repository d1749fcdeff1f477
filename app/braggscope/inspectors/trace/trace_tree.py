"""The view of the tree: what was unfolded stays so when another pixel is shown."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from braggscope_engine import Trace

from ...colours import tabular
from .tree_model import TraceTreeModel
from .tree_rows import TreeRow, trace_rows


class TraceTree(QTreeView):
    """Terms below what they belong to; Ctrl+C copies the selected ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TraceTreeModel(self)
        self._open: set[tuple[str, ...]] = set()
        self._is_first = True
        self.setModel(self._model)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setIndentation(14)
        self.setFont(tabular(self.font()))
        self.setAccessibleName("Terms of the pixel")
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 170)
        self.expanded.connect(self._note_open)
        self.collapsed.connect(lambda index: self._open.discard(self._path(index)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy terms", self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_terms)
        self.addAction(copy)

    @property
    def tree_model(self) -> TraceTreeModel:
        """The model of the rows."""
        return self._model

    def show_trace(self, trace: Trace) -> None:
        """Show another trace, unfolded where the last one was."""
        at = self.verticalScrollBar().value()
        top = trace_rows(trace)
        if self._is_first:
            self._open = {top.children[-1].path}
            self._is_first = False
        self._model.show(top)
        self._unfold(top)
        self.verticalScrollBar().setValue(at)

    def _note_open(self, index: QModelIndex) -> None:
        self._open.add(self._path(index))
        self._unfold(self._model.row_of(index))

    def copy_terms(self) -> None:
        """Copy the selected rows, numbers with all digits."""
        rows = [self._model.row_of(i) for i in self.selectionModel().selectedRows()]
        QGuiApplication.clipboard().setText("\n".join(row.exact for row in rows))

    def _unfold(self, row: TreeRow) -> None:
        for child in row.children:
            if child.has_children and not child.value:
                above = self._model.index_of(row)
                self.setFirstColumnSpanned(child.number, above, True)
            if child.path in self._open:
                self.setExpanded(self._model.index_of(child), True)
                self._unfold(child)

    def _path(self, index: QModelIndex) -> tuple[str, ...]:
        return self._model.row_of(index).path
