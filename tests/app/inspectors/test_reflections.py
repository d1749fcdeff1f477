"""The table of reflections: sorted, filtered, selected, copied."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from braggscope.inspectors.peaks import PeaksInspector
from braggscope.inspectors.peaks.columns import COLUMNS
from braggscope_engine import ReflectionRows

NAMES = [column.name for column in COLUMNS]


def rows(n: int = 3, **given: object) -> ReflectionRows:
    columns: dict[str, object] = {
        "h": np.array([1, 0, 2]),
        "k": np.array([2, -4, 2]),
        "l": np.array([3, 1, 2]),
        "d": np.array([3.25, 2.5, 4.0]),
        "shift": np.array([0.5, np.nan, 0.125]),
        "sum": np.array([80.5, 7.125, 900.25]),
        **given,
    }
    for name in ("two_theta", "phi", "partiality", "F", "fast", "slow", "max", "net"):
        columns.setdefault(name, np.arange(float(n)))
    for name in ("found_fast", "found_slow", "background", "error"):
        columns.setdefault(name, np.arange(float(n)))
    columns.setdefault("missing", np.zeros(n, bool))
    return ReflectionRows(columns=columns)  # type: ignore[arg-type]


@pytest.fixture
def peaks(qtbot: QtBot) -> PeaksInspector:
    inspector = PeaksInspector()
    qtbot.addWidget(inspector)
    inspector.resize(380, 400)
    inspector.show()
    inspector.show_table(rows())
    return inspector


def column(inspector: PeaksInspector, name: str) -> list[str]:
    model = inspector.table.model()
    number = NAMES.index(name)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def sort(inspector: PeaksInspector, name: str, order: Qt.SortOrder) -> None:
    inspector.table.sortByColumn(NAMES.index(name), order)


def test_the_brightest_stands_first(peaks: PeaksInspector) -> None:
    assert column(peaks, "hkl") == ["2 2 2", "1 2 3", "0 −4 1"]


def test_rows_without_a_number_come_last_whichever_way(peaks: PeaksInspector) -> None:
    sort(peaks, "shift", Qt.SortOrder.AscendingOrder)
    assert column(peaks, "shift") == ["0.12", "0.50", ""]
    sort(peaks, "shift", Qt.SortOrder.DescendingOrder)
    assert column(peaks, "shift") == ["0.50", "0.12", ""]


def test_indices_sort_as_numbers_and_the_selection_follows(
    peaks: PeaksInspector,
) -> None:
    told: list[object] = []
    peaks.peakSelected.connect(told.append)
    peaks.select(0)
    sort(peaks, "hkl", Qt.SortOrder.AscendingOrder)
    assert column(peaks, "hkl") == ["0 −4 1", "1 2 3", "2 2 2"]
    assert [i.row() for i in peaks.table.selectionModel().selectedRows()] == [1]
    assert peaks.selected == 0
    assert told == []


def test_a_row_that_is_clicked_is_told_of_by_its_number(peaks: PeaksInspector) -> None:
    told: list[object] = []
    peaks.peakSelected.connect(told.append)
    peaks.table.selectRow(0)
    assert told == [2]


def test_a_filter_keeps_what_it_says(peaks: PeaksInspector) -> None:
    QTest.keyClicks(peaks.filter, "d < 3.5 and sum > 10")
    QTest.keyClick(peaks.filter, Qt.Key.Key_Return)
    assert column(peaks, "hkl") == ["1 2 3"]
    assert peaks.problem == ""
    shown = peaks.shown
    assert shown is not None
    assert shown.columns["h"].tolist() == [1]


@pytest.mark.parametrize("text", ["d <", "colour > 3", "__import__('os')", "sum > 'x'"])
def test_a_filter_that_is_none_says_so_and_changes_nothing(
    peaks: PeaksInspector, text: str
) -> None:
    before = column(peaks, "hkl")
    peaks.filter.setText(text)
    QTest.keyClick(peaks.filter, Qt.Key.Key_Return)
    assert "filter" in peaks.problem
    assert column(peaks, "hkl") == before
    peaks.filter.clear()
    QTest.keyClick(peaks.filter, Qt.Key.Key_Return)
    assert peaks.problem == ""


def test_a_selected_reflection_is_found_again_by_its_indices(
    peaks: PeaksInspector,
) -> None:
    told: list[object] = []
    peaks.peakSelected.connect(told.append)
    peaks.select(2)
    turned = rows().take(np.array([2, 0]))
    peaks.show_table(turned)
    assert peaks.selected == 0
    assert told == []
    peaks.show_table(rows().take(np.array([0, 1])))
    assert peaks.selected is None
    assert told == [None]


def test_what_is_seen_is_copied_with_all_digits(peaks: PeaksInspector) -> None:
    for name in peaks.view.chosen_columns - {"hkl", "sum"}:
        peaks.view.choose_column(name, False)
    peaks.view.choose_column("phi", True)
    peaks.select(2)
    peaks.table.setFocus()
    QTest.keyClick(peaks.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "2 2 2\t2.0\t900.25"
    peaks.table.copy_all()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "hkl\tφ / °\tsum"
    assert len(lines) == 4


def test_columns_of_a_reference_come_and_go_with_it(peaks: PeaksInspector) -> None:
    ratio = NAMES.index("ratio")
    assert peaks.table.isColumnHidden(ratio)
    with_reference = rows(ratio=np.array([1.0, 0.5, 2.0]), ref_net=np.ones(3))
    peaks.show_table(with_reference)
    assert not peaks.table.isColumnHidden(ratio)
    assert column(peaks, "ratio") == ["2", "1", "0.5"]
    peaks.show_table(rows())
    assert peaks.table.isColumnHidden(ratio)


def test_the_columns_shown_first_fit_a_narrow_inspector(peaks: PeaksInspector) -> None:
    wide = np.array([75649.31, 1234.56, 130.25])
    peaks.show_table(
        rows(
            h=np.array([-14, -12, 10]),
            k=np.array([14, -13, -11]),
            l=np.array([-10, 21, -22]),
            max=wide,
            sum=10 * wide,
            net=9 * wide,
            error=np.sqrt(wide),
        )
    )
    peaks.view.fit_columns()
    used = sum(
        peaks.table.columnWidth(n)
        for n in range(len(COLUMNS))
        if not peaks.table.isColumnHidden(n)
    )
    assert used <= peaks.table.viewport().width()
