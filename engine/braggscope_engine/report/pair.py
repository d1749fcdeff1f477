"""Two images that were compared with each other, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..compare import Anatomy, Comparison, compare_images, gap_anatomy, shared_mask
from ..io.images import ReferenceImage
from .numbers import comparison_numbers, plain
from .report import versions


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairReport:
    """Two images beside each other, and what it takes to repeat it.

    Attributes
    ----------
    one, two : ReferenceImage     the second stands as the reference
    comparison : Comparison
    anatomy : Anatomy or None
    centre_px : (fast, slow)      of the profiles
    centre_from : str             where that centre comes from
    command, folder : str         give the same numbers again
    durations_s : dict            of each step, seconds
    verdicts : dict               of each image against a model, if there was one
    """

    one: ReferenceImage
    two: ReferenceImage
    comparison: Comparison
    anatomy: Anatomy | None
    centre_px: tuple[float, float]
    centre_from: str
    command: str = ""
    folder: str = ""
    durations_s: dict[str, float] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)


def compare_pair(
    one: ReferenceImage, two: ReferenceImage, *, roi_count: int = 100
) -> PairReport:
    """Compare two images that were read; the second is the reference.

    The profiles are about the beam centre that a header states, or else about the
    middle of the image.

    Raises
    ------
    InvalidParameterError
        Where their shapes differ, or no pixel has a value in both.
    """
    mask = shared_mask(*(each.mask for each in (one, two) if each.mask.any()))
    centre, source = _centre(one, two)
    found = compare_images(
        one.pixels, two.pixels, mask, centre_px=centre, roi_count=roi_count
    )
    return PairReport(
        one=one,
        two=two,
        comparison=found,
        anatomy=gap_anatomy(one.pixels, two.pixels, mask, centre),
        centre_px=centre,
        centre_from=source,
    )


def _centre(
    one: ReferenceImage, two: ReferenceImage
) -> tuple[tuple[float, float], str]:
    for image in (two, one):
        header = image.geometry
        if header is not None:
            fast, slow = header.beam_fast_px, header.beam_slow_px
            if fast is not None and slow is not None:
                return (fast, slow), f"the header of {image.path or 'an image'}"
    slow_size, fast_size = two.shape
    return (fast_size / 2, slow_size / 2), "no header states one: middle of the image"


def pair_numbers(report: PairReport) -> dict[str, Any]:
    """Every number of a pair; those that vary from run to run under ``run``."""
    images = (report.one, report.two)
    numbers: dict[str, Any] = plain(
        {
            "verdicts": report.verdicts,
            "pair": comparison_numbers(report.comparison),
            "anatomy": asdict(report.anatomy) if report.anatomy else None,
            "centre": {"px": report.centre_px, "from": report.centre_from},
            "notes": [note for image in images for note in image.notes],
            "inputs": {
                image.path: {"bytes": image.size_bytes, "sha256": image.sha256}
                for image in images
            },
            "command": report.command,
            "run": {
                "folder": report.folder,
                "seconds": report.durations_s,
                "device": "cpu",
                "versions": versions(),
            },
        }
    )
    return numbers
