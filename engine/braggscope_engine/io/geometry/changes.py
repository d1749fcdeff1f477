"""What an import changes, in words, before it happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...geometry import Geometry, place
from ...models.experiment import Experiment

Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometryChange:
    """One value before and after: ``Distance``, ``100``, ``250``, ``mm``."""

    label: str
    before: str
    after: str
    unit: str = ""


def changes_between(
    before: Experiment, after: Experiment
) -> tuple[GeometryChange, ...]:
    """List what differs between two experiments, as far as geometry goes."""
    pairs = zip(_rows(before), _rows(after), strict=True)
    return tuple(
        GeometryChange(label=label, before=old, after=new, unit=unit)
        for (label, old, unit), (_, new, _) in pairs
        if old != new
    )


def _rows(experiment: Experiment) -> Iterator[Row]:
    geometry = place(experiment)
    yield from _panel_rows(experiment, geometry)
    yield from _place_rows(geometry)
    yield from _beam_rows(experiment, geometry)
    yield from _crystal_rows(experiment)


def _panel_rows(experiment: Experiment, geometry: Geometry) -> Iterator[Row]:
    detector = experiment.detector
    size = f"{geometry.pixels_fast} × {geometry.pixels_slow}"
    yield "Convention", detector.convention.value.upper(), ""
    yield "Pixels (fast × slow)", size, ""
    yield "Pixel size", _number(geometry.pixel_size_m * 1000.0), "mm"
    yield "Sensor thickness", _number(detector.sensor.thickness_um), "µm"
    depth = detector.sensor.attenuation_depth_um
    yield "Attenuation depth", "thickness" if depth is None else _number(depth), "µm"
    yield "Panel", "curved" if detector.curved else "flat", ""
    yield "Mask", _mask(experiment), ""


def _mask(experiment: Experiment) -> str:
    mask = experiment.detector.mask
    if mask is None:
        return "none"
    return f"{mask.name or 'unnamed'}, {int((~mask.keep).sum()):,} pixels left out"


def _place_rows(geometry: Geometry) -> Iterator[Row]:
    yield "Distance along the beam", _number(1000.0 * geometry.distance_m), "mm"
    yield "Close distance", _number(1000.0 * geometry.close_distance_m), "mm"
    spot = geometry.beam_centre_px
    yield "Beam centre (fast, slow)", _vector(spot) if spot else "none", "px"
    yield "ORGX, ORGY", _vector((geometry.orgx_px, geometry.orgy_px)), "px"
    pix0_mm = tuple(1000.0 * x for x in geometry.pix0_m)
    yield "pix0", _vector(pix0_mm), "mm"
    yield "Fast axis", _vector(geometry.fast), ""
    yield "Slow axis", _vector(geometry.slow), ""


def _beam_rows(experiment: Experiment, geometry: Geometry) -> Iterator[Row]:
    sampling, beam = experiment.sampling, experiment.beam
    yield "Wavelength", _number(beam.wavelength_angstrom), "Å"
    yield "Beam", _vector(geometry.beam), ""
    yield "Polarisation", _vector(geometry.polarization), ""
    yield "Kahn factor", _number(beam.kahn_factor), ""
    yield "Rotation axis", _vector(geometry.spindle), ""
    yield "Start of the rotation", _number(sampling.phi_start_deg), "°"
    width = sampling.osc_deg
    yield "Oscillation", "none" if width is None else _number(width), "°"
    step = sampling.phi_step_deg
    yield "Phi step", "chosen" if step is None else _number(step), "°"
    yield "Region", "all" if sampling.roi == type(sampling.roi)() else "a part", ""


def _crystal_rows(experiment: Experiment) -> Iterator[Row]:
    crystal = experiment.crystal
    if crystal.cell is None:
        yield "Cell lengths", "from the matrix", "Å"
        yield "Cell angles", "from the matrix", "°"
    else:
        cell = crystal.cell
        yield "Cell lengths", _vector((cell.a, cell.b, cell.c)), "Å"
        yield "Cell angles", _vector((cell.alpha, cell.beta, cell.gamma)), "°"
    yield "Orientation matrix", _matrix(experiment), ""
    misset = "random" if crystal.misset_random else _vector(crystal.misset_deg)
    yield "Misset angles", misset, "°"


def _matrix(experiment: Experiment) -> str:
    matrix = experiment.crystal.matrix
    if matrix is None:
        return "none"
    columns = (matrix.a_star, matrix.b_star, matrix.c_star)
    return "; ".join(_vector(column) for column in columns)


def _vector(values: tuple[float, ...]) -> str:
    return ", ".join(_number(value) for value in values)


def _number(value: float) -> str:
    return f"{round(value, 9) + 0.0:.9g}"
