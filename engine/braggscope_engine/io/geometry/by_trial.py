"""Whether a header says where a panel stands: by reading it back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...errors import EngineError
from ...geometry import place
from ...models.experiment import Experiment
from .held import Held
from .onto import put_onto
from .vectors import Array, array, frame

_SAME_MM = 1e-6


def placement_losses(
    experiment: Experiment, content: bytes, read: Callable[[bytes, str], Held]
) -> tuple[str, ...]:
    """Say how far from its place a reader of a header puts the panel, if at all.

    Returns
    -------
    tuple of str    one sentence, or none where every corner is within 1 nm
    """
    try:
        back, _ = put_onto(experiment, read(content, "the header"), "the header")
        apart = float(np.abs(_corners_mm(back) - _corners_mm(experiment)).max())
    except EngineError as error:
        return (f"The header cannot hold this panel: {error}",)
    if apart <= _SAME_MM:
        return ()
    return (
        "The header holds a panel square to the beam with its rows along the spindle, "
        f"swung by two-theta at most: read back, this panel is up to {apart:.4g} mm "
        "from where it is.",
    )


def _corners_mm(experiment: Experiment) -> Array:
    """Corners of the panel in the frame of beam and spindle."""
    geometry = place(experiment)
    rows = frame(geometry.beam, geometry.spindle)
    fast = geometry.size_fast_m * array(geometry.fast)
    slow = geometry.size_slow_m * array(geometry.slow)
    pix0 = array(geometry.pix0_m)
    corners = [pix0, pix0 + fast, pix0 + slow, pix0 + fast + slow]
    return np.asarray(1000.0 * np.stack(corners) @ rows.T)
