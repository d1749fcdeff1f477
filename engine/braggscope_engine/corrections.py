"""Solid angle, polarisation and absorption: factors that vary slowly over a panel."""

from __future__ import annotations

import torch
from torch import Tensor

_GRAZING = 1e-12


def solid_angle(
    per_path: Tensor, pixel: Tensor, close_distance: Tensor, *, point: bool, area: bool
) -> Tensor:
    """Solid angle of a pixel, steradian.

    Parameters
    ----------
    per_path : Tensor                 reciprocal of sample to pixel, 1/m
    pixel, close_distance : Tensor    m
    point : bool                      leave the obliquity out
    area : bool                       False leaves the area of a point pixel out too
    """
    square = per_path * per_path
    if not point:
        return square * per_path * (pixel * pixel * close_distance)
    return square * (pixel * pixel) if area else square


def polarization_factor(
    kahn: Tensor | None, incident: Tensor, diffracted: Tensor, axis: Tensor
) -> Tensor:
    """Polarisation factor of scattering.

    Parameters
    ----------
    kahn : Tensor, shape (), or None    Kahn factor K, -1 to 1; None is 0
    incident : Tensor, shape (3,)       unit vector of the beam
    diffracted : Tensor, shape (3, n)   unit vectors
    axis : Tensor, shape (3,)           direction of the electric field

    References
    ----------
    Kahn et al. (1982), J. Appl. Cryst. 15, 330-337.
    """
    cosine = incident @ diffracted
    cosine2 = cosine * cosine
    if kahn is None:
        return 0.5 + 0.5 * cosine2
    magnetic, electric = polarization_frame(incident, axis)
    b, e = magnetic @ diffracted, electric @ diffracted
    # cos 2ψ with ψ = -atan2(b, e), without the detour through the angle.
    length2 = b.square() + e.square()
    forward = length2 == 0
    cos2psi = (e.square() - b.square()) / torch.where(forward, 1.0, length2)
    cos2psi = torch.where(forward, 1.0, cos2psi)
    return 0.5 * (1.0 + cosine2 - kahn * cos2psi * (1.0 - cosine2))


def polarization_frame(incident: Tensor, axis: Tensor) -> tuple[Tensor, Tensor]:
    """Magnetic and electric unit vectors of a beam; zero where it runs along the axis.

    Parameters
    ----------
    incident, axis : Tensor, shape (3,)
        Beam, and the direction that its electric field is closest to.
    """
    magnetic = _unit(torch.linalg.cross(axis, incident))
    return magnetic, _unit(torch.linalg.cross(incident, magnetic))


def capture_fraction(layer: int, step: Tensor, mu: Tensor, parallax: Tensor) -> Tensor:
    """Fraction of the photons that one layer of the sensor absorbs.

    Parameters
    ----------
    layer : int                         0 is the front
    step, mu : Tensor, shape ()         layer thickness, m; 1/m
    parallax : Tensor, shape (n,)       cosine between ray and sensor normal
    """
    # Along the sensor: a layer is endless, and the sign of its normal is noise.
    parallax = torch.where(parallax.abs() < _GRAZING, _GRAZING, parallax)
    depth = step * mu / parallax
    return torch.exp(-layer * depth) - torch.exp(-(layer + 1) * depth)


def _unit(vector: Tensor) -> Tensor:
    length = torch.linalg.vector_norm(vector)
    return vector / torch.where(length == 0, 1.0, length)
