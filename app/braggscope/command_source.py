"""Where a model came from, where that was a command line: it can be read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from braggscope_engine import Experiment, Quirk
from braggscope_engine.io import parse_nanobragg


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CommandSource:
    """A command line, and the model that was read from it.

    Attributes
    ----------
    words : tuple of str
    folder : Path              where its files are looked for
    experiment : Experiment    as it was read
    """

    words: tuple[str, ...]
    folder: Path
    experiment: Experiment

    def __call__(self, quirks: frozenset[Quirk]) -> Experiment:
        """Read the words again, with other oddities of nanoBragg.

        Raises
        ------
        EngineError, OSError
            Where they cannot be read so, or a file is not there any more.
        """
        again = parse_nanobragg(self.words, quirks=quirks, folder=self.folder)
        return again.experiment

    def gives(self, experiment: Experiment) -> bool:
        """Whether a model is what was read, but for its quirks."""
        return replace(self.experiment, quirks=experiment.quirks) == experiment
