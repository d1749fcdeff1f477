"""Bad regions of CrystFEL's geometries, as a mask."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ...errors import FileFormatError
from ...models.detector import PixelMask
from ..reading import shown
from .held import HeldPanel
from .rectangles import WholeBox, every_pixel
from .vectors import array
from .words import number

_LINE = re.compile(r"^\s*(bad[^/=;\s]*)\s*/\s*(\w+)\s*=\s*([^;]*?)\s*(?:;.*)?$")
_IN_PANEL = ("min_fs", "max_fs", "min_ss", "max_ss")
_IN_SPACE = ("min_x", "max_x", "min_y", "max_y")
Regions = dict[str, dict[str, tuple[int, str]]]


def bad_regions(text: str) -> Regions:
    """Entries of each bad region: line and value by key."""
    regions: Regions = {}
    for line, content in enumerate(text.splitlines(), start=1):
        match = _LINE.match(content)
        if match is not None:
            regions.setdefault(match[1], {})[match[2]] = line, match[3]
    return regions


def bad_mask(
    regions: Regions, panel: HeldPanel, first: tuple[float, float], name: str
) -> PixelMask | None:
    """Leave the pixels of bad regions out.

    Parameters
    ----------
    regions : dict
        Rectangles of pixels (fs, ss, both ends included), or of pixel widths across
        the beam (x, y).
    panel : HeldPanel
    first : (min_fs, min_ss)    of the panel in the image file
    name : str

    Raises
    ------
    FileFormatError
        For a region without its four edges.
    """
    keep = every_pixel(panel) if regions else None
    if keep is None:
        return None
    for region, entries in regions.items():
        keys = _IN_SPACE if any(k in entries for k in _IN_SPACE) else _IN_PANEL
        low_a, high_a, low_b, high_b = (_edge(entries, region, k, name) for k in keys)
        if keys is _IN_SPACE:
            keep &= ~_inside(panel, keep, (low_a, high_a, low_b, high_b))
            continue
        fast, slow = (
            np.arange(keep.shape[1]) + first[0],
            np.arange(len(keep)) + first[1],
        )
        rows = (slow >= low_b) & (slow <= high_b)
        keep &= ~(rows[:, None] & ((fast >= low_a) & (fast <= high_a))[None, :])
    return PixelMask(keep=keep, name=name)


def _edge(
    entries: dict[str, tuple[int, str]], region: str, key: str, name: str
) -> float:
    if key not in entries:
        raise FileFormatError(
            f"{name}: {shown(region)} has no {key}; a bad region needs "
            f"{', '.join(_IN_PANEL)} or {', '.join(_IN_SPACE)}."
        )
    line, text = entries[key]
    return number(text, f"{name}, line {line}", key)


def _inside(
    panel: HeldPanel, keep: NDArray[np.bool_], box: tuple[float, float, float, float]
) -> NDArray[np.bool_]:
    """Pixels whose centre lies in a rectangle across the beam, in pixel widths."""
    slow, fast = (np.arange(count) + 0.5 for count in keep.shape)
    corner = array(panel.origin_mm) / panel.pixel_size_mm
    x, y = (
        corner[i] + fast[None, :] * panel.fast[i] + slow[:, None] * panel.slow[i]
        for i in (0, 1)
    )
    low_x, high_x, low_y, high_y = box
    inside = (x >= low_x) & (x <= high_x) & (y >= low_y) & (y <= high_y)
    return np.asarray(inside)


def bad_lines(boxes: tuple[WholeBox, ...], panel: str) -> list[str]:
    """Write rectangles (fast_from, fast_to, slow_from, slow_to) as bad regions."""
    lines = []
    for count, (fast_from, fast_to, slow_from, slow_to) in enumerate(boxes, start=1):
        region = f"bad_{count}"
        lines += [
            "",
            f"{region}/panel = {panel}",
            f"{region}/min_fs = {fast_from}",
            f"{region}/max_fs = {fast_to - 1}",
            f"{region}/min_ss = {slow_from}",
            f"{region}/max_ss = {slow_to - 1}",
        ]
    return lines
