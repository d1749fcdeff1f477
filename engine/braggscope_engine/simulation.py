"""From an experiment to an image, or to chosen pixels of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import torch
from torch import Tensor

from .first_pixel import first_pixel
from .frame import Frame
from .in_order import InterpolationSwitch, intensities_in_order
from .integrate import pixel_intensities
from .memory import with_enough_memory
from .models.experiment import Experiment
from .options import Quality, RenderOptions
from .preview import PreviewRenderer
from .quirks import Quirk
from .resolved import Resolved, resolve
from .scene import Scene
from .screen import ScreenGrid, kept_cells, put_pixel
from .tiles import Tiling, Workers
from .whole_image import WholeImage

_FLOAT32_LIMIT = 1e36
"""Sums of squares beyond this would overflow float32 with a margin."""


def simulate(
    experiment: Experiment,
    options: RenderOptions | None = None,
    *,
    should_stop: Callable[[], bool] | None = None,
    progress: Callable[[float], None] | None = None,
    like: Frame | None = None,
) -> Frame:
    """Simulate the image of an experiment.

    Parameters
    ----------
    experiment : Experiment
    options : RenderOptions, optional
        Device, precision and quality.
    should_stop : callable, optional
        Asked before each tile; true stops the simulation.
    progress : callable, optional
        Told the finished fraction, 0 to 1, after each tile.
    like : Frame, optional
        An earlier frame. What an edit leaves alone need not be prepared again; the
        image is the same.

    Returns
    -------
    Frame
        Its intensity has shape (slow, fast); pixels outside the region of interest and
        masked pixels are 0.

    Raises
    ------
    InvalidParameterError
        Where the experiment cannot be simulated.
    SimulationCancelled
        When ``should_stop`` said so.
    """
    started = time.perf_counter()
    options = options or RenderOptions()
    with torch.no_grad():
        resolved = resolve(experiment, like=None if like is None else like.resolved)
        options, precision = _enough_precision(resolved, options)

        def make(options: RenderOptions) -> tuple[Tensor, bool, ScreenGrid | None]:
            return _make(resolved, options, should_stop, progress)

        (image, fused, screen), options, memory = with_enough_memory(make, options)
    return Frame(
        intensity=image,
        experiment=experiment,
        options=options,
        seconds=time.perf_counter() - started,
        resolved=resolved,
        notes=(*resolved.notes, *(note for note in (precision, memory) if note)),
        fused=fused,
        screen=screen,
    )


def _make(
    resolved: Resolved,
    options: RenderOptions,
    should_stop: Callable[[], bool] | None,
    progress: Callable[[float], None] | None,
) -> tuple[Tensor, bool, ScreenGrid | None]:
    """Make an image; say whether fused kernels did, and of which cells it is."""
    device = options.torch_device()
    scene = Scene.of(resolved, device, options.torch_dtype(), options.kernels)
    workers = Workers(device, should_stop, progress)
    screen = None
    if options.quality is Quality.PREVIEW and _can_preview(scene):
        image, screen = _preview(scene, options, workers), options.screen
    else:
        image = WholeImage(scene, options, workers).image()
    fused = scene.fused is not None and not scene.corrections.running_sum
    return image, fused, screen


def intensity(
    experiment: Experiment,
    fast_px: Tensor,
    slow_px: Tensor,
    *,
    overrides: Mapping[str, Tensor] | None = None,
    options: RenderOptions | None = None,
) -> Tensor:
    """Photons in chosen pixels, differentiable with respect to overridden numbers.

    Quirks that depend on the order in which an image is computed (the first sample of
    stale-phi, interpolation that switches off) have no meaning here and are left out.

    Parameters
    ----------
    experiment : Experiment
    fast_px, slow_px : Tensor, shape (n,)
        Pixel numbers; whole ones are pixels, others are pixels shifted.
    overrides : mapping of str to Tensor, optional
        Tensors that stand in for numbers, ``{"detector.distance_mm": distance}``.
    options : RenderOptions, optional
        float64 unless it says else.

    Returns
    -------
    Tensor, shape (n,)
    """
    options = options or RenderOptions(dtype="float64")
    resolved = resolve(experiment, overrides)
    scene = Scene.of(resolved, options.torch_device(), options.torch_dtype())
    fast, slow = (
        x.to(options.torch_device(), scene.precise) for x in (fast_px, slow_px)
    )
    if scene.corrections.running_sum:
        switch = InterpolationSwitch(resolved.interpolate)
        return intensities_in_order(scene, fast, slow, switch=switch)
    return pixel_intensities(
        scene,
        fast,
        slow,
        Tiling.of(scene, options.tile_evaluations).evaluations,
        interpolate=resolved.interpolate,
    )


def _enough_precision(
    resolved: Resolved, options: RenderOptions
) -> tuple[RenderOptions, str]:
    """Choose float64 where float32 would overflow."""
    a, b, c = resolved.n_cells
    largest = float(resolved.grid.largest_squared) * (float(a) * b * c) ** 2
    orientations = resolved.orientations.direct_m.shape[1]
    if options.dtype == "float64" or largest * orientations < _FLOAT32_LIMIT:
        return options, ""
    return replace(options, dtype="float64"), (
        "float64 instead of float32: F_cell² F_latt² of this crystal is too large for "
        "float32"
    )


def _can_preview(scene: Scene) -> bool:
    """Whether pixels can be computed in any order, some of them not at all."""
    resolved = scene.resolved
    switches = Quirk.INTERPOLATION_SWITCHES_OFF in resolved.experiment.quirks
    return not (scene.corrections.running_sum or (resolved.interpolate and switches))


def _preview(scene: Scene, options: RenderOptions, workers: Workers) -> Tensor:
    tiling = Tiling.of(scene, options.tile_evaluations)
    renderer = PreviewRenderer(scene, tiling, workers, options)
    image = renderer.image(options.torch_dtype())
    first = first_pixel(scene)
    value = WholeImage(scene, options, workers).first_value()
    if first is not None and value is not None:
        put_pixel(image, renderer.screen, first, value)
    mask = scene.resolved.experiment.detector.mask
    if mask is None:
        return image
    return image * kept_cells(mask.keep, renderer.screen).to(image.device)
