"""Which pixels of a detector are rendered."""

from __future__ import annotations

from .models.experiment import Experiment


def rendered_region(experiment: Experiment) -> tuple[int, int, int, int]:
    """Pixels that are rendered, (fast0, slow0, fast1, slow1), half open.

    Edges of the region of interest beyond the detector are cut off.
    """
    roi, detector = experiment.sampling.roi, experiment.detector
    fast0, slow0 = roi.fast_min or 0, roi.slow_min or 0
    fast1 = detector.pixels_fast if roi.fast_max is None else roi.fast_max + 1
    slow1 = detector.pixels_slow if roi.slow_max is None else roi.slow_max + 1
    return (
        min(fast0, detector.pixels_fast),
        min(slow0, detector.pixels_slow),
        min(max(fast0, fast1), detector.pixels_fast),
        min(max(slow0, slow1), detector.pixels_slow),
    )
