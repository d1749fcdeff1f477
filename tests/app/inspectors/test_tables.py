"""Tables: sorted, selected, copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from braggscope.inspectors.options import OptionsInspector, summary
from braggscope.inspectors.peaks import PeaksInspector
from braggscope.inspectors.wrapped_label import WrappedLabel
from braggscope_engine import Peak, Statistics
from braggscope_engine.io import parse_nanobragg

STATISTICS = Statistics(
    maximum=9.0,
    max_fast_px=1,
    max_slow_px=1,
    max_fast_m=0.0,
    max_slow_m=0.0,
    total=30.0,
    mean=1.0,
    rms=2.0,
    rmsd=1.5,
)


def peak(hkl: tuple[int, int, int], maximum: float) -> Peak:
    return Peak(
        fast_px=10,
        slow_px=20,
        hkl=hkl,
        d_angstrom=3.25,
        maximum=maximum,
        total=2 * maximum,
        box=(5, 15, 16, 26),
    )


PEAKS = (peak((1, 2, 3), 900.25), peak((0, -4, 1), 80.5), peak((2, 2, 2), 7.125))


@pytest.fixture
def peaks(qtbot: QtBot) -> PeaksInspector:
    inspector = PeaksInspector()
    qtbot.addWidget(inspector)
    inspector.show()
    inspector.show_peaks(PEAKS, STATISTICS)
    return inspector


def column(inspector: PeaksInspector, number: int) -> list[str]:
    model = inspector.table.model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_peaks_stand_in_the_order_of_their_brightness(peaks: PeaksInspector) -> None:
    assert column(peaks, 2) == ["1", "0", "2"]


def test_sorting_is_by_number_and_selection_follows_it(peaks: PeaksInspector) -> None:
    peaks.select(1)
    peaks.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert column(peaks, 3) == ["-4", "2", "2"]
    assert peaks.selected == 1


def test_selecting_from_outside_does_not_tell_the_outside(
    peaks: PeaksInspector,
) -> None:
    told: list[object] = []
    peaks.peakSelected.connect(told.append)
    peaks.select(2)
    assert peaks.selected == 2
    assert told == []


def test_a_peak_that_is_gone_is_not_selected_any_more(peaks: PeaksInspector) -> None:
    told: list[object] = []
    peaks.select(2)
    peaks.peakSelected.connect(told.append)
    peaks.show_peaks(PEAKS[:2], STATISTICS)
    assert peaks.selected is None
    assert told == [None]


def test_rows_are_copied_with_all_digits(peaks: PeaksInspector) -> None:
    peaks.select(0)
    peaks.table.setFocus()
    QTest.keyClick(peaks.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text == "10\t20\t1\t2\t3\t3.25\t900.25\t1800.5"


def test_the_table_is_copied_with_its_headings(peaks: PeaksInspector) -> None:
    peaks.table.copy_all()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "fast\tslow\th\tk\tl\td / Å\tmax\tsum"
    assert len(lines) == 4


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
