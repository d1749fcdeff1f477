"""Raw float images and the writing of files."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from braggscope_engine import EngineError, FileFormatError
from braggscope_engine.io import read_float_image, write_float_image

IMAGE = np.arange(6, dtype=np.float32).reshape(2, 3)


def test_slow_rows_are_outermost(tmp_path: Path) -> None:
    write_float_image(tmp_path / "a.bin", IMAGE.T.copy().T)
    content = (tmp_path / "a.bin").read_bytes()
    assert np.frombuffer(content, "=f4").tolist() == [0, 1, 2, 3, 4, 5]
    assert np.array_equal(read_float_image(tmp_path / "a.bin", (2, 3)), IMAGE)


def test_a_file_of_another_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(23))
    with pytest.raises(FileFormatError, match="23 bytes, but 3 x 2 pixels"):
        read_float_image(tmp_path / "a.bin", (2, 3))


def test_writing_replaces_a_file_whole_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.bin"
    path.write_text("before")
    path.chmod(0o640)
    write_float_image(path, IMAGE)
    assert path.stat().st_size == 24
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.bin"]


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"is a folder; a file name is needed\.$"):
        write_float_image(tmp_path, IMAGE)
    with pytest.raises(EngineError, match="cannot be written"):
        write_float_image(tmp_path / "none" / "a.bin", IMAGE)
    assert os.listdir(tmp_path) == []


def test_a_link_keeps_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.bin").write_bytes(b"")
    (tmp_path / "link.bin").symlink_to(tmp_path / "real.bin")
    write_float_image(tmp_path / "link.bin", IMAGE)
    assert (tmp_path / "link.bin").is_symlink()
    assert (tmp_path / "real.bin").stat().st_size == 24


def test_a_device_is_written_to_directly() -> None:
    write_float_image("/dev/null", IMAGE)
    assert not Path("/dev/null").is_file()
