"""Photons in a set of pixels, term by term in the order nanoBragg sums them.

Slower than ``integrate``; needed only where a quirk makes the order matter: factors
that multiply the running sum, interpolation that switches itself off half way through
a pixel, and the very first sample of an image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from .integrate import (
    PixelFactors,
    background_at_start,
    background_per_term,
    term_weight,
)
from .samples import Beamlet, Sample, beamlets, samples
from .scattering import Scatterer
from .scene import Scene

_EVALUATIONS = 1 << 16


@dataclass(slots=True)
class InterpolationSwitch:
    """Whether interpolation is still on; it never comes back."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """Orientations of one source in one sample, n pixels each.

    Attributes
    ----------
    nearest, delta : Tensor, shape (3, m, n)   whole indices, and the rest
    F_cell, F_latt : Tensor, shape (m, n)      amplitude; interference, up to its sign
    value : Tensor, shape (m, n)               F_cell² F_latt²
    visible : bool Tensor, shape (m, n)        where the term is not skipped
    """

    nearest: Tensor
    delta: Tensor
    F_cell: Tensor
    F_latt: Tensor
    value: Tensor
    visible: Tensor


class Watcher(Protocol):
    """Is told of each step on the way."""

    def see_sample(self, sample: Sample) -> None:
        """A layer and sub-pixel begin."""

    def see_beamlet(self, beamlet: Beamlet, factors: PixelFactors) -> None:
        """A source begins; factors are those kept so far."""

    def see_terms(self, scatterer: Scatterer, terms: Terms) -> None:
        """Orientations are about to be added."""

    def see_total(self, total: Tensor) -> None:
        """One orientation was added."""

    def see_end(self, total: Tensor, factors: PixelFactors) -> None:
        """Everything is summed, and no scale applied."""


class _Nobody:
    """Watches nothing."""

    def see_sample(self, sample: Sample) -> None:
        """Nothing to do."""

    def see_beamlet(self, beamlet: Beamlet, factors: PixelFactors) -> None:
        """Nothing to do."""

    def see_terms(self, scatterer: Scatterer, terms: Terms) -> None:
        """Nothing to do."""

    def see_total(self, total: Tensor) -> None:
        """Nothing to do."""

    def see_end(self, total: Tensor, factors: PixelFactors) -> None:
        """Nothing to do."""


_NOBODY = _Nobody()


def intensities_in_order(
    scene: Scene,
    fast_px: Tensor,
    slow_px: Tensor,
    *,
    switch: InterpolationSwitch,
    first_of_image: bool = False,
    watcher: Watcher = _NOBODY,
) -> Tensor:
    """Photons in each of n pixels.

    Parameters
    ----------
    scene : Scene
    fast_px, slow_px : Tensor, shape (n,), or (1, nf) and (ns, 1)
    switch : InterpolationSwitch
        With a single pixel, switched off at its first term out of range; with more
        pixels it stays as it is.
    first_of_image : bool
        The first sample that scatters sees the crystal of a first pass.
    watcher : Watcher, optional

    Returns
    -------
    Tensor, shape (n,), in the precise dtype
    """
    factors, share = PixelFactors(), background_per_term(scene)
    total: Tensor | None = None
    waiting = first_of_image
    for sample in samples(scene, fast_px, slow_px):
        factors.see_sample(sample)
        if total is None:
            total = torch.full_like(sample.solid_angle, background_at_start(scene))
        watcher.see_sample(sample)
        for beamlet in beamlets(scene, sample):
            factors.see_beamlet(beamlet)
            watcher.see_beamlet(beamlet, factors)
            if share:
                total = total + share * term_weight(scene, sample, beamlet)
            if beamlet.inside is not None and not bool(beamlet.inside.any()):
                continue
            scatterer = scene.scatterer.first_pass() if waiting else scene.scatterer
            waiting = False
            total = _add_terms(
                total, scene, scatterer, sample, beamlet, switch, watcher
            )
    assert total is not None
    watcher.see_end(total, factors)
    return factors.finish(scene, total)


def _add_terms(
    total: Tensor,
    scene: Scene,
    scatterer: Scatterer,
    sample: Sample,
    beamlet: Beamlet,
    switch: InterpolationSwitch,
    watcher: Watcher,
) -> Tensor:
    """Add one term after the other; flagged factors multiply all that is there."""
    own, running = _own_and_running(total, scene, sample, beamlet)
    skips = scene.resolved.experiment.background.water_um == 0
    for portion in scatterer.portions(
        beamlet.incident, beamlet.wavelength_m, len(total), _EVALUATIONS
    ):
        terms = _terms(scatterer, portion, sample.directions, switch, skips)
        watcher.see_terms(scatterer, terms)
        for term, seen in zip(terms.value, terms.visible, strict=True):
            added = total + term * own
            if running is not None:
                added = added * running
            active = seen if beamlet.inside is None else seen & beamlet.inside
            total = torch.where(active, added, total)
            watcher.see_total(total)
    return total


def _own_and_running(
    total: Tensor, scene: Scene, sample: Sample, beamlet: Beamlet
) -> tuple[Tensor, Tensor | None]:
    """Factor of each term, and what multiplies the running sum, if anything."""
    corrections = scene.corrections
    if not corrections.running_sum:
        return term_weight(scene, sample, beamlet), None
    own, running = beamlet.weight, torch.ones_like(total)
    one = torch.ones_like(total)
    pairs = zip(
        (
            one if sample.capture is None else sample.capture,
            one if beamlet.polarization is None else beamlet.polarization,
            sample.solid_angle,
        ),
        corrections.flagged,
        (
            corrections.capture_per_term,
            corrections.polarization_per_term,
            corrections.solid_angle_per_term,
        ),
        strict=True,
    )
    for factor, flagged, per_term in pairs:
        if flagged:
            running = running * factor
        elif per_term:
            own = own * factor
    return own, running


def _terms(
    scatterer: Scatterer,
    portion: Tensor,
    directions: Tensor,
    switch: InterpolationSwitch,
    skips: bool,
) -> Terms:
    """F_cell² F_latt² of each orientation, and where the term is not skipped."""
    nearest, delta = scatterer.indices(portion, directions)
    factor = scatterer.lattice_factor(delta)
    visible = factor != 0 if skips else torch.ones_like(factor, dtype=torch.bool)
    amplitude = scatterer.grid.nearest(nearest)
    if switch.on:
        hkl = nearest + delta
        outside = scatterer.grid.out_of_range(hkl) & visible
        smooth = scatterer.grid.interpolated(hkl)
        if directions.shape[1] == 1:
            # A single pixel: from its first term out of range on, nearest neighbours.
            outside = torch.cumsum(outside, dim=0) > 0
            switch.on = not bool(outside.any())
        amplitude = torch.where(outside, amplitude, smooth)
    return Terms(
        nearest=nearest,
        delta=delta,
        F_cell=amplitude,
        F_latt=factor,
        value=((amplitude * factor).square()).to(directions.dtype),
        visible=visible,
    )


def leaves_list(
    scene: Scene, fast_px: Tensor, slow_px: Tensor, evaluations: int
) -> Tensor:
    """Whether any term of each pixel needs structure factors out of range.

    Parameters
    ----------
    scene : Scene
    fast_px, slow_px : Tensor, shape (n,), or (1, nf) and (ns, 1)
    evaluations : int
        Orientations times pixels worked on at once.

    Returns
    -------
    bool Tensor, shape (n,)
    """
    scatterer = scene.scatterer
    skips = scene.resolved.experiment.background.water_um == 0
    found: Tensor | None = None
    for sample in samples(scene, fast_px, slow_px):
        if found is None:
            found = torch.zeros_like(sample.solid_angle, dtype=torch.bool)
        for beamlet in beamlets(scene, sample):
            here = torch.zeros_like(found)
            for portion in scatterer.portions(
                beamlet.incident, beamlet.wavelength_m, len(found), evaluations
            ):
                nearest, delta = scatterer.indices(portion, sample.directions)
                outside = scatterer.grid.out_of_range(nearest + delta)
                if skips:
                    outside = outside & (scatterer.lattice_factor(delta) != 0)
                here = here | outside.any(dim=0)
            found = found | (here if beamlet.inside is None else here & beamlet.inside)
    assert found is not None
    return found
