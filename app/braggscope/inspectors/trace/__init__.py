"""The inspector that follows the calculation of one pixel."""

from __future__ import annotations

from .trace_inspector import TraceInspector

__all__ = ["TraceInspector"]
