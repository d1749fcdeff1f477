"""``braggscope compare``: why an image differs from the one that a model gives."""

from __future__ import annotations

from ..words import BEFORE_THE_FIRST, Words, help_text
from .against_model import run_against_model
from .batch import run_batch
from .options import BATCH, OPTIONS, WITH, with_later_options
from .pair import run_pair

__all__ = ["HELP_TEXT", "OPTIONS", "run"]

HELP_TEXT = help_text(
    "braggscope compare [OPTIONS] REFERENCE NANOBRAGG ARGUMENTS | SESSION",
    "Say why an image (raw floats, SMV, CBF, TIFF, EDF, MarCCD, HDF5, PGM, NumPy)\n"
    "differs from the one that a command line or a session gives: which factor, which\n"
    "geometry, which option. A cause is confirmed only by rendering with it.\n\n"
    + BEFORE_THE_FIRST,
    OPTIONS,
)


def run(words: Words) -> int:
    """Compare an image with a model, two images, or many pairs."""
    words = with_later_options(words)
    if BATCH.name in words.own:
        return run_batch(words)
    if WITH.name in words.own:
        return run_pair(words)
    return run_against_model(words)
