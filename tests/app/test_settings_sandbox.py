"""The tests must not touch the settings of whoever runs them."""

from pathlib import Path

from platformdirs import user_state_path
from PySide6.QtCore import QSettings


def test_settings_written_by_a_test_stay_in_its_own_folder(tmp_path: Path) -> None:
    for stored in (QSettings("braggscope", "test"), QSettings()):
        assert Path(stored.fileName()).is_relative_to(tmp_path)


def test_saved_state_goes_to_the_own_folder_too(tmp_path: Path) -> None:
    assert user_state_path("braggscope").is_relative_to(tmp_path)
