"""Why two images differ: the verdict, the causes, and what was ruled out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import Anatomy, Diagnosis, Finding

from ..wrapped_label import WrappedLabel
from .plain_table import PlainTable

_ASK = (
    "Ask why the images differ: every cause that is known (quirks of nanoBragg, "
    "conventions, units, counts, fluence, the layout of the file …) is tried on this "
    "very model, and named only when rendering it closes the gap."
)
_MARKS = {
    "confirmed": "✔ {} – confirmed",
    "as good": "≈ {} – explains it as well",
    "refuted": "✘ {} – ruled out",
    "not tested": "{} – not tested",
}


class WhyPage(QWidget):
    """Asks for an explanation and shows it.

    Signals
    -------
    explainWanted(), stopWanted()
        Find out why the images differ; stop that.
    adoptWanted(), reportWanted()
        Make the causes part of the model; write the evidence into a folder.
    """

    explainWanted = Signal()
    stopWanted = Signal()
    adoptWanted = Signal()
    reportWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.explain = QPushButton("Explain", self)
        self.explain.clicked.connect(self._press)
        self.adopt = QPushButton("Adopt the causes", self)
        self.adopt.setToolTip(
            "Change the model so that it gives the other image; can be undone."
        )
        self.adopt.clicked.connect(self.adoptWanted)
        self.report = QPushButton("Report…", self)
        self.report.setToolTip(
            "Write the evidence into a folder: a page with figures, every number, and "
            "the command that gives them again."
        )
        self.report.clicked.connect(self.reportWanted)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 100)
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(4)
        self._verdict = WrappedLabel(self)
        self.table = PlainTable(("cause", "evidence"), "", self)
        self.table.setAccessibleName("Causes that were tried")
        self._is_busy = False
        buttons = QHBoxLayout()
        buttons.addWidget(self.explain, 1)
        buttons.addWidget(self.adopt, 1)
        buttons.addWidget(self.report, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self._progress)
        layout.addWidget(self._verdict)
        layout.addWidget(self.table, 1)
        layout.addStretch(0)
        self.show_question()

    @property
    def verdict(self) -> str:
        """What is said of the pair."""
        return self._verdict.text()

    def show_question(self) -> None:
        """Nothing is known of this pair yet."""
        self.show_busy(False)
        self.adopt.hide()
        self.report.hide()
        self.table.hide()
        self._verdict.setText(_ASK)

    def show_busy(self, busy: bool) -> None:
        """Show that it is being worked on."""
        self._is_busy = busy
        self.explain.setText("Stop" if busy else "Explain")
        self._progress.setValue(0)
        self._progress.setVisible(busy)

    def show_progress(self, fraction: float) -> None:
        """Show how far it is, 0 to 1."""
        self._progress.setValue(round(100 * fraction))

    def show_problem(self, message: str) -> None:
        """Say why there is no explanation."""
        self._verdict.setText(message)

    def show_diagnosis(
        self, diagnosis: Diagnosis, *, changes_model: bool, has_file: bool
    ) -> None:
        """Show what was found.

        Parameters
        ----------
        diagnosis : Diagnosis
        changes_model : bool   whether its causes would change the model
        has_file : bool        whether a report can name where the other image is
        """
        lines = [diagnosis.verdict]
        if not diagnosis.explained and diagnosis.anatomy_before is not None:
            lines.append(_anatomy(diagnosis.anatomy_before))
        self._verdict.setText("\n\n".join(lines))
        self.table.show()
        self.table.show_rows(
            [_row(finding) for finding in diagnosis.findings],
            [(finding.sentence, finding.evidence) for finding in diagnosis.findings],
        )
        self.adopt.setVisible(diagnosis.explained and changes_model)
        self.report.setVisible(has_file)

    def _press(self) -> None:
        if self._is_busy:
            self.stopWanted.emit()
        else:
            self.explainWanted.emit()


def _row(finding: Finding) -> tuple[str, str]:
    return _MARKS[finding.status.value].format(finding.name), finding.evidence


def _anatomy(anatomy: Anatomy) -> str:
    shares = (
        ("constant", anatomy.constant),
        ("radial", anatomy.radial),
        ("azimuthal", anatomy.azimuthal),
        ("dipole", anatomy.dipole),
        ("per peak", anatomy.per_peak),
    )
    told = ", ".join(f"{name} {share:.0%}" for name, share in shares)
    return f"The gap over {anatomy.peaks} peaks: {told}. {anatomy.says}"
