"""Images of every format, written by the formats' own libraries or byte by byte."""

import hashlib
import importlib
from pathlib import Path

import h5py
import hdf5plugin
import numpy as np
import pytest

from braggscope_engine import FileFormatError
from braggscope_engine.io import (
    RawLayout,
    UnknownShapeError,
    raw_candidates,
    read_image,
    with_swapped_bytes,
    write_float_image,
)

SHAPE = (40, 50)
COUNTS = (np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE) % 300).astype(np.int32)
PHOTONS = np.exp(np.random.default_rng(3).normal(0, 4, (40, 50))).astype(np.float32)


def written_by_fabio(path: Path, name: str, dtype: type) -> np.ndarray:
    values = COUNTS.astype(dtype)
    if np.issubdtype(dtype, np.signedinteger):
        values[3, 4], values[5, 6] = -1, -2
    module, kind = name.split(".")
    image = getattr(importlib.import_module(f"fabio.{module}"), kind)
    image(data=values.copy()).write(str(path))
    return values


@pytest.mark.parametrize(
    ("name", "suffix", "dtype", "format"),
    [
        ("cbfimage.CbfImage", "cbf", np.int32, "CBF"),
        ("tifimage.TifImage", "tif", np.int32, "TIFF"),
        ("edfimage.EdfImage", "edf", np.int32, "EDF"),
        ("edfimage.EdfImage", "edf", np.float32, "EDF"),
        ("marccdimage.MarccdImage", "mccd", np.uint16, "MarCCD"),
        ("bruker100image.Bruker100Image", "sfrm", np.int32, "Bruker100"),
        ("adscimage.AdscImage", "img", np.int32, "SMV"),
    ],
)
def test_what_fabio_writes_is_read_with_sentinels_as_mask(
    name: str, suffix: str, dtype: type, format: str, tmp_path: Path
) -> None:
    path = tmp_path / f"image.{suffix}"
    values = written_by_fabio(path, name, dtype)
    image = read_image(path)
    assert image.format == format
    assert np.array_equal(image.mask, values < 0)
    assert np.array_equal(image.pixels, np.where(values < 0, 0, values))
    assert image.size_bytes == path.stat().st_size
    assert image.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_geometry_comes_from_the_text_that_pilatus_writes(tmp_path: Path) -> None:
    from fabio.cbfimage import CbfImage

    text = (
        "# Detector: PILATUS 6M\n# Pixel_size 172e-6 m x 172e-6 m\n"
        "# Exposure_time 0.5 s\n# Count_cutoff 250 counts\n# Wavelength 0.9768 A\n"
        "# Detector_distance 0.2313 m\n# Beam_xy (12.5, 30.25) pixels\n"
        "# Start_angle 10.0000 deg.\n# Angle_increment 0.1000 deg.\n"
    )
    image = CbfImage(data=COUNTS, header={"_array_data.header_contents": text})
    image.write(str(tmp_path / "a.cbf"))
    found = read_image(tmp_path / "a.cbf")
    geometry = found.geometry
    assert geometry is not None
    assert geometry.wavelength_angstrom == pytest.approx(0.9768)
    assert geometry.distance_mm == pytest.approx(231.3)
    assert geometry.pixel_size_mm == pytest.approx(0.172)
    assert (geometry.beam_fast_px, geometry.beam_slow_px) == (12.5, 30.25)
    assert (geometry.phi_start_deg, geometry.osc_deg) == (10.0, 0.1)
    assert np.array_equal(found.mask, COUNTS >= 250)


def test_an_edf_says_where_the_detector_stands(tmp_path: Path) -> None:
    from fabio.edfimage import EdfImage

    header = {
        "SampleDistance": "0.2313",
        "WaveLength": "9.768e-11 m",
        "PSize_1": "0.000172",
        "PSize_2": "0.000172",
        "Center_1": "12.5",
        "Center_2": "31.25",
        "Offset_2": "1",
    }
    EdfImage(data=COUNTS, header=header).write(str(tmp_path / "a.edf"))
    geometry = read_image(tmp_path / "a.edf").geometry
    assert geometry is not None
    assert geometry.wavelength_angstrom == pytest.approx(0.9768)
    assert geometry.distance_mm == pytest.approx(231.3)
    assert geometry.pixel_size_mm == pytest.approx(0.172)
    assert (geometry.beam_fast_px, geometry.beam_slow_px) == (12.5, 30.25)
    EdfImage(data=COUNTS).write(str(tmp_path / "b.edf"))
    assert read_image(tmp_path / "b.edf").geometry is None


