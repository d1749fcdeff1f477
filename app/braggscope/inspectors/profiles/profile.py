"""Which curves there are, and one as it was measured."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..plot import Drawn


class ProfileKind(StrEnum):
    """What an image is drawn against; the value is for people."""

    TWO_THETA = "Radial: 2θ"
    Q = "Radial: q = 1/d"
    D = "Radial: d"
    RADIUS = "Radial: pixels from the beam"
    AZIMUTH = "Azimuthal"
    LINE = "Along a line"
    HISTOGRAM = "Histogram of intensities"


X_LABELS = {
    ProfileKind.TWO_THETA: "2θ / °",
    ProfileKind.Q: "1/d / Å⁻¹",
    ProfileKind.D: "d / Å",
    ProfileKind.RADIUS: "distance from the beam / px",
    ProfileKind.AZIMUTH: "angle about the beam, from fast towards slow / °",
    ProfileKind.LINE: "distance along the line / px",
    ProfileKind.HISTOGRAM: "photons per pixel",
}
PIXELS = "pixels"
MEAN = "mean photons per pixel"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """Curves of the model, and of the image compared with.

    Attributes
    ----------
    kind : ProfileKind
    curves : tuple of Drawn
    csv : str                what is exported
    """

    kind: ProfileKind
    curves: tuple[Drawn, ...]
    csv: str
