"""Colours of the laboratory, on a light and on a dark ground.

Hues are those of the overlays, after Okabe and Ito, so that the beam, the foot and the
rings have one colour everywhere. Each line also has its name or its own stroke.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from ..canvas.overlay_style import ON_DARK, ON_LIGHT, OverlayStyle
from .scene import Role


def colours_on(palette: QPalette) -> dict[Role, QColor]:
    """Colour of each role on the palette's ground."""
    is_dark = palette.color(QPalette.ColorRole.Base).lightness() < 128
    style: OverlayStyle = ON_DARK if is_dark else ON_LIGHT
    sky, blue, gold = (
        ("#7cc8ff", "#a0b8ff", "#e8c44a")
        if is_dark
        else ("#0062a3", "#3f4fc0", "#7a5c00")
    )
    return {
        Role.BEAM: style.beam,
        Role.PANEL: palette.color(QPalette.ColorRole.WindowText),
        Role.FAST: QColor("#ff7aa8" if is_dark else "#c2004f"),
        Role.SLOW: QColor("#d7b0ff" if is_dark else "#6f3fa0"),
        Role.NORMAL: style.panel,
        Role.PIX0: palette.color(QPalette.ColorRole.WindowText),
        Role.FOOT: style.foot,
        Role.SPINDLE: QColor(blue),
        Role.TWO_THETA: QColor(gold),
        Role.POLARISATION: style.spots,
        Role.CONE: QColor(sky),
        Role.SAMPLE: palette.color(QPalette.ColorRole.WindowText),
    }
