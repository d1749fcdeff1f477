"""Everything that decides an image, in one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import InvalidParameterError
from ..quirks import Quirk
from .background import Background, Readout
from .beam import Beam
from .crystal import Crystal
from .detector import Detector
from .sampling import Sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One image to simulate. Equal experiments give equal images.

    Attributes
    ----------
    beam, crystal, detector, sampling, background, readout
        The parts.
    quirks : frozenset of Quirk
        Oddities of nanoBragg to reproduce: empty is the physics, ``ALL_QUIRKS`` is
        strict nanoBragg.
    """

    beam: Beam = field(default_factory=Beam)
    crystal: Crystal = field(default_factory=Crystal)
    detector: Detector = field(default_factory=Detector)
    sampling: Sampling = field(default_factory=Sampling)
    background: Background = field(default_factory=Background)
    readout: Readout = field(default_factory=Readout)
    quirks: frozenset[Quirk] = frozenset()

    def __post_init__(self) -> None:
        if self.crystal.cell is None and self.crystal.matrix is None:
            raise InvalidParameterError(
                "crystal.cell", None, "given", "Give a unit cell or a MOSFLM matrix."
            )
        if self.crystal.reflections is None and self.crystal.default_F == 0:
            raise InvalidParameterError(
                "crystal.default_F",
                0.0,
                "other than zero when there is no reflection list",
                "Give structure factors or a default amplitude.",
            )
