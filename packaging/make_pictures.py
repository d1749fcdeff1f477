"""Take the pictures of the window that the documentation shows.

    .venv/bin/python packaging/make_pictures.py

It opens the real window on the demo, uses it, and writes ``docs/images``. The settings
of whoever runs it are neither read nor changed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from braggscope.document import Document
from braggscope.rendering.kernels import open_kernels
from braggscope.rendering.live import LiveRendering
from braggscope.rendering.renderer import Renderer
from braggscope.settings import SettingsStore
from braggscope.transfer import read_demo
from braggscope.windows.main_window import MainWindow
from braggscope.windows.paste_dialog import PasteDialog
from braggscope_engine import Hold, RenderOptions, moved, parse_nanobragg

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT = 1366, 768
COLOURS = 256
GREY_UP_TO = 12
LIMIT_MS = 120_000
COMMAND = (
    "nanoBragg -cell 78.9 78.9 37.1 90 90 90 -misset 4 83.5 -2.5 -default_F 100 -N 20 "
    "-lambda 0.9768 -nointerpolate -oversample 1 -Xbeam 217.742295 -Ybeam 213.907080 "
    "-distance 231.274660 -pixel 0.172 -detpixels_x 2463 -detpixels_y 2527 "
    "-odet_vector -0.000088 0.004914 -0.999988 -sdet_vector -0.005998 -0.999970 "
    "-0.004913 -fdet_vector 0.999982 -0.005998 -0.000118 -pix0_vector_mm -216.336293 "
    "215.205512 -230.200866 -beam_vector 0.00051387949 0.0 -0.99999986"
)


def main() -> None:
    """Take all pictures."""
    _forget_settings()
    app = QApplication(sys.argv[:1])
    window = _window()
    for name in ("overlay:rings", "overlay:foot"):
        window.commands[name].setChecked(True)
    window.commands["theme:light"].trigger()
    _settle(window)
    _take_tab(window, "peaks", "window-light")
    _take_tab(window, "laboratory", "laboratory", window.tabs)
    _take_tab(window, "quirks", "quirks", window.tabs)
    window.commands["theme:dark"].trigger()
    _take_tab(window, "profiles", "window-dark")
    window.commands["theme:light"].trigger()
    _compare(window)
    _geometry(window)
    window.document.undo_stack.setClean()
    window.close()
    app.quit()


def _forget_settings() -> None:
    folder = tempfile.mkdtemp()
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for format in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        QSettings.setPath(format, QSettings.Scope.UserScope, folder)


def _window() -> MainWindow:
    model = read_demo()
    renderer = Renderer()
    options = RenderOptions(kernels=open_kernels())
    live = LiveRendering(renderer, options)
    window = MainWindow(
        Document(model.whole), renderer, live, SettingsStore(), ("cpu",)
    )
    window.show()
    window.resize(WIDTH, HEIGHT)
    window.panels.share(WIDTH)
    window.start(model.origin)
    window.centre.hints.hide()
    return window


def _compare(window: MainWindow) -> None:
    """Hold a detector that stands 2 mm further away against the first one."""
    window.commands["snapshot"].trigger()
    document = window.document
    further = moved(document.experiment, distance_mm=252.0, hold=Hold.BEAM_SPOT)
    document.edit(further, "Change distance")
    _settle(window)
    window.commands["pair:side by side"].trigger()
    window.tabs.compare.pages.setCurrentIndex(1)
    _take_tab(window, "compare", "compare")
    window.commands["pair:model"].trigger()


def _geometry(window: MainWindow) -> None:
    """Paste a command that nanoBragg does not follow."""
    dialog = PasteDialog(COMMAND, Path("/tmp"), parent=window)
    dialog.show()
    _until(lambda: dialog.command is not None)
    _take(dialog, "paste")
    dialog.close()
    command = parse_nanobragg(COMMAND.split()[1:])
    window.files.take_command(command, "Paste command line")
    window.commands["overlay:rings"].setChecked(False)
    _settle(window)
    _take_tab(window, "geometry", "geometry")


def _take_tab(
    window: MainWindow, tab: str, name: str, widget: QWidget | None = None
) -> None:
    window.tabs.show_tab(tab)
    _wait(500)
    _until(lambda: not _is_busy(window))
    _wait(1500)
    _take(widget or window, name)


def _is_busy(window: MainWindow) -> bool:
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    measuring = any("Comparing images" in t or "being measured" in t for t in said)
    return measuring or window.renderer.is_busy or window.inspecting.peaks.is_busy


def _take(widget: QWidget, name: str) -> None:
    """Write what a widget shows, in few colours: the pictures are downloaded often."""
    path = IMAGES / f"{name}.png"
    widget.grab().save(str(path))
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    few = image.quantize(palette=_palette(image), dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def _palette(image: Image.Image) -> Image.Image:
    """Half of it greys, of which an image mostly is, and half what is coloured."""
    pixels = np.asarray(image).reshape(-1, 3)
    coloured = pixels[np.ptp(pixels.astype(np.int16), axis=1) > GREY_UP_TO]
    rest = Image.fromarray(coloured[None, :, :]).quantize(COLOURS // 2)
    greys = np.repeat(np.arange(0, 256, 2), 3).tolist()
    palette = Image.new("P", (1, 1))
    palette.putpalette([*greys, *(rest.getpalette() or [])[: 3 * COLOURS // 2]])
    return palette


def _settle(window: MainWindow) -> None:
    frames: list[object] = []
    window.live.when_settled(frames.append)
    _until(lambda: bool(frames))


def _until(reached: Callable[[], bool]) -> None:
    for _ in range(LIMIT_MS // 50):
        if reached():
            return
        _wait(50)
    raise SystemExit("The window did not come to rest.")


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()
