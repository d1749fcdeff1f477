"""An experiment in the making: one slot per thing an option can set, with its history.

The slots keep the numbers as they were typed; nothing is resolved here. Each slot
remembers who wrote it, so that the fate of every option can be told.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...models.axes import Vector
from ...models.crystal import DEFAULT_MOSAIC_SEED, CrystalShape
from ...models.detector import Convention, Pivot
from ...quirks import Quirk
from .option import Option, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One option found in a word, with its values.

    Attributes
    ----------
    option : Option
    words : tuple of str     the words that were read as values
    values : tuple           what they mean
    remark : str             what is odd about the reading
    """

    option: Option
    words: tuple[str, ...] = ()
    values: Values = ()
    remark: str = ""


@dataclass(slots=True, kw_only=True, eq=False)
class Occurrence:
    """One word of the command that is, or looks like, an option.

    Attributes
    ----------
    position : int             index of the word; -1 for a value from a file header
    word : str                 as typed
    reading : Reading or None  None for an unknown or ignored option
    accidents : list           what nanoBragg reads in the same word as well
    words : tuple of str       words after an option that is unknown or ignored
    option : Option or None    the option that was ignored
    problem : str              why it was ignored
    written, asides : sets     slots it set, and those set on the side
    """

    position: int
    word: str
    reading: Reading | None = None
    accidents: list[Reading] = field(default_factory=list)
    words: tuple[str, ...] = ()
    option: Option | None = None
    problem: str = ""
    written: set[str] = field(default_factory=set)
    asides: set[str] = field(default_factory=set)

    @property
    def values(self) -> tuple[str, ...]:
        """The words that belong to the option."""
        return self.reading.words if self.reading else self.words

    @property
    def text(self) -> str:
        """The option and its values."""
        return " ".join((self.word, *self.values))


@dataclass(kw_only=True)
class Slots:
    """Everything that options set, with nanoBragg's defaults; None is not given."""

    # crystal
    n_a: int = 1
    n_b: int = 1
    n_c: int = 1
    cell: tuple[float, ...] | None = None
    misset: Vector | Literal["random"] = (0.0, 0.0, 0.0)
    size_a_mm: float = 0.0
    size_b_mm: float = 0.0
    size_c_mm: float = 0.0
    matrix_file: str | None = None
    hkl_file: str | None = None
    default_F: float = 0.0
    shape: CrystalShape = CrystalShape.SQUARE
    fudge: float = 1.0
    interpolate: bool | None = None
    mosaic_spread_deg: float | None = None
    mosaic_domains: int | None = None
    mosaic_seed: int = DEFAULT_MOSAIC_SEED
    misset_seed: int | None = None
    # detector
    convention: Convention = Convention.MOSFLM
    pivot: Pivot = Pivot.BEAM
    pivot_asked: Pivot | None = None
    axis_beam: Vector | None = None
    axis_fast: Vector | None = None
    axis_slow: Vector | None = None
    axis_normal: Vector | None = None
    axis_two_theta: Vector | None = None
    axis_polarization: Vector | None = None
    axis_spindle: Vector | None = None
    pix0_mm: Vector | None = None
    distance_mm: float = 100.0
    close_distance_mm: float | None = None
    beam_x_mm: float | None = None
    beam_y_mm: float | None = None
    close_x_mm: float | None = None
    close_y_mm: float | None = None
    org_x_px: float | None = None
    org_y_px: float | None = None
    rotation_x_deg: float = 0.0
    rotation_y_deg: float = 0.0
    rotation_z_deg: float = 0.0
    two_theta_deg: float = 0.0
    pixel_size_mm: float = 0.1
    pixels_fast: int = 0
    pixels_slow: int = 0
    size_fast_mm: float | None = None
    size_slow_mm: float | None = None
    curved: bool = False
    point_pixel: bool = False
    thickness_um: float = 0.0
    attenuation_depth_um: float | None = None
    layers: int | None = None
    mask_file: str | None = None
    # beam
    wavelength_angstrom: float = 1.0
    fluence_per_m2: float | None = None
    flux_per_s: float = 0.0
    exposure_s: float = 1.0
    beam_size_mm: float = 0.1
    kahn_factor: float = 0.0
    apply_polarization: bool = True
    hdiv_range: float | None = None
    hdiv_step: float | None = None
    hdiv_count: int | None = None
    vdiv_range: float | None = None
    vdiv_step: float | None = None
    vdiv_count: int | None = None
    dispersion_range: float | None = None
    dispersion_count: int | None = None
    round_divergence: bool = True
    source_file: str | None = None
    # sampling
    phi_start_deg: float = 0.0
    osc_deg: float | None = None
    phi_step_deg: float | None = None
    phi_steps: int | None = None
    oversample: int | None = None
    oversample_solid_angle: bool = False
    oversample_polarization: bool = False
    oversample_absorption: bool = False
    d_min_angstrom: float = 0.0
    roi: tuple[int, ...] | None = None
    # background, readout
    water_um: float = 0.0
    adc_offset_adu: float = 40.0
    adu_per_photon: float | None = None
    noise_seed: int | None = None
    # files
    image_file: str | None = None
    amorphous_file: str | None = None
    dump_file: str | None = None
    float_file: str | None = None
    int_file: str | None = None
    pgm_file: str | None = None
    noise_file: str | None = None
    pgm_scale: float | None = None
    noise: bool | None = None
    pgm: bool | None = None
    progress: bool = True
    printout: bool = False
    printout_pixel: tuple[int, ...] | None = None


