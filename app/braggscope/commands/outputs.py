"""The files that a rendered command asks for."""

from __future__ import annotations

from pathlib import Path

from braggscope_engine import CommandLineError, Frame, Quirk
from braggscope_engine.io import OutputRequest

from ..transfer import write_float_image

DEFAULT_FLOAT_FILE = "floatimage.bin"


def check_outputs(outputs: OutputRequest) -> None:
    """Refuse before the work what could not be written after it."""
    asked = {
        "an integer image (-intfile)": outputs.int_file,
        "an 8-bit image (-pgmfile)": outputs.pgm_file,
        "a noise image (-noisefile)": outputs.noise_file,
        "a structure-factor dump (-dump)": outputs.dump_file,
        "a printout of pixels (-printout)": outputs.printout,
    }
    names = [name for name, wanted in asked.items() if wanted]
    if names:
        raise CommandLineError(
            f"Cannot write {' or '.join(names)}: only the float image (-floatfile) is "
            "written."
        )


def float_file(outputs: OutputRequest | None, quirks: frozenset[Quirk]) -> Path | None:
    """Where the float image goes; strict nanoBragg writes it unasked."""
    if outputs is not None and outputs.float_file:
        return Path(outputs.float_file)
    return Path(DEFAULT_FLOAT_FILE) if Quirk.WRITE_ALL_FILES in quirks else None


def files_left_out(outputs: OutputRequest, quirks: frozenset[Quirk]) -> tuple[str, ...]:
    """Name the files that strict nanoBragg writes unasked, and this does not."""
    if Quirk.WRITE_ALL_FILES not in quirks:
        return ()
    unasked = {
        "intimage.img": True,
        "image.pgm": outputs.pgm,
        "noiseimage.img": outputs.noise,
    }
    return tuple(name for name, wanted in unasked.items() if wanted)


def write_outputs(frame: Frame, path: Path | None) -> tuple[str, ...]:
    """Write what was asked for; returns a line for each file."""
    if path is None:
        return ()
    write_float_image(frame, path)
    return (f"writing {path} as {frame.intensity.numel()} 4-byte floats",)
