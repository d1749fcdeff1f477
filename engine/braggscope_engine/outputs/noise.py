"""The image that a photon counter would have read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..errors import SimulationCancelled
from ..frame import Frame
from ..quirks import Quirk
from ..random_numbers import Stream
from .grey_levels import CountedImage, counted_pixels, rows_and_columns
from .photon_counts import PhotonCounter

_ROWS_BETWEEN_QUESTIONS = 64


def noise_image(
    frame: Frame, should_stop: Callable[[], bool] | None = None
) -> CountedImage:
    """Count photons in each pixel of a frame, as its seed has it.

    Bit for bit the noise image of nanoBragg: pixels are counted in raster order from
    one stream of random numbers; outside the region of interest there are none.
    """
    experiment, region = frame.experiment, frame.resolved.region
    readout = experiment.readout
    table = replace(
        frame.resolved.shuffle, entries=list(frame.resolved.shuffle.entries)
    )
    counter = PhotonCounter(Stream.seeded(readout.noise_seed, table))
    image = float_pixels(frame)
    rendered = rows_and_columns(region)
    means = image[rendered]
    counts = np.empty_like(means)
    for first in range(0, len(means), _ROWS_BETWEEN_QUESTIONS):
        if should_stop is not None and should_stop():
            raise SimulationCancelled("Counting photons was stopped.")
        rows = slice(first, first + _ROWS_BETWEEN_QUESTIONS)
        counts[rows] = counter.counts(means[rows].ravel()).reshape(means[rows].shape)
    counted = counted_pixels(
        counts, readout.adc_offset_adu, wraps=Quirk.NOISE_WRAPS in experiment.quirks
    )
    pixels = np.zeros(image.shape, np.uint16)
    pixels[rendered] = counted.pixels
    return replace(counted, pixels=pixels)


def float_pixels(frame: Frame) -> NDArray[np.float32]:
    """Photons of a frame in float32, as they are stored, shape (slow, fast)."""
    pixels: NDArray[np.float32] = frame.intensity.detach().float().cpu().numpy()
    return pixels
