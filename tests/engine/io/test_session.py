"""Session files."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    Axes,
    Background,
    Beam,
    Convention,
    Crystal,
    CrystalShape,
    Detector,
    Experiment,
    FileFormatError,
    OrientationMatrix,
    Pivot,
    PixelMask,
    Quirk,
    Readout,
    ReflectionTable,
    Roi,
    Sampling,
    Sensor,
    Source,
    Spread,
    UnitCell,
)
from braggscope_engine.io import (
    SavedReference,
    SavedRegion,
    SavedSnapshot,
    Session,
    format_session,
    parse_session,
    read_session,
    write_session,
)

SMALL = Experiment(crystal=Crystal(cell=UnitCell(a=40, b=50, c=60), default_F=1))

numbers = st.floats(-1e50, 1e50, allow_nan=False)
positive = st.floats(1e-50, 1e50, allow_nan=False)
vectors = st.tuples(numbers, numbers, st.floats(0.1, 1e50))
maybe = st.none() | numbers
names = st.text(st.characters(codec="utf-8"), max_size=9)


@st.composite
def tables(draw: Any) -> ReflectionTable:
    hkl = draw(st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=9))
    rng = np.random.default_rng(len(hkl))
    return ReflectionTable(
        hkl=np.array(hkl, np.int32), amplitude=rng.random(len(hkl)), name=draw(names)
    )


@st.composite
def masks(draw: Any, shape: tuple[int, int]) -> PixelMask:
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    return PixelMask(keep=rng.random(shape) > 0.5, name=draw(names))


@st.composite
def detectors(draw: Any) -> Detector:
    shape = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    return Detector(
        convention=draw(st.sampled_from(Convention)),
        pivot=draw(st.sampled_from(Pivot)),
        custom_axes=Axes(fast=draw(vectors), normal=draw(st.none() | vectors)),
        distance_mm=draw(positive),
        close_distance_mm=draw(maybe),
        org_x_px=draw(maybe),
        pix0_mm=draw(st.none() | vectors),
        rotation_deg=draw(vectors),
        pixels_fast=shape[1],
        pixels_slow=shape[0],
        size_fast_mm=draw(st.none() | positive),
        curved=draw(st.booleans()),
        sensor=Sensor(
            thickness_um=3.0,
            attenuation_depth_um=draw(st.sampled_from([None, 5.0, math.inf])),
        ),
        mask=draw(st.none() | masks(shape)),
    )


@st.composite
def experiments(draw: Any) -> Experiment:
    matrix = OrientationMatrix(
        a_star=(0.1, draw(st.floats(-0.01, 0.01)), 0),
        b_star=(0, 0.1, 0),
        c_star=(0, 0, 0.1),
        name=draw(names),
    )
    sources = st.builds(Source, position=vectors, wavelength_angstrom=positive)
    return Experiment(
        beam=Beam(
            wavelength_angstrom=draw(positive),
            dispersion=Spread(range=draw(st.none() | st.floats(0, 100)), count=3),
            sources=tuple(draw(st.lists(sources, max_size=3))),
        ),
        crystal=Crystal(
            cell=draw(st.none() | st.just(UnitCell(a=1.5, b=2.5, c=3.5, beta=95.1))),
            matrix=matrix,
            misset_deg=draw(vectors),
            n_cells=(1, 2, 3),
            shape=draw(st.sampled_from(CrystalShape)),
            mosaic_domains=draw(st.none() | st.integers(1, 9)),
            reflections=draw(st.none() | tables()),
            default_F=draw(positive),
            interpolate=draw(st.sampled_from([None, True, False])),
        ),
        detector=draw(detectors()),
        sampling=Sampling(
            osc_deg=draw(st.none() | st.floats(0, 9)), roi=Roi(fast_min=2)
        ),
        background=Background(water_um=draw(positive)),
        readout=Readout(noise_seed=draw(st.integers(-9, 9))),
        quirks=frozenset(draw(st.sets(st.sampled_from(Quirk)))),
    )


def as_plain(value: Any) -> Any:
    """Models with arrays compare by identity; make them comparable by content."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.tolist()
    if hasattr(value, "__dataclass_fields__"):
        return [as_plain(getattr(value, field.name)) for field in fields(value)]
    return value


@given(experiments(), st.none() | names)
def test_a_session_reads_back_exactly(
    experiment: Experiment, command: str | None
) -> None:
    session = Session(experiment=experiment, command=command)
    again = parse_session(format_session(session))
    assert as_plain(again.experiment) == as_plain(experiment)
    assert again.command == command


def test_a_session_is_readable_and_names_every_field(tmp_path: Path) -> None:
    path = tmp_path / "a.bscope"
    write_session(path, Session(experiment=replace(SMALL, quirks=ALL_QUIRKS)))
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["schema"] == 1
    assert document["experiment"]["detector"]["distance_mm"] == 100.0
    assert "stale-phi" in document["experiment"]["quirks"]
    assert max(map(len, path.read_text().splitlines())) < 200
    assert read_session(path).experiment == replace(SMALL, quirks=ALL_QUIRKS)


def test_absent_fields_keep_their_defaults() -> None:
    document = json.loads(format_session(Session(experiment=SMALL)))
    del document["experiment"]["beam"]
    del document["experiment"]["detector"]["pixels_fast"]
    del document["command"]
    assert parse_session(json.dumps(document)).experiment == SMALL