@pytest.mark.parametrize(
    "compression", [hdf5plugin.Bitshuffle(), hdf5plugin.LZ4()], ids=["bslz4", "lz4"]
)
def test_an_eiger_master_file_leads_to_its_images(
    compression: object, tmp_path: Path
) -> None:
    frames = np.stack([COUNTS, COUNTS + 1, COUNTS + 2]).astype(np.uint32)
    frames[:, 1, 1] = 2**32 - 1
    for number, part in enumerate((frames[:2], frames[2:]), start=1):
        with h5py.File(tmp_path / f"x_data_{number:06}.h5", "w") as file:
            file.create_dataset(
                "entry/data/data", data=part, chunks=(1, *SHAPE), **compression
            )
    bad = np.zeros(SHAPE, np.uint32)
    bad[7, 8] = 1
    with h5py.File(tmp_path / "x_master.h5", "w") as file:
        for number in (1, 2):
            file[f"entry/data/data_{number:06}"] = h5py.ExternalLink(
                f"x_data_{number:06}.h5", "entry/data/data"
            )
        detector = file.create_group("entry/instrument/detector")
        detector["beam_center_x"], detector["beam_center_y"] = 20.0, 30.0
        detector["detector_distance"], detector["x_pixel_size"] = 0.1, 75e-6
        detector["detectorSpecific/pixel_mask"] = bad
        file["entry/instrument/beam/incident_wavelength"] = 0.98
    image = read_image(tmp_path / "x_master.h5", frame=2)
    assert (image.n_frames, image.frame) == (3, 2)
    expected = COUNTS + 2.0
    expected[1, 1] = expected[7, 8] = 0
    assert np.array_equal(image.pixels, expected)
    assert list(zip(*np.nonzero(image.mask), strict=True)) == [(1, 1), (7, 8)]
    assert image.geometry is not None
    assert image.geometry.distance_mm == pytest.approx(100.0)
    assert image.geometry.pixel_size_mm == pytest.approx(0.075)
    with pytest.raises(FileFormatError, match="images 0 to 2"):
        read_image(tmp_path / "x_master.h5", frame=3)
    (tmp_path / "x_data_000002.h5").unlink()
    with pytest.raises(FileFormatError, match=r"x_data_000002\.h5.* not beside it"):
        read_image(tmp_path / "x_master.h5")


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("size", [4, 8])
def test_byte_order_of_raw_floats_is_found_and_said(
    order: str, size: int, tmp_path: Path
) -> None:
    path = tmp_path / "image.bin"
    path.write_bytes(PHOTONS.astype(f"{order}f{size}").tobytes())
    image = read_image(path, shape=SHAPE)
    assert np.array_equal(image.pixels, PHOTONS)
    assert image.stored_as == f"{order}f{size}"
    assert any("big-endian" in note for note in image.notes) == (order == ">")


def test_the_shape_of_raw_floats_follows_from_their_number(tmp_path: Path) -> None:
    square = PHOTONS[:, :40]
    write_float_image(tmp_path / "square.bin", square)
    assert np.array_equal(read_image(tmp_path / "square.bin").pixels, square)
    write_float_image(tmp_path / "pilatus.bin", np.ones((195, 487)))
    assert read_image(tmp_path / "pilatus.bin").shape == (195, 487)
    write_float_image(tmp_path / "odd.bin", PHOTONS)
    with pytest.raises(FileFormatError, match="say how many pixels"):
        read_image(tmp_path / "odd.bin")
    with pytest.raises(FileFormatError, match="8,000 bytes, but 60 x 40 pixels"):
        read_image(tmp_path / "odd.bin", shape=(40, 60))


def smv(header_bytes: int, length: int, order: str = "little", **more: object) -> bytes:
    entries = {
        "HEADER_BYTES": header_bytes,
        "DIM": 2,
        "BYTE_ORDER": f"{order}_endian",
        "TYPE": "unsigned_short",
        "SIZE1": SHAPE[1],
        "SIZE2": SHAPE[0],
        **more,
    }
    text = "{\n" + "".join(f"{k}={v};\n" for k, v in entries.items())
    text += "X=" + "x" * max(0, length - len(text) - 6) + ";\n" if length > 512 else ""
    return (text + "}\f").encode().ljust(length)


@pytest.mark.parametrize(
    ("stated", "length"), [(512, 512), (1024, 1024), (4096, 4096), (512, 518)]
)
@pytest.mark.parametrize("order", ["little", "big"])
def test_smv_headers_of_any_length_are_read(
    stated: int, length: int, order: str, tmp_path: Path
) -> None:
    header = smv(stated, length, order)
    assert len(header) == length
    sign = "<" if order == "little" else ">"
    (tmp_path / "a.img").write_bytes(header + COUNTS.astype(f"{sign}u2").tobytes())
    image = read_image(tmp_path / "a.img")
    assert np.array_equal(image.pixels, COUNTS)
    shifted = [note for note in image.notes if "shifted by 3 pixels" in note]
    assert bool(shifted) == (length != stated)


