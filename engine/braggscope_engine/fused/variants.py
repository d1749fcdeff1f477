"""Which kernels there are, their names, and which ones a task needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..models.crystal import CrystalShape


class Stage(StrEnum):
    """What a kernel is for."""

    AIM = "aim"
    SCATTER = "scatter"
    LOCATE = "locate"
    INTERPOLATE = "interpolate"
    AIM_BLOCKS = "aim-blocks"
    BOUND = "bound"
    PASS_SPHERE = "pass-sphere"
    STRIKE = "strike"
    IS_SECOND = "is-second"
    DESCRIBE = "describe"


@dataclass(frozen=True, slots=True)
class Variant:
    """One kernel.

    Attributes
    ----------
    stage : Stage
    shape : CrystalShape       SQUARE for stages that do not depend on it
    listed : bool              whether there is a list of structure factors
    device : str               kind of device, ``"cpu"`` or ``"cuda"``
    """

    stage: Stage
    shape: CrystalShape = CrystalShape.SQUARE
    listed: bool = True
    device: str = "cpu"

    @property
    def name(self) -> str:
        """File name without suffix."""
        return self.word.replace(":", "-")

    @property
    def word(self) -> str:
        """All of it in one word."""
        factors = "listed" if self.listed else "constant"
        return ":".join((self.stage, self.shape, factors, self.device))

    @classmethod
    def of_word(cls, word: str) -> Variant:
        """Read what ``word`` wrote."""
        stage, shape, factors, device = word.split(":")
        return cls(Stage(stage), CrystalShape(shape), factors == "listed", device)


def needed(
    shape: CrystalShape, *, listed: bool, interpolate: bool, device: str
) -> tuple[Variant, ...]:
    """Kernels that sum in one way: scatter, or locate and interpolate."""
    if not interpolate:
        return (Variant(Stage.SCATTER, shape, listed, device),)
    located = Variant(Stage.LOCATE, shape, True, device)
    return (located, Variant(Stage.INTERPOLATE, device=device))


def aiming(device: str) -> Variant:
    """Return the kernel that aims on a kind of device."""
    return Variant(Stage.AIM, device=device)


def bounding(shape: CrystalShape, device: str) -> Variant:
    """Return the kernel that bounds blocks of pixels, for previews."""
    return Variant(Stage.BOUND, shape, device=device)


def predicting(device: str) -> tuple[Variant, ...]:
    """Kernels that predict reflections, in the order of their work."""
    stages = (Stage.PASS_SPHERE, Stage.STRIKE, Stage.IS_SECOND, Stage.DESCRIBE)
    return tuple(Variant(stage, device=device) for stage in stages)


def aiming_at_blocks(device: str) -> Variant:
    """Return the kernel that aims at blocks of pixels on a kind of device."""
    return Variant(Stage.AIM_BLOCKS, device=device)


def kernels_for(
    shape: str, *, interpolate: bool = False, device: str = "cpu"
) -> tuple[Variant, ...]:
    """Every kernel for crystals of a shape, with a list of structure factors or not.

    Parameters
    ----------
    shape : str            see ``CrystalShape``
    interpolate : bool     those for structure factors between the listed ones as well
    device : str           kind of device
    """
    ways = [(True, False), (False, False), *([(True, True)] if interpolate else [])]
    own = [
        variant
        for listed, smooth in ways
        for variant in needed(
            CrystalShape(shape), listed=listed, interpolate=smooth, device=device
        )
    ]
    previews = (aiming_at_blocks(device), bounding(CrystalShape(shape), device))
    return (aiming(device), *own, *previews, *predicting(device))
