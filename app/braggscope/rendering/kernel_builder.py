"""Compiles missing kernels beside the window, in a process with little priority."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, Signal

from braggscope_engine import KernelStore

from .kernels import NO_COMPILER, has_compiler

_END_MS = 1000

_Wanted = Callable[[], list[str]]


class KernelBuilder(QObject):
    """Builds what frames wanted and did not find; one process at a time.

    What failed is not tried again before the next start of the program.

    Parameters
    ----------
    store : KernelStore
    has_compiler : callable
        Whether there is a C++ compiler.
    command : callable, optional
        Gives the command that builds what is wanted; the store's by default.

    Signals
    -------
    changed(str)
        ``state``, when it is another.
    """

    changed = Signal(str)

    def __init__(
        self,
        store: KernelStore,
        *,
        has_compiler: Callable[[], bool] = has_compiler,
        command: _Wanted | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._has_compiler = has_compiler
        self._command = command or (lambda: store.build_command(follow=True))
        self._process: QProcess | None = None
        self._asked: tuple[object, ...] = ()
        self._has_failed = False
        self._state = ""

    @property
    def state(self) -> str:
        """What has become of the missing kernels, in one sentence; or empty."""
        return self._state

    @property
    def is_building(self) -> bool:
        """Whether a process is at work."""
        return self._process is not None

    def build_wanted(self) -> None:
        """Start to build what is wanted, unless that is under way or has failed."""
        if self.is_building or self._has_failed or not self._store.wanted:
            return
        if not self._has_compiler():
            self._give_up(NO_COMPILER)
            return
        self._asked = self._store.wanted
        program, *words = self._command()
        self._process = process = QProcess(self)
        process.setStandardOutputFile(QProcess.nullDevice())
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        self._say("Fused kernels are being compiled; images come faster when they are.")
        process.start(program, words)

    def close(self) -> None:
        """End the process, if there is one, and return when it has ended."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._finish)
        process.errorOccurred.disconnect(self._fail_to_start)
        # It ends with its input, and takes the compiler and unfinished work with it.
        process.closeWriteChannel()
        if not process.waitForFinished(_END_MS):
            process.kill()
            process.waitForFinished(_END_MS)

    def _finish(self, exit_code: int, status: QProcess.ExitStatus) -> None:
        process, self._process = self._process, None
        assert process is not None
        complaint = bytes(process.readAllStandardError().data()).decode(
            "utf-8", "replace"
        )
        process.deleteLater()
        if exit_code != 0 or status is not QProcess.ExitStatus.NormalExit:
            lines = [line.strip() for line in complaint.splitlines() if line.strip()]
            reason = lines[-1] if lines else "the compiler was ended from outside."
        elif set(self._asked) & set(self._store.wanted):
            reason = f"{self._store.folder} does not hold them."
        else:
            self._say("Fused kernels are compiled; the next image uses them.")
            self.build_wanted()
            return
        self._give_up(f"Fused kernels could not be compiled: {reason}")

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is not QProcess.ProcessError.FailedToStart or self._process is None:
            return  # anything later ends in _finish
        reason = self._process.errorString().rstrip(".")
        self._process.deleteLater()
        self._process = None
        self._give_up(f"Fused kernels could not be compiled: {reason}.")

    def _give_up(self, reason: str) -> None:
        self._has_failed = True
        self._say(reason)

    def _say(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.changed.emit(state)
