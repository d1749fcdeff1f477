"""The detector's finer points: the axes of CUSTOM, and the sensor."""

from __future__ import annotations

from braggscope.quantities import Dimension

from .field import Field, Kind


def _axis(
    name: str, label: str, *, help: str, option: str, optional: bool = False
) -> Field:
    return Field(
        path=f"detector.custom_axes.{name}",
        label=label,
        kind=Kind.VECTOR,
        optional=optional,
        components=("x", "y", "z"),
        minimum=-1.0,
        maximum=1.0,
        step=0.001,
        coarse_step=0.01,
        decimals=6,
        help=help,
        allowed="three numbers, not all 0; any length",
        option=option,
    )


AXES_FIELDS = (
    _axis(
        "beam",
        "Beam",
        help="Direction of the incident beam, from the sample towards the detector.",
        option="-beam_vector",
    ),
    _axis(
        "fast",
        "Fast axis",
        help="Direction in which the fast pixel index grows.",
        option="-fdet_vector",
    ),
    _axis(
        "slow",
        "Slow axis",
        help="Direction in which the slow pixel index grows.",
        option="-sdet_vector",
    ),
    _axis(
        "normal",
        "Panel normal",
        optional=True,
        help="Normal of the panel; where not given it is fast × slow.",
        option="-odet_vector",
    ),
    _axis(
        "two_theta",
        "Two-theta axis",
        help="Axis of the detector's two-theta swing.",
        option="-twotheta_axis",
    ),
    _axis(
        "polarization",
        "Polarisation axis",
        help="Direction of the electric field of the beam.",
        option="-polar_vector",
    ),
    _axis(
        "spindle",
        "Spindle axis",
        help="Rotation axis of the crystal.",
        option="-spindle_axis",
    ),
)

SENSOR_FIELDS = (
    Field(
        path="detector.sensor.thickness_um",
        label="Thickness",
        name="Sensor thickness",
        dimension=Dimension.LENGTH,
        unit="µm",
        minimum=0.0,
        maximum=1e5,
        step=10.0,
        coarse_step=100.0,
        help="Depth of the absorbing layer; 0 absorbs everything in a plane.",
        allowed="0 or more",
        option="-detector_thick",
    ),
    Field(
        path="detector.sensor.attenuation_depth_um",
        label="Attenuation depth",
        name="Sensor attenuation depth",
        dimension=Dimension.LENGTH,
        unit="µm",
        optional=True,
        infinite=True,
        minimum=0.1,
        maximum=1e7,
        step=10.0,
        coarse_step=100.0,
        help="Path after which 1/e of the beam is left, 1/μ; inf does not absorb.",
        allowed="above 0, or inf",
        option="-detector_abs",
    ),
    Field(
        path="detector.sensor.layers",
        label="Layers",
        name="Sensor layers",
        kind=Kind.COUNT,
        optional=True,
        minimum=1,
        maximum=10_000,
        step=1,
        coarse_step=10,
        help="Slices into which the sensor is cut.",
        allowed="1 to 10,000",
        option="-detector_thicksteps",
    ),
    Field(
        path="detector.curved",
        label="Curved panel",
        kind=Kind.FLAG,
        help="Bend the panel to a sphere about the sample, so that every pixel is at "
        "the same distance.",
        option="-curved_det",
    ),
    Field(
        path="detector.point_pixel",
        label="Point pixels",
        kind=Kind.FLAG,
        help="Leave the slant of the pixels out of the solid angle.",
        option="-point_pixel",
    ),
)
