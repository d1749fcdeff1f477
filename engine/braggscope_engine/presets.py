"""Detectors by name: size, pixels, gaps and sensor of real instruments."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .conventions import CENTRES
from .geometry import place
from .models.detector import Detector, PixelMask
from .models.experiment import Experiment
from .models.sampling import Roi


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorPreset:
    """What is fixed about a detector that can be bought.

    Attributes
    ----------
    name, manufacturer : str
    pixels_fast, pixels_slow : int    counts, gaps included
    pixel_size_mm : float             edge of the square pixels
    module_fast, module_slow : int    pixels of one module
    gap_fast, gap_slow : int          insensitive pixels between modules
    middle_gap_fast : int             insensitive columns amid each module
    is_round : bool                   only the inscribed circle is sensitive
    sensor_material : str             "" where it is not known
    sensor_thickness_um : float       0 where it is not known
    """

    name: str
    manufacturer: str
    pixels_fast: int
    pixels_slow: int
    pixel_size_mm: float
    module_fast: int
    module_slow: int
    gap_fast: int = 0
    gap_slow: int = 0
    middle_gap_fast: int = 0
    is_round: bool = False
    sensor_material: str = ""
    sensor_thickness_um: float = 0.0

    @property
    def size_mm(self) -> tuple[float, float]:
        """Edges of the panel (fast, slow), mm."""
        pixel = self.pixel_size_mm
        return self.pixels_fast * pixel, self.pixels_slow * pixel

    def mask(self) -> PixelMask | None:
        """Return the gaps as a mask; None where all pixels are sensitive."""
        fast = _sensitive(self.pixels_fast, self.module_fast, self.gap_fast)
        slow = _sensitive(self.pixels_slow, self.module_slow, self.gap_slow)
        if self.middle_gap_fast:
            pitch = self.module_fast + self.gap_fast
            first = self.module_fast // 2 - self.middle_gap_fast // 2
            inside = np.arange(self.pixels_fast) % pitch - first
            fast &= ~((inside >= 0) & (inside < self.middle_gap_fast))
        keep = slow[:, None] & fast[None, :]
        if self.is_round:
            keep &= _inscribed(self.pixels_fast, self.pixels_slow)
        return None if keep.all() else PixelMask(keep=keep, name=f"gaps of {self.name}")


def _sensitive(count: int, module: int, gap: int) -> NDArray[np.bool_]:
    """Whether each of a row of pixels lies in a module."""
    return np.asarray(np.arange(count) % (module + gap) < module)


def _inscribed(fast: int, slow: int) -> NDArray[np.bool_]:
    """Pixels whose centre lies in the circle that fits in the panel."""
    across = (np.arange(fast) + 0.5 - fast / 2)[None, :]
    along = (np.arange(slow) + 0.5 - slow / 2)[:, None]
    return np.asarray(across**2 + along**2 <= (min(fast, slow) / 2) ** 2)


def apply_preset(experiment: Experiment, preset: DetectorPreset) -> Experiment:
    """Put a known detector in the place of the present one.

    The panel keeps distance, tilts and two-theta. The point that places it (the beam
    centre, or the foot of the perpendicular) stays at the same fraction of the panel,
    so that a centred beam stays centred; one that is not given stays the default of
    the convention. A panel placed by pix0 keeps its middle.

    Gaps become the mask. The sensor stays: its absorption depends on the wavelength.
    """
    old = experiment.detector
    ratio = {
        "fast": preset.size_mm[0] / _size(old, old.size_fast_mm, old.pixels_fast),
        "slow": preset.size_mm[1] / _size(old, old.size_slow_mm, old.pixels_slow),
    }
    detector = replace(
        old,
        pixels_fast=preset.pixels_fast,
        pixels_slow=preset.pixels_slow,
        pixel_size_mm=preset.pixel_size_mm,
        size_fast_mm=None,
        size_slow_mm=None,
        mask=preset.mask(),
    )
    detector = _recentred(detector, old, ratio)
    sampling = experiment.sampling
    if detector.shape != old.shape:
        sampling = replace(sampling, roi=Roi())
    moved = replace(experiment, detector=detector, sampling=sampling)
    return _middle_kept(moved, experiment) if old.pix0_mm is not None else moved


def _size(detector: Detector, given_mm: float | None, pixels: int) -> float:
    return detector.pixel_size_mm * pixels if given_mm is None else given_mm


def _recentred(detector: Detector, old: Detector, ratio: dict[str, float]) -> Detector:
    """Scale the numbers that say where beam or foot meet the panel."""
    x, y = ("slow", "fast") if CENTRES[old.convention].swapped else ("fast", "slow")
    offset_old = CENTRES[old.convention].offset_pixels * old.pixel_size_mm
    offset_new = CENTRES[old.convention].offset_pixels * detector.pixel_size_mm

    def beam(value: float | None, axis: str) -> float | None:
        return (
            None if value is None else (value + offset_old) * ratio[axis] - offset_new
        )

    def foot(value: float | None, axis: str) -> float | None:
        return None if value is None else value * ratio[axis]

    def org(value: float | None, axis: str) -> float | None:
        if value is None:
            return None
        edge_mm = (value - 0.5) * old.pixel_size_mm * ratio[axis]
        return edge_mm / detector.pixel_size_mm + 0.5

    return replace(
        detector,
        beam_x_mm=beam(old.beam_x_mm, x),
        beam_y_mm=beam(old.beam_y_mm, y),
        close_x_mm=foot(old.close_x_mm, "fast"),
        close_y_mm=foot(old.close_y_mm, "slow"),
        org_x_px=org(old.org_x_px, "fast"),
        org_y_px=org(old.org_y_px, "slow"),
    )


def _middle_kept(moved: Experiment, before: Experiment) -> Experiment:
    """Shift pix0 so that the middle of the panel stays where it was."""
    old, new = place(before), place(moved)
    fast, slow = np.array(old.fast), np.array(old.slow)
    shift = 500.0 * (old.size_fast_m - new.size_fast_m) * fast
    shift += 500.0 * (old.size_slow_m - new.size_slow_m) * slow
    x, y, z = (np.array(before.detector.pix0_mm) + shift).tolist()
    return replace(moved, detector=replace(moved.detector, pix0_mm=(x, y, z)))
