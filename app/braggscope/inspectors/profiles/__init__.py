"""The inspector of curves over the whole image."""

from __future__ import annotations

from .profile import Profile, ProfileKind
from .profiles_inspector import ProfilesInspector

__all__ = ["Profile", "ProfileKind", "ProfilesInspector"]
