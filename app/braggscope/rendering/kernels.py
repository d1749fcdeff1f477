"""Where compiled kernels are kept, and what compiles them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from platformdirs import user_cache_dir

from braggscope_engine import KernelStore

NO_COMPILER = (
    "There is no C++ compiler (CXX, g++, clang++ or c++) to compile fused kernels with."
)


def kernel_folder() -> Path:
    """Folder of compiled kernels in the user's cache."""
    return Path(user_cache_dir("braggscope")) / "kernels"


def open_kernels(choice: str | None = None) -> KernelStore | None:
    """Open the kernels of a folder.

    Parameters
    ----------
    choice : str or None
        A folder; "none" goes without; None is the folder in the user's cache.
    """
    if choice == "none":
        return None
    return KernelStore(Path(choice) if choice else kernel_folder())


def has_compiler() -> bool:
    """Whether a C++ compiler is there, as torch looks for one."""
    names = (os.environ.get("CXX"), "g++", "clang++", "c++")
    return any(name and shutil.which(name) for name in names)
