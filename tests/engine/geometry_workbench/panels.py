"""Panels of any convention, attitude and size, as property tests draw them."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Convention,
    Experiment,
    Geometry,
    Pivot,
    Quirk,
    place,
)

from ..build import experiment

SIZE = {"pixels_fast": 20, "pixels_slow": 30, "pixel_size_mm": 0.5}
CUSTOM_AXES = Axes(
    beam=(0.0, 0.6, 0.8),
    fast=(1.0, 0.0, 0.0),
    slow=(0.0, 0.8, -0.6),
    two_theta=(1.0, 0.0, 0.0),
    polarization=(1.0, 0.0, 0.0),
    spindle=(1.0, 0.0, 0.0),
)
conventions = st.sampled_from(list(Convention))


@st.composite
def panels(
    draw: st.DrawFn, *, tilt: float = 30.0, swing: float = 45.0, **settings: Any
) -> Experiment:
    """An experiment whose beam hits the panel from the front."""
    place_of_it = draw(
        st.sampled_from(
            (
                {},
                {"beam_x_mm": 7.0, "beam_y_mm": 9.0},
                {"close_x_mm": 3.25, "close_y_mm": -4.0},
                {"org_x_px": 6.5, "org_y_px": 21.5},
                {"pix0_mm": (90.0, 40.0, 60.0)},
            )
        )
    )
    return panel(
        convention=draw(conventions),
        pivot=draw(st.sampled_from(list(Pivot))),
        rotation_deg=draw(st.tuples(*[st.floats(-tilt, tilt)] * 3)),
        two_theta_deg=draw(st.floats(-swing, swing)),
        distance_mm=draw(st.floats(20, 500)),
        **place_of_it,
        **settings,
    )


def panel(*, quirks: frozenset[Quirk] = frozenset(), **detector: Any) -> Experiment:
    """An experiment with a detector of 20 by 30 pixels of half a millimetre."""
    return experiment(
        detector={**SIZE, "custom_axes": CUSTOM_AXES, **detector}, quirks=quirks
    )


def corners_mm(geometry: Geometry) -> NDArray[np.float64]:
    """Outer corners of the panel, shape (4, 3)."""
    pix0, fast, slow = (
        np.array(vector) for vector in (geometry.pix0_m, geometry.fast, geometry.slow)
    )
    return 1000 * np.array(
        [
            pix0 + f * geometry.size_fast_m * fast + s * geometry.size_slow_m * slow
            for f in (0, 1)
            for s in (0, 1)
        ]
    )


def in_panel_terms(experiment: Experiment) -> NDArray[np.float64]:
    """Corners seen from beam, spindle and across: the same in any laboratory, mm."""
    geometry = place(experiment)
    beam, spindle = np.array(geometry.beam), np.array(geometry.spindle)
    frame = np.stack([beam, spindle, np.cross(beam, spindle)])
    return corners_mm(geometry) @ frame.T
