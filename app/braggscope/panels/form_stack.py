"""All forms below each other, in sections that fold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from braggscope.document import Document
from braggscope.fields import Slot, sentence
from braggscope.settings import Settings, SettingsStore
from braggscope_engine import Experiment, Frame, Hold, InvalidParameterError

from .background_panel import BackgroundPanel
from .beam_panel import BeamPanel
from .crystal_panel import CrystalPanel
from .detector_panel import DetectorPanel
from .fold_section import FoldSection
from .following import Following
from .form_context import FormContext
from .form_panel import FormPanel
from .form_row import FormRow
from .look import SPACE
from .sampling_panel import SamplingPanel

__all__ = ["FormStack"]

_PANELS: tuple[tuple[str, str, type[FormPanel]], ...] = (
    ("detector", "DETECTOR", DetectorPanel),
    ("beam", "BEAM", BeamPanel),
    ("crystal", "CRYSTAL", CrystalPanel),
    ("sampling", "SAMPLING", SamplingPanel),
    ("background", "BACKGROUND & NOISE", BackgroundPanel),
)
_NARROWEST = 300
_WIDEST_FIGURES = 66
_OPEN_AT_FIRST = ("detector", "beam", "crystal", "sampling")


class FormStack(QScrollArea):
    """Shows the document's experiment and sends edits to the document.

    Parameters
    ----------
    document : Document
    store : SettingsStore, optional
        Remembers folded sections and shown units.
    """

    def __init__(
        self,
        document: Document,
        store: SettingsStore | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._store = store
        settings = store.settings if store is not None else Settings()
        self._context = FormContext(document, settings.units, self, hold=settings.hold)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Model")
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(SPACE, 0, SPACE, SPACE)
        layout.setSpacing(0)
        self._marked: list[FormRow] = []
        self._panels: dict[str, FormPanel] = {}
        self._sections: dict[str, FoldSection] = {}
        opened = settings.open_sections
        for key, title, kind in _PANELS:
            panel = kind(self._context)
            section = FoldSection(key, title, panel, top=True)
            layout.addWidget(section)
            self._panels[key] = panel
            for each in (section, *panel.sections):
                self._sections[each.key] = each
                each.set_open(opened.get(each.key, each.key in _OPEN_AT_FIRST))
                each.toggled.connect(self._remember_sections)
            panel.reordered.connect(self._rows_moved)
        layout.addStretch(1)
        self.setWidget(self._content)
        self._context.refused.connect(self._mark_others)
        self._context.mended.connect(self._unmark_all)
        self._context.unitChanged.connect(self._remember_units)
        self._context.holdChanged.connect(self._remember_hold)
        self._following = Following(
            document, self._context, self.rows, self._show_in_steps, self
        )
        self._following.show_now()
        self._rows_moved()

    @property
    def context(self) -> FormContext:
        """What the rows share."""
        return self._context

    @property
    def sections(self) -> dict[str, FoldSection]:
        """All sections by key, inner ones too."""
        return dict(self._sections)

    @property
    def rows(self) -> tuple[FormRow, ...]:
        """All rows, folded ones too."""
        return tuple(row for panel in self._panels.values() for row in panel.rows)

    def row(self, path: str) -> FormRow:
        """Return the row that shows a field or a part.

        Raises
        ------
        KeyError
            When there is none.
        """
        for row in self.rows:
            if row.shows(path):
                return row
        raise KeyError(path)

    def reveal(self, path: str) -> None:
        """Unfold what hides a field, scroll there and give it the focus."""
        row = self.row(path)
        for key, panel in self._panels.items():
            if row in panel.rows:
                self._sections[key].set_open(True)
                inner = panel.section_of(row)
                if inner is not None:
                    inner.set_open(True)
        self.ensureWidgetVisible(row)
        editor = next(row.editors(), None)
        if editor is not None:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        """Return the width that shows everything in one column."""
        return QSize(max(360, self.minimumSizeHint().width()), 640)

    def minimumSizeHint(self) -> QSize:
        """Return the width below which fields would be cut off."""
        bar = self.verticalScrollBar().sizeHint().width()
        needed = self._content.minimumSizeHint().width() + bar
        return QSize(max(_NARROWEST, needed), 120)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.widget():
            self._align_labels()

    def take(self, frame: Frame) -> None:
        """Use what a frame has found out about the model, or about one before it."""
        self._following.take(frame)

    def _show_in_steps(self) -> Iterator[None]:
        def now() -> Experiment:
            # The hand may go on between the steps.
            return self._document.experiment

        for key, panel in self._panels.items():
            yield from panel.show_in_steps(now)
            self._sections[key].show_changes(panel.changes(now()))
            yield
        self._unmark_all()
        error = self._context.in_force.error
        if error is not None:
            for row in self.rows:
                if row.shows(error.parameter):
                    self._mark(row, error)

    def _mark(self, row: FormRow, error: InvalidParameterError) -> None:
        row.set_problem(self, sentence(error))
        self._marked.append(row)

    def _mark_others(self, error: InvalidParameterError, slot: Slot) -> None:
        """Mark the field that a model complains about, if another one was edited."""
        self._unmark_all()
        for row in self.rows:
            if row.shows(error.parameter) and slot.field not in row.fields:
                self._mark(row, error)

    def _unmark_all(self) -> None:
        for row in self._marked:
            row.set_problem(self, "")
        self._marked.clear()

    def _align_labels(self) -> None:
        """Give all labels one column, as wide as the widest needs.

        A wide dock leaves room beside the form: a number must stay near its label.
        """
        figure = self.fontMetrics().horizontalAdvance("0")
        self._content.setMaximumWidth(_WIDEST_FIGURES * figure)
        labels = {
            label: SPACE if panel.section_of(row) is not None else 0
            for panel in self._panels.values()
            for row in panel.rows
            if (label := row.label_widget()) is not None
        }
        for label in labels:
            label.setMinimumWidth(0)
        width = max(label.sizeHint().width() + i for label, i in labels.items())
        for label, indent in labels.items():
            label.setMinimumWidth(width - indent)

    def _order_tabs(self) -> None:
        stops: list[QWidget] = []
        for key, panel in self._panels.items():
            stops += [self._sections[key].header, *panel.stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _rows_moved(self) -> None:
        self._align_labels()
        self._order_tabs()

    def _remember_sections(self) -> None:
        if self._store is not None:
            states = {key: section.is_open for key, section in self._sections.items()}
            self._store.change(open_sections=states)

    def _remember_hold(self, hold: Hold | None) -> None:
        # To hold nothing is for once: who starts again expects the spot to stay.
        if self._store is not None and hold is not None:
            self._store.change(hold=hold)

    def _remember_units(self) -> None:
        if self._store is not None:
            self._store.change(units=self._context.units)
