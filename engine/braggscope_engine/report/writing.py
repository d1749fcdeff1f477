"""Writing a report into a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ..errors import EngineError
from ..io.atomic import write_bytes, write_text
from .figures import figures_of, figures_of_pair
from .html import report_html
from .markdown import pair_markdown, report_markdown
from .numbers import report_numbers
from .pair import PairReport, pair_numbers
from .report import Report


def write_report(report: Report, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Write ``report.md``, ``report.html``, ``comparison.json`` and figures as PNG.

    Returns
    -------
    tuple of Path
        The files, the page first.

    Raises
    ------
    EngineError
        One sentence where the folder cannot be written to.
    """
    numbers = report_numbers(report)
    return _write(folder, numbers, report_markdown, figures_of(report.diagnosis))


def write_pair_report(
    report: PairReport, folder: str | os.PathLike[str]
) -> tuple[Path, ...]:
    """Write the same files about two images without a model.

    Raises
    ------
    EngineError
        One sentence where the folder cannot be written to.
    """
    figures = figures_of_pair(report.comparison, report.one.pixels, report.two.pixels)
    return _write(folder, pair_numbers(report), pair_markdown, figures)


def _write(
    folder: str | os.PathLike[str],
    numbers: dict[str, Any],
    text_of: Callable[[dict[str, Any], Sequence[str]], str],
    figures: dict[str, bytes],
) -> tuple[Path, ...]:
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EngineError(f"{folder}: cannot be made ({reason}).") from error
    markdown = text_of(numbers, list(figures))
    pages = {
        "report.html": report_html(markdown, figures),
        "report.md": markdown,
        "comparison.json": json.dumps(numbers, indent=1, ensure_ascii=False) + "\n",
    }
    for name, text in pages.items():
        write_text(target / name, text)
    for name, picture in figures.items():
        write_bytes(target / f"{name}.png", picture)
    return (
        *(target / name for name in pages),
        *(target / f"{name}.png" for name in figures),
    )