def changed(**changes: object) -> str:
    document = json.loads(format_session(Session(experiment=SMALL)))
    for path, value in changes.items():
        target = document
        *parents, last = path.split("__")
        for name in parents:
            target = target[name]
        target[last] = value
    return json.dumps(document)


TABLE = {"name": "", "count": 1, "hkl": ["eJxjYGBgAAAABAAB"], "amplitude": ["x"]}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: is damaged or not a Braggscope session"),
        ("{}", "is not a Braggscope session"),
        ("[1]", "is not a Braggscope session"),
        ("1" * 5000, "is not a Braggscope session"),
        ("[" * 100_000, "is not a Braggscope session"),
        (format_session(Session(experiment=SMALL))[:-40], "is damaged"),
        (changed(schema=2), "was saved by a newer Braggscope (schema 2"),
        (changed(schema="1"), "schema is missing"),
        (changed(schema=True), "schema is missing"),
        (changed(experiment=3), "experiment is 3, which has no entries"),
        (changed(experiment__beam=[]), "experiment.beam is []"),
        (changed(experiment__new={}), "an entry 'new', which is not known"),
        (changed(experiment__beam__kahn_factor="a"), "kahn_factor is 'a'"),
        (changed(experiment__beam__kahn_factor=7), "must be between -1 and 1"),
        (changed(experiment__beam__kahn_factor=10**400), "which is not a number"),
        (changed(experiment__beam__wavelength_angstrom=math.nan), "positive number"),
        (changed(experiment__detector__pixels_fast=1.5), "not a whole number"),
        (changed(experiment__detector__curved=1), "not true or false"),
        (changed(experiment__detector__convention="x"), "none of adxv, mosflm"),
        (changed(experiment__detector__convention=[]), "none of adxv, mosflm"),
        (changed(experiment__detector__pix0_mm=[1, 2]), "has 2 entries instead of 3"),
        (changed(experiment__detector__rotation_deg=4), "which is not a list"),
        (changed(experiment__quirks=["none-such"]), "is 'none-such'"),
        (changed(experiment__crystal__cell={"b": 1, "c": 1}), "has no entry 'a'"),
        (changed(experiment__crystal__cell=None), "crystal.cell = None"),
        (changed(experiment__crystal__reflections=TABLE), "hkl does not hold 3"),
        (
            changed(experiment__crystal__reflections={**TABLE, "hkl": ["!"]}),
            "reflections.hkl is damaged",
        ),
        (
            changed(experiment__crystal__reflections={**TABLE, "hkl": "x"}),
            "reflections.hkl is not a list of lines",
        ),
        (
            changed(experiment__crystal__reflections={**TABLE, "count": -1}),
            "cannot hold -3 numbers",
        ),
        (changed(command=5), "command is 5, which is not text"),
    ],
)
def test_a_bad_session_is_refused_in_one_sentence(text: str, complaint: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        parse_session(text, "a.bscope")
    assert complaint in str(caught.value)
    assert str(caught.value).startswith("a.bscope")
    assert "\n" not in str(caught.value)


def test_names_that_are_no_unicode_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bscope"
    write_session(path, Session(experiment=SMALL, command="-hkl \udcff.hkl å"))
    assert read_session(path).command == "-hkl \udcff.hkl å"


def test_snapshots_references_and_regions_come_back(tmp_path: Path) -> None:
    table = ReflectionTable(
        hkl=np.array([[1, 2, 3]], np.int32), amplitude=np.array([5.0])
    )
    crystal = replace(SMALL.crystal, reflections=table)
    present = replace(SMALL, crystal=crystal)
    moved = replace(present, detector=replace(present.detector, distance_mm=77.0))
    session = Session(
        experiment=present,
        snapshots=(
            SavedSnapshot(name="Snapshot A", experiment=moved),
            SavedSnapshot(name="without", experiment=SMALL),
        ),
        references=(SavedReference(path="/data/image.h5", frame=3),),
        regions=(SavedRegion(name="Shadow", box=(1, 2, 30, 40)),),
    )
    write_session(tmp_path / "a.bscope", session)
    found = read_session(tmp_path / "a.bscope")
    assert found.references == session.references
    assert found.regions == session.regions
    one, other = found.snapshots
    assert (one.name, other.name) == ("Snapshot A", "without")
    assert one.experiment.detector.distance_mm == 77.0
    assert one.experiment.crystal.reflections is found.experiment.crystal.reflections
    assert other.experiment == SMALL


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("snapshots", 3, "snapshots: must be a list"),
        ("snapshots", [3], r"snapshots\[0\]: must be a snapshot"),
        ("snapshots", [{"name": 3, "experiment": {}}], r"snapshots\[0\]"),
        ("references", [{"path": 3}], r"references\[0\]\.path"),
        ("regions", [{"name": "a", "box": [1, 2, 3]}], r"regions\[0\]\.box"),
        ("regions", [{"name": "a", "box": [3, 2, 3, 4]}], "at least one pixel"),
    ],
)
def test_broken_snapshots_references_and_regions_are_one_sentence(
    key: str, value: object, said: str
) -> None:
    document = json.loads(format_session(Session(experiment=SMALL)))
    document[key] = value
    with pytest.raises(FileFormatError, match=said):
        parse_session(json.dumps(document))
