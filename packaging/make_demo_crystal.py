"""Make the structure factors of the demo crystal.

The crystal does not exist. It has the cell and the space group of tetragonal
lysozyme and amplitudes drawn from Wilson's distributions, so that its images look
like a protein's without being anyone's data. The same seed gives the same file:

    python packaging/make_demo_crystal.py
"""

from pathlib import Path

import gemmi
import numpy as np
import numpy.typing as npt

SPACE_GROUP = "P 43 21 2"
CELL = (78.9, 78.9, 37.1, 90.0, 90.0, 90.0)
D_MIN_ANGSTROM = 1.5
B_ANGSTROM2 = 20.0
ATOMS_IN_CELL = {"C": 4904, "N": 1544, "O": 1480, "S": 80}  # eight molecules
SEED = 20

TARGET = (
    Path(__file__).parents[1] / "resources/braggscope_resources/samples/demo_unique.hkl"
)

HEADER = f"""\
Synthetic structure factors: no molecule has them. They were drawn at random, with
the statistics of a protein crystal, by packaging/make_demo_crystal.py (seed {SEED}).
Space group {SPACE_GROUP}, cell {" ".join(f"{x:g}" for x in CELL)}, to \
{D_MIN_ANGSTROM} angstrom, B = {B_ANGSTROM2:g} angstrom^2.
Only the asymmetric unit stands here; braggscope_resources.demo expands it to P1.
h k l F"""


def mean_intensity(d_angstrom: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Wilson's mean of F² for independent atoms, electrons squared.

    Parameters
    ----------
    d_angstrom : ndarray, shape (n,)
        Resolution, Å.

    Returns
    -------
    ndarray, shape (n,)
        Sum over the atoms of f², with the temperature factor.

    References
    ----------
    Wilson (1949), Acta Cryst. 2, 318-321. Form factors: gemmi's IT92 table.
    """
    stol2 = 0.25 / d_angstrom**2
    total = np.zeros_like(stol2)
    for symbol, count in ATOMS_IN_CELL.items():
        form = gemmi.Element(symbol).it92
        assert form is not None
        total += count * np.array([form.calculate_sf(x) for x in stol2]) ** 2
    return total * np.exp(-2 * B_ANGSTROM2 * stol2)


def draw_amplitudes() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Amplitudes of the asymmetric unit.

    Returns
    -------
    hkl : ndarray, shape (n, 3)
        Miller indices; systematic absences are left out.
    amplitude : ndarray, shape (n,)
        F, electrons.
    """
    group = gemmi.SpaceGroup(SPACE_GROUP)
    cell = gemmi.UnitCell(*CELL)
    hkl = gemmi.make_miller_array(cell, group, D_MIN_ANGSTROM)
    operations = group.operations()
    random = np.random.default_rng(SEED)
    # Acentric intensities are exponential, centric ones the square of a Gaussian.
    centric = operations.centric_flag_array(hkl)
    share = np.where(
        centric,
        random.standard_normal(len(hkl)) ** 2,
        random.standard_exponential(len(hkl)),
    )
    epsilon = operations.epsilon_factor_without_centering_array(hkl)
    intensity = share * epsilon * mean_intensity(cell.calculate_d_array(hkl))
    return hkl, np.sqrt(intensity)


def main() -> None:
    """Write the file into the resources."""
    hkl, amplitude = draw_amplitudes()
    np.savetxt(
        TARGET,
        np.column_stack([hkl, amplitude]),
        fmt=["%d", "%d", "%d", "%.1f"],
        header=HEADER,
    )


if __name__ == "__main__":
    main()
