"""Diffraction images from a detector geometry: the engine of Braggscope.

This module is the door: what it exports is stable, the rest may move.
"""

from __future__ import annotations

from .compare import (
    Anatomy,
    Comparison,
    Diagnosis,
    Displacement,
    Family,
    Finding,
    Histogram,
    ImageNumbers,
    MatchedPeak,
    Profile,
    RoiComparison,
    Status,
    compare_images,
    diagnose,
    gap_anatomy,
    shared_mask,
)
from .constants import DEFAULT_FLUENCE_PER_M2, PHOTON_ENERGY_EV_ANGSTROM
from .errors import (
    CommandLineError,
    DeviceError,
    EngineError,
    FileFormatError,
    InvalidParameterError,
    SimulationCancelled,
)
from .frame import Frame
from .fused.kernels import kernels_for
from .fused.obstacle import why_not_fused
from .fused.store import KernelStore
from .geometry import Geometry, place
from .geometry_workbench import (
    ICE_RINGS_ANGSTROM,
    Adoption,
    Cell,
    ConventionView,
    Hold,
    Keep,
    Pix0Parameters,
    Request,
    RequestedRow,
    Restated,
    Rings,
    RingValue,
    describe_conventions,
    moved,
    parameters_from_pix0,
    requested_effective,
    restate,
    ring_curves,
    ring_through,
    with_beam_centre_px,
    with_cell,
    with_foot_px,
    with_pix0,
    with_ring_through,
)
from .image_statistics import Statistics, statistics
from .io import (
    Fate,
    OptionReport,
    OutputRequest,
    ParsedCommand,
    parse_nanobragg,
    split_command,
)
from .models.axes import Axes, Vector
from .models.background import Background, Readout
from .models.beam import Beam, Source, Spread
from .models.crystal import Crystal, CrystalShape, OrientationMatrix, UnitCell
from .models.detector import Convention, Detector, Pivot, PixelMask, Sensor
from .models.experiment import Experiment
from .models.reflections import ReflectionTable
from .models.sampling import Roi, Sampling
from .nanobragg_numbers import full_precision, image_numbers
from .options import Quality, RenderOptions, available_devices
from .outputs import (
    CountedImage,
    OutputFile,
    OutputKind,
    WrittenOutputs,
    default_request,
    noise_image,
    plan_outputs,
    write_outputs,
)
from .panel_points import panel_outline_mm, panel_points_mm
from .peaks import Peak, brightest_peaks
from .prediction import PredictedReflections, predict
from .presets import DetectorPreset, apply_preset
from .probe import PixelProbe, Probe
from .quirk_switching import (
    READING_QUIRKS,
    WRITING_QUIRKS,
    QuirkEffect,
    quirk_effects,
)
from .quirks import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Quirk,
    QuirkDescription,
    format_quirks,
    parse_quirks,
)
from .quirks import DESCRIPTIONS as QUIRK_DESCRIPTIONS
from .resolved import Resolved, resolve
from .screen import ScreenGrid
from .simulation import intensity, simulate
from .tracing import (
    ComparedTerm,
    ForeignTerm,
    SubSteps,
    Trace,
    TraceComparison,
    TraceNode,
    TraceTerm,
    compare_traces,
    parse_trace,
    trace,
)

__all__ = [
    "ALL_QUIRKS",
    "DEFAULT_FLUENCE_PER_M2",
    "ICE_RINGS_ANGSTROM",
    "NO_QUIRKS",
    "PHOTON_ENERGY_EV_ANGSTROM",
    "QUIRK_DESCRIPTIONS",
    "READING_QUIRKS",
    "WRITING_QUIRKS",
    "Adoption",
    "Anatomy",
    "Axes",
    "Background",
    "Beam",
    "Cell",
    "CommandLineError",
    "ComparedTerm",
    "Comparison",
    "Convention",
    "ConventionView",
    "CountedImage",
    "Crystal",
    "CrystalShape",
    "Detector",
    "DetectorPreset",
    "DeviceError",
    "Diagnosis",
    "Displacement",
    "EngineError",
    "Experiment",
    "Family",
    "Fate",
    "FileFormatError",
    "Finding",
    "ForeignTerm",
    "Frame",
    "Geometry",
    "Histogram",
    "Hold",
    "ImageNumbers",
    "InvalidParameterError",
    "Keep",
    "KernelStore",
    "MatchedPeak",
    "OptionReport",
    "OrientationMatrix",
    "OutputFile",
    "OutputKind",
    "OutputRequest",
    "ParsedCommand",
    "Peak",
    "Pivot",
    "Pix0Parameters",
    "PixelMask",
    "PixelProbe",
    "PredictedReflections",
    "Probe",
    "Profile",
    "Quality",
    "Quirk",
    "QuirkDescription",
    "QuirkEffect",
    "Readout",
    "ReflectionTable",
    "RenderOptions",
    "Request",
    "RequestedRow",
    "Resolved",
    "Restated",
    "RingValue",
    "Rings",
    "Roi",
    "RoiComparison",
    "Sampling",
    "ScreenGrid",
    "Sensor",
    "SimulationCancelled",
    "Source",
    "Spread",
    "Statistics",
    "Status",
    "SubSteps",
    "Trace",
    "TraceComparison",
    "TraceNode",
    "TraceTerm",
    "UnitCell",
    "Vector",
    "WrittenOutputs",
    "apply_preset",
    "available_devices",
    "brightest_peaks",
    "compare_images",
    "compare_traces",
    "default_request",
    "describe_conventions",
    "diagnose",
    "format_quirks",
    "full_precision",
    "gap_anatomy",
    "image_numbers",
    "intensity",
    "kernels_for",
    "moved",
    "noise_image",
    "panel_outline_mm",
    "panel_points_mm",
    "parameters_from_pix0",
    "parse_nanobragg",
    "parse_quirks",
    "parse_trace",
    "place",
    "plan_outputs",
    "predict",
    "quirk_effects",
    "requested_effective",
    "resolve",
    "restate",
    "ring_curves",
    "ring_through",
    "shared_mask",
    "simulate",
    "split_command",
    "statistics",
    "trace",
    "why_not_fused",
    "with_beam_centre_px",
    "with_cell",
    "with_foot_px",
    "with_pix0",
    "with_ring_through",
    "write_outputs",
]
