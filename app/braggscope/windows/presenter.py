"""From a frame to what is seen: picture, overlays, peaks, readout."""

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
    Peak,
    PixelProbe,
    Probe,
    place,
)

from ..canvas.image_canvas import ImageCanvas
from ..canvas.overlays import RoiBox
from ..comparing.other_image import OtherImage
from ..inspectors.peaks import PeaksInspector
from ..rendering.request import Measurement
from .status_line import StatusLine

_PEAK_SCALE = 12.0
"""Screen pixels per detector pixel when a peak is gone to."""


class Presenter(QObject):
    """Shows frames on the canvas, and keeps the canvas and the peak table in step."""

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
        self._boxes: tuple[RoiBox, ...] = ()
        self._pointer: tuple[float, float] | None = None
        self._wants_levels = True
        self._other: OtherImage | None = None
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self._leave)
        canvas.overlays.roi_clicked.connect(self._select_on_canvas)
        peaks.peakSelected.connect(self._select_in_table)
        peaks.peakActivated.connect(self._go_to)

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

    def show_frame(self, frame: Frame) -> None:
        """Show a frame."""
        self._frame = frame
        values = frame.intensity.detach().cpu().numpy()
        self._pixels = values if frame.screen is None else None
        self._probe = Probe(frame.experiment, frame.resolved)
        # The boxes of the former peaks would stand beside the new ones.
        if self._boxes:
            self._show_boxes(())
        if frame.screen is None:
            self._canvas.set_image(values, refit_levels=self._wants_levels)
            self._wants_levels = self._wants_levels and frame.is_preview
        else:
            edges = frame.screen.slow_edges, frame.screen.fast_edges
            self._canvas.show_cells(values, *(edge.numpy() for edge in edges))
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
        """Show the peaks and statistics of an exact frame."""
        self._show_boxes(measurement.peaks)
        self._peaks.show_peaks(measurement.peaks, measurement.statistics)

    def show_other(self, other: OtherImage | None) -> None:
        """Read out another image beside the model's, or none."""
        self._other = other
        self._read_out()

    def snapshot(self, overlays: bool) -> QImage:
        """Picture of the view as it is on the screen, with or without overlays."""
        return self._canvas.snapshot(overlays=overlays)

    def probe_at(self, fast: float, slow: float) -> PixelProbe | None:
        """Look at a point of the detector; None while there is no image."""
        return None if self._probe is None else self._probe.at(fast, slow)

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

    def _show_boxes(self, peaks: tuple[Peak, ...]) -> None:
        self._boxes = tuple(_box(i, peak) for i, peak in enumerate(peaks))
        selected = self._peaks.selected if peaks else None
        self._canvas.overlays.show_rois(self._boxes, selected)

    def _hover(self, fast: float, slow: float) -> None:
        self._pointer = (fast, slow)
        self._read_out()

    def _leave(self) -> None:
        self._pointer = None
        self._status.clear_pixel()

    def _read_out(self) -> None:
        if self._pointer is None or self._probe is None:
            return
        value = self.intensity_at(*self._pointer)
        self._status.show_pixel(self._probe.at(*self._pointer), value)
        other = self._other
        if other is not None:
            self._status.show_other(value, other.value_at(*self._pointer), other.name)
        else:
            self._status.hide_other()

    def _select_on_canvas(self, number: int) -> None:
        self._peaks.select(number)
        self._canvas.overlays.show_rois(self._boxes, number)

    def _select_in_table(self, number: int | None) -> None:
        self._canvas.overlays.show_rois(self._boxes, number)
        if number is not None and number < len(self._boxes):
            box = self._boxes[number]
            middle = (box.fast + box.width / 2, box.slow + box.height / 2)
            if not self._canvas.view_rect().contains(*middle):
                self._canvas.centre_on(*middle)

    def _go_to(self, number: int) -> None:
        peak = self._peaks.peaks[number]
        self._canvas.centre_on(peak.fast_px, peak.slow_px, _PEAK_SCALE)


def is_seen_along_beam(geometry: Geometry) -> bool:
    """Tell from which side a picture with fast to the right and slow down is seen."""
    fast, slow = np.array(geometry.fast), np.array(geometry.slow)
    return bool(np.dot(np.cross(fast, slow), geometry.beam) > 0)


def _box(number: int, peak: Peak) -> RoiBox:
    fast0, slow0, fast1, slow1 = peak.box
    return RoiBox(
        fast=fast0,
        slow=slow0,
        width=fast1 - fast0,
        height=slow1 - slow0,
        label=str(number + 1),
    )
