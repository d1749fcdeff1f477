"""A reference made comparable with a model: shape, byte order, mask, offset."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import InvalidParameterError
from ..io.images.reference import Pixels, ReferenceImage, with_swapped_bytes
from ..models.experiment import Experiment
from ..region import rendered_region
from .closeness import closeness
from .findings import Finding, Status
from .hypotheses import Family, Variant
from .readout import ReadoutGuess, guess_readout
from .sample import Sample, sample_of
from .statistics import shared_mask

CORRELATED = 0.5
"""Below it two images are not of the same geometry."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparable:
    """A reference of the model's shape, and what had to be done to it.

    Attributes
    ----------
    pixels : float array, shape (slow, fast)   without the offset of the readout
    mask : bool array or None                  True where a pixel is left out
    readout : ReadoutGuess
    found : tuple of Finding                   confirmed already: layout of the file
    sample : Sample                            pixels on which hypotheses are tried
    """

    pixels: Pixels
    mask: NDArray[np.bool_] | None
    readout: ReadoutGuess
    found: tuple[Finding, ...]
    sample: Sample


def check_shape(image: ReferenceImage, experiment: Experiment) -> None:
    """Refuse a reference that has not the detector's pixels, transposed or not.

    Raises
    ------
    InvalidParameterError
    """
    shape = experiment.detector.shape
    if image.shape not in (shape, shape[::-1]):
        raise InvalidParameterError(
            "reference",
            f"{image.shape[1]} x {image.shape[0]} pixels (fast x slow)",
            f"of the detector's {shape[1]} x {shape[0]}",
        )


def made_comparable(
    image: ReferenceImage, simulated: NDArray[np.floating], experiment: Experiment
) -> Comparable:
    """Bring a reference into the order of the model's image.

    Parameters
    ----------
    image : ReferenceImage
        Of the model's shape, or transposed.
    simulated : array, shape (slow, fast)
        The image of the experiment.
    experiment : Experiment
    """
    turned, found = _upright(image, experiment)
    left_out = _not_rendered(experiment)
    one = _read_as(turned, simulated, experiment, left_out, found)
    if _correlation(one, simulated) > CORRELATED:
        return one
    if np.dtype(turned.stored_as).itemsize == 1:
        return one
    swapped = with_swapped_bytes(turned)
    if swapped.mask.all():
        return one
    other = _read_as(swapped, simulated, experiment, left_out, found)
    before, after = _correlation(one, simulated), _correlation(other, simulated)
    if not after > max(CORRELATED, before):
        return one
    return replace(other, found=(*found, _swapped(before, after)))


def _read_as(
    image: ReferenceImage,
    simulated: NDArray[np.floating],
    experiment: Experiment,
    left_out: NDArray[np.bool_] | None,
    found: tuple[Finding, ...],
) -> Comparable:
    mask = shared_mask(image.mask, left_out)
    readout = guess_readout(image.pixels, image.mask, integers=image.holds_integers)
    pixels = image.pixels
    if readout.offset_adu:
        offset = np.float32(readout.offset_adu)
        pixels = np.where(image.mask, pixels.dtype.type(0), pixels - offset)
    return Comparable(
        pixels=pixels,
        mask=mask if mask is not None and mask.any() else None,
        readout=readout,
        found=found,
        sample=sample_of(simulated, pixels, mask, Variant(experiment=experiment)),
    )


def _correlation(read: Comparable, simulated: NDArray[np.floating]) -> float:
    sample = read.sample
    if len(sample.reference) == 0:
        return 0.0
    with np.errstate(all="ignore"):  # bytes in a wrong order give any numbers
        near = closeness(sample.of_image(simulated), sample.reference)
    return float(np.nan_to_num(near.correlation))


def _upright(
    image: ReferenceImage, experiment: Experiment
) -> tuple[ReferenceImage, tuple[Finding, ...]]:
    shape = experiment.detector.shape
    if image.shape == shape:
        return image, ()
    turned = replace(
        image,
        pixels=image.pixels.T.copy(),
        mask=image.mask.T.copy(),
    )
    finding = Finding(
        name="transposed",
        family=Family.LAYOUT,
        sentence="The reference is transposed: fast and slow are exchanged.",
        status=Status.CONFIRMED,
        evidence=f"it has {image.shape[1]} x {image.shape[0]} pixels (fast x slow), "
        f"the detector {shape[1]} x {shape[0]}",
    )
    return turned, (finding,)


def _swapped(before: float, after: float) -> Finding:
    return Finding(
        name="swapped bytes",
        family=Family.LAYOUT,
        sentence="The bytes of the reference's numbers are in the other order.",
        status=Status.CONFIRMED,
        evidence=f"correlation {before:.4f} as read, {after:.4f} swapped",
        correlation=after,
        whole_image=True,
    )


def _not_rendered(experiment: Experiment) -> NDArray[np.bool_] | None:
    """Pixels that the model leaves out: its mask, and what is outside its region."""
    shape, mask = experiment.detector.shape, experiment.detector.mask
    fast0, slow0, fast1, slow1 = rendered_region(experiment)
    if mask is None and (fast0, slow0, fast1, slow1) == (0, 0, shape[1], shape[0]):
        return None
    outside = np.ones(shape, bool)
    outside[slow0:slow1, fast0:fast1] = False
    return outside if mask is None else outside | ~mask.keep
