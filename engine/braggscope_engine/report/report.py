"""Everything that a report states."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from importlib import metadata

from ..compare import Diagnosis
from ..io.images import ReferenceImage
from ..io.nanobragg_log import LogRow
from ..models.experiment import Experiment


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Report:
    """A comparison, and what it takes to repeat it.

    Attributes
    ----------
    reference : ReferenceImage
    experiment : Experiment       the model that was compared
    diagnosis : Diagnosis
    command : str                 gives the same numbers again
    folder : str                  where to run it
    inputs : dict                 of each file its size in bytes and SHA-256
    durations_s : dict            of each step, seconds
    device : str                  what rendered, and in which precision
    log : tuple of LogRow         numbers of another program's printout
    """

    reference: ReferenceImage
    experiment: Experiment
    diagnosis: Diagnosis
    command: str
    folder: str = ""
    inputs: dict[str, tuple[int, str]] = field(default_factory=dict)
    durations_s: dict[str, float] = field(default_factory=dict)
    device: str = ""
    log: tuple[LogRow, ...] = ()


def versions() -> dict[str, str]:
    """Versions of everything that computes."""
    found = {"python": platform.python_version()}
    for name in ("braggscope", "torch", "numpy", "fabio", "h5py", "matplotlib"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
