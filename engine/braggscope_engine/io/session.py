"""Sessions: one experiment, and the command it came from, as one readable file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

from ..errors import FileFormatError, InvalidParameterError
from ..models.experiment import Experiment
from .atomic import write_text
from .codec import DecodeError, decode, encode
from .reading import read_text

FORMAT = "braggscope session"
SCHEMA = 1
_WHAT = "a Braggscope session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a session file keeps.

    Attributes
    ----------
    experiment : Experiment
    command : str or None   nanoBragg command line that it was made from
    """

    experiment: Experiment
    command: str | None = None


def format_session(session: Session) -> str:
    """Return the text of a session file."""
    document = {
        "format": FORMAT,
        "schema": SCHEMA,
        "command": session.command,
        "experiment": encode(session.experiment),
    }
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def parse_session(text: str, name: str = "session") -> Session:
    """Read a session from its text.

    Fields that are absent keep their defaults, so that an older session can be read.

    Raises
    ------
    FileFormatError
        One sentence: not a session, written by a newer program, or damaged, and
        where.
    """
    document = _document(text, name)
    schema = document.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise FileFormatError(f"{name}: the number of the session's schema is missing.")
    if schema > SCHEMA:
        raise FileFormatError(
            f"{name}: was saved by a newer Braggscope (schema {schema}; this one reads "
            f"up to {SCHEMA})."
        )
    try:
        experiment = decode(Experiment, document.get("experiment"), "experiment")
        command = decode(str | None, document.get("command"), "command")
    except DecodeError as error:
        raise FileFormatError(f"{name}: {error}") from None
    except InvalidParameterError as error:
        raise FileFormatError(f"{name}: {error}") from error
    return Session(experiment=experiment, command=command)


def read_session(path: str | os.PathLike[str]) -> Session:
    """Read a session file; see `parse_session`."""
    return parse_session(read_text(path, _WHAT), str(path))


def write_session(path: str | os.PathLike[str], session: Session) -> None:
    """Write a session file, whole or not at all."""
    write_text(path, format_session(session))


def _document(text: str, name: str) -> dict[str, object]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise FileFormatError(
            f"{name}, line {error.lineno}: is damaged or not {_WHAT}."
        ) from None
    except (RecursionError, ValueError):
        raise FileFormatError(f"{name}: is not {_WHAT}.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileFormatError(f"{name}: is not {_WHAT}.")
    return document
