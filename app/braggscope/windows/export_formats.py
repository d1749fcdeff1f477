"""What an image can be exported as, and how the user's choice of a name is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from braggscope_engine import OutputRequest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExportFormat:
    """One kind of file.

    Attributes
    ----------
    label : str      for the file dialog
    suffix : str     with its dot
    request : callable or None
        Makes the engine's request from a file name; None where the engine does not
        write this kind.
    overlays : bool or None
        For a picture of the view: whether overlays are drawn.
    """

    label: str
    suffix: str
    request: Callable[[str], OutputRequest] | None = None
    overlays: bool | None = None

    @property
    def filter(self) -> str:
        """Entry of the file dialog."""
        return f"{self.label} (*{self.suffix})"


FLOAT = ExportFormat(
    label="Float image, float32 without header",
    suffix=".bin",
    request=lambda name: OutputRequest(float_file=name),
)
SMV = ExportFormat(
    label="SMV image, 16-bit integers",
    suffix=".img",
    request=lambda name: OutputRequest(int_file=name),
)
NOISE = ExportFormat(
    label="SMV image with counting noise",
    suffix=".img",
    request=lambda name: OutputRequest(noise_file=name, noise=True),
)
PGM = ExportFormat(
    label="PGM image, 8 bit",
    suffix=".pgm",
    request=lambda name: OutputRequest(pgm_file=name, pgm=True),
)
VIEW = ExportFormat(label="Picture of the view", suffix=".png", overlays=True)
BARE_VIEW = ExportFormat(
    label="Picture of the view without overlays", suffix=".png", overlays=False
)
STATISTICS = ExportFormat(label="Statistics and peaks, text", suffix=".txt")

FORMATS = (FLOAT, SMV, NOISE, PGM, VIEW, BARE_VIEW, STATISTICS)


def with_suffix(path: Path, chosen: ExportFormat) -> tuple[Path, ExportFormat]:
    """Settle name and format: a known suffix that was typed wins over the choice.

    Parameters
    ----------
    path : Path            as typed
    chosen : ExportFormat  in the list of the dialog
    """
    typed = path.suffix.lower()
    if not typed:
        return path.with_name(f"{path.name}{chosen.suffix}"), chosen
    if typed == chosen.suffix:
        return path, chosen
    known = (each for each in FORMATS if each.suffix == typed)
    return path, next(known, chosen)
