"""Markdown of a report as one HTML file that holds its figures."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from html import escape

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:62em;margin:2em auto;"
    "padding:0 1em;color:#222;background:#fff}table{border-collapse:collapse;"
    "margin:1em 0;font-size:13px}td,th{border:1px solid #ccc;padding:.2em .6em;"
    "text-align:left;vertical-align:top}pre{background:#f4f4f4;padding:.8em;"
    "white-space:pre-wrap;overflow-wrap:anywhere}img{max-width:100%}"
    "code{overflow-wrap:anywhere}li{margin:.2em 0;list-style:none}"
)


def report_html(markdown: str, figures: Mapping[str, bytes]) -> str:
    """Turn the Markdown that ``report_markdown`` writes into a page."""
    body = "\n".join(_blocks(markdown.split("\n"), figures))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Comparison</title><style>{_STYLE}</style></head>\n<body>\n{body}\n"
        "</body></html>\n"
    )


def _blocks(lines: list[str], figures: Mapping[str, bytes]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        end = place + 1
        if line.startswith("```"):
            end = lines.index("```", end)
            yield f"<pre>{escape(chr(10).join(lines[place + 1 : end]))}</pre>"
            end += 1
        elif line.startswith("|"):
            while lines[end].startswith("|"):
                end += 1
            yield _table(lines[place:end])
        elif line.strip():
            yield _line(line, figures)
        place = end


def _line(line: str, figures: Mapping[str, bytes]) -> str:
    if line.startswith("#"):
        level = len(line) - len(line.lstrip("#"))
        return f"<h{level}>{_words(line[level:].strip())}</h{level}>"
    if line.startswith("!["):
        return _figure(line, figures)
    if line.startswith("- "):
        return f"<li>{_words(_mark(line[2:]))}</li>"
    return f"<p>{_words(line)}</p>"


def _mark(text: str) -> str:
    return text.replace("[x]", "☑", 1).replace("[ ]", "☐", 1)


def _words(text: str) -> str:
    text = escape(text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", text)


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head, body = rows[0], rows[2:]
    cells = "".join(f"<th>{_words(cell)}</th>" for cell in head)
    text = f"<tr>{cells}</tr>"
    for row in body:
        text += "<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>"
    return f"<table>{text}</table>"


def _figure(line: str, figures: Mapping[str, bytes]) -> str:
    found = re.match(r"!\[(.*)\]\((.*)\.png\)", line)
    assert found is not None
    data = base64.b64encode(figures[found[2]]).decode("ascii")
    title = escape(found[1])
    return f'<p><img alt="{title}" src="data:image/png;base64,{data}"></p>'
