"""Writing a report into a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..errors import EngineError
from ..io.atomic import write_bytes, write_text
from .figures import figures_of
from .html import report_html
from .markdown import report_markdown
from .numbers import report_numbers
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
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise EngineError(f"{folder}: cannot be made ({reason}).") from error
    numbers = report_numbers(report)
    figures = figures_of(report.diagnosis)
    markdown = report_markdown(numbers, list(figures))
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
