"""What is done when the model changes, and when an image of it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from braggscope_engine import Experiment, Frame

from ..now_and_then import NowAndThen
from ..rendering.request import RenderFailure

if TYPE_CHECKING:
    from .main_window import MainWindow

MARKS_WITHOUT_IMAGE_MS = 250
"""Marks that lag behind a hand come with its next image, or so late without one."""


class ModelFollowing(QObject):
    """Passes each new model to the parts of the window, and each image of it.

    While a hand moves, what the picture does not need may lag behind the model.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._failure: RenderFailure | None = None
        self._marks = NowAndThen(
            self._show_marks, self, interval_ms=MARKS_WITHOUT_IMAGE_MS
        )
        self._forgetting = NowAndThen(self._forget, self)
        window.document.experimentChanged.connect(self.follow)
        window.renderer.frameReady.connect(self._show_frame)
        window.renderer.failed.connect(self._show_failure)

    def follow(self, experiment: Experiment) -> None:
        """Show a model, and ask for its image."""
        window = self._window
        # What is dragged on the canvas must not wait; else marks may, for the picture.
        may_lag = window.document.is_in_gesture and not window.drags.is_dragging
        window.centre.canvas.overlays.let_lag(may_lag)
        if may_lag:
            self._marks.do_soon()
        else:
            self._marks.do_now()
        if window.document.is_in_gesture:
            self._forgetting.do_soon()
        else:
            self._forgetting.do_now()
        window.live.show(experiment)

    def _show_marks(self) -> None:
        self._window.presenter.show_experiment(self._window.document.experiment)

    def _forget(self) -> None:
        """What is known is about an earlier model."""
        window = self._window
        window.show_title()
        window.work.forget()
        window.inspecting.forget()
        window.comparing.follow(window.document.experiment)
        window.explaining.forget()

    def _show_frame(self, frame: Frame) -> None:
        window = self._window
        if not frame.is_preview:
            self._forgetting.catch_up()
        if self._failure is not None:
            self._failure = None
            window.centre.messages.clear()
        window.presenter.show_frame(frame)
        self._show_marks_of(frame)
        window.comparing.take(frame)
        window.spots.take(frame)
        window.work.take(frame)
        window.forms.take(frame)
        if not frame.is_preview and frame.experiment is window.document.experiment:
            window.centre.canvas.overlays.let_lag(False)
            window.inspecting.take(frame)

    def _show_marks_of(self, frame: Frame) -> None:
        if not self._marks.is_waiting:
            return  # they have gone ahead of the image
        self._window.presenter.show_marks_of(frame)
        self._marks.stop()
        if frame.experiment is not self._window.document.experiment:
            self._marks.do_soon()

    def _show_failure(self, failure: RenderFailure) -> None:
        document = self._window.document
        if failure.request.experiment is not document.experiment:
            return
        self._failure = failure
        stack = document.undo_stack
        self._window.centre.messages.show_message(
            failure.message,
            button="Undo" if stack.canUndo() else "",
            act=stack.undo,
        )
