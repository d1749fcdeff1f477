"""The whole form: sections, choices, files, order of the keyboard, memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
)

from braggscope.fields import FIELDS, PARTS
from braggscope.panels import FormStack, following
from braggscope.settings import SettingsStore
from braggscope_engine import (
    ALL_QUIRKS,
    Convention,
    CrystalShape,
    Pivot,
    PixelMask,
    ReflectionTable,
    Source,
    simulate,
)

INNER = {
    "detector.centres",
    "detector.size",
    "detector.axes",
    "detector.sensor",
    "beam.divergence",
    "beam.dispersion",
    "beam.sources",
    "crystal.mosaic",
    "crystal.random",
    "sampling.roi",
    "sampling.oversampling",
}
MAIN = {"detector", "beam", "crystal", "sampling", "background"}
HKL = "1 0 0 10.5\n0 2 0 20\n0 0 3 30\n"
MATRIX = "0.01 0 0\n0 0.02 0\n0 0 0.04\n"


def choose(box: QComboBox, text: str) -> None:
    index = box.findText(text)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def change_convention(stack: FormStack, text: str, keep: str = "detector") -> None:
    choose(stack.findChild(QComboBox, "detector.convention"), text)
    if not stack.row("detector.convention").question.isHidden():
        push(stack, f"Keep the {keep}")


def push(stack: FormStack, name: str) -> None:
    buttons = stack.findChildren(QPushButton)
    next(b for b in buttons if b.accessibleName() == name).click()


# Completeness --------------------------------------------------------------------


def test_every_field_and_part_has_exactly_one_row(stack):
    for path in [field.path for field in FIELDS] + list(PARTS):
        assert sum(row.shows(path) for row in stack.rows) == 1, path


def test_every_control_has_a_name_and_a_tooltip(stack):
    inner = ("qt_", "scroll")
    for kind in (QLineEdit, QComboBox, QAbstractButton):
        for control in stack.widget().findChildren(kind):
            if control.objectName().startswith(inner):
                continue
            assert control.accessibleName(), control
            if "section" not in control.accessibleName():
                assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize("width", [300, 360, 455])
@pytest.mark.parametrize("convention", [Convention.MOSFLM, Convention.CUSTOM])
def test_nothing_is_cut_off(stack, document, experiment, qtbot, width, convention):
    detector = replace(experiment.detector, convention=convention)
    document.edit(replace(experiment, detector=detector), "Change convention")
    stack.resize(width, 700)
    qtbot.waitUntil(lambda: stack.width() == width)
    QApplication.processEvents()
    right = stack.viewport().width()
    assert stack.widget().minimumSizeHint().width() <= right
    for row in stack.rows:
        if not row.isVisible():
            continue
        assert row.mapTo(stack.widget(), QPoint(row.width(), 0)).x() <= right
        for editor in row.editors():
            assert editor.mapTo(row, QPoint(editor.width(), 0)).x() <= row.width()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_sentences_below_a_field_are_never_cut_off(qtbot, document, experiment, scale):
    detector = replace(
        experiment.detector,
        convention=Convention.CUSTOM,
        pivot=Pivot.SAMPLE,
        beam_x_mm=51.0,
        beam_y_mm=51.0,
        pix0_mm=(-216.336293, 215.205512, -230.200866),
    )
    document.reset(replace(experiment, detector=detector, quirks=ALL_QUIRKS))
    stack = FormStack(document)
    qtbot.addWidget(stack)
    font = stack.font()
    font.setPointSizeF(scale * font.pointSizeF())
    stack.setFont(font)
    stack.show()
    for width in range(stack.minimumSizeHint().width(), 480, 9):
        stack.resize(width, 700)
        QApplication.processEvents()
        sentences = [
            label
            for row in stack.rows
            for label in row.findChildren(QLabel)
            if label.wordWrap() and label.isVisible()
        ]
        assert len(sentences) >= 2
        for label in sentences:
            needed = label.heightForWidth(label.width())
            assert label.height() >= needed, (width, label.text())


def test_a_large_font_asks_for_more_room_instead_of_cutting_off(stack, qtbot):
    assert stack.minimumSizeHint().width() == 300
    font = stack.font()
    font.setPointSizeF(2 * font.pointSizeF())
    stack.setFont(font)
    QApplication.processEvents()
    stack.resize(stack.minimumSizeHint().width(), 700)
    QApplication.processEvents()
    needed = stack.widget().minimumSizeHint().width()
    assert 300 < needed <= stack.viewport().width()


# Sections ------------------------------------------------------------------------


@pytest.fixture
def fresh(qtbot, document) -> FormStack:
    stack = FormStack(document, SettingsStore())
    qtbot.addWidget(stack)
    return stack


def test_what_a_beginner_needs_is_open_and_the_rest_one_click_away(fresh):
    assert set(fresh.sections) == MAIN | INNER
    for key in ("detector", "beam", "crystal", "sampling"):
        assert fresh.sections[key].is_open
    assert not any(fresh.sections[key].is_open for key in INNER)


def test_a_folded_section_says_what_is_not_at_its_default(fresh, document, experiment):
    header = fresh.sections["crystal.mosaic"].header
    assert header.summary == ""
    crystal = replace(experiment.crystal, mosaic_spread_deg=0.5)
    document.edit(replace(experiment, crystal=crystal), "Spread")
    assert header.summary == "Mosaic spread: 0.5°"
    assert header.accessibleDescription() == "Mosaic spread: 0.5°"
    crystal = replace(crystal, mosaic_domains=20)
    document.edit(replace(experiment, crystal=crystal), "Domains")
    assert header.summary == "2 changed"
    assert "Mosaic domains: 20" in header.toolTip()
    document.reset(experiment)
    assert header.summary == ""


def test_a_folded_main_section_counts_its_inner_ones(fresh, document, experiment):
    crystal = replace(experiment.crystal, mosaic_spread_deg=0.5)
    document.edit(replace(experiment, crystal=crystal), "Spread")
    assert fresh.sections["crystal"].header.summary == "Mosaic spread: 0.5°"


def test_a_section_folds_by_keyboard(fresh, qtbot):
    fresh.show()
    section = fresh.sections["beam.divergence"]
    header = section.header
    for key, is_open in (
        (Qt.Key.Key_Space, True),
        (Qt.Key.Key_Return, False),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Right, True),
        (Qt.Key.Key_Left, False),
    ):
        QTest.keyClick(header, key)
        assert section.is_open is is_open
    assert header.accessibleName() == "Divergence, section, folded"


def test_sections_are_as_they_were_left(fresh, qtbot, document):
    fresh.sections["beam.divergence"].set_open(True)
    fresh.sections["crystal"].set_open(False)
    again = FormStack(document, SettingsStore())
    qtbot.addWidget(again)
    assert again.sections["beam.divergence"].is_open
    assert not again.sections["crystal"].is_open
    assert again.sections["beam"].is_open


def test_shown_units_are_as_they_were_left(fresh, qtbot, document):
    field = next(f for f in FIELDS if f.path == "beam.wavelength_angstrom")
    fresh.context.choose_unit(field, "keV")
    again = FormStack(document, SettingsStore())
    qtbot.addWidget(again)
    entry = again.findChild(QLineEdit, field.path)
    assert entry.text() == "12.39842"


def test_a_stored_unit_that_does_not_exist_does_no_harm(qtbot, document):
    store = SettingsStore()
    store.change(units={"beam.wavelength_angstrom": "furlong"})
    stack = FormStack(document, store)
    qtbot.addWidget(stack)
    assert stack.findChild(QLineEdit, "beam.wavelength_angstrom").unit == "Å"


def test_revealing_a_field_unfolds_and_focuses_it(fresh, qtbot):
    fresh.show()
    fresh.activateWindow()
    qtbot.waitUntil(fresh.isActiveWindow)
    fresh.sections["sampling"].set_open(False)
    fresh.reveal("sampling.roi.slow_min")
    assert fresh.sections["sampling"].is_open
    assert fresh.sections["sampling.roi"].is_open
    assert fresh.findChild(QLineEdit, "sampling.roi.slow_min").hasFocus()
    with pytest.raises(KeyError):
        fresh.reveal("no.such.field")


# Order ---------------------------------------------------------------------------


def tab_walk(stack: FormStack, steps: int) -> list[str]:
    names = []
    for _ in range(steps):
        widget = QApplication.focusWidget()
        names.append(widget.objectName() or widget.accessibleName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return names


def test_tab_goes_where_the_eye_goes(stack, entry):
    stack.sections["detector.centres"].set_open(False)
    stack.row("detector.convention")
    stack.findChild(QComboBox, "detector.convention").setFocus()
    assert tab_walk(stack, 10) == [
        "detector.convention",
        "detector.distance_mm",
        "detector.close_distance_mm",
        "detector.beam_x_mm",
        "detector.beam_y_mm",
        "Other centres and pivot, section, folded",
        "detector.rotation_deg.x",
        "detector.rotation_deg.y",
        "detector.rotation_deg.z",
        "detector.two_theta_deg",
    ]


def test_xds_shows_orgx_and_orgy_first(stack, document, entry, qtbot):
    box = stack.findChild(QComboBox, "detector.convention")
    change_convention(stack, "XDS")
    push(stack, "Ask next time")
    assert document.experiment.detector.convention is Convention.XDS
    stack.sections["detector.centres"].set_open(False)
    qtbot.waitUntil(entry("detector.org_x_px").isVisible)
    box.setFocus()
    assert tab_walk(stack, 6)[3:] == [
        "detector.org_x_px",
        "detector.org_y_px",
        "Other centres and pivot, section, folded",
    ]
    assert not entry("detector.beam_x_mm").isVisible()
    change_convention(stack, "MOSFLM")
    qtbot.waitUntil(entry("detector.beam_x_mm").isVisible)
    assert not entry("detector.org_x_px").isVisible()


def test_axes_are_there_for_custom_axes_only(stack):
    axes = stack.sections["detector.axes"]
    assert not axes.isVisible()
    change_convention(stack, "Custom axes")
    assert axes.isVisible()


# Choices -------------------------------------------------------------------------


def test_a_choice_is_sent_and_shown(stack, document):
    choose(stack.findChild(QComboBox, "detector.pivot"), "Near point")
    assert document.experiment.detector.pivot is Pivot.SAMPLE
    choose(stack.findChild(QComboBox, "crystal.shape"), "Gaussian")
    assert document.experiment.crystal.shape is CrystalShape.GAUSS
    document.undo_stack.undo()
    shown = stack.findChild(QComboBox, "crystal.shape").currentText()
    assert shown == "Block"


def test_a_flag_is_sent_and_shown(stack, document):
    box = stack.findChild(QCheckBox, "beam.apply_polarization")
    assert box.isChecked()
    box.click()
    assert document.experiment.beam.apply_polarization is False
    assert document.undo_stack.undoText() == "Switch polarisation off"
    document.undo_stack.undo()
    assert box.isChecked()


def test_automatic_says_what_it_comes_to(stack, document, experiment):
    box = stack.findChild(QComboBox, "crystal.interpolate")
    table = ReflectionTable(
        hkl=np.array([[1, 0, 0]], dtype=np.int32), amplitude=np.array([5.0])
    )
    crystal = replace(experiment.crystal, reflections=table)
    document.edit(replace(experiment, crystal=crystal), "Load")
    assert box.currentText() == "Automatic (on)"
    choose(box, "Off")
    assert document.experiment.crystal.interpolate is False


def test_a_refused_choice_leaves_the_shown_one(stack, document, experiment):
    table = ReflectionTable(
        hkl=np.array([[1, 0, 0]], dtype=np.int32), amplitude=np.array([5.0])
    )
    crystal = replace(experiment.crystal, reflections=table, default_F=0.0)
    document.reset(replace(experiment, crystal=crystal))
    push(stack, "Clear structure factors")
    row = stack.row("crystal.reflections")
    assert document.experiment.crystal.reflections is table
    assert row.is_in_error
    assert row.message.startswith("Default structure factor must be other than zero")


def test_the_wheel_over_a_choice_scrolls_the_form(stack, entry, document):
    box = stack.findChild(QComboBox, "crystal.shape")
    entry("detector.distance_mm").setFocus()
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert not event.isAccepted()
    assert document.undo_stack.count() == 0


def test_the_energy_follows_the_wavelength(stack, type_into):
    type_into("beam.wavelength_angstrom", "12.4 keV")
    texts = [label.text() for label in stack.findChildren(QLabel)]
    assert "12.4 keV" in texts


def test_strict_mode_explains_itself_beside_the_fields(stack, document, experiment):
    detector = replace(experiment.detector, pix0_mm=(90.0, 51.0, -51.0))
    document.edit(replace(experiment, detector=detector), "Give pix0")
    pix0 = stack.row("detector.pix0_mm")
    assert pix0.message == ""
    strict = replace(document.experiment, quirks=ALL_QUIRKS)
    document.edit(strict, "Switch to strict nanoBragg")
    assert pix0.message.startswith("Strict nanoBragg ignores it")
    assert not pix0.is_in_error


def test_clearing_pix0_gives_the_distance_its_say_again(stack, document, experiment):
    detector = replace(experiment.detector, pix0_mm=(90.0, 51.0, -51.0))
    document.edit(replace(experiment, detector=detector), "Give pix0")
    assert stack.row("detector.distance_mm").message == "In force: 90 mm. pix0 decides."
    push(stack, "Clear pix0")
    assert document.experiment.detector.pix0_mm is None
    assert stack.row("detector.distance_mm").message == ""


# Files ---------------------------------------------------------------------------


def test_a_reflection_list_is_loaded_and_cleared(stack, document, tmp_path):
    path = tmp_path / "three.hkl"
    path.write_text(HKL)
    row = stack.row("crystal.reflections")
    row.load(str(path))
    table = document.experiment.crystal.reflections
    assert table is not None
    assert len(table) == 3
    assert document.undo_stack.undoText() == "Load structure factors from three.hkl"
    push(stack, "Clear structure factors")
    assert document.experiment.crystal.reflections is None


def test_a_matrix_brings_its_cell_and_its_orientation(stack, document, tmp_path):
    path = tmp_path / "A.mat"
    path.write_text(MATRIX)
    stack.row("crystal.matrix").load(str(path))
    assert document.experiment.crystal.matrix is not None
    assert document.experiment.crystal.cell is None
    assert stack.findChild(QLineEdit, "crystal.cell.a").placeholderText() == "= 100"
    push(stack, "Clear orientation matrix")
    cell = document.experiment.crystal.cell
    assert cell is not None
    assert (cell.a, cell.b, cell.c) == (100.0, 50.0, 25.0)


@pytest.mark.parametrize("path", sorted(PARTS))
@pytest.mark.parametrize(
    "content", [None, b"", b"nonsense", b"\x00\xff\x00", b"1 2 x 4"]
)
def test_a_file_that_holds_something_else_changes_nothing(
    stack, document, tmp_path, path, content
):
    file = tmp_path / "broken"
    if content is not None:
        file.write_bytes(content)
    before = document.experiment
    row = stack.row(path)
    row.load(str(file))
    assert document.experiment is before
    assert row.is_in_error
    assert "Unexpected" not in row.message
    assert "\n" not in row.message


def test_sources_are_loaded_and_counted(stack, document, tmp_path):
    path = tmp_path / "sources.txt"
    path.write_text("-10 0 0 1 1.0\n-10 0.01 0 1 1.0\n")
    stack.row("beam.sources").load(str(path))
    assert len(document.experiment.beam.sources) == 2
    assert stack.row("beam.wavelength_angstrom").message == "The listed sources decide."


def test_parts_name_their_files_and_say_how_much_they_hold(experiment):
    keep = np.ones((1024, 1024), dtype=bool)
    keep[0, :3] = False
    mask = PixelMask(keep=keep, name="/data/mask.img")
    source = Source(position=(-1.0, 0.0, 0.0), wavelength_angstrom=1.0)
    full = replace(
        experiment,
        detector=replace(experiment.detector, mask=mask),
        beam=replace(experiment.beam, sources=(source,)),
    )
    assert PARTS["detector.mask"].describe(full) == "mask.img (3 left out)"
    assert PARTS["beam.sources"].describe(full) == "1 source"
    assert not PARTS["crystal.matrix"].is_given(full)


def test_pixel_counts_cannot_outgrow_the_mask(stack, document, experiment, type_into):
    mask = PixelMask(keep=np.ones((1024, 1024), dtype=bool), name="mask.img")
    detector = replace(experiment.detector, mask=mask)
    document.edit(replace(experiment, detector=detector), "Load mask")
    type_into("detector.pixels_fast", "512")
    assert document.experiment.detector.pixels_fast == 1024
    assert stack.row("detector.mask").is_in_error
    assert stack.row("detector.pixels_fast").message.startswith("The pixel mask must")


def test_while_a_value_is_dragged_what_follows_from_it_lags_and_then_comes(
    stack, document, entry, qtbot
) -> None:
    def moved(distance_mm: float):
        detector = replace(document.experiment.detector, distance_mm=distance_mm)
        return replace(document.experiment, detector=detector)

    document.edit(moved(105.0), "Type")
    gesture = object()
    for distance in (110.0, 120.0, 130.0):
        document.edit(moved(distance), "Drag", gesture)
        assert entry("detector.distance_mm").text() == f"{distance:g}"

    def close_distance() -> object:
        return stack.context.in_force.values["detector.close_distance_mm"]

    qtbot.waitUntil(lambda: close_distance() == pytest.approx(130.0))


@pytest.fixture
def move(document):
    """Edit the distance, as one step of a gesture or on its own."""

    def edit(distance_mm: float, gesture: object | None = None):
        detector = replace(
            document.experiment.detector,
            distance_mm=distance_mm,
            pixels_fast=8,
            pixels_slow=8,
        )
        moved = replace(document.experiment, detector=detector)
        document.edit(moved, "Move", gesture)
        return moved

    return edit


@pytest.fixture
def never_alone(monkeypatch):
    """Forms that wait for images, however long none comes."""
    for name in ("WITHOUT_IMAGES_MS", "WITHOUT_IMAGE_AT_REST_MS"):
        monkeypatch.setattr(following, name, 1_000_000)


def test_what_follows_from_a_dragged_value_comes_with_its_image(
    never_alone, stack, entry, move, qtbot
) -> None:
    gesture = object()
    for distance in (105.0, 110.0, 120.0):
        move(distance, gesture)
    shown = entry("detector.close_distance_mm")
    assert shown.placeholderText() != "= 120"
    qtbot.wait(150)
    stack.take(simulate(stack.context.experiment))
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 120")


def test_while_the_hand_goes_on_an_image_tells_what_is_known_so_far(
    never_alone, stack, entry, move, qtbot
) -> None:
    gesture = object()
    move(105.0, gesture)
    older = move(110.0, gesture)
    newer = move(120.0, gesture)
    shown = entry("detector.close_distance_mm")
    qtbot.wait(650)
    stack.take(simulate(older))
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 110")
    move(130.0, gesture)
    assert entry("detector.distance_mm").text() == "130"
    assert shown.placeholderText() == "= 110"
    qtbot.wait(650)
    stack.take(simulate(newer))
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 120")


def test_what_an_earlier_image_has_told_is_not_the_last_word(
    never_alone, stack, entry, move, qtbot
) -> None:
    gesture = object()
    older = move(110.0, gesture)
    newest = move(120.0, gesture)
    shown = entry("detector.close_distance_mm")
    qtbot.wait(650)
    stack.take(simulate(older))
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 110")
    qtbot.wait(150)
    stack.take(simulate(newest))
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 120")


def test_what_follows_comes_alone_where_only_an_earlier_image_came(
    stack, entry, move, qtbot
) -> None:
    gesture = object()
    older = move(110.0, gesture)
    for distance in range(120, 127):
        move(float(distance), gesture)
        qtbot.wait(100)
    stack.take(simulate(older))
    shown = entry("detector.close_distance_mm")
    qtbot.waitUntil(lambda: shown.placeholderText() == "= 126")


def test_while_the_hand_goes_on_no_row_goes_back(
    never_alone, stack, document, entry, move, qtbot
) -> None:
    gesture = object()

    def pour(water_um: float) -> None:
        start = document.experiment
        background = replace(start.background, water_um=water_um)
        document.edit(replace(start, background=background), "Pour", gesture)

    move(105.0, gesture)
    pour(0.5)
    qtbot.wait(650)
    shown = entry("background.water_um")
    # The last row of all: by the time it is its turn, the hand has gone on.
    stack.take(simulate(document.experiment))
    for water_um in range(1, 100):
        pour(float(water_um))
        qtbot.wait(2)
        assert shown.text() == str(water_um)


def test_an_image_of_an_earlier_model_does_not_bring_its_numbers_back(
    stack, entry, move, qtbot
) -> None:
    gesture = object()
    move(105.0, gesture)
    older = move(110.0, gesture)
    move(120.0, gesture)
    move(150.0)
    stack.take(simulate(older))
    qtbot.wait(50)
    assert entry("detector.close_distance_mm").placeholderText() == "= 150"
    assert stack.context.in_force.values["detector.close_distance_mm"] == 150.0
