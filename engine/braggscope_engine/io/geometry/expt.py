"""DIALS experiment lists: JSON, one flat panel."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import FileFormatError
from ...models.axes import Vector
from ...models.detector import Sensor
from ...models.experiment import Experiment
from ..reading import decode
from .held import ExportedGeometry, GeometryFormat, Held, HeldPanel, Requested
from .json_values import Node
from .rectangles import WholeBox, rectangles_mask, rectangles_of
from .scene import Scene, losses_of, scene
from .vectors import Array, array, unit, vector
from .words import right_angle, square

_MARK = b'"ExperimentList"'
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
    fixed, setting, axis = _goniometer(gonio, requested)
    phi_start, width = _scan(scan, requested)
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
        reciprocal=_crystal(models.get("crystal"), setting @ fixed, notes, requested),
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
    for name in ("fast_axis", "slow_axis", "origin"):
        unit_name = "mm" if name == "origin" else ""
        requested.append(Requested(label=name, value=node[name].text, unit=unit_name))
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


def _goniometer(
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


def _scan(
    node: Node | None, requested: list[Requested]
) -> tuple[float | None, float | None]:
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


def write(experiment: Experiment) -> ExportedGeometry:
    """Write an experiment list in the imgCIF frame: z to the source, x the spindle."""
    view = scene(experiment, against_beam=True)
    boxes, losses = rectangles_of(experiment)
    text = json.dumps(_as_json(view, boxes), indent=2) + "\n"
    losses += losses_of(
        experiment, crystal=True, scan=True, polarization=True, mask=True
    )
    return ExportedGeometry(text=text, losses=losses)


def _as_json(view: Scene, boxes: tuple[WholeBox, ...]) -> dict[str, Any]:
    experiment = view.experiment
    width = experiment.sampling.osc_deg
    scans = [] if width is None else [_scan_json(experiment, width)]
    index = {"detector": 0, "beam": 0, "goniometer": 0, "crystal": 0}
    return {
        "__id__": "ExperimentList",
        "experiment": [
            {
                "__id__": "Experiment",
                "identifier": "",
                **index,
                **({"scan": 0} if scans else {}),
            }
        ],
        "imageset": [],
        "beam": [_beam_json(view)],
        "detector": [{"panels": [_panel_json(view, boxes)]}],
        "goniometer": [
            {
                "rotation_axis": view.spindle.tolist(),
                "fixed_rotation": np.eye(3).ravel().tolist(),
                "setting_rotation": np.eye(3).ravel().tolist(),
            }
        ],
        "scan": scans,
        "crystal": [
            {
                "__id__": "crystal",
                "real_space_a": view.direct[0].tolist(),
                "real_space_b": view.direct[1].tolist(),
                "real_space_c": view.direct[2].tolist(),
                "space_group_hall_symbol": " P 1",
            }
        ],
        "profile": [],
        "scaling_model": [],
    }


def _beam_json(view: Scene) -> dict[str, Any]:
    beam = view.experiment.beam
    return {
        "__id__": "monochromatic",
        "direction": (-view.beam + 0.0).tolist(),
        "wavelength": beam.wavelength_angstrom,
        "divergence": 0.0,
        "sigma_divergence": 0.0,
        "polarization_normal": unit(np.cross(view.beam, view.polarization)).tolist(),
        "polarization_fraction": (beam.kahn_factor + 1.0) / 2.0,
        "flux": beam.flux_per_s,
        "transmission": 1.0,
    }


def _panel_json(view: Scene, boxes: tuple[WholeBox, ...]) -> dict[str, Any]:
    sensor = view.experiment.detector.sensor
    depth_um = sensor.attenuation_depth_um or sensor.thickness_um
    absorbs = sensor.thickness_um > 0 and math.isfinite(depth_um)
    return {
        "name": "Panel",
        "type": "SENSOR_PAD",
        "fast_axis": view.fast.tolist(),
        "slow_axis": view.slow.tolist(),
        "origin": view.origin_mm.tolist(),
        "raw_image_offset": [0, 0],
        "image_size": [view.geometry.pixels_fast, view.geometry.pixels_slow],
        "pixel_size": [view.pixel_mm, view.pixel_mm],
        "trusted_range": [0.0, 1e12],
        "thickness": sensor.thickness_um / 1000.0,
        "material": "",
        "mu": 1000.0 / depth_um if absorbs else 0.0,
        "identifier": "",
        "mask": [[x0, y0, x1, y1] for x0, x1, y0, y1 in boxes],
        "gain": 1.0,
        "pedestal": 0.0,
        "px_mm_strategy": {"type": "SimplePxMmStrategy"},
    }


def _scan_json(experiment: Experiment, width: float) -> dict[str, Any]:
    return {
        "image_range": [1, 1],
        "batch_offset": 0,
        "oscillation": [experiment.sampling.phi_start_deg, width],
        "exposure_time": [experiment.beam.exposure_s],
        "epochs": [0.0],
        "valid_image_ranges": {},
    }


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
