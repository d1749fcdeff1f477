"""Cases of the reference program, as tests/golden and its bigger sister hold them."""

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from braggscope_engine import Experiment, Quirk, parse_nanobragg

FOLDER = Path(__file__).parents[1] / "golden"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/args.txt"))
CORRECTED = sorted(path.parent.name for path in FOLDER.glob("*/image_corrected.npz"))


@dataclass(frozen=True)
class Case:
    """One case; its input files may have to be unpacked first."""

    folder: Path

    def experiment(self, quirks: frozenset[Quirk], unpacked: Path) -> Experiment:
        """Read the arguments, with input files unpacked into a scratch folder."""
        for path in self.folder.iterdir():
            if path.suffix == ".gz":
                content = gzip.decompress(path.read_bytes())
                (unpacked / path.stem).write_bytes(content)
            else:
                shutil.copyfile(path, unpacked / path.name)
        words = (self.folder / "args.txt").read_text("utf-8").split()
        return parse_nanobragg(words, quirks=quirks, folder=unpacked).experiment

    def image(self, name: str = "image.npz") -> NDArray[np.float32]:
        with np.load(self.folder / name) as stored:
            return np.asarray(stored["image"])

    def expected(self) -> dict[str, object]:
        text = (self.folder / "expected.json").read_text("utf-8")
        return dict(json.loads(text))

    def numbers(self) -> dict[str, object]:
        """The program's own variables."""
        numbers = self.expected()["full_precision"]
        assert isinstance(numbers, dict)
        return numbers


def case(name: str) -> Case:
    return Case(FOLDER / name)


def relative_l2(image: NDArray[np.float32], reference: NDArray[np.float32]) -> float:
    """|image - reference| / |reference| over all pixels."""
    difference = image.astype(np.float64) - reference
    return float(np.linalg.norm(difference) / np.linalg.norm(reference.astype(float)))


def deviation(value: object, reference: object) -> float:
    """Largest difference relative to the largest component; 0 or inf for text."""
    if isinstance(reference, str):
        return 0.0 if value == reference else np.inf
    a, b = (np.array(list(_flat(x)), dtype=float) for x in (value, reference))
    if a.shape != b.shape:
        return np.inf
    if a.size == 0 or np.array_equal(a, b):
        return 0.0
    return float(np.abs(a - b).max() / np.abs(b).max())


def _flat(value: object) -> Iterator[object]:
    if isinstance(value, list | tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield value
