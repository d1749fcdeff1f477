"""The detector: where it stands, how it is turned, how large it is."""

from __future__ import annotations

from braggscope.quantities import Dimension
from braggscope_engine import Convention, Pivot

from .field import Choice, Field, Kind

_FRAME = (
    Field(
        path="detector.convention",
        label="Convention",
        name="Detector convention",
        kind=Kind.CHOICE,
        choices=(
            Choice(
                value=Convention.MOSFLM,
                label="MOSFLM",
                help="Beam along +x; beam centre X along slow, Y along fast, counted "
                "from the centre of the first pixel.",
            ),
            Choice(
                value=Convention.DENZO,
                label="DENZO",
                help="As MOSFLM, but counted from the corner of the first pixel.",
            ),
            Choice(
                value=Convention.ADXV,
                label="ADXV",
                help="Beam along +z; beam centre X along fast, Y upwards from the "
                "last row.",
            ),
            Choice(
                value=Convention.XDS,
                label="XDS",
                help="Beam along +z; ORGX, ORGY give the foot of the perpendicular.",
            ),
            Choice(
                value=Convention.DIALS,
                label="DIALS",
                help="Axes as XDS; two-theta and spindle about y.",
            ),
            Choice(
                value=Convention.CUSTOM,
                label="Custom axes",
                help="All directions as given under Axes.",
            ),
        ),
        help="Whose laboratory axes and beam-centre numbers are meant.",
        option="-mosflm, -denzo, -adxv, -xds, -dials",
    ),
    Field(
        path="detector.pivot",
        label="Pivot",
        kind=Kind.CHOICE,
        choices=(
            Choice(
                value=Pivot.BEAM,
                label="Beam spot",
                help="Distance and beam centre are those of the panel where it stands.",
            ),
            Choice(
                value=Pivot.SAMPLE,
                label="Near point",
                help="Distance and beam centre are those of the panel before the "
                "two-theta swing, which turns it about the sample.",
            ),
        ),
        help="About what nanoBragg turns a panel: whether its numbers are those "
        "before or after a swing. What your own edits leave in place is Hold.",
        option="-pivot",
    ),
)

_DISTANCES = (
    Field(
        path="detector.distance_mm",
        label="Distance",
        name="Detector distance",
        dimension=Dimension.LENGTH,
        unit="mm",
        minimum=0.1,
        maximum=100_000.0,
        step=1.0,
        coarse_step=10.0,
        help="Sample to panel, along the direct beam.",
        allowed="above 0",
        option="-distance",
    ),
    Field(
        path="detector.close_distance_mm",
        label="Close distance",
        dimension=Dimension.LENGTH,
        unit="mm",
        optional=True,
        maximum=100_000.0,
        minimum=-100_000.0,
        step=1.0,
        coarse_step=10.0,
        help="Sample to panel, along the panel normal; where given it wins over the "
        "distance.",
        allowed="any length",
        option="-close_distance",
    ),
)


def _centre(name: str, label: str, *, help: str, option: str, full: str = "") -> Field:
    return Field(
        path=f"detector.{name}",
        label=label,
        name=full,
        dimension=Dimension.LENGTH,
        unit="mm",
        optional=True,
        minimum=-100_000.0,
        maximum=100_000.0,
        step=0.1,
        coarse_step=1.0,
        help=help,
        allowed="any length",
        option=option,
    )


def _org(axis: str, along: str) -> Field:
    return Field(
        path=f"detector.org_{axis}_px",
        label=f"ORG{axis.upper()}",
        dimension=Dimension.PIXELS,
        unit="px",
        optional=True,
        minimum=-1e6,
        maximum=1e6,
        step=1.0,
        coarse_step=10.0,
        help=f"Foot of the perpendicular from the sample, along {along}, as XDS counts "
        "it: the centre of the first pixel is 1.",
        allowed="any position",
        option=f"-ORG{axis.upper()}",
    )


