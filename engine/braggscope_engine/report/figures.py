"""Figures of a report; they need no display."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..compare import Comparison, Diagnosis, Displacement, Profile
from ..compare.maxima import tile_tops

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LARGEST_PX = 350
_ROIS = 6
_DPI = 110
_AS_IT_IS = "as it is"
_WITH_CAUSES = "with the causes"


def figures_of(found: Diagnosis) -> dict[str, bytes]:
    """Draw difference and ratio maps, profiles, residuals and displacements, as PNG."""
    after, image = found.after, found.image_after
    drawn = {"difference": _maps(found.image_before, found.reference, _AS_IT_IS)}
    if after is not None and image is not None and found.causes:
        drawn["difference-after"] = _maps(image, found.reference, _WITH_CAUSES)
    drawn |= _measured(found.before, after, found.reference.shape)
    return {name: _png(figure) for name, figure in drawn.items()}


def figures_of_pair(
    found: Comparison, one: NDArray[Any], two: NDArray[Any]
) -> dict[str, bytes]:
    """Draw the same of two images without a model, the second as the reference."""
    drawn = {"difference": _maps(one, two, "first − second")}
    drawn |= _measured(found, None, two.shape)
    return {name: _png(figure) for name, figure in drawn.items()}


def _measured(
    before: Comparison, after: Comparison | None, shape: tuple[int, ...]
) -> dict[str, Figure]:
    drawn = {}
    if before.radial is not None:
        drawn["profiles"] = _profiles(before, after)
    drawn["residuals"] = _residuals(before, after)
    if before.displacement is not None:
        drawn["displacement"] = _displacement(before.displacement, shape)
    return drawn


def _figure(columns: int, rows: int, width: float, height: float) -> tuple[Figure, Any]:
    """Axes with margins in inches: fitting them to the labels draws all of it twice."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    left, right, bottom, top, between = 0.85, 0.3, 0.6, 0.4, 0.9
    axes_width = (width - left - right - (columns - 1) * between) / columns
    axes_height = (height - bottom - top - (rows - 1) * between) / rows
    figure.subplots_adjust(
        left=left / width,
        right=1 - right / width,
        bottom=bottom / height,
        top=1 - top / height,
        wspace=between / axes_width,
        hspace=between / axes_height,
    )
    for axis in axes.flat:
        # A place of its own: looking for one beside ticks and labels costs a third.
        axis.set_title("", y=1.0)
    return figure, axes


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Without the time and the program's name the same figure has the same bytes.
    figure.savefig(buffer, format="png", dpi=_DPI, metadata={"Software": None})
    return buffer.getvalue()


def _maps(image: NDArray[Any], reference: NDArray[Any], what: str) -> Figure:
    figure, axes = _figure(2, 1, 11.0, 4.8)
    step = _step(image.shape)
    difference = _largest_difference(image, reference, step)
    a, b = tile_tops(image, None, step), tile_tops(reference, None, step)
    extent = (0, image.shape[1], image.shape[0], 0)
    top = float(np.abs(difference).max()) or 1.0
    floor = max(top * 1e-4, 1e-300)
    signed = np.sign(difference) * np.log10(1 + np.abs(difference) / floor)
    reach = float(np.abs(signed).max()) or 1.0
    shown = axes[0, 0].imshow(
        signed,
        cmap="RdBu_r",
        vmin=-reach,
        vmax=reach,
        extent=extent,
        interpolation="nearest",
    )
    bar = figure.colorbar(shown, ax=axes[0, 0], ticks=[-reach, 0, reach])
    bar.ax.set_yticklabels([f"−{top:.3g}", "0", f"{top:.3g}"])
    bar.set_label("simulated − reference, log scale")
    axes[0, 0].set_title(f"Difference, {what}", y=1.0)
    bright = b > max(float(b.max()) * 1e-4, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bright & (a > 0), np.log2(a / b), np.nan)
    finite = ratio[np.isfinite(ratio)]
    reach = max(float(np.abs(finite).max()) if finite.size else 1.0, 1e-6)
    shown = axes[0, 1].imshow(
        ratio,
        cmap="PuOr",
        vmin=-reach,
        vmax=reach,
        extent=extent,
        interpolation="nearest",
    )
    axes[0, 1].set_facecolor("0.9")
    figure.colorbar(shown, ax=axes[0, 1], label="log₂ (simulated / reference)")
    axes[0, 1].set_title("Ratio where the reference shines", y=1.0)
    for axis in axes.flat:
        axis.set_xlabel("fast, pixels" + (f" (blocks of {step})" if step > 1 else ""))
        axis.set_ylabel("slow, pixels")
    return figure


