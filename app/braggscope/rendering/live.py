"""The picture follows the experiment: plans frames and asks the renderer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from braggscope_engine import Experiment, Frame, RenderOptions

from .plan import REST_MS, Pace, is_quick, plan_edit, plan_exact, preview_options
from .renderer import Renderer
from .request import RenderRequest
from .visible import LookAtCanvas


class LiveRendering(QObject):
    """Keeps the frame up to date with the experiment."""

    def __init__(
        self,
        renderer: Renderer,
        options: RenderOptions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._renderer = renderer
        self._options = options
        self._experiment: Experiment | None = None
        self._at_rest: RenderRequest | None = None
        self._pace = Pace()
        self._look: LookAtCanvas = lambda: None
        self._settled: Frame | None = None
        self._waiting: list[Callable[[Frame], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._rest)
        renderer.frameReady.connect(self._note)
        renderer.interrupted.connect(self._note_interruption)

    @property
    def options(self) -> RenderOptions:
        """Device and precision of the frames."""
        return self._options

    def show(self, experiment: Experiment) -> None:
        """Render an edited experiment: a preview now, the exact frame at rest.

        One that is shown already, or on its way, is not rendered again.
        """
        if experiment is not self._experiment:
            self._experiment = experiment
            self._render(experiment)

    def _render(self, experiment: Experiment) -> None:
        self._settled = None
        if self._pace == Pace() and is_quick(experiment, self._options):
            plan = plan_exact(experiment, self._options)
        else:
            plan = plan_edit(experiment, self._options, self._pace, self._look())
        self._at_rest = plan.at_rest
        self._renderer.submit(plan.at_once)
        if plan.at_rest is None:
            self._timer.stop()
        else:
            self._timer.start()

    def set_options(self, options: RenderOptions) -> None:
        """Change device or precision, and render again."""
        if options != self._options:
            self._options = options
            self._pace = Pace()
            if self._experiment is not None:
                self._render(self._experiment)

    def look_with(self, look: LookAtCanvas) -> None:
        """Ask this what is visible before each preview: the rest is left out of it."""
        self._look = look

    def when_settled(self, act: Callable[[Frame], None]) -> None:
        """Call with the exact frame of the present experiment, once it is there."""
        if self._settled is not None:
            act(self._settled)
        else:
            self._waiting.append(act)

    def close(self) -> None:
        """Ask for nothing more."""
        self._timer.stop()

    def _rest(self) -> None:
        if self._at_rest is not None:
            self._renderer.submit(self._at_rest)
            self._at_rest = None

    def _note(self, frame: Frame) -> None:
        self._pace = self._pace.after(frame)
        if not frame.is_preview and frame.experiment is self._experiment:
            self._settle(frame)

    def _settle(self, frame: Frame) -> None:
        self._settled = frame
        self._at_rest = None
        if self._pace.preview_s is None and not self._pace.is_fluent:
            # The first preview of a drag finds its kernels loaded.
            preview = preview_options(self._options, self._pace, self._look())
            self._renderer.rehearse(
                RenderRequest(experiment=frame.experiment, options=preview)
            )
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act(frame)

    def _note_interruption(self, request: RenderRequest) -> None:
        if request.grace_s > 0:  # else it gave way at once, and that tells nothing
            self._pace = self._pace.interrupted()