_CENTRES = (
    _centre(
        "beam_x_mm",
        "Beam centre X",
        help="Where the direct beam meets the panel.",
        option="-Xbeam",
    ),
    _centre(
        "beam_y_mm",
        "Beam centre Y",
        help="Where the direct beam meets the panel.",
        option="-Ybeam",
    ),
    _org("x", "fast"),
    _org("y", "slow"),
    _centre(
        "close_x_mm",
        "Near point X",
        full="Near point X (foot of the perpendicular)",
        help="Foot of the perpendicular from the sample, along fast, from the corner "
        "of the first pixel.",
        option="-Xclose",
    ),
    _centre(
        "close_y_mm",
        "Near point Y",
        full="Near point Y (foot of the perpendicular)",
        help="Foot of the perpendicular from the sample, along slow, from the corner "
        "of the first pixel.",
        option="-Yclose",
    ),
)

_POSE = (
    Field(
        path="detector.rotation_deg",
        label="Rotation",
        name="Detector rotation",
        kind=Kind.VECTOR,
        components=("x", "y", "z"),
        dimension=Dimension.ANGLE,
        unit="°",
        minimum=-360.0,
        maximum=360.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help="Turn of the panel about the laboratory's x, then y, then z.",
        allowed="any angles",
        option="-detector_rotx, -detector_roty, -detector_rotz",
    ),
    Field(
        path="detector.two_theta_deg",
        label="Two-theta",
        name="Detector two-theta",
        dimension=Dimension.ANGLE,
        unit="°",
        minimum=-180.0,
        maximum=180.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help="Swing of the detector about the two-theta axis of the convention.",
        allowed="any angle",
        option="-twotheta",
    ),
    Field(
        path="detector.pix0_mm",
        label="pix0",
        kind=Kind.VECTOR,
        optional=True,
        components=("x", "y", "z"),
        dimension=Dimension.LENGTH,
        unit="mm",
        minimum=-100_000.0,
        maximum=100_000.0,
        step=0.1,
        coarse_step=1.0,
        help="Outer corner of the first pixel in the laboratory frame, after all "
        "rotations; where given it places the detector.",
        allowed="three lengths, not all 0",
        option="-pix0_vector",
    ),
)


def _pixels(axis: str) -> Field:
    return Field(
        path=f"detector.pixels_{axis}",
        label=f"Pixels, {axis}",
        name=f"Pixel count along {axis}",
        kind=Kind.COUNT,
        minimum=1,
        maximum=100_000,
        step=1,
        coarse_step=100,
        help=f"Number of pixels along the {axis} axis.",
        allowed="1 to 100,000, at most 200 million in all",
        option=f"-detpixels_{axis[0]}",
    )


def _size(axis: str) -> Field:
    return Field(
        path=f"detector.size_{axis}_mm",
        label=f"Size, {axis}",
        name=f"Detector size along {axis}",
        dimension=Dimension.LENGTH,
        unit="mm",
        optional=True,
        minimum=0.001,
        maximum=100_000.0,
        step=1.0,
        coarse_step=10.0,
        help=f"Edge of the panel along {axis}, where it was given instead of a pixel "
        "count.",
        allowed="above 0",
        option=f"-detsize_{axis[0]}",
    )


_SIZE = (
    Field(
        path="detector.pixel_size_mm",
        label="Pixel size",
        dimension=Dimension.LENGTH,
        unit="mm",
        minimum=1e-4,
        maximum=1000.0,
        step=0.001,
        coarse_step=0.01,
        decimals=5,
        help="Edge of one square pixel.",
        allowed="above 0",
        option="-pixel",
    ),
    _pixels("fast"),
    _pixels("slow"),
    _size("fast"),
    _size("slow"),
)

DETECTOR_FIELDS = (*_FRAME, *_DISTANCES, *_CENTRES, *_POSE, *_SIZE)
