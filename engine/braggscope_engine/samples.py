"""The samples of a pixel: sensor layers, sub-pixels and sources, in nanoBragg's order.

What is computed here is shared by every orientation of the crystal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .corrections import capture_fraction, polarization_factor, solid_angle
from .scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """One point in each of n pixels.

    Attributes
    ----------
    starts_layer : bool                   first of its layer
    directions : Tensor, shape (4, n)     unit vectors to the point, and a row of 1
    solid_angle : Tensor, shape (n,)      steradian
    capture : Tensor, shape (n,) or None  absorbed fraction; None is all
    """

    starts_layer: bool
    directions: Tensor
    solid_angle: Tensor
    capture: Tensor | None


def samples(scene: Scene, fast_px: Tensor, slow_px: Tensor) -> Iterator[Sample]:
    """Walk over the layers and sub-pixels of n pixels.

    Parameters
    ----------
    scene : Scene
    fast_px, slow_px : Tensor, shape (n,), or (1, nf) and (ns, 1)
        Pixel numbers, in the precise dtype.
    """
    resolved, surface = scene.resolved, scene.surface
    per_edge, layers = resolved.oversample, resolved.layers
    fine = surface.pixel / per_edge
    for layer in range(layers.count):
        depth = layer * scene.layer_step_m
        for number in range(per_edge * per_edge):
            sub_slow, sub_fast = divmod(number, per_edge)
            position = surface.positions(
                fine * (fast_px * per_edge + sub_fast) + fine / 2.0,
                fine * (slow_px * per_edge + sub_slow) + fine / 2.0,
                depth,
            )
            x, y, z = position
            air_path = torch.sqrt(x * x + y * y + z * z)
            per_path = air_path.reciprocal()
            directions = torch.cat([position, air_path[None]]) * per_path
            yield Sample(
                starts_layer=number == 0,
                directions=directions,
                solid_angle=solid_angle(
                    per_path,
                    surface.pixel,
                    surface.close_distance,
                    point=resolved.experiment.detector.point_pixel,
                    area=scene.corrections.point_pixel_area,
                ),
                capture=None
                if not scene.corrections.absorb
                else capture_fraction(
                    layer,
                    scene.layer_step_m,
                    scene.mu_per_m,
                    surface.parallax(directions[:3]),
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beamlet:
    """One source seen from one sample.

    Attributes
    ----------
    incident : Tensor, shape (3,)          unit vector from the source
    wavelength_m : Tensor, shape ()
    inside : bool Tensor (n,) or None      within d_min; None is everywhere
    polarization : Tensor (n,) or None     polarisation factor; None is 1
    weight : Tensor, shape ()              relative weight of the source
    """

    incident: Tensor
    wavelength_m: Tensor
    inside: Tensor | None
    polarization: Tensor | None
    weight: Tensor


def beamlets(scene: Scene, sample: Sample) -> Iterator[Beamlet]:
    """Walk over the sources that light a sample."""
    d_min_m = scene.resolved.experiment.sampling.d_min_angstrom * 1e-10
    diffracted = sample.directions[:3]
    for incident, wavelength, weight in zip(
        scene.incident, scene.wavelength_m, scene.source_weight, strict=True
    ):
        inside = None
        if d_min_m > 0:
            x, y, z = diffracted - incident[:, None]
            inside = d_min_m * torch.sqrt(x * x + y * y + z * z) <= wavelength
        polarization = None
        if scene.corrections.polarize:
            polarization = polarization_factor(
                scene.kahn, incident, diffracted, scene.polarization_axis
            )
        yield Beamlet(
            incident=incident,
            wavelength_m=wavelength,
            inside=inside,
            polarization=polarization,
            weight=weight,
        )
