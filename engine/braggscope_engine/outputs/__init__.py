"""What comes out of a finished image: files, counts and the lines about them."""

from __future__ import annotations

from .grey_levels import CountedImage
from .noise import noise_image
from .plan import OutputFile, OutputKind, default_request, plan_outputs
from .printout import solid_angle_line, statistics_lines
from .smv import smv_header, smv_image
from .solid_angles import covered_solid_angle
from .writing import WrittenOutputs, write_outputs

__all__ = [
    "CountedImage",
    "OutputFile",
    "OutputKind",
    "WrittenOutputs",
    "covered_solid_angle",
    "default_request",
    "noise_image",
    "plan_outputs",
    "smv_header",
    "smv_image",
    "solid_angle_line",
    "statistics_lines",
    "write_outputs",
]
