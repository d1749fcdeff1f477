"""The guide names only what there is."""

import re
from pathlib import Path

import pytest

from braggscope.windows.action_table import ALL_SPECS
from braggscope.windows.export_formats import FORMATS

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = (DOCS / "guide.md").read_text(encoding="utf-8")
LARGEST_PICTURE_BYTES = 400_000


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!https?:)[^)#]+)", GUIDE))
def test_each_link_leads_to_a_file(link: str) -> None:
    assert (DOCS / link).exists()


def test_pictures_are_light() -> None:
    pictures = list((DOCS / "images").iterdir())
    assert pictures
    assert all(path.stat().st_size < LARGEST_PICTURE_BYTES for path in pictures)


@pytest.mark.parametrize(
    ("action", "shortcut"),
    [
        ("forms", "F9"),
        ("inspectors", "F10"),
        ("image_only", "F11"),
        ("shortcuts", "F1"),
        ("conventions", "F2"),
        ("fit_levels", "L"),
        ("history", "Ctrl+H"),
        ("paste", "Ctrl+Shift+V"),
        ("export", "Ctrl+E"),
        ("export_peaks", "Ctrl+Shift+L"),
        ("tab:region", "Ctrl+Alt+R"),
        ("tab:profiles", "Ctrl+Alt+L"),
        ("tab:trace", "Ctrl+Alt+6"),
        ("trace", "Shift+T"),
    ],
)
def test_shortcuts_are_those_of_the_window(action: str, shortcut: str) -> None:
    assert shortcut in GUIDE
    spec = next(each for each in ALL_SPECS if each.name == action)
    assert spec.shortcut == shortcut


def test_every_export_format_is_named() -> None:
    for chosen in FORMATS:
        assert chosen.label.split()[0].strip(",").lower() in GUIDE.lower()
