"""Resolution rings and rings of ice on the canvas, in step with the document."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QTimer, Signal

from braggscope_engine import EngineError, Experiment, Rings

from ..canvas.image_canvas import ImageCanvas
from ..document import Document
from ..rings.choice import ICE, RingChoice
from ..rings.ring import RingOnPanel, WantedRing, on_panel
from ..rings.round_values import round_resolutions, still_good

_LAG_MS = 100
"""How long rings may lag behind a hand that drags something else."""


class RingOverlay(QObject):
    """Computes rings when something that they depend on has changed, and is seen.

    However many changes come at once, the rings are computed once, before the next
    picture is painted.

    Signals
    -------
    chosen()
        The user wants other rings.
    """

    chosen = Signal()

    def __init__(
        self, document: Document, canvas: ImageCanvas, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._canvas = canvas
        self._choice = RingChoice()
        self._round: tuple[float, ...] = ()
        self._shown: tuple[RingOnPanel, ...] = ()
        self._of: tuple[Experiment, Rings | None] | None = None
        self._is_held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.refresh)
        self._lag = QTimer(self)
        self._lag.setSingleShot(True)
        self._lag.setInterval(_LAG_MS)
        self._lag.timeout.connect(self.refresh)
        document.experimentChanged.connect(self._follow)
        canvas.view_changed.connect(self._timer.start)
        canvas.shown.image_changed.connect(self._timer.start)
        canvas.overlays.visibility_changed.connect(self._timer.start)

    @property
    def choice(self) -> RingChoice:
        """What the user wants."""
        return self._choice

    def choose(self, choice: RingChoice) -> None:
        """Show other rings."""
        self._choice = choice
        self.refresh()
        self.chosen.emit()

    @property
    def shown(self) -> tuple[RingOnPanel, ...]:
        """The rings on the panel at present, in the order in which they are shown."""
        return self._shown

    def values(self) -> tuple[WantedRing, ...]:
        """What rings there should be, whether they reach the panel or not."""
        automatic = self._round if self._choice.automatic else ()
        wanted = tuple(WantedRing(d_angstrom=d) for d in automatic)
        return tuple(dict.fromkeys((*self._choice.values, *wanted)))

    def _follow(self) -> None:
        """Leave the time to the picture while something else than a ring is dragged."""
        if self._is_held or not self._document.is_in_gesture:
            self._timer.start()
        elif not self._lag.isActive():
            self._lag.start()

    def hold(self, is_held: bool) -> None:
        """Keep the values of the rings while one of them is dragged."""
        self._is_held = is_held
        self._timer.start()

    def for_cones(self) -> tuple[RingOnPanel, ...]:
        """The rings of the present geometry, seen on the canvas or not."""
        rings = self._rings()
        if rings is None:
            return ()
        self._choose_round(rings)
        return on_panel(rings, self.values())

    def refresh(self) -> None:
        """Compute the rings that are to be seen."""
        overlays = self._canvas.overlays
        with_rings, with_ice = overlays.is_visible("rings"), overlays.is_visible("ice")
        rings = self._rings() if with_rings or with_ice else None
        self._shown = ()
        ice: tuple[RingOnPanel, ...] = ()
        if rings is not None and with_rings:
            self._choose_round(rings)
            self._shown = on_panel(rings, self.values())
        if rings is not None and with_ice:
            ice = on_panel(rings, ICE)
        overlays.show_rings((ring.label, ring.points) for ring in self._shown)
        overlays.show_ice(
            (f"ice {ring.value.d_angstrom:.2f} Å", ring.points) for ring in ice
        )

    def _rings(self) -> Rings | None:
        """Rings of the present experiment; None where its detector has no place."""
        experiment = self._document.experiment
        if self._of is None or self._of[0] is not experiment:
            try:
                self._of = experiment, Rings(experiment)
            except EngineError:  # whoever shows the geometry says why
                self._of = experiment, None
        return self._of[1]

    def _choose_round(self, rings: Rings) -> None:
        if self._is_held or not self._choice.automatic:
            return
        d_min, d_max = self._seen(rings)
        if not still_good(self._round, d_min, d_max):
            self._round = round_resolutions(d_min, d_max)

    def _seen(self, rings: Rings) -> tuple[float, float]:
        """Lowest and highest resolution of what is seen of the panel, Å."""
        view = self._canvas.view_rect()
        detector = self._document.experiment.detector
        left, top = max(view.left(), 0.0), max(view.top(), 0.0)
        right = max(min(view.right(), float(detector.pixels_fast)), left)
        bottom = max(min(view.bottom(), float(detector.pixels_slow)), top)
        columns = (left, (left + right) / 2, right)
        rows = (top, (top + bottom) / 2, bottom)
        points = [(fast, slow) for fast in columns for slow in rows]
        beam = self._canvas.overlays.anchor_of("beam")
        if beam is not None:
            nearest = (
                min(max(beam[0], left), right),
                min(max(beam[1], top), bottom),
            )
            points.append(nearest)
        seen = [rings.through(*point).d_angstrom for point in points]
        finite = [d for d in seen if d > 0]
        return min(finite, default=math.inf), max(finite, default=math.inf)
