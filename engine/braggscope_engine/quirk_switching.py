"""Which oddities of nanoBragg would change the image of an experiment, and how much.

Each quirk is switched alone, against the set in force. The two images are compared on
a sample of pixels: an even grid, and the neighbourhoods of the brightest of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from .errors import InvalidParameterError, SimulationCancelled
from .geometry import place
from .in_order import leaves_list
from .models.experiment import Experiment
from .quirks import Quirk
from .resolved import resolve
from .scene import Scene
from .simulation import intensity
from .tensors import HOST

READING_QUIRKS = frozenset(
    {
        Quirk.LOOSE_OPTIONS,
        Quirk.MISSET_SEED_IS_MISSET,
        Quirk.TWOTHETA_AXIS_SETS_ANGLE,
        Quirk.CURVED_NEEDS_A_WORD,
        Quirk.PIX0_MM_IN_METRES,
        Quirk.HEADER_SUBSTRING_KEYWORDS,
        Quirk.MASK_FLIPS_BEAM_CENTRE,
        Quirk.HEADER_TWOTHETA_IGNORED,
        Quirk.SOURCE_WAVELENGTH_IN_METRES,
        Quirk.SOURCE_FILE_AS_IT_STANDS,
        Quirk.IMPLICIT_DUMP,
        Quirk.DUMP_SWALLOWS_SPACE,
        Quirk.HKL_STOPS_AT_TEXT,
    }
)
"""Decided when a command line or file is read: a model no longer shows them."""

WRITING_QUIRKS = frozenset(
    {
        Quirk.SHORT_HEADER,
        Quirk.DIALS_ORIGIN_LINE,
        Quirk.NOISE_WRAPS,
        Quirk.WRITE_ALL_FILES,
    }
)
"""Decided when files are written: the image does not show them."""

_GRID_PIXELS = 4096
_PEAKS = 24
_HALF_BOX_PX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QuirkEffect:
    """What one quirk would do to an image.

    Attributes
    ----------
    quirk : Quirk
    in_force : bool
        Whether the experiment has it; the effect is that of switching it.
    relative_l2 : float
        Norm of the difference over the norm of the image, on the sample of pixels.
    pix0_shift_mm : float
        How far the corner of the detector moves, mm.
    impossible : str
        Why the switched experiment has no image, or empty.
    """

    quirk: Quirk
    in_force: bool
    relative_l2: float
    pix0_shift_mm: float
    impossible: str = ""

    @property
    def changes_image(self) -> bool:
        """Whether a difference would be seen in float32."""
        return bool(self.impossible) or self.relative_l2 > 1e-7


def quirk_effects(
    experiment: Experiment, *, should_stop: Callable[[], bool] | None = None
) -> Iterator[QuirkEffect]:
    """Switch each quirk that can change an image, and compare.

    Parameters
    ----------
    experiment : Experiment
    should_stop : callable, optional
        Asked before each quirk; true stops.

    Yields
    ------
    QuirkEffect
        One for each quirk that concerns images, in their order.

    Raises
    ------
    SimulationCancelled
        When ``should_stop`` said so.
    """
    with torch.no_grad():
        fast, slow = _sample(experiment)
        image = _photons(experiment, fast, slow)
    corner = place(experiment).pix0_m
    for quirk in Quirk:
        if quirk in READING_QUIRKS or quirk in WRITING_QUIRKS:
            continue
        if should_stop is not None and should_stop():
            raise SimulationCancelled("The comparison of quirks was stopped.")
        yield _effect(experiment, quirk, (fast, slow), image, corner)


def _effect(
    experiment: Experiment,
    quirk: Quirk,
    pixels: tuple[Tensor, Tensor],
    image: Tensor,
    corner: tuple[float, float, float],
) -> QuirkEffect:
    in_force = quirk in experiment.quirks
    switched = replace(experiment, quirks=experiment.quirks ^ {quirk})
    try:
        with torch.no_grad():
            other = _photons(switched, *pixels)
        moved = place(switched).pix0_m
    except InvalidParameterError as error:
        return QuirkEffect(
            quirk=quirk,
            in_force=in_force,
            relative_l2=0.0,
            pix0_shift_mm=0.0,
            impossible=str(error),
        )
    norm = float(torch.linalg.vector_norm(image)) or 1.0
    shift = sum((a - b) ** 2 for a, b in zip(corner, moved, strict=True)) ** 0.5
    return QuirkEffect(
        quirk=quirk,
        in_force=in_force,
        relative_l2=float(torch.linalg.vector_norm(other - image)) / norm,
        pix0_shift_mm=shift * 1000.0,
    )


def _photons(experiment: Experiment, fast: Tensor, slow: Tensor) -> Tensor:
    """Photons in a sample of pixels, float64."""
    image = intensity(experiment, fast, slow)
    resolved = resolve(experiment)
    if not (
        resolved.interpolate and Quirk.INTERPOLATION_SWITCHES_OFF in experiment.quirks
    ):
        return image
    # Interpolation is off from the first pixel, in raster order, that leaves the list:
    # here, from the first of the sample.
    scene = Scene.of(resolved, HOST, torch.float64)
    order = slow * experiment.detector.pixels_fast + fast
    leaves = leaves_list(scene, fast, slow, 1 << 18)
    first = torch.where(leaves, order, torch.inf).min()
    crystal = replace(experiment.crystal, interpolate=False)
    nearest = intensity(replace(experiment, crystal=crystal), fast, slow)
    return torch.where(order < first, image, nearest)


def _sample(experiment: Experiment) -> tuple[Tensor, Tensor]:
    """Pixels to compare: an even grid, and boxes around its brightest points."""
    fast0, slow0, fast1, slow1 = resolve(experiment).region
    area = max(1, (fast1 - fast0) * (slow1 - slow0))
    stride = max(1, round((area / _GRID_PIXELS) ** 0.5))
    fast, slow = torch.meshgrid(
        torch.arange(fast0, fast1, stride),
        torch.arange(slow0, slow1, stride),
        indexing="xy",
    )
    fast, slow = fast.flatten(), slow.flatten()
    if stride == 1 or len(fast) == 0:
        return fast.double(), slow.double()
    values = _photons(experiment, fast.double(), slow.double())
    top = values.topk(min(_PEAKS, len(values))).indices
    reach = torch.arange(-_HALF_BOX_PX, _HALF_BOX_PX + 1)
    box_fast = (fast[top, None, None] + reach).clamp(fast0, fast1 - 1)
    box_slow = (slow[top, None, None] + reach[:, None]).clamp(slow0, slow1 - 1)
    side = len(reach)
    all_fast = torch.cat([fast, box_fast.expand(-1, side, -1).flatten()])
    all_slow = torch.cat([slow, box_slow.expand(-1, -1, side).flatten()])
    return all_fast.double(), all_slow.double()
