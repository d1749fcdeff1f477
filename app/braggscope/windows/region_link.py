"""Regions of the image: the selected peak's, and those that the user draws."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal

from braggscope_engine import (
    EngineError,
    Frame,
    RegionStatistics,
    RockingCurve,
    region_statistics,
    rocking_curve,
    shoebox,
)
from braggscope_engine.io import SavedRegion, Session

from ..background import Background
from ..canvas.annotations import NamedBox
from ..canvas.image_canvas import ImageCanvas
from ..comparing.other_image import OtherImage
from ..inspectors.region import MeasuredRegion, Region, RegionInspector
from ..newest import Newest
from .peak_link import SelectedReflection

_HALF_BOX_PX = 5
_LARGEST_ROCKED_PX = 4096


class RegionLink(QObject):
    """Keeps the list of regions, measures them, and draws them on the canvas.

    Nothing is measured while nobody looks.

    Signals
    -------
    drawn()
        The user has drawn a region.
    chosen(object)
        The Region that is looked at, or None.
    """

    drawn = Signal()
    chosen = Signal(object)

    def __init__(
        self,
        canvas: ImageCanvas,
        inspector: RegionInspector,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._inspector = inspector
        self._frame: Frame | None = None
        self._other: OtherImage | None = None
        self._peak: Region | None = None
        self._regions: tuple[Region, ...] = ()
        self._chosen = ""
        self._measured = Newest(background, self)
        self._measured.ready.connect(inspector.show_region)
        self._measured.failed.connect(inspector.show_problem)
        canvas.sketched.connect(self._sketch)
        inspector.regionChosen.connect(self.choose)
        inspector.regionEdited.connect(self._edit)
        inspector.regionRemoved.connect(self._remove)
        inspector.wanted.connect(self._measure)

    @property
    def regions(self) -> tuple[Region, ...]:
        """All regions, that of the selected peak first."""
        return (() if self._peak is None else (self._peak,)) + self._regions

    def saved(self) -> tuple[SavedRegion, ...]:
        """What the user has drawn, as a session keeps it."""
        return tuple(SavedRegion(name=r.name, box=r.box) for r in self._regions)

    def restore(self, session: Session) -> None:
        """Take the regions of a session in place of those that are here."""
        self._peak = None
        named = {r.name: Region(name=r.name, box=r.box) for r in session.regions}
        self._regions = tuple(named.values())
        self.choose("")

    def take(self, frame: Frame) -> None:
        """Measure in this exact frame from now on."""
        self._frame = frame
        self._ask()

    def show_other(self, other: OtherImage | None) -> None:
        """Measure another image too, or no more."""
        self._other = other
        self._ask()

    def forget(self) -> None:
        """The model has changed: wait for its frame."""
        self._frame = None
        self._measured.forget()

    def select(self, reflection: SelectedReflection | None) -> None:
        """Look at the selected reflection."""
        had = self._peak
        self._peak = None
        if reflection is not None:
            fast, slow = int(reflection.fast_px), int(reflection.slow_px)
            half = _HALF_BOX_PX
            box = (fast - half, slow - half, fast + half + 1, slow + half + 1)
            self._peak = Region(name=reflection.name, box=box)
        if had != self._peak:
            self.choose(self._peak.name if self._peak is not None else "")

    def choose(self, name: str) -> None:
        """Look at the region of a name; without one, at the last."""
        names = [region.name for region in self.regions]
        self._chosen = name if name in names else names[-1] if names else ""
        self._show()

    def _sketch(
        self,
        kind: str,
        fast0: float,
        slow0: float,
        fast1: float,
        slow1: float,
        finished: bool,
    ) -> None:
        if kind != "box":
            return
        box = (
            math.floor(min(fast0, fast1)),
            math.floor(min(slow0, slow1)),
            math.ceil(max(fast0, fast1)),
            math.ceil(max(slow0, slow1)),
        )
        region = Region(name=self._free_name(), box=box)
        if not finished:
            self._draw((*self.regions, region), region.name)
        elif self._is_on_image(region):
            self._regions = (*self._regions, region)
            self.choose(region.name)
            self.drawn.emit()
        else:
            self._show()

    def _is_on_image(self, region: Region) -> bool:
        if self._frame is None:
            return True
        n_slow, n_fast = self._frame.intensity.shape
        fast0, slow0, fast1, slow1 = region.box
        return fast0 < n_fast and slow0 < n_slow and fast1 > 0 and slow1 > 0

    def _free_name(self) -> str:
        taken = {region.name for region in self.regions}
        names = (f"Region {n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def _edit(self, name: str, region: Region) -> None:
        if not self._is_on_image(region):
            self._inspector.show_problem("The region has no pixel of the image.")
            return
        others = {each.name for each in self.regions if each.name != name}
        if region.name in others:
            region = Region(name=name, box=region.box)
        if self._peak is not None and self._peak.name == name:
            self._peak = Region(name=name, box=region.box)
            region = self._peak
        else:
            self._regions = tuple(
                region if each.name == name else each for each in self._regions
            )
        self.choose(region.name)

    def _remove(self, name: str) -> None:
        if self._peak is not None and self._peak.name == name:
            self._peak = None
        self._regions = tuple(each for each in self._regions if each.name != name)
        self.choose("")

    def _show(self) -> None:
        self._draw(self.regions, self._chosen)
        self._ask()

    def _draw(self, regions: tuple[Region, ...], chosen: str) -> None:
        boxes = [
            NamedBox(name=r.name, fast0=a, slow0=b, fast1=c, slow1=d)
            for r in regions
            for a, b, c, d in (r.box,)
        ]
        self._canvas.annotations.show_boxes(boxes, chosen)

    def _ask(self) -> None:
        regions = self.regions
        region = next((r for r in regions if r.name == self._chosen), None)
        self.chosen.emit(region)
        if region is None:
            self._measured.forget()
            self._inspector.show_nothing()
            return
        self._measure()

    def _measure(self) -> None:
        regions = self.regions
        region = next((r for r in regions if r.name == self._chosen), None)
        frame, other = self._frame, self._other
        if region is not None and frame is not None and self._inspector.isVisible():
            rocks = self._inspector.wants_rocking
            self._measured.ask(
                lambda _: measure(frame, other, regions, region, rocks=rocks)
            )


def measure(
    frame: Frame,
    other: OtherImage | None,
    regions: tuple[Region, ...],
    region: Region,
    *,
    rocks: bool,
) -> MeasuredRegion:
    """Measure all regions of a frame, and one of them closely."""
    image = frame.intensity.detach().cpu().numpy()
    keep = frame.experiment.detector.mask
    mask = None if keep is None else keep.keep
    reference = None
    if other is not None and other.pixels.shape == image.shape:
        reference = other.pixels
    numbers: list[tuple[Region, RegionStatistics]] = []
    for each in regions:
        try:
            numbers.append(
                (each, region_statistics(image, each.box, reference, mask=mask))
            )
        except EngineError:
            if each == region:
                raise
    own = shoebox(image, region.box, mask=mask)
    theirs = None if reference is None else shoebox(reference, region.box, mask=mask)
    return MeasuredRegion(
        numbers=tuple(numbers),
        region=region,
        model=own,
        other=theirs,
        residual=None if theirs is None else own.minus(theirs),
        other_name=other.name if other is not None and theirs is not None else "",
        rocking=_rocking(frame, region) if rocks else None,
    )


def _rocking(frame: Frame, region: Region) -> dict[str, RockingCurve]:
    """Rocking curves over what there are several of, of a box that is not large."""
    fast0, slow0, fast1, slow1 = region.box
    if (fast1 - fast0) * (slow1 - slow0) > _LARGEST_ROCKED_PX:
        return {}
    resolved = frame.resolved
    counts = {
        "phi": resolved.phi.count,
        "domain": len(resolved.orientations.domains),
        "source": len(resolved.sources),
    }
    return {
        over: rocking_curve(frame.experiment, region.box, over, resolved=resolved)
        for over, count in counts.items()
        if count > 1
    }