def _step(shape: tuple[int, ...]) -> int:
    return max(1, math.ceil(max(shape) / _LARGEST_PX))


def _largest_difference(
    one: NDArray[Any], two: NDArray[Any], step: int
) -> NDArray[np.float64]:
    """Difference that is largest, either way, in each block of pixels."""
    starts = np.arange(0, one.shape[1], step)
    rows = []
    for start in range(0, one.shape[0], step):
        strip = np.subtract(one[start : start + step], two[start : start + step])
        most = np.maximum.reduceat(strip.max(axis=0), starts)
        least = np.minimum.reduceat(strip.min(axis=0), starts)
        rows.append(np.where(most >= -least, most, least))
    return np.array(rows, np.float64)


def _profiles(before: Comparison, after: Comparison | None) -> Figure:
    figure, axes = _figure(2, 2, 11.0, 6.4)
    columns = (
        (before.radial, after.radial if after else None, "radius, pixels"),
        (before.azimuthal, after.azimuthal if after else None, "azimuth, °"),
    )
    for column, (profile, later, label) in enumerate(columns):
        if profile is not None:
            _profile(axes[:, column], profile, later, label)
    return figure


def _profile(axes: Any, profile: Profile, later: Profile | None, label: str) -> None:
    axes[0].plot(profile.position, profile.simulated, label="simulated", lw=1)
    axes[0].plot(profile.position, profile.reference, label="reference", lw=1, ls="--")
    axes[0].set_yscale("symlog", linthresh=max(1e-6 * max(profile.reference), 1e-300))
    axes[0].set_ylabel("mean per pixel")
    axes[0].legend()
    axes[1].plot(profile.position, profile.ratio, lw=1, label=_AS_IT_IS)
    if later is not None:
        axes[1].plot(later.position, later.ratio, lw=1, label=_WITH_CAUSES)
    axes[1].axhline(1.0, color="0.6", lw=0.8)
    if any(ratio > 0 for ratio in profile.ratio):
        axes[1].set_yscale("log", nonpositive="mask")
        axes[1].minorticks_off()
    axes[1].set_ylabel("simulated / reference")
    axes[1].set_xlabel(label)
    axes[1].legend()


def _residuals(before: Comparison, after: Comparison | None) -> Figure:
    rois = before.rois[:_ROIS]
    figure, axes = _figure(3, 2, 11.0, 5.6)
    for axis, roi in zip(axes.flat, rois, strict=False):
        pairs = [(roi, _AS_IT_IS)]
        if after is not None:
            pairs += [
                (other, _WITH_CAUSES)
                for other in after.rois
                if (other.fast_px, other.slow_px) == (roi.fast_px, roi.slow_px)
            ]
        for each, label in pairs:
            edges = np.array(each.residuals.edges)
            axis.stairs(each.residuals.counts, edges, baseline=0.5, label=label)
        axis.set_title(f"fast {roi.fast_px}, slow {roi.slow_px}", fontsize=9, y=1.0)
        axis.set_xlabel("(simulated − reference) / maximum", fontsize=8)
        axis.set_ylabel("pixels", fontsize=8)
        axis.set_yscale("log")
        axis.set_ylim(bottom=0.5)
        axis.minorticks_off()
        axis.locator_params(axis="x", nbins=5)
        axis.tick_params(labelsize=7)
    for axis in axes.flat[len(rois) :]:
        axis.set_axis_off()
    if rois:
        axes[0, 0].legend(fontsize=7)
    return figure


def _displacement(field: Displacement, shape: tuple[int, ...]) -> Figure:
    figure, axes = _figure(1, 1, 6.4, 6.0)
    longest = max(
        (math.hypot(p.shift_fast_px, p.shift_slow_px) for p in field.peaks), default=1.0
    )
    magnified = max(1.0, round(0.08 * max(shape) / max(longest, 1e-9)))
    axis = axes[0, 0]
    axis.quiver(
        [p.fast_px for p in field.peaks],
        [p.slow_px for p in field.peaks],
        [p.shift_fast_px * magnified for p in field.peaks],
        [p.shift_slow_px * magnified for p in field.peaks],
        angles="xy",
        scale_units="xy",
        scale=1.0,
        width=0.004,
    )
    axis.set_xlim(0, shape[1])
    axis.set_ylim(shape[0], 0)
    axis.set_aspect("equal")
    axis.set_title(f"Displacement reference − simulated, × {magnified:.3g}", y=1.0)
    axis.set_xlabel("fast, pixels")
    axis.set_ylabel("slow, pixels")
    return figure
