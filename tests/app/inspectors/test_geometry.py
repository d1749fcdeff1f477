"""The geometry in every convention: read, copied and edited cell by cell."""

from __future__ import annotations

import math
import shlex
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from braggscope.document import Document
from braggscope.inspectors.geometry import GeometryInspector
from braggscope.inspectors.geometry.cell_editor import CellEditor
from braggscope.inspectors.geometry.table_view import ConventionsTable
from braggscope_engine import (
    Convention,
    Crystal,
    Detector,
    Experiment,
    Hold,
    UnitCell,
    parse_nanobragg,
    place,
)


@pytest.fixture
def experiment() -> Experiment:
    crystal = Crystal(cell=UnitCell(a=50, b=50, c=50), default_F=1.0)
    detector = Detector(
        distance_mm=123.456,
        rotation_deg=(0.0, 0.0, 5.0),
        two_theta_deg=7.0,
        beam_x_mm=40.0,
        beam_y_mm=61.0,
    )
    return Experiment(crystal=crystal, detector=detector)


@pytest.fixture
def document(qtbot: QtBot, experiment: Experiment) -> Document:
    return Document(experiment)


@pytest.fixture
def inspector(qtbot: QtBot, document: Document) -> GeometryInspector:
    inspector = GeometryInspector(document)
    qtbot.addWidget(inspector)
    inspector.resize(400, 640)
    inspector.show()
    inspector.activateWindow()
    qtbot.waitUntil(inspector.isActiveWindow)
    return inspector


@pytest.fixture
def table(inspector: GeometryInspector) -> ConventionsTable:
    return inspector.table


def number(table: ConventionsTable, key: str, component: int = 0, column: int = 0):
    cell = table.table.cell(table.index_of(key, component).row(), column)
    assert cell is not None
    return cell


def column_of(table: ConventionsTable, convention: Convention) -> int:
    return table.table.columns.index(convention)


def point_at(table: ConventionsTable, key: str, component: int, column: int) -> QPoint:
    index = table.index_of(key, component, column)
    table.scrollTo(index)
    return table.visualRect(index).center()


def click(
    table: ConventionsTable, key: str, component: int = 0, column: int = 0
) -> str:
    where = point_at(table, key, component, column)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    return QGuiApplication.clipboard().text()


def open_editor(
    table: ConventionsTable, key: str, component: int = 0, column: int = 0
) -> CellEditor:
    where = point_at(table, key, component, column)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    (editor,) = (e for e in table.viewport().findChildren(QLineEdit) if e.isVisible())
    assert isinstance(editor, CellEditor)
    return editor


def type_into(
    table: ConventionsTable, text: str, key: str, component: int = 0, column: int = 0
) -> CellEditor:
    editor = open_editor(table, key, component, column)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    return editor


# Reading -------------------------------------------------------------------------


def test_all_conventions_are_there_the_present_one_first(
    table: ConventionsTable, document: Document
) -> None:
    assert [c.name for c in table.table.columns] == [
        *("MOSFLM", "DENZO", "ADXV", "XDS", "DIALS", "CUSTOM")
    ]
    detector = replace(
        document.experiment.detector,
        convention=Convention.XDS,
        beam_x_mm=None,
        beam_y_mm=None,
    )
    document.edit(replace(document.experiment, detector=detector), "Change to XDS")
    assert table.table.columns[0] is Convention.XDS
    assert set(table.table.columns) == set(Convention)


def test_every_number_of_the_geometry_has_its_row(
    table: ConventionsTable, document: Document
) -> None:
    geometry = place(document.experiment)
    assert float(number(table, "close_distance_mm").exact) == pytest.approx(
        1e3 * geometry.close_distance_m, abs=1e-9
    )
    vectors = {
        "pix0_m": geometry.pix0_m,
        "fast": geometry.fast,
        "slow": geometry.slow,
        "normal": geometry.normal,
        "beam": geometry.beam,
        "spindle": geometry.spindle,
        "polarization": geometry.polarization,
        "two_theta_axis": geometry.two_theta_axis,
    }
    for key, vector in vectors.items():
        shown = [float(number(table, key, i).exact) for i in range(3)]
        assert shown == pytest.approx(vector, abs=1e-12)
    foot = [float(number(table, f"org_{axis}_px").exact) for axis in "xy"]
    assert foot == pytest.approx([geometry.orgx_px, geometry.orgy_px], abs=1e-9)
    spot = [float(number(table, f"beam_{axis}_px").exact) for axis in ("fast", "slow")]
    assert geometry.beam_centre_px is not None
    assert spot == pytest.approx(geometry.beam_centre_px, abs=1e-9)
    labels = [row.label for row in table.table.rows]
    for label in ("Pixel size", "Pixels, fast", "Pixels, slow", "Pivot"):
        assert label in labels


