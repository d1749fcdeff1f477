"""Compiled kernels on disk: found, checked, loaded, and wanted where there are none."""

from __future__ import annotations

import os
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .fingerprint import fingerprint
from .variants import Variant

Kernel = Callable[[list[Tensor]], list[Tensor]]

_BUILDER = "braggscope_engine.fused.builder"
_MODEL = "model"
_NOT_LOADED = (RuntimeError, OSError, zipfile.BadZipFile, TypeError, AttributeError)
"""What a damaged file raises, or a release of torch with another loader."""


class KernelStore:
    """The kernels of one folder.

    Any thread may ask for a kernel.

    Parameters
    ----------
    folder : Path
        Where compiled kernels are kept between starts. Kernels of another release of
        torch or another processor have another subfolder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / fingerprint()
        self._lock = threading.Lock()
        self._loaded: dict[Variant, Kernel] = {}
        self._wanted: dict[Variant, None] = {}
        self._failures: dict[Variant, str] = {}
        self._given_up: set[Variant] = set()
        self._loader = _package_loader()

    @property
    def folder(self) -> Path:
        """Where kernels of this torch and this processor are."""
        return self._folder

    @property
    def can_load(self) -> bool:
        """Whether this release of torch can load kernels at all."""
        return self._loader is not None

    @property
    def wanted(self) -> tuple[Variant, ...]:
        """Kernels that were asked for and are not there."""
        with self._lock:
            wanted = tuple(self._wanted)
        return tuple(v for v in wanted if not self.path(v).exists())

    @property
    def failure(self) -> str:
        """Why a kernel that is there cannot be used, in one sentence; or empty."""
        with self._lock:
            return next(iter(self._failures.values()), "")

    @property
    def built(self) -> tuple[Path, ...]:
        """Files of the kernels that are there."""
        return tuple(sorted(self._folder.glob("*.pt2")))

    def path(self, variant: Variant) -> Path:
        """File of a kernel, whether it is there or not."""
        return self._folder / f"{variant.name}.pt2"

    def get(self, variant: Variant) -> Kernel | None:
        """Return a kernel, or None while it is not built; it is then wanted.

        A file that cannot be loaded is removed, and wanted once more. If its
        replacement cannot be loaded either, the kernel is not asked for again.
        """
        with self._lock:
            kernel = self._loaded.get(variant)
            if kernel is None and self._loader is not None:
                kernel = self._find(variant)
            return kernel

    def want(self, variants: Iterable[Variant]) -> None:
        """Ask for kernels without using them."""
        with self._lock:
            self._wanted.update(dict.fromkeys(variants))

    def build_command(self, *, follow: bool = False) -> list[str]:
        """Command that compiles the wanted kernels, in a process of its own.

        Parameters
        ----------
        follow : bool
            The process has little priority and ends with its standard input.
        """
        program = [sys.executable, "-W", "ignore", "-m", _BUILDER]
        words = ["--follow"] if follow else []
        kernels = [v.word for v in self.wanted]
        return [*program, *words, str(self._folder), *kernels]

    def _find(self, variant: Variant) -> Kernel | None:
        if variant in self._given_up:
            return None
        path = self.path(variant)
        if not path.exists():
            self._wanted[variant] = None
            return None
        try:
            kernel = self._load(path)
        except _NOT_LOADED as error:
            self._discard(variant, _first_line(error))
            return None
        self._failures.pop(variant, None)
        self._wanted.pop(variant, None)
        self._loaded[variant] = kernel
        return kernel

    def _load(self, path: Path) -> Kernel:
        # The loader runs whatever it finds, and does not look at checksums.
        with zipfile.ZipFile(path) as package:
            damaged = package.testzip()
        if damaged is not None:
            raise zipfile.BadZipFile(f"{damaged} is damaged")
        assert self._loader is not None
        # One instance for each thread that may call: they would wait for each other.
        threads = os.cpu_count() or 1
        kernel: Kernel = self._loader(str(path), _MODEL, False, threads, -1).boxed_run
        return kernel

    def _discard(self, variant: Variant, reason: str) -> None:
        path = self.path(variant)
        is_first = variant not in self._failures
        self._failures[variant] = f"The kernel {path} cannot be loaded: {reason}."
        self._wanted.pop(variant, None)
        try:
            path.unlink(missing_ok=True)
        except OSError:
            is_first = False  # nobody can put a sound one in its place
        if is_first:
            self._wanted[variant] = None
        else:
            self._given_up.add(variant)


def _package_loader() -> Callable[..., Any] | None:
    """Torch's loader without its compiler, which not every release has."""
    module = getattr(torch._C, "_aoti", None)
    loader: Callable[..., Any] | None = getattr(module, "AOTIModelPackageLoader", None)
    return loader


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")
