"""Beam, rotation and sampling; what is written; what changes nothing."""

from __future__ import annotations

import math

from .draw import Draw


def spindle(draw: Draw) -> None:
    if not draw.chance(0.5):
        return
    random = draw.random
    draw.maybe(0.5, "phi", "-phi", random.choice([0, 1, -1, -0.05, draw.number(-5, 5)]))
    draw.maybe(0.6, "osc", "-osc", random.choice([0.1, 1, 2, 0, -1, 0.5]))
    draw.maybe(0.3, "phistep", "-phistep", random.choice([0.1, 0.25, 0.5, 0, 1]))
    draw.maybe(0.6, "phisteps", "-phisteps", random.choice([-1, 0, 1, 2, 4, 5]))


def spread(draw: Draw) -> None:
    random = draw.random
    draw.maybe(0.3, "mosaic", "-mosaic", random.choice([0, -1, 0.5, draw.number(0, 5)]))
    if draw.chance(0.25):
        name = random.choice(["-mosaic_dom", "-mosaic_domains"])
        draw.add("mosaic_dom", name, random.randint(-1, 7))
    draw.maybe(0.2, "mosaic_seed", "-mosaic_seed", random.randint(-9, 99999))
    if draw.chance(0.25):
        _divergence(draw)
    if draw.chance(0.2):
        draw.add("dispersion", "-dispersion", random.choice([0, 1, 5]))
        draw.maybe(0.7, "dispsteps", "-dispsteps", random.randint(-1, 4))
    draw.maybe(
        0.12, "sourcefile", "-sourcefile", draw.file("sources.txt", _sources(draw))
    )


def _divergence(draw: Draw) -> None:
    random = draw.random
    draw.maybe(0.3, "divergence", "-divergence", draw.number(0, 8))
    for axis in "hv":
        draw.maybe(0.6, "divergence range", f"-{axis}divrange", draw.number(-1, 8))
        draw.maybe(0.3, "divergence step", f"-{axis}divstep", draw.number(1, 5))
        draw.maybe(0.4, "divergence count", f"-{axis}divsteps", random.randint(-1, 4))
    draw.maybe(0.2, "divergence count", "-divsteps", random.randint(1, 4))
    draw.maybe(0.3, "square_div", random.choice(["-square_div", "-round_div"]))


def _sources(draw: Draw) -> str:
    random = draw.random
    lines = []
    for _ in range(random.randint(1, 5)):
        direction = [random.gauss(0, 0.02) for _ in range(3)]
        direction[random.randrange(3)] -= random.choice([1, 10])
        columns = [f"{x:.5g}" for x in direction]
        columns += [f"{random.random():.3f}", f"{random.uniform(0.8, 1.5):.4f}e-10"]
        gap = random.choice([" ", "\t", "  ", ", ", ";"])
        kept = 5 if draw.chance(0.85) else random.randint(1, 4)
        lines.append(random.choice(["", "  "]) + gap.join(columns[:kept]))
    if draw.chance(0.1):
        lines.insert(0, "")
    return "\n".join(lines) + "\n"


def light(draw: Draw) -> None:
    random = draw.random
    if draw.chance(0.6):
        name = random.choice(["-lambda", "-wave", "-wavelength"])
        draw.add("lambda", name, draw.number(0.7, 2.0))
    draw.maybe(0.15, "energy", "-energy", draw.number(7000, 18000, 0))
    draw.maybe(0.15, "fluence", "-fluence", f"{random.uniform(1, 9):.3f}e24")
    draw.maybe(0.2, "flux", "-flux", random.choice(["1e12", "3.5e11", "0", "1e18"]))
    draw.maybe(0.15, "exposure", "-exposure", draw.number(0.01, 5))
    draw.maybe(0.15, "beamsize", "-beamsize", random.choice(["1e-4", "0.05", "0.3"]))
    draw.maybe(0.25, "polar", "-polar", draw.number(-1, 1, 2))
    draw.maybe(0.1, "nopolar", "-nopolar")
    draw.maybe(0.12, "water", "-water", draw.number(0, 10, 2))


def sampling(draw: Draw) -> None:
    random = draw.random
    draw.maybe(0.75, "oversample", "-oversample", random.choice([1, 1, 1, 2, 3, 0, -1]))
    for name in ("thick", "polar", "omega"):
        # Without a thickness, -oversample_thick makes the image black.
        has_sensor = "detector_thick" in draw.line.features
        if draw.chance(0.3 if name == "thick" and has_sensor else 0.06):
            draw.add(f"oversample_{name}", f"-oversample_{name}")
    draw.maybe(0.1, "dmin", "-dmin", draw.number(0.5, 6))
    if draw.chance(0.12):
        edges = [random.randint(-3, 30) for _ in range(4)]
        if draw.chance(0.9):
            edges = sorted(edges[:2]) + sorted(edges[2:])
        draw.add("roi", "-roi", *edges)


def readout(draw: Draw) -> None:
    random = draw.random
    draw.maybe(0.5, "nonoise", "-nonoise")
    draw.add("seed", "-seed", random.choice([0, 1, random.randint(1, 10**9), -7]))
    draw.maybe(0.2, "nopgm", "-nopgm")
    draw.maybe(0.2, "adc", "-adc", draw.number(-60, 100, 1))
    draw.maybe(0.15, "scale", "-scale", random.choice(["1", "0", "1e-3", "250.5"]))
    draw.maybe(0.1, "pgmscale", "-pgmscale", random.choice(["1", "0", "1e-2", "17"]))
    for name, file in (
        ("-floatfile", "float.bin"),
        ("-intimage", "int.img"),
        ("-pgmfile", "picture.pgm"),
        ("-noisefile", "noise.img"),
    ):
        draw.maybe(0.15, "named outputs", name, file)
    draw.maybe(0.1, "noprogress", random.choice(["-noprogress", "-progress"]))


def idle(draw: Draw) -> None:
    """Options that change nothing, and words that are no options."""
    random = draw.random
    if draw.chance(0.1):
        table = draw.file("water.stol", "0.0 2.5\n0.1 2.4\n0.2 2.2\n")
        draw.add("stol", random.choice(["-stol", "-4stol", "-Q"]), table)
    draw.maybe(
        0.1, "idle options", random.choice(["-coherent", "-stolout"]), "out.stol"
    )
    draw.maybe(
        0.1, "idle options", random.choice(["-density", "-MW"]), draw.number(1, 9)
    )
    if draw.chance(0.1):
        word = random.choice(["-detsize_x", "-frobnicate", "-dispstep", "-hdiv"])
        draw.add("unknown options", word, draw.number(1, 9))
    draw.maybe(0.05, "stray words", "stray", math.pi)
