"""Which numbers an edit has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from braggscope_engine import Experiment

__all__ = ["changed_paths", "shallow_path"]

_PARTS = tuple(field.name for field in fields(Experiment))


def changed_paths(before: Experiment, after: Experiment) -> Iterator[str]:
    """Yield what differs in the parts of two experiments, as "detector.sensor".

    An edit leaves most parts as they are: only the others are looked into, and no
    deeper than that.
    """
    for part in _PARTS:
        one: Any = getattr(before, part)
        other: Any = getattr(after, part)
        if one is other:
            continue
        for name in getattr(one, "__dataclass_fields__", ()):
            old, new = getattr(one, name), getattr(other, name)
            if old is not new and old != new:
                yield f"{part}.{name}"


def shallow_path(path: str) -> str:
    """Cut the path of a field to what ``changed_paths`` would call it."""
    return ".".join(path.split(".")[:2])
