"""nanoBragg command lines, both ways."""

from __future__ import annotations

from .parse import parse_nanobragg
from .report import Fate, OptionReport, OutputRequest, ParsedCommand
from .split import split_command

__all__ = [
    "Fate",
    "OptionReport",
    "OutputRequest",
    "ParsedCommand",
    "parse_nanobragg",
    "split_command",
]
