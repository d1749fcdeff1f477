"""Explanations rendered whole: only what holds there is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..models.experiment import Experiment
from .comparable import Comparable
from .hypotheses import Variant
from .search import Trial
from .statistics import Comparison, compare_images

Render = Callable[[Experiment], Any]
Image = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proof:
    """An explanation that was rendered whole."""

    trial: Trial
    image: Image
    comparison: Comparison
    confirmed: bool


class Prover:
    """Renders explanations and compares them with the reference.

    Parameters
    ----------
    render : callable
        Makes the image of an experiment.
    experiment : Experiment
    image : array, shape (slow, fast)      its image, which need not be rendered again
    before : Comparison                    of that image
    reference : Comparable
    centre_px : (fast, slow)               for the profiles
    flat : float                           relative L2 that counts as nothing left
    """

    def __init__(
        self,
        render: Render,
        experiment: Experiment,
        image: Image,
        before: Comparison,
        reference: Comparable,
        *,
        centre_px: tuple[float, float],
        flat: float,
    ) -> None:
        self._render = render
        self._experiment = experiment
        self._image = image
        self._before = before
        self._reference = reference
        self._centre_px = centre_px
        self._flat = flat

    def prove(self, trial: Trial) -> Proof:
        """Render one explanation and look whether it holds everywhere."""
        image = self._image_of(trial)
        comparison = self._before
        if image is not self._image:
            comparison = compare_images(
                image,
                self._reference.pixels,
                self._reference.mask,
                centre_px=self._centre_px,
            )
        limit = max(
            self._flat, 3 * trial.closeness.free, 2 * self._reference.readout.rounding
        )
        return Proof(
            trial=trial,
            image=image,
            comparison=comparison,
            confirmed=comparison.relative_l2 <= limit,
        )

    def _image_of(self, trial: Trial) -> Image:
        variant = trial.variant
        image = self._image
        if variant.experiment is not self._experiment:
            image = whole_image(self._render, variant.experiment)
        if variant.weight is not None:
            image = image * _weights(variant, image.shape)
        if variant.layout is not None:
            image = variant.layout.arrange(image)
        automatic = self._reference.readout.automatic
        factor = trial.closeness.scale if automatic else variant.factor
        if factor == 1.0:
            return image
        # Not in float32: factors such as 1 / r_e² lead out of its range.
        scaled: Image = np.multiply(image, factor, dtype=np.float64)
        return scaled


def whole_image(render: Render, experiment: Experiment) -> Image:
    """The image of an experiment as an array, in the precision it was rendered with."""
    image = render(experiment)
    if hasattr(image, "cpu"):
        image = image.detach().cpu().numpy()
    array = np.asarray(image)
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def _weights(variant: Variant, shape: tuple[int, ...]) -> NDArray[np.float64]:
    assert variant.weight is not None
    weights = np.empty(shape)
    fast = np.arange(shape[1], dtype=np.float64)
    for row in range(shape[0]):
        slow = np.full(shape[1], float(row))
        weights[row] = variant.weight(variant.experiment, fast, slow)
    return weights
