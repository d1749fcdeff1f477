"""Orientation matrices of MOSFLM: x along the beam, z along the spindle."""

from __future__ import annotations

import numpy as np

from ...models.crystal import OrientationMatrix
from ...models.experiment import Experiment
from ..mosflm_matrix import format_matrix, parse_matrix
from ..reading import decode
from .held import ExportedGeometry, GeometryFormat, Held, Requested
from .scene import losses_of, scene
from .vectors import vector


def recognises(head: bytes) -> bool:
    """Whether these are three lines of three numbers."""
    if b"\0" in head:
        return False
    lines = [line.split() for line in head.decode("latin-1").split("\n", 3)[:3]]
    try:
        return [len([float(word) for word in line]) for line in lines] == [3, 3, 3]
    except ValueError:
        return False


def read(content: bytes, name: str) -> Held:
    """Read a matrix; its wavelength is that of the experiment it is put onto."""
    matrix = parse_matrix(decode(content, name, "a MOSFLM matrix"), name)
    columns = (matrix.a_star, matrix.b_star, matrix.c_star)
    return Held(
        beam=(1.0, 0.0, 0.0),
        spindle=(0.0, 0.0, 1.0),
        matrix=matrix,
        requested=tuple(
            Requested(label=label, value=", ".join(f"{x:.10g}" for x in column))
            for label, column in zip(("a*·λ", "b*·λ", "c*·λ"), columns, strict=True)
        ),
        notes=(
            "The file holds an orientation only: the panel and the beam stay, and the "
            "matrix is taken to be for the present wavelength.",
            "MOSFLM's frame, x along the beam and z along the spindle, is laid on the "
            "present one.",
        ),
    )


def write(experiment: Experiment) -> ExportedGeometry:
    """Write the matrix in MOSFLM's frame."""
    view = scene(experiment)  # z the beam, x the spindle, y their product
    to_mosflm = np.stack([view.beam, np.cross([1.0, 0.0, 0.0], view.beam), [1, 0, 0]])
    stars = np.linalg.inv(view.direct).T * experiment.beam.wavelength_angstrom
    a, b, c = (vector(to_mosflm @ row) for row in stars)
    text = format_matrix(OrientationMatrix(a_star=a, b_star=b, c_star=c))
    losses = losses_of(experiment, crystal=True, scan=False, polarization=False)
    return ExportedGeometry(
        text=text,
        losses=("The panel is left out: a matrix holds the orientation only.", *losses),
    )


FORMAT = GeometryFormat(
    name="mosflm-matrix",
    label="MOSFLM matrix",
    suffixes=(".mat",),
    file_name="orientation.mat",
    holds="Cell and orientation, for the present wavelength.",
    recognises=recognises,
    read=read,
    write=write,
)
