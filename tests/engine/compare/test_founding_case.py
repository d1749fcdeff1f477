"""Two programs, one command, peaks of 446 and 5.6e7: the reference explains both.

A region around the brightest peak stands for the whole image.
"""

from pathlib import Path

import pytest

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    Diagnosis,
    Experiment,
    Quirk,
    Status,
    diagnose,
    parse_nanobragg,
    parse_quirks,
)
from braggscope_engine.io import read_image

REGION = "-roi 560 800 920 1160".split()


class Canonical:
    """The canonical command on its reference."""

    def __init__(self, given: Path, left_out: tuple[str, ...] = ()) -> None:
        text = (given / "canonical_full" / "args.txt").read_text("utf-8")
        self._words = [*text.split(), *REGION]
        for option in left_out:
            at = self._words.index(option)
            del self._words[at : at + 2]
        self._folder = given.parent

    def reread(self, quirks: frozenset[Quirk]) -> Experiment:
        folder = self._folder / "data"
        return parse_nanobragg(self._words, quirks=quirks, folder=folder).experiment

    def diagnosis(self, quirks: frozenset[Quirk], image: str) -> Diagnosis:
        reference = read_image(self._folder / "reference" / image)
        return diagnose(self.reread(quirks), reference, reread=self.reread)


@pytest.mark.slow
@pytest.mark.parametrize("image", ["canonical_image.npz", "canonical_int.img"])
def test_stale_phi_is_named_and_proved(image: str, golden_given: Path) -> None:
    quirks = parse_quirks("all,-stale-phi")
    found = Canonical(golden_given).diagnosis(quirks, image)
    assert [f.name for f in found.causes] == ["stale-phi"]
    assert found.after is not None
    rounding = 2e-3 if image.endswith("img") else 1e-7
    assert found.after.relative_l2 < rounding
    assert found.before.relative_l2 > 0.04
    assert "repeats its last phi step in place of the first" in found.verdict


@pytest.mark.slow
def test_a_missed_flux_is_named_with_its_factor(golden_given: Path) -> None:
    model = Canonical(golden_given, left_out=("-flux",))
    found = model.diagnosis(ALL_QUIRKS, "canonical_image.npz")
    assert [f.name for f in found.causes] == ["fluence: the model misses the flux"]
    assert found.causes[0].measured == pytest.approx(1 / 1.25932015e5, rel=1e-6)
    assert "1.259e+05" in found.verdict


@pytest.mark.slow
def test_an_honoured_pix0_is_another_geometry(golden_given: Path) -> None:
    quirks = parse_quirks("all,-ignore-pix0,-pix0-mm-in-metres")
    found = Canonical(golden_given).diagnosis(quirks, "canonical_image.npz")
    assert found.geometry_first
    assert [f.name for f in found.causes] == ["ignore-pix0"]
    assert found.pix0_shift_mm == pytest.approx(1.146, abs=1e-3)
    assert found.before.displacement is not None
    assert found.before.displacement.length_px == pytest.approx(6.67, abs=0.1)


@pytest.mark.slow
def test_the_model_as_intended_differs_by_four_oddities(golden_given: Path) -> None:
    found = Canonical(golden_given).diagnosis(NO_QUIRKS, "canonical_image.npz")
    assert {f.name for f in found.causes} == {
        "ignore-pix0",
        "beam-centre-as-near-point",
        "regenerated-normal",
        "stale-phi",
    }
    assert found.after is not None
    assert found.after.relative_l2 < 1e-7
    for cause in found.causes:
        assert "without it" in cause.evidence
    strict = next(f for f in found.findings if f.name == "strict nanoBragg")
    assert strict.status is Status.EQUIVALENT, "it holds all four, and closes the gap"
    assert "Together they move the first pixel by 1.146 mm" in found.verdict
