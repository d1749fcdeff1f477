"""A device that runs out of memory: smaller tiles, then the processor, and a notice."""

from dataclasses import replace

import pytest
import torch

from braggscope_engine import (
    Crystal,
    Detector,
    Experiment,
    RenderOptions,
    Sampling,
    UnitCell,
    simulate,
)
from braggscope_engine.memory import with_enough_memory
from braggscope_engine.whole_image import WholeImage

EXPERIMENT = Experiment(
    crystal=Crystal(cell=UnitCell(a=40, b=50, c=60), n_cells=(3, 3, 3), default_F=1.0),
    detector=Detector(pixels_fast=40, pixels_slow=30),
    sampling=Sampling(phi_steps=2, osc_deg=1.0),
)


def short_of_memory(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Let tiles of more pixels run out of memory."""
    pixels = WholeImage._pixels

    def scarce(self, fast, slow):
        if self._tiling.pixels > most:
            raise torch.OutOfMemoryError("out of memory")
        return pixels(self, fast, slow)

    monkeypatch.setattr(WholeImage, "_pixels", scarce)


def test_an_image_that_does_not_fit_is_made_in_smaller_tiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = simulate(EXPERIMENT, RenderOptions())
    assert not any("memory" in note for note in expected.notes)
    short_of_memory(monkeypatch, 1 << 14)
    frame = simulate(EXPERIMENT, RenderOptions())
    assert torch.equal(frame.intensity, expected.intensity)
    assert "cpu ran out of memory: rendered in smaller tiles" in frame.notes
    assert frame.options.tile_evaluations == 1 << 15


def test_where_nothing_helps_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    short_of_memory(monkeypatch, 0)
    with pytest.raises(torch.OutOfMemoryError):
        simulate(EXPERIMENT, RenderOptions())


def test_a_device_gives_way_to_the_processor_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order of attempts, on a device that is not here."""
    monkeypatch.setattr(
        RenderOptions, "torch_device", lambda self: torch.device(self.device)
    )
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: freed.append(1))
    freed: list[int] = []
    tried: list[tuple[str, int | None]] = []

    def make(options: RenderOptions) -> str:
        tried.append((options.device, options.tile_evaluations))
        if options.device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return "made"

    options = replace(RenderOptions(), device="cuda")
    made, used, notice = with_enough_memory(make, options)
    assert made == "made"
    assert used.device == "cpu"
    assert notice == "cuda ran out of memory: rendered on the cpu instead"
    assert [device for device, _ in tried] == ["cuda", "cuda", "cuda", "cpu"]
    assert len(freed) == 3


def test_other_errors_are_not_taken_for_a_lack_of_memory() -> None:
    def make(_: RenderOptions) -> None:
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        with_enough_memory(make, RenderOptions())
