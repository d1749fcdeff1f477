"""Photons in a set of pixels: the sum over samples, sources and orientations."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .quirks import Quirk
from .samples import Beamlet, Sample, beamlets, samples
from .scene import Scene


@dataclass(slots=True)
class PixelFactors:
    """Factors that are kept for the whole pixel, as they are met along the way.

    Attributes
    ----------
    solid_angle, polarization, capture : Tensor, shape (n,), or None before the first
    any_polarization : Tensor or None
        Of the first source, within d_min or not.
    """

    solid_angle: Tensor | None = None
    polarization: Tensor | None = None
    any_polarization: Tensor | None = None
    capture: Tensor | None = None

    def see_sample(self, sample: Sample) -> None:
        """Keep the first solid angle, and each layer's first capture fraction."""
        if self.solid_angle is None:
            self.solid_angle = sample.solid_angle
        if sample.starts_layer:
            self.capture = sample.capture

    def see_beamlet(self, beamlet: Beamlet) -> None:
        """Keep the first polarisation factor of each pixel that is within d_min."""
        factor = beamlet.polarization
        if factor is None:
            return
        if self.any_polarization is None:
            self.any_polarization = factor
        if beamlet.inside is not None:
            factor = torch.where(beamlet.inside, factor, torch.zeros_like(factor))
        if self.polarization is None:
            self.polarization = factor
        elif beamlet.inside is not None:
            missing = self.polarization == 0
            self.polarization = torch.where(missing, factor, self.polarization)

    def finish(self, scene: Scene, total: Tensor) -> Tensor:
        """Photons: apply the scale and the factors that no term had."""
        corrections = scene.corrections
        assert self.solid_angle is not None
        value = total * scene.scale
        if not corrections.capture_per_term and self.capture is not None:
            value = value * self.capture
        if not corrections.polarization_per_term and self.polarization is not None:
            value = value * self.polarization_in_force(scene)
        if not corrections.solid_angle_per_term:
            value = value * self.solid_angle
        return value

    def polarization_in_force(self, scene: Scene) -> Tensor:
        """The factor that serves the whole pixel, shape (n,)."""
        assert self.polarization is not None
        assert self.any_polarization is not None
        quirks = scene.resolved.experiment.quirks
        if Quirk.DMIN_DROPS_BACKGROUND in quirks:
            return self.polarization
        missing = self.polarization == 0
        return torch.where(missing, self.any_polarization, self.polarization)


def term_weight(scene: Scene, sample: Sample, beamlet: Beamlet) -> Tensor:
    """Factors that belong to each term of one sample and source, shape (n,) or ()."""
    corrections = scene.corrections
    weight = beamlet.weight
    if corrections.solid_angle_per_term:
        weight = weight * sample.solid_angle
    if corrections.polarization_per_term and beamlet.polarization is not None:
        weight = weight * beamlet.polarization
    if corrections.capture_per_term and sample.capture is not None:
        weight = weight * sample.capture
    return weight


def background_per_term(scene: Scene) -> float:
    """Water background as a share of each sample and source, units of F²."""
    resolved = scene.resolved
    if Quirk.BACKGROUND_SCALED_TWICE in resolved.experiment.quirks:
        return 0.0
    shares = resolved.oversample**2 * len(resolved.sources)
    return resolved.background * resolved.steps / shares


def background_at_start(scene: Scene) -> float:
    """Water background that the sum of each pixel starts from, units of F²."""
    if Quirk.BACKGROUND_SCALED_TWICE in scene.resolved.experiment.quirks:
        return scene.resolved.background
    return 0.0


def pixel_intensities(
    scene: Scene,
    fast_px: Tensor,
    slow_px: Tensor,
    evaluations: int,
    *,
    interpolate: bool,
) -> Tensor:
    """Photons in each of n pixels.

    Parameters
    ----------
    scene : Scene
    fast_px, slow_px : Tensor, shape (n,), or (1, nf) and (ns, 1)
        Pixel numbers, in the precise dtype.
    evaluations : int
        Orientations times pixels worked on at once.
    interpolate : bool

    Returns
    -------
    Tensor, shape (n,), in the precise dtype
    """
    factors = PixelFactors()
    total: Tensor | None = None
    for sample in samples(scene, fast_px, slow_px):
        factors.see_sample(sample)
        if total is None:
            total = torch.full_like(sample.solid_angle, background_at_start(scene))
        for beamlet in beamlets(scene, sample):
            factors.see_beamlet(beamlet)
            term = scene.lattice_sum(
                sample.directions,
                beamlet.incident,
                beamlet.wavelength_m,
                evaluations,
                interpolate=interpolate,
            )
            term = _with_background(scene, beamlet, term)
            total = total + term * term_weight(scene, sample, beamlet)
    assert total is not None
    return factors.finish(scene, total)


def _with_background(scene: Scene, beamlet: Beamlet, term: Tensor) -> Tensor:
    """Cut off at d_min, and add this term's share of the water."""
    share = background_per_term(scene)
    quirks = scene.resolved.experiment.quirks
    if beamlet.inside is None:
        return term + share if share else term
    nil = torch.zeros_like(term)
    if Quirk.DMIN_DROPS_BACKGROUND in quirks:
        return torch.where(beamlet.inside, term + share, nil)
    return torch.where(beamlet.inside, term, nil) + share
