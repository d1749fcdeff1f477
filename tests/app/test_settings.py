"""Settings survive a restart, and damage in them does no harm."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QSettings

from braggscope.settings import SCHEMA, Settings, SettingsStore, Theme


@pytest.fixture
def backend(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def test_without_anything_stored_the_defaults_hold(backend):
    assert SettingsStore(backend).settings == Settings()
    assert Settings().theme is Theme.SYSTEM


def test_what_was_changed_is_there_after_a_restart(backend):
    store = SettingsStore(backend)
    store.change(theme=Theme.DARK, open_sections={"beam": False, "crystal": True})
    store.change(dismissed_hints=frozenset({"drag"}), units={"beam.x": "keV"})
    backend.sync()
    again = SettingsStore(QSettings(backend.fileName(), QSettings.Format.IniFormat))
    assert again.settings == store.settings
    assert again.settings.theme is Theme.DARK
    assert again.settings.units == {"beam.x": "keV"}


def test_the_stored_text_is_readable_and_numbered(backend):
    SettingsStore(backend).change(theme=Theme.LIGHT)
    stored = json.loads(backend.value("settings"))
    assert stored["schema"] == SCHEMA
    assert stored["theme"] == "light"


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "{}", '{"schema": "x"}'])
def test_what_cannot_be_read_gives_the_defaults(backend, text):
    backend.setValue("settings", text)
    assert SettingsStore(backend).settings == Settings()


def test_one_damaged_setting_does_not_take_the_others_along(backend):
    stored = {
        "schema": SCHEMA,
        "theme": "purple",
        "open_sections": {"beam": "yes", "crystal": False},
        "dismissed_hints": ["drag", 3],
        "units": [],
    }
    backend.setValue("settings", json.dumps(stored))
    settings = SettingsStore(backend).settings
    assert settings.theme is Theme.SYSTEM
    assert settings.open_sections == {"crystal": False}
    assert settings.dismissed_hints == {"drag"}
    assert settings.units == {}


def test_settings_of_a_newer_program_are_read_as_far_as_they_are_known(backend):
    stored = {"schema": SCHEMA + 1, "theme": "dark", "unheard_of": 1}
    backend.setValue("settings", json.dumps(stored))
    assert SettingsStore(backend).settings.theme is Theme.DARK
