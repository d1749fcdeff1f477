"""The forms: they show the document's experiment and send edits to it."""

from __future__ import annotations

from .background_panel import BackgroundPanel
from .beam_panel import BeamPanel
from .crystal_panel import CrystalPanel
from .detector_panel import DetectorPanel
from .form_stack import FormStack
from .quirks_panel import QuirksPanel
from .sampling_panel import SamplingPanel

__all__ = [
    "BackgroundPanel",
    "BeamPanel",
    "CrystalPanel",
    "DetectorPanel",
    "FormStack",
    "QuirksPanel",
    "SamplingPanel",
]