def test_saturated_pixels_of_smv_are_masked(tmp_path: Path) -> None:
    values = COUNTS.astype("<u2")
    values[0, 0] = 65535
    header = smv(512, 512, SATURATED_VALUE=250, DENZO_X_BEAM=3.0, DENZO_Y_BEAM=2.0,
                 PIXEL_SIZE=0.5)  # fmt: skip
    (tmp_path / "a.img").write_bytes(header + values.tobytes())
    image = read_image(tmp_path / "a.img")
    assert np.array_equal(image.mask, values >= 250)
    assert image.geometry is not None
    assert (image.geometry.beam_fast_px, image.geometry.beam_slow_px) == (4.0, 6.0)


@pytest.mark.parametrize("white", [255, 65535])
def test_a_greymap_is_read(white: int, tmp_path: Path) -> None:
    values = (COUNTS % 250).astype(">u2" if white > 255 else "u1")
    head = f"P5\n{SHAPE[1]} {SHAPE[0]}\n# pixels scaled by 2.5\n{white}\n".encode()
    (tmp_path / "a.pgm").write_bytes(head + values.tobytes())
    image = read_image(tmp_path / "a.pgm")
    assert np.array_equal(image.pixels, values)
    assert any("scaled by 2.5" in note for note in image.notes)


def test_numpy_files_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.stack([PHOTONS, PHOTONS * 2]))
    assert np.array_equal(read_image(tmp_path / "a.npy", frame=1).pixels, PHOTONS * 2)
    np.savez(tmp_path / "a.npz", other=np.ones(7), image=PHOTONS)
    assert np.array_equal(read_image(tmp_path / "a.npz").pixels, PHOTONS)


def test_pixels_without_a_finite_number_are_masked(tmp_path: Path) -> None:
    values = PHOTONS.copy()
    values[2, 3], values[4, 5] = np.nan, np.inf
    np.save(tmp_path / "a.npy", values)
    image = read_image(tmp_path / "a.npy")
    assert np.array_equal(image.mask, ~np.isfinite(values))
    assert np.isfinite(image.pixels).all()


def test_swapping_bytes_twice_gives_the_image_back(tmp_path: Path) -> None:
    values = COUNTS.astype(np.uint16)
    np.save(tmp_path / "a.npy", values)
    image = read_image(tmp_path / "a.npy")
    swapped = with_swapped_bytes(image)
    assert np.array_equal(swapped.pixels, values.byteswap())
    assert np.array_equal(with_swapped_bytes(swapped).pixels, values)


@pytest.mark.parametrize("suffix", ["cbf", "tif", "edf", "h5", "npy", "npz", "pgm"])
@pytest.mark.parametrize("kept", [0.0, 0.15, 0.6])
def test_a_file_that_is_cut_off_gives_one_sentence(
    suffix: str, kept: float, tmp_path: Path
) -> None:
    path = tmp_path / f"image.{suffix}"
    if suffix in ("cbf", "tif", "edf"):
        kind = suffix.capitalize()
        written_by_fabio(path, f"{suffix}image.{kind}Image", np.int32)
    elif suffix == "h5":
        with h5py.File(path, "w") as file:
            file["data/data"] = COUNTS
    elif suffix == "npy":
        np.save(path, COUNTS)
    elif suffix == "npz":
        np.savez(path, image=COUNTS)
    else:
        path.write_bytes(b"P5\n50 40\n255\n" + COUNTS.astype("u1").tobytes())
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    with pytest.raises(FileFormatError) as caught:
        read_image(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_raw_floats_are_read_as_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "image.bin"
    path.write_bytes(PHOTONS.T.astype(">f4").tobytes())
    layout = RawLayout(shape=SHAPE, byte_order=">", transposed=True)
    assert np.array_equal(read_image(path, raw=layout).pixels, PHOTONS)
    wrong = RawLayout(shape=SHAPE, byte_order="<", transposed=True)
    assert not np.array_equal(read_image(path, raw=wrong).pixels, PHOTONS)
    with pytest.raises(UnknownShapeError) as caught:
        read_image(path, raw=RawLayout(shape=(3, 5)))
    assert caught.value.size_bytes == path.stat().st_size


@pytest.mark.parametrize(
    ("size_bytes", "model", "first"),
    [
        (4 * 2527 * 2463, None, ((2527, 2463), 4, "Pilatus 6M")),
        (8 * 60 * 70, (60, 70), ((60, 70), 8, "as the model")),
        (4 * 60 * 60, (7, 7), ((60, 60), 4, "a square")),
        (4 * 300 * 400, None, ((300, 400), 4, "fills the file")),
    ],
)
def test_shapes_that_fill_a_file_are_proposed(
    size_bytes: int, model: tuple[int, int] | None, first: tuple[object, ...]
) -> None:
    found = raw_candidates(size_bytes, model)
    assert first in [(c.shape, c.item_size, c.why) for c in found]
    assert all(c.shape[0] * c.shape[1] * c.item_size == size_bytes for c in found)
    assert len(set(found)) == len(found)
    if first[2] != "fills the file":
        assert (found[0].shape, found[0].item_size, found[0].why) == first
