"""What a diagnosis found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..models.experiment import Experiment
from .anatomy import Anatomy
from .hypotheses import Family
from .statistics import Comparison


class Status(StrEnum):
    """How sure it is."""

    CONFIRMED = "confirmed"
    EQUIVALENT = "as good"
    REFUTED = "refuted"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One hypothesis and its evidence.

    Attributes
    ----------
    name : str             ``"stale-phi"``
    family : Family
    sentence : str         what the reference would do
    status : Status
    evidence : str         measured against expected, one sentence
    measured, expected : float or None
        Factors, reference over simulated; None where it is no matter of a factor.
    residual : float or None
        Relative L2 that is left with the change; None where it was not rendered.
    correlation : float or None
    whole_image : bool     whether it was rendered whole, or on a sample of pixels
    """

    name: str
    family: Family
    sentence: str
    status: Status
    evidence: str
    measured: float | None = None
    expected: float | None = None
    residual: float | None = None
    correlation: float | None = None
    whole_image: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Misreading:
    """One way to read the numbers, and how well the reference agrees with it.

    Attributes
    ----------
    name, sentence : str
    correlation : float    on a sample of pixels
    residual : float       relative L2 that is left with the best factor
    """

    name: str
    sentence: str
    correlation: float
    residual: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagnosis:
    """Why two images differ.

    Attributes
    ----------
    verdict : str
        One or a few sentences.
    agrees : bool
        Whether the model already gives the reference.
    explained : bool
        Whether causes were confirmed after which nothing is left.
    geometry_first : bool
        Whether the images do not correlate: a factor between them means nothing.
    causes : tuple of Finding
        Confirmed together, in the order in which they were applied.
    alternatives : tuple of tuple of Finding
        Other sets of causes that explain the reference equally well.
    findings : tuple of Finding
        Every hypothesis, best first.
    misreadings : tuple of Misreading
        Readings of the geometry and of the file's layout, the nearest first.
    before, after : Comparison
        The model, and the model with the causes, against the reference; ``after`` is
        None where nothing was confirmed.
    anatomy_before, anatomy_after : Anatomy or None
    experiment : Experiment
        The model with the causes that change it.
    reference : float array, shape (slow, fast)
        As compared: offset of the readout removed, bytes in order.
    image_before, image_after : float array, shape (slow, fast)
    pix0_shift_mm : float
        How far the causes move the first pixel.
    seconds : float
    """

    verdict: str
    agrees: bool
    explained: bool
    geometry_first: bool
    causes: tuple[Finding, ...]
    alternatives: tuple[tuple[Finding, ...], ...]
    findings: tuple[Finding, ...]
    misreadings: tuple[Misreading, ...]
    before: Comparison
    after: Comparison | None
    anatomy_before: Anatomy | None
    anatomy_after: Anatomy | None
    experiment: Experiment
    reference: NDArray[np.float64] | NDArray[np.float32]
    image_before: NDArray[np.float64] | NDArray[np.float32]
    image_after: NDArray[np.float64] | NDArray[np.float32] | None
    pix0_shift_mm: float
    seconds: float
