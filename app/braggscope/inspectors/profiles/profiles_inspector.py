"""Curves over the whole image: radial, azimuthal, along a line, histogram."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..plot import Plot
from ..wrapped_label import WrappedLabel
from .profile import MEAN, PIXELS, X_LABELS, Profile, ProfileKind

_NO_LINE = "Drag a line on the image with Ctrl held to see the intensity along it."
_WAITING = "The curve is being measured …"
_NO_IMAGE = "Curves of the exact image appear here."


class ProfilesInspector(QWidget):
    """Shows one curve of the image, and of the one compared with.

    Signals
    -------
    wanted()
        A curve is wanted: of another kind, or because somebody looks.
    exportWanted()
        The user wants the curve in a file.
    """

    wanted = Signal()
    exportWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile: Profile | None = None
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("What the image is drawn against")
        for kind in ProfileKind:
            self.kind.addItem(kind.value, kind)
        self.export = QPushButton("Export…", self)
        self.export.setToolTip("Write the curve to a file of comma-separated values.")
        self.log_x = QCheckBox("Logarithmic across", self)
        self.log_y = QCheckBox("Logarithmic up", self)
        self.log_y.setChecked(True)
        self.said = WrappedLabel(self)
        self.plot = Plot(self)
        self.plot.set_log(False, True)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.kind, 1)
        first.addWidget(self.export)
        second.addWidget(self.log_y)
        second.addWidget(self.log_x)
        second.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.said)
        layout.addWidget(self.plot, 1)
        self.kind.currentIndexChanged.connect(lambda _: self.wanted.emit())
        self.export.clicked.connect(self.exportWanted)
        for box in (self.log_x, self.log_y):
            box.toggled.connect(self._set_log)
        self.say(_NO_IMAGE)

    @property
    def chosen(self) -> ProfileKind:
        """The kind of curve that is wanted."""
        return ProfileKind(self.kind.currentData())

    @property
    def profile(self) -> Profile | None:
        """What is shown."""
        return self._profile

    def choose(self, kind: ProfileKind) -> None:
        """Want another kind of curve."""
        self.kind.setCurrentIndex(list(ProfileKind).index(kind))

    def show_profile(self, found: Profile) -> None:
        """Show a curve that was measured."""
        self._profile = found
        y = PIXELS if found.kind is ProfileKind.HISTOGRAM else MEAN
        falling = found.kind is ProfileKind.D
        self.said.hide()
        if found.kind is ProfileKind.HISTOGRAM:
            # Its bins are even by decades.
            self.log_x.setChecked(True)
        self.plot.show_curves(found.curves, X_LABELS[found.kind], y, falling=falling)

    def show_waiting(self) -> None:
        """A curve is on its way."""
        if self._profile is None or self._profile.kind is not self.chosen:
            self.say(_WAITING)

    def show_no_line(self) -> None:
        """No line was drawn yet."""
        self._profile = None
        self.plot.show_curves((), X_LABELS[ProfileKind.LINE], MEAN)
        self.say(_NO_LINE)

    def say(self, text: str) -> None:
        """Say something above the curve."""
        self.said.setText(text)
        self.said.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for a curve: nobody measured one while nobody looked."""
        super().showEvent(event)
        self.wanted.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Want nothing while hidden."""
        super().hideEvent(event)
        self.wanted.emit()

    def _set_log(self) -> None:
        self.plot.set_log(self.log_x.isChecked(), self.log_y.isChecked())