SLOT_NAMES = frozenset(f.name for f in fields(Slots))


class Draft(Slots):
    """Slots with their history.

    Attributes
    ----------
    quirks : frozenset of Quirk
    folder : Path or None           where relative file names start
    occurrences : list              every option found, in the order of the command
    writers : dict                  for each slot, who wrote it, oldest first
    notes : list of str
    mask : bool array or None       pixels of the mask file, True to keep
    """

    def __init__(self, quirks: frozenset[Quirk], folder: Path | None = None) -> None:
        super().__init__()
        self.quirks = quirks
        self.folder = folder
        self.occurrences: list[Occurrence] = []
        self.writers: dict[str, list[Occurrence]] = {}
        self.notes: list[str] = []
        self.mask: NDArray[np.bool_] | None = None
        self._current: Occurrence | None = None
        self._aside = False

    def apply(self, occurrence: Occurrence) -> None:
        """Let an occurrence have its effects, accidents first."""
        self.occurrences.append(occurrence)
        self._current = occurrence
        for accident in occurrence.accidents:
            self._aside = True
            accident.option.effect(self, accident.values)
        self._aside = False
        if occurrence.reading is not None:
            occurrence.reading.option.effect(self, occurrence.reading.values)

    def put(self, slot: str, value: object, *, aside: bool = False) -> None:
        """Set a slot; ``aside`` marks what the option does besides its purpose."""
        if slot not in SLOT_NAMES:
            raise AttributeError(slot)
        setattr(self, slot, value)
        writer = self._current
        if writer is not None:
            self.writers.setdefault(slot, []).append(writer)
            writer.written.add(slot)
            if aside or self._aside:
                writer.asides.add(slot)

    def put_from_file(self, slot: str, value: object, label: str) -> None:
        """Set a slot from a file header; ``label`` says which keyword of which file."""
        self._current = Occurrence(position=-1, word=label)
        self.put(slot, value)
        self._current = None

    def writer(self, slot: str) -> Occurrence | None:
        """Who wrote the slot last; None is nobody."""
        writers = self.writers.get(slot)
        return writers[-1] if writers else None

    def path(self, name: str) -> Path:
        """Where a file name of the command leads."""
        path = Path(name)
        if self.folder is not None and not path.is_absolute():
            return Path(self.folder) / path
        return path

    def has(self, quirk: Quirk) -> bool:
        """Whether the quirk is asked for."""
        return quirk in self.quirks
