"""Trace one pixel."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from ..errors import InvalidParameterError
from ..first_pixel import first_pixel
from ..in_order import InterpolationSwitch, intensities_in_order, leaves_list
from ..models.experiment import Experiment
from ..quirks import Quirk
from ..resolved import Resolved, resolve
from ..scene import Scene
from .records import Trace, TraceNode, TraceTerm
from .sections import input_nodes, result_node
from .watching import Notebook

_PIXELS_AT_ONCE = 1 << 12
_EVALUATIONS = 1 << 18


def trace(
    experiment: Experiment,
    slow_px: int,
    fast_px: int,
    *,
    resolved: Resolved | None = None,
) -> Trace:
    """Follow the whole calculation of one pixel, in float64.

    It is the calculation that renders the pixel, quirks included: the value is that of
    the float64 image.

    Parameters
    ----------
    experiment : Experiment
    slow_px, fast_px : int
        Number of the pixel, from 0.
    resolved : Resolved, optional
        The same experiment resolved, where it is at hand.

    Raises
    ------
    InvalidParameterError
        For a pixel that is not on the detector.
    """
    _check(experiment, slow_px, fast_px)
    with torch.no_grad():
        resolved = resolved or resolve(experiment)
        scene = Scene.of(resolved, torch.device("cpu"), torch.float64)
        first = first_pixel(scene)
        is_first = first == (fast_px, slow_px)
        interpolates = _interpolates(scene, slow_px, fast_px, first)
        notebook = Notebook(scene, fast_px, slow_px)
        value = float(
            intensities_in_order(
                scene,
                torch.tensor([float(fast_px)], dtype=torch.float64),
                torch.tensor([float(slow_px)], dtype=torch.float64),
                switch=InterpolationSwitch(interpolates),
                first_of_image=is_first,
                watcher=notebook,
            )
        )
        why_dark = _why_dark(resolved, slow_px, fast_px)
        photons = 0.0 if why_dark else value
        assert notebook.end is not None
        assert notebook.factors is not None
        result = result_node(scene, notebook.end, notebook.factors, photons)
        pixel = _pixel_node(
            slow_px, fast_px, why_dark, is_first=is_first, interpolates=interpolates
        )
    return Trace(
        fast_px=fast_px,
        slow_px=slow_px,
        value=photons,
        inputs=(pixel, *input_nodes(scene)),
        samples=tuple(notebook.samples),
        beamlets=tuple(notebook.beamlets),
        sub_steps=notebook.sub_steps(),
        result=result,
    )


def _check(experiment: Experiment, slow_px: int, fast_px: int) -> None:
    detector = experiment.detector
    for name, number, count in (
        ("slow", slow_px, detector.pixels_slow),
        ("fast", fast_px, detector.pixels_fast),
    ):
        if not 0 <= number < count:
            raise InvalidParameterError(
                f"pixel.{name}", number, f"a pixel of the detector, 0 to {count - 1}"
            )


def _why_dark(resolved: Resolved, slow_px: int, fast_px: int) -> str:
    """Why a pixel is not rendered, or nothing."""
    fast0, slow0, fast1, slow1 = resolved.region
    if not (fast0 <= fast_px < fast1 and slow0 <= slow_px < slow1):
        return "outside the region of interest"
    mask = resolved.experiment.detector.mask
    if mask is not None and not mask.keep[slow_px, fast_px]:
        return "masked"
    return ""


def _pixel_node(
    slow_px: int, fast_px: int, why_dark: str, *, is_first: bool, interpolates: bool
) -> TraceNode:
    return TraceNode(
        title="Pixel",
        terms=(
            TraceTerm(name="fast", value=fast_px, unit="px", what="number from 0"),
            TraceTerm(name="slow", value=slow_px, unit="px", what="number from 0"),
            TraceTerm(
                name="rendered",
                value=f"no, {why_dark}" if why_dark else "yes",
                what="whether the image shows it",
            ),
            TraceTerm(
                name="first_of_image",
                value=is_first,
                what="whether its first pass sees the unrotated crystal (stale-phi)",
            ),
            TraceTerm(
                name="interpolated",
                value=interpolates,
                what="whether F_cell is interpolated when it begins",
            ),
        ),
    )


def _interpolates(
    scene: Scene, slow_px: int, fast_px: int, first: tuple[int, int] | None
) -> bool:
    """Whether interpolation is still on when a pixel's turn comes."""
    resolved = scene.resolved
    quirks = resolved.experiment.quirks
    if not resolved.interpolate or Quirk.INTERPOLATION_SWITCHES_OFF not in quirks:
        return resolved.interpolate
    if first == (fast_px, slow_px):
        return True
    if first is not None and not _stays_on(scene, *first):
        return False
    return not any(
        bool(_leaves(scene, fast, slow, first).any())
        for fast, slow in _earlier(resolved, slow_px, fast_px)
    )


def _earlier(
    resolved: Resolved, slow_px: int, fast_px: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Pixels (fast, slow) that come before one in raster order, some at a time."""
    fast0, slow0, fast1, slow1 = resolved.region
    width = fast1 - fast0
    if not (fast0 <= fast_px < fast1 and slow0 <= slow_px < slow1):
        return
    before = (slow_px - slow0) * width + fast_px - fast0
    for start in range(0, before, _PIXELS_AT_ONCE):
        number = torch.arange(start, min(before, start + _PIXELS_AT_ONCE))
        yield fast0 + number % width, slow0 + number // width


def _leaves(
    scene: Scene, fast: Tensor, slow: Tensor, first: tuple[int, int] | None
) -> Tensor:
    """Which pixels that count need structure factors from outside the list."""
    leaves = leaves_list(scene, fast.double(), slow.double(), _EVALUATIONS)
    mask = scene.resolved.experiment.detector.mask
    if mask is not None:
        leaves &= torch.from_numpy(mask.keep)[slow, fast]
    if first is not None:  # was asked before, in the orientation it really sees
        leaves &= (fast != first[0]) | (slow != first[1])
    return leaves


def _stays_on(scene: Scene, fast_px: int, slow_px: int) -> bool:
    """Whether the first pixel of the image leaves interpolation on."""
    switch = InterpolationSwitch(True)
    intensities_in_order(
        scene,
        torch.tensor([float(fast_px)], dtype=torch.float64),
        torch.tensor([float(slow_px)], dtype=torch.float64),
        switch=switch,
        first_of_image=True,
    )
    return switch.on
