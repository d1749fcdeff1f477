"""The geometry of a model and of a header, as every convention states it."""

from __future__ import annotations

from typing import Any

from ..compare import adopt_header
from ..errors import EngineError
from ..geometry_workbench import describe_conventions
from ..io.images import ReferenceImage
from ..models.experiment import Experiment

_STATED = (
    "beam_x_mm",
    "beam_y_mm",
    "beam_fast_px",
    "beam_slow_px",
    "org_x_px",
    "org_y_px",
    "distance_mm",
    "close_distance_mm",
    "pix0_mm",
    "rotation_deg",
    "two_theta_deg",
    "fast",
    "slow",
)
"""What places a panel; the rest follows from it."""


def convention_numbers(experiment: Experiment, image: ReferenceImage) -> dict[str, Any]:
    """State the model's panel and, where a header has one, the header's.

    What a header leaves open (tilts, axes) is taken from the model.

    Returns
    -------
    dict
        ``model`` and ``header`` (or None): of each convention each quantity, with its
        ``label``, ``unit`` and ``values``.
    """
    stated = None
    if image.geometry is not None:
        try:
            stated = _stated(adopt_header(image.geometry, experiment))
        except EngineError:
            stated = None  # numbers that place no panel are in the header's own table
    return {"model": _stated(experiment), "header": stated}


def _stated(experiment: Experiment) -> dict[str, Any]:
    return {
        view.convention.name: {
            cell.key: {"label": cell.label, "unit": cell.unit, "values": cell.values}
            for cell in view.cells
            if cell.key in _STATED
        }
        for view in describe_conventions(experiment)
    }
