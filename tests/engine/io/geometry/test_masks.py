"""Masks through geometry files: gaps of detectors, and rectangles of any kind."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    DetectorPreset,
    Experiment,
    FileFormatError,
    PixelMask,
    apply_preset,
)
from braggscope_engine.io import read_geometry, write_geometry
from braggscope_resources.detectors import detector_rows

from ...build import experiment
from .arrangements import through
from .files import GEOM

HOLDING = ("expt", "xds-inp", "crystfel")
PRESETS = {row["name"]: DetectorPreset(**row) for row in detector_rows()}


def kept(experiment: Experiment) -> NDArray[np.bool_]:
    mask = experiment.detector.mask
    assert mask is not None
    return mask.keep


def without_mask(experiment: Experiment) -> Experiment:
    return replace(experiment, detector=replace(experiment.detector, mask=None))


@pytest.mark.parametrize("format", HOLDING)
@pytest.mark.parametrize("name", ["Pilatus 1M", "Pilatus3 CdTe 300K", "Lambda 750K"])
def test_gaps_of_a_detector_come_back(format: str, name: str, tmp_path: Path) -> None:
    before = apply_preset(experiment(), PRESETS[name])
    assert not any("mask" in loss for loss in write_geometry(before, format).losses)
    back = through(before, format, tmp_path, onto=without_mask(before)).experiment
    np.testing.assert_array_equal(kept(back), kept(before))


def test_stripes_across_the_panel_are_written_whole() -> None:
    before = apply_preset(experiment(), PRESETS["Pilatus 6M"])
    text = write_geometry(before, "xds-inp").text
    assert text.count("UNTRUSTED_RECTANGLE=") == 11 + 4
    assert "UNTRUSTED_RECTANGLE= 487 495 0 2528" in text


@st.composite
def blots(draw: st.DrawFn) -> NDArray[np.bool_]:
    keep = np.ones((draw(st.integers(1, 9)), draw(st.integers(1, 9))), dtype=np.bool_)
    for _ in range(draw(st.integers(1, 4))):
        row, column = (draw(st.integers(0, size - 1)) for size in keep.shape)
        height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
        keep[row : row + height, column : column + width] = False
    return keep


@settings(max_examples=40)
@given(keep=blots(), format=st.sampled_from(HOLDING))
def test_any_rectangles_come_back(
    keep: NDArray[np.bool_], format: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    slow, fast = keep.shape
    before = experiment(
        detector={
            "pixels_fast": fast,
            "pixels_slow": slow,
            "mask": PixelMask(keep=keep),
        }
    )
    folder = tmp_path_factory.mktemp("blots")
    back = through(before, format, folder, onto=without_mask(before)).experiment
    np.testing.assert_array_equal(kept(back), keep)


@pytest.mark.parametrize("format", HOLDING)
def test_mask_of_too_many_parts_is_left_out_and_said(format: str) -> None:
    keep = np.indices((60, 60)).sum(axis=0) % 2 == 0
    before = experiment(
        detector={"pixels_fast": 60, "pixels_slow": 60, "mask": PixelMask(keep=keep)}
    )
    written = write_geometry(before, format)
    assert "The mask is left out" in " ".join(written.losses)
    assert "bad_" not in written.text
    assert "UNTRUSTED" not in written.text


@pytest.mark.parametrize("format", ["poni", "xparm", "smv", "cbf"])
def test_formats_without_rectangles_say_that_the_mask_is_left_out(format: str) -> None:
    before = apply_preset(experiment(), PRESETS["Pilatus 300K"])
    assert "The mask is left out." in write_geometry(before, format).losses


def test_bad_regions_of_crystfel_are_read_in_pixels_and_across_the_beam(
    tmp_path: Path,
) -> None:
    path = tmp_path / "panel.geom"
    path.write_text(GEOM)
    keep = kept(read_geometry(path, experiment()).experiment)
    assert not keep[512:550].any()  # both ends included
    assert keep[511].all()
    # The beam is 1034 along fast and 1000.5 along slow from the corner.
    assert not keep[981:1020, 1024:1044].any()
    assert keep[980, 1024:1044].all()
    assert keep[1000, [1023, 1044]].all()


def test_bad_region_without_an_edge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "panel.geom"
    path.write_text(GEOM.replace("bad_stop/max_y", ";"))
    with pytest.raises(FileFormatError, match="'bad_stop' has no max_y"):
        read_geometry(path, experiment())
