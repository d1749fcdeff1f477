"""The oddities of nanoBragg, by name.

Each is reproduced only where its name stands in ``Experiment.quirks``; the code asks
for it in exactly one place. None of them is the default; all of them together are
strict nanoBragg. Sampling choices that nanoBragg documents are not quirks: they are
fields of the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from .errors import InvalidParameterError


class Quirk(StrEnum):
    """One oddity of nanoBragg."""

    # command line
    LOOSE_OPTIONS = "loose-options"
    MISSET_SEED_IS_MISSET = "misset-seed-is-misset"
    TWOTHETA_AXIS_SETS_ANGLE = "twotheta-axis-sets-angle"
    CURVED_NEEDS_A_WORD = "curved-needs-a-word"
    PIX0_MM_IN_METRES = "pix0-mm-in-metres"
    STEPS_WITHOUT_RANGE = "steps-without-range"
    # geometry
    IGNORE_PIX0 = "ignore-pix0"
    CONVENTION_SETS_PIVOT = "convention-sets-pivot"
    CONVENTION_IGNORES_CENTRE = "convention-ignores-centre"
    BEAM_CENTRE_AS_NEAR_POINT = "beam-centre-as-near-point"
    REGENERATED_NORMAL = "regenerated-normal"
    UNNORMALISED_TWOTHETA_AXIS = "unnormalised-twotheta-axis"
    RATIO_WITHOUT_TWOTHETA = "ratio-without-twotheta"
    TRANSPOSED_CURVED_DETECTOR = "transposed-curved-detector"
    POINT_PIXEL_WITHOUT_AREA = "point-pixel-without-area"
    SIGNED_DISTANCE = "signed-distance"
    # headers that are read
    HEADER_SUBSTRING_KEYWORDS = "header-substring-keywords"
    MASK_FLIPS_BEAM_CENTRE = "mask-flips-beam-centre"
    HEADER_TWOTHETA_IGNORED = "header-twotheta-ignored"
    # rotation and sources
    STALE_PHI = "stale-phi"
    SOURCE_WAVELENGTH_IN_METRES = "source-wavelength-in-metres"
    SOURCE_FILE_AS_IT_STANDS = "source-file-as-it-stands"
    # crystal
    SKEWED_TRICLINIC_CELL = "skewed-triclinic-cell"
    # structure factors and shapes
    IMPLICIT_DUMP = "implicit-dump"
    DUMP_SWALLOWS_SPACE = "dump-swallows-space"
    HKL_STOPS_AT_TEXT = "hkl-stops-at-text"
    INTERPOLATION_SWITCHES_OFF = "interpolation-switches-off"
    INTERPOLATION_BEFORE_SIZE = "interpolation-before-size"
    SPOT_RADIUS_OF_ALL_CELLS = "spot-radius-of-all-cells"
    # intensity
    RUNNING_SUM = "running-sum"
    CORNER_SOLID_ANGLE = "corner-solid-angle"
    FIRST_SOURCE_POLARIZATION = "first-source-polarization"
    LAST_LAYER_CAPTURE = "last-layer-capture"
    LAYER_SPACING = "layer-spacing"
    TRANSPARENT_SENSOR_IS_BLACK = "transparent-sensor-is-black"
    BACKGROUND_SCALED_TWICE = "background-scaled-twice"
    DMIN_DROPS_BACKGROUND = "dmin-drops-background"
    NOPOLAR_OVERRULED = "nopolar-overruled"
    # files that are written
    SHORT_HEADER = "short-header"
    DIALS_ORIGIN_LINE = "dials-origin-line"
    NOISE_WRAPS = "noise-wraps"
    SOLID_ANGLE_PER_STEP = "solid-angle-per-step"
    WRITE_ALL_FILES = "write-all-files"


ALL_QUIRKS = frozenset(Quirk)
NO_QUIRKS: frozenset[Quirk] = frozenset()


@dataclass(frozen=True, slots=True)
class QuirkDescription:
    """What a quirk does, and what is done without it; one sentence each."""

    what: str
    instead: str


_D = QuirkDescription

DESCRIPTIONS: dict[Quirk, QuirkDescription] = {
    Quirk.LOOSE_OPTIONS: _D(
        "Options match by substring, values are read as options again, unknown "
        "options pass in silence and malformed numbers are 0.",
        "Options are matched exactly, and whatever cannot be read is an error.",
    ),
    Quirk.MISSET_SEED_IS_MISSET: _D(
        "-misset_seed n is also read as -misset with n and the two words after it.",
        "-misset_seed only sets the seed.",
    ),
    Quirk.TWOTHETA_AXIS_SETS_ANGLE: _D(
        "-twotheta_axis x y z also sets two-theta to x degrees and pivots about the "
        "sample.",
        "-twotheta_axis only sets the axis.",
    ),
    Quirk.CURVED_NEEDS_A_WORD: _D(
        "-curved_det is ignored when it is the last word.",
        "-curved_det counts wherever it stands.",
    ),
    Quirk.PIX0_MM_IN_METRES: _D(
        "-pix0_vector_mm is read as -pix0_vector, in metres.",
        "-pix0_vector_mm is in millimetres.",
    ),
    Quirk.STEPS_WITHOUT_RANGE: _D(
        "A number of steps without a range spans 1 radian of divergence, 100 % of "
        "dispersion or 1 degree of phi; with a step size the number becomes 2.",
        "Steps without a range do not spread; steps of a given size keep their number.",
    ),
    Quirk.IGNORE_PIX0: _D(
        "A given pix0 vector is overwritten from the pivot, distance and beam centre.",
        "A given pix0 vector places the detector.",
    ),
    Quirk.CONVENTION_SETS_PIVOT: _D(
        "ADXV, MOSFLM and DENZO always pivot about the beam, XDS and DIALS about the "
        "sample.",
        "The pivot that was asked for is used.",
    ),
    Quirk.CONVENTION_IGNORES_CENTRE: _D(
        "XDS and DIALS ignore Xbeam, Ybeam, Xclose and Yclose; ADXV, MOSFLM and DENZO "
        "ignore Xclose, Yclose, ORGX and ORGY.",
        "Every given centre is used; two that contradict each other are an error.",
    ),
    Quirk.BEAM_CENTRE_AS_NEAR_POINT: _D(
        "CUSTOM with the sample pivot takes Xbeam, Ybeam for the foot of the "
        "perpendicular.",
        "Xbeam, Ybeam are where the direct beam hits the panel.",
    ),
    Quirk.REGENERATED_NORMAL: _D(
        "A given panel normal is replaced by fast × slow unless its length is exactly "
        "1; one that is not given stays at 1 0 0 in CUSTOM.",
        "A given normal is normalised and used; otherwise it is fast × slow, turned "
        "away from the sample.",
    ),
    Quirk.UNNORMALISED_TWOTHETA_AXIS: _D(
        "A two-theta axis that is not of length 1 scales and shears the detector.",
        "The two-theta axis is normalised.",
    ),
    Quirk.RATIO_WITHOUT_TWOTHETA: _D(
        "The reported distance and beam centre leave the two-theta swing out, and what "
        "depends on them follows.",
        "Distance and beam centre are those of the panel where it stands.",
    ),
    Quirk.TRANSPOSED_CURVED_DETECTOR: _D(
        "A curved detector swaps its axes in MOSFLM frames and is meaningless where "
        "the beam is not along x.",
        "The panel is bent about the beam spot, in any frame.",
    ),
    Quirk.POINT_PIXEL_WITHOUT_AREA: _D(
        "-point_pixel leaves the pixel area out of the solid angle.",
        "The solid angle of a point pixel is area / distance².",
    ),
    Quirk.SIGNED_DISTANCE: _D(
        "A panel normal that points towards the source puts the detector upstream or "
        "makes the solid angle negative.",
        "The normal is turned away from the sample.",
    ),
    Quirk.HEADER_SUBSTRING_KEYWORDS: _D(
        "A keyword of an image header also matches inside longer ones, so that "
        "DISTANCE takes the value of CLOSE_DISTANCE, and a header's close distance "
        "defeats -distance.",
        "Keywords match whole, and options win over the header.",
    ),
    Quirk.MASK_FLIPS_BEAM_CENTRE: _D(
        "BEAM_CENTER_Y of a mask counts from the other edge than that of an image.",
        "Both count from the same edge.",
    ),
    Quirk.HEADER_TWOTHETA_IGNORED: _D(
        "TWOTHETA of an image header has no effect.",
        "TWOTHETA of an image header sets two-theta.",
    ),
    Quirk.STALE_PHI: _D(
        "A phi step of exactly 0 is not rotated: it repeats the step evaluated before "
        "it, so that a scan from 0 loses its first step and counts its last twice.",
        "Every phi step is rotated.",
    ),
    Quirk.SOURCE_WAVELENGTH_IN_METRES: _D(
        "Wavelengths in a source file are metres.",
        "They are Å, or metres where they are below 1e-5.",
    ),
    Quirk.SOURCE_FILE_AS_IT_STANDS: _D(
        "Comments and unfinished lines of a source file become sources with zeros.",
        "Comments are skipped and unfinished lines are completed or refused.",
    ),
    Quirk.SKEWED_TRICLINIC_CELL: _D(
        "A cell that is oblique in all three angles is built with other angles, off by "
        "tenths of a degree: c* gets a wrong height.",
        "The cell has the angles that were given.",
    ),
    Quirk.IMPLICIT_DUMP: _D(
        "Without -hkl a structure-factor dump in the folder is read in silence.",
        "A dump is read only when it is asked for.",
    ),
    Quirk.DUMP_SWALLOWS_SPACE: _D(
        "A dump whose first data byte looks like white space is read shifted.",
        "Data start right after the form feed.",
    ),
    Quirk.HKL_STOPS_AT_TEXT: _D(
        "A reflection list ends in silence at the first record that is not three "
        "whole numbers and an amplitude.",
        "Such a record is an error that names its line.",
    ),
    Quirk.INTERPOLATION_SWITCHES_OFF: _D(
        "The first point outside the reflection list switches interpolation off for "
        "all later ones.",
        "Only points outside the list fall back to the nearest reflection.",
    ),
    Quirk.INTERPOLATION_BEFORE_SIZE: _D(
        "Interpolation is chosen from the cell count before the crystal size sets it.",
        "It is chosen from the cell count that is used.",
    ),
    Quirk.SPOT_RADIUS_OF_ALL_CELLS: _D(
        "GAUSS and TOPHAT spots have a radius of about 1 / (number of cells) Å⁻¹.",
        "Their radius is about 1 / (edge of the block).",
    ),
    Quirk.RUNNING_SUM: _D(
        "-oversample_thick, _polar and _omega multiply the running sum at every step, "
        "so that earlier steps fade.",
        "Each step is multiplied by its own factor.",
    ),
    Quirk.CORNER_SOLID_ANGLE: _D(
        "The solid angle of the first sub-pixel serves the whole pixel.",
        "Each sub-pixel has its own solid angle.",
    ),
    Quirk.FIRST_SOURCE_POLARIZATION: _D(
        "The polarisation factor of the first sub-pixel and source serves all.",
        "Each sub-pixel and source has its own polarisation factor.",
    ),
    Quirk.LAST_LAYER_CAPTURE: _D(
        "The layers of a sensor are summed and scaled by the last one's absorption.",
        "Each layer is scaled by its own absorption.",
    ),
    Quirk.LAYER_SPACING: _D(
        "n layers are thickness / (n - 1) deep each, and 1 layer becomes 2.",
        "n layers are thickness / n deep each.",
    ),
    Quirk.TRANSPARENT_SENSOR_IS_BLACK: _D(
        "A sensor with infinite attenuation depth and a thickness, or without a "
        "thickness under -oversample_thick, gives a black image.",
        "A sensor that is transparent or has no thickness absorbs all alike.",
    ),
    Quirk.BACKGROUND_SCALED_TWICE: _D(
        "The water background is multiplied by r_e² · fluence twice and divided by "
        "the number of steps.",
        "It is F² · molecules · r_e² · fluence.",
    ),
    Quirk.DMIN_DROPS_BACKGROUND: _D(
        "A pixel beyond -dmin loses its water background.",
        "The background stays.",
    ),
    Quirk.NOPOLAR_OVERRULED: _D(
        "-oversample_polar applies polarisation in spite of -nopolar.",
        "-nopolar wins.",
    ),
    Quirk.SHORT_HEADER: _D(
        "An SMV header longer than 512 bytes still says 512, which shifts the image.",
        "The header is padded and states its true length.",
    ),
    Quirk.DIALS_ORIGIN_LINE: _D(
        "DIALS_ORIGIN lacks its semicolon and assumes the beam along x.",
        "It is complete and right in every frame.",
    ),
    Quirk.NOISE_WRAPS: _D(
        "Noise counts below zero wrap around to large numbers.",
        "They are clipped at zero.",
    ),
    Quirk.SOLID_ANGLE_PER_STEP: _D(
        "The solid angle that is printed is divided by sources, domains and phi steps, "
        "and counts each sensor layer.",
        "It is that of the rendered pixels.",
    ),
    Quirk.WRITE_ALL_FILES: _D(
        "render writes every output under a default name.",
        "render writes only the files that are asked for.",
    ),
}


def parse_quirks(text: str) -> frozenset[Quirk]:
    """Read a comma list of ``all``, ``none``, names, and names with a minus.

    Parameters
    ----------
    text : str
        For example ``"all,-stale-phi"``; read from left to right.

    Raises
    ------
    InvalidParameterError
        For a name that is not a quirk, with the nearest one.
    """
    chosen: set[Quirk] = set()
    for word in (part.strip() for part in text.split(",")):
        if word in ("", "none"):
            chosen = set() if word == "none" else chosen
        elif word == "all":
            chosen = set(Quirk)
        elif word.startswith("-"):
            chosen.discard(_quirk(word[1:]))
        else:
            chosen.add(_quirk(word))
    return frozenset(chosen)


def format_quirks(quirks: Iterable[Quirk]) -> str:
    """Write quirks as the shortest list that ``parse_quirks`` reads."""
    chosen = frozenset(quirks)
    if not chosen:
        return "none"
    missing = [f"-{q}" for q in Quirk if q not in chosen]
    if len(missing) < len(chosen):
        return ",".join(["all", *missing])
    return ",".join(q for q in Quirk if q in chosen)


def _quirk(name: str) -> Quirk:
    try:
        return Quirk(name)
    except ValueError:
        near = get_close_matches(name, list(Quirk), n=1)
        hint = f"Did you mean {near[0]}?" if near else ""
        raise InvalidParameterError(
            "quirks", name, "all, none, or names that `braggscope quirks` lists", hint
        ) from None
