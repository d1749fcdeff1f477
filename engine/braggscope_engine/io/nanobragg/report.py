"""What a command line became: the experiment, and what became of each option."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ...models.experiment import Experiment


class Fate(StrEnum):
    """What became of an option."""

    USED = "used"
    OVERRIDDEN = "overridden"
    NO_EFFECT = "no effect"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionReport:
    """One option as it was typed, and what became of it.

    Attributes
    ----------
    option : str            the word that was typed
    values : tuple of str   the words that were read as its values
    fate : Fate
    reason : str            one sentence; empty where there is nothing to add
    canonical : str         the option's own name, empty where it is unknown
    """

    option: str
    values: tuple[str, ...]
    fate: Fate
    reason: str
    canonical: str

    @property
    def text(self) -> str:
        """The option and its values, as one string."""
        return " ".join((self.option, *self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRequest:
    """What the command asks to write and print; None is not asked for.

    Attributes
    ----------
    float_file, int_file, pgm_file, noise_file, dump_file : str or None
        Names of files to write.
    int_scale, pgm_scale : float or None
        Units per photon of the integer image, grey levels per photon of the PGM image;
        None chooses.
    noise, pgm : bool
        Whether the noise image and the PGM image are wanted at all.
    progress, printout : bool
        Whether to print progress, and each pixel.
    printout_pixel : (fast, slow) or None
        The only pixel to print.
    """

    float_file: str | None = None
    int_file: str | None = None
    pgm_file: str | None = None
    noise_file: str | None = None
    dump_file: str | None = None
    int_scale: float | None = None
    pgm_scale: float | None = None
    noise: bool = False
    pgm: bool = False
    progress: bool = True
    printout: bool = False
    printout_pixel: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedCommand:
    """A command line, read.

    Attributes
    ----------
    experiment : Experiment
    options : tuple of OptionReport   in the order in which they were typed
    outputs : OutputRequest
    notes : tuple of str              one sentence each, about the whole
    """

    experiment: Experiment
    options: tuple[OptionReport, ...]
    outputs: OutputRequest
    notes: tuple[str, ...]
