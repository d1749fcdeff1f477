"""What the gap between two images looks like: constant, radial, a dipole, per peak."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .maxima import box_around, brightest_maxima

_PEAKS = 300
_HALF_BOX_PX = 4
_FEWEST = 6
_NOTHING = 1e-5
_MOST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Ratio reference / simulated of the sums around bright peaks.

    Attributes
    ----------
    ratio : float            geometric mean
    spread : float           standard deviation of the logarithm of the ratio
    constant : float         share of its square that the mean takes away, 0 to 1
    radial, azimuthal, dipole : float
        Share of the variance about the mean that a parabola of the radius, two waves
        around the beam, and a slope across the detector explain; each alone.
    per_peak : float         share that none of them explains
    inside_peaks : float     relative L2 within the boxes once each has its own ratio
    peaks : int              how many boxes
    says : str               what it points to, one sentence
    """

    ratio: float
    spread: float
    constant: float
    radial: float
    azimuthal: float
    dipole: float
    per_peak: float
    inside_peaks: float
    peaks: int
    says: str


def gap_anatomy(
    simulated: NDArray[np.generic],
    reference: NDArray[np.generic],
    mask: NDArray[np.bool_] | None,
    centre_px: tuple[float, float],
) -> Anatomy | None:
    """Take the gap between two images apart; None without peaks in both.

    Parameters
    ----------
    simulated, reference : arrays, shape (slow, fast)
    mask : bool array, optional
        True where a pixel is left out.
    centre_px : (fast, slow)
        Beam centre from the outer corner of the first pixel.
    """
    places, logs, inside = [], [], []
    for fast, slow in brightest_maxima(
        reference, mask, count=_PEAKS, half_box_px=_HALF_BOX_PX
    ):
        rows, columns = box_around(fast, slow, _HALF_BOX_PX)
        a, b = (x[rows, columns].astype(np.float64) for x in (simulated, reference))
        if mask is not None:
            a, b = (np.where(mask[rows, columns], 0.0, x) for x in (a, b))
        if a.sum() > 0 and b.sum() > 0:
            places.append((fast + 0.5 - centre_px[0], slow + 0.5 - centre_px[1]))
            logs.append(math.log(b.sum() / a.sum()))
            own = a * (b.sum() / a.sum())
            inside.append((float(((own - b) ** 2).sum()), float((b**2).sum())))
    if not logs:
        return None
    return _anatomy(np.array(places), np.array(logs), np.array(inside))


def _anatomy(
    places: NDArray[np.float64], logs: NDArray[np.float64], inside: NDArray[np.float64]
) -> Anatomy:
    mean = float(logs.mean())
    rest = logs - mean
    variance = float(rest @ rest)
    x, y = places.T
    radius2, angle = x * x + y * y, np.arctan2(y, x)
    shares = {
        "radial": _share([radius2, radius2**2], rest),
        "azimuthal": _share([np.cos(2 * angle), np.sin(2 * angle)], rest),
        "dipole": _share([x, y], rest),
    }
    everything = [radius2, radius2**2, np.cos(2 * angle), np.sin(2 * angle), x, y]
    per_peak = 1.0 - _share(everything, rest)
    total = float(logs @ logs)
    spread = math.sqrt(variance / len(logs))
    within = math.sqrt(inside[:, 0].sum() / inside[:, 1].sum())
    return Anatomy(
        ratio=math.exp(mean),
        spread=spread,
        constant=mean * mean * len(logs) / total if total > 0 else 1.0,
        per_peak=per_peak,
        inside_peaks=within,
        peaks=len(logs),
        says=_says(mean, spread, within, shares),
        **shares,
    )


def _share(terms: list[NDArray[np.float64]], rest: NDArray[np.float64]) -> float:
    """Share of the variance that a linear model explains, less what chance does."""
    variance = float(rest @ rest)
    if variance <= 0 or len(rest) < len(terms) + 1 + _FEWEST:
        return 0.0
    scaled = [term / (np.abs(term).max() or 1.0) for term in terms]
    design = np.stack([np.ones_like(rest), *scaled], axis=1)
    fitted = design @ np.linalg.lstsq(design, rest, rcond=None)[0]
    left = float(((rest - fitted) ** 2).sum()) / variance
    freedom = (len(rest) - 1) / (len(rest) - 1 - len(terms))
    return max(0.0, 1.0 - left * freedom)


def _says(mean: float, spread: float, within: float, shares: dict[str, float]) -> str:
    flat = f"{math.exp(mean):.6g}"
    if max(abs(mean), spread, within) < _NOTHING:
        return "There is no gap: the images agree."
    if max(spread, within) < _NOTHING:
        return f"The ratio is {flat} everywhere: a factor, and nothing else."
    if within > spread:
        return (
            "Within the peaks the images differ more than between them: the peaks are "
            "displaced or of another shape (geometry, mosaicity, phi, crystal size)."
        )
    name = max(shares, key=lambda key: shares[key])
    if shares[name] < _MOST:
        return (
            f"The ratio differs from peak to peak (by {spread:.2g} of itself) without "
            "a trend: structure factors, orientation or which phi steps are summed."
        )
    meaning = {
        "radial": "solid angle, absorption, or polarisation",
        "azimuthal": "polarisation: its direction or Kahn factor",
        "dipole": "a beam centre that is off, or a tilted detector",
    }[name]
    return f"The ratio has a {name} trend ({shares[name]:.0%} of it): {meaning}."
