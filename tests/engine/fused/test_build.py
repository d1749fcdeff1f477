"""How kernels are compiled, short of compiling one."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch._inductor.codegen.cpp import CppVecKernel
from torch._inductor.exc import CppCompileError

from braggscope_engine.fused import build
from braggscope_engine.fused.gathering import gathering
from braggscope_engine.fused.variants import aiming

METHOD = "_load_or_store_non_contiguous"


def test_the_compiler_is_left_as_it_was() -> None:
    theirs = getattr(CppVecKernel, METHOD)
    with gathering():
        assert getattr(CppVecKernel, METHOD) is not theirs
    assert getattr(CppVecKernel, METHOD) is theirs
    with pytest.raises(ZeroDivisionError), gathering():
        _ = 1 / 0
    assert getattr(CppVecKernel, METHOD) is theirs


def test_another_compiler_is_not_interfered_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def method(self: Any, name: str) -> None:
        """Of a release that does it differently."""

    monkeypatch.setattr(CppVecKernel, METHOD, method)
    with gathering():
        assert getattr(CppVecKernel, METHOD) is method
    monkeypatch.delattr(CppVecKernel, METHOD)
    with gathering():
        assert not hasattr(CppVecKernel, METHOD)


@pytest.mark.parametrize(
    ("widest", "knows", "tried"),
    [
        ("AVX512", True, [True]),
        ("AVX512", False, [True, False]),
        ("AVX2", True, [False]),
    ],
    ids=["wide vectors", "a compiler that does not know them", "no wide vectors"],
)
def test_wide_vectors_are_asked_for_where_there_are_any(
    monkeypatch: pytest.MonkeyPatch, widest: str, knows: bool, tried: list[bool]
) -> None:
    asked: list[bool] = []

    def package(program: object, path: Path, wanted: dict[str, Any]) -> None:
        asked.append("cpp.march" in wanted)
        if asked[-1] and not knows:
            raise CppCompileError(["c++"], "unrecognised option")

    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: widest)
    monkeypatch.setattr(build, "_package", package)
    build.compile_kernel(aiming("cpu"), Path("kernel.pt2"))
    assert asked == tried
