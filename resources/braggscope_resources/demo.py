"""The demo: a synthetic protein crystal in front of a large flat detector."""

import shlex
from pathlib import Path

import gemmi
import numpy as np
import numpy.typing as npt

from braggscope_resources import resource

__all__ = ["demo_arguments", "demo_reflections", "write_demo"]

DEMO_SPACE_GROUP = "P 43 21 2"


def demo_arguments() -> list[str]:
    """nanoBragg arguments of the demo.

    Returns
    -------
    list of str
        One entry per word. ``-hkl demo.hkl`` is among them; `demo_reflections` has
        the contents of that file, and `write_demo` makes the file.
    """
    text = resource("samples/demo.txt").read_text(encoding="utf-8")
    return shlex.split(text, comments=True)


def demo_reflections() -> npt.NDArray[np.float64]:
    """Structure factors of the demo crystal, expanded to P1.

    Returns
    -------
    ndarray, shape (n, 4)
        h, k, l and F in electrons, for the full sphere: symmetry equivalents and
        Friedel mates have equal F. Sorted by h, then k, then l.
    """
    unique = np.loadtxt(resource("samples/demo_unique.hkl"))
    group = gemmi.SpaceGroup(DEMO_SPACE_GROUP).operations()
    # Row vectors of indices transform by the rotation part from the right.
    rotations = [np.array(op.rot) // gemmi.Op.DEN for op in group.sym_ops]
    hkl = np.concatenate(
        [sign * (unique[:, :3] @ r) for r in rotations for sign in (1, -1)]
    )
    amplitude = np.tile(unique[:, 3], 2 * len(rotations))
    hkl, first = np.unique(hkl, axis=0, return_index=True)
    return np.column_stack([hkl, amplitude[first]])


def write_demo(folder: Path) -> Path:
    """Write the demo as nanoBragg reads it.

    Parameters
    ----------
    folder : Path
        An existing folder. ``demo.hkl`` (about 4.3 MB) and ``demo.txt`` in it are
        replaced.

    Returns
    -------
    Path
        The argument text, ``demo.txt``; its paths are relative to the folder.
    """
    np.savetxt(folder / "demo.hkl", demo_reflections(), fmt="%d %d %d %.1f")
    arguments = folder / "demo.txt"
    arguments.write_bytes(resource("samples/demo.txt").read_bytes())
    return arguments
