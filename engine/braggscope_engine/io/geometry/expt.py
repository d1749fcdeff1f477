"""DIALS experiment lists: JSON, one flat panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.detector import Sensor
from ..reading import decode
from .expt_goniometer import read_goniometer, read_scan
from .expt_writing import write
from .held import GeometryFormat, Held, HeldPanel, Requested
from .json_values import Node
from .rectangles import rectangles_mask
from .vectors import Array, array, unit, vector
from .words import right_angle, square

_MARK = b'"ExperimentList"'
_PANEL = (
    ("fast_axis", "fast", ""),
    ("slow_axis", "slow", ""),
    ("origin", "pix0_mm", "mm"),
)
"""What a panel says, and the cell of the table of conventions that says the same."""
_DIGITS = 1e-6
_MODELS = ("beam", "detector", "goniometer", "scan", "crystal")


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of an experiment list."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _is_list(head)


def _is_list(head: bytes) -> bool:
    return _MARK in head and b'"__id__"' in head


def read(content: bytes, name: str) -> Held:
    """Read an experiment list that holds one flat panel.

    Raises
    ------
    FileFormatError
        For something else, with what it holds.
    """
    top = Node.parse(decode(content, name, "a DIALS experiment list"), name)
    models = _only_models(top)
    detector = models.get("detector")
    beam = models.get("beam")
    gonio, scan = models.get("goniometer"), models.get("scan")
    if beam is None:
        raise FileFormatError(f"{name}: holds no beam; a geometry needs one.")
    notes: list[str] = []
    requested: list[Requested] = []
    panel, sensor, mask = None, None, None
    if detector is not None:
        node, frame = _only_panel(detector)
        panel = _panel(node, frame, requested)
        sensor = _sensor(node, notes)
        mask = rectangles_mask(_untrusted(node), panel, name)
    else:
        notes.append("The file holds no detector: the panel stays as it is.")
    wavelength, s0 = _beam(beam, requested)
    fixed, setting, axis = read_goniometer(gonio, requested)
    phi_start, width = read_scan(scan, requested)
    reciprocal = _crystal(models.get("crystal"), setting @ fixed, notes, requested)
    if axis is None and reciprocal is None:
        # The laboratory stays, and the panel alone is turned into it.
        requested = [replace(row, cell="", numbers=()) for row in requested]
    return Held(
        panel=panel,
        beam=s0,
        wavelength_angstrom=wavelength,
        polarization=_polarization(beam, s0),
        kahn_factor=_kahn(beam),
        spindle=axis,
        horizontal=(1.0, 0.0, 0.0),
        phi_start_deg=phi_start,
        osc_deg=width,
        reciprocal=reciprocal,
        sensor=sensor,
        mask=mask,
        requested=tuple(requested),
        notes=tuple(notes),
    )


def _only_models(top: Node) -> Mapping[str, Node]:
    """The one beam, detector, goniometer, scan and crystal of a list."""
    if top.get("__id__", "").value != "ExperimentList":
        raise FileFormatError(
            f"{top.name}: is JSON, but no DIALS experiment list (__id__ must be "
            f"ExperimentList)."
        )
    experiments = top["experiment"].items()
    chosen: dict[str, Node] = {}
    counts = []
    for model in _MODELS:
        used = {e[model].whole() for e in experiments if model in e}
        counts.append((model, len(used)))
        if len(used) == 1:
            (index,) = used
            models = top[model].items()
            if not 0 <= index < len(models):
                raise FileFormatError(
                    f"{top.name}: experiment[0].{model} is {index}, but the file has "
                    f"{len(models)} of them."
                )
            chosen[model] = models[index]
    if not experiments or any(count > 1 for _, count in counts):
        has = ", ".join(_counted(count, model) for model, count in counts if count)
        raise FileFormatError(
            f"{top.name}: holds {_counted(len(experiments), 'experiment')}"
            f"{f' with {has}' if has else ''}; only a file with one of each can be "
            f"read. Split it with dials.split_experiments."
        )
    return chosen


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _only_panel(detector: Node) -> tuple[Node, Array]:
    """The panel, and the frame (columns fast, slow, normal, origin) it is held in."""
    panels = detector["panels"].items()
    if len(panels) != 1:
        names = {
            str(p.get("name", "").value or p.get("type", "").value) for p in panels
        }
        raise FileFormatError(
            f"{detector.where}: holds {_counted(len(panels), 'panel')}"
            f"{' (' + ', '.join(sorted(names)[:4]) + ')' if panels else ''}; only a "
            f"detector of one flat panel can be read."
        )
    frame = np.eye(4)
    group = detector.get("hierarchy", None)
    while isinstance(group.value, dict):
        if "fast_axis" in group:
            frame = frame @ _local(group)
        children = group["children"].items() if "children" in group else []
        if len(children) != 1:
            break
        group = children[0]
    return panels[0], frame


def _local(node: Node) -> Array:
    fast, slow = unit(node["fast_axis"].vector()), unit(node["slow_axis"].vector())
    right_angle(vector(fast), vector(slow), node.where)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = fast, slow, np.cross(fast, slow)
    matrix[:3, 3] = node["origin"].vector(nonzero=False)
    return matrix


def _panel(node: Node, frame: Array, requested: list[Requested]) -> HeldPanel:
    placed = frame @ _local(node)
    pixel_fast, pixel_slow = node["pixel_size"].numbers(2)
    fast_px, slow_px = (item.whole() for item in node["image_size"].items(2))
    for column, (name, cell, unit_name) in enumerate(_PANEL):
        requested.append(
            Requested(
                label=name,
                value=node[name].text,
                unit=unit_name,
                cell=cell,
                numbers=vector(placed[:3, 3 if name == "origin" else column]),
                tolerance=_DIGITS,
            )
        )
    requested.append(
        Requested(label="pixel_size", value=node["pixel_size"].text, unit="mm")
    )
    return HeldPanel(
        origin_mm=vector(placed[:3, 3]),
        fast=vector(placed[:3, 0]),
        slow=vector(placed[:3, 1]),
        pixel_size_mm=square(pixel_fast, pixel_slow, node.where),
        pixels_fast=fast_px,
        pixels_slow=slow_px,
    )


def _sensor(node: Node, notes: list[str]) -> Sensor | None:
    thickness = node.get("thickness", 0.0).number()
    mu = node.get("mu", 0.0).number()
    if thickness > 0 and mu > 0:
        return Sensor(thickness_um=1000.0 * thickness, attenuation_depth_um=1000.0 / mu)
    if thickness > 0:
        notes.append(
            f"The sensor of {thickness:g} mm is not taken: the file does not say how "
            f"much it absorbs (mu)."
        )
    return None


def _untrusted(node: Node) -> list[tuple[float, float, float, float]]:
    if "mask" not in node or node["mask"].value is None:
        return []
    boxes = []
    for item in node["mask"].items():
        x0, y0, x1, y1 = item.numbers(4)
        boxes.append((x0, x1, y0, y1))
    return boxes


def _beam(node: Node, requested: list[Requested]) -> tuple[float, Vector]:
    if "wavelength" not in node:
        kind = node.get("__id__", "unknown").value
        raise FileFormatError(
            f"{node.where}: is a {kind} beam without a wavelength; only a "
            f"monochromatic beam can be read."
        )
    wavelength = node["wavelength"].positive()
    towards_source = node["direction"].vector()
    requested.append(Requested(label="wavelength", value=str(wavelength), unit="Å"))
    requested.append(Requested(label="direction", value=node["direction"].text))
    return wavelength, vector(-unit(towards_source))


def _polarization(node: Node, s0: Vector) -> Vector | None:
    if "polarization_normal" not in node:
        return None
    electric = np.cross(unit(node["polarization_normal"].vector()), array(s0))
    return vector(unit(electric)) if np.linalg.norm(electric) > 1e-6 else None


def _kahn(node: Node) -> float | None:
    if "polarization_fraction" not in node:
        return None
    fraction = node["polarization_fraction"].number()
    if not 0 <= fraction <= 1:
        raise FileFormatError(
            f"{node.where}.polarization_fraction is {fraction:g}; it must be between "
            f"0 and 1."
        )
    return 2.0 * fraction - 1.0


def _crystal(
    node: Node | None, turn: Array, notes: list[str], requested: list[Requested]
) -> tuple[Vector, Vector, Vector] | None:
    if node is None:
        notes.append("The file holds no crystal: cell and orientation stay.")
        return None
    names = ("real_space_a", "real_space_b", "real_space_c")
    direct = np.array([node[name].vector() for name in names])
    for name in names:
        requested.append(Requested(label=name, value=node[name].text, unit="Å"))
    if "A_at_scan_points" in node:
        notes.append(
            "The orientation of the crystal that is refined for each image is not "
            "taken: the one for the whole scan is."
        )
    if abs(np.linalg.det(direct)) < 1e-6:
        raise FileFormatError(
            f"{node.where}: the three axes of the crystal lie in one plane."
        )
    a, b, c = (vector(turn @ row) for row in np.linalg.inv(direct).T)
    return a, b, c


FORMAT = GeometryFormat(
    name="expt",
    label="DIALS experiments",
    suffixes=(".expt", ".json"),
    file_name="geometry.expt",
    holds="Panel, beam with polarisation, goniometer, scan, crystal, sensor and mask.",
    recognises=recognises,
    read=read,
    write=write,
)
