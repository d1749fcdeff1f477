"""What compiled code depends on, so that none is loaded where it does not belong."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

import torch

FOLDER = Path(__file__).parent
SOURCES = (
    *("arithmetic.py", "bounding.py", "kernels.py", "build.py", "gathering.py"),
    *("predicting/passing.py", "predicting/striking.py", "predicting/orbits.py"),
    *("predicting/describing.py", "predicting/vectors.py", "predicting/examples.py"),
)
"""Files of the folder whose text a kernel depends on."""
_CPU_FACTS = frozenset(
    {
        "vendor_id",
        "cpu family",
        "model",
        "flags",
        "CPU implementer",
        "CPU part",
        "Features",
    }
)


def fingerprint() -> str:
    """Name what a kernel compiled here and now depends on.

    That is the source of the kernels, this very torch, and the processor with its
    instructions: compilers use all that they find, and a home folder may be shared by
    machines that differ.
    """
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((FOLDER / name).read_bytes())
    facts = (
        torch.__version__,
        str(torch.version.git_version),
        torch.backends.cpu.get_cpu_capability(),
        platform.system(),
        platform.machine(),
        platform.processor(),
        *processor_facts(_cpu_information()),
        *_cuda_facts(),
    )
    digest.update("\0".join(facts).encode())
    return digest.hexdigest()[:16]


def processor_facts(lines: Iterable[str]) -> list[str]:
    """Pick kind and instructions of the processors, and neither clock nor number."""
    return sorted({line for line in lines if line.split(":")[0].strip() in _CPU_FACTS})


def _cuda_facts() -> list[str]:
    """Kinds of graphics processors that kernels may be compiled for."""
    if not torch.cuda.is_available():
        return []
    devices = range(torch.cuda.device_count())
    return [str(torch.cuda.get_device_capability(device)) for device in devices]


def _cpu_information() -> list[str]:
    """Lines of Linux' account of the processors; none on other systems."""
    try:
        return Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
