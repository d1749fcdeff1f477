"""All hits of an image: every reflection in every sub-step that excites it."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from ..resolved import Resolved
from .candidates import candidates
from .compiled import CompiledSteps
from .crystal_model import CrystalModel
from .excitation import Hits, excited, hits
from .frustum import Frustum
from .passage import Passage
from .phi_groups import PhiGroup, phi_groups
from .running_sum import RunningSum
from .vectors import picked, where_true

SubSteps = tuple[Tensor, Tensor, Tensor]
"""Number of a reflection, orientation and source: int64 (n,), or (1,) for all."""
_AT_ONCE = 1 << 14
_COMPILED_AT_ONCE = 1 << 18
"""Kernels keep nothing in between: only memory counts."""


def all_hits(
    resolved: Resolved,
    model: CrystalModel,
    depth_m: Tensor,
    least_weight: float,
    most: int,
    compiled: CompiledSteps | None = None,
) -> tuple[Hits, float]:
    """Hits of all sub-steps, and what share of the image each sub-step is."""
    reach = model.reach(least_weight)
    running, frustum = RunningSum.of(resolved), Frustum.of(resolved, model)
    domain, source = _combinations(model, most, last=running is not None)
    parts: list[Hits] = []

    def counted(passage: Passage, sub_steps: SubSteps) -> Hits:
        number, orientation, source = sub_steps
        if compiled is not None and len(number) > 1:
            struck = compiled.hits(passage.hkl, *sub_steps)
        else:
            hkl = picked(passage.hkl, number)
            struck = hits(model, hkl, orientation, source, depth_m)
        found = Hits(
            table=passage.hkl,
            in_order=passage.in_order,
            number=number,
            orientation=orientation.expand_as(number),
            source=source.expand_as(number),
            weight=struck[0],
            place=struck[1],
        )
        if running is not None:
            found = running.faded(found)
        return found.take(_counts(model, found, least_weight, depth_m))

    for group in phi_groups(resolved.orientations.in_force_rad.tolist()):
        passage = candidates(model, group, reach, frustum, compiled)
        at_once = _AT_ONCE if compiled is None else _COMPILED_AT_ONCE
        steps = _sub_steps(model, group, passage, (domain, source), reach, at_once)
        parts += [counted(passage, sub_steps) for sub_steps in steps]
    return Hits.together(parts), 1.0 / (len(model.phi_rad) * len(domain))


def _sub_steps(
    model: CrystalModel,
    group: PhiGroup,
    passage: Passage,
    combinations: tuple[Tensor, Tensor],
    reach: float,
    at_once: int,
) -> Iterator[SubSteps]:
    """Reflections, orientations and sources that may be hits, a number at a time."""
    domain, source = combinations
    if len(domain) > 1:
        for step, turn_rad in zip(group.steps, group.turns_rad, strict=True):
            turned = step * model.domains + domain
            there = passage.at(turn_rad)
            all_are = len(there) == passage.hkl.shape[1]
            near = passage.hkl if all_are else picked(passage.hkl, there)
            for number, *sub_step in excited(model, near, turned, source, reach):
                seen = number if all_are else picked(there, number)
                parts = seen, *sub_step
                yield from zip(*(torch.split(p, at_once) for p in parts), strict=True)
        return
    turns = torch.tensor(group.turns_rad, dtype=torch.float64, device=domain.device)
    column, number = passage.moments(turns)
    orientation = (group.steps.start + number) * model.domains + domain
    for start in range(0, max(len(column), 1), at_once):
        part = slice(start, start + at_once)
        yield column[part], orientation[part], source


def _combinations(
    model: CrystalModel, most: int, *, last: bool
) -> tuple[Tensor, Tensor]:
    """Mosaic domains and sources that are followed: spread evenly, or the last."""
    sources = len(model.incident)
    total = model.domains * sources
    number = torch.arange(min(total, most), device=model.incident.device)
    if last:
        number = total - 1 - number
    elif total > most:
        # A stride near the golden section of the grid visits all of its corners.
        stride = round(total * (math.sqrt(5) - 1) / 2)
        while math.gcd(stride, total) != 1:
            stride += 1
        number = number * stride % total
    return number // sources, number % sources


def _counts(
    model: CrystalModel, found: Hits, least_weight: float, depth_m: Tensor
) -> Tensor:
    """Numbers of the hits that are seen."""
    seen = found.weight >= least_weight
    lit = model.source_weight > 0
    if not lit.all():
        seen &= lit[found.source]
    # False of NaN, too.
    seen &= (found.place[0] + found.place[1]).abs() < torch.inf
    # Where spots are wider than their distance, the image shows the nearest only.
    if model.are_spots_wide():
        seen &= found.nearest_to_itself(model, depth_m)
    return where_true(seen)