def test_shown_numbers_are_rounded_and_copied_ones_are_not(
    table: ConventionsTable, document: Document
) -> None:
    cell = number(table, "close_distance_mm")
    assert cell.text == f"{1e3 * place(document.experiment).close_distance_m:.4f}"
    assert len(cell.exact) > len(cell.text)


def test_a_beam_that_misses_leaves_a_dash_and_nothing_to_edit(
    table: ConventionsTable, document: Document
) -> None:
    behind = replace(document.experiment.detector, pix0_mm=(-80.0, 50.0, -50.0))
    document.edit(replace(document.experiment, detector=behind), "Go behind")
    cell = number(table, "beam_x_mm")
    assert (cell.text, cell.exact, cell.editable) == ("–", "", False)


def test_a_hidden_table_catches_up_when_it_is_shown(
    inspector: GeometryInspector, table: ConventionsTable, document: Document
) -> None:
    inspector.hide()
    before = number(table, "distance_mm").exact
    moved = replace(document.experiment.detector, distance_mm=200.0)
    document.edit(replace(document.experiment, detector=moved), "Move")
    assert number(table, "distance_mm").exact == before
    inspector.show()
    assert float(number(table, "distance_mm").exact) == pytest.approx(200.0)


def test_a_geometry_that_cannot_be_is_said_above_the_last_good_one(
    inspector: GeometryInspector, table: ConventionsTable, document: Document
) -> None:
    broken = replace(document.experiment.detector, org_x_px=3.0)
    before = table.table
    document.edit(replace(document.experiment, detector=broken), "Contradict")
    assert inspector.message.endswith("The last geometry stays below.")
    assert table.table is before
    document.undo_stack.undo()
    assert inspector.message == ""


# Copying -------------------------------------------------------------------------


def test_a_click_copies_a_number_with_all_digits(
    table: ConventionsTable, document: Document
) -> None:
    copied = click(table, "close_distance_mm")
    assert float(copied) == pytest.approx(
        1e3 * place(document.experiment).close_distance_m, abs=1e-12
    )
    assert document.undo_stack.count() == 0


def test_rows_columns_and_vectors_are_copied_from_the_menu(
    table: ConventionsTable,
) -> None:
    def trigger(text: str) -> list[str]:
        menu = table.cell_menu(table.index_of("pix0_mm", 1, 1))
        next(a for a in menu.actions() if a.text().startswith(text)).trigger()
        return QGuiApplication.clipboard().text().split("\n")

    (three,) = trigger("Copy all three")
    assert [float(word) for word in three.split()] == [
        *number(table, "pix0_mm", 0, 1).values
    ]
    (row,) = trigger("Copy row")
    assert row.split("\t")[0] == "pix0 y / mm"
    assert len(row.split("\t")) == 7
    column = trigger("Copy column DENZO")
    assert column[0] == "DENZO"
    assert f"Xbeam\t{number(table, 'beam_x_mm', 0, 1).exact}\tmm" in column
    assert len(trigger("Copy table")) == 1 + len(table.table.rows)


@pytest.mark.parametrize("convention", list(Convention))
def test_the_options_of_a_column_put_the_panel_there_in_nanobragg(
    table: ConventionsTable, document: Document, convention: Convention
) -> None:
    column = column_of(table, convention)
    menu = table.cell_menu(table.index_of("distance_mm", 0, column))
    next(a for a in menu.actions() if a.text().startswith("Copy nanoBragg")).trigger()
    words = shlex.split(QGuiApplication.clipboard().text())
    parsed = parse_nanobragg([*words, "-cell", "50", "50", "50", "-default_F", "1"])
    again, here = place(parsed.experiment), place(document.experiment)
    assert again.beam_centre_px == pytest.approx(here.beam_centre_px, abs=1e-6)
    assert again.foot_px == pytest.approx(here.foot_px, abs=1e-6)
    assert again.close_distance_m == pytest.approx(here.close_distance_m, abs=1e-9)


