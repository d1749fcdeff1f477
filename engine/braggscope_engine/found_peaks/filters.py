"""Filters over the columns of a table: ``d < 3 and sum > 100 and h == 2``."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, InvalidParameterError

Columns = Mapping[str, NDArray[np.generic]]
Filter = Callable[[Columns], NDArray[np.bool_]]
_LONGEST = 1000
_COMPARE: dict[type[ast.cmpop], Callable[..., object]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_COMBINE: dict[type[ast.operator], Callable[..., object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}


class FilterError(InvalidParameterError):
    """A filter cannot be read."""


def parse_filter(text: str, names: tuple[str, ...] | None = None) -> Filter:
    """Read a filter expression.

    Comparisons of columns and numbers (``<  <=  >  >=  ==  !=``), joined by ``and``,
    ``or``, ``not`` and parentheses; ``+ - * / %`` and ``abs(...)`` compute. Nothing
    else is run, and an empty text keeps all rows.

    Parameters
    ----------
    text : str
    names : tuple of str, optional
        Columns that there are; others are refused at once.

    Returns
    -------
    callable
        From columns (arrays of one length) to a mask.

    Raises
    ------
    InvalidParameterError
        For a text that is no such expression.
    """
    if not text.strip():
        return lambda columns: np.ones(len(next(iter(columns.values()))), bool)
    if len(text) > _LONGEST:
        raise _refused(text[:20] + "...", f"at most {_LONGEST} characters long")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _refused(text, "an expression such as d < 3 and sum > 100") from None
    _check(tree, text, names)
    if not _is_logical(tree):
        raise _refused(text, "a comparison, such as d < 3")

    def keep(columns: Columns) -> NDArray[np.bool_]:
        with np.errstate(all="ignore"):
            result = _evaluate(tree, columns, text)
        length = len(next(iter(columns.values())))
        return np.broadcast_to(np.asarray(result, dtype=bool), length).copy()

    return keep


def _is_logical(node: ast.expr) -> bool:
    negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    return negated or isinstance(node, ast.Compare | ast.BoolOp | ast.Name)


def _refused(text: str, allowed: str) -> EngineError:
    return FilterError("filter", text, allowed)


def _check(node: ast.expr, text: str, names: tuple[str, ...] | None) -> None:
    """Refuse whatever is not a comparison of columns and numbers."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            if names is not None and each.id not in (*names, "abs"):
                raise _refused(text, f"made of the columns {', '.join(names)}")
        elif not _is_known(each):
            raise _refused(
                text, "comparisons of columns and numbers, joined by and, or, not"
            )


def _is_known(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float)
    if isinstance(node, ast.Call):
        plain = isinstance(node.func, ast.Name) and node.func.id == "abs"
        return plain and len(node.args) == 1 and not node.keywords
    if isinstance(node, ast.BinOp):
        return type(node.op) in _COMBINE
    if isinstance(node, ast.Compare):
        return all(type(op) in _COMPARE for op in node.ops)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not | ast.USub | ast.UAdd)
    known = (ast.BoolOp, ast.boolop, ast.cmpop, ast.operator, ast.unaryop)
    return isinstance(node, (*known, ast.expr_context))


def _evaluate(node: ast.expr, columns: Columns, text: str) -> object:
    def value(part: ast.expr) -> object:
        return _evaluate(part, columns, text)

    if isinstance(node, ast.BoolOp):
        both = operator.and_ if isinstance(node.op, ast.And) else operator.or_
        return reduce(both, (np.asarray(value(part), bool) for part in node.values))
    if isinstance(node, ast.Compare):
        sides = [value(part) for part in (node.left, *node.comparators)]
        true = [
            _COMPARE[type(op)](a, b)
            for op, a, b in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return reduce(operator.and_, (np.asarray(each) for each in true))
    return _number(node, columns, text, value)


def _number(
    node: ast.expr, columns: Columns, text: str, value: Callable[[ast.expr], object]
) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in columns:
            raise _refused(text, f"made of the columns {', '.join(columns)}")
        return columns[node.id]
    if isinstance(node, ast.BinOp):
        return _COMBINE[type(node.op)](value(node.left), value(node.right))
    if isinstance(node, ast.Call):
        return np.abs(np.asarray(value(node.args[0])))
    assert isinstance(node, ast.UnaryOp)
    inner = value(node.operand)
    if isinstance(node.op, ast.Not):
        return np.logical_not(np.asarray(inner))
    sign = -1 if isinstance(node.op, ast.USub) else 1
    return np.asarray(inner) * sign
