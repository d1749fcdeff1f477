"""SMV headers and masks."""

from __future__ import annotations

from pathlib import Path

import pytest

from braggscope_engine import FileFormatError
from braggscope_engine.io import parse_smv_header, read_smv_header, read_smv_mask


def smv(entries: str, pixels: bytes = b"", size: int = 512) -> bytes:
    first = f"HEADER_BYTES=  {size};\nDIM=2;\nTYPE=unsigned_short;\n"
    head = "{\n" + first + entries + "\n}\f"
    return head.encode().ljust(size) + pixels


def test_keywords_match_whole_and_the_last_one_counts() -> None:
    text = "SIZE1=3;\nSIZE2=2;\nDISTANCE=62;\nCLOSE_DISTANCE=61;\nDISTANCE=63;\n"
    header = parse_smv_header(smv(text), "a.img")
    assert (header.width, header.height) == (3, 2)
    assert header.number("DISTANCE") == 63.0
    assert header.number("WAVELENGTH") is None


def test_a_loose_keyword_is_found_inside_longer_ones() -> None:
    text = "SIZE1=3;\nSIZE2=2;\nDISTANCE=62;\nCLOSE_DISTANCE=61;\nTITLE=x;\n"
    header = parse_smv_header(smv(text), "a.img")
    assert header.loose_number("DISTANCE") == 61.0
    assert header.loose_number("TITLE") == 0.0
    assert header.loose_number("PHI") is None
    # The number after the next equals sign, wherever that is.
    assert header.loose_number("TITL") == 0.0


def test_square_detectors_may_state_one_dimension() -> None:
    header = parse_smv_header(smv("DETECTOR_DIMENSIONS=4;"), "a.img")
    assert (header.width, header.height) == (4, 4)


def test_long_headers_are_read_whole(tmp_path: Path) -> None:
    filler = "\n".join(f"COMMENT{i}=some words to fill the header;" for i in range(40))
    path = tmp_path / "a.img"
    path.write_bytes(smv(f"SIZE1=1;\nSIZE2=1;\n{filler}\nPHI=7;", b"\1\0", 2560))
    assert read_smv_header(path).number("PHI") == 7.0
    header, keep = read_smv_mask(path)
    assert header.size_bytes == 2560
    assert keep.tolist() == [[True]]


def test_a_mask_keeps_pixels_that_are_not_zero(tmp_path: Path) -> None:
    path = tmp_path / "a.img"
    pixels = bytes([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 9, 9])
    path.write_bytes(smv("SIZE1=3;\nSIZE2=2;", pixels))
    _, keep = read_smv_mask(path)
    assert keep.tolist() == [[False, True, True], [False, False, True]]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{\nHEADER_BYTES=512;", "has 19 bytes"),
        (b"not an image".ljust(600), "does not look like an SMV image"),
        (smv("SIZE1=0;\nSIZE2=2;"), "are not the size of an image"),
        (smv("DIM=2;"), "are not the size of an image"),
        (smv("SIZE1=3;\nSIZE2=2;").replace(b"  512", b"  100"), "HEADER_BYTES=100"),
        (smv("SIZE1=3;\nSIZE2=2;").replace(b"  512", b" 9512"), "HEADER_BYTES=9512"),
        (smv("SIZE1=3;\nSIZE2=2;", b"\0" * 11), "ends after 523 bytes"),
        (
            smv("SIZE1=3;\nSIZE2=2;").replace(b"unsigned_short", b"long_integer  "),
            "a mask needs 16-bit pixels",
        ),
    ],
)
def test_a_bad_mask_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    path = tmp_path / "a.img"
    path.write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        read_smv_mask(path)
    assert complaint in str(caught.value)


def test_a_value_that_is_no_number_is_refused() -> None:
    header = parse_smv_header(smv("SIZE1=3;\nSIZE2=2;\nPHI=seven;"), "a.img")
    with pytest.raises(FileFormatError, match="PHI='seven' in the header"):
        header.number("PHI")
