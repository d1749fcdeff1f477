"""The crystal: cell, orientation, size, mosaicity and structure factors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from ..errors import InvalidParameterError
from . import checks
from .axes import Vector
from .reflections import ReflectionTable

DEFAULT_MOSAIC_SEED = 12345678


class CrystalShape(StrEnum):
    """Shape of the coherently scattering block; decides F_latt."""

    SQUARE = "square"
    ROUND = "round"
    GAUSS = "gauss"
    TOPHAT = "tophat"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCell:
    """Direct cell: a, b, c in Å; α, β, γ in degrees."""

    a: float
    b: float
    c: float
    alpha: float = 90.0
    beta: float = 90.0
    gamma: float = 90.0

    def __post_init__(self) -> None:
        for name in ("a", "b", "c"):
            checks.positive(f"crystal.cell.{name}", getattr(self, name), unit="Å")
        for name in ("alpha", "beta", "gamma"):
            angle = getattr(self, name)
            if not (isinstance(angle, int | float) and 0 < angle < 180):
                raise InvalidParameterError(
                    f"crystal.cell.{name}", angle, "an angle between 0° and 180°"
                )
        # The root of rounding errors: a flat cell is not told from one below this.
        if not self.volume_factor > 1e-6:
            raise InvalidParameterError(
                "crystal.cell.angles",
                (self.alpha, self.beta, self.gamma),
                "three angles that close to a cell",
                "Each must be smaller than the sum of the other two, and their sum "
                "below 360°.",
            )

    @property
    def volume_factor(self) -> float:
        """Volume over a·b·c; not positive where the angles close to no cell."""
        al, be, ga = (math.radians(x) for x in (self.alpha, self.beta, self.gamma))
        half = (al + be + ga) / 2
        product = (
            math.sin(half)
            * math.sin(half - al)
            * math.sin(half - be)
            * math.sin(half - ga)
        )
        return 2 * math.sqrt(product) if product > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationMatrix:
    """A MOSFLM matrix: A = U·B·λ, dimensionless.

    Attributes
    ----------
    a_star, b_star, c_star : (3,)   its columns, laboratory x, y, z
    name : str                      where it came from, for the user
    """

    a_star: Vector
    b_star: Vector
    c_star: Vector
    name: str = ""

    def __post_init__(self) -> None:
        for column in ("a_star", "b_star", "c_star"):
            checks.vector(f"crystal.matrix.{column}", getattr(self, column))
        a, b, c = self.a_star, self.b_star, self.c_star
        volume = (
            a[0] * (b[1] * c[2] - b[2] * c[1])
            + a[1] * (b[2] * c[0] - b[0] * c[2])
            + a[2] * (b[0] * c[1] - b[1] * c[0])
        )
        lengths = math.hypot(*a) * math.hypot(*b) * math.hypot(*c)
        if not abs(volume) > 1e-9 * lengths:
            raise InvalidParameterError(
                "crystal.matrix",
                (a, b, c),
                "three columns that do not lie in one plane",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Crystal:
    """One crystal.

    Attributes
    ----------
    cell : UnitCell or None
        With ``matrix`` as well, the matrix gives the directions and the cell the
        lengths and the volume, as nanoBragg.
    matrix : OrientationMatrix or None
        Orientation from MOSFLM; None puts a* along x and b* in the xy plane.
    misset_deg : (3,)
        Rotation of the crystal about laboratory x, then y, then z, degrees.
    misset_random : bool
        Replace ``misset_deg`` by a random orientation from ``misset_seed``.
    uniform_orientation : bool
        Draw that orientation uniformly; False uses nanoBragg's distribution.
    n_cells : (3,) int
        Unit cells along a, b, c of one mosaic block.
    size_mm : (3,)
        Crystal size along a, b, c in mm; above zero it replaces the cell count of
        that axis. Sizes along b and c are clipped to the beam, as nanoBragg.
    shape, fudge : CrystalShape, float
        Shape of the block and the factor on its spot size (not for SQUARE).
    mosaic_spread_deg : float or None
        Largest rotation of a mosaic domain, degrees; None is not given.
    mosaic_domains : int or None
        Number of domains; None chooses.
    mosaic_seed, misset_seed : int
        Seeds of the two random streams, as typed after nanoBragg's options.
    reflections : ReflectionTable or None
        Structure factors; None leaves ``default_F`` for all.
    default_F : float
        Amplitude of reflections that the list does not hold, electrons.
    interpolate : bool or None
        Tricubic interpolation between structure factors; None chooses.
    """

    cell: UnitCell | None = None
    matrix: OrientationMatrix | None = None
    misset_deg: Vector = (0.0, 0.0, 0.0)
    misset_random: bool = False
    uniform_orientation: bool = False
    n_cells: tuple[int, int, int] = (1, 1, 1)
    size_mm: Vector = (0.0, 0.0, 0.0)
    shape: CrystalShape = CrystalShape.SQUARE
    fudge: float = 1.0
    mosaic_spread_deg: float | None = None
    mosaic_domains: int | None = None
    mosaic_seed: int = DEFAULT_MOSAIC_SEED
    misset_seed: int = 1
    reflections: ReflectionTable | None = None
    default_F: float = 0.0
    interpolate: bool | None = None

    def __post_init__(self) -> None:
        checks.choices("crystal", self)
        if self.interpolate is not None:
            checks.flag("crystal.interpolate", self.interpolate)
        checks.vector("crystal.misset_deg", self.misset_deg, nonzero=False)
        cells: object = self.n_cells
        if not isinstance(cells, tuple) or len(cells) != 3:
            raise InvalidParameterError(
                "crystal.n_cells", self.n_cells, "three whole numbers"
            )
        for axis, n in zip("abc", self.n_cells, strict=True):
            checks.count(f"crystal.n_cells.{axis}", n, 1, 10_000_000)
        checks.vector("crystal.size_mm", self.size_mm, nonzero=False)
        checks.not_negative("crystal.fudge", self.fudge)
        if self.mosaic_spread_deg is not None:
            checks.within(
                "crystal.mosaic_spread_deg", self.mosaic_spread_deg, 0, 180, "°"
            )
        if self.mosaic_domains is not None:
            checks.count("crystal.mosaic_domains", self.mosaic_domains, 1, 1_000_000)
        for name in ("mosaic_seed", "misset_seed"):
            checks.count(
                f"crystal.{name}", getattr(self, name), -(2**31) + 1, 2**31 - 1
            )
        checks.finite("crystal.default_F", self.default_F)
