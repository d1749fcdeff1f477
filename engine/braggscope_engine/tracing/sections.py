"""The parts of a trace around its sub-steps, as named terms."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..constants import CLASSICAL_ELECTRON_RADIUS_SQUARED_M2, DEGREES_PER_RADIAN
from ..integrate import PixelFactors, background_at_start, background_per_term
from ..samples import Beamlet, Sample
from ..scene import Scene
from .records import TraceNode, TraceTerm, Value


def _term(name: str, value: Value | Tensor, unit: str, what: str) -> TraceTerm:
    if isinstance(value, Tensor):
        numbers = value.detach().flatten().tolist()
        value = float(numbers[0]) if len(numbers) == 1 else tuple(numbers)
    return TraceTerm(name=name, value=value, unit=unit, what=what)


def input_nodes(scene: Scene) -> tuple[TraceNode, ...]:
    """Geometry, crystal and beam: the same for every pixel."""
    return _geometry(scene), _crystal(scene), _beam(scene)


def _geometry(scene: Scene) -> TraceNode:
    panel = scene.resolved.panel
    return TraceNode(
        title="Detector",
        terms=(
            _term("pix0", panel.pix0, "m", "outer corner of the first pixel"),
            _term("fast_axis", panel.fast, "", "direction of growing fast"),
            _term("slow_axis", panel.slow, "", "direction of growing slow"),
            _term("normal", panel.normal, "", "normal of the panel"),
            _term("pixel_size", panel.pixel, "m", "edge of a pixel"),
            _term("distance", panel.distance, "m", "sample to panel along the beam"),
            _term(
                "close_distance",
                panel.close_distance,
                "m",
                "sample to panel along its normal",
            ),
        ),
    )


def _crystal(scene: Scene) -> TraceNode:
    resolved = scene.resolved
    a, b, c = resolved.lattice.direct_m * 1e10
    counts = zip("abc", resolved.n_cells, strict=True)
    return TraceNode(
        title="Crystal before its rotation",
        terms=(
            _term("a0", a, "A", "cell vector a"),
            _term("b0", b, "A", "cell vector b"),
            _term("c0", c, "A", "cell vector c"),
            *(_term(f"N{axis}", n, "", f"cells along {axis}") for axis, n in counts),
            _term("spindle_axis", resolved.panel.spindle, "", "rotation axis"),
            _term("shape", str(resolved.experiment.crystal.shape), "", "of the block"),
        ),
    )


def _beam(scene: Scene) -> TraceNode:
    resolved = scene.resolved
    return TraceNode(
        title="Beam",
        terms=(
            _term("beam_axis", resolved.panel.beam, "", "direction of the beam"),
            _term(
                "wavelength0",
                resolved.experiment.beam.wavelength_angstrom,
                "A",
                "wavelength before any dispersion",
            ),
            _term(
                "kahn_factor",
                resolved.experiment.beam.kahn_factor,
                "",
                "polarisation: 0 none, 1 full",
            ),
            _term(
                "polarization_axis",
                resolved.panel.polarization,
                "",
                "direction of the electric field",
            ),
        ),
    )


def sample_node(
    scene: Scene, sample: Sample, number: int, fast_px: int, slow_px: int
) -> TraceNode:
    """Position, air path, solid angle and absorption of one layer and sub-pixel."""
    per_edge = scene.resolved.oversample
    layer, sub_pixel = divmod(number, per_edge * per_edge)
    sub_slow, sub_fast = divmod(sub_pixel, per_edge)
    fine = scene.surface.pixel / per_edge
    position = scene.surface.positions(
        (fine * (fast_px * per_edge + sub_fast) + fine / 2.0).reshape(1),
        (fine * (slow_px * per_edge + sub_slow) + fine / 2.0).reshape(1),
        layer * scene.layer_step_m,
    )
    direction = sample.directions[:3]
    absorption: tuple[TraceTerm, ...] = ()
    if sample.capture is not None:
        absorption = (
            _term(
                "parallax",
                scene.surface.parallax(direction),
                "",
                "cosine between the ray and the panel's normal",
            ),
            _term(
                "capture_fraction",
                sample.capture,
                "",
                "photons that this layer absorbs",
            ),
        )
    where = f"layer {layer}, sub-pixel fast {sub_fast} slow {sub_slow}"
    return TraceNode(
        title=f"Sample {number}: {where}",
        prefix=f"sample[{number}].",
        terms=(
            _term("position", position[:, 0], "m", "in the laboratory"),
            _term(
                "air_path", torch.linalg.vector_norm(position), "m", "from the sample"
            ),
            _term("diffracted", direction[:, 0], "", "unit vector to it"),
            _term("solid_angle", sample.solid_angle, "sr", "of the pixel from there"),
            *absorption,
        ),
    )


def beamlet_node(
    scene: Scene, beamlet: Beamlet, sample: int, number: int, diffracted: Tensor
) -> TraceNode:
    """Scattering vector, resolution and polarisation of one source."""
    source = number % len(scene.incident)
    wavelength = float(beamlet.wavelength_m) * 1e10
    scattering = (diffracted - beamlet.incident) / wavelength
    length = float(torch.linalg.vector_norm(scattering))
    cosine = float(torch.dot(diffracted, beamlet.incident))
    polarization = 1.0 if beamlet.polarization is None else beamlet.polarization
    inside = beamlet.inside is None or bool(beamlet.inside.all())
    return TraceNode(
        title=f"Source {source} seen from sample {sample}",
        prefix=f"sample[{sample}].source[{source}].",
        terms=(
            _term("incident", beamlet.incident, "", "direction of this source's beam"),
            _term("wavelength", wavelength, "A", "of this source"),
            _term("scattering", scattering, "1/A", "q = (diffracted - incident) / λ"),
            _term("d", 1 / length if length > 0 else math.inf, "A", "resolution"),
            _term("stol", length / 2, "1/A", "sin(theta) / λ"),
            _term(
                "two_theta",
                2 * math.asin(min(1.0, length * wavelength / 2)) * DEGREES_PER_RADIAN,
                "deg",
                "scattering angle",
            ),
            _term("cos_two_theta", cosine, "", "diffracted · incident"),
            _term("polarization", polarization, "", "polarisation factor"),
            _term("weight", beamlet.weight, "", "relative weight of the source"),
            _term("within_d_min", inside, "", "whether this source counts here"),
        ),
    )


def result_node(
    scene: Scene, total: Tensor, factors: PixelFactors, photons: float
) -> TraceNode:
    """The normalisation: from the sum to photons."""
    resolved = scene.resolved
    sources, domains = len(resolved.sources), len(resolved.orientations.domains)
    kept = _kept(scene, factors)
    background = background_at_start(scene) + background_per_term(scene)
    steps = resolved.steps
    return TraceNode(
        title="From the sum to photons",
        prefix="result.",
        terms=(
            _term("background", background, "e^2", "water, within the sum"),
            _term("sum", total, "", _sum_of(scene)),
            _term("sources", sources, "", "number of sources"),
            _term("mosaic_domains", domains, "", "number of mosaic domains"),
            _term("phi_steps", resolved.phi.count, "", "number of phi steps"),
            _term("oversample", resolved.oversample, "", "sub-pixels along an edge"),
            _term("steps", steps, "", "sources × domains × phi steps × oversample²"),
            _term("sum_per_step", total / steps, "", "sum / steps"),
            _term("r_e_sqr", CLASSICAL_ELECTRON_RADIUS_SQUARED_M2, "m^2", "r_e²"),
            _term("fluence", resolved.fluence_per_m2, "1/m^2", "photons per area"),
            *kept,
            _term("photons", photons, "photons", "the value of the pixel"),
        ),
    )


def _kept(scene: Scene, factors: PixelFactors) -> list[TraceTerm]:
    """Factors that no term had, in the order in which they are applied."""
    corrections = scene.corrections
    kept: list[TraceTerm] = []
    if not corrections.capture_per_term or factors.capture is None:
        capture = 1.0 if factors.capture is None else factors.capture
        kept.append(_term("capture_fraction", capture, "", "of the last layer"))
    if not corrections.polarization_per_term and factors.polarization is not None:
        polarization = factors.polarization_in_force(scene)
        kept.append(_term("polarization", polarization, "", "kept first"))
    if not corrections.solid_angle_per_term and factors.solid_angle is not None:
        kept.append(_term("solid_angle", factors.solid_angle, "sr", "kept first"))
    return kept


def _sum_of(scene: Scene) -> str:
    corrections = scene.corrections
    if corrections.running_sum:
        return "terms, flagged factors multiplying all that was there"
    names = [
        name
        for name, used in (
            ("solid angle", corrections.solid_angle_per_term),
            ("polarisation", corrections.polarization_per_term),
            ("capture", corrections.capture_per_term),
        )
        if used
    ]
    return f"terms times {', '.join(names)}" if names else "terms"
