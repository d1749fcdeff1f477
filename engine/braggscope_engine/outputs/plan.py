"""Which files a rendered command writes, decided before the work begins."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ..errors import EngineError
from ..io.nanobragg import OutputRequest
from ..quirks import Quirk


class OutputKind(StrEnum):
    """What a file holds; in the order in which nanoBragg writes."""

    DUMP = "structure-factor dump"
    FLOAT = "float image"
    INTEGER = "integer image"
    PGM = "8-bit image"
    NOISE = "noise image"


DEFAULT_NAMES = {
    OutputKind.FLOAT: "floatimage.bin",
    OutputKind.INTEGER: "intimage.img",
    OutputKind.PGM: "image.pgm",
    OutputKind.NOISE: "noiseimage.img",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """One file to write.

    Attributes
    ----------
    kind : OutputKind
    name : str    as it was asked for, for messages
    path : Path   where it goes
    """

    kind: OutputKind
    name: str
    path: Path


def default_request(quirks: frozenset[Quirk]) -> OutputRequest:
    """What is written where nothing was asked for."""
    unasked = Quirk.WRITE_ALL_FILES in quirks
    return OutputRequest(noise=unasked, pgm=unasked)


def plan_outputs(
    request: OutputRequest,
    quirks: frozenset[Quirk],
    folder: str | os.PathLike[str] | None = None,
) -> tuple[OutputFile, ...]:
    """Decide which files a command writes.

    Parameters
    ----------
    request : OutputRequest
    quirks : frozenset of Quirk
        With write-all-files, files that were not named get nanoBragg's names.
    folder : path or None
        Where relative names start; None is the current folder.

    Raises
    ------
    EngineError
        One sentence with a file that could not be written, or two of one name.
    """
    asked = {
        OutputKind.DUMP: request.dump_file,
        OutputKind.FLOAT: request.float_file,
        OutputKind.INTEGER: request.int_file,
        OutputKind.PGM: request.pgm_file,
        OutputKind.NOISE: request.noise_file,
    }
    turned_off = {
        OutputKind.PGM: not request.pgm,
        OutputKind.NOISE: not request.noise,
    }
    unasked = DEFAULT_NAMES if Quirk.WRITE_ALL_FILES in quirks else {}
    names = {
        kind: name or unasked.get(kind)
        for kind, name in asked.items()
        if not turned_off.get(kind)
    }
    root = Path() if folder is None else Path(folder)
    files = tuple(
        OutputFile(kind=kind, name=name, path=root / name)
        for kind, name in names.items()
        if name
    )
    _check(files)
    return files


def _check(files: tuple[OutputFile, ...]) -> None:
    taken: dict[str, OutputFile] = {}
    for file in files:
        _check_place(file)
        whole = os.path.realpath(file.path)
        if whole in taken and not _is_device(file.path):
            raise EngineError(
                f"{file.name}: cannot be the {taken[whole].kind} and the {file.kind} "
                f"at once; give them different names."
            )
        taken[whole] = file


def _check_place(file: OutputFile) -> None:
    """Refuse before the work what could not be written after it."""
    try:
        is_folder = file.path.is_dir()
        place = Path(os.path.realpath(file.path)).parent
        is_place = place.is_dir()
    except (OSError, ValueError) as error:
        raise EngineError(f"{file.name}: is no file name ({error}).") from error
    if is_folder:
        raise EngineError(
            f"{file.name}: is a folder; the {file.kind} needs a file name."
        )
    if not is_place:
        raise EngineError(
            f"{file.name}: there is no folder {place} for the {file.kind}."
        )
    writable = file.path if _is_device(file.path) else place
    if not os.access(writable, os.W_OK):
        raise EngineError(
            f"{file.name}: the {file.kind} cannot be written (no permission)."
        )


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file()
