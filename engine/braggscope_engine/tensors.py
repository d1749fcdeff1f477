"""Plain numbers of an experiment as tensors; the only door for gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from .errors import InvalidParameterError
from .models.experiment import Experiment

HOST = torch.device("cpu")
_FEW = 10_000
_NEXT, _AFTER = [1, 2, 0], [2, 0, 1]


class Numbers:
    """The numbers of one experiment as float64 tensors, by dotted path.

    Geometry, lattice and sources are a few dozen numbers: they are computed on the
    CPU in float64, whatever device and precision the image is made with.

    Parameters
    ----------
    experiment : Experiment
    overrides : mapping of str to Tensor, optional
        Tensors that stand in for plain numbers, for example
        ``{"detector.distance_mm": distance}`` with a tensor that requires a gradient.
        Their shape is that of the number: () or (3,).
    """

    def __init__(
        self, experiment: Experiment, overrides: Mapping[str, Tensor] | None = None
    ) -> None:
        self.experiment = experiment
        self._overrides = dict(overrides or {})
        for path in self._overrides:
            self._plain(path)

    def __call__(self, path: str) -> Tensor:
        """Return the number or vector at a dotted path, shape () or (3,)."""
        if path in self._overrides:
            return self._overrides[path]
        return tensor(self._plain(path))

    def is_overridden(self, path: str) -> bool:
        """Whether a tensor stands in for the number at this path."""
        return path in self._overrides

    @property
    def is_plain(self) -> bool:
        """Whether no tensor stands in for any number."""
        return not self._overrides

    def _plain(self, path: str) -> object:
        value: object = self.experiment
        for name in path.split("."):
            if not hasattr(value, name):
                raise InvalidParameterError(
                    "overrides", path, "paths of numbers in the experiment"
                )
            value = getattr(value, name)
        return value


def tensor(values: object) -> Tensor:
    """Make a float64 tensor on the host."""
    return torch.tensor(values, dtype=torch.float64, device=HOST)


def unit(vector: Tensor) -> Tensor:
    """Divide a vector (3,) by its length; a zero vector stays zero, as nanoBragg."""
    if not vector.requires_grad:
        x, y, z = vector.tolist()
        length = math.sqrt(x * x + y * y + z * z)
        return tensor((x / length, y / length, z / length)) if length > 0 else vector
    present = norm(vector)
    return vector / present if bool(present > 0) else vector


def sine(angle: Tensor) -> Tensor:
    """Sine to the last bit of the C library, unless a derivative is wanted."""
    return _exact(math.sin, torch.sin, angle)


def cosine(angle: Tensor) -> Tensor:
    """Cosine to the last bit of the C library, unless a derivative is wanted."""
    return _exact(math.cos, torch.cos, angle)


def _exact(
    scalar: Callable[[float], float],
    vectorised: Callable[[Tensor], Tensor],
    angle: Tensor,
) -> Tensor:
    # torch's vectorised functions may differ in the last bit, which is enough to move
    # a choice that nanoBragg makes by rounding up.
    if angle.requires_grad or angle.numel() > _FEW:
        return vectorised(angle)
    values = [scalar(x) for x in angle.flatten().tolist()]
    return tensor(values).reshape(angle.shape)


def cross(a: Tensor, b: Tensor) -> Tensor:
    """Vector product of two vectors (3,).

    By plain products: a fused multiply-add would move the last bit on some processors,
    and with it the cell count of a crystal whose size is a whole number of cells.
    """
    if not (a.requires_grad or b.requires_grad):
        # The same products and differences, without a dozen calls into torch.
        (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
        return tensor((ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx))
    return a[_NEXT] * b[_AFTER] - a[_AFTER] * b[_NEXT]


def norm(vector: Tensor) -> Tensor:
    """Length of a vector (3,), by plain products like ``cross``."""
    if not vector.requires_grad:
        x, y, z = vector.tolist()
        return tensor(math.sqrt(x * x + y * y + z * z))
    x, y, z = vector
    return torch.sqrt(x * x + y * y + z * z)


def floats(vector: Tensor) -> tuple[float, float, float]:
    """Plain numbers of a vector (3,)."""
    x, y, z = vector.detach().tolist()
    return x, y, z
