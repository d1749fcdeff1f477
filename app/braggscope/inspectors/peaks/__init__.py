"""The inspector that lists the reflections of the image."""

from __future__ import annotations

from .peaks_inspector import PeaksInspector
from .reflection_view import ReflectionView

__all__ = ["PeaksInspector", "ReflectionView"]
