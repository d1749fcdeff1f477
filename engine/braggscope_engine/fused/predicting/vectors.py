"""Vectors of many reflections at once, component by component."""

from __future__ import annotations

from torch import Tensor

from ..arithmetic import Triple

Matrix = tuple[Triple, Triple, Triple]
"""Rows of n matrices."""


def matrix_of(table: Tensor, number: Tensor, first: int) -> Matrix:
    """Rows of one of the matrices of a table (29, m) for each number (n,)."""
    a, b, c, d, e, f, g, h, i = (table[first + j][number] for j in range(9))
    return (a, b, c), (d, e, f), (g, h, i)


def dot(vector: Tensor, other: Triple) -> Tensor:
    """Inner product of one vector (3,) with n vectors."""
    return vector[0] * other[0] + vector[1] * other[1] + vector[2] * other[2]


def inner(one: Triple, two: Triple) -> Tensor:
    """Inner products of n vectors with n others."""
    return one[0] * two[0] + one[1] * two[1] + one[2] * two[2]


def combined(rows: Matrix, factors: Triple) -> Triple:
    """Sum of rows, each times its factor."""
    x, y, z = (
        rows[0][i] * factors[0] + rows[1][i] * factors[1] + rows[2][i] * factors[2]
        for i in range(3)
    )
    return x, y, z
