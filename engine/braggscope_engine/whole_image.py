"""Every pixel of an image, tile by tile, until interpolation switches itself off."""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor

from .anchored.image import AnchoredImage
from .first_pixel import first_pixel
from .fused.image import FusedImage
from .in_order import InterpolationSwitch, intensities_in_order, leaves_list
from .integrate import pixel_intensities
from .options import RenderOptions
from .quirks import Quirk
from .scene import Scene
from .tiles import Tile, Tiling, Workers


class WholeImage:
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
        """Photons of every pixel, shape (slow, fast); 0 where nobody looks."""
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
        self._put_first(image, first_value)
        return _masked(image, self._scene)

    def first_value(self) -> Tensor | None:
        """Photons of the first pixel of the image, where it differs from the others."""
        if self._first is None:
            return None
        return self._single(*self._first, first_of_image=True)

    def _put_first(self, image: Tensor, value: Tensor | None) -> None:
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


def _masked(image: Tensor, scene: Scene) -> Tensor:
    mask = scene.resolved.experiment.detector.mask
    if mask is None:
        return image
    return image * torch.tensor(mask.keep, device=image.device)
