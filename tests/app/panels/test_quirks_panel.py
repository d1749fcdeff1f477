"""Quirks are chosen one by one, all, or none; those that matter here stand first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from braggscope.panels import QuirksPanel
from braggscope.panels.quirk_tree import QuirkTree
from braggscope.panels.quirk_words import difference, effect_text
from braggscope_engine import (
    ALL_QUIRKS,
    QUIRK_DESCRIPTIONS,
    READING_QUIRKS,
    WRITING_QUIRKS,
    Quirk,
    QuirkEffect,
)

IMAGE_QUIRKS = [q for q in Quirk if q not in READING_QUIRKS | WRITING_QUIRKS]


def effect(quirk: Quirk, l2: float = 0.0, shift: float = 0.0, **more) -> QuirkEffect:
    known = {"in_force": False, "relative_l2": l2, "pix0_shift_mm": shift}
    return QuirkEffect(quirk=quirk, **(known | more))


def effects(*those: QuirkEffect) -> tuple[QuirkEffect, ...]:
    known = {each.quirk: each for each in those}
    return tuple(known.get(quirk, effect(quirk)) for quirk in IMAGE_QUIRKS)


@pytest.fixture
def panel(qtbot, document) -> QuirksPanel:
    panel = QuirksPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def tree(panel) -> QuirkTree:
    return panel.tree


def press(panel: QuirksPanel, text: str) -> None:
    next(b for b in panel.findChildren(QPushButton) if b.text() == text).click()


def checked(tree: QuirkTree) -> set[Quirk]:
    on = Qt.CheckState.Checked
    return {q for q in Quirk if tree.item(q).checkState(0) is on}


def test_all_and_none(panel, tree, document):
    press(panel, "All")
    assert document.experiment.quirks == ALL_QUIRKS
    assert checked(tree) == set(ALL_QUIRKS)
    assert document.undo_stack.undoText() == "Switch to strict nanoBragg"
    press(panel, "None")
    assert document.experiment.quirks == frozenset()
    assert checked(tree) == set()
    document.undo_stack.undo()
    assert checked(tree) == set(ALL_QUIRKS)


def test_one_quirk_by_keyboard(tree, document):
    tree.choose(Quirk.STALE_PHI)
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert document.experiment.quirks == {Quirk.STALE_PHI}
    assert document.undo_stack.undoText() == "Reproduce stale-phi"
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert document.experiment.quirks == frozenset()


def test_every_quirk_says_what_it_does_and_what_is_done_without(panel, tree):
    for quirk in Quirk:
        tree.choose(quirk)
        words = QUIRK_DESCRIPTIONS[quirk]
        texts = [label.text() for label in panel.findChildren(QLabel)]
        assert any(words.what in text and words.instead in text for text in texts)
        assert words.what in tree.item(quirk).toolTip(0)


def test_showing_quirks_sends_nothing_back(panel, document, experiment, monkeypatch):
    sent: list[str] = []
    monkeypatch.setattr(document, "edit", lambda value, text: sent.append(text))
    panel.show_experiment(replace(experiment, quirks=ALL_QUIRKS))
    panel.show_effects(effects(), experiment, len(IMAGE_QUIRKS))
    assert sent == []


def test_those_that_change_the_image_come_first_the_strongest_on_top(
    panel, tree, experiment
):
    known = effects(
        effect(Quirk.IGNORE_PIX0, 0.02, 1.1461),
        effect(Quirk.STALE_PHI, 0.08),
        effect(Quirk.CONVENTION_SETS_PIVOT, impossible="The panel is nowhere."),
    )
    panel.show_effects(known, experiment, len(known))
    assert tree.quirks[:3] == (
        Quirk.CONVENTION_SETS_PIVOT,
        Quirk.STALE_PHI,
        Quirk.IGNORE_PIX0,
    )
    assert set(tree.quirks) == set(Quirk)
    assert tree.headings == (
        "Change the present image",
        "Do not change it",
        "Decided when a command line or a file is read",
        "Decided when files are written",
    )
    assert (
        tree.item(Quirk.STALE_PHI)
        .text(0)
        .endswith("changes the image by 8 % (relative L2)")
    )
    assert panel.state == (
        "Strict nanoBragg would differ here: convention-sets-pivot (no image), "
        "stale-phi (8 %), ignore-pix0 (1.1 mm)."
    )


def test_while_images_are_compared_nothing_jumps(panel, tree, experiment):
    before = tree.quirks
    panel.show_effects((effect(Quirk.STALE_PHI, 0.5),), experiment, 26)
    assert tree.quirks == before
    assert "50 %" in tree.item(Quirk.STALE_PHI).text(0)
    assert panel.state == "Comparing images: 1 of 26 quirks…"


def test_the_current_quirk_stays_the_current_one(panel, tree, experiment):
    tree.choose(Quirk.STALE_PHI)
    known = effects(effect(Quirk.STALE_PHI, 0.08))
    panel.show_effects(known, experiment, len(known))
    assert tree.currentItem() is tree.item(Quirk.STALE_PHI)
    assert any("8 %" in label.text() for label in panel.findChildren(QLabel))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (effect(Quirk.STALE_PHI), "no change of this image"),
        (
            effect(Quirk.IGNORE_PIX0, 1.0247, 1.14609),
            "changes the image by 102 % (relative L2), moves the detector by 1.146 mm",
        ),
        (
            effect(Quirk.STALE_PHI, 0.2469, in_force=True),
            "leaving it out changes the image by 25 % (relative L2)",
        ),
        (
            effect(Quirk.REGENERATED_NORMAL, 2e-7, 1e-5),
            "changes the image by less than 0.01 % (relative L2), moves the detector "
            "by less than 0.001 mm",
        ),
        (effect(Quirk.STALE_PHI, impossible="Why."), "no image: Why"),
    ],
)
def test_effects_are_said_in_words(known, said):
    assert effect_text(known) == said


def test_the_difference_is_one_line_in_either_mode(experiment):
    known = [effect(q, 0.5 - i / 100) for i, q in enumerate(IMAGE_QUIRKS[:5])]
    said = difference(known, experiment)
    assert said.startswith("Strict nanoBragg would differ here: ")
    assert said.endswith(" and 2 more")
    strict = replace(experiment, quirks=ALL_QUIRKS)
    assert difference(known, strict).startswith("The image as intended would differ")
    some = replace(experiment, quirks=frozenset({Quirk.STALE_PHI}))
    assert difference(known, some).startswith("Quirks that matter here: ")
    assert difference([effect(Quirk.STALE_PHI)], experiment) == ""
