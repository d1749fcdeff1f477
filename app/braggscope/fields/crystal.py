"""The crystal: cell, orientation, size, mosaicity and structure factors."""

from __future__ import annotations

from braggscope.quantities import Dimension
from braggscope_engine import CrystalShape

from .field import Choice, Field, Kind

_SEED_LIMIT = 2**31 - 1


def _edge(axis: str) -> Field:
    return Field(
        path=f"crystal.cell.{axis}",
        label=axis,
        name=f"Cell edge {axis}",
        optional=True,
        dimension=Dimension.LENGTH,
        unit="Å",
        minimum=0.1,
        maximum=1e5,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help=f"Length of the cell edge {axis}.",
        allowed="above 0",
        option="-cell",
    )


def _angle(name: str, symbol: str, between: str) -> Field:
    return Field(
        path=f"crystal.cell.{name}",
        label=symbol,
        name=f"Cell angle {symbol}",
        optional=True,
        dimension=Dimension.ANGLE,
        unit="°",
        minimum=1.0,
        maximum=179.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help=f"Angle between the cell edges {between}.",
        allowed="0 to 180, together closing to a cell",
        option="-cell",
    )


CELL_FIELDS = (
    _edge("a"),
    _edge("b"),
    _edge("c"),
    _angle("alpha", "α", "b and c"),
    _angle("beta", "β", "c and a"),
    _angle("gamma", "γ", "a and b"),
)

_ORIENTATION = (
    Field(
        path="crystal.misset_deg",
        label="Misset",
        name="Crystal misset",
        kind=Kind.VECTOR,
        components=("x", "y", "z"),
        dimension=Dimension.ANGLE,
        unit="°",
        minimum=-360.0,
        maximum=360.0,
        step=0.1,
        coarse_step=1.0,
        decimals=4,
        help="Turn of the crystal about the laboratory's x, then y, then z.",
        allowed="any angles",
        option="-misset",
    ),
)

RANDOM_ORIENTATION_FIELDS = (
    Field(
        path="crystal.misset_random",
        label="Random orientation",
        kind=Kind.FLAG,
        help="Draw the orientation from the seed below, in place of the misset.",
        option="-misset random",
    ),
    Field(
        path="crystal.uniform_orientation",
        label="Uniform over all orientations",
        name="Uniform random orientation",
        kind=Kind.FLAG,
        help="Draw every orientation alike; off uses nanoBragg's distribution.",
        option="none",
    ),
    Field(
        path="crystal.misset_seed",
        label="Orientation seed",
        kind=Kind.COUNT,
        minimum=-_SEED_LIMIT,
        maximum=_SEED_LIMIT,
        step=1,
        coarse_step=10,
        help="Start of the random orientation; the same seed gives the same one.",
        allowed="any whole number",
        option="-misset_seed",
    ),
)

_BLOCK = (
    Field(
        path="crystal.n_cells",
        label="Unit cells",
        name="Unit cells per mosaic block",
        kind=Kind.COUNTS,
        components=("a", "b", "c"),
        minimum=1,
        maximum=10_000_000,
        step=1,
        coarse_step=10,
        help="Unit cells along a, b, c of one mosaic block; fewer make broader spots.",
        allowed="whole numbers from 1",
        option="-Na, -Nb, -Nc, -N",
    ),
    Field(
        path="crystal.size_mm",
        label="Crystal size",
        kind=Kind.VECTOR,
        components=("a", "b", "c"),
        dimension=Dimension.LENGTH,
        unit="mm",
        minimum=0.0,
        maximum=100.0,
        step=0.0001,
        coarse_step=0.001,
        decimals=6,
        help="Edges along a, b, c; above 0 they replace the unit cells of that axis.",
        allowed="0 or more; 0 is not given",
        option="-xtalsize, -sample_x, -sample_y, -sample_z",
    ),
    Field(
        path="crystal.shape",
        label="Shape",
        name="Crystal shape",
        kind=Kind.CHOICE,
        choices=(
            Choice(
                value=CrystalShape.SQUARE,
                label="Block",
                help="A parallelepiped: spots with interference fringes.",
            ),
            Choice(
                value=CrystalShape.ROUND,
                label="Ball",
                help="An ellipsoid: round spots with rings.",
            ),
            Choice(
                value=CrystalShape.GAUSS,
                label="Gaussian",
                help="Spots without fringes.",
            ),
            Choice(
                value=CrystalShape.TOPHAT,
                label="Top hat",
                help="Spots that are on or off.",
            ),
        ),
        help="Shape of the coherently scattering block; decides the spots' profile.",
        option="-square_xtal, -round_xtal, -gauss_xtal, -tophat_spots",
    ),
    Field(
        path="crystal.fudge",
        label="Spot size factor",
        minimum=0.0,
        maximum=1e6,
        step=0.1,
        coarse_step=1.0,
        help="Larger makes spots narrower; counts for every shape but Block.",
        allowed="any number",
        option="-fudge",
    ),
)

MOSAIC_FIELDS = (
    Field(
        path="crystal.mosaic_spread_deg",
        label="Spread",
        name="Mosaic spread",
        dimension=Dimension.ANGLE,
        unit="°",
        optional=True,
        minimum=0.0,
        maximum=180.0,
        step=0.01,
        coarse_step=0.1,
        decimals=4,
        help="Largest turn of a mosaic domain.",
        allowed="0 to 180",
        option="-mosaic",
    ),
    Field(
        path="crystal.mosaic_domains",
        label="Domains",
        name="Mosaic domains",
        kind=Kind.COUNT,
        optional=True,
        minimum=1,
        maximum=1_000_000,
        step=1,
        coarse_step=10,
        help="Number of mosaic domains; each multiplies the work. One has no spread.",
        allowed="1 to 1,000,000",
        option="-mosaic_dom",
    ),
    Field(
        path="crystal.mosaic_seed",
        label="Mosaic seed",
        kind=Kind.COUNT,
        minimum=-_SEED_LIMIT,
        maximum=_SEED_LIMIT,
        step=1,
        coarse_step=10,
        help="Start of the domains' random turns; the same seed gives the same ones.",
        allowed="any whole number",
        option="-mosaic_seed",
    ),
)

STRUCTURE_FACTOR_FIELDS = (
    Field(
        path="crystal.default_F",
        label="Default F",
        name="Default structure factor",
        dimension=Dimension.ELECTRONS,
        unit="e⁻",
        minimum=0.0,
        maximum=1e9,
        step=10.0,
        coarse_step=100.0,
        help="Amplitude of every reflection that the list does not hold.",
        allowed="any number; not 0 without a list",
        option="-default_F",
    ),
    Field(
        path="crystal.interpolate",
        label="Interpolation",
        name="Structure factor interpolation",
        kind=Kind.TRISTATE,
        optional=True,
        help="Interpolate F between reflections, for blocks of very few cells.",
        option="-interpolate, -nointerpolate",
    ),
)

CRYSTAL_FIELDS = (
    *CELL_FIELDS,
    *_ORIENTATION,
    *RANDOM_ORIENTATION_FIELDS,
    *_BLOCK,
    *MOSAIC_FIELDS,
    *STRUCTURE_FACTOR_FIELDS,
)
