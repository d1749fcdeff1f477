"""Cell, orientation, size and shape of the crystal; structure factors."""

from __future__ import annotations

import numpy as np

from .draw import Draw

SHAPES = ("-square_xtal", "-round_xtal", "-gauss_xtal", "-tophat_spots")


def crystal(draw: Draw) -> None:
    random = draw.random
    with_matrix = draw.chance(0.3)
    if with_matrix:
        a = np.array([[random.gauss(0, 1) for _ in range(3)] for _ in range(3)])
        u, _ = np.linalg.qr(a)
        lengths = [random.uniform(12, 60) for _ in range(3)]
        b = np.diag([1 / x for x in lengths])
        b[0, 1:] = [random.gauss(0, 0.1) * b[0, 0] for _ in range(2)]
        rows = [" ".join(f"{x:.8f}" for x in row) for row in u @ b]
        content = "\n".join(rows) + "\n   0.000   0.000   0.000\n"
        draw.add("matrix", "-mat", draw.file("cell.mat", content))
    if not with_matrix or draw.chance(0.2):
        draw.add("cell", "-cell", *_cell_words(draw))
    if draw.chance(0.3):
        draw.add("misset", "-misset", *(draw.number(-90, 90, 1) for _ in range(3)))
    elif draw.chance(0.15):
        draw.add("misset random", "-misset", "random")
        draw.add("misset_seed", "-misset_seed", random.randint(-50, 99999))
    elif draw.chance(0.05):
        draw.add("misset_seed alone", "-misset_seed", random.randint(1, 90))


def _cell_words(draw: Draw) -> list[str]:
    lengths = [draw.number(10, 60, 2) for _ in range(3)]
    angles = [draw.number(78, 102, 2) for _ in range(3)]
    if draw.chance(0.15):
        draw.line.features.add("short cell")
        return (lengths + angles)[: draw.random.randint(1, 5)]
    return lengths + angles


def block(draw: Draw) -> None:
    """How large the crystal is, and of what shape."""
    random = draw.random
    shapes = random.choices(SHAPES, k=random.choice([0, 0, 1, 1, 2]))
    for shape in shapes:
        draw.add(shape[1:], shape)
    # Spots of the last two shapes shrink with the cube of this: most would be empty.
    most = 3 if {"-gauss_xtal", "-tophat_spots"} & set(shapes) else 10
    draw.maybe(0.6, "N", "-N", random.randint(0, most))
    for axis in "abc":
        draw.maybe(0.3, "Na Nb Nc", f"-N{axis}", random.randint(-1, most))
    if draw.chance(0.15):
        name = random.choice(["-xtalsize", "-samplesize", "-xtal_size"])
        draw.add("xtalsize", name, draw.number(2e-5, 6e-4, 6))
    if draw.chance(0.15):
        name = random.choice(
            ["-xtal_x", "-sample_width", "-width", "-xtal_z", "-height", "-sample_y"]
        )
        draw.add("xtal_x/y/z", name, draw.number(2e-5, 6e-4, 6))
    draw.maybe(0.2, "fudge", "-fudge", draw.number(0.01, 1.5))
    draw.maybe(0.15, "interpolate", random.choice(["-interpolate", "-nointerpolate"]))


def factors(draw: Draw) -> None:
    random = draw.random
    way = random.random()
    default = draw.number(1, 200, 1)
    if way < 0.55:
        draw.add("default_F", "-default_F", default)
        return
    if way < 0.9:
        name = "-xds.hkl" if draw.chance(0.03) else "list.hkl"
        if name.startswith("-"):
            draw.line.features.add("value that is an option")
        draw.add("hkl", "-hkl", draw.file(name, _reflections(draw)))
        draw.maybe(0.2, "dump written", "-dump", "other.bin")
    else:
        low = [random.randint(-6, -1) for _ in range(3)]
        high = [random.randint(1, 6) for _ in range(3)]
        grid = np.zeros([b - a + 2 for a, b in zip(low, high, strict=True)])
        inner = tuple(slice(0, n - 1) for n in grid.shape)
        values = np.array([random.uniform(1, 300) for _ in range(grid[inner].size)])
        grid[inner] = values.reshape(grid[inner].shape).round(2)
        limits = " ".join(f"{a} {b}" for a, b in zip(low, high, strict=True))
        content = bytearray(f"{limits}\n\f".encode() + grid.astype("<f8").tobytes())
        if draw.chance(0.2):
            draw.line.features.add("dump that begins with space")
            content[content.index(b"\f") + 1] = 0x20
        named = draw.chance(0.5)
        name = draw.file("given.bin" if named else "Fdump.bin", bytes(content))
        draw.line.features.add("dump read")
        if named:
            draw.add("dump named", "-dump", name)
    draw.maybe(0.7, "default_F beside", "-default_F", default)


def _reflections(draw: Draw) -> str:
    random = draw.random
    reach = random.randint(2, 9)
    lines = []
    for h in range(-reach, reach + 1):
        for k in range(-reach, reach + 1):
            for l in range(-reach + random.randrange(3), reach + 1):
                if random.random() < 0.8:
                    lines.append(f"{h} {k} {l} {random.uniform(1, 300):.2f}")
    if draw.chance(0.1):
        lines.append(f"{lines[0]}7")
    if draw.chance(0.05):
        draw.line.features.add("hkl with text")
        lines.insert(len(lines) // 2, "# a comment")
    return "\n".join(lines) + "\n"
