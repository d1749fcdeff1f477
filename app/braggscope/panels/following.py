"""Which rows follow an edit at once, and when the others do."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject

from braggscope.document import Document
from braggscope.fields import changed_paths, shallow_path
from braggscope.in_turns import InTurns
from braggscope.now_and_then import NowAndThen
from braggscope_engine import Experiment, Frame

from .form_context import FormContext
from .form_row import FormRow

__all__ = ["Following"]

_LAG_S = 0.6
"""How long what only follows from a dragged value lags: nobody reads faster."""
_REST_S = 0.1
"""When the hand has rested this long, it follows with the next image."""
WITHOUT_IMAGES_MS = 1000
WITHOUT_IMAGE_AT_REST_MS = 400
"""Where no image comes, what follows does so alone."""


class Following(QObject):
    """Keeps rows in step with the document.

    The rows of a dragged value follow each edit. What only follows from that value is
    shown now and then, a few rows at a time, and when that costs next to nothing: with
    an image, which has found out what results.

    Parameters
    ----------
    document : Document
    context : FormContext
    rows : sequence of FormRow
    show_in_steps : callable
        Shows the document in all rows, step by step.
    """

    def __init__(
        self,
        document: Document,
        context: FormContext,
        rows: Sequence[FormRow],
        show_in_steps: Callable[[], Iterator[None]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._context = context
        self._rows_of: dict[str, list[FormRow]] = defaultdict(list)
        for row in rows:
            for path in dict.fromkeys(shallow_path(f.path) for f in row.fields):
                self._rows_of[path].append(row)
        self._shown = document.experiment
        self._lags_since_s: float | None = None
        self._edited_at_s = -math.inf
        self._all_rows = InTurns(show_in_steps, self)
        self._alone = NowAndThen(
            self._catch_up_alone,
            self,
            interval_ms=WITHOUT_IMAGES_MS,
            rest_ms=WITHOUT_IMAGE_AT_REST_MS,
        )
        document.experimentChanged.connect(self._follow)

    def show_now(self) -> None:
        """Show the document in all rows at once."""
        self._lags_since_s = None
        self._alone.stop()
        self._shown = self._document.experiment
        self._context.update()
        self._all_rows.do_now()

    def take(self, frame: Frame) -> None:
        """Use what a frame has found out about the model, or about one before it."""
        self._context.know(frame.resolved)
        if self._lags_since_s is None:
            return
        now_s = time.monotonic()
        rests = now_s - self._edited_at_s >= _REST_S
        has_come = not frame.is_preview and frame.experiment is self._shown
        if (rests and has_come) or now_s - self._lags_since_s >= _LAG_S:
            self._context.follow()
            self._catch_up()
            if frame.experiment is not self._shown:
                self._begin_to_lag(now_s)  # behind the edits since then

    def _begin_to_lag(self, since_s: float) -> None:
        if self._lags_since_s is None:
            self._lags_since_s = since_s
        self._alone.do_soon()

    def _follow(self, experiment: Experiment) -> None:
        if not self._document.is_in_gesture:
            self.show_now()
            return
        self._context.lag()
        self._edited_at_s = time.monotonic()
        paths = changed_paths(self._shown, experiment)
        for row in dict.fromkeys(r for p in paths for r in self._rows_of.get(p, ())):
            row.show_experiment(experiment)
        self._shown = experiment
        self._begin_to_lag(self._edited_at_s)

    def _catch_up_alone(self) -> None:
        self._context.update()
        self._catch_up()

    def _catch_up(self) -> None:
        self._lags_since_s = None
        self._alone.stop()
        self._all_rows.begin()
