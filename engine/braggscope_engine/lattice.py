"""Orientation and size of the crystal: cell vectors in the laboratory frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from .constants import DEGREES_PER_RADIAN
from .errors import InvalidParameterError
from .models.experiment import Experiment
from .quirks import Quirk
from .random_numbers import Stream, draw_rotation
from .rotations import about_xyz, matrices_about
from .tensors import Numbers, cosine, cross, norm, sine, tensor

RANDOM_MISSET_RADIANS = 90.0
"""nanoBragg passes 90 for the largest angle of a random orientation, in radians."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lattice:
    """Cell vectors at phi = 0 without mosaic rotation; float64 on the host.

    Attributes
    ----------
    direct_m : Tensor, shape (3, 3)         rows a, b, c, metres
    reciprocal_inv_angstrom : Tensor (3, 3) rows a*, b*, c*, Å⁻¹
    volume_angstrom3 : Tensor, shape ()     cell volume, Å³
    misset_rad : Tensor, shape (3,)         misset angles in force
    """

    direct_m: Tensor
    reciprocal_inv_angstrom: Tensor
    volume_angstrom3: Tensor
    misset_rad: Tensor


def crystal_lattice(numbers: Numbers, orientation: Stream) -> Lattice:
    """Cell vectors of the crystal.

    Parameters
    ----------
    numbers : Numbers
    orientation : Stream
        Where a random misset draws from.
    """
    crystal = numbers.experiment.crystal
    lengths = volume = None
    reciprocal: tuple[Tensor, Tensor, Tensor] | None = None
    if crystal.cell is not None:
        lengths, volume, reciprocal = _from_cell(numbers)
    if crystal.matrix is not None:
        reciprocal = _from_matrix(numbers)
    assert reciprocal is not None  # an Experiment has one of them
    misset = _misset(numbers, orientation)
    a_star, b_star, c_star = map(about_xyz(misset), reciprocal)

    bxc, cxa, axb = (
        cross(b_star, c_star),
        cross(c_star, a_star),
        cross(a_star, b_star),
    )
    volume_star = torch.dot(a_star, bxc)
    if lengths is not None and volume is not None:
        bxc, cxa, axb = (
            _rescale(v, length / volume)
            for v, length in zip((bxc, cxa, axb), lengths, strict=True)
        )
        volume_star = 1.0 / volume
    cell_volume = 1.0 / volume_star
    a, b, c = bxc * cell_volume, cxa * cell_volume, axb * cell_volume
    direct = torch.stack([a, b, c])
    reciprocal_of_it = torch.stack([cross(b, c), cross(c, a), cross(a, b)])
    if not bool((torch.isfinite(direct) & torch.isfinite(reciprocal_of_it)).all()):
        raise InvalidParameterError(
            "crystal.matrix" if crystal.cell is None else "crystal.cell",
            crystal.matrix if crystal.cell is None else crystal.cell,
            "a cell whose vectors can be computed in double precision",
        )
    return Lattice(
        direct_m=direct * 1e-10,
        reciprocal_inv_angstrom=reciprocal_of_it * volume_star,
        volume_angstrom3=cell_volume,
        misset_rad=misset,
    )


def _from_cell(
    numbers: Numbers,
) -> tuple[tuple[Tensor, ...], Tensor, tuple[Tensor, Tensor, Tensor]]:
    """Lengths, volume and reciprocal vectors (a* along x, b* in the xy plane)."""
    path = "crystal.cell."
    a, b, c = (numbers(path + name) for name in "abc")
    al, be, ga = (
        numbers(path + name) / DEGREES_PER_RADIAN for name in ("alpha", "beta", "gamma")
    )
    half = (al + be + ga) / 2.0
    skew = sine(half) * sine(half - al)
    skew = torch.abs(skew * sine(half - be) * sine(half - ga))
    volume = 2.0 * a * b * c * torch.sqrt(skew)
    inverse = 1.0 / volume
    a_star = b * c * sine(al) * inverse
    b_star = c * a * sine(be) * inverse
    c_star = a * b * sine(ga) * inverse
    cos_al, cos_be, cos_ga = cosine(al), cosine(be), cosine(ga)
    cos_al_star = (cos_be * cos_ga - cos_al) / (sine(be) * sine(ga))
    cos_be_star = (cos_ga * cos_al - cos_be) / (sine(ga) * sine(al))
    cos_ga_star = (cos_al * cos_be - cos_ga) / (sine(al) * sine(be))
    sin_ga_star = torch.clamp(c * inverse / a_star / b_star, max=1.0)
    nil = torch.zeros_like(volume)
    tilt = c_star * (cos_al_star - cos_be_star * cos_ga_star)
    height = 1.0 / c  # c is along z
    if Quirk.SKEWED_TRICLINIC_CELL in numbers.experiment.quirks:
        height = c_star * volume / (a * b * c * sin_ga_star)
    vectors = (
        torch.stack([a_star, nil, nil]),
        torch.stack([b_star * cos_ga_star, b_star * sin_ga_star, nil]),
        torch.stack(
            [
                c_star * cos_be_star,
                tilt / sin_ga_star,
                height,
            ]
        ),
    )
    return (a, b, c), volume, vectors


