"""The window: makes the parts, connects them, and runs until it is closed."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import torch
from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from braggscope_engine import Quirk, RenderOptions, available_devices

from .document import Document
from .messages import catch_everything
from .rendering.cores import window_threads
from .rendering.kernel_builder import KernelBuilder
from .rendering.kernels import open_kernels
from .rendering.live import LiveRendering
from .rendering.plan import preferred_device
from .rendering.renderer import Renderer
from .rendering.request import RenderFailure
from .settings import SettingsStore
from .smooth import smooth
from .transfer import FileKind, read_demo, read_words
from .windows.looking import KeptGrid, visible_part
from .windows.main_window import MainWindow

_BAD_INPUT = 2
_INTERRUPTED = 130
_SMOKE_TEST_LIMIT_MS = 120_000


def run(
    arguments: Sequence[str],
    *,
    quirks: frozenset[Quirk] | None = None,
    device: str | None = None,
    dtype: str | None = None,
    smoke_test: bool = False,
) -> int:
    """Open the window and return when it is closed.

    Parameters
    ----------
    arguments : sequence of str
        nanoBragg's arguments, or one file; empty opens the demo.
    quirks : frozenset of Quirk or None
        Quirks to reproduce; None leaves them as a session has them.
    device, dtype : str or None
        None leaves the choice to the program.
    smoke_test : bool
        Draw one exact frame and quit.
    """
    # Whatever is wrong with the words is said before a window opens.
    model = read_words(arguments, quirks) if arguments else read_demo()
    document = Document(model.whole)
    if model.kind is FileKind.SESSION:
        document.mark_saved(Path(arguments[0]).resolve())
    devices = available_devices()
    options = RenderOptions(
        device=device or preferred_device(devices),
        dtype=dtype or "float32",
        kernels=open_kernels(),
    )
    app = _application()
    window = _window(document, options, devices)
    builder = None if smoke_test else _builder(window)
    catch_everything(window.reported.emit)
    window.show()
    window.start(model.origin, model.source)
    smooth(window.live)
    if model.command is not None:
        window.show_command(model.command)
    if model.session is not None:
        window.comparing.restore(model.session)
    if smoke_test:
        _quit_after_one_frame(window)
    try:
        with interruptible(app):
            return app.exec()
    finally:
        if builder is not None:
            builder.close()
        window.shut_down()


def _application() -> QApplication:
    QApplication.setApplicationName("Braggscope")
    QApplication.setOrganizationName("Braggscope")
    QApplication.setDesktopFileName("braggscope")
    # As X11 has it by itself: a mark that is dragged goes where the mouse is now, not
    # to each place where it was.
    compress = Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents
    QApplication.setAttribute(compress)
    present = QApplication.instance()
    return present if isinstance(present, QApplication) else QApplication(sys.argv[:1])


def _window(
    document: Document, options: RenderOptions, devices: Sequence[str]
) -> MainWindow:
    renderer = Renderer(prepare=_share_the_cores)
    live = LiveRendering(renderer, options)
    live.show(document.experiment)  # is computed while the window is made
    window = MainWindow(document, renderer, live, SettingsStore(), devices)
    live.look_with(partial(visible_part, window.centre.canvas, KeptGrid()))
    return window


def _builder(window: MainWindow) -> KernelBuilder | None:
    """Compile what frames of the window want and do not find."""
    kernels = window.live.options.kernels
    if kernels is None:
        return None
    builder = KernelBuilder(kernels, parent=window)
    builder.changed.connect(window.status.show_kernels)
    window.renderer.frameReady.connect(builder.build_wanted)
    return builder


def _share_the_cores() -> None:
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(window_threads(os.cpu_count() or 1))


def _quit_after_one_frame(window: MainWindow) -> None:
    def succeed() -> None:
        window.repaint()
        sys.stdout.write("The first image is drawn.\n")
        sys.stdout.flush()
        QApplication.exit(0)

    def fail(failure: RenderFailure) -> None:
        sys.stderr.write(f"braggscope: {failure.message}\n")
        QApplication.exit(_BAD_INPUT)

    def give_up() -> None:
        sys.stderr.write("braggscope: no frame was drawn in time\n")
        QApplication.exit(1)

    # The frame is shown to the window only after it has been noted.
    window.live.when_settled(lambda _: QTimer.singleShot(0, succeed))
    window.renderer.failed.connect(fail)
    QTimer.singleShot(_SMOKE_TEST_LIMIT_MS, give_up)


@contextmanager
def interruptible(app: QApplication) -> Iterator[None]:
    """Let Ctrl-C end the event loop.

    Python runs its signal handlers between bytecodes, and there are none while Qt
    waits: a socket that the signal writes to wakes it.
    """
    ours, its = socket.socketpair()
    its.setblocking(False)
    wakes = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    wakes.activated.connect(lambda: ours.recv(1))
    before = signal.signal(signal.SIGINT, lambda *_: app.exit(_INTERRUPTED))
    signal.set_wakeup_fd(its.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, before)
        wakes.setEnabled(False)
        ours.close()
        its.close()
