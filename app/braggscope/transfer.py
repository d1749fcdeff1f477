"""What comes in and goes out: files and command lines, told apart by content."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import numpy as np

from braggscope_engine import (
    CommandLineError,
    Experiment,
    FileFormatError,
    OrientationMatrix,
    Quirk,
    ReflectionTable,
)
from braggscope_engine.io import (
    ParsedCommand,
    Session,
    parse_nanobragg,
    read_hkl,
    read_matrix,
    read_session,
    recognise_geometry,
    split_command,
)

from .command_source import CommandSource
from .fields import with_matrix

READ_FROM = "Read command line from "
"""What the history says of a command line in a file, before the name of that."""

_ALLOWED = (
    "sessions, command lines, reflection lists, MOSFLM matrices, geometries of "
    "DIALS, XDS, CrystFEL and pyFAI, and images can be opened."
)
_GEOMETRIES = frozenset({"expt", "xparm", "xds-inp", "crystfel", "poni", "smv", "cbf"})
"""Formats of texts that hold nothing but geometry; others are opened as what they are.
"""

_GREYMAPS = (b"P5\n", b"P5 ", b"P2\n", b"P2 ")
"""How images begin that may hold no zero byte."""

_LARGEST_COMMAND = 2**17
"""More than systems take as the words of a command that a person wrote."""


class FileKind(Enum):
    """What a file holds."""

    SESSION = "session"
    COMMAND = "command line"
    REFLECTIONS = "reflection list"
    MATRIX = "orientation matrix"
    GEOMETRY = "geometry"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imported:
    """What came from outside: a whole experiment, or a part of one.

    Attributes
    ----------
    text : str                               what was done, for the history
    origin : str                             what the model is called for a start
    kind : FileKind
    experiment : Experiment or None          where it is whole
    command : ParsedCommand or None          the command line that it was read from
    command_text : str or None               its text
    source : CommandSource or None           the same, to be read again
    session : Session or None                the session that it was read from
    reflections : ReflectionTable or None    where it is a reflection list
    matrix : OrientationMatrix or None       where it is an orientation
    """

    text: str
    origin: str
    kind: FileKind
    experiment: Experiment | None = None
    command: ParsedCommand | None = None
    command_text: str | None = None
    source: CommandSource | None = None
    session: Session | None = None
    reflections: ReflectionTable | None = None
    matrix: OrientationMatrix | None = None

    @property
    def whole(self) -> Experiment:
        """The experiment, where there must be a whole one."""
        if self.experiment is None:
            article = "An" if self.kind.value[0] in "aeiou" else "A"
            raise FileFormatError(
                f"{article} {self.kind.value} alone is no model: give a session or a "
                "command line."
            )
        return self.experiment

    def onto(self, experiment: Experiment) -> Experiment:
        """Replace an experiment, or the part of it that this is."""
        if self.experiment is not None:
            return self.experiment
        if self.matrix is not None:
            return with_matrix(experiment, self.matrix)
        crystal = replace(experiment.crystal, reflections=self.reflections)
        return replace(experiment, crystal=crystal)


def read_words(words: Sequence[str], quirks: frozenset[Quirk] | None) -> Imported:
    """Read nanoBragg's arguments, or the one file that is named instead.

    Parameters
    ----------
    words : sequence of str
    quirks : frozenset of Quirk or None
        Quirks to reproduce; None leaves them as a session has them.

    Raises
    ------
    EngineError, OSError
        For words or a file that cannot be read.
    """
    if len(words) == 1 and not words[0].startswith("-"):
        return read_file(Path(words[0]), quirks)
    command = parse_nanobragg(words, quirks=quirks or frozenset())
    return Imported(
        text="Read command line",
        origin="Command line",
        kind=FileKind.COMMAND,
        experiment=command.experiment,
        command=command,
        command_text=shlex.join(words),
        source=CommandSource(
            words=tuple(words), folder=Path.cwd(), experiment=command.experiment
        ),
    )


def read_file(path: Path, quirks: frozenset[Quirk] | None = None) -> Imported:
    """Read any file that can be opened.

    Raises
    ------
    EngineError, OSError
        For a file that cannot.
    """
    kind = recognise(path)
    if kind is FileKind.SESSION:
        return _read_session(path, quirks)
    if kind is FileKind.COMMAND:
        return _read_command(path, quirks or frozenset())
    if kind is FileKind.REFLECTIONS:
        text = f"Read reflections from {path.name}"
        table = read_hkl(path)
        return Imported(text=text, origin=path.name, kind=kind, reflections=table)
    if kind is FileKind.GEOMETRY:
        # It is read onto the model that is there, when somebody has seen what changes.
        text = f"Import geometry from {path.name}"
        return Imported(text=text, origin=path.name, kind=kind)
    if kind is FileKind.IMAGE:
        # It is held against the model that is there, whose size it may have.
        text = f"Compare with {path.name}"
        return Imported(text=text, origin=path.name, kind=kind)
    text = f"Read orientation from {path.name}"
    matrix = read_matrix(path)
    return Imported(text=text, origin=path.name, kind=kind, matrix=matrix)


def read_command(text: str, quirks: frozenset[Quirk], folder: Path) -> ParsedCommand:
    """Read the text of a command line.

    Raises
    ------
    EngineError, OSError
        For a text that is no command line, or names files that cannot be read.
    """
    if len(text) > _LARGEST_COMMAND:
        raise CommandLineError(
            f"The text has {len(text):,} characters, which is too long for a command "
            f"line: at most {_LARGEST_COMMAND:,} are read."
        )
    return parse_nanobragg(split_command(text), quirks=quirks, folder=folder)


def command_source(text: str, folder: Path, command: ParsedCommand) -> CommandSource:
    """Note which text a command was read from, and where."""
    return CommandSource(
        words=tuple(split_command(text)), folder=folder, experiment=command.experiment
    )


def read_demo() -> Imported:
    """Read the demo that Braggscope ships."""
    from braggscope_resources.demo import demo_arguments, demo_reflections

    words = demo_arguments()
    at = words.index("-hkl")
    name = words[at + 1]
    # The list is made here and not read: any amplitude stands in for it meanwhile.
    words[at : at + 2] = ["-default_F", "1"]
    experiment = parse_nanobragg(words).experiment
    rows = demo_reflections()
    table = ReflectionTable(
        hkl=rows[:, :3].astype(np.int32), amplitude=rows[:, 3].copy(), name=name
    )
    crystal = replace(experiment.crystal, reflections=table, default_F=0.0)
    return Imported(
        text="Demo",
        origin="Demo",
        kind=FileKind.COMMAND,
        experiment=replace(experiment, crystal=crystal),
    )


def recognise(path: Path) -> FileKind:
    """Tell what a file holds from its first lines.

    Raises
    ------
    FileFormatError
        For a file that holds nothing that can be opened here.
    """
    with path.open("rb") as file:
        head = file.read(65536)
    if b"\0" in head or head.startswith(_GREYMAPS):
        # Raw floats look like anything: whoever reads the image says what is wrong.
        return FileKind.IMAGE
    format = recognise_geometry(path)
    if format is not None and format.name in _GEOMETRIES:
        return FileKind.GEOMETRY
    text = head.decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith("{"):
        return FileKind.SESSION
    for line in text.splitlines():
        words = line.split("#")[0].split()
        if words:
            kind = _kind_of_line(words)
            if kind is None:
                break
            return kind
    raise FileFormatError(f"{path.name} is not recognised; {_ALLOWED}")


def _read_session(path: Path, quirks: frozenset[Quirk] | None) -> Imported:
    session = read_session(path)
    experiment = session.experiment
    return Imported(
        text=f"Open {path.name}",
        origin=path.name,
        kind=FileKind.SESSION,
        experiment=(
            experiment if quirks is None else replace(experiment, quirks=quirks)
        ),
        command_text=session.command,
        session=session,
    )


def _read_command(path: Path, quirks: frozenset[Quirk]) -> Imported:
    if path.stat().st_size > _LARGEST_COMMAND:
        raise FileFormatError(f"{path.name} is too large for a command line.")
    text = path.read_bytes().decode("utf-8-sig")
    folder = path.resolve().parent
    command = read_command(text, quirks, folder)
    return Imported(
        text=f"{READ_FROM}{path.name}",
        origin=path.name,
        kind=FileKind.COMMAND,
        experiment=command.experiment,
        command=command,
        command_text=text,
        source=command_source(text, folder, command),
    )


def _kind_of_line(words: list[str]) -> FileKind | None:
    numbers = [_number(word) for word in words]
    if None not in numbers[:4]:
        if len(words) == 3:
            return FileKind.MATRIX
        whole = all(word.lstrip("+-").isdigit() for word in words[:3])
        return FileKind.REFLECTIONS if len(words) >= 4 and whole else None
    looks_like_option = any(
        word.startswith("-") and _number(word) is None for word in words
    )
    names_program = Path(words[0]).name.lower() in ("nanobragg", "braggscope")
    return FileKind.COMMAND if looks_like_option or names_program else None


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
