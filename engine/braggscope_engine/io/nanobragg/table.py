"""The one table of options, in the order in which nanoBragg tests a word for them."""

from __future__ import annotations

from .option import Option
from .table_beam import BEAM_OPTIONS
from .table_crystal import CRYSTAL_OPTIONS
from .table_detector import DETECTOR_OPTIONS
from .table_files import FILE_OPTIONS

OPTIONS: tuple[Option, ...] = (
    CRYSTAL_OPTIONS + DETECTOR_OPTIONS + BEAM_OPTIONS + FILE_OPTIONS
)

BY_NAME: dict[str, Option] = {
    name: option for option in OPTIONS for name in option.names
}

NEVER_EXISTED: dict[str, str] = {
    "-detsize_x": "-detsize_f",
    "-detsize_y": "-detsize_s",
    "-xdet_vector": "-fdet_vector",
    "-ydet_vector": "-sdet_vector",
    "-zdet_vector": "-odet_vector",
    "-hdiv": "-hdivrange",
    "-vdiv": "-vdivrange",
    "-dispstep": "-dispsteps",
    "-detector_thickness": "-detector_thick",
    "-polarization": "-polar",
    "-beam_size": "-beamsize",
}
"""Spellings met in documents and other programs that nanoBragg ignores, and what was
probably meant."""
