import contextlib
import copy
import math
from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    Convention,
    Experiment,
    FileFormatError,
    PixelMask,
    place,
    resolve,
)
from braggscope_engine.io import (
    ImportedGeometry,
    Session,
    format_session,
    read_geometry,
    recognise_geometry,
)

from ...build import experiment
from .files import (
    CBF,
    GEOM,
    OLD_XPARM,
    PONI_1,
    PONI_2_1,
    SMV,
    XDS_INP,
    XPARM,
    expt,
    expt_text,
)


def imported(
    text: str, folder: Path, onto: Experiment | None = None
) -> ImportedGeometry:
    path = folder / "file"
    path.write_text(text)
    return read_geometry(path, onto or experiment())


def test_xds_inp_becomes_the_xds_convention_with_its_own_numbers(
    tmp_path: Path,
) -> None:
    result = imported(XDS_INP, tmp_path).experiment
    detector = result.detector
    assert detector.convention is Convention.XDS
    assert (detector.org_x_px, detector.org_y_px) == (240.5, 200.25)
    assert detector.distance_mm == 150.5
    assert (detector.pixels_fast, detector.pixels_slow) == (487, 407)
    assert result.beam.wavelength_angstrom == 0.9795
    assert result.beam.kahn_factor == pytest.approx(0.96)
    assert (result.sampling.phi_start_deg, result.sampling.osc_deg) == (12.5, 0.1)
    assert place(result).pix0_m == pytest.approx(
        (-240.0 * 0.172e-3, -199.75 * 0.172e-3, 0.1505), abs=1e-15
    )


def test_untrusted_rectangle_of_xds_leaves_out_the_pixels_between(
    tmp_path: Path,
) -> None:
    mask = imported(XDS_INP, tmp_path).experiment.detector.mask
    assert mask is not None
    assert not mask.keep[195:212].any()  # lines 196 to 212, counted from one
    assert mask.keep[:195].all()
    assert mask.keep[212:].all()


def test_both_versions_of_xparm_say_the_same(tmp_path: Path) -> None:
    new = imported(XPARM, tmp_path).experiment
    old = imported(OLD_XPARM, tmp_path).experiment
    assert old.detector == new.detector
    assert old.crystal == new.crystal
    assert old.beam == new.beam
    axes = new.detector.custom_axes
    assert axes.beam == pytest.approx((0.00146926, 0.0001959, 0.9999989), abs=1e-7)
    cell = new.crystal.cell
    assert cell is not None
    assert (cell.a, cell.b, cell.c) == pytest.approx((40, 50, 60))
    direct = 1e10 * resolve(new).lattice.direct_m.numpy()
    assert direct == pytest.approx(
        np.array([[40, 0, 0], [0, 0, 50], [0, -60, 0]]), abs=1e-9
    )


def test_expt_keeps_its_own_frame(tmp_path: Path) -> None:
    result = imported(expt_text(), tmp_path).experiment
    geometry = place(result)
    assert geometry.beam == (0.0, 0.0, -1.0)
    assert geometry.spindle == (1.0, 0.0, 0.0)
    assert geometry.pix0_m == pytest.approx((-0.042, 0.035, -0.160), abs=1e-15)
    assert result.beam.kahn_factor == pytest.approx(0.998)
    assert abs(geometry.polarization[0]) == 1.0  # across the normal (0, 1, 0)
    sensor = result.detector.sensor
    assert sensor.thickness_um == pytest.approx(320)
    assert sensor.attenuation_depth_um == pytest.approx(1000 / 3.96)
    assert result.detector.mask is not None
    assert (~result.detector.mask.keep).sum() == 487 * 17


