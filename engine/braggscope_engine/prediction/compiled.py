"""The steps of a prediction that have a compiled kernel."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..fused.store import Kernel, KernelStore
from ..fused.variants import predicting
from .crossing import APART_RAD, Rotation
from .crystal_model import CrystalModel
from .excitation import Hits
from .panel_hits import reading_vectors
from .passage import LEAST_SLOPE, Passage, Smear
from .vectors import picked, where_true


class CompiledSteps:
    """Kernels, and what they are given of one experiment.

    Parameters
    ----------
    kernels : four callables    see ``fused.predicting``
    model : CrystalModel        of a flat panel, and spots that are not wide
    rotation : Rotation
    depth_m : Tensor, shape ()
    """

    def __init__(
        self,
        kernels: tuple[Kernel, ...],
        model: CrystalModel,
        rotation: Rotation,
        depth_m: Tensor,
    ) -> None:
        self._pass_sphere, self._strike, self._is_second, self._describe = kernels
        surface = model.surface
        corner = surface.pix0 + depth_m * surface.normal
        self._decay = _row(model.decay, corner)
        self._orientations = _orientations(model)
        self._sources = _table([model.incident, model.per_wavelength[:, None]])
        self._panel = _panel(model, corner)
        self._surface = torch.stack(
            [corner, surface.fast * surface.pixel, surface.slow * surface.pixel]
        )
        self._orbit = _orbit_vectors(rotation)
        self._radius = _row(rotation.radius, corner)
        self._apart = _row(math.cos(APART_RAD), corner)
        last = rotation.start_rad + rotation.range_rad
        self._phi = corner.new_tensor(
            [
                rotation.start_rad,
                last,
                rotation.share if rotation.range_rad == 0 else 0.0,
            ]
        )
        self._smear = torch.cat(
            [
                rotation.beam_covariance,
                corner.new_full((1, 3), rotation.mosaic_variance),
                corner.new_full((1, 3), rotation.radius_variance),
            ]
        )

    @classmethod
    def of(
        cls,
        model: CrystalModel,
        rotation: Rotation,
        depth_m: Tensor,
        store: KernelStore | None,
    ) -> CompiledSteps | None:
        """Prepare, or return None where kernels do not do or are not there yet."""
        if store is None or model.surface.curved or model.are_spots_wide():
            return None
        # All are asked for, so that all are built together.
        found = [store.get(v) for v in predicting(model.incident.device.type)]
        kernels = tuple(kernel for kernel in found if kernel is not None)
        if len(kernels) < len(found):
            return None
        return cls(kernels, model, rotation, depth_m)

    def passage(
        self,
        smear: Smear,
        reciprocal: Tensor,
        points: tuple[Tensor, Tensor],
        along: int,
        *,
        in_order: bool,
    ) -> Passage:
        """Lattice points that may come near the sphere; see ``Smear.passage``.

        Parameters
        ----------
        points : (begin, row)
            See ``pass_sphere``; at least two points.
        """
        begin, row = points
        step = torch.zeros_like(smear.incident)
        step[along] = 1.0
        toward = torch.stack(
            [2 * smear.radius * smear.incident, 2 * smear.radius * smear.slope]
        )
        rows = torch.cat([toward, *smear.sides()])
        vectors = torch.cat([reciprocal.mT, rows @ reciprocal.mT]).contiguous()
        beam = smear.radius * (smear.frustum.sides @ smear.incident)
        single = [*smear.nearness(), LEAST_SLOPE, smear.turn_rad, *smear.slack()]
        numbers = torch.cat([step.new_tensor(single), beam])
        enter, leave, there = self._pass_sphere([row, begin, step, vectors, numbers])
        number = where_true(there)
        hkl = picked(begin, picked(row, number))
        hkl[along] += number
        return Passage(
            hkl=hkl,
            enter_rad=picked(enter, number),
            leave_rad=picked(leave, number),
            in_order=in_order,
        )

    def hits(
        self, table: Tensor, number: Tensor, orientation: Tensor, source: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Weight and place of two or more reflections of a table; see ``hits``."""
        source = source.expand_as(number).contiguous()
        orientation = orientation.expand_as(number).contiguous()
        # Kernels want two entries at least.
        table = table if table.shape[1] > 1 else table.repeat(1, 2)
        given = [table, number, orientation, source, self._orientations, self._sources]
        weight, place = self._strike([*given, self._panel, self._decay])
        return weight, place

    def side(self, found: Hits) -> Tensor:
        """Which of two crossings hits belong to, int64 (n,); see ``Orbits``."""
        table = found.table if found.table.shape[1] > 1 else found.table.repeat(1, 2)
        given = [table, found.number, found.orientation, self._orientations]
        return self._is_second([*given, self._orbit, self._radius, self._apart])[0]

    def described(
        self, best: Hits, hkl: Tensor, near: Tensor, weight: Tensor
    ) -> Tensor:
        """|G|, crossing, partiality, variances (5, n); see ``describe``."""
        given = [hkl, best.place, best.orientation, best.source, near, weight]
        tables = [self._orientations, self._sources, self._orbit, self._radius]
        rest = [self._phi, self._smear, self._surface, self._decay]
        return self._describe([*given, *tables, *rest])[0]


def _row(value: float, like: Tensor) -> Tensor:
    return like.new_full((1,), value)


def _table(parts: list[Tensor]) -> Tensor:
    """Numbers (n, m) of m entries or more than one: kernels want two at least."""
    table = torch.cat(parts, dim=1).mT
    return (table.repeat(1, 2) if table.shape[1] == 1 else table).contiguous()


def _orientations(model: CrystalModel) -> Tensor:
    phi = model.phi_of(torch.arange(len(model.spread), device=model.spread.device))
    narrow = torch.linalg.inv(model.spread).mT
    matrices = (model.reciprocal, model.spread, narrow)
    angles = torch.stack([torch.cos(phi), torch.sin(phi)], dim=1)
    return _table([*(matrix.flatten(1) for matrix in matrices), angles])


def _panel(model: CrystalModel, corner: Tensor) -> Tensor:
    plane, fast, slow = reading_vectors(model.surface)
    fast, slow = fast / model.surface.pixel, slow / model.surface.pixel
    products = torch.stack([corner @ plane, corner @ fast, corner @ slow])
    return torch.stack([plane, fast, slow, products])


def _orbit_vectors(rotation: Rotation) -> Tensor:
    spindle, incident = rotation.spindle, rotation.incident
    across = torch.linalg.cross(incident, spindle)
    still = spindle * (spindle @ incident)
    toward = torch.stack([still, incident - still, across, spindle])
    star = rotation.reciprocal.mT
    return torch.cat([star, toward @ star, torch.stack([spindle, incident])])
