"""How an image is made, never what it shows: device, precision, quality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import torch

from .errors import DeviceError, InvalidParameterError
from .fused.store import KernelStore
from .models import checks
from .screen import ScreenGrid

_FLOOR_PHOTONS = 0.01
_PRECISIONS = {"float32": torch.float32, "float64": torch.float64}


class Quality(StrEnum):
    """Whether every pixel is computed, or only where something can be seen."""

    EXACT = "exact"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How to render.

    Attributes
    ----------
    device : str
        ``"cpu"``, ``"cuda"``, ``"cuda:1"``, ``"mps"``; a torch.device is accepted.
    dtype : str
        ``"float32"`` or ``"float64"``; a torch.dtype is accepted. Miller indices are
        computed in float64 either way where the device has it.
    quality : Quality
        PREVIEW is exact only where a pixel may reach ``floor_photons``.
    floor_photons : float
        What a preview may blur, photons per pixel.
    dimmest_photons : float
        What can be told from nothing at all. Between this and the floor a preview may
        lose fringes of reflections, but hardly shows anything larger than it is.
    screen : ScreenGrid or None
        Cells that a preview has one value each of; None is every pixel.
    finest_share : float
        Share of its pixels that a preview may compute one by one, 0 to 1. Beyond it,
        the blocks with the least upper bounds stay coarse.
    kernels : KernelStore or None
        Where compiled kernels are; None works operation by operation.
    tile_evaluations : int or None
        Sub-steps times pixels that are worked on at once; None chooses. Bounds the
        memory.
    """

    device: str = "cpu"
    dtype: str = "float32"
    quality: Quality = Quality.EXACT
    floor_photons: float = _FLOOR_PHOTONS
    dimmest_photons: float = 0.0
    screen: ScreenGrid | None = None
    finest_share: float = 1.0
    kernels: KernelStore | None = None
    tile_evaluations: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "device", str(self.device))
        dtype = str(self.dtype).removeprefix("torch.")
        if dtype not in _PRECISIONS:
            raise InvalidParameterError("dtype", self.dtype, "float32 or float64")
        object.__setattr__(self, "dtype", dtype)
        if self.quality not in list(Quality):
            raise InvalidParameterError("quality", self.quality, "exact or preview")
        object.__setattr__(self, "quality", Quality(self.quality))
        checks.not_negative("floor_photons", self.floor_photons)
        checks.not_negative("dimmest_photons", self.dimmest_photons)
        if self.tile_evaluations is not None and not self.tile_evaluations > 0:
            raise InvalidParameterError(
                "tile_evaluations", self.tile_evaluations, "a positive number"
            )
        self.torch_device()

    def for_exact(self) -> RenderOptions:
        """The same for an exact image: without what only previews use."""
        return replace(
            self,
            quality=Quality.EXACT,
            floor_photons=_FLOOR_PHOTONS,
            dimmest_photons=0.0,
            screen=None,
            finest_share=1.0,
        )

    def torch_device(self) -> torch.device:
        """The device, checked to be present."""
        try:
            device = torch.device(self.device)
        except RuntimeError:
            raise DeviceError(
                f"device {self.device!r} is unknown: use one of "
                f"{', '.join(available_devices())}."
            ) from None
        present = {name.split(":")[0] for name in available_devices()}
        in_range = (
            device.type != "cuda" or (device.index or 0) < torch.cuda.device_count()
        )
        if device.type not in present or not in_range:
            raise DeviceError(
                f"device {self.device!r} is not available here: use one of "
                f"{', '.join(available_devices())}."
            )
        if device.type == "mps" and self.dtype == "float64":
            raise DeviceError("device 'mps' has no float64: use float32 or the cpu.")
        return device

    def torch_dtype(self) -> torch.dtype:
        """The precision of the image."""
        return _PRECISIONS[self.dtype]


def available_devices() -> tuple[str, ...]:
    """Devices that images can be made on, best last resort first."""
    names = ["cpu"]
    names += [f"cuda:{i}" for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return tuple(names)
