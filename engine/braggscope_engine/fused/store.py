"""Compiled kernels on disk: found, loaded, and built in the background."""

from __future__ import annotations

import hashlib
import importlib.metadata
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from .kernels import Variant

_BUILDER = "braggscope_engine.fused.build"
_SOURCES = ("arithmetic.py", "kernels.py", "build.py")


class KernelStore:
    """The kernels of one folder.

    Parameters
    ----------
    folder : Path
        Where compiled kernels are kept between starts. Kernels of another release of
        torch, another processor or another number of threads have another subfolder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / _fingerprint()
        self._loaded: dict[Variant, Callable[[list[Tensor]], list[Tensor]]] = {}
        self._wanted: dict[Variant, None] = {}

    def get(self, variant: Variant) -> Callable[[list[Tensor]], list[Tensor]] | None:
        """Return a kernel, or None while it is not built; it is then wanted."""
        if variant not in self._loaded:
            path = self._path(variant)
            if not path.exists():
                self._wanted[variant] = None
                return None
            loader = torch._C._aoti.AOTIModelPackageLoader(
                str(path), "model", False, 1, -1
            )
            self._loaded[variant] = loader.boxed_run
            self._wanted.pop(variant, None)
        return self._loaded[variant]

    @property
    def wanted(self) -> tuple[Variant, ...]:
        """Kernels that were asked for and are not there."""
        return tuple(v for v in self._wanted if not self._path(v).exists())

    def build_command(self) -> list[str]:
        """Command that compiles the wanted kernels, in a process of its own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        program = [sys.executable, "-W", "ignore", "-m", _BUILDER, str(self._folder)]
        return program + [f"{v.stage}:{v.shape}:{v.listed}" for v in self.wanted]

    def build(self) -> str:
        """Compile the wanted kernels and wait.

        Returns
        -------
        str
            Empty, or one sentence that says why there are none.
        """
        done = subprocess.run(
            self.build_command(), capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return ""
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"exit status {done.returncode}"
        return f"No fused kernels, rendering operation by operation: {reason}"

    def _path(self, variant: Variant) -> Path:
        return self._folder / f"{variant.name}.pt2"


def _fingerprint() -> str:
    """What a compiled kernel depends on."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    digest.update(importlib.metadata.version("torch").encode())
    digest.update(torch.backends.cpu.get_cpu_capability().encode())
    digest.update(str(torch.get_num_threads()).encode())
    return digest.hexdigest()[:16]
