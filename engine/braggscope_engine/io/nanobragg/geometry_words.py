"""The words that make strict nanoBragg put the detector where an experiment has it.

Several wordings are tried, the closest to what the user asked for first; each is read
back the way nanoBragg reads it and placed by its rules, and the first that ends up in
the same place is taken. So a wording is right by trial, not by argument.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from ...errors import InvalidParameterError
from ...geometry import Geometry, place
from ...models.crystal import Crystal, UnitCell
from ...models.detector import Detector
from ...models.experiment import Experiment
from ...quirks import ALL_QUIRKS, Quirk
from .build_detector import build_detector
from .draft import Draft
from .loose import read_loosely
from .wordings import (
    Words,
    as_asked,
    as_custom,
    exactly_unit,
    size_words,
    with_centre_of_convention,
)

_TOLERANCE_M = 1e-13
_STRICT_ONLY = (
    "Only with nanoBragg's quirks does this command place the detector like this."
)
_NOT_AT_ALL = "nanoBragg has no options for exactly this placement."
_TOLERANCE = 1e-13


def geometry_words(experiment: Experiment) -> tuple[Words, tuple[str, ...]]:
    """Find words for frame, size and place of the detector.

    Returns
    -------
    words : list of str
    losses : tuple of str   what they do not say
    """
    target = place(experiment)
    size = size_words(experiment.detector)
    strict_only: tuple[Words, tuple[str, ...]] | None = None
    for wording, loss in _wordings(experiment, target):
        words, losses = [*wording, *size], (loss,) if loss else ()
        if not _same(target, words, ALL_QUIRKS):
            continue
        if _same(target, words, experiment.quirks):
            return words, losses
        strict_only = strict_only or (words, (*losses, _STRICT_ONLY))
    return strict_only or ([*as_custom(target), *size], (_NOT_AT_ALL,))


def _wordings(experiment: Experiment, target: Geometry) -> Iterator[tuple[Words, str]]:
    detector = experiment.detector
    pix0_loss = ""
    if detector.pix0_mm is not None:
        pix0_loss = "nanoBragg ignores -pix0_vector: other options say where it is."
    yield as_asked(experiment), pix0_loss
    yield with_centre_of_convention(experiment, target), pix0_loss
    loss = "Tilts, two-theta and origin are written as axes and near point."
    yield as_custom(target), loss
    for nudged in exactly_unit(target.normal):
        yield as_custom(replace(target, normal=nudged)), loss


def _same(target: Geometry, words: Words, quirks: frozenset[Quirk]) -> bool:
    """Whether the words, read and placed by these rules, give the same geometry."""
    draft = Draft(quirks)
    for occurrence in read_loosely(words, quirks):
        draft.apply(occurrence)
    try:
        read_back = place(_bare(build_detector(draft), quirks))
    except InvalidParameterError:
        return False
    return _distance_between(target, read_back) <= _TOLERANCE_M and all(
        math.dist(getattr(target, name), getattr(read_back, name)) <= _TOLERANCE
        for name in ("fast", "slow", "normal", "beam", "polarization", "spindle")
    )


def _distance_between(a: Geometry, b: Geometry) -> float:
    """Return how far apart two origins are; metres, less what rounding takes."""
    scale = 1.0 + math.hypot(*a.pix0_m)
    sizes = ("pixel_size_m", "size_fast_m", "size_slow_m")
    if (a.pixels_fast, a.pixels_slow) != (b.pixels_fast, b.pixels_slow):
        return math.inf
    apart = [math.dist(a.pix0_m, b.pix0_m)]
    apart += [abs(getattr(a, size) - getattr(b, size)) for size in sizes]
    return max(apart) / scale


def _bare(detector: Detector, quirks: frozenset[Quirk]) -> Experiment:
    crystal = Crystal(cell=UnitCell(a=1.0, b=1.0, c=1.0), default_F=1.0)
    return Experiment(detector=detector, crystal=crystal, quirks=quirks)
