"""Measures curves of the exact image while somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from braggscope_engine import (
    EngineError,
    Frame,
    ProfileAxis,
    ProfileBins,
    azimuthal_bins,
    curves_csv,
    histogram_csv,
    intensity_histogram,
    line_profile,
    radial_bins,
)

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..comparing.other_image import OtherImage
from ..inspectors.plot import Drawn
from ..inspectors.profiles import Profile, ProfileKind, ProfilesInspector
from ..messages import sentence
from ..newest import Newest
from .writing import write_whole

_AXES = {
    ProfileKind.TWO_THETA: ProfileAxis.TWO_THETA,
    ProfileKind.Q: ProfileAxis.Q,
    ProfileKind.D: ProfileAxis.D,
    ProfileKind.RADIUS: ProfileAxis.RADIUS,
}
_NOT_BEYOND_D = 30.0
"""Å: so near the beam, d grows without bound."""
Line = tuple[float, float, float, float]


class _Bins:
    """The bins of the last geometry and kind; images of one geometry share them."""

    def __init__(self) -> None:
        self._key: object = None
        self._bins: ProfileBins | None = None

    def of(self, frame: Frame, kind: ProfileKind) -> ProfileBins:
        key = (frame.experiment.detector, frame.experiment.beam, kind)
        if self._bins is None or key != self._key:
            self._bins = _make_bins(frame, kind)
            self._key = key
        return self._bins


def _make_bins(frame: Frame, kind: ProfileKind) -> ProfileBins:
    if kind is ProfileKind.AZIMUTH:
        return azimuthal_bins(frame.experiment, resolved=frame.resolved)
    return radial_bins(frame.experiment, _AXES[kind], resolved=frame.resolved)


class ProfileLink(QObject):
    """Keeps the curve in step with image, kind and line.

    Signals
    -------
    drawn()
        The user has drawn a line.
    said(str), failed(str)
        A notice and a problem.
    """

    drawn = Signal()
    said = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        canvas: ImageCanvas,
        inspector: ProfilesInspector,
        background: Background,
        ask_file: Callable[[], Path | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._inspector = inspector
        self._ask_file = ask_file
        self._frame: Frame | None = None
        self._other: OtherImage | None = None
        self._line: Line | None = None
        self._bins = _Bins()
        self._measured = Newest(background, self)
        self._measured.ready.connect(self._show)
        self._measured.failed.connect(inspector.say)
        canvas.sketched.connect(self._sketch)
        inspector.wanted.connect(self._ask)
        inspector.exportWanted.connect(self.export)

    def take(self, frame: Frame) -> None:
        """Measure this exact frame from now on."""
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

    def export(self) -> None:
        """Ask for a file and write the curve to it."""
        profile = self._inspector.profile
        path = self._ask_file() if profile is not None else None
        if path is None or profile is None:
            return
        try:
            write_whole(path, profile.csv.encode())
        except (EngineError, OSError) as error:
            self.failed.emit(sentence(error))
        else:
            self.said.emit(f"{path.name} is written.")

    def _ask(self) -> None:
        frame, other, kind = self._frame, self._other, self._inspector.chosen
        if not self._inspector.isVisible():
            self._canvas.annotations.show_line(None)
            return
        line = self._line if kind is ProfileKind.LINE else None
        self._canvas.annotations.show_line(line)
        if kind is ProfileKind.LINE and line is None:
            self._inspector.show_no_line()
        elif frame is not None:
            self._inspector.show_waiting()
            bins = self._bins
            self._measured.ask(lambda _: measure(frame, other, kind, line, bins.of))

    def _show(self, found: object) -> None:
        assert isinstance(found, Profile)
        if found.kind is self._inspector.chosen:
            self._inspector.show_profile(found)

    def _sketch(
        self,
        kind: str,
        fast0: float,
        slow0: float,
        fast1: float,
        slow1: float,
        finished: bool,
    ) -> None:
        if kind != "line":
            return
        self._line = (fast0, slow0, fast1, slow1)
        self._canvas.annotations.show_line(self._line)
        if finished:
            self._inspector.choose(ProfileKind.LINE)
            self.drawn.emit()
            self._ask()


def measure(
    frame: Frame,
    other: OtherImage | None,
    kind: ProfileKind,
    line: Line | None,
    bins_of: Callable[[Frame, ProfileKind], ProfileBins],
) -> Profile:
    """Measure one curve of a frame, and of another image of its size."""
    image = frame.intensity.detach().cpu().numpy()
    keep = frame.experiment.detector.mask
    mask = None if keep is None else keep.keep
    images = [("model", image)]
    if other is not None and other.pixels.shape == image.shape:
        images.append((other.name, other.pixels))
    if kind is ProfileKind.HISTOGRAM:
        counted = [intensity_histogram(pixels, mask) for _, pixels in images]
        drawn = tuple(
            Drawn(name=name, x=found.edges, y=found.counts)
            for (name, _), found in zip(images, counted, strict=True)
        )
        return Profile(kind=kind, curves=drawn, csv=histogram_csv(counted[0]))
    if line is not None:
        ends = line[:2], line[2:]
        curves = [line_profile(p, *ends, mask=mask).curve for _, p in images]
    else:
        bins = bins_of(frame, kind)
        curves = [bins.means(pixels, mask) for _, pixels in images]
    drawn = tuple(
        Drawn(name=name, x=curve.position[seen], y=curve.mean[seen])
        for (name, _), curve in zip(images, curves, strict=True)
        for seen in (
            (curve.position <= _NOT_BEYOND_D) if kind is ProfileKind.D else slice(None),
        )
    )
    return Profile(kind=kind, curves=drawn, csv=curves_csv(*curves))
