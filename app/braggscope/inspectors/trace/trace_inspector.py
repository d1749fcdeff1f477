"""Follows the calculation of one pixel."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine import QuirksAtPixel, Trace

from ..wrapped_label import WrappedLabel
from .other_program import OtherProgram
from .trace_tree import TraceTree
from .words import headline, quirk_tip, quirk_words

_NOTHING = (
    "Right-click a pixel and choose “Trace this pixel” (or point at it and press "
    "Shift+T) to see every step of how its intensity is made."
)
_READ_SUB_STEPS = 1000
"""More would keep the window waiting, and nobody reads them; a copy has more."""
_ASKING = "Comparing strict nanoBragg with the model as intended …"


class TraceInspector(QWidget):
    """Shows the trace of one pixel as a tree and as text, and what quirks do to it.

    Signals
    -------
    pixelChosen(int, int)
        The user typed another pixel: fast, slow.
    brightestWanted()
        The user wants the brightest pixel of the image.
    shown()
        Somebody begins to look.
    """

    pixelChosen = Signal(int, int)
    brightestWanted = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self.fast, self.slow = self._box("Fast pixel"), self._box("Slow pixel")
        self.follow = QCheckBox("Follow pointer", self)
        self.follow.setToolTip(
            "Trace the pixel under the pointer as it moves; a click on the image holds "
            "the pixel."
        )
        self.brightest = QPushButton("Brightest", self)
        self.brightest.setToolTip("Trace the brightest pixel of the image.")
        self.copy = QPushButton("Copy", self)
        self.copy.setToolTip("Copy the whole trace as text.")
        self.said = WrappedLabel(self)
        self.quirks = WrappedLabel(self)
        self.tree = TraceTree(self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName("Trace as text")
        self.other = OtherProgram(self)
        self.pages = QTabWidget(self)
        self.pages.setDocumentMode(True)
        self.pages.addTab(self.tree, "Terms")
        self.pages.addTab(self.text, "Text")
        self.pages.addTab(self.other, "Compare with a trace")
        self._lay_out()
        self._connect()
        self._show_nothing(_NOTHING)

    @property
    def trace(self) -> Trace | None:
        """The trace that is shown."""
        return self._trace

    def set_size(self, fast: int, slow: int) -> None:
        """Take the number of pixels of the detector."""
        for box, count in ((self.fast, fast), (self.slow, slow)):
            with QSignalBlocker(box):
                box.setRange(0, max(0, count - 1))

    def show_pixel(self, fast: int, slow: int) -> None:
        """Name the pixel whose trace is on its way."""
        for box, value in ((self.fast, fast), (self.slow, slow)):
            with QSignalBlocker(box):
                box.setValue(value)

    def show_trace(self, trace: Trace) -> None:
        """Show a trace; what quirks do to it comes later."""
        self._trace = trace
        self.show_pixel(trace.fast_px, trace.slow_px)
        self.said.setText(headline(trace))
        self.quirks.setText(_ASKING)
        self.quirks.show()
        self.pages.show()
        self.tree.show_trace(trace)
        self._show_text()
        self.other.show_trace(trace)

    def show_quirks(self, found: QuirksAtPixel) -> None:
        """Show how strict nanoBragg and the intended model differ in this pixel."""
        self.quirks.setText(quirk_words(found))
        self.quirks.setToolTip(quirk_tip(found))

    def show_problem(self, text: str) -> None:
        """Say why there is no trace."""
        self._trace = None
        self._show_nothing(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that somebody looks."""
        super().showEvent(event)
        self.shown.emit()

    def _show_nothing(self, text: str) -> None:
        self.said.setText(text)
        self.quirks.hide()
        self.pages.hide()

    def _show_text(self) -> None:
        # The text may be long: it is made when it is looked at.
        if self._trace is not None and self.pages.currentWidget() is self.text:
            self.text.setPlainText(self._trace.text(_READ_SUB_STEPS))

    def _copy(self) -> None:
        if self._trace is not None:
            QGuiApplication.clipboard().setText(self._trace.text())

    def _box(self, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setAccessibleName(name)
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setToolTip(f"{name} to trace, counted from 0.")
        return box

    def _lay_out(self) -> None:
        pixel = QHBoxLayout()
        pixel.setSpacing(4)
        for label, box in (("fast", self.fast), ("slow", self.slow)):
            pixel.addWidget(QLabel(label, self))
            pixel.addWidget(box, 1)
        pixel.addWidget(self.brightest)
        second = QHBoxLayout()
        second.addWidget(self.follow, 1)
        second.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(4)
        layout.addLayout(pixel)
        layout.addLayout(second)
        layout.addWidget(self.said)
        layout.addWidget(self.quirks)
        layout.addWidget(self.pages, 1)
        layout.addStretch(0)

    def _connect(self) -> None:
        for box in (self.fast, self.slow):
            box.valueChanged.connect(
                lambda _: self.pixelChosen.emit(self.fast.value(), self.slow.value())
            )
        self.brightest.clicked.connect(self.brightestWanted)
        self.copy.clicked.connect(self._copy)
        self.pages.currentChanged.connect(lambda _: self._show_text())
