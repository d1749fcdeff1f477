"""The samples of a pixel: sensor layers, sub-pixels and sources, in nanoBragg's order.

What is computed here is shared by every orientation of the crystal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .constants import CLASSICAL_ELECTRON_RADIUS_SQUARED_M2
from .corrections import capture_fraction, polarization_factor, solid_angle
from .pixels import PanelSurface
from .quirks import Quirk
from .resolve import Resolved
from .scattering import Scatterer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A resolved experiment on one device.

    Attributes
    ----------
    precise : torch.dtype
        What positions, directions and Miller indices are computed in.
    incident : Tensor, shape (sources, 3)
    wavelength_m, source_weight : Tensor, shape (sources,)
    scale : Tensor, shape ()      r_e² · fluence / steps
    """

    resolved: Resolved
    surface: PanelSurface
    scatterer: Scatterer
    incident: Tensor
    wavelength_m: Tensor
    source_weight: Tensor
    kahn: Tensor
    polarization_axis: Tensor
    layer_step_m: Tensor
    mu_per_m: Tensor
    scale: Tensor
    precise: torch.dtype
    corrections: Corrections

    @classmethod
    def of(cls, resolved: Resolved, device: torch.device, dtype: torch.dtype) -> Scene:
        """Copy a resolved experiment to a device."""
        # MPS has no float64; everywhere else Miller indices are worth it.
        precise = torch.float32 if device.type == "mps" else torch.float64
        experiment, sources = resolved.experiment, resolved.sources

        def copy(values: Tensor) -> Tensor:
            return values.to(device, precise)

        scale = CLASSICAL_ELECTRON_RADIUS_SQUARED_M2 * resolved.fluence_per_m2
        return cls(
            resolved=resolved,
            surface=PanelSurface.of(experiment, resolved.panel, device, precise),
            scatterer=Scatterer.of(resolved, device, precise, dtype),
            incident=copy(sources.incident),
            wavelength_m=copy(sources.wavelength_m),
            source_weight=copy(sources.weight),
            kahn=copy(resolved.numbers("beam.kahn_factor")),
            polarization_axis=copy(resolved.panel.polarization),
            layer_step_m=copy(torch.tensor(resolved.layers.step_m)),
            mu_per_m=copy(torch.tensor(resolved.layers.mu_per_m)),
            scale=copy(scale / resolved.steps),
            precise=precise,
            corrections=Corrections.of(resolved),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Which factors belong to each term, and which to the finished sum.

    Attributes
    ----------
    solid_angle_per_term, polarization_per_term, capture_per_term : bool
        False takes one value for the whole pixel.
    polarize : bool          False leaves polarisation out
    running_sum : bool       flagged factors multiply everything summed so far
    flagged : tuple of bool  (capture, polarisation, solid angle) of the flags
    """

    solid_angle_per_term: bool
    polarization_per_term: bool
    capture_per_term: bool
    polarize: bool
    running_sum: bool
    flagged: tuple[bool, bool, bool]

    @classmethod
    def of(cls, resolved: Resolved) -> Corrections:
        """Decide from the sampling flags and the quirks."""
        sampling, quirks = resolved.experiment.sampling, resolved.experiment.quirks
        omega = sampling.oversample_solid_angle
        polar = sampling.oversample_polarization
        thick = sampling.oversample_absorption
        overruled = polar and Quirk.NOPOLAR_OVERRULED in quirks
        return cls(
            solid_angle_per_term=omega or Quirk.CORNER_SOLID_ANGLE not in quirks,
            polarization_per_term=polar
            or Quirk.FIRST_SOURCE_POLARIZATION not in quirks,
            capture_per_term=thick or Quirk.LAST_LAYER_CAPTURE not in quirks,
            polarize=resolved.experiment.beam.apply_polarization or overruled,
            running_sum=Quirk.RUNNING_SUM in quirks and (omega or polar or thick),
            flagged=(thick, polar, omega),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sample:
    """One point in each of n pixels.

    Attributes
    ----------
    is_first : bool                       first of its pixel
    layer : int                           sensor layer
    starts_layer : bool                   first of its layer
    diffracted : Tensor, shape (3, n)     unit vectors
    solid_angle : Tensor, shape (n,)      steradian
    capture : Tensor, shape (n,) or None  absorbed fraction; None is all
    """

    is_first: bool
    layer: int
    starts_layer: bool
    diffracted: Tensor
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
    quirks = resolved.experiment.quirks
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
            air_path = torch.linalg.vector_norm(position, dim=0)
            diffracted = position / air_path
            yield Sample(
                is_first=layer == 0 and number == 0,
                layer=layer,
                starts_layer=number == 0,
                diffracted=diffracted,
                solid_angle=solid_angle(
                    air_path,
                    surface.pixel,
                    surface.close_distance,
                    point=resolved.experiment.detector.point_pixel,
                    area=Quirk.POINT_PIXEL_WITHOUT_AREA not in quirks,
                ),
                capture=None
                if layers.thickness_m == 0
                else capture_fraction(
                    layer,
                    scene.layer_step_m,
                    scene.mu_per_m,
                    diffracted,
                    surface.normal,
                ),
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beamlet:
    """One source seen from one sample.

    Attributes
    ----------
    q : Tensor, shape (3, n)               scattering vectors, 1/m
    inside : bool Tensor (n,) or None      within d_min; None is everywhere
    polarization : Tensor (n,)             polarisation factor
    weight : Tensor, shape ()              relative weight of the source
    """

    q: Tensor
    inside: Tensor | None
    polarization: Tensor
    weight: Tensor


def beamlets(scene: Scene, sample: Sample) -> Iterator[Beamlet]:
    """Walk over the sources that light a sample."""
    d_min_m = scene.resolved.experiment.sampling.d_min_angstrom * 1e-10
    for incident, wavelength, weight in zip(
        scene.incident, scene.wavelength_m, scene.source_weight, strict=True
    ):
        q = (sample.diffracted - incident[:, None]) / wavelength
        inside = None
        if d_min_m > 0:
            length = torch.linalg.vector_norm(q, dim=0)
            inside = ~((length > 0) & (d_min_m * length > 1.0))
        if scene.corrections.polarize:
            polarization = polarization_factor(
                scene.kahn, incident, sample.diffracted, scene.polarization_axis
            )
        else:
            polarization = torch.ones_like(sample.solid_angle)
        yield Beamlet(q=q, inside=inside, polarization=polarization, weight=weight)
