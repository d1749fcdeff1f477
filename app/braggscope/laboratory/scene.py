"""What stands in the laboratory, as lines and points in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from braggscope_engine import Geometry

from .projection import Array, Frame, turned

_SMALLEST_SWING_DEG = 0.01
_ARC_STEP_DEG = 3.0
_GENERATORS = 6


class Role(StrEnum):
    """What a line or a point stands for."""

    BEAM = "direct beam"
    PANEL = "panel"
    FAST = "fast axis"
    SLOW = "slow axis"
    NORMAL = "normal of the panel"
    PIX0 = "pix0"
    FOOT = "foot of the perpendicular"
    SPINDLE = "rotation axis"
    TWO_THETA = "two-theta axis"
    POLARISATION = "polarisation"
    CONE = "cone of one resolution"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A curve in space.

    Attributes
    ----------
    role : Role
    points : ndarray, shape (n, 3)    mm; a row with NaN interrupts it
    arrow, both_ways : bool           a head at its end; also at its beginning
    dashed : bool
    label : str                       stands at its end, or nowhere if empty
    """

    role: Role
    points: Array
    arrow: bool = False
    both_ways: bool = False
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """A point in space with a label."""

    role: Role
    at: Array
    label: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Panel:
    """The sensitive surface.

    Attributes
    ----------
    pix0, fast, slow, normal : ndarray, shape (3,)
        Corner in mm, and directions.
    fast_mm, slow_mm : float
        Lengths of the edges.
    outline : ndarray, shape (n, 3)
        Closed, mm; follows a bent panel.
    is_flat : bool
    """

    pix0: Array
    fast: Array
    slow: Array
    normal: Array
    fast_mm: float
    slow_mm: float
    outline: Array
    is_flat: bool

    @property
    def corners(self) -> Array:
        """Of the flat panel, along fast and then along slow; shape (4, 3), mm."""
        fast, slow = self.fast * self.fast_mm, self.slow * self.slow_mm
        return np.array(
            [self.pix0, self.pix0 + fast, self.pix0 + fast + slow, self.pix0 + slow]
        )

    @property
    def middle(self) -> Array:
        """Middle of the flat panel, shape (3,), mm."""
        middle: Array = self.corners.mean(axis=0)
        return middle


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cone:
    """Rays of one resolution: where they meet the panel."""

    label: str
    points: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """All that is painted.

    Attributes
    ----------
    frame : Frame           directions of the named views
    panel : Panel
    lines : tuple of Line
    marks : tuple of Mark
    extent : ndarray, shape (n, 3)
        Points that a view of the whole shows, mm.
    """

    frame: Frame
    panel: Panel
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    extent: Array


def make_scene(
    geometry: Geometry,
    upright: Geometry,
    outline_mm: Array,
    *,
    is_flat: bool,
    two_theta_deg: float,
    cones: tuple[Cone, ...] = (),
) -> Scene:
    """Stand everything in its place.

    Parameters
    ----------
    geometry : Geometry
    upright : Geometry
        The same detector without tilts and swing: tells what is up, as the slow axis
        runs down in a picture.
    outline_mm : ndarray, shape (n, 3)
        Edge of the panel.
    is_flat : bool
    two_theta_deg : float
        The swing.
    cones : tuple of Cone
    """
    beam = _unit(geometry.beam)
    frame = Frame.of(beam, -np.array(upright.slow))
    panel = Panel(
        pix0=1e3 * np.array(geometry.pix0_m),
        fast=np.array(geometry.fast),
        slow=np.array(geometry.slow),
        normal=np.array(geometry.normal),
        fast_mm=1e3 * geometry.pixels_fast * geometry.pixel_size_m,
        slow_mm=1e3 * geometry.pixels_slow * geometry.pixel_size_m,
        outline=outline_mm,
        is_flat=is_flat,
    )
    reach = _reach(panel)
    lines = (
        *_beam_lines(geometry, beam, reach),
        *_panel_lines(panel, geometry, reach),
        *_axis_lines(geometry, beam, reach, two_theta_deg),
        *(line for cone in cones for line in _cone_lines(cone)),
    )
    marks = (
        Mark(role=Role.SAMPLE, at=np.zeros(3), label="sample"),
        Mark(role=Role.PIX0, at=panel.pix0, label="pix0"),
    )
    ends = [line.points[[0, -1]] for line in lines if line.role is not Role.CONE]
    extent = np.concatenate([outline_mm, *ends])
    return Scene(
        frame=frame,
        panel=panel,
        lines=lines,
        marks=marks,
        extent=extent[np.isfinite(extent).all(axis=1)],
    )


