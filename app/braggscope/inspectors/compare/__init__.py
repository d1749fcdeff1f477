"""The inspector that holds another image against the model's."""

from __future__ import annotations

from .compare_inspector import CompareInspector

__all__ = ["CompareInspector"]
