"""An experiment as a DIALS experiment list."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from ...models.experiment import Experiment
from .held import ExportedGeometry
from .rectangles import WholeBox, rectangles_of
from .scene import Scene, losses_of, scene
from .vectors import unit


def write(experiment: Experiment) -> ExportedGeometry:
    """Write an experiment list in the imgCIF frame: z to the source, x the spindle."""
    view = scene(experiment, against_beam=True)
    boxes, losses = rectangles_of(experiment)
    text = json.dumps(_as_json(view, boxes), indent=2) + "\n"
    losses += losses_of(
        experiment, crystal=True, scan=True, polarization=True, mask=True
    )
    return ExportedGeometry(text=text, losses=losses)


def _as_json(view: Scene, boxes: tuple[WholeBox, ...]) -> dict[str, Any]:
    experiment = view.experiment
    width = experiment.sampling.osc_deg
    scans = [] if width is None else [_scan_json(experiment, width)]
    index = {"detector": 0, "beam": 0, "goniometer": 0, "crystal": 0}
    return {
        "__id__": "ExperimentList",
        "experiment": [
            {
                "__id__": "Experiment",
                "identifier": "",
                **index,
                **({"scan": 0} if scans else {}),
            }
        ],
        "imageset": [],
        "beam": [_beam_json(view)],
        "detector": [{"panels": [_panel_json(view, boxes)]}],
        "goniometer": [
            {
                "rotation_axis": view.spindle.tolist(),
                "fixed_rotation": np.eye(3).ravel().tolist(),
                "setting_rotation": np.eye(3).ravel().tolist(),
            }
        ],
        "scan": scans,
        "crystal": [
            {
                "__id__": "crystal",
                "real_space_a": view.direct[0].tolist(),
                "real_space_b": view.direct[1].tolist(),
                "real_space_c": view.direct[2].tolist(),
                "space_group_hall_symbol": " P 1",
            }
        ],
        "profile": [],
        "scaling_model": [],
    }


def _beam_json(view: Scene) -> dict[str, Any]:
    beam = view.experiment.beam
    return {
        "__id__": "monochromatic",
        "direction": (-view.beam + 0.0).tolist(),
        "wavelength": beam.wavelength_angstrom,
        "divergence": 0.0,
        "sigma_divergence": 0.0,
        "polarization_normal": unit(np.cross(view.beam, view.polarization)).tolist(),
        "polarization_fraction": (beam.kahn_factor + 1.0) / 2.0,
        "flux": beam.flux_per_s,
        "transmission": 1.0,
    }


def _panel_json(view: Scene, boxes: tuple[WholeBox, ...]) -> dict[str, Any]:
    sensor = view.experiment.detector.sensor
    depth_um = sensor.attenuation_depth_um or sensor.thickness_um
    absorbs = sensor.thickness_um > 0 and math.isfinite(depth_um)
    return {
        "name": "Panel",
        "type": "SENSOR_PAD",
        "fast_axis": view.fast.tolist(),
        "slow_axis": view.slow.tolist(),
        "origin": view.origin_mm.tolist(),
        "raw_image_offset": [0, 0],
        "image_size": [view.geometry.pixels_fast, view.geometry.pixels_slow],
        "pixel_size": [view.pixel_mm, view.pixel_mm],
        "trusted_range": [0.0, 1e12],
        "thickness": sensor.thickness_um / 1000.0,
        "material": "",
        "mu": 1000.0 / depth_um if absorbs else 0.0,
        "identifier": "",
        "mask": [[x0, y0, x1, y1] for x0, x1, y0, y1 in boxes],
        "gain": 1.0,
        "pedestal": 0.0,
        "px_mm_strategy": {"type": "SimplePxMmStrategy"},
    }


def _scan_json(experiment: Experiment, width: float) -> dict[str, Any]:
    return {
        "image_range": [1, 1],
        "batch_offset": 0,
        "oscillation": [experiment.sampling.phi_start_deg, width],
        "exposure_time": [experiment.beam.exposure_s],
        "epochs": [0.0],
        "valid_image_ranges": {},
    }