def test_panel_of_an_expt_is_held_in_the_frames_above_it(tmp_path: Path) -> None:
    data = expt()
    turned = {
        "fast_axis": [0.0, 1.0, 0.0],
        "slow_axis": [-1.0, 0.0, 0.0],
        "origin": [1.0, 2.0, 3.0],
        "children": [{"panel": 0}],
    }
    data["detector"][0]["hierarchy"] = turned
    result = imported(expt_text(**data), tmp_path).experiment
    geometry = place(result)
    assert geometry.fast == pytest.approx((0, 1, 0))
    assert geometry.slow == pytest.approx((1, 0, 0))
    assert geometry.pix0_m == pytest.approx((-0.034, -0.040, -0.157))


def test_goniometer_of_an_expt_turns_the_crystal(tmp_path: Path) -> None:
    """Setting rotation after, fixed rotation before the scan."""
    data = expt()
    about_z = [0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    data["goniometer"][0]["fixed_rotation"] = about_z
    direct = resolve(imported(expt_text(**data), tmp_path).experiment).lattice.direct_m
    assert 1e10 * direct.numpy() == pytest.approx(
        np.array([[0, 40, 0], [-50, 0, 0], [0, 0, 60]]), abs=1e-9
    )
    data = expt()
    data["goniometer"][0]["setting_rotation"] = about_z
    result = imported(expt_text(**data), tmp_path).experiment
    assert place(result).spindle == pytest.approx((0, 1, 0))
    data["goniometer"][0] = {
        "axes": [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]],
        "angles": [0.0, 90.0, 0.0],
        "scan_axis": 0,
    }
    result = imported(expt_text(**data), tmp_path).experiment
    assert place(result).spindle == pytest.approx((0, 1, 0), abs=1e-12)


def test_crystal_that_a_file_does_not_hold_turns_with_the_laboratory(
    tmp_path: Path,
) -> None:
    before = experiment(crystal={"misset_deg": (10.0, 20.0, 30.0)})
    after = imported(XDS_INP, tmp_path, before).experiment
    own, new = place(before), place(after)
    for name in ("beam", "spindle"):
        seen = [
            resolve(e).lattice.direct_m.numpy() @ np.array(getattr(g, name))
            for e, g in ((before, own), (after, new))
        ]
        assert seen[0] == pytest.approx(seen[1], abs=1e-20)


def test_poni_with_a_rotation_about_the_vertical(tmp_path: Path) -> None:
    """Rot1 is left-handed: the panel moves along the fast axis by L sin(rot1)."""
    result = imported(PONI_1, tmp_path).experiment
    geometry = place(result)
    assert geometry.close_distance_m == pytest.approx(0.2)
    assert geometry.foot_px == pytest.approx((100, 200))
    beam = geometry.beam_centre_px
    assert beam is not None
    offset = 0.2 * math.tan(0.1) / 172e-6
    assert beam == pytest.approx((100 - offset, 200))
    horizontal = np.array(geometry.polarization)
    foot = np.array(geometry.normal) * geometry.close_distance_m
    assert foot @ horizontal == pytest.approx(0.2 * math.sin(0.1))


def test_orientation_two_of_pyfai_turns_the_rows_round(tmp_path: Path) -> None:
    geometry = place(imported(PONI_2_1, tmp_path).experiment)
    assert geometry.foot_px == pytest.approx((50, 300 - 100))
    assert (geometry.pixels_fast, geometry.pixels_slow) == (200, 300)
    # slow down, fast horizontal: fast x slow is along the beam
    normal = np.cross(geometry.fast, geometry.slow)
    assert normal @ np.array(geometry.beam) == pytest.approx(1.0)


def test_crystfel_corner_is_in_pixels_and_length_in_metres(tmp_path: Path) -> None:
    result = imported(GEOM, tmp_path).experiment
    geometry = place(result)
    assert geometry.distance_m == pytest.approx(0.1505)
    beam = geometry.beam_centre_px
    assert beam == pytest.approx((1034, 1000.5))
    assert (geometry.pixels_fast, geometry.pixels_slow) == (2068, 2162)
    assert geometry.fast == pytest.approx(geometry.polarization)
    assert result.beam.wavelength_angstrom == pytest.approx(12398.42 / 12000, rel=1e-6)


