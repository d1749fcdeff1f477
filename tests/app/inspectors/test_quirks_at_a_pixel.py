"""What is said of quirks at a traced pixel."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from braggscope.inspectors.trace import TraceInspector
from braggscope_engine import Quirk, QuirkAtPixel, QuirksAtPixel


@pytest.mark.parametrize(
    ("strict", "said"), [(96.0, False), (90.0, False), (1e-3, True)]
)
def test_quirks_that_act_through_one_another_are_said_to(
    strict: float, said: bool, qtbot: QtBot
) -> None:
    inspector = TraceInspector()
    qtbot.addWidget(inspector)
    effects = tuple(
        QuirkAtPixel(quirk=quirk, in_force=False, value=value, pix0_shift_mm=0.0)
        for quirk, value in ((Quirk.STALE_PHI, 96.0), (Quirk.IGNORE_PIX0, 99.0))
    )
    inspector.show_quirks(
        QuirksAtPixel(
            value=100.0,
            strict=strict,
            intended=100.0,
            intended_in_place=100.0,
            effects=effects,
        )
    )
    assert ("together" in inspector.quirks.text()) is said
