"""Where points of the panel stand in the laboratory, flat or bent."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from .models.experiment import Experiment
from .pixels import PanelSurface
from .placement import place_panel
from .tensors import HOST, Numbers, tensor

_BENT_EDGE_POINTS = 33


def panel_points_mm(
    experiment: Experiment, points_px: ArrayLike
) -> NDArray[np.float64]:
    """Laboratory positions of points of the panel.

    Parameters
    ----------
    experiment : Experiment
    points_px : array_like, shape (n, 2)
        Fast and slow from the outer corner of the first pixel. They need not lie on
        the panel: the plane, or the sphere, goes on. NaN gives NaN.

    Returns
    -------
    ndarray, shape (n, 3)
        Millimetres, front face of the sensor.
    """
    panel = place_panel(Numbers(experiment))
    points = np.asarray(points_px, dtype=np.float64).reshape(-1, 2)
    with torch.no_grad():
        surface = PanelSurface.of(experiment, panel, HOST)
        along = torch.from_numpy(np.ascontiguousarray(points.T)) * surface.pixel
        positions = surface.positions(along[0], along[1], tensor(0.0))
    millimetres: NDArray[np.float64] = 1e3 * positions.numpy().T
    return millimetres


def panel_outline_mm(experiment: Experiment) -> NDArray[np.float64]:
    """Edge of the panel in the laboratory, closed, from the first pixel along fast.

    Returns
    -------
    ndarray, shape (n, 3)
        Millimetres: the corners of a flat panel, and more of a bent one.
    """
    detector = experiment.detector
    per_edge = _BENT_EDGE_POINTS if detector.curved else 2
    part = np.linspace(0.0, 1.0, per_edge)[:-1]
    nil, full = np.zeros_like(part), np.ones_like(part)
    edges = [
        np.stack([part, nil], axis=1),
        np.stack([full, part], axis=1),
        np.stack([1.0 - part, full], axis=1),
        np.stack([nil, 1.0 - part], axis=1),
    ]
    around = np.concatenate([*edges, np.zeros((1, 2))])
    size = np.array([detector.pixels_fast, detector.pixels_slow])
    return panel_points_mm(experiment, around * size)
