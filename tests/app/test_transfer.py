"""Files are told apart by content, and read whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from braggscope.transfer import FileKind, read_demo, read_file, read_words, recognise
from braggscope_engine import ALL_QUIRKS, EngineError, FileFormatError, Quirk
from braggscope_engine.io import Session, write_session


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{\n "format": "braggscope session"}', FileKind.SESSION),
        ("nanoBragg -lambda 1", FileKind.COMMAND),
        ("# a comment\n\n-lambda 1 \\\n", FileKind.COMMAND),
        ("#!/bin/sh\n/opt/bin/nanoBragg \\\n", FileKind.COMMAND),
        ("1 2 3 4.5\n", FileKind.REFLECTIONS),
        ("-1 -2 3 4.5 0.1\n", FileKind.REFLECTIONS),
        ("-0.02 0.01 -3e-3\n", FileKind.MATRIX),
        ("\ufeff-lambda 1", FileKind.COMMAND),
    ],
)
def test_content_decides_not_the_name(
    tmp_path: Path, text: str, kind: FileKind
) -> None:
    path = tmp_path / "image.cbf"
    path.write_text(text, encoding="utf-8")
    assert recognise(path) is kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{\nHEADER_BYTES=512;\nDIM=2;\n}\n".ljust(512) + b"\0\1", FileKind.IMAGE),
        (b"{\nHEADER_BYTES=512;\nDIM=2;\n}\n".ljust(512), FileKind.GEOMETRY),
        (b"P2\n2 1\n9\n3 4\n", FileKind.IMAGE),
        (b"\x89HDF\r\n\x1a\n\0\0", FileKind.IMAGE),
        (b"\0\0\x80\x3f" * 64, FileKind.IMAGE),
    ],
)
def test_pixels_make_an_image_and_a_header_alone_a_geometry(
    tmp_path: Path, content: bytes, kind: FileKind
) -> None:
    path = tmp_path / "thing.txt"
    path.write_bytes(content)
    assert recognise(path) is kind


@pytest.mark.parametrize("content", [b"", b"Hello", b"1.5 2.5 3.5 4.5"])
def test_what_is_not_recognised_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "thing.hkl"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=r"thing\.hkl .* can be opened"):
        recognise(path)


def test_the_demo_is_a_whole_model() -> None:
    experiment = read_demo().whole
    assert experiment.crystal.reflections is not None
    assert experiment.crystal.default_F == 0
    assert experiment.detector.shape == (2527, 2463)


def test_files_of_a_command_are_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.hkl").write_text("1 0 0 7\n")
    path = tmp_path / "run.txt"
    path.write_text("-hkl a.hkl -cell 10 20 30\n")
    table = read_file(path).whole.crystal.reflections
    assert table is not None
    assert table.amplitude.tolist() == [7.0]


def test_quirks_of_a_session_are_kept_unless_others_are_asked_for(
    tmp_path: Path,
) -> None:
    quirky = read_words(["-cell", "10", "20", "30", "-default_F", "1"], ALL_QUIRKS)
    path = tmp_path / "a.bscope"
    write_session(path, Session(experiment=quirky.whole))
    assert read_words([str(path)], None).whole.quirks == ALL_QUIRKS
    chosen = frozenset({Quirk.STALE_PHI})
    assert read_words([str(path)], chosen).whole.quirks == chosen


def test_a_part_is_no_model(tmp_path: Path) -> None:
    path = tmp_path / "a.hkl"
    path.write_text("1 0 0 7\n")
    with pytest.raises(EngineError, match="reflection list alone is no model"):
        _ = read_words([str(path)], None).whole
