"""Compiles a kernel: how, and for which inputs."""

from __future__ import annotations

from pathlib import Path

import torch
from torch.export import Dim, export

from .kernels import Variant, function_of

OPTIONS = {
    # As many threads as torch has when the kernel runs, not when it was compiled.
    "cpp.dynamic_threads": True,
    # One loop that keeps everything in registers, instead of many with buffers.
    "realize_opcount_threshold": 100_000,
    "realize_reads_threshold": 100_000,
    "realize_cpu_opcount_threshold": 100_000,
    "realize_acc_reads_threshold": 100_000,
    "realize_cpu_acc_reads_threshold": 100_000,
    "cpp.enable_floating_point_contract_flag": "fast",
}

_PIXELS = Dim("pixels", min=2, max=1 << 30)
_TURNS = Dim("turns", min=1, max=1 << 24)
_CELLS = Dim("cells", min=2, max=1 << 30)


class _Kernel(torch.nn.Module):
    """A function as a module, which is what can be exported."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self._function = function_of(variant)

    def forward(self, *inputs: torch.Tensor) -> object:
        return self._function(*inputs)


def compile_kernel(variant: Variant, path: Path) -> None:
    """Compile one kernel into a package file."""
    inputs, shapes = _example(variant)
    with torch.no_grad():
        program = export(_Kernel(variant), inputs, dynamic_shapes=(shapes,))
    from torch._inductor import aoti_compile_and_package

    options = {k: v for k, v in OPTIONS.items() if _is_option(k)}
    aoti_compile_and_package(program, package_path=str(path), inductor_configs=options)


def _is_option(name: str) -> bool:
    """Whether this release of torch knows an option of its compiler."""
    from torch._inductor import config

    return name in config.get_config_copy()


def _example(
    variant: Variant,
) -> tuple[tuple[torch.Tensor, ...], tuple[dict[int, Dim] | None, ...]]:
    """Inputs of a kernel, and which of their dimensions may change."""
    if variant.stage == "aim":
        return _aim_example()
    n, m, pixels, turns = 4096, 5, {1: _PIXELS}, {1: _TURNS}
    double, single = torch.float64, torch.float32
    directions = torch.rand(4, n, dtype=double)
    tables = (
        torch.tensor([3.0, 4.0, 5.0]),
        torch.rand(1000 if variant.listed else 2),
        torch.tensor([-4.0, -4, -4, 5, 5, 5, 100, 10, -444]),
        torch.rand(3, 3),
    )
    cells = {0: _CELLS} if variant.listed else None
    table_shapes: tuple[dict[int, Dim] | None, ...] = (None, cells, None, None)
    if variant.stage == "anchor":
        matrix, incident = torch.rand(3, 4, dtype=double), torch.rand(3, dtype=double)
        return (directions, matrix, incident), (pixels, None, None)
    if variant.stage == "direct":
        matrix = torch.rand(3, m, 4, dtype=double)
        return (directions, matrix, *tables), (pixels, turns, *table_shapes)
    away = torch.rand(3, n, dtype=single)
    close = torch.rand(3, m, 3, dtype=single)
    return (
        (away, away.round(), away.clone(), close, *tables),
        (pixels, pixels, pixels, turns, *table_shapes),
    )


def _aim_example() -> tuple[
    tuple[torch.Tensor, ...], tuple[dict[int, Dim] | None, ...]
]:
    blocks = Dim("blocks", min=1, max=1 << 24)
    columns, rows = Dim("columns", min=1, max=1 << 24), Dim("rows", min=1, max=1 << 24)
    inputs = (
        torch.rand(3, 1, 40, dtype=torch.float64),
        torch.rand(3, 30, 1, dtype=torch.float64),
        torch.rand(12, dtype=torch.float64),
        torch.rand(11, dtype=torch.float32),
    )
    return inputs, ({0: blocks, 2: columns}, {0: blocks, 1: rows}, None, None)
