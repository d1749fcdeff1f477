"""From a frame to what is seen: picture, marks, statistics, readout."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from braggscope_engine import (
    EngineError,
    Experiment,
    Frame,
    Geometry,
    PixelProbe,
    Probe,
    geometry_of,
    place,
)

from ..canvas.image_canvas import ImageCanvas
from ..comparing.other_image import OtherImage
from ..inspectors.peaks import PeaksInspector
from ..rendering.request import Measurement
from .status_line import StatusLine


class Presenter(QObject):
    """Shows frames on the canvas, and what they are at the pointer."""

    def __init__(
        self,
        canvas: ImageCanvas,
        peaks: PeaksInspector,
        status: StatusLine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._peaks = peaks
        self._status = status
        self._frame: Frame | None = None
        self._pixels: NDArray[np.floating] | None = None
        self._probe: Probe | None = None
        self._pointer: tuple[float, float] | None = None
        self._wants_levels = True
        self._other: OtherImage | None = None
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self._leave)

    def fit_levels_next(self) -> None:
        """Fit the levels to the next exact frame: it will be another picture."""
        self._wants_levels = True

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the marks of an edited experiment, ahead of its image.

        A mark in the hand must not wait for pictures, nor go back for a late one.
        """
        try:
            geometry = place(experiment)
        except EngineError:
            return  # the renderer says why; the marks of the last one stay
        self._show_marks(geometry)

    def show_marks_of(self, frame: Frame) -> None:
        """Show the marks of the model that a frame is of: it has placed the panel."""
        self._show_marks(geometry_of(frame.experiment, frame.resolved.panel))

    def show_frame(self, frame: Frame) -> None:
        """Show a frame."""
        self._frame = frame
        values = frame.intensity.detach().cpu().numpy()
        self._pixels = values if frame.screen is None else None
        self._probe = None  # made when somebody points at something
        if frame.screen is None:
            self._canvas.set_image(values, refit_levels=self._wants_levels)
            self._wants_levels = self._wants_levels and frame.is_preview
        else:
            edges = frame.screen.slow_edges, frame.screen.fast_edges
            self._canvas.shown.show_cells(values, *(edge.numpy() for edge in edges))
        self._status.show_frame(frame)
        self._read_out()

    def show_counts(self, frame: Frame, counts: NDArray[np.float32]) -> None:
        """Show a frame that is on the screen as a photon counter would read it."""
        if frame is self._frame:
            self._show_pixels(counts, with_noise=True)

    def show_without_noise(self) -> None:
        """Show the frame itself again."""
        if self._frame is not None:
            pixels = self._frame.intensity.detach().cpu().numpy()
            self._show_pixels(pixels, with_noise=False)

    def _show_pixels(self, pixels: NDArray[np.floating], *, with_noise: bool) -> None:
        self._pixels = pixels
        self._canvas.set_image(pixels)
        self._status.show_noise(with_noise)
        self._read_out()

    def show_measurement(self, measurement: Measurement) -> None:
        """Show the statistics of an exact frame."""
        self._peaks.show_statistics(measurement.statistics)

    def show_other(self, other: OtherImage | None) -> None:
        """Read out another image beside the model's, or none."""
        self._other = other
        self._read_out()

    def snapshot(self, overlays: bool) -> QImage:
        """Picture of the view as it is on the screen, with or without overlays."""
        return self._canvas.snapshot(overlays=overlays)

    def probe_at(self, fast: float, slow: float) -> PixelProbe | None:
        """Look at a point of the detector; None while there is no image."""
        if self._frame is None:
            return None
        if self._probe is None:
            self._probe = Probe(self._frame.experiment, self._frame.resolved)
        return self._probe.at(fast, slow)

    def intensity_at(self, fast: float, slow: float) -> float | None:
        """Look at the pixel that is shown there; None beside the image."""
        if self._pixels is None:
            return None
        n_slow, n_fast = self._pixels.shape
        inside = 0 <= fast < n_fast and 0 <= slow < n_slow
        return float(self._pixels[int(slow), int(fast)]) if inside else None

    def _show_marks(self, geometry: Geometry) -> None:
        self._canvas.overlays.show_beam(*(geometry.beam_centre_px or (None, None)))
        self._canvas.overlays.show_foot(*geometry.foot_px)
        self._canvas.set_seen(along=is_seen_along_beam(geometry))

    def _hover(self, fast: float, slow: float) -> None:
        self._pointer = (fast, slow)
        self._read_out()

    def _leave(self) -> None:
        self._pointer = None
        self._status.clear_pixel()

    def _read_out(self) -> None:
        if self._pointer is None:
            return
        probe = self.probe_at(*self._pointer)
        if probe is None:
            return
        value = self.intensity_at(*self._pointer)
        self._status.show_pixel(probe, value)
        other = self._other
        if other is not None:
            self._status.show_other(value, other.value_at(*self._pointer), other.name)
        else:
            self._status.hide_other()


def is_seen_along_beam(geometry: Geometry) -> bool:
    """Tell from which side a picture with fast to the right and slow down is seen."""
    fast, slow = np.array(geometry.fast), np.array(geometry.slow)
    return bool(np.dot(np.cross(fast, slow), geometry.beam) > 0)
