"""Readers of short commands; the crystal that every command needs is added."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from braggscope_engine import ALL_QUIRKS, Quirk
from braggscope_engine.io import OptionReport, ParsedCommand, parse_nanobragg

CRYSTAL = ["-cell", "50", "60", "70", "-default_F", "100"]

Read = Callable[..., ParsedCommand]


@pytest.fixture
def strictly(tmp_path: Path) -> Read:
    """Read as nanoBragg does, less the quirks in ``without``."""

    def read(command: str, *, without: tuple[Quirk, ...] = ()) -> ParsedCommand:
        words = [*CRYSTAL, *shlex.split(command)]
        quirks = ALL_QUIRKS - set(without)
        return parse_nanobragg(words, quirks=quirks, folder=tmp_path)

    return read


@pytest.fixture
def carefully(tmp_path: Path) -> Read:
    """Read carefully, with the quirks in ``quirks`` on."""

    def read(
        command: str, *, quirks: tuple[Quirk, ...] = (), unknown: str = "error"
    ) -> ParsedCommand:
        return parse_nanobragg(
            [*CRYSTAL, *shlex.split(command)],
            quirks=frozenset(quirks),
            folder=tmp_path,
            unknown=unknown,  # type: ignore[arg-type]
        )

    return read


@pytest.fixture
def fate() -> Callable[[ParsedCommand, str], OptionReport]:
    """Find what became of the first option of that name, as typed."""

    def find(parsed: ParsedCommand, option: str) -> OptionReport:
        return next(report for report in parsed.options if report.option == option)

    return find
