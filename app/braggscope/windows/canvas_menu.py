"""What can be done at a place in the image."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from braggscope_engine import PixelProbe

from .actions import Actions


def show_canvas_menu(
    parent: QWidget,
    probe: PixelProbe | None,
    intensity: float | None,
    where: QPoint,
    actions: Actions,
    trace: Callable[[], object],
) -> None:
    """Offer what can be done at a point of the detector.

    Parameters
    ----------
    parent : QWidget
    probe : PixelProbe or None   the point; None while there is no image
    intensity : float or None    of the pixel there; None beside the image
    where : QPoint               on the screen
    actions : Actions
    trace : callable             shows how the pixel comes about
    """
    menu = QMenu(parent)
    if intensity is not None:
        menu.addAction("&Trace this pixel", trace)
        menu.addSeparator()
    if probe is not None:
        for label, shown, text in _copies(probe, intensity):
            # The tab puts what would be copied into the column of shortcuts.
            menu.addAction(f"{label}\t{shown}", _copying(text))
        menu.addSeparator()
    for name in ("fit_view", "fit_levels", "noise", "export"):
        menu.addAction(actions[name])
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)


def _copies(
    probe: PixelProbe, intensity: float | None
) -> tuple[tuple[str, str, str], ...]:
    """Label, what is shown of it, and what is copied."""
    nearest = " ".join(str(i) for i in probe.nearest_hkl)
    copies = (
        _numbers("Copy &position", (probe.fast_px, probe.slow_px), 1, 3, "px"),
        _numbers("Copy &laboratory position", probe.lab_mm, 2, 6, "mm"),
        ("Copy &reflection", nearest, nearest),
        _numbers("Copy &fractional indices", probe.hkl, 2, 4, ""),
        _numbers("Copy resol&ution", (probe.d_angstrom,), 3, 6, "Å"),
    )
    if intensity is None:
        return copies
    return (*copies, ("Copy &intensity", f"{intensity:.5g}", f"{intensity:.9g}"))


def _numbers(
    label: str, values: Sequence[float], shown: int, copied: int, unit: str
) -> tuple[str, str, str]:
    short = " ".join(f"{value:.{shown}f}" for value in values)
    exact = " ".join(f"{value:.{copied}f}" for value in values)
    return label, f"{short} {unit}".strip().replace("-", "−"), exact


def _copying(text: str) -> Callable[[], None]:
    return lambda: QGuiApplication.clipboard().setText(text)
