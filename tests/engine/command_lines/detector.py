"""Size, place and sensor of the detector; headers of images."""

from __future__ import annotations

import numpy as np

from .draw import Draw

NAMED = ("-mosflm", "-xds", "-adxv", "-denzo", "-dials")


def headers(draw: Draw) -> None:
    """-mask and -img: first, because they decide the size of the detector."""
    if draw.chance(0.1):
        content = _smv(draw, with_pixels=True)
        draw.add("mask", "-mask", draw.file("mask.img", content))
        draw.has_file_header = True
    if draw.chance(0.1):
        content = _smv(draw, with_pixels=False)
        draw.add("img", "-img", draw.file("image.img", content))
        draw.has_file_header = True


def _smv(draw: Draw, *, with_pixels: bool) -> bytes:
    fast, slow = draw.shape
    random = draw.random
    size = random.choice([512, 512, 1024])
    entries = {
        "PIXEL_SIZE": f"{draw.pixel}",
        "DISTANCE": draw.number(60, 200),
        "CLOSE_DISTANCE": draw.number(60, 200),
        "WAVELENGTH": draw.number(0.8, 1.6),
        "BEAM_CENTER_X": draw.number(0, 20),
        "BEAM_CENTER_Y": draw.number(0, 20),
        random.choice(["ORGX", "XDS_ORGX"]): draw.number(0, 30),
        random.choice(["ORGY", "XDS_ORGY"]): draw.number(0, 30),
        "PHI": draw.number(-2, 2),
        "OSC_RANGE": draw.number(0, 1),
        "OSC_START": draw.number(-2, 2),
        "TWOTHETA": draw.number(-10, 10),
        "TYPE": "unsigned_short",
        "DIM": "2",
    }
    keywords = [name for name in entries if draw.chance(0.7)]
    random.shuffle(keywords)
    # Without a byte order nanoBragg crashes.
    lines = [f"HEADER_BYTES={size};", "BYTE_ORDER=little_endian;"]
    lines += [f"SIZE1={fast};", f"SIZE2={slow};"]
    lines += [f"{name}={entries[name]};" for name in keywords]
    text = "{\n" + "\n".join(lines) + "\n}\f"
    pixels = np.array(
        [random.random() < 0.8 or not with_pixels for _ in range(fast * slow)]
    )
    return text.encode().ljust(size) + (1000 * pixels.astype("<u2")).tobytes()


def size(draw: Draw) -> None:
    fast, slow = draw.shape
    if draw.has_file_header:
        return
    if draw.chance(0.9):
        draw.add("pixel", "-pixel", draw.pixel)
    else:
        draw.pixel = 0.1
    how = draw.random.randrange(5)
    if how == 0:
        draw.add("detpixels", "-detpixels", fast)
        draw.shape = (fast, fast)
    elif how < 3:
        letters = draw.random.choice(["fs", "xy", "fy"])
        draw.add("detpixels_f/s", f"-detpixels_{letters[0]}", fast)
        draw.add("detpixels_f/s", f"-detpixels_{letters[1]}", slow)
        draw.maybe(0.2, "detsize overridden", "-detsize", draw.number(5, 50))
    elif how == 3:
        draw.add("detsize_f/s", "-detsize_f", round((fast + 0.2) * draw.pixel, 4))
        draw.add("detsize_f/s", "-detsize_s", round((slow - 0.3) * draw.pixel, 4))
    else:
        draw.add("detsize", "-detsize", round(fast * draw.pixel, 4))
        draw.shape = (fast, fast)


def frame(draw: Draw) -> None:
    random = draw.random
    for _ in range(random.choice([0, 0, 1, 1, 1, 2])):
        convention = random.choice(NAMED)
        draw.add(convention[1:], convention)
    if draw.chance(0.35):
        _custom(draw)
    draw.maybe(
        0.2, "pivot", "-pivot", random.choice(["sample", "beam", "-beam", "none"])
    )
    for name in ("Xbeam", "Ybeam", "Xclose", "Yclose"):
        draw.maybe(0.25, f"{name[1:]} centre", f"-{name}", draw.number(-5, 30))
    for name in ("-ORGX", "-ORGY"):
        draw.maybe(0.2, "ORG centre", name, draw.number(-5, 40))


def _custom(draw: Draw) -> None:
    random = draw.random

    def words(vector: np.ndarray) -> list[str]:
        return [f"{x:.6g}" for x in vector * random.choice([1, 1, 1, 2])]

    frame = _frame_vectors(draw)
    normal = frame[2] * random.choice([1, 1, -1])
    beam = normal + np.array([random.gauss(0, 0.2) for _ in range(3)])
    if draw.chance(0.8):
        draw.add("detector vectors", "-fdet_vector", *words(frame[0]))
        draw.add("detector vectors", "-sdet_vector", *words(frame[1]))
        draw.add("beam_vector", "-beam_vector", *words(beam))
        draw.maybe(0.6, "odet_vector", "-odet_vector", *words(normal))
    for name in ("-polar_vector", "-spindle_axis", "-twotheta_axis"):
        draw.maybe(0.4, name[1:], name, *words(_frame_vectors(draw)[0]))
    if draw.chance(0.3):
        name = random.choice(["-pix0_vector", "-pix0_vector_mm"])
        draw.add("pix0", name, *(draw.number(-0.2, 0.2, 4) for _ in range(3)))


def _frame_vectors(draw: Draw) -> np.ndarray:
    random = draw.random
    if draw.chance(0.5):
        frame = np.eye(3)[random.sample(range(3), 3)]
        frame *= np.array([[random.choice([-1, 1])] for _ in range(3)])
    else:
        noise = np.array([[random.gauss(0, 1) for _ in range(3)] for _ in range(3)])
        frame, _ = np.linalg.qr(noise)
    if draw.chance(0.1):
        frame[1] += 0.2 * frame[0]
    return frame


def pose(draw: Draw) -> None:
    draw.maybe(0.7, "distance", "-distance", draw.number(20, 250, 2))
    draw.maybe(0.15, "close_distance", "-close_distance", draw.number(20, 250, 2))
    for axis in "xyz":
        if draw.chance(0.25):
            option = f"-detector_rot{axis}"
            draw.add("detector rotation", option, draw.number(-40, 40, 1))
    draw.maybe(0.25, "twotheta", "-twotheta", draw.number(-60, 60, 1))
    draw.maybe(0.1, "curved_det", "-curved_det")
    draw.maybe(0.1, "point_pixel", "-point_pixel")


def sensor(draw: Draw) -> None:
    if not draw.chance(0.25):
        return
    draw.maybe(0.8, "detector_thick", "-detector_thick", draw.number(10, 1000, 0))
    if draw.chance(0.8):
        depth = "inf" if draw.chance(0.1) else draw.number(50, 900, 0)
        draw.add("detector_abs", "-detector_abs", depth)
    if draw.chance(0.6):
        name = draw.random.choice(["-detector_thicksteps", "-thicksteps"])
        draw.add("thicksteps", name, draw.random.randint(0, 4))
