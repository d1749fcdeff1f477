"""The detectors that Braggscope knows by name."""

import json
from typing import Any

from braggscope_resources import resource

__all__ = ["detector_rows"]


def detector_rows() -> list[dict[str, Any]]:
    """Facts of each detector, in the order of a menu.

    Returns
    -------
    list of dict
        name, manufacturer, pixels_fast, pixels_slow, pixel_size_mm; module_fast,
        module_slow and the gaps between modules gap_fast, gap_slow, in pixels;
        middle_gap_fast, insensitive pixels in the middle of each module; is_round;
        sensor_material ("" for unknown) and sensor_thickness_um (0 for unknown).
        Where they come from stands in ``DETECTORS.md`` beside the data.
    """
    text = resource("detectors.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows
