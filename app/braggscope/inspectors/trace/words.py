"""What is said of a trace: numbers, terms in plain words, and what quirks do to it."""

from __future__ import annotations

import math

from braggscope_engine import (
    QUIRK_DESCRIPTIONS,
    QuirkAtPixel,
    QuirksAtPixel,
    Trace,
    TraceTerm,
)

_MOST_QUIRKS = 5
_SHIFT_MM = 0.01
_TERMS = {
    "fast": "Number of the pixel along the fast axis, counted from 0.",
    "slow": "Number of the pixel along the slow axis, counted from 0.",
    "pix0": "Where the outer corner of the first pixel is in the laboratory. The "
    "position of every pixel is counted from here.",
    "fast_axis": "Direction in which the fast pixel number grows.",
    "slow_axis": "Direction in which the slow pixel number grows.",
    "normal": "Direction at right angles to the panel.",
    "distance": "From the sample to the panel, measured along the direct beam.",
    "close_distance": "From the sample to the nearest point of the panel's plane.",
    "a0": "Cell edge a before the spindle turns the crystal.",
    "b0": "Cell edge b before the spindle turns the crystal.",
    "c0": "Cell edge c before the spindle turns the crystal.",
    "Na": "Unit cells of the block along a: more cells, sharper and higher spots.",
    "Nb": "Unit cells of the block along b: more cells, sharper and higher spots.",
    "Nc": "Unit cells of the block along c: more cells, sharper and higher spots.",
    "spindle_axis": "The axis that the crystal turns about.",
    "beam_axis": "Direction in which the direct beam travels.",
    "wavelength0": "Wavelength of the beam, before dispersion.",
    "kahn_factor": "How much of the beam is polarised: 0 not at all, 1 wholly.",
    "polarization_axis": "Direction of the electric field of a polarised beam.",
    "position": "Where this point of the pixel is in the laboratory.",
    "air_path": "How far the scattered ray travels from the sample to this point.",
    "diffracted": "Direction of the scattered ray.",
    "solid_angle": "How large the pixel looks from the sample: the share of all "
    "scattered photons that it can catch.",
    "parallax": "How steeply the ray enters the sensor: 1 is straight on.",
    "capture_fraction": "Share of the photons that the sensor absorbs.",
    "incident": "Direction of the ray that comes from this source.",
    "wavelength": "Wavelength of this source.",
    "scattering": "The scattering vector: (diffracted − incident) / wavelength.",
    "d": "Resolution: spacing of lattice planes that would scatter to here.",
    "stol": "sin θ / λ, which is 1 / (2 d).",
    "two_theta": "Angle between the direct beam and the scattered ray.",
    "polarization": "Polarisation factor: what is left of the intensity at this "
    "angle because light is a transverse wave.",
    "phi": "Angle by which the spindle has turned the crystal in this sub-step.",
    "a": "Cell edge a as the crystal stands in this sub-step.",
    "b": "Cell edge b as the crystal stands in this sub-step.",
    "c": "Cell edge c as the crystal stands in this sub-step.",
    "hkl": "Fractional Miller indices: the scattering vector in units of the "
    "reciprocal cell. Whole numbers are in the middle of a reflection.",
    "hkl_nearest": "The reflection whose structure factor counts here.",
    "F_cell": "Structure factor amplitude of that reflection, from the list.",
    "F_latt": "How many unit cells scatter in step here: at the middle of a "
    "reflection all of them, Na × Nb × Nc.",
    "F_latt_a": "The part of F_latt along a: sin(π Na h) / sin(π h).",
    "F_latt_b": "The part of F_latt along b: sin(π Nb k) / sin(π k).",
    "F_latt_c": "The part of F_latt along c: sin(π Nc l) / sin(π l).",
    "term": "What this sub-step adds: F_cell² × F_latt².",
    "skipped": "Whether this sub-step is left out, being beyond d_min.",
    "sum": "The sum of all terms so far.",
    "background": "What the water around the crystal adds to the sum.",
    "sources": "Number of rays that the beam is made of.",
    "mosaic_domains": "Number of slightly turned blocks that the crystal is made of.",
    "phi_steps": "Number of angles that the oscillation is cut into.",
    "oversample": "Number of sub-pixels along an edge of the pixel.",
    "steps": "Number of terms that the sum is divided by.",
    "sum_per_step": "The mean term.",
    "r_e_sqr": "Classical electron radius squared: what one electron scatters.",
    "fluence": "Photons per area that hit the crystal.",
    "photons": "The value of the pixel: sum / steps × r_e² × fluence × the factors "
    "above.",
}


def explanation(term: TraceTerm) -> str:
    """Say in plain words what a term is, and give all of its digits."""
    words = _TERMS.get(term.name) or (term.what[:1].upper() + term.what[1:])
    return f"{words}\n{term.text()}".strip()


def short(value: object) -> str:
    """Write a value in few digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "  ".join(short(each) for each in value)
    if isinstance(value, float):
        shown = f"{value:.6g}"
        return (shown if shown != "-0" else "0").replace("-", "−")
    return str(value).replace("-", "−") if isinstance(value, int) else str(value)


def valued(term: TraceTerm) -> str:
    """Write a term's value with its unit."""
    unit = term.unit.replace("^2", "²").replace("A", "Å").replace("deg", "°")
    return f"{short(term.value)} {unit}".rstrip()


def headline(trace: Trace) -> str:
    """Say in rich text what the pixel holds and which reflection is behind it."""
    text = f"<b>{short(trace.value)} photons</b>"
    steps = trace.sub_steps
    if len(steps) == 0 or not steps.term.max() > 0:
        return f"{text} · no reflection reaches this pixel"
    strongest = int(steps.term.argmax())
    hkl = " ".join(str(i) for i in steps.nearest[strongest].tolist())
    beamlet = trace.beamlets[int(steps.beamlet[strongest])]
    d = next(term for term in beamlet.terms if term.name == "d")
    hkl = hkl.replace("-", "−")
    return f"{text} · reflection <b>{hkl}</b> · d {short(d.value)} Å"


_TOGETHER = 0.1
"""Of the value: what more the quirks do together than one by one is said from here."""


def quirk_words(found: QuirksAtPixel) -> str:
    """Say in rich text how strict nanoBragg and the intended model differ here."""
    if not found.effects and _same(found.strict, found.intended):
        return (
            f"Strict nanoBragg and the model as intended agree here: "
            f"{short(found.value)}."
        )
    lines = [
        f"Strict nanoBragg <b>{_photons(found.strict)}</b>, as intended "
        f"<b>{_photons(found.intended)}</b>."
    ]
    if not _same(found.intended, found.intended_in_place):
        lines.append(
            f"As intended the detector stands elsewhere; left where it is, the "
            f"pixel would have <b>{_photons(found.intended_in_place)}</b>."
        )
    lines += [_effect(found.value, each) for each in _told(found)[:_MOST_QUIRKS]]
    more = len(found.effects) - _MOST_QUIRKS
    if more > 0:
        lines.append(f"… and {more} more, which the tab Quirks lists.")
    if _act_together(found):
        lines.append("All of them together change more than each does alone.")
    return "<br>".join(lines)


def _act_together(found: QuirksAtPixel) -> bool:
    """Whether the quirks that were left out act through one another.

    A beam centre that is read in another way matters only once pix0 is ignored.
    """
    if not _same(found.value, found.intended) or not found.value > 0:
        return False
    each = [effect.value / found.value for effect in found.effects]
    expected = found.value * math.prod(each)
    return abs(found.strict - expected) > _TOGETHER * max(found.strict, expected)


def quirk_tip(found: QuirksAtPixel) -> str:
    """Explain the quirks that matter, in rich text."""
    return "".join(
        f"<p><b>{each.quirk.value}</b><br>With it: "
        f"{QUIRK_DESCRIPTIONS[each.quirk].what}<br>Without: "
        f"{QUIRK_DESCRIPTIONS[each.quirk].instead}</p>"
        for each in _told(found)[:_MOST_QUIRKS]
    )


def _told(found: QuirksAtPixel) -> list[QuirkAtPixel]:
    """Those that change the value of the spot first, then those that move it away."""
    moves = [each.pix0_shift_mm >= _SHIFT_MM for each in found.effects]
    effects = zip(moves, found.effects, strict=True)
    return [each for _, each in sorted(effects, key=lambda pair: pair[0])]


def _effect(value: float, each: QuirkAtPixel) -> str:
    switch = "without" if each.in_force else "with"
    text = f"• {switch} <i>{each.quirk.value}</i>: {_photons(each.value)}"
    if value > 0 and not math.isnan(each.value):
        text += f" ({100 * (each.value / value - 1):+.3g} %)".replace("-", "−")
    if each.pix0_shift_mm >= _SHIFT_MM:
        text += f", the detector stands {each.pix0_shift_mm:.3g} mm elsewhere"
    return text


def _photons(value: float) -> str:
    return "no image" if math.isnan(value) else short(value)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9)
