"""nanoBragg command lines, both ways."""

from __future__ import annotations

from .format import FormattedCommand, format_nanobragg
from .parse import parse_nanobragg
from .report import Fate, OptionReport, OutputRequest, ParsedCommand
from .split import split_command

__all__ = [
    "Fate",
    "FormattedCommand",
    "OptionReport",
    "OutputRequest",
    "ParsedCommand",
    "format_nanobragg",
    "parse_nanobragg",
    "split_command",
]
