"""Vectors by component: (3, n) arrays, which processors read far faster than (n, 3)."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor


def dot(one: Tensor, two: Tensor) -> Tensor:
    """Scalar products (n,) of vectors (3, n) or (3, 1)."""
    product = torch.addcmul(one[0] * two[0], one[1], two[1])
    return torch.addcmul(product, one[2], two[2])


def length(vectors: Tensor) -> Tensor:
    """Lengths (n,) of vectors (3, n)."""
    return torch.sqrt(dot(vectors, vectors))


def transformed(matrices: Tensor, vectors: Tensor) -> Tensor:
    """Products of matrices (3, 3, n) with vectors (3, n), each with its own."""
    return torch.stack([dot(row, vectors) for row in matrices])


def transposed(matrices: Tensor, vectors: Tensor) -> Tensor:
    """Products of the transposes of matrices (3, 3, n) with vectors (3, n)."""
    return torch.stack([dot(matrices[:, axis], vectors) for axis in range(3)])


def chosen(table: Tensor, number: Tensor) -> Tensor:
    """One of a table's (m, ...) entries for each number (n,); shape (..., n)."""
    by_component = table.reshape(len(table), -1).mT.contiguous()
    entries = by_component.index_select(1, number)
    return entries.reshape(*table.shape[1:], len(number))


def picked(values: Tensor, numbers: Tensor) -> Tensor:
    """Entries of the last dimension, by their numbers (n,).

    On the host numpy does it as fast with one thread as torch with two, and need not
    wait for the other, which may be busy with an image.
    """
    if values.device.type == "cpu" and not values.requires_grad:
        return torch.from_numpy(np.take(values.numpy(), numbers.numpy(), axis=-1))
    return values.index_select(-1, numbers)


def order_of(keys: Tensor) -> Tensor:
    """Numbers (n,) that put keys in ascending order; fast where much of it is there."""
    if keys.device.type == "cpu":
        return torch.from_numpy(np.argsort(keys.numpy(), kind="stable"))
    return torch.argsort(keys, stable=True)


def where_true(mask: Tensor) -> Tensor:
    """Numbers of what is true in a mask (n,); on the host numpy is by far faster."""
    if mask.device.type == "cpu":
        return torch.from_numpy(np.flatnonzero(mask.numpy()))
    return mask.nonzero()[:, 0]
