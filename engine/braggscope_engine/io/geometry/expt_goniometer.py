"""Goniometer and scan of a DIALS experiment list."""

from __future__ import annotations

import math

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from .held import Requested
from .json_values import Node
from .vectors import Array, unit, vector


def read_goniometer(
    node: Node | None, requested: list[Requested]
) -> tuple[Array, Array, Vector | None]:
    """Fixed and setting rotation, and the rotation axis in the laboratory."""
    if node is None:
        return np.eye(3), np.eye(3), None
    if "axes" in node:
        return _multi_axis(node, requested)
    fixed, setting = (
        np.array(node[name].numbers(9)).reshape(3, 3) if name in node else np.eye(3)
        for name in ("fixed_rotation", "setting_rotation")
    )
    axis = node["rotation_axis"].vector()
    requested.append(Requested(label="rotation_axis", value=node["rotation_axis"].text))
    return fixed, setting, vector(setting @ unit(axis))


def _multi_axis(
    node: Node, requested: list[Requested]
) -> tuple[Array, Array, Vector | None]:
    """Axes from the crystal to the base; those after the scan axis set it."""
    axes = [item.vector() for item in node["axes"].items()]
    angles = node["angles"].numbers(len(axes))
    scanned = node["scan_axis"].whole()
    if not 0 <= scanned < len(axes):
        raise FileFormatError(
            f"{node.where}.scan_axis is {scanned}; the goniometer has {len(axes)} axes."
        )
    fixed = setting = np.eye(3)
    for index, (axis, angle) in enumerate(zip(axes, angles, strict=True)):
        turn = _about(axis, angle)
        if index < scanned:
            fixed = turn @ fixed
        elif index > scanned:
            setting = turn @ setting
    requested.append(Requested(label="axes", value=node["axes"].text))
    requested.append(Requested(label="angles", value=node["angles"].text, unit="°"))
    return fixed, setting, vector(setting @ unit(axes[scanned]))


def _about(axis: Vector, angle_deg: float) -> Array:
    x, y, z = unit(axis)
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = math.radians(angle_deg)
    turn = np.eye(3) + math.sin(angle) * skew + (1 - math.cos(angle)) * skew @ skew
    return np.asarray(turn)


def read_scan(
    node: Node | None, requested: list[Requested]
) -> tuple[float | None, float | None]:
    """Start and width of the rotation, degrees; None where there is none."""
    if node is None:
        return None, None
    if "oscillation" in node:
        start, width = node["oscillation"].numbers(2)
    elif "properties" in node and "oscillation" in node["properties"]:
        angles = [item.number() for item in node["properties"]["oscillation"].items()]
        start = angles[0] if angles else 0.0
        width = angles[1] - angles[0] if len(angles) > 1 else 0.0
    else:
        return None, None
    requested.append(
        Requested(label="oscillation", value=f"{start:g}, {width:g}", unit="°")
    )
    return start, abs(width) or None
