"""What is measured: nanoBragg command lines, and the files that they name."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from braggscope.transfer import read_demo
from braggscope_engine import Experiment, parse_nanobragg
from braggscope_engine.io import format_nanobragg, write_hkl

_CANONICAL = """
-mat A.mat -hkl scaled.hkl -nointerpolate -oversample 1 -exposure 1 -flux 1e18
-beamsize 1.0 -spindle_axis -1 0 0 -Xbeam 217.742295 -Ybeam 213.907080
-distance 231.274660 -lambda 0.976800 -pixel 0.172 -detpixels_x 2463 -detpixels_y 2527
-odet_vector -0.000088 0.004914 -0.999988 -sdet_vector -0.005998 -0.999970 -0.004913
-fdet_vector 0.999982 -0.005998 -0.000118
-pix0_vector_mm -216.336293 215.205512 -230.200866
-beam_vector 0.00051387949 0.0 -0.99999986 -Na 36 -Nb 47 -Nc 29 -osc 0.1 -phi 0
-phisteps 10 -detector_rotx 0 -detector_roty 0 -detector_rotz 0 -twotheta 0
"""
_MEGAPIXEL = "-detpixels 1024 -Xbeam 90 -Ybeam 86 -nointerpolate"
_ON_DEMO = {
    "demo": "-nointerpolate",
    "16 Mpx": "-detpixels 4096 -Xbeam 350 -Ybeam 352 -nointerpolate",
    "100 mosaic domains": (
        f"{_MEGAPIXEL} -mosaic 0.5 -mosaic_domains 100 -phisteps 1 -osc 0"
    ),
    "100 sources": f"{_MEGAPIXEL} -dispersion 2 -dispsteps 100 -phisteps 1 -osc 0",
    "oversample 3": f"{_MEGAPIXEL} -oversample 3",
    "interpolation": "-detpixels 1024 -Xbeam 90 -Ybeam 86 -interpolate",
    "square crystal": f"{_MEGAPIXEL} -square_xtal",
    "round crystal": f"{_MEGAPIXEL} -round_xtal",
    "gauss crystal": f"{_MEGAPIXEL} -gauss_xtal",
    "tophat crystal": f"{_MEGAPIXEL} -tophat_spots",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One image to make.

    Attributes
    ----------
    name : str
    words : tuple of str     the command line, for either program
    folder : Path            where the files that it names are
    """

    name: str
    words: tuple[str, ...]
    folder: Path

    def experiment(self) -> Experiment:
        """Read the command line."""
        return parse_nanobragg(self.words, folder=self.folder).experiment


def all_cases(data: Path, folder: Path) -> list[Case]:
    """Lay out every case in a folder; the canonical one only where its data are."""
    cases = []
    if (data / "A.mat").exists() and (data / "scaled.hkl").exists():
        for name in ("A.mat", "scaled.hkl"):
            shutil.copy(data / name, folder)
        cases.append(
            Case(name="canonical", words=tuple(_CANONICAL.split()), folder=folder)
        )
    else:
        print(
            f"canonical: skipped, {data} has no A.mat and scaled.hkl", file=sys.stderr
        )
    demo = read_demo().whole
    assert demo.crystal.reflections is not None
    write_hkl(folder / "demo.hkl", demo.crystal.reflections)
    words = format_nanobragg(demo, hkl_name="demo.hkl").words
    return cases + [
        Case(name=name, words=(*words, *more.split()), folder=folder)
        for name, more in _ON_DEMO.items()
    ]
