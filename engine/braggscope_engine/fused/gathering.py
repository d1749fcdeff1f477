"""Has tables read with the one instruction that processors have for it.

torch's compiler takes a vector of cell numbers apart, reads one value after the other,
and puts them together again: a third of the time of a kernel. It has no setting for
that, so the one method of it that writes such a read is replaced while a kernel is
compiled. Of a release where the method is another, nothing is replaced.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

_METHOD = "_load_or_store_non_contiguous"
_PARAMETERS = (
    "self",
    "var",
    "index",
    "dtype",
    "buffer",
    "store_value",
    "accu_store",
)
_Method = Callable[..., Any]


@contextmanager
def gathering() -> Iterator[None]:
    """Compile reads of float32 at int32 cell numbers as gathers, on CPUs."""
    from torch._inductor.codegen.cpp import CppVecKernel

    theirs: _Method | None = getattr(CppVecKernel, _METHOD, None)
    if theirs is None or tuple(inspect.signature(theirs).parameters) != _PARAMETERS:
        yield
        return
    setattr(CppVecKernel, _METHOD, _gathering_instead_of(theirs))
    try:
        yield
    finally:
        setattr(CppVecKernel, _METHOD, theirs)


def _gathering_instead_of(theirs: _Method) -> _Method:
    def write(
        kernel: Any,
        var: str | None,
        index: Any,
        dtype: torch.dtype,
        buffer: Any = None,
        store_value: Any = None,
        accu_store: bool = False,
    ) -> Any:
        is_load = var is not None and not store_value and dtype == torch.float32
        cells = _whole_vector(kernel, index) if is_load else None
        if cells is None:
            return theirs(kernel, var, index, dtype, buffer, store_value, accu_store)
        line = f"at::vec::gather<sizeof(float)>({var}, {cells})"
        value = kernel.cse.generate(buffer or kernel.loads, line, dtype=dtype)
        value.is_vec = True
        return value

    return write


def _whole_vector(kernel: Any, index: Any) -> Any:
    """The vector of int32 that an index is, or None where it is anything else."""
    is_masked = (
        kernel._load_mask is not None or kernel.num_elems != kernel.tiling_factor
    )
    if is_masked or not index.is_symbol:
        return None
    found = kernel.cse.varname_map.get(index.name)
    is_vector = found is not None and found.is_vec and found.dtype == torch.int32
    return found if is_vector else None
