"""Tiles of an image, and who works on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import torch

from .errors import SimulationCancelled
from .scene import Scene

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Tile:
    """A rectangle of pixels, half open."""

    fast0: int
    slow0: int
    fast1: int
    slow1: int


@dataclass(frozen=True, slots=True)
class Tiling:
    """How much is worked on at once.

    Attributes
    ----------
    pixels : int         of one tile, about
    evaluations : int    pixels times orientations in one step, at most
    """

    pixels: int
    evaluations: int

    @classmethod
    def of(cls, scene: Scene, wanted: int | None) -> Tiling:
        """Keep the working set near the cache, or the device busy.

        Parameters
        ----------
        scene : Scene
        wanted : int or None    evaluations at once; None chooses
        """
        on_cpu = scene.surface.pix0.device.type == "cpu"
        if scene.fused is not None:
            # The kernels keep nothing but pixels, and a call costs as much as a row.
            pixels = wanted or (1 << 18 if on_cpu else 1 << 22)
            return cls(pixels, pixels)
        evaluations = wanted or (1 << 17 if on_cpu else 1 << 23)
        orientations = scene.scatterer.direct_m.shape[1]
        least, most = (1 << 12, 1 << 15) if on_cpu else (1 << 16, 1 << 20)
        is_anchored = scene.anchored is not None and not scene.resolved.interpolate
        if is_anchored and on_cpu and not wanted:
            # It goes through terms in steps of its own, and long passes over pixels
            # let threads seldom wait for each other.
            pixels = max(least, min(1 << 17, (1 << 22) // orientations))
            return cls(pixels, evaluations)
        pixels = max(least, min(most, evaluations // orientations))
        return cls(pixels, max(evaluations, pixels))

    def tiles(self, region: tuple[int, int, int, int]) -> Iterator[Tile]:
        """Whole rows of a region (fast0, slow0, fast1, slow1), from the top."""
        fast0, slow0, fast1, slow1 = region
        if fast1 <= fast0 or slow1 <= slow0:
            return
        rows = max(1, self.pixels // (fast1 - fast0))
        for slow in range(slow0, slow1, rows):
            yield Tile(fast0, slow, fast1, min(slow + rows, slow1))


class Workers:
    """Does work on several tiles at once, one core each.

    One thread a tile beats all threads on one operation after the other: nobody waits
    at the end of each operation, least of all where another program has the core.

    Parameters
    ----------
    device : torch.device
        Anything but the CPU works on one tile at a time: it is parallel within.
    should_stop : callable
        Asked before each tile; true stops the work.
    progress : callable
        Told the finished fraction after each tile, in the caller's thread.
    """

    def __init__(
        self,
        device: torch.device,
        should_stop: Callable[[], bool] | None,
        progress: Callable[[float], None] | None,
    ) -> None:
        self._threads = torch.get_num_threads() if device.type == "cpu" else 1
        self._should_stop = should_stop or (lambda: False)
        self._progress = progress or (lambda _: None)

    def in_order(self, work: Callable[[_T], None], tiles: list[_T]) -> None:
        """Work on one tile after the other."""
        for number, tile in enumerate(tiles):
            self._check()
            work(tile)
            self._progress((number + 1) / len(tiles))

    def at_once(self, work: Callable[[_T], None], tiles: list[_T]) -> None:
        """Work on as many tiles at once as there are cores."""
        if self._threads == 1 or len(tiles) == 1:
            self.in_order(work, tiles)
            return

        def one(tile: _T) -> None:
            self._check()
            with torch.no_grad():  # a new thread starts without it
                work(tile)

        pool = ThreadPoolExecutor(
            self._threads,
            "braggscope-tile",
            initializer=torch.set_num_threads,
            initargs=(1,),
        )
        try:
            self._collect([pool.submit(one, tile) for tile in tiles])
        finally:
            pool.shutdown(cancel_futures=True)
            # The number set in a worker is also the default of threads to come.
            torch.set_num_threads(self._threads)

    def _collect(self, waiting: list[Future[None]]) -> None:
        for number, result in enumerate(waiting):
            result.result()
            self._progress((number + 1) / len(waiting))

    def _check(self) -> None:
        if self._should_stop():
            raise SimulationCancelled("The simulation was stopped.")