def _from_matrix(numbers: Numbers) -> tuple[Tensor, Tensor, Tensor]:
    """Reciprocal vectors of a MOSFLM matrix, which holds U·B·λ."""
    per_wavelength = 1e-10 / (numbers("beam.wavelength_angstrom") / 1e10)
    a, b, c = (
        numbers(f"crystal.matrix.{name}") * per_wavelength
        for name in ("a_star", "b_star", "c_star")
    )
    return a, b, c


def _misset(numbers: Numbers, orientation: Stream) -> Tensor:
    crystal = numbers.experiment.crystal
    if not crystal.misset_random:
        return numbers("crystal.misset_deg") / DEGREES_PER_RADIAN
    if crystal.uniform_orientation:
        return _angles(_uniform_rotation(orientation))
    drawn = draw_rotation(orientation)
    angle = torch.tensor(RANDOM_MISSET_RADIANS, dtype=torch.float32) * drawn.fraction
    matrix = matrices_about(tensor(drawn.axis), angle.to(torch.float64)[None])[0]
    return _angles(matrix)


def _uniform_rotation(stream: Stream) -> Tensor:
    """Rotation matrix drawn uniformly (Shoemake 1992)."""
    u1, u2, u3 = (stream.uniform() for _ in range(3))
    low, high = math.sqrt(1 - u1), math.sqrt(u1)
    x, y = low * math.sin(2 * math.pi * u2), low * math.cos(2 * math.pi * u2)
    z, w = high * math.sin(2 * math.pi * u3), high * math.cos(2 * math.pi * u3)
    return tensor(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def _angles(matrix: Tensor) -> Tensor:
    """Misset angles (about x, then y, then z) of a rotation matrix, radians."""
    rows = (matrix / torch.linalg.vector_norm(matrix, dim=1, keepdim=True)).tolist()
    (xx, xy, _), (yx, yy, _), (zx, zy, zz) = rows
    if zx * zx < 1.0:
        about_y = math.atan2(-zx, math.sqrt(zy * zy + zz * zz))
        return tensor([math.atan2(zy, zz), about_y, math.atan2(yx, xx)])
    return tensor([math.pi, math.pi / 2, math.atan2(xy, -yy)])


def _rescale(vector: Tensor, wanted: Tensor) -> Tensor:
    return vector * (wanted / norm(vector))


def cell_counts(experiment: Experiment, lattice: Lattice) -> tuple[int, int, int]:
    """Unit cells along a, b, c: as given, or from the crystal size.

    The sizes along b and c are clipped to the beam, as nanoBragg; the beam is taken to
    run along a.
    """
    beam_mm = experiment.beam.beam_size_mm
    counts = []
    lengths = [float(norm(vector)) for vector in lattice.direct_m.detach()]
    for axis, (given, size_mm, length_m) in enumerate(
        zip(
            experiment.crystal.n_cells, experiment.crystal.size_mm, lengths, strict=True
        )
    ):
        clipped = min(size_mm, beam_mm) if axis > 0 and beam_mm >= 0 else size_mm
        wanted = clipped / 1000.0 / length_m
        if wanted > 1e7:
            raise InvalidParameterError(
                f"crystal.size_mm[{axis}]",
                size_mm,
                f"at most {1e10 * length_m:.4g} mm, ten million unit cells",
            )
        counts.append(max(1, math.ceil(wanted) if clipped > 0 else given))
    a, b, c = counts
    return a, b, c
