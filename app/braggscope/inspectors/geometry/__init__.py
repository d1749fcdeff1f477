"""The geometry that results: in every convention, and beside what was asked for."""

from __future__ import annotations

from .inspector import GeometryInspector

__all__ = ["GeometryInspector"]
