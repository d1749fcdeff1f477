"""Writing what a rendered command asks for."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from ..frame import Frame
from ..image_statistics import Statistics, statistics
from ..io.atomic import write_bytes
from ..io.fdump import format_fdump
from ..io.nanobragg import OutputRequest
from ..models.background import Readout
from ..quirks import Quirk
from .grey_levels import CountedImage, grey_pixels, integer_pixels
from .noise import float_pixels, noise_image
from .plan import OutputFile, OutputKind, plan_outputs
from .printout import (
    floats_line,
    integers_line,
    photons_line,
    scale_line,
    solid_angle_line,
    statistics_lines,
)
from .smv import smv_image
from .solid_angles import covered_solid_angle

_BRIGHTEST = 55000.0
"""Where the automatic scale puts the maximum, as nanoBragg."""
_GREY_AT_FIVE_DEVIATIONS = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOutputs:
    """What was done.

    Attributes
    ----------
    files : tuple of OutputFile    what was written, in this order
    lines : tuple of str           what nanoBragg prints about it
    """

    files: tuple[OutputFile, ...]
    lines: tuple[str, ...]


def write_outputs(
    frame: Frame,
    request: OutputRequest,
    *,
    folder: str | os.PathLike[str] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> WrittenOutputs:
    """Write the files that were asked for, each whole or not at all.

    Parameters
    ----------
    frame : Frame
    request : OutputRequest
    folder : path or None
        Where relative names start; None is the current folder.
    should_stop : callable, optional
        Asked while photons are counted; true stops before anything is written.

    Raises
    ------
    EngineError
        One sentence with the file that cannot be written.
    SimulationCancelled
        When ``should_stop`` said so.
    """
    files = plan_outputs(request, frame.experiment.quirks, folder)
    maker = _Maker(frame, request, should_stop)
    made = {file.kind: maker.make(file) for file in files}
    for file in files:
        write_bytes(file.path, made[file.kind])
    return WrittenOutputs(files=files, lines=maker.lines(files))


class _Maker:
    """The contents of the files of one frame."""

    def __init__(
        self,
        frame: Frame,
        request: OutputRequest,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._frame, self._request = frame, request
        self._should_stop = should_stop
        self._image = float_pixels(frame)
        self._found: Statistics = statistics(frame)
        self._counted: CountedImage | None = None

    def make(self, file: OutputFile) -> bytes:
        makers = {
            OutputKind.DUMP: self._dump,
            OutputKind.FLOAT: lambda: self._image.astype("<f4").tobytes(),
            OutputKind.INTEGER: self._integers,
            OutputKind.PGM: self._pgm,
            OutputKind.NOISE: self._noise,
        }
        return makers[file.kind]()

    def lines(self, files: tuple[OutputFile, ...]) -> tuple[str, ...]:
        """What nanoBragg prints, in its order."""
        names = {file.kind: file.name for file in files}
        lines = [solid_angle_line(covered_solid_angle(self._frame.resolved))]
        if OutputKind.FLOAT in names:
            lines.append(floats_line(names[OutputKind.FLOAT], self._image.size))
        lines += statistics_lines(self._found)
        if OutputKind.INTEGER in names:
            lines.append(scale_line("intfile", self._int_scale))
            lines.append(integers_line(names[OutputKind.INTEGER], 2))
        if OutputKind.PGM in names:
            lines.append(scale_line("pgm", self._pgm_scale))
            lines.append(integers_line(names[OutputKind.PGM], 1))
        if self._counted is not None:
            lines.append(photons_line(self._counted.photons, self._counted.overloads))
            lines.append(integers_line(names[OutputKind.NOISE], 2))
        return tuple(lines)

    @property
    def _int_scale(self) -> float:
        asked = self._request.int_scale or self._readout.adu_per_photon
        if asked is not None:
            return asked
        return _BRIGHTEST / self._found.maximum if self._found.maximum > 0 else 1.0

    @property
    def _pgm_scale(self) -> float:
        if self._request.pgm_scale is not None:
            return self._request.pgm_scale
        if self._found.rmsd > 0:
            return _GREY_AT_FIVE_DEVIATIONS / (5.0 * self._found.rmsd)
        return self._int_scale

    def _dump(self) -> bytes:
        crystal = self._frame.experiment.crystal
        assert crystal.reflections is not None
        return format_fdump(crystal.reflections, crystal.default_F)

    def _integers(self) -> bytes:
        pixels = integer_pixels(
            self._image,
            self._frame.resolved.region,
            self._int_scale,
            self._readout.adc_offset_adu,
        )
        return smv_image(self._frame.resolved, pixels)

    def _pgm(self) -> bytes:
        pixels = grey_pixels(
            self._image,
            self._frame.resolved.region,
            self._pgm_scale,
            wraps=Quirk.NOISE_WRAPS in self._frame.experiment.quirks,
        )
        slow, fast = pixels.shape
        header = f"P5\n{fast} {slow}\n# pixels scaled by {self._pgm_scale:g}\n255\n"
        return header.encode("ascii") + pixels.tobytes()

    def _noise(self) -> bytes:
        self._counted = noise_image(self._frame, self._should_stop)
        return smv_image(self._frame.resolved, self._counted.pixels)

    @property
    def _readout(self) -> Readout:
        return self._frame.experiment.readout