@pytest.mark.parametrize("text", [XDS_INP, XPARM, PONI_2_1, GEOM, expt_text()])
def test_quirks_do_not_move_an_imported_panel(text: str, tmp_path: Path) -> None:
    plain = place(imported(text, tmp_path).experiment)
    strict = place(imported(text, tmp_path, experiment(quirks=ALL_QUIRKS)).experiment)
    assert strict.pix0_m == pytest.approx(plain.pix0_m, abs=1e-12)
    assert strict.beam == pytest.approx(plain.beam, abs=1e-12)


def test_changes_are_told_before_they_happen(tmp_path: Path) -> None:
    before = experiment()
    copied = copy.deepcopy(before)
    result = imported(XDS_INP, tmp_path, before)
    rows = {change.label: change for change in result.changes}
    assert rows["Wavelength"].before == "1.1"
    assert rows["Wavelength"].after == "0.9795"
    assert rows["Convention"].after == "XDS"
    assert "Cell lengths" not in rows
    assert before == copied
    assert {row.label for row in result.requested} >= {"ORGX", "ORGY"}


def test_mask_of_another_size_is_left_out_and_said(tmp_path: Path) -> None:
    keep = np.ones((12, 12), dtype=bool)
    before = experiment(detector={"mask": PixelMask(keep=keep), "curved": True})
    result = imported(XPARM, tmp_path, before)
    assert result.experiment.detector.mask is None
    assert any("mask" in note for note in result.notes)
    assert any("flat" in note for note in result.notes)


