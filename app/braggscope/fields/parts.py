"""Parts of the experiment that come from files, not from typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from braggscope_engine import Experiment, PixelMask, Quirk, ReflectionTable, place
from braggscope_engine.io import (
    read_fdump,
    read_hkl,
    read_matrix,
    read_smv_mask,
    read_sources,
)

from .couplings import with_matrix, without_matrix
from .field import Value

__all__ = ["PARTS", "Part"]

_Load = Callable[[Experiment, Path], Experiment]
_Clear = Callable[[Experiment, Mapping[str, Value]], Experiment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part that is loaded and cleared as a whole.

    Attributes
    ----------
    path : str              from the experiment, ``"crystal.matrix"``
    label : str
    name : str              inside a sentence: "Load <name>"
    help, option : str      as for a Field
    filters : str           of the file dialog
    absent : str            what stands there when it is not given
    describe : callable     what stands there when it is
    load, clear : callable  return the changed experiment, or raise
    """

    path: str
    label: str
    name: str
    help: str
    option: str
    filters: str
    absent: str
    describe: Callable[[Experiment], str]
    load: _Load
    clear: _Clear

    def is_given(self, experiment: Experiment) -> bool:
        """Whether the experiment has this part."""
        group, _, name = self.path.partition(".")
        value = getattr(getattr(experiment, group), name)
        return value is not None and value != ()


def _describe_reflections(experiment: Experiment) -> str:
    table = experiment.crystal.reflections
    if table is None:
        return ""
    return f"{_file_name(table.name)} ({len(table):,})".lstrip()


def _load_reflections(experiment: Experiment, path: Path) -> Experiment:
    quirks = experiment.quirks
    table: ReflectionTable
    if path.suffix.lower() == ".bin":
        swallows = Quirk.DUMP_SWALLOWS_SPACE in quirks
        table = read_fdump(path, swallows_space=swallows)
    else:
        table = read_hkl(
            path,
            stops_at_text=Quirk.HKL_STOPS_AT_TEXT in quirks,
            fill=experiment.crystal.default_F,
        )
    crystal = replace(experiment.crystal, reflections=table)
    return replace(experiment, crystal=crystal)


def _clear_reflections(
    experiment: Experiment, in_force: Mapping[str, Value]
) -> Experiment:
    return replace(experiment, crystal=replace(experiment.crystal, reflections=None))


def _describe_matrix(experiment: Experiment) -> str:
    matrix = experiment.crystal.matrix
    return "" if matrix is None else _file_name(matrix.name)


def _load_matrix(experiment: Experiment, path: Path) -> Experiment:
    return with_matrix(experiment, read_matrix(path))


def _describe_mask(experiment: Experiment) -> str:
    mask = experiment.detector.mask
    if mask is None:
        return ""
    left_out = mask.keep.size - int(mask.keep.sum())
    return f"{_file_name(mask.name)} ({left_out:,} left out)".lstrip()


def _load_mask(experiment: Experiment, path: Path) -> Experiment:
    _, keep = read_smv_mask(path)
    mask = PixelMask(keep=keep, name=str(path))
    return replace(experiment, detector=replace(experiment.detector, mask=mask))


def _clear_mask(experiment: Experiment, in_force: Mapping[str, Value]) -> Experiment:
    return replace(experiment, detector=replace(experiment.detector, mask=None))


def _describe_sources(experiment: Experiment) -> str:
    count = len(experiment.beam.sources)
    return "1 source" if count == 1 else f"{count:,} sources"


def _load_sources(experiment: Experiment, path: Path) -> Experiment:
    quirks = experiment.quirks
    sources = read_sources(
        path,
        beam=place(experiment).beam,
        wavelength_angstrom=experiment.beam.wavelength_angstrom,
        in_metres=Quirk.SOURCE_WAVELENGTH_IN_METRES in quirks,
        as_it_stands=Quirk.SOURCE_FILE_AS_IT_STANDS in quirks,
    )
    return replace(experiment, beam=replace(experiment.beam, sources=sources))


def _clear_sources(experiment: Experiment, in_force: Mapping[str, Value]) -> Experiment:
    return replace(experiment, beam=replace(experiment.beam, sources=()))


def _file_name(name: str) -> str:
    return Path(name).name


_ALL_FILES = "All files (*)"

PARTS = {
    part.path: part
    for part in (
        Part(
            path="crystal.matrix",
            label="Matrix",
            name="orientation matrix",
            help="Orientation and cell from MOSFLM; without it a* is along x and b* in "
            "the xy plane.",
            option="-mat",
            filters=f"MOSFLM matrices (*.mat);;{_ALL_FILES}",
            absent="none",
            describe=_describe_matrix,
            load=_load_matrix,
            clear=without_matrix,
        ),
        Part(
            path="crystal.reflections",
            label="Reflections",
            name="structure factors",
            help="List of h k l F, or a dump of nanoBragg (.bin); without it every "
            "reflection has the default F.",
            option="-hkl",
            filters=f"Structure factors (*.hkl *.txt *.bin);;{_ALL_FILES}",
            absent="none",
            describe=_describe_reflections,
            load=_load_reflections,
            clear=_clear_reflections,
        ),
        Part(
            path="detector.mask",
            label="Mask",
            name="pixel mask",
            help="SMV image of the detector's size; its pixels of 0 are left out.",
            option="-mask",
            filters=f"SMV images (*.img *.smv);;{_ALL_FILES}",
            absent="none",
            describe=_describe_mask,
            load=_load_mask,
            clear=_clear_mask,
        ),
        Part(
            path="beam.sources",
            label="Sources",
            name="list of sources",
            help="List of x y z intensity wavelength; it replaces divergence and "
            "dispersion.",
            option="-sourcefile",
            filters=f"Text (*.txt *.dat);;{_ALL_FILES}",
            absent="one, from divergence and dispersion",
            describe=_describe_sources,
            load=_load_sources,
            clear=_clear_sources,
        ),
    )
}
