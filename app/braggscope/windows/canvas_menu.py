"""What can be done at a place in the image."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from braggscope_engine import PixelProbe

from .actions import Actions


def show_canvas_menu(
    parent: QWidget, probe: PixelProbe | None, where: QPoint, actions: Actions
) -> None:
    """Offer what can be done at a point of the detector.

    Parameters
    ----------
    parent : QWidget
    probe : PixelProbe or None   the point; None while there is no image
    where : QPoint               on the screen
    actions : Actions
    """
    menu = QMenu(parent)
    if probe is not None:
        for label, text in _copies(probe):
            menu.addAction(label, _copying(text))
        menu.addSeparator()
    for name in ("fit_view", "fit_levels"):
        menu.addAction(actions[name])
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)


def _copies(probe: PixelProbe) -> tuple[tuple[str, str], ...]:
    position = f"{probe.fast_px:.3f} {probe.slow_px:.3f}"
    lab = " ".join(f"{x:.6f}" for x in probe.lab_mm)
    hkl = " ".join(f"{x:.4f}" for x in probe.hkl)
    nearest = " ".join(str(i) for i in probe.nearest_hkl)
    return (
        (f"Copy position  {position}", position),
        ("Copy laboratory position in mm", lab),
        (f"Copy reflection  {nearest}", nearest),
        ("Copy fractional indices", hkl),
    )


def _copying(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
