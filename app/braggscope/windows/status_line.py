"""The line below: what is under the mouse, and how the image came about."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from braggscope_engine import (
    ALL_QUIRKS,
    Experiment,
    Frame,
    PixelProbe,
    why_not_fused,
)

from ..colours import tabular
from .elided_link import ElidedLink

_FIELDS = {
    "position": (
        "f 2222.2  s 2222.2",
        "Fast and slow in pixels; the outer corner of the first pixel is 0, 0.",
    ),
    "lab": (
        "lab −222.2 −222.2 −2222.2 mm",
        "Position in the laboratory, from the sample: x, y, z in mm.",
    ),
    "resolution": ("d 222.22 Å  2θ 122.22°", "Resolution and scattering angle."),
    "hkl": ("hkl −22.22 −22.22 −22.22", "Fractional Miller indices."),
    "F": (
        "F 22222 (−22 −22 −22)",
        "Structure factor of the nearest reflection, electrons.",
    ),
    "intensity": ("I 2.2222e+22", "Intensity of the pixel, photons."),
    "other": (
        "B 2.2222e+22  ×2.2222",
        "The same pixel of the other image, and the model's in units of it.",
    ),
}
_SPARED = ("lab", "F")
"""Readouts that are given up in turn where the window is too narrow for all."""
_MADE_HELP = (
    "Seconds to compute, device, precision; fused by compiled kernels or step by step; "
    "strict nanoBragg with all quirks, or as intended with none."
)


class StatusLine(QWidget):
    """Readouts of the pixel under the mouse; device, time and mode of the image.

    ``differenceClicked`` asks for more about what strict nanoBragg would change.
    """

    differenceClicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels = {name: QLabel(self) for name in _FIELDS}
        self._quality = QLabel(self)
        self._made = QLabel(self)
        self._made_text = ""
        self._frame: Frame | None = None
        self._kernels = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(12)
        for name, (widest, help_text) in _FIELDS.items():
            self._prepare(self._labels[name], widest, help_text)
            layout.addWidget(self._labels[name])
            self._labels[name].hide()
        self._difference = ElidedLink(self)
        self._difference.clicked.connect(self.differenceClicked)
        layout.addWidget(self._difference, 1)
        self._prepare(
            self._quality,
            "preview",
            "A preview shows what can be seen; the exact image follows when no edit "
            "comes. Numbers and files are always from exact images.",
        )
        self._quality.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._prepare(self._made, "", _MADE_HELP)
        layout.addWidget(self._quality)
        layout.addWidget(self._made)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self, name: str) -> str:
        """What a readout shows; "quality", "made", "difference" are there as well."""
        if name == "difference":
            return self._difference.text()
        extra = {"quality": self._quality, "made": self._made}
        return {**self._labels, **extra}[name].text()

    def show_difference(self, text: str) -> None:
        """Say how strict and intended differ for the present model; empty if not."""
        _, _, named = text.partition(": ")
        self._difference.show_text(text, f"≠ {named}")

    def show_pixel(self, probe: PixelProbe, intensity: float | None) -> None:
        """Show what is known of a position on the detector."""
        x, y, z = probe.lab_mm
        h, k, l = probe.hkl
        nearest = " ".join(_signed(i) for i in probe.nearest_hkl)
        texts = {
            "position": f"f {probe.fast_px:.1f}  s {probe.slow_px:.1f}",
            "lab": f"lab {x:.1f} {y:.1f} {z:.1f} mm",
            "resolution": f"d {_d(probe.d_angstrom)} Å  2θ {probe.two_theta_deg:.2f}°",
            "hkl": f"hkl {h:.2f} {k:.2f} {l:.2f}",
            "F": f"F {_or_dash(probe.F)} ({nearest})",
            "intensity": f"I {_or_dash(intensity)}",
        }
        for name, text in texts.items():
            self._labels[name].setText(text.replace("-", "−"))
        self._fit()

    def show_other(
        self, intensity: float | None, other: float | None, name: str
    ) -> None:
        """Show the same pixel of the other image, and the ratio to it."""
        ratio = ""
        if intensity is not None and other:
            ratio = f"  ×{intensity / other:.4g}"
        label = self._labels["other"]
        label.setText(f"B {_or_dash(other)}{ratio}".replace("-", "−"))
        label.setToolTip(f"{_FIELDS['other'][1]} B is {name}.")
        self._fit()

    def hide_other(self) -> None:
        """Show nothing of another image: there is none."""
        self._labels["other"].clear()
        self._fit()

    def clear_pixel(self) -> None:
        """Show nothing: the mouse is not over the image."""
        for label in self._labels.values():
            label.clear()
        self._fit()  # their room is for what is said of the model

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many readouts as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = {name for name, label in self._labels.items() if label.text()}
        for name in _SPARED:
            if self._room_for(shown) > self.width():
                shown.discard(name)
        # Asked for at each move of the mouse: what stays as it is costs nothing.
        for name, label in self._labels.items():
            label.setVisible(name in shown)

    def _room_for(self, names: set[str]) -> int:
        """Width that some readouts need beside what is said of the image."""
        layout = self.layout()
        assert layout is not None
        labels = (self._labels[name] for name in names)
        widgets = (*labels, self._difference, self._quality, self._made)
        widths = [max(w.minimumWidth(), w.minimumSizeHint().width()) for w in widgets]
        margins = layout.contentsMargins()
        between = layout.spacing() * (len(widths) - 1)
        return sum(widths) + between + margins.left() + margins.right()

    def show_frame(self, frame: Frame) -> None:
        """Show how an image was made."""
        self._quality.setText("preview" if frame.is_preview else "exact")
        badge = _badge(filled=not frame.is_preview)
        if badge != self._quality.styleSheet():  # dear, and comes with each frame
            self._quality.setStyleSheet(badge)
        parts = (
            f"{frame.seconds:.2f} s",
            frame.options.device,
            frame.options.dtype,
            "fused" if frame.fused else "step by step",
            mode(frame.experiment),
        )
        self._made_text = " · ".join(parts)
        self.show_noise(False)
        self._frame = frame
        self._explain()

    def show_kernels(self, state: str) -> None:
        """Say what has become of the kernels that an image wanted."""
        self._kernels = state
        self._explain()

    def _explain(self) -> None:
        if self._frame is None:
            return
        reason = why_not_fused(self._frame)
        lines = (_MADE_HELP, reason, self._kernels if reason else "")
        said = [line for line in (*lines, *self._frame.notes) if line]
        self._made.setToolTip("\n".join(said))

    def show_noise(self, with_noise: bool) -> None:
        """Say whether the image that is shown has counting noise."""
        noise = " · with noise" if with_noise else ""
        self._made.setText(f"{self._made_text}{noise}")

    def _prepare(self, label: QLabel, widest: str, help_text: str) -> None:
        label.setFont(tabular(label.font()))
        label.setToolTip(help_text)
        label.setMinimumWidth(QFontMetrics(label.font()).horizontalAdvance(widest))
        label.setForegroundRole(QPalette.ColorRole.WindowText)


def mode(experiment: Experiment) -> str:
    """Say which of nanoBragg's quirks an experiment reproduces."""
    if experiment.quirks == ALL_QUIRKS:
        return "strict"
    count = len(experiment.quirks)
    return f"{count} quirk{'s' * (count != 1)}" if count else "intended"


def _badge(*, filled: bool) -> str:
    ground = "palette(highlight)" if filled else "transparent"
    ink = "palette(highlighted-text)" if filled else "palette(window-text)"
    return (
        f"padding: 0 6px; border: 1px solid palette(highlight); border-radius: 7px; "
        f"background: {ground}; color: {ink};"
    )


def _signed(index: int) -> str:
    return str(int(index))


def _d(value: float) -> str:
    return f"{value:.2f}" if value < 1e4 else "∞"


def _or_dash(value: float | None) -> str:
    return "–" if value is None else f"{value:.5g}"
