"""What a geometry file holds, in the frame and the terms of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...models.axes import Vector
from ...models.crystal import OrientationMatrix
from ...models.detector import Detector, PixelMask, Sensor
from ...models.experiment import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Another meaning that numbers of a file could have.

    Attributes
    ----------
    label : str
        What is done where it is taken: ``"Take ORGX, ORGY for the beam"``.
    cells : tuple of (str, float)
        Cells of the table of conventions, and what they become, in their units.
    """

    label: str
    cells: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """One number of the file in its own terms: ``ORGX``, ``1231.5``, ``px``.

    Attributes
    ----------
    label, value, unit : str    as the file has them
    cell : str
        Key of the cell of the table of conventions that says the same; empty for none.
    numbers : tuple of float    in the unit of the cell
    tolerance : float           what the digits of the file leave open, in that unit
    note : str                  a sentence on how it is taken
    readings : tuple of Reading
        What else it could mean.
    """

    label: str
    value: str
    unit: str = ""
    cell: str = ""
    numbers: tuple[float, ...] = ()
    tolerance: float = 0.0
    note: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPanel:
    """A flat panel in the frame of the file.

    Attributes
    ----------
    origin_mm : (3,)                outer corner of the first pixel, mm
    fast, slow : (3,)               unit vectors along which pixel indices grow
    pixel_size_mm : float           edge of the square pixels
    pixels_fast, pixels_slow : int or None    None where the file does not say
    """

    origin_mm: Vector
    fast: Vector
    slow: Vector
    pixel_size_mm: float
    pixels_fast: int | None = None
    pixels_slow: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """The content of a geometry file; None is what it does not hold.

    Attributes
    ----------
    panel : HeldPanel or None
    natural : Detector or None
        The detector in a convention's own numbers, in the frame of the file. It is
        taken where it stands exactly where ``panel`` says.
    beam : (3,)
        Direction in which the beam travels.
    horizontal : (3,) or None
        The direction in the file's frame that stands for the polarisation where the
        file names neither spindle nor polarisation.
    polarization, spindle : (3,) or None
    wavelength_angstrom, kahn_factor : float or None
    phi_start_deg, osc_deg : float or None
    reciprocal : three of (3,), or None
        a*, b*, c* at phi = 0, Å⁻¹.
    matrix : OrientationMatrix or None
        The same as a MOSFLM matrix, for files that hold one.
    sensor, mask : Sensor, PixelMask or None
    requested : tuple of Requested    the file's own numbers
    notes : tuple of str              sentences on what was assumed or left out
    """

    beam: Vector
    panel: HeldPanel | None = None
    natural: Detector | None = None
    horizontal: Vector | None = None
    polarization: Vector | None = None
    spindle: Vector | None = None
    wavelength_angstrom: float | None = None
    kahn_factor: float | None = None
    phi_start_deg: float | None = None
    osc_deg: float | None = None
    reciprocal: tuple[Vector, Vector, Vector] | None = None
    matrix: OrientationMatrix | None = None
    sensor: Sensor | None = None
    mask: PixelMask | None = None
    requested: tuple[Requested, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedGeometry:
    """A geometry as the text of a file.

    Attributes
    ----------
    text : str
    losses : tuple of str   one sentence for each thing that the format cannot hold
    """

    text: str
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeometryFormat:
    """One file format of geometry.

    Attributes
    ----------
    name : str                short name, for a command line: ``"expt"``
    label : str               for people: ``"DIALS experiments (.expt)"``
    suffixes : tuple of str   usual endings, lower case; the first is for new files
    file_name : str           a name that a new file may have
    holds : str               a sentence on what the format holds
    recognises : callable     whether the first bytes of a file look like this format
    read : callable or None   (content, file name) to what it holds
    write : callable or None  experiment to text and losses
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    file_name: str
    holds: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], Held] | None
    write: Callable[[Experiment], ExportedGeometry] | None

    @property
    def can_read(self) -> bool:
        """Whether files of this format can be read."""
        return self.read is not None

    @property
    def can_write(self) -> bool:
        """Whether files of this format can be written."""
        return self.write is not None
