"""Lighter tones and error colours stay readable, light and dark."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from braggscope.panels.look import MutedLabel, error_colour, is_dark, muted_colour

SCHEMES = {
    "light": ("#000000", "#ffffff", "#efefef"),
    "dark": ("#ffffff", "#242424", "#323232"),
    "grey on dark": ("#e0e0e0", "#1e1e1e", "#2b2b2b"),
}


def palette(scheme: str) -> QPalette:
    text, base, window = (QColor(name) for name in SCHEMES[scheme])
    made = QPalette()
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        made.setColor(role, text)
    made.setColor(QPalette.ColorRole.Base, base)
    made.setColor(QPalette.ColorRole.Window, window)
    return made


def luminance(colour: QColor) -> float:
    def linear(channel: float) -> float:
        return (
            channel / 12.92
            if channel <= 0.04045
            else ((channel + 0.055) / 1.055) ** 2.4
        )

    red, green, blue = (linear(c) for c in colour.getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor, b: QColor) -> float:
    """Contrast as WCAG 2 defines it."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("colour", [muted_colour, error_colour])
@pytest.mark.parametrize("ground", [QPalette.ColorRole.Base, QPalette.ColorRole.Window])
def test_contrast_is_enough_to_read(qtbot, scheme, colour, ground):
    own = palette(scheme)
    assert contrast(colour(own), own.color(ground)) >= 4.5


def test_dark_is_told_from_light(qtbot):
    assert not is_dark(palette("light"))
    assert is_dark(palette("dark"))


def test_a_muted_label_follows_the_palette(qtbot):
    label = MutedLabel("mm")
    qtbot.addWidget(label)
    light = palette("light")
    dark = palette("dark")
    for scheme in (light, dark):
        label.setPalette(scheme)
        shown = label.palette().color(QPalette.ColorRole.WindowText)
        assert shown == muted_colour(scheme)
    label.set_muted(False)
    shown = label.palette().color(QPalette.ColorRole.WindowText)
    assert shown == dark.color(QPalette.ColorRole.Text)
