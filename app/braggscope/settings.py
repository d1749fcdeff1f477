"""What the program remembers of the window. Never physics: that is in the document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QSettings

from braggscope_engine import Hold

__all__ = ["SCHEMA", "Settings", "SettingsStore", "Theme"]

SCHEMA = 1
"""Number of the form in which settings are stored; it grows when their form changes."""


class Theme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that is remembered.

    Attributes
    ----------
    theme : Theme
    open_sections : mapping of str to bool   which sections of the forms are unfolded
    dismissed_hints : frozenset of str       hints that are not to be shown again
    units : mapping of str to str            chosen unit of a field, by its path
    hold : Hold                              what edits of the detector leave in place
    """

    theme: Theme = Theme.SYSTEM
    open_sections: Mapping[str, bool] = field(default_factory=dict)
    dismissed_hints: frozenset[str] = frozenset()
    units: Mapping[str, str] = field(default_factory=dict)
    hold: Hold = Hold.BEAM_SPOT


_Migration = Callable[[dict[str, Any]], dict[str, Any]]

_MIGRATIONS: tuple[_Migration, ...] = ()
"""Step n turns what schema n + 1 stored into what schema n + 2 stores."""


class SettingsStore:
    """Keeps settings in a QSettings, as one readable text under one key.

    What cannot be read is left out and takes its default: a damaged setting must not
    keep the program from starting.

    Parameters
    ----------
    backend : QSettings, optional
        The user's own by default.
    """

    _KEY = "settings"

    def __init__(self, backend: QSettings | None = None) -> None:
        self._backend = backend or QSettings("braggscope", "braggscope")
        self._settings = _from_stored(str(self._backend.value(self._KEY, "")))

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def change(self, **changes: object) -> Settings:
        """Replace some settings and store all of them."""
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self._backend.setValue(self._KEY, _to_stored(self._settings))
        return self._settings


def _to_stored(settings: Settings) -> str:
    return json.dumps(
        {
            "schema": SCHEMA,
            "theme": str(settings.theme),
            "open_sections": dict(settings.open_sections),
            "dismissed_hints": sorted(settings.dismissed_hints),
            "units": dict(settings.units),
            "hold": str(settings.hold),
        },
        ensure_ascii=False,
    )


def _from_stored(text: str) -> Settings:
    try:
        stored = json.loads(text)
        for migrate in _MIGRATIONS[stored["schema"] - 1 :]:
            stored = migrate(stored)
    except (ValueError, TypeError, KeyError):
        return Settings()
    known = {}
    for item in fields(Settings):
        value = _READERS[item.name](stored.get(item.name))
        if value is not None:
            known[item.name] = value
    return Settings(**known)


def _theme(value: object) -> Theme | None:
    return next((theme for theme in Theme if theme == value), None)


def _hold(value: object) -> Hold | None:
    return next((hold for hold in Hold if hold == value), None)


def _flags(value: object) -> dict[str, bool] | None:
    if not isinstance(value, dict):
        return None
    return {str(k): v for k, v in value.items() if isinstance(v, bool)}


def _names(value: object) -> frozenset[str] | None:
    if not isinstance(value, list):
        return None
    return frozenset(name for name in value if isinstance(name, str))


def _texts(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {str(k): v for k, v in value.items() if isinstance(v, str)}


_READERS: dict[str, Callable[[object], Any]] = {
    "theme": _theme,
    "open_sections": _flags,
    "dismissed_hints": _names,
    "units": _texts,
    "hold": _hold,
}
