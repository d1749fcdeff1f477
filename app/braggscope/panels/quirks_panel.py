"""The oddities of nanoBragg: which matter here, to be reproduced one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from braggscope.document import Document
from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Experiment,
    Quirk,
    QuirkEffect,
)

from .look import GAP, SPACE, MutedLabel
from .quirk_tree import QuirkTree
from .quirk_words import difference, effect_text, explanation

__all__ = ["QuirksPanel"]


class QuirksPanel(QWidget):
    """All quirks, and what each would change; a checked one is reproduced.

    Below them stands what the current one does, and what is done without it.
    ``visibilityChanged`` tells whether anybody can see the panel.
    """

    visibilityChanged = Signal(bool)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._count = QLabel()
        self._all = QPushButton("All")
        self._none = QPushButton("None")
        self._all.setToolTip("Strict nanoBragg: reproduce every quirk.")
        self._none.setToolTip("As intended: the physics, without any quirk.")
        self._all.clicked.connect(lambda: self._set(ALL_QUIRKS))
        self._none.clicked.connect(lambda: self._set(NO_QUIRKS))
        self._state = MutedLabel()
        self._state.setWordWrap(True)
        self._tree = QuirkTree()
        self._tree.toggled.connect(self._toggle)
        self._tree.chosen.connect(self._describe)
        self._current: Quirk | None = None
        self._shown: frozenset[Quirk] | None = None
        self._text = QLabel("Choose a quirk to read what it does.")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        self._lay_out()
        document.experimentChanged.connect(self.show_experiment)
        self.show_experiment(document.experiment)

    @property
    def tree(self) -> QuirkTree:
        """The quirks in their groups."""
        return self._tree

    @property
    def state(self) -> str:
        """How far the comparison is, or what it came to."""
        return self._state.text()

    def show_experiment(self, experiment: Experiment) -> None:
        """Check the quirks that the experiment reproduces."""
        chosen = experiment.quirks
        if chosen == self._shown:
            return
        self._shown = chosen
        self._tree.check(chosen)
        self._count.setText(f"{len(chosen)} of {len(ALL_QUIRKS)} reproduced")
        self._all.setEnabled(chosen != ALL_QUIRKS)
        self._none.setEnabled(chosen != NO_QUIRKS)

    def show_waiting(self) -> None:
        """Say that what is shown belongs to an earlier image."""
        self._state.setText("Waiting for the exact image, to compare with it…")

    def show_effects(
        self, effects: Sequence[QuirkEffect], experiment: Experiment, count: int
    ) -> None:
        """Show what is known so far, and put all in order when that is everything.

        Parameters
        ----------
        effects : sequence of QuirkEffect    in the order in which they were found
        experiment : Experiment              whose image was compared
        count : int                          how many there will be
        """
        if len(effects) < count:
            self._state.setText(f"Comparing images: {len(effects)} of {count} quirks…")
            if effects:
                self._tree.show_effect(effects[-1])
        else:
            self._tree.arrange(effects)
            said = difference(effects, experiment)
            self._state.setText(f"{said}." if said else _ALIKE)
        if self._current is None and len(effects) == count:
            self._tree.choose(self._tree.quirks[0])
        elif self._current is not None:
            self._describe(self._current)

    def show_problem(self, message: str) -> None:
        """Say why there is nothing to compare."""
        self._state.setText(message)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that the panel can be seen."""
        super().showEvent(event)
        self.visibilityChanged.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that the panel cannot be seen."""
        super().hideEvent(event)
        self.visibilityChanged.emit(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._count, 1)
        head.addWidget(self._all)
        head.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(head)
        layout.addWidget(self._state)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._text)

    def _toggle(self, quirk: Quirk, on: bool) -> None:
        chosen = self._document.experiment.quirks
        self._set(chosen | {quirk} if on else chosen - {quirk})

    def _set(self, quirks: frozenset[Quirk]) -> None:
        experiment = self._document.experiment
        changed = quirks ^ experiment.quirks
        if quirks == ALL_QUIRKS:
            text = "Switch to strict nanoBragg"
        elif quirks == NO_QUIRKS:
            text = "Switch to the physics as intended"
        else:
            verb = "Reproduce" if changed <= quirks else "Leave out"
            text = f"{verb} {', '.join(sorted(changed))}"
        self._document.edit(replace(experiment, quirks=quirks), text)

    def _describe(self, quirk: Quirk) -> None:
        self._current = quirk
        effect = self._tree.effect(quirk)
        here = f"<p><b>Here:</b> {effect_text(effect)}.</p>" if effect else ""
        self._text.setText(f"{explanation(quirk)}{here}")


_ALIKE = "No quirk changes the present image: strict and intended are alike here."
