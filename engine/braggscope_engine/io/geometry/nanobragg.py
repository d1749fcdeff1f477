"""nanoBragg's options, as the program's own parser and formatter have them."""

from __future__ import annotations

from pathlib import Path

from ...errors import EngineError, FileFormatError
from ...geometry import place
from ...models.experiment import Experiment
from ..nanobragg import format_nanobragg, parse_nanobragg, split_command
from ..reading import decode
from .held import ExportedGeometry, GeometryFormat, Held, HeldPanel, Requested
from .onto import crystal_vectors
from .vectors import vector

_LONGEST = 2**17
_CELL = ("-cell", "-mat")
_STRUCTURE = ("-hkl", "-dump", "-default_F")


def recognises(head: bytes) -> bool:
    """Whether the first words are those of a nanoBragg command."""
    if b"\0" in head or len(head) > _LONGEST:
        return False
    words = next(
        (
            words
            for line in head.decode("latin-1").splitlines()
            if (words := line.split("#")[0].split())
        ),
        [],
    )
    if not words:
        return False
    return Path(words[0]).name.lower() == "nanobragg" or (
        words[0].startswith("-") and words[0][1:2].isalpha()
    )


def read(content: bytes, name: str) -> Held:
    """Read a command; its panel, beam, rotation and, where given, its crystal.

    Raises
    ------
    EngineError
        One sentence with the option.
    """
    text = decode(content, name, "a nanoBragg command")
    if len(text) > _LONGEST:
        raise FileFormatError(f"{name}: is too long for a command line.")
    words = split_command(text)
    has_crystal = any(word in _CELL for word in words)
    extra = [] if has_crystal else ["-cell", "1", "1", "1", "90", "90", "90"]
    if not any(word in _STRUCTURE for word in words):
        extra += ["-default_F", "1"]
    try:
        parsed = parse_nanobragg([*words, *extra], folder=Path(name).parent)
    except FileFormatError:
        raise
    except EngineError as error:
        raise FileFormatError(f"{name}: {error}") from error
    experiment = parsed.experiment
    geometry = place(experiment)
    x, y, z = (1000.0 * value for value in geometry.pix0_m)
    reciprocal = None
    if has_crystal:
        a, b, c = (vector(row) for row in crystal_vectors(experiment))
        reciprocal = a, b, c
    return Held(
        panel=HeldPanel(
            origin_mm=(x, y, z),
            fast=geometry.fast,
            slow=geometry.slow,
            pixel_size_mm=1000.0 * geometry.pixel_size_m,
            pixels_fast=geometry.pixels_fast,
            pixels_slow=geometry.pixels_slow,
        ),
        natural=experiment.detector,
        beam=geometry.beam,
        spindle=geometry.spindle,
        polarization=geometry.polarization,
        wavelength_angstrom=experiment.beam.wavelength_angstrom,
        kahn_factor=experiment.beam.kahn_factor,
        phi_start_deg=experiment.sampling.phi_start_deg,
        osc_deg=experiment.sampling.osc_deg,
        reciprocal=reciprocal,
        requested=tuple(
            Requested(label=report.option, value=" ".join(report.values))
            for report in parsed.options
        ),
        notes=(
            *parsed.notes,
            "Only geometry, beam, rotation and crystal orientation are taken; open the "
            "command itself to take all of it.",
        ),
    )


def write(experiment: Experiment) -> ExportedGeometry:
    """Write the whole command."""
    command = format_nanobragg(experiment)
    return ExportedGeometry(text=command.text, losses=command.losses)


FORMAT = GeometryFormat(
    name="nanobragg",
    label="nanoBragg command",
    suffixes=(".txt",),
    file_name="command.txt",
    holds="Everything that nanoBragg can be told.",
    recognises=recognises,
    read=read,
    write=write,
)
