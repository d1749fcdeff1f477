"""From an experiment to an image, tile by tile."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property

import torch
from torch import Tensor

from .anchored.image import AnchoredImage
from .first_pixel import first_pixel
from .frame import Frame
from .fused.image import FusedImage
from .in_order import InterpolationSwitch, intensities_in_order, leaves_list
from .integrate import pixel_intensities
from .memory import with_enough_memory
from .models.experiment import Experiment
from .options import Quality, RenderOptions
from .preview import PreviewRenderer
from .quirks import Quirk
from .resolved import Resolved, resolve
from .samples import Scene
from .screen import ScreenGrid, kept_cells, put_pixel
from .tiles import Tile, Tiling, Workers

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
        image = _Renderer(scene, options, workers).image()
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
    value = _Renderer(scene, options, workers).first_value()
    if first is not None and value is not None:
        put_pixel(image, renderer.screen, first, value)
    mask = scene.resolved.experiment.detector.mask
    if mask is None:
        return image
    return image * kept_cells(mask.keep, renderer.screen).to(image.device)


def _masked(image: Tensor, scene: Scene) -> Tensor:
    mask = scene.resolved.experiment.detector.mask
    if mask is None:
        return image
    return image * torch.tensor(mask.keep, device=image.device)


class _Renderer:
    """One image in the making."""

    def __init__(
        self,
        scene: Scene,
        options: RenderOptions,
        workers: Workers,
    ) -> None:
        self._scene = scene
        self._tiling = Tiling.of(scene, options.tile_evaluations)
        self._workers = workers
        self._device = options.torch_device()
        self._dtype = options.torch_dtype()
        experiment = scene.resolved.experiment
        self._first = first_pixel(scene)
        self._switch = InterpolationSwitch(scene.resolved.interpolate)
        self._switches = (
            scene.resolved.interpolate
            and Quirk.INTERPOLATION_SWITCHES_OFF in experiment.quirks
        )

    @cached_property
    def _fused(self) -> FusedImage | None:
        return FusedImage.of(self._scene)

    @cached_property
    def _anchored(self) -> AnchoredImage | None:
        return AnchoredImage.of(self._scene, self._tiling.evaluations)

    def image(self) -> Tensor:
        experiment = self._scene.resolved.experiment
        shape = experiment.detector.shape
        whole = self._scene.resolved.region == (0, 0, shape[1], shape[0])
        # Tiles fill the region; clearing what they will fill anyway costs a tenth.
        blank = torch.empty if whole else torch.zeros
        image = blank(shape, dtype=self._dtype, device=self._device)
        # Before the tiles: only it may see the switch before any other pixel.
        first_value = self.first_value()

        def work(tile: Tile) -> None:
            rows, columns = slice(tile.slow0, tile.slow1), slice(tile.fast0, tile.fast1)
            values = self._tile(tile).reshape(image[rows, columns].shape)
            image[rows, columns] = values.to(self._dtype)

        tiles = list(self._tiling.tiles(self._scene.resolved.region))
        # What a tile may do depends on those before it, or every core works on it.
        if self._switches or self._scene.fused is not None:
            self._workers.in_order(work, tiles)
        else:
            self._workers.at_once(work, tiles)
        self.put_first(image, first_value)
        return _masked(image, self._scene)

    def first_value(self) -> Tensor | None:
        """Photons of the first pixel of the image, where it differs from the others."""
        if self._first is None:
            return None
        return self._single(*self._first, first_of_image=True)

    def put_first(self, image: Tensor, value: Tensor | None) -> None:
        """Put the value of the first pixel in its place."""
        if self._first is not None and value is not None:
            image[self._first[1], self._first[0]] = value.to(self._dtype)

    def _tile(self, tile: Tile) -> Tensor:
        fast = self._numbers(tile.fast0, tile.fast1)
        slow = self._numbers(tile.slow0, tile.slow1)
        if not (self._switches and self._switch.on):
            return self._pixels(fast[None, :], slow[:, None])
        return self._tile_with_switch(tile)

    def _tile_with_switch(self, tile: Tile) -> Tensor:
        """Pixels in raster order, until interpolation switches itself off."""
        width = tile.fast1 - tile.fast0
        number = torch.arange(width * (tile.slow1 - tile.slow0), device=self._device)
        fast = (tile.fast0 + number % width).to(self._scene.precise)
        slow = (tile.slow0 + number // width).to(self._scene.precise)
        leaves = leaves_list(self._scene, fast, slow, self._tiling.evaluations)
        first = self._first
        if first is not None:  # was asked before, in the orientation it really sees
            leaves &= (fast != first[0]) | (slow != first[1])
        found = (leaves & self._kept(tile)).nonzero()
        if len(found) == 0:
            return self._pixels(fast, slow)
        last = int(found[0])
        before = [self._pixels(fast[:last], slow[:last])] if last else []
        turning = self._single(int(fast[last]), int(slow[last]))
        after = slice(last + 1, None)
        rest = [self._pixels(fast[after], slow[after])] if last + 1 < len(fast) else []
        return torch.cat([*before, turning, *rest])

    def _kept(self, tile: Tile) -> Tensor:
        """Pixels of a tile that are not masked: nobody looks at the others."""
        mask = self._scene.resolved.experiment.detector.mask
        rows, columns = slice(tile.slow0, tile.slow1), slice(tile.fast0, tile.fast1)
        if mask is None:
            return torch.tensor(True, device=self._device)
        return torch.tensor(mask.keep[rows, columns].ravel(), device=self._device)

    def _pixels(self, fast: Tensor, slow: Tensor) -> Tensor:
        if self._fused is not None and fast.ndim == 2:
            return self._fused.intensities(
                fast[None], slow[None], interpolate=self._switch.on
            )
        if self._anchored is not None and fast.ndim == 2 and not self._switch.on:
            return self._anchored.intensities(fast, slow)
        if self._scene.corrections.running_sum:
            return intensities_in_order(
                self._scene, fast, slow, switch=InterpolationSwitch(self._switch.on)
            )
        return pixel_intensities(
            self._scene,
            fast,
            slow,
            self._tiling.evaluations,
            interpolate=self._switch.on,
        )

    def _single(self, fast: int, slow: int, *, first_of_image: bool = False) -> Tensor:
        return intensities_in_order(
            self._scene,
            self._numbers(fast, fast + 1),
            self._numbers(slow, slow + 1),
            switch=self._switch
            if self._switches
            else InterpolationSwitch(self._switch.on),
            first_of_image=first_of_image,
        )

    def _numbers(self, low: int, high: int) -> Tensor:
        return torch.arange(low, high, device=self._device, dtype=self._scene.precise)
