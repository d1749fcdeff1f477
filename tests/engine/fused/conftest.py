"""Kernels as the functions that they are compiled from."""

from typing import cast

import pytest
from torch import Tensor

from braggscope_engine import KernelStore
from braggscope_engine.fused.kernels import function_of
from braggscope_engine.fused.store import Kernel
from braggscope_engine.fused.variants import Variant


class Uncompiled:
    """A store whose kernels are all there, and run operation by operation."""

    def get(self, variant: Variant) -> Kernel:
        function = function_of(variant)

        def run(inputs: list[Tensor]) -> list[Tensor]:
            result = function(*inputs)
            return [result] if isinstance(result, Tensor) else list(result)  # type: ignore[call-overload]

        return run


@pytest.fixture(scope="session")
def uncompiled() -> KernelStore:
    return cast(KernelStore, Uncompiled())
