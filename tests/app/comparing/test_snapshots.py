from dataclasses import replace

from pytestqt.qtbot import QtBot

from braggscope.comparing.snapshots import Snapshots
from braggscope.fields import differences
from braggscope_engine import (
    Crystal,
    Experiment,
    OrientationMatrix,
    Quirk,
    UnitCell,
)


def experiment() -> Experiment:
    return Experiment(
        crystal=Crystal(cell=UnitCell(a=50.0, b=60.0, c=70.0), default_F=100.0)
    )


def test_names_are_free_letters(qtbot: QtBot) -> None:
    snapshots = Snapshots()
    first, second = (snapshots.take(experiment()) for _ in range(2))
    assert [first.name, second.name] == ["Snapshot A", "Snapshot B"]
    snapshots.remove(first)
    assert snapshots.take(experiment()).name == "Snapshot A"


def test_a_name_is_given_once(qtbot: QtBot) -> None:
    snapshots = Snapshots()
    first, second = (snapshots.take(experiment()) for _ in range(2))
    assert snapshots.rename(second, first.name) is second
    assert snapshots.rename(second, "  ") is second
    assert snapshots.rename(second, " before  the tilt ").name == "before the tilt"
    assert [each.name for each in snapshots.all] == ["Snapshot A", "before the tilt"]


def test_what_differs_is_said_in_the_words_of_the_forms() -> None:
    one = experiment()
    detector = replace(one.detector, distance_mm=231.25, two_theta_deg=10.0)
    matrix = OrientationMatrix(
        a_star=(0.01, 0, 0), b_star=(0, 0.01, 0), c_star=(0, 0, 0.02), name="A.mat"
    )
    other = replace(
        one,
        detector=detector,
        crystal=replace(one.crystal, matrix=matrix),
        quirks=frozenset({Quirk.STALE_PHI}),
    )
    rows = {d.name: (d.one, d.other) for d in differences(one, other)}
    assert rows == {
        "Detector distance": ("100 mm", "231.25 mm"),
        "Detector two-theta": ("0°", "10°"),
        "Matrix": ("none", "A.mat"),
        "Quirks": ("no others", "stale-phi"),
    }
    assert differences(one, one) == ()


def test_a_difference_below_the_shown_digits_is_still_one() -> None:
    one = experiment()
    other = replace(one, detector=replace(one.detector, distance_mm=100 + 1e-9))
    (row,) = differences(one, other)
    assert row.name == "Detector distance"
