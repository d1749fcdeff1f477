"""What other programs call the terms of a trace."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A term of our trace and its names elsewhere.

    Attributes
    ----------
    level : str       "inputs", "sample", "source", "step" or "result"
    name : str        its name there
    aliases : str     other names, in lower case without underscores, by spaces
    """

    level: str
    name: str
    aliases: str = ""


KNOWN = (
    Known("inputs", "fast", "fpixel fastpx"),
    Known("inputs", "slow", "spixel slowpx"),
    Known("inputs", "pix0", "pix0vector pix0vectormeters pix0m pix0vectorm"),
    Known("inputs", "fast_axis", "fdetvector fdetvec fdet fastvector"),
    Known("inputs", "slow_axis", "sdetvector sdetvec sdet slowvector"),
    Known("inputs", "normal", "odetvector odetvec odet"),
    Known("inputs", "pixel_size", "pixelsizem pixelsizemeters"),
    Known("inputs", "distance", "distancemeters distancem"),
    Known("inputs", "close_distance", "closedistancemeters closedistancem"),
    Known("inputs", "a0", "a0angstrom"),
    Known("inputs", "b0", "b0angstrom"),
    Known("inputs", "c0", "c0angstrom"),
    Known("inputs", "Na"),
    Known("inputs", "Nb"),
    Known("inputs", "Nc"),
    Known("inputs", "spindle_axis", "spindle spindlevector spindleaxisvec"),
    Known("inputs", "beam_axis", "beamvector beam beamvec"),
    Known("inputs", "wavelength0", "lambda0 lambda0angstrom"),
    Known("inputs", "kahn_factor", "kahn polarizationfactor"),
    Known("inputs", "polarization_axis", "polarvector polaraxis polvector"),
    Known(
        "sample",
        "position",
        "at pixelpos pixelposmeters pixelposm lab pixelposition pixelposvec",
    ),
    Known("sample", "air_path", "airpath rdistancemeters airpathmeters airpathm"),
    Known("sample", "diffracted", "diffractedvec diffractedbeam d_hat"),
    Known("source", "incident", "incidentvec incidentvector"),
    Known("source", "wavelength", "lambdaangstrom lambdaa wavelengthangstrom"),
    Known("source", "scattering", "scatteringvecainv scatteringvec scatteringainv q"),
    Known("source", "d", "dspacing resolution dangstrom"),
    Known("source", "stol", "sinthetaoverlambda"),
    Known("source", "two_theta", "twothetadeg"),
    Known("source", "cos_two_theta", "cos2theta costwotheta"),
    Known("step", "phi", "phideg phitic"),
    Known("step", "a", "rotaangstroms rota avec"),
    Known("step", "b", "rotbangstroms rotb bvec"),
    Known("step", "c", "rotcangstroms rotc cvec"),
    Known("step", "hkl", "hklfrac hklfractional"),
    Known("step", "hkl_nearest", "hkl0 hklrounded hklint"),
    Known("step", "F_cell", "fhkl structurefactor"),
    Known("step", "F_latt_a", "flatta"),
    Known("step", "F_latt_b", "flattb"),
    Known("step", "F_latt_c", "flattc"),
    Known("step", "F_latt", "flattice"),
    Known("step", "term", "icontribution contribution"),
    Known("result", "sum", "i ibeforescaling isum"),
    Known("result", "steps"),
    Known("result", "oversample"),
    Known("result", "phi_steps", "phisteps"),
    Known("result", "mosaic_domains", "mosaicdomains"),
    Known("result", "sources"),
    Known("result", "sum_per_step", "i/steps ipersteps ioversteps"),
    Known("result", "r_e_sqr", "resqr resquared resqrm2"),
    Known("result", "fluence", "fluencephotonsperm2 fluenceperm2"),
    Known("result", "capture_fraction", "capfrac capturefraction"),
    Known("result", "polarization", "polar polarizationfactorpixel"),
    Known("result", "solid_angle", "omega omegapixel omegapixelsr"),
    Known(
        "result", "photons", "pixel ipixelfinal value floatimage floatimageaccumulated"
    ),
)


def normalised(name: str) -> str:
    """A name without what programs disagree on: case, underscores, prefixes."""
    last = name.rsplit(".", 1)[-1].strip()
    return last.replace("_", "").replace(" ", "").lower()


BY_NAME: dict[str, Known] = {
    alias: known
    for known in KNOWN
    for alias in (normalised(known.name), *known.aliases.replace("_", "").split())
}
