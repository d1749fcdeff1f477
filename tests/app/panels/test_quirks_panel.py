"""Quirks are chosen one by one, all, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from braggscope.panels import QuirksPanel
from braggscope_engine import ALL_QUIRKS, QUIRK_DESCRIPTIONS, Quirk


@pytest.fixture
def panel(qtbot, document) -> QuirksPanel:
    panel = QuirksPanel(document)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def quirk_list(panel) -> QListWidget:
    return panel.findChild(QListWidget)


def press(panel: QuirksPanel, text: str) -> None:
    next(b for b in panel.findChildren(QPushButton) if b.text() == text).click()


def checked(quirk_list: QListWidget) -> set[str]:
    items = (quirk_list.item(i) for i in range(quirk_list.count()))
    on = Qt.CheckState.Checked
    return {i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is on}


def test_all_and_none(panel, quirk_list, document):
    press(panel, "All")
    assert document.experiment.quirks == ALL_QUIRKS
    assert checked(quirk_list) == set(ALL_QUIRKS)
    assert document.undo_stack.undoText() == "Switch to strict nanoBragg"
    press(panel, "None")
    assert document.experiment.quirks == frozenset()
    assert checked(quirk_list) == set()
    document.undo_stack.undo()
    assert checked(quirk_list) == set(ALL_QUIRKS)


def test_one_quirk_by_keyboard(quirk_list, document):
    quirk_list.setCurrentRow(list(Quirk).index(Quirk.STALE_PHI))
    QTest.keyClick(quirk_list, Qt.Key.Key_Space)
    assert document.experiment.quirks == {Quirk.STALE_PHI}
    assert document.undo_stack.undoText() == "Reproduce stale-phi"
    QTest.keyClick(quirk_list, Qt.Key.Key_Space)
    assert document.experiment.quirks == frozenset()


def test_every_quirk_says_what_it_does_and_what_is_done_without(panel, quirk_list):
    for row, quirk in enumerate(Quirk):
        quirk_list.setCurrentRow(row)
        words = QUIRK_DESCRIPTIONS[quirk]
        texts = [label.text() for label in panel.findChildren(QLabel)]
        assert any(words.what in text and words.instead in text for text in texts)
        assert words.what in quirk_list.item(row).toolTip()


def test_showing_quirks_sends_nothing_back(panel, document, experiment, monkeypatch):
    sent: list[str] = []
    monkeypatch.setattr(document, "edit", lambda value, text: sent.append(text))
    panel.show_experiment(replace(experiment, quirks=ALL_QUIRKS))
    assert sent == []
