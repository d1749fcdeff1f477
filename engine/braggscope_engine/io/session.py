"""Sessions: a model, where it came from and what it is compared with, in one file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace

from ..errors import FileFormatError, InvalidParameterError
from ..models.experiment import Experiment
from ..models.reflections import ReflectionTable
from .atomic import write_text
from .codec import DecodeError, decode, encode
from .images.raw_layout import RawLayout
from .reading import read_text

FORMAT = "braggscope session"
SCHEMA = 1
_WHAT = "a Braggscope session"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSnapshot:
    """A model to compare with, under a name."""

    name: str
    experiment: Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReference:
    """An image to compare with: where its file is, and what is wanted of it.

    Attributes
    ----------
    path : str
    frame : int                which image of a file that holds several
    raw : RawLayout or None    how a file without a header was read
    """

    path: str
    frame: int = 0
    raw: RawLayout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRegion:
    """A box of pixels (fast0, slow0, fast1, slow1), half open, under a name."""

    name: str
    box: tuple[int, int, int, int]

    def __post_init__(self) -> None:
        """Refuse a box without pixels."""
        fast0, slow0, fast1, slow1 = self.box
        if fast0 >= fast1 or slow0 >= slow1:
            raise InvalidParameterError(
                f"box of the region {self.name}", list(self.box), "at least one pixel"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a session file keeps.

    Attributes
    ----------
    experiment : Experiment
    command : str or None                  nanoBragg command line it was made from
    snapshots : tuple of SavedSnapshot     states of the model to compare with
    references : tuple of SavedReference   images to compare with, by their paths
    regions : tuple of SavedRegion         boxes that the user has drawn
    """

    experiment: Experiment
    command: str | None = None
    snapshots: tuple[SavedSnapshot, ...] = ()
    references: tuple[SavedReference, ...] = ()
    regions: tuple[SavedRegion, ...] = ()


def format_session(session: Session) -> str:
    """Return the text of a session file."""
    document = {
        "format": FORMAT,
        "schema": SCHEMA,
        "command": session.command,
        "experiment": encode(session.experiment),
    }
    if session.snapshots:
        document["snapshots"] = [
            _encode_snapshot(snapshot, session.experiment)
            for snapshot in session.snapshots
        ]
    if session.references:
        document["references"] = encode(session.references)
    if session.regions:
        document["regions"] = encode(session.regions)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _encode_snapshot(snapshot: SavedSnapshot, present: Experiment) -> dict[str, object]:
    """Encode a snapshot; the list of reflections that the model has stands there."""
    experiment = snapshot.experiment
    shares = experiment.crystal.reflections is present.crystal.reflections
    if shares:
        experiment = _with_reflections(experiment, None)
    return {
        "name": snapshot.name,
        "shares_reflections": shares,
        "experiment": encode(experiment),
    }


def _decode_snapshot(value: object, present: Experiment, path: str) -> SavedSnapshot:
    if not isinstance(value, dict):
        raise DecodeError(f"{path}: must be a snapshot.")
    name = decode(str, value.get("name"), f"{path}.name")
    experiment = decode(Experiment, value.get("experiment"), f"{path}.experiment")
    if value.get("shares_reflections"):
        experiment = _with_reflections(experiment, present.crystal.reflections)
    return SavedSnapshot(name=name, experiment=experiment)


def _with_reflections(
    experiment: Experiment, table: ReflectionTable | None
) -> Experiment:
    crystal = replace(experiment.crystal, reflections=table)
    return replace(experiment, crystal=crystal)


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
        snapshots = tuple(
            _decode_snapshot(value, experiment, f"snapshots[{number}]")
            for number, value in enumerate(_list(document, "snapshots"))
        )
        references = decode(
            tuple[SavedReference, ...], _list(document, "references"), "references"
        )
        regions = decode(tuple[SavedRegion, ...], _list(document, "regions"), "regions")
    except DecodeError as error:
        raise FileFormatError(f"{name}: {error}") from None
    except InvalidParameterError as error:
        raise FileFormatError(f"{name}: {error}") from error
    return Session(
        experiment=experiment,
        command=command,
        snapshots=snapshots,
        references=references,
        regions=regions,
    )


def _list(document: dict[str, object], name: str) -> list[object]:
    value = document.get(name, [])
    if not isinstance(value, list):
        raise DecodeError(f"{name}: must be a list.")
    return value


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