def _reach(panel: Panel) -> float:
    """About how large the laboratory is, mm: axes are drawn in parts of it."""
    edge = max(panel.fast_mm, panel.slow_mm)
    away = float(np.linalg.norm(panel.middle))
    return max(edge, min(away, 3 * edge))


def _beam_lines(geometry: Geometry, beam: Array, reach: float) -> Iterator[Line]:
    source = -0.45 * reach * beam
    yield Line(
        role=Role.BEAM, points=np.array([source, np.zeros(3)]), arrow=True, label="beam"
    )
    if geometry.beam_centre_px is not None:
        spot = _on_panel(geometry, geometry.beam_centre_px)
        yield Line(role=Role.BEAM, points=np.array([np.zeros(3), spot]), arrow=True)
    else:
        onwards = np.array([np.zeros(3), 0.6 * reach * beam])
        yield Line(role=Role.BEAM, points=onwards, arrow=True, dashed=True)
    electric = 0.1 * reach * _unit(geometry.polarization)
    middle = 0.6 * source
    yield Line(
        role=Role.POLARISATION,
        points=np.array([middle - electric, middle + electric]),
        arrow=True,
        both_ways=True,
        label="polarisation",
    )


def _panel_lines(panel: Panel, geometry: Geometry, reach: float) -> Iterator[Line]:
    for role, axis, edge_mm in (
        (Role.FAST, panel.fast, panel.fast_mm),
        (Role.SLOW, panel.slow, panel.slow_mm),
    ):
        end = panel.pix0 + 0.35 * edge_mm * axis
        yield Line(
            role=role, points=np.array([panel.pix0, end]), arrow=True, label=str(role)
        )
    middle = panel.middle
    if not panel.is_flat and geometry.beam_centre_px is not None:
        middle = _on_panel(geometry, geometry.beam_centre_px)
    normal_end = middle + 0.22 * reach * panel.normal
    yield Line(
        role=Role.NORMAL,
        points=np.array([middle, normal_end]),
        arrow=True,
        label="normal",
    )
    yield Line(role=Role.PIX0, points=np.array([np.zeros(3), panel.pix0]), arrow=True)
    foot = _on_panel(geometry, geometry.foot_px)
    yield Line(
        role=Role.FOOT,
        points=np.array([np.zeros(3), foot]),
        dashed=True,
        label="foot",
    )


def _axis_lines(
    geometry: Geometry, beam: Array, reach: float, two_theta_deg: float
) -> Iterator[Line]:
    for role, direction, length in (
        (Role.SPINDLE, geometry.spindle, 0.3),
        (Role.TWO_THETA, geometry.two_theta_axis, 0.42),
    ):
        axis = length * reach * _unit(direction)
        yield Line(
            role=role,
            points=np.array([-axis, axis]),
            arrow=True,
            dashed=role is Role.TWO_THETA,
            label=str(role),
        )
    if abs(two_theta_deg) < _SMALLEST_SWING_DEG:
        return
    steps = max(2, int(abs(two_theta_deg) / _ARC_STEP_DEG) + 1)
    angles = np.linspace(0.0, two_theta_deg, steps + 1)
    arc = turned(0.5 * reach * beam, _unit(geometry.two_theta_axis), angles)
    yield Line(
        role=Role.TWO_THETA,
        points=arc,
        arrow=True,
        label=f"2θ {two_theta_deg:.4g}°".replace("-", "−"),
    )


def _cone_lines(cone: Cone) -> Iterator[Line]:
    yield Line(role=Role.CONE, points=cone.points, label=cone.label)
    finite = cone.points[np.isfinite(cone.points).all(axis=1)]
    for index in np.linspace(0, len(finite), _GENERATORS, endpoint=False, dtype=int):
        if len(finite):
            ray = np.array([np.zeros(3), finite[index]])
            yield Line(role=Role.CONE, points=ray, dashed=True)


def _on_panel(geometry: Geometry, at_px: tuple[float, float]) -> Array:
    """Position of a point of the flat panel, mm."""
    fast, slow = np.array(geometry.fast), np.array(geometry.slow)
    from_corner = geometry.pixel_size_m * (at_px[0] * fast + at_px[1] * slow)
    on_panel: Array = 1e3 * (np.array(geometry.pix0_m) + from_corner)
    return on_panel


def _unit(vector: tuple[float, float, float]) -> Array:
    array = np.array(vector)
    unit: Array = array / np.linalg.norm(array)
    return unit
