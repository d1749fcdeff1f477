"""Colour maps for intensities and for differences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from braggscope.canvas.transform import N_COLOURS

DEFAULT_COLOUR_MAP = "inverted grey"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ColourMap:
    """A named table of colours.

    Attributes
    ----------
    name : str
        As shown to the user.
    rgb : ndarray of uint8, shape (N_COLOURS, 3)
        From the lowest intensity to the highest.
    no_value_rgb : tuple of int
        Colour of a pixel without a value, which the table does not contain.
    light_ground : bool
        Most of a diffraction image is light in this map: overlays then are dark.
    diverging : bool
        The middle of the table stands for zero.
    """

    name: str
    rgb: NDArray[np.uint8]
    no_value_rgb: tuple[int, int, int]
    light_ground: bool
    diverging: bool = False

    def argb_table(self) -> list[int]:
        """Opaque colours by index, 256 of them, as Qt wants them."""
        table = np.vstack([self.rgb, np.array([self.no_value_rgb], np.uint8)])
        red, green, blue = table.astype(np.uint32).T
        argb: list[int] = (0xFF000000 | red << 16 | green << 8 | blue).tolist()
        return argb


def _grey(*, inverted: bool) -> NDArray[np.uint8]:
    ramp = np.linspace(0, 255, N_COLOURS).round().astype(np.uint8)
    return np.repeat(ramp[::-1, None] if inverted else ramp[:, None], 3, axis=1)


def _bundled(name: str) -> NDArray[np.uint8]:
    table = pg.colormap.get(name).getLookupTable(nPts=N_COLOURS, alpha=False)
    return np.ascontiguousarray(table, dtype=np.uint8)


_STEEL = (120, 160, 205)
_ROSE = (215, 110, 150)
_ASH = (128, 128, 128)

_BUILDERS = {
    "inverted grey": lambda: ColourMap(
        name="inverted grey",
        rgb=_grey(inverted=True),
        no_value_rgb=_STEEL,
        light_ground=True,
    ),
    "grey": lambda: ColourMap(
        name="grey",
        rgb=_grey(inverted=False),
        no_value_rgb=_STEEL,
        light_ground=False,
    ),
    "viridis": lambda: ColourMap(
        name="viridis",
        rgb=_bundled("viridis"),
        no_value_rgb=_ROSE,
        light_ground=False,
    ),
    "cividis": lambda: ColourMap(
        name="cividis",
        rgb=_bundled("cividis"),
        no_value_rgb=_ROSE,
        light_ground=False,
    ),
    "magma": lambda: ColourMap(
        name="magma", rgb=_bundled("magma"), no_value_rgb=_ASH, light_ground=False
    ),
    "inferno": lambda: ColourMap(
        name="inferno", rgb=_bundled("inferno"), no_value_rgb=_ASH, light_ground=False
    ),
    "diverging": lambda: ColourMap(
        name="diverging",
        rgb=_bundled("CET-D1A"),
        no_value_rgb=_ASH,
        light_ground=True,
        diverging=True,
    ),
}

#: Names of all colour maps, in the order in which a list should show them.
COLOUR_MAP_NAMES: tuple[str, ...] = tuple(_BUILDERS)


def _tint(name: str, rgb: tuple[int, int, int]) -> ColourMap:
    ramp = np.linspace(0, 1, N_COLOURS)[:, None]
    mixed = 255 + ramp * (np.array(rgb) - 255)
    return ColourMap(
        name=name,
        rgb=mixed.round().astype(np.uint8),
        no_value_rgb=(235, 235, 235),
        light_ground=True,
    )


MODEL_TINT = _tint("cyan", (0, 160, 185))
OTHER_TINT = _tint("red", (225, 60, 50))
"""White to one colour each; multiplied with each other they give near black."""

_TINTS = {tint.name: tint for tint in (MODEL_TINT, OTHER_TINT)}


@cache
def colour_map(name: str) -> ColourMap:
    """Return the colour map of this name.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.
    """
    if name in _TINTS:
        return _TINTS[name]
    if name not in _BUILDERS:
        allowed = ", ".join(COLOUR_MAP_NAMES)
        raise ValueError(f"colour map {name!r} is unknown: choose one of {allowed}")
    return _BUILDERS[name]()
