"""Compiles a kernel: how, and for which inputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from torch.export import Dim, ExportedProgram, export

from .arithmetic import plane_basis
from .bounding import BUNDLE_NUMBERS
from .gathering import gathering
from .kernels import TURN_NUMBERS, function_of
from .predicting.examples import (
    describe_example,
    is_second_example,
    pass_sphere_example,
    strike_example,
)
from .variants import Stage, Variant

_ALWAYS = {
    # As many threads as torch has when the kernel runs, not when it was compiled.
    "cpp.dynamic_threads": True,
    # Indices are kept within the list before anything is read.
    "assert_indirect_indexing": False,
    "cpp.enable_floating_point_contract_flag": "fast",
}
OPTIONS = {
    **_ALWAYS,
    # One loop that keeps everything in registers, instead of many with buffers.
    "realize_opcount_threshold": 100_000,
    "realize_reads_threshold": 100_000,
    "realize_cpu_opcount_threshold": 100_000,
    "realize_acc_reads_threshold": 100_000,
    "realize_cpu_acc_reads_threshold": 100_000,
}
_OPTIONS_OF_DEEP = _ALWAYS
"""For long chains of formulas: written out in one, they would take minutes."""
_WIDE = {
    # By itself gcc converts half a vector at a time, by way of memory: aiming takes
    # three times as long.
    "cpp.march": "native -mprefer-vector-width=512",
}
_DEEP = (Stage.STRIKE, Stage.IS_SECOND, Stage.DESCRIBE)

_PIXELS = Dim("pixels", min=2, max=1 << 30)
_TURNS = Dim("turns", min=1, max=1 << 24)
_CELLS = Dim("cells", min=2, max=1 << 30)
_PLANES = Dim("planes", min=20, max=1 << 32)


_MANY = 4096
_Example = tuple[tuple[torch.Tensor, ...], tuple[dict[int, Dim] | None, ...]]


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
    wanted = _OPTIONS_OF_DEEP if variant.stage in _DEEP else OPTIONS
    if not _has_wide_vectors():
        _package(program, path, wanted)
        return
    from torch._inductor.exc import CppCompileError

    try:
        _package(program, path, {**wanted, **_WIDE})
    except CppCompileError:  # of a compiler that does not know the words
        _package(program, path, wanted)


def _package(program: ExportedProgram, path: Path, wanted: dict[str, Any]) -> None:
    from torch._inductor import aoti_compile_and_package

    options = {k: v for k, v in wanted.items() if _is_option(k)}
    with gathering():
        aoti_compile_and_package(
            program, package_path=str(path), inductor_configs=options
        )


def _has_wide_vectors() -> bool:
    """Whether vectors of 512 bits are to be had, from a compiler that has a say."""
    widest = torch.backends.cpu.get_cpu_capability()
    return sys.platform != "win32" and widest.startswith("AVX512")


def _is_option(name: str) -> bool:
    """Whether this release of torch knows an option of its compiler."""
    from torch._inductor import config

    return name in config.get_config_copy()


def _example(variant: Variant) -> _Example:
    """Inputs of a kernel, and which of their dimensions may change."""
    makers = {
        Stage.AIM: _aim_example,
        Stage.SCATTER: lambda: _scatter_example(variant.listed),
        Stage.LOCATE: _locate_example,
        Stage.INTERPOLATE: _interpolate_example,
        Stage.AIM_BLOCKS: _aim_blocks_example,
        Stage.BOUND: _bound_example,
        Stage.PASS_SPHERE: pass_sphere_example,
        Stage.STRIKE: strike_example,
        Stage.IS_SECOND: is_second_example,
        Stage.DESCRIBE: describe_example,
    }
    inputs, shapes = makers[variant.stage]()
    return tuple(tensor.to(variant.device) for tensor in inputs), shapes


def _layout() -> torch.Tensor:
    return torch.tensor([-4, -4, -4, 5, 5, 5, 100, 10, -444], dtype=torch.int32)


def _scatter_example(listed: bool) -> _Example:
    inputs = (
        torch.rand(9, _MANY),
        torch.rand(_MANY),
        torch.rand(5, TURN_NUMBERS),
        torch.tensor([3.0, 4.0, 5.0]),
        torch.rand(1000 if listed else 2),
        _layout(),
        torch.rand(3, 3),
    )
    cells = {0: _CELLS} if listed else None
    return inputs, ({1: _PIXELS}, {0: _PIXELS}, {0: _TURNS}, None, cells, None, None)


def _locate_example() -> _Example:
    inputs = (
        torch.rand(9, _MANY),
        torch.rand(5, TURN_NUMBERS),
        torch.tensor([3.0, 4.0, 5.0]),
        _layout(),
        torch.rand(3, 3),
    )
    return inputs, ({1: _PIXELS}, {0: _TURNS}, None, None, None)


def _interpolate_example() -> _Example:
    terms = {0: _TURNS, 1: _PIXELS}
    first = torch.zeros(5, _MANY, dtype=torch.int32)
    inputs = (
        first,
        *(torch.rand(5, _MANY) for _ in range(4)),
        *(torch.rand(_MANY) for _ in range(2)),
        torch.rand(4000),
        _layout(),
        plane_basis(torch.rand(1)),
    )
    pixels: dict[int, Dim] = {0: _PIXELS}
    return inputs, (*[terms] * 5, pixels, pixels, {0: _PLANES}, None, None)


def _aim_example() -> _Example:
    blocks = Dim("blocks", min=1, max=1 << 24)
    columns, rows = Dim("columns", min=1, max=1 << 24), Dim("rows", min=1, max=1 << 24)
    inputs = (
        torch.rand(3, 1, 40, dtype=torch.float64),
        torch.rand(3, 30, 1, dtype=torch.float64),
        torch.rand(9, dtype=torch.float64),
        torch.rand(2, dtype=torch.float32),
    )
    return inputs, ({0: blocks, 2: columns}, {0: blocks, 1: rows}, None, None)


def _aim_blocks_example() -> _Example:
    inputs = (
        *_blocks(),
        torch.ones(2, 16, dtype=torch.int32),
        torch.ones(2, dtype=torch.int32),
        torch.rand(3, dtype=torch.float64),
        torch.rand(9, dtype=torch.float64),
        torch.rand(2, dtype=torch.float32),
    )
    blocks: dict[int, Dim] = {0: _PIXELS}
    steps = Dim("steps", min=1, max=1 << 24)
    return inputs, (blocks, blocks, {1: steps}, None, None, None, None)


def _blocks() -> tuple[torch.Tensor, ...]:
    """First pixels along fast and slow."""
    return tuple(torch.randint(0, 999, (_MANY,), dtype=torch.int32) for _ in range(2))


def _bound_example() -> _Example:
    inputs = (
        *_blocks(),
        torch.rand(9, dtype=torch.float64),
        torch.rand(5, dtype=torch.float64),
        torch.rand(5, BUNDLE_NUMBERS),
        torch.tensor([3.0, 4.0, 5.0]),
        torch.rand(2000),
        torch.rand(3),
        _layout(),
    )
    blocks: dict[int, Dim] = {0: _PIXELS}
    tables = ({0: _TURNS}, None, {0: _CELLS}, None, None)
    return inputs, (blocks, blocks, None, None, *tables)
