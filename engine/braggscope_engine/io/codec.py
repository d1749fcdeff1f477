"""Models as plain JSON values and back, each field under its own name.

Works from the models' own type annotations, so that a new field needs no line here.
Numbers survive exactly; infinity, which JSON lacks, is the word "inf".
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, Union

import numpy as np

from ..models.detector import PixelMask
from ..models.reflections import ReflectionTable
from .packed import pack, unpack


class DecodeError(ValueError):
    """A JSON value does not fit; the message is a sentence that names the field."""


def encode(value: object) -> object:
    """Return a model as dictionaries, lists, text and numbers."""
    if isinstance(value, ReflectionTable):
        return _encode_reflections(value)
    if isinstance(value, PixelMask):
        return _encode_mask(value)
    if isinstance(value, StrEnum):
        return value.value
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        return {name: encode(getattr(value, name)) for name in names}
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, float) and math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def decode(hint: Any, value: object, path: str) -> Any:
    """Return a value of the annotated type.

    Parameters
    ----------
    hint : type annotation
    value : JSON value
    path : str
        Where the value stands, for messages: ``"experiment.beam"``.

    Raises
    ------
    DecodeError
        When the value does not fit.
    InvalidParameterError
        When a model refuses it.
    """
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decode_optional(hint, value, path)
    if origin is tuple:
        return _decode_tuple(hint, value, path)
    if origin is frozenset:
        (item,) = typing.get_args(hint)
        return frozenset(decode(item, x, path) for x in _list(value, path))
    if hint is ReflectionTable:
        return _decode_reflections(value, path)
    if hint is PixelMask:
        return _decode_mask(value, path)
    if dataclasses.is_dataclass(hint):
        return _decode_model(hint, value, path)
    return _decode_plain(hint, value, path)


def _decode_optional(hint: Any, value: object, path: str) -> Any:
    if value is None:
        return None
    (inner,) = [a for a in typing.get_args(hint) if a is not type(None)]
    return decode(inner, value, path)


def _decode_tuple(hint: Any, value: object, path: str) -> Any:
    items, values = typing.get_args(hint), _list(value, path)
    if len(items) == 2 and items[1] is Ellipsis:
        items = (items[0],) * len(values)
    if len(items) != len(values):
        raise DecodeError(f"{path} has {len(values)} entries instead of {len(items)}.")
    pairs = enumerate(zip(items, values, strict=True))
    return tuple(decode(item, x, f"{path}[{i}]") for i, (item, x) in pairs)


@cache
def _hints(model: type) -> dict[str, Any]:
    return typing.get_type_hints(model)


def _decode_model(model: Any, value: object, path: str) -> Any:
    entries = _dict(value, path)
    hints = _hints(model)
    for name in entries:
        if name not in hints:
            raise DecodeError(f"{path} has an entry {name!r}, which is not known here.")
    for field in dataclasses.fields(model):
        if field.name not in entries and _is_required(field):
            raise DecodeError(f"{path} has no entry {field.name!r}.")
    return model(
        **{
            name: decode(hints[name], x, f"{path}.{name}")
            for name, x in entries.items()
        }
    )


def _is_required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def _decode_plain(hint: Any, value: object, path: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _decode_choice(hint, value, path)
    reader, what = _PLAIN[hint]
    result = reader(value)
    if result is None:
        raise DecodeError(f"{path} is {_shown(value)}, which is not {what}.")
    return result


def _decode_choice(hint: type[StrEnum], value: object, path: str) -> StrEnum:
    try:
        return hint(value if isinstance(value, str) else "")
    except ValueError:
        allowed = ", ".join(hint)
        raise DecodeError(
            f"{path} is {_shown(value)}, which is none of {allowed}."
        ) from None


def _float(value: object) -> float | None:
    if value in ("inf", "-inf"):
        return float(str(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _int(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_PLAIN: dict[Any, tuple[Callable[[object], object | None], str]] = {
    float: (_float, "a number"),
    int: (_int, "a whole number"),
    bool: (lambda x: x if isinstance(x, bool) else None, "true or false"),
    str: (lambda x: x if isinstance(x, str) else None, "text"),
}


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise DecodeError(f"{path} is {_shown(value)}, which is not a list.")
    return value


def _dict(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise DecodeError(f"{path} is {_shown(value)}, which has no entries.")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _encode_reflections(table: ReflectionTable) -> dict[str, object]:
    return {
        "name": table.name,
        "count": len(table),
        "hkl": pack(table.hkl, "<i4"),
        "amplitude": pack(table.amplitude, "<f8"),
    }


def _decode_reflections(value: object, path: str) -> ReflectionTable:
    entries = _dict(value, path)
    count = decode(int, entries.get("count"), f"{path}.count")
    hkl = _array(entries, "hkl", "<i4", 3 * count, path)
    amplitude = _array(entries, "amplitude", "<f8", count, path)
    return ReflectionTable(
        hkl=hkl.astype(np.int32).reshape(-1, 3),
        amplitude=amplitude.astype(np.float64),
        name=decode(str, entries.get("name"), f"{path}.name"),
    )


def _encode_mask(mask: PixelMask) -> dict[str, object]:
    return {
        "name": mask.name,
        "shape": list(mask.keep.shape),
        "keep": pack(np.packbits(mask.keep), "u1"),
    }


def _decode_mask(value: object, path: str) -> PixelMask:
    entries = _dict(value, path)
    slow, fast = decode(tuple[int, int], entries.get("shape"), f"{path}.shape")
    if not (0 < slow <= 100_000 and 0 < fast <= 100_000):
        raise DecodeError(f"{path}.shape is {slow} x {fast}, not the size of an image.")
    bits = _array(entries, "keep", "u1", (slow * fast + 7) // 8, path)
    keep = np.unpackbits(bits, count=slow * fast).astype(bool).reshape(slow, fast)
    return PixelMask(keep=keep, name=decode(str, entries.get("name"), f"{path}.name"))


def _array(
    entries: dict[str, object], name: str, dtype: str, count: int, path: str
) -> Any:
    if not 0 <= count <= 1_000_000_000:
        raise DecodeError(f"{path} cannot hold {count} numbers.")
    try:
        return unpack(entries.get(name), dtype, count)
    except ValueError as error:
        raise DecodeError(f"{path}.{name} {error}.") from None
