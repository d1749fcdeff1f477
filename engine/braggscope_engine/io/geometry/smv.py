"""Headers of SMV images: ADSC's, and nanoBragg's with its centres in all terms.

MOSFLM's frame: x along the beam, fast along the spindle z. Without more, BEAM_CENTER_X
and _Y are the slow and the fast distance of the beam from the outer corner, in mm.
"""

from __future__ import annotations

from dataclasses import replace

from ...errors import FileFormatError, InvalidParameterError
from ...geometry import place
from ...models.crystal import Crystal, UnitCell
from ...models.detector import Convention, Detector, Pivot
from ...models.experiment import Experiment
from ...quirks import Quirk
from ...resolved import resolve
from ..smv_header import SmvHeader, parse_smv_header
from .by_trial import placement_losses
from .held import ExportedGeometry, GeometryFormat, Held, HeldPanel
from .scene import losses_of
from .smv_requested import ADSC_NOTE, requested_of


def recognises(head: bytes) -> bool:
    """Whether this is the beginning of an SMV image."""
    return head.startswith(b"{\nHEADER_BYT")


def read(content: bytes, name: str) -> Held:
    """Read the header of an SMV image.

    Raises
    ------
    FileFormatError
        One sentence with the keyword that is missing or wrong.
    """
    header = parse_smv_header(content, name)
    detector, note = _detector(header)
    crystal = Crystal(cell=UnitCell(a=1.0, b=1.0, c=1.0), default_F=1.0)
    try:
        geometry = place(Experiment(detector=detector, crystal=crystal))
    except InvalidParameterError as error:
        raise FileFormatError(f"{name}: {error}") from error
    x, y, z = (1000.0 * value for value in geometry.pix0_m)
    start = header.number("OSC_START")
    return Held(
        panel=HeldPanel(
            origin_mm=(x, y, z),
            fast=geometry.fast,
            slow=geometry.slow,
            pixel_size_mm=detector.pixel_size_mm,
            pixels_fast=header.width,
            pixels_slow=header.height,
        ),
        natural=detector,
        beam=geometry.beam,
        spindle=geometry.spindle,
        wavelength_angstrom=_positive(header, "WAVELENGTH"),
        phi_start_deg=header.number("PHI") if start is None else start,
        osc_deg=abs(header.number("OSC_RANGE") or 0.0) or None,
        requested=requested_of(header, geometry),
        notes=(
            note,
            "The header holds no tilts, no polarisation and no crystal; rows are taken "
            "to run along the spindle.",
        ),
    )


def _detector(header: SmvHeader) -> tuple[Detector, str]:
    """The detector in MOSFLM's frame, and a sentence on the centre."""
    common = {
        "convention": Convention.MOSFLM,
        "pixels_fast": header.width,
        "pixels_slow": header.height,
        "pixel_size_mm": _positive(header, "PIXEL_SIZE"),
        "two_theta_deg": header.number("TWOTHETA") or 0.0,
    }
    orgs = header.number("XDS_ORGX"), header.number("XDS_ORGY")
    close = header.number("CLOSE_DISTANCE")
    distance = _positive(header, "DISTANCE")
    if None not in orgs and close:
        detector = Detector(
            **common,  # type: ignore[arg-type]
            pivot=Pivot.SAMPLE,
            distance_mm=abs(close),
            org_x_px=orgs[0],
            org_y_px=orgs[1],
        )
        return detector, "XDS_ORGX, XDS_ORGY and CLOSE_DISTANCE place the panel."
    slow, fast = header.number("BEAM_CENTER_X"), header.number("BEAM_CENTER_Y")
    if slow is None or fast is None:
        raise FileFormatError(
            f"{header.name}: BEAM_CENTER_X and BEAM_CENTER_Y are missing in the header."
        )
    common["convention"] = Convention.DENZO
    detector = Detector(
        **common,  # type: ignore[arg-type]
        pivot=Pivot.SAMPLE,
        distance_mm=distance,
        beam_x_mm=slow,
        beam_y_mm=fast,
    )
    return detector, ADSC_NOTE


def _positive(header: SmvHeader, keyword: str) -> float:
    value = header.number(keyword)
    if value is None:
        raise FileFormatError(f"{header.name}: {keyword} is missing in the header.")
    if not 0 < value < 1e30:
        raise FileFormatError(
            f"{header.name}: {keyword} is {value:g}; it must be above zero."
        )
    return value


def write(experiment: Experiment) -> ExportedGeometry:
    """Write the header that an image of this experiment has."""
    from ...outputs.smv import smv_header

    # Six digits, as nanoBragg writes, are too few to place a panel by.
    exact = replace(experiment, quirks=experiment.quirks - {Quirk.SHORT_HEADER})
    content = smv_header(resolve(exact), digits=17)
    losses = losses_of(experiment, crystal=False, scan=True, polarization=False)
    placement = placement_losses(experiment, content, read)
    return ExportedGeometry(text=content.decode("ascii"), losses=(*placement, *losses))


FORMAT = GeometryFormat(
    name="smv",
    label="SMV header",
    suffixes=(".img",),
    file_name="header.img",
    holds="A panel square to the beam with its two-theta, wavelength and rotation.",
    recognises=recognises,
    read=read,
    write=write,
)
