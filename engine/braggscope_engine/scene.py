"""A resolved experiment on one device: what every sample of every pixel shares."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .anchored.summation import AnchoredSum
from .constants import CLASSICAL_ELECTRON_RADIUS_SQUARED_M2
from .fused.store import KernelStore
from .fused.summation import FusedSum
from .pixels import PanelSurface
from .quirks import Quirk
from .resolved import Resolved
from .scattering import Scatterer
from .tensors import tensor


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
    kahn: Tensor | None
    polarization_axis: Tensor
    layer_step_m: Tensor
    mu_per_m: Tensor
    scale: Tensor
    precise: torch.dtype
    corrections: Corrections
    fused: FusedSum | None
    anchored: AnchoredSum | None
    kernels: KernelStore | None

    @classmethod
    def of(
        cls,
        resolved: Resolved,
        device: torch.device,
        dtype: torch.dtype,
        kernels: KernelStore | None = None,
    ) -> Scene:
        """Copy a resolved experiment to a device."""
        # MPS has no float64; everywhere else Miller indices are worth it.
        precise = torch.float32 if device.type == "mps" else torch.float64
        experiment, sources = resolved.experiment, resolved.sources

        def copy(values: Tensor) -> Tensor:
            return values.to(device, precise)

        scatterer = Scatterer.of(resolved, device, precise, dtype)
        fused = _fused(resolved, scatterer, kernels)
        shortest = float(sources.wavelength_m.detach().min())
        scale = CLASSICAL_ELECTRON_RADIUS_SQUARED_M2 * resolved.fluence_per_m2
        return cls(
            resolved=resolved,
            surface=PanelSurface.of(experiment, resolved.panel, device, precise),
            scatterer=scatterer,
            incident=copy(sources.incident),
            wavelength_m=copy(sources.wavelength_m),
            source_weight=copy(sources.weight),
            kahn=_kahn(resolved, device, precise),
            polarization_axis=copy(resolved.panel.polarization),
            layer_step_m=copy(tensor(resolved.layers.step_m)),
            mu_per_m=copy(tensor(resolved.layers.mu_per_m)),
            scale=copy(scale / resolved.steps),
            precise=precise,
            corrections=Corrections.of(resolved),
            fused=fused,
            anchored=None if fused else AnchoredSum.of(scatterer, shortest),
            kernels=kernels,
        )

    def lattice_sum(
        self,
        directions: Tensor,
        incident: Tensor,
        wavelength_m: Tensor,
        evaluations: int,
        *,
        interpolate: bool,
    ) -> Tensor:
        """F_cell² F_latt² of one source, summed over all orientations, shape (n,).

        ``directions`` (4, n) are those of a ``Sample``; ``incident`` (3,) and
        ``wavelength_m`` () those of a source.
        """
        if self.fused is not None:
            total = self.fused.sum(
                directions,
                incident,
                wavelength_m,
                interpolate=interpolate,
            )
            return total.to(self.precise)
        if self.anchored is not None and not interpolate:
            return self.anchored.sum(directions, incident, wavelength_m, evaluations)
        return self.scatterer.sum(
            directions,
            incident,
            wavelength_m,
            evaluations,
            interpolate=interpolate,
        )


def _fused(
    resolved: Resolved, scatterer: Scatterer, kernels: KernelStore | None
) -> FusedSum | None:
    """Compiled kernels for a scatterer, where there are any."""
    if kernels is None:
        return None
    switches = Quirk.INTERPOLATION_SWITCHES_OFF in resolved.experiment.quirks
    if resolved.interpolate and switches:
        return FusedSum.of(scatterer, kernels, (True, False))
    return FusedSum.of(scatterer, kernels, (resolved.interpolate,))


def _kahn(
    resolved: Resolved, device: torch.device, precise: torch.dtype
) -> Tensor | None:
    """Kahn factor, or None for an unpolarised beam, which needs no direction."""
    path = "beam.kahn_factor"
    if resolved.experiment.beam.kahn_factor == 0:
        if not resolved.numbers.is_overridden(path):
            return None
    return resolved.numbers(path).to(device, precise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Which factors belong to each term, and which to the finished sum.

    Attributes
    ----------
    solid_angle_per_term, polarization_per_term, capture_per_term : bool
        False takes one value for the whole pixel.
    polarize, absorb : bool  False leaves polarisation or absorption out
    point_pixel_area : bool  False leaves the area of a point pixel out
    running_sum : bool       flagged factors multiply everything summed so far
    flagged : tuple of bool  (capture, polarisation, solid angle) of the flags
    """

    solid_angle_per_term: bool
    polarization_per_term: bool
    capture_per_term: bool
    polarize: bool
    absorb: bool
    point_pixel_area: bool
    running_sum: bool
    flagged: tuple[bool, bool, bool]

    @classmethod
    def of(cls, resolved: Resolved) -> Corrections:
        """Decide from the sampling flags and the quirks."""
        sampling, quirks = resolved.experiment.sampling, resolved.experiment.quirks
        omega = sampling.oversample_solid_angle
        polar = sampling.oversample_polarization
        thick = sampling.oversample_absorption
        # A sensor of no thickness absorbs everything, unless the flag asks nanoBragg to
        # compute how much that is: nothing.
        black = thick and Quirk.TRANSPARENT_SENSOR_IS_BLACK in quirks
        overruled = polar and Quirk.NOPOLAR_OVERRULED in quirks
        return cls(
            solid_angle_per_term=omega or Quirk.CORNER_SOLID_ANGLE not in quirks,
            polarization_per_term=polar
            or Quirk.FIRST_SOURCE_POLARIZATION not in quirks,
            capture_per_term=thick or Quirk.LAST_LAYER_CAPTURE not in quirks,
            polarize=resolved.experiment.beam.apply_polarization or overruled,
            absorb=resolved.layers.thickness_m > 0 or black,
            point_pixel_area=Quirk.POINT_PIXEL_WITHOUT_AREA not in quirks,
            running_sum=Quirk.RUNNING_SUM in quirks and (omega or polar or thick),
            flagged=(thick, polar, omega),
        )