# Editing -------------------------------------------------------------------------


@pytest.mark.parametrize("convention", list(Convention))
@pytest.mark.parametrize(
    ("key", "component", "text", "value"),
    [
        ("beam_x_mm", 0, "44.25", 44.25),
        ("beam_slow_px", 0, "500,5", 500.5),
        ("org_y_px", 0, "612.5 px", 612.5),
        ("distance_mm", 0, "0.2 m", 200.0),
        ("pix0_mm", 2, "-71.5", -71.5),
        ("rotation_deg", 1, "3.5", 3.5),
    ],
)
def test_an_edited_cell_moves_the_one_geometry_and_the_others_follow(
    table: ConventionsTable,
    document: Document,
    experiment: Experiment,
    convention: Convention,
    key: str,
    component: int,
    text: str,
    value: float,
) -> None:
    column = column_of(table, convention)
    before = table.table
    type_into(table, text, key, component, column)
    assert document.undo_stack.count() == 1
    assert convention.name in document.undo_stack.undoText()
    cell = number(table, key, component, column)
    assert float(cell.exact) == pytest.approx(value, abs=1e-9)
    assert document.experiment.detector.convention is experiment.detector.convention
    for other in range(6):
        assert number(table, "pix0_mm", 0, other) != before.cell(
            table.index_of("pix0_mm").row(), other
        ) or number(table, "pix0_mm", 1, other) != before.cell(
            table.index_of("pix0_mm", 1).row(), other
        )
    document.undo_stack.undo()
    assert table.table == before


def test_three_pasted_numbers_fill_a_vector(
    table: ConventionsTable, document: Document
) -> None:
    type_into(table, "0.23 0.045 -0.061", "pix0_m", 1)
    pix0 = place(document.experiment).pix0_m
    assert math.dist(pix0, (0.23, 0.045, -0.061)) < 1e-12


@pytest.mark.parametrize(
    ("text", "reason"),
    [("abc", "Must be a length in mm."), ("-5", "Must be a positive number in mm.")],
)
def test_a_refused_number_stays_with_a_sentence_and_changes_nothing(
    table: ConventionsTable, document: Document, text: str, reason: str
) -> None:
    editor = type_into(table, text, "distance_mm")
    assert editor.isVisible()
    assert editor.reason == f"⚠ {reason}"
    assert document.undo_stack.count() == 0
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert document.undo_stack.count() == 0
    type_into(table, "99", "distance_mm")
    assert document.experiment.detector.distance_mm == 99.0


def test_looking_at_a_number_changes_nothing(
    table: ConventionsTable, document: Document
) -> None:
    editor = open_editor(table, "close_distance_mm")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert document.undo_stack.count() == 0


def test_what_follows_from_the_rest_cannot_be_edited(table: ConventionsTable) -> None:
    where = point_at(table, "ratio", 0, 0)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert table.viewport().findChild(QLineEdit) is None


def test_a_tilt_leaves_what_the_forms_hold(
    inspector: GeometryInspector, table: ConventionsTable, document: Document
) -> None:
    before = place(document.experiment)
    inspector.set_hold(Hold.FOOT)
    type_into(table, "12", "rotation_deg", 1)
    after = place(document.experiment)
    assert after.foot_px == pytest.approx(before.foot_px, abs=1e-9)
    assert math.dist(after.normal, before.normal) > 0.1


def test_a_heading_folds_its_rows(table: ConventionsTable) -> None:
    row = table.index_of("fast").row()
    heading = next(
        i for i, r in enumerate(table.table.rows) if r.is_heading and r.label == "Axes"
    )
    header = table.verticalHeader()
    table.scrollTo(table.index_of("fast"))
    where = QPoint(20, header.sectionViewportPosition(heading) + 4)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert table.isRowHidden(row)
    assert not table.isRowHidden(table.index_of("distance_mm").row())
