"""Every number that decides an image, under the names that nanoBragg gives them."""

from __future__ import annotations

import math

from .constants import radians
from .frame import Frame
from .geometry import Geometry, geometry_of
from .image_statistics import statistics
from .models.experiment import Experiment
from .resolved import Resolved, resolve
from .tensors import floats

_LISTED = 40
"""How many sources and mosaic domains are listed one by one."""


def full_precision(experiment: Experiment) -> dict[str, object]:
    """Geometry, crystal, sources and sampling of an experiment.

    Returns
    -------
    dict
        Keys are the variable names of nanoBragg; lengths in metres, angles in
        radians, cell vectors a0, b0, c0 in metres, reciprocal ones in Å⁻¹.
    """
    resolved = resolve(experiment)
    return {
        **_geometry(geometry_of(experiment, resolved.panel), experiment),
        **_lattice(resolved),
        **_beam(resolved),
        **_sampling(resolved),
        **_detector(resolved),
    }


def image_numbers(frame: Frame) -> dict[str, object]:
    """Statistics of an image under nanoBragg's names."""
    stats = statistics(frame)
    return {
        "max_I": stats.maximum,
        "max_I_x": stats.max_fast_m,
        "max_I_y": stats.max_slow_m,
        "avg": stats.mean,
        "rms": stats.rms,
        "rmsd": stats.rmsd,
    }


def _geometry(geometry: Geometry, experiment: Experiment) -> dict[str, object]:
    detector = experiment.detector
    rotx, roty, rotz = (radians(x) for x in detector.rotation_deg)
    return {
        "pix0_vector": geometry.pix0_m,
        "fdet_vector": geometry.fast,
        "sdet_vector": geometry.slow,
        "odet_vector": geometry.normal,
        "beam_vector": geometry.beam,
        "polar_vector": geometry.polarization,
        "vert_vector": geometry.vertical,
        "spindle_vector": geometry.spindle,
        "twotheta_axis": geometry.two_theta_axis,
        "distance": geometry.distance_m,
        "close_distance": geometry.close_distance_m,
        "Xbeam": geometry.xbeam_m,
        "Ybeam": geometry.ybeam_m,
        "Fbeam": _or_none(geometry.fbeam_m),
        "Sbeam": _or_none(geometry.sbeam_m),
        "Xclose": geometry.xclose_m,
        "Yclose": geometry.yclose_m,
        "Fclose": geometry.fclose_m,
        "Sclose": geometry.sclose_m,
        "ORGX": geometry.orgx_px,
        "ORGY": geometry.orgy_px,
        "dials_origin_mm": geometry.dials_origin_mm,
        "pivot": str(geometry.pivot),
        "convention": str(geometry.convention),
        "pixel_size": geometry.pixel_size_m,
        "detsize_f": geometry.size_fast_m,
        "detsize_s": geometry.size_slow_m,
        "detector_twotheta": radians(detector.two_theta_deg),
        "detector_rotx": rotx,
        "detector_roty": roty,
        "detector_rotz": rotz,
        "point_pixel": int(detector.point_pixel),
        "curved_detector": int(detector.curved),
    }


def _lattice(resolved: Resolved) -> dict[str, object]:
    direct, reciprocal = (
        resolved.lattice.direct_m,
        resolved.lattice.reciprocal_inv_angstrom,
    )
    crystal = resolved.experiment.crystal
    na, nb, nc = (float(n) for n in resolved.n_cells)
    table = crystal.reflections
    return {
        **{f"{axis}0": floats(direct[i]) for i, axis in enumerate("abc")},
        **{f"{axis}_star": floats(reciprocal[i]) for i, axis in enumerate("abc")},
        "misset": floats(resolved.lattice.misset_rad),
        "V_cell": float(resolved.lattice.volume_angstrom3),
        "Na": na,
        "Nb": nb,
        "Nc": nc,
        "xtal_shape": str(crystal.shape),
        "fudge": crystal.fudge,
        "hkls": 0 if table is None else len(table),
        "default_F": crystal.default_F,
        "interpolate": int(resolved.interpolate),
        "mosaic_domains": len(resolved.orientations.domains),
        "mosaic_spread": resolved.orientations.spread_rad,
        "mosaic_umats_row_major": [
            matrix.flatten().tolist()
            for matrix in resolved.orientations.domains[:_LISTED]
        ],
    }


def _beam(resolved: Resolved) -> dict[str, object]:
    beam, sources = resolved.experiment.beam, resolved.sources
    fluence = float(resolved.fluence_per_m2)
    size = beam.beam_size_mm / 1000.0
    flux = beam.flux_per_s
    if beam.exposure_s > 0:
        flux = fluence / beam.exposure_s * size * size
    listed = zip(
        sources.incident[:_LISTED],
        sources.stated_weight,
        sources.wavelength_m,
        strict=False,
    )
    return {
        "lambda0": beam.wavelength_angstrom / 1e10,
        "fluence": fluence,
        "flux": flux,
        "exposure": beam.exposure_s,
        "beamsize": size,
        "polarization": beam.kahn_factor,
        "nopolar": int(not beam.apply_polarization),
        "sources": len(sources),
        "hdivsteps": sources.horizontal.count,
        "vdivsteps": sources.vertical.count,
        "hdivrange": sources.horizontal.range,
        "vdivrange": sources.vertical.range,
        "hdivstep": sources.horizontal.step,
        "vdivstep": sources.vertical.step,
        "dispsteps": sources.dispersion.count,
        "dispersion": sources.dispersion.range,
        "source_list_dx_dy_dz_weight_lambda": [
            [*(-incident).tolist(), float(weight), float(wavelength)]
            for incident, weight, wavelength in listed
        ],
    }


def _sampling(resolved: Resolved) -> dict[str, object]:
    sampling = resolved.experiment.sampling
    phi = resolved.phi
    return {
        "oversample": resolved.oversample,
        "recommended_oversample": resolved.recommended_oversample,
        "steps": resolved.steps,
        "oversample_thick": int(sampling.oversample_absorption),
        "oversample_polar": int(sampling.oversample_polarization),
        "oversample_omega": int(sampling.oversample_solid_angle),
        "phi0": phi.start,
        "phistep": phi.step,
        "phisteps": phi.count,
        "osc": phi.range,
        "phi_list_rad": resolved.orientations.phi_rad.tolist(),
        "dmin": sampling.d_min_angstrom * 1e-10,
    }


def _detector(resolved: Resolved) -> dict[str, object]:
    experiment, layers = resolved.experiment, resolved.layers
    return {
        "detector_thick": layers.thickness_m,
        "detector_thickstep": layers.step_m,
        "detector_thicksteps": layers.count,
        "detector_mu": layers.mu_per_m,
        "water_size": experiment.background.water_um / 1e6,
        "I_bg": resolved.background,
    }


def _or_none(value: float) -> float | None:
    """NaN has no place in JSON: nothing is there to be named."""
    return None if math.isnan(value) else value
