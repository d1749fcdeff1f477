"""What nanoBragg, or a port of it, prints: the numbers beside those of a model."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..constants import DEGREES_PER_RADIAN
from ..errors import FileFormatError
from ..geometry import geometry_of
from ..models.experiment import Experiment
from ..resolved import Resolved, resolve

_N = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?nan|[-+]?inf)"
_THREE = rf"{_N}[ ,]+{_N}[ ,]+{_N}"
_ROUNDED = 2e-5

_PATTERNS: dict[str, str] = {
    "fluence": rf"incident fluence:\s*{_N}",
    "wavelength": rf"wave(?:length)?\s*=\s*{_N}",
    "distance": rf"\bdistance\s*=\s*{_N}",
    "pixel size": rf"pixel\s*=\s*{_N}",
    "Xbeam, Ybeam": rf"Xbeam\s*=\s*{_N}\s+Ybeam\s*=\s*{_N}",
    "Fbeam, Sbeam": rf"Fbeam\s*=\s*{_N}\s+Sbeam\s*=\s*{_N}",
    "Fclose, Sclose": rf"Fclose\s*=\s*{_N}\s+Sclose\s*=\s*{_N}",
    "fast axis": rf"DIRECTION_OF_DETECTOR_X-AXIS\s*=\s*{_THREE}",
    "slow axis": rf"DIRECTION_OF_DETECTOR_Y-AXIS\s*=\s*{_THREE}",
    "normal": rf"DIRECTION_OF_DETECTOR_Z-AXIS\s*=\s*{_THREE}",
    "beam": rf"INCIDENT_BEAM_DIRECTION\s*=\s*{_THREE}",
    "spindle": rf"spindle ROTATION_AXIS\s*=\s*{_THREE}",
    "DIALS origin": rf"dials origin\s*=\s*{_THREE}",
    "pix0": rf"pix0(?:_vector)?(?:_m)?\s*[=:]\s*[\[(]?\s*{_THREE}",
    "cell": rf"Unit Cell:\s*{_N} {_N} {_N} {_N} {_N} {_N}",
    "volume": rf"volume\s*=\s*{_N}",
    "cells": r"(?:xtal|crystal)\s*:\s*(\d+)x(\d+)x(\d+)\s*cells",
    "polarisation": rf"Kahn polarization factor:\s*{_N}",
    "sources": r"^\s*(\d+) sources\s*$",
    "mosaic domains": r"(\d+) mosaic domains over",
    "phi steps": r"(\d+) phi steps from",
    "oversample": r"(\d+)x\d+ pixel oversample",
    "max_I": rf"max_I\s*[=:]\s*{_N}",
    "mean": rf"\bmean\s*=\s*{_N}",
}
_UNITS = {
    "fluence": "1/m²",
    "wavelength": "m",
    "volume": "Å³",
    "DIALS origin": "mm",
    **dict.fromkeys(("distance", "pixel size", "Xbeam, Ybeam", "Fbeam, Sbeam"), "m"),
    **dict.fromkeys(("Fclose, Sclose", "pix0"), "m"),
}
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One quantity.

    Attributes
    ----------
    name, unit : str
    log : tuple of float              as printed, the last where it is repeated
    model : tuple of float or None    None where the model says nothing of it
    relative : float or None          largest difference over the largest component
    differs : bool                    by more than six printed digits
    """

    name: str
    unit: str
    log: Numbers
    model: Numbers | None
    relative: float | None
    differs: bool


def parse_log(text: str, name: str = "log") -> dict[str, Numbers]:
    """Read the numbers that nanoBragg prints.

    Raises
    ------
    FileFormatError
        Where there is none of them.
    """
    found: dict[str, Numbers] = {}
    for quantity, pattern in _PATTERNS.items():
        matches = re.findall(pattern, text, re.MULTILINE)
        if matches:
            last = matches[-1]
            words = last if isinstance(last, tuple) else (last,)
            found[quantity] = tuple(float(word) for word in words)
    if not found:
        raise FileFormatError(
            f"{name}: holds nothing that nanoBragg prints, such as 'incident fluence:' "
            f"or 'max_I ='."
        )
    return found


def compare_log(
    log: dict[str, Numbers],
    experiment: Experiment,
    *,
    maximum: float | None = None,
    mean: float | None = None,
) -> tuple[LogRow, ...]:
    """Put the numbers of a log beside those of a model, differences first.

    Parameters
    ----------
    log : dict
        From ``parse_log``.
    experiment : Experiment
    maximum, mean : float, optional
        Of the simulated image.
    """
    model = _model_numbers(resolve(experiment))
    if maximum is not None:
        model["max_I"] = (maximum,)
    if mean is not None:
        model["mean"] = (mean,)
    rows = []
    for name, printed in log.items():
        mine = model.get(name)
        relative = None if mine is None else _relative(printed, mine)
        rows.append(
            LogRow(
                name=name,
                unit=_UNITS.get(name, ""),
                log=printed,
                model=mine,
                relative=relative,
                differs=relative is not None and not relative <= _ROUNDED,
            )
        )
    return tuple(sorted(rows, key=lambda r: (not r.differs, -(r.relative or 0.0))))


def _relative(one: Numbers, two: Numbers) -> float:
    largest = max((abs(x) for x in (*one, *two)), default=0.0)
    apart = max(abs(a - b) for a, b in zip(one, two, strict=True))
    return apart / largest if largest > 0 else 0.0


def _model_numbers(resolved: Resolved) -> dict[str, Numbers]:
    experiment = resolved.experiment
    geometry = geometry_of(experiment, resolved.panel)
    direct = resolved.lattice.direct_m.detach().double().numpy() * 1e10
    return {
        "fluence": (float(resolved.fluence_per_m2),),
        "wavelength": (experiment.beam.wavelength_angstrom * 1e-10,),
        "distance": (geometry.distance_m,),
        "pixel size": (geometry.pixel_size_m,),
        "Xbeam, Ybeam": (geometry.xbeam_m, geometry.ybeam_m),
        "Fbeam, Sbeam": (geometry.fbeam_m, geometry.sbeam_m),
        "Fclose, Sclose": (geometry.fclose_m, geometry.sclose_m),
        "fast axis": geometry.fast,
        "slow axis": geometry.slow,
        "normal": geometry.normal,
        "beam": geometry.beam,
        "spindle": geometry.spindle,
        "DIALS origin": geometry.dials_origin_mm,
        "pix0": geometry.pix0_m,
        "cell": _cell(direct),
        "volume": (float(resolved.lattice.volume_angstrom3),),
        "cells": tuple(float(n) for n in resolved.n_cells),
        "polarisation": (experiment.beam.kahn_factor,),
        "sources": (float(len(resolved.sources)),),
        "mosaic domains": (float(len(resolved.orientations.domains)),),
        "phi steps": (float(resolved.phi.count),),
        "oversample": (float(resolved.oversample),),
    }


def _cell(direct: NDArray[np.float64]) -> Numbers:
    a, b, c = direct
    lengths = [float(np.linalg.norm(v)) for v in (a, b, c)]
    pairs = ((b, c), (a, c), (a, b))
    angles = [
        float(np.arccos(u @ v / np.linalg.norm(u) / np.linalg.norm(v)))
        * DEGREES_PER_RADIAN
        for u, v in pairs
    ]
    return (*lengths, *angles)
