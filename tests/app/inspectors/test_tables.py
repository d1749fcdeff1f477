"""What became of the options, and paragraphs that fit."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from braggscope.inspectors.options import OptionsInspector, summary
from braggscope.inspectors.wrapped_label import WrappedLabel
from braggscope_engine.io import parse_nanobragg


def test_options_tell_what_became_of_them(qtbot: QtBot) -> None:
    command = parse_nanobragg(
        "-cell 10 20 30 -default_F 1 -distance 9 -close_distance 8".split()
    )
    inspector = OptionsInspector("Nothing yet.")
    qtbot.addWidget(inspector)
    inspector.show_command(command)
    model = inspector.table.model()
    found = {
        model.index(row, 0).data(): model.index(row, 1).data()
        for row in range(model.rowCount())
    }
    assert found["-distance 9"] == "overridden"
    assert found["-close_distance 8"] == "used"
    assert summary(command) == "4 options: 3 used, 1 overridden."
    inspector.show_command(None)
    assert model.rowCount() == 0


@pytest.mark.parametrize("width", [120, 240, 900])
def test_a_summary_is_never_cut_off(qtbot: QtBot, width: int) -> None:
    label = WrappedLabel()
    qtbot.addWidget(label)
    label.setText("maximum 75649.3 · mean 0.5704 · rms 54.9874 · sum 3.55017e+06")
    label.resize(width, 10)
    label.show()
    assert label.minimumHeight() >= label.heightForWidth(width)


def test_a_hidden_summary_takes_no_room(qtbot: QtBot) -> None:
    label = WrappedLabel()
    qtbot.addWidget(label)
    label.setText("a long word or two " * 40)
    label.resize(60, 10)
    assert label.minimumHeight() == 0
    label.resize(600, 10)
    label.show()
    assert label.minimumHeight() == label.maximumHeight() == label.heightForWidth(600)
    label.hide()
    assert label.minimumHeight() == 0
