"""Which pixels of a detector are rendered."""

from __future__ import annotations

import torch
from torch import Tensor

from .errors import InvalidParameterError
from .models.experiment import Experiment

Box = tuple[int, int, int, int]


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


def clipped_box(box: Box, shape: tuple[int, int]) -> Box:
    """Cut a box off at the edges of an image.

    Parameters
    ----------
    box : (fast0, slow0, fast1, slow1)    half open
    shape : (slow, fast)

    Raises
    ------
    InvalidParameterError
        Where no pixel of the image is left.
    """
    fast0, slow0, fast1, slow1 = box
    cut = max(0, fast0), max(0, slow0), min(shape[1], fast1), min(shape[0], slow1)
    if cut[0] >= cut[2] or cut[1] >= cut[3]:
        raise InvalidParameterError(
            "box",
            box,
            "fast0, slow0, fast1, slow1 with pixels of the image, "
            f"{shape[1]} x {shape[0]}",
        )
    return cut


def shown_pixels(experiment: Experiment, box: Box) -> tuple[Tensor, Tensor]:
    """Pixels of a box that an image shows: rendered, and not masked.

    Returns
    -------
    fast, slow : Tensor, shape (n,)    float64, row after row
    """
    fast0, slow0, fast1, slow1 = rendered_region(experiment)
    columns = torch.arange(max(box[0], fast0), max(box[0], fast0, min(box[2], fast1)))
    rows = torch.arange(max(box[1], slow0), max(box[1], slow0, min(box[3], slow1)))
    slow, fast = (x.flatten() for x in torch.meshgrid(rows, columns, indexing="ij"))
    mask = experiment.detector.mask
    if mask is not None:
        keep = torch.from_numpy(mask.keep)[slow, fast]
        fast, slow = fast[keep], slow[keep]
    return fast.double(), slow.double()
