"""A panel of the form: rows, some of them in sections that fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from braggscope.fields import BY_PATH, PARTS, Field, Kind, slots_of
from braggscope_engine import Experiment

from .choice_row import ChoiceRow, FlagRow
from .fold_section import FoldSection
from .form_context import FormContext
from .form_row import FormRow, NumberRow, NumbersRow
from .look import GAP, SPACE
from .part_row import PartRow

__all__ = ["FormPanel", "row_for"]


def row_for(field: Field, context: FormContext) -> FormRow:
    """Build the row that suits a field."""
    if field.kind is Kind.FLAG:
        return FlagRow(field, context)
    if field.kind in (Kind.CHOICE, Kind.TRISTATE):
        return ChoiceRow(field, context)
    if field.components:
        return NumbersRow(field.label, slots_of(field), context)
    return NumberRow(field, context)


class FormPanel(QWidget):
    """Rows below each other; it shows an experiment and remembers nothing.

    Signals
    -------
    reordered()   the rows stand in another order
    """

    reordered = Signal()

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._rows: list[FormRow] = []
        self._sections: list[tuple[FoldSection, list[FormRow]]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, SPACE)
        self._layout.setSpacing(GAP)

    @property
    def rows(self) -> tuple[FormRow, ...]:
        """All rows, folded ones too."""
        return tuple(self._rows)

    @property
    def sections(self) -> tuple[FoldSection, ...]:
        """The sections that fold."""
        return tuple(section for section, _ in self._sections)

    def section_of(self, row: FormRow) -> FoldSection | None:
        """Return the section that hides a row when it is folded."""
        return next((s for s, rows in self._sections if row in rows), None)

    def show_in_steps(self, now: Callable[[], Experiment]) -> Iterator[None]:
        """Show an experiment row by row; it is asked for anew for each."""
        for row in self._rows:
            row.show_experiment(now())
            yield
        for section, rows in self._sections:
            section.show_changes([c for r in rows for c in r.changes(now())])
            yield

    def changes(self, experiment: Experiment) -> list[str]:
        """Name everything here that is not at its default."""
        return [change for row in self._rows for change in row.changes(experiment)]

    def stops(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        for index in range(self._layout.count()):
            item = self._layout.itemAt(index)
            widget = item.widget() if item is not None else None
            if isinstance(widget, FormRow):
                yield from widget.editors()
            elif isinstance(widget, FoldSection):
                yield widget.header
                for row in next(r for s, r in self._sections if s is widget):
                    yield from row.editors()

    def add_row(self, row: FormRow) -> FormRow:
        """Put a row at the end."""
        self._rows.append(row)
        self._layout.addWidget(row)
        return row

    def add(self, *paths: str) -> None:
        """Put the rows of fields and parts at the end."""
        for path in paths:
            self.add_row(self.row(path))

    def add_section(self, key: str, title: str, *rows: str | FormRow) -> FoldSection:
        """Put a section that folds at the end, with rows or fields by their paths."""
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(SPACE, 0, 0, GAP)
        layout.setSpacing(GAP)
        section = FoldSection(key, title, body)
        built = [self.row(row) if isinstance(row, str) else row for row in rows]
        for row in built:
            section.add(row)
        self._rows += built
        self._sections.append((section, built))
        self._layout.addWidget(section)
        return section

    def arrange(
        self, section: FoldSection, above: list[FormRow], inside: list[FormRow]
    ) -> None:
        """Move rows of one section: some above it, the others into it."""
        for number, (other, _) in enumerate(self._sections):
            if other is section:
                self._sections[number] = (section, inside)
        for row in above:
            self._layout.removeWidget(row)
            self._layout.insertWidget(self._layout.indexOf(section), row)
        for row in inside:
            section.add(row)

    def row(self, path: str) -> FormRow:
        """Build the row of a field or a part, without placing it."""
        if path in PARTS:
            return PartRow(PARTS[path], self._context)
        return row_for(BY_PATH[path], self._context)