def test_other_files_are_not_taken_for_geometry(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for text in (
        format_session(Session(experiment=experiment())),
        "1 0 0 100.0\n2 0 0 50.0\n",
        "",
        "ORGX\n",
    ):
        path.write_text(text)
        assert recognise_geometry(path) is None
    assert recognise_geometry(tmp_path / "missing") is None


def test_mini_header_of_a_cbf_counts_from_the_corner(tmp_path: Path) -> None:
    result = imported(CBF, tmp_path).experiment
    geometry = place(result)
    assert geometry.convention is Convention.XDS
    assert geometry.beam_centre_px == pytest.approx((240.5, 200.25))
    assert geometry.distance_m == pytest.approx(0.1505)
    assert (geometry.pixels_fast, geometry.pixels_slow) == (487, 407)
    assert result.sampling.phi_start_deg == 12.5


def test_adsc_header_has_slow_before_fast(tmp_path: Path) -> None:
    result = imported(SMV.ljust(512), tmp_path).experiment
    geometry = place(result)
    assert geometry.beam_centre_px == pytest.approx((159.0 / 0.1026, 156.0 / 0.1026))
    assert geometry.distance_m == pytest.approx(0.25)
    assert result.beam.wavelength_angstrom == 1.1158


def test_command_gives_its_panel_and_crystal(tmp_path: Path) -> None:
    command = "nanoBragg -xds -distance 120 -detpixels 64 -lambda 1.3 -phi 5"
    plain = imported(command, tmp_path).experiment
    assert plain.detector.distance_mm == 120
    assert plain.beam.wavelength_angstrom == 1.3
    assert plain.crystal.cell == experiment().crystal.cell
    cell = imported(f"{command} -cell 30 40 50 90 90 90", tmp_path).experiment
    assert cell.crystal.cell is not None
    assert cell.crystal.cell.b == pytest.approx(40)


def _several_panels() -> str:
    data = expt()
    data["detector"][0]["panels"] *= 3
    return expt_text(**data)


def _several_experiments() -> str:
    data = expt()
    data["crystal"] *= 2
    data["experiment"].append({**data["experiment"][0], "crystal": 1})
    return expt_text(**data)


BAD = {
    "several panels": (_several_panels(), "3 panels"),
    "several crystals": (_several_experiments(), "2 experiments with .* 2 crystals"),
    "half a file": (expt_text()[:-200] + '"ExperimentList"', "line 1: is not JSON"),
    "no beam": (expt_text(beam=[]), "beam is 0, but the file has 0"),
    "text for a number": (
        expt_text(beam=[{"direction": [0, 0, 1], "wavelength": "one"}]),
        r"beam\[0\].wavelength is .* it must be a number",
    ),
    "segments": (XDS_INP + "SEGMENT= 1 10 1 10\n", "1 detector segments"),
    "no distance": (
        XDS_INP.replace("DETECTOR_DISTANCE= 150.5", "DETECTOR_DISTANCE="),
        "line 9: no value follows DETECTOR_DISTANCE",
    ),
    "no pixels": (XDS_INP.replace("NX= 487", ""), "NX= is missing"),
    "long pixels": (XDS_INP.replace("QY= 0.172", "QY= 0.1"), "only square pixels"),
    "distance nan": (XDS_INP.replace("150.5", "nan"), "must be a finite number"),
    "no wavelength": (XDS_INP.replace("0.9795", "-1"), "must be above zero"),
    "short xparm": (
        "\n".join(XPARM.split("\n")[:8]),
        "line 9: ORGX, ORGY",
    ),
    "flat cell": (
        XPARM.replace("-60.000000       0.000000", "0.0 60.0"),
        "lie in one plane",
    ),
    "left-handed cell": (XPARM.replace("-60.000000", "60.000000"), "right-handed"),
    "three segments": (XPARM.replace("1      2463", "3      2463"), "3 detector seg"),
    "poni version": (PONI_2_1.replace("2.1", "3"), "poni_version is '3'"),
    "poni without distance": (PONI_1.replace("Distance", "Dist"), "Distance is miss"),
    "poni orientation": (PONI_2_1.replace('on": 2', 'on": 7'), "1, 2, 3 or 4"),
    "unknown detector": (
        PONI_1.replace("PixelSize1", "Pixel1"),
        "how large the pixels",
    ),
    "geom of panels": (GEOM + "p1/corner_x = 3\n", "2 panels"),
    "geom from images": (GEOM.replace("clen = 0.15", "clen = /a/b"), "place in image"),
    "geom askew": (
        GEOM.replace("-0.000000x +1.0y", "0.7071x + 0.7071y"),
        "right angles",
    ),
    "geom long": (GEOM.replace("-0.000000x +1.0y", "2.0y"), "has the length 2"),
    "geom word": (GEOM.replace("-0.000000x +1.0y", "up"), "it must be a direction"),
    "cbf without a beam": (CBF.replace("Beam_xy", "Beam"), "has no Beam_xy"),
    "smv without a beam": (
        SMV.replace("BEAM_CENTER_X", "BEAM_X").ljust(512),
        "BEAM_CENTER_X and BEAM_CENTER_Y are missing",
    ),
    "smv without a distance": (
        SMV.replace("DISTANCE=250", "DISTANCE=0").ljust(512),
        "DISTANCE is 0; it must be above zero",
    ),
    "bad command": ("nanoBragg -distance far\n", "-distance"),
    "nothing": ("hello\n", "holds no geometry that can be read; allowed are"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    text, message = BAD[case]
    with pytest.raises(FileFormatError, match=message) as caught:
        imported(text, tmp_path)
    said = str(caught.value)
    assert str(tmp_path / "file") in said
    assert "\n" not in said


@pytest.mark.parametrize("text", [XDS_INP, XPARM, PONI_2_1, GEOM, expt_text()])
def test_damaged_file_never_raises_anything_else(text: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    path = tmp_path / "file"
    for _ in range(60):
        broken = bytearray(text.encode())
        start = rng.integers(len(broken))
        if rng.random() < 0.5:
            del broken[start : start + rng.integers(1, 60)]
        else:
            broken[start] = rng.integers(32, 127)
        path.write_bytes(bytes(broken))
        with contextlib.suppress(FileFormatError):
            read_geometry(path, experiment())
