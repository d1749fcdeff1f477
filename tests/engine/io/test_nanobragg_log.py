"""Printouts of the C program beside the models of its commands."""

from pathlib import Path

import pytest

from braggscope_engine import ALL_QUIRKS, FileFormatError, parse_nanobragg
from braggscope_engine.io import compare_log, parse_log

CASES = ("conv_xds", "phi_zero_start", "oversample3_flux", "mosaic_20_domains_1deg")


@pytest.mark.parametrize("name", CASES)
def test_all_that_the_reference_prints_agrees_with_the_strict_model(
    name: str, golden_given: Path
) -> None:
    folder = golden_given / name
    words = (folder / "args.txt").read_text("utf-8").split()
    experiment = parse_nanobragg(words, quirks=ALL_QUIRKS, folder=folder).experiment
    log = parse_log((folder / "stdout.txt").read_text("utf-8"))
    rows = compare_log(log, experiment)
    assert len(rows) >= 20
    assert {"fluence", "distance", "cell", "phi steps", "max_I"} <= set(log)
    assert [row.name for row in rows if row.differs] == []


def test_what_differs_comes_first() -> None:
    words = "-cell 50 60 70 90 90 90 -default_F 10 -N 5 -distance 100 -detpixels 20"
    experiment = parse_nanobragg(words.split()).experiment
    text = "  incident fluence: 1e+24 photons/m^2\n  10 phi steps from 0 to 1 degrees\n"
    text += "Unit Cell: 50 60 70 90 90 90\nmax_I = 446.254  at 0.1 0.2\n"
    rows = compare_log(parse_log(text), experiment, maximum=446.2541)
    assert [row.name for row in rows if row.differs] == ["fluence", "phi steps"]
    assert [row.name for row in rows[2:]] == ["max_I", "cell"]
    assert rows[0].log == (1e24,)


def test_a_text_without_any_number_of_nanobragg_is_refused() -> None:
    with pytest.raises(FileFormatError, match="holds nothing"):
        parse_log("hello", "a.txt")
