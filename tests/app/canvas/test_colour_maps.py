import numpy as np
import pytest

from braggscope.canvas.colour_maps import (
    COLOUR_MAP_NAMES,
    DEFAULT_COLOUR_MAP,
    colour_map,
)
from braggscope.canvas.overlay_style import ON_DARK, ON_LIGHT
from braggscope.canvas.transform import N_COLOURS


def luminance(rgb: tuple[float, float, float]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array(rgb, float) / 255
    linear = np.where(
        channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_the_default_is_dark_spots_on_white() -> None:
    grey = colour_map(DEFAULT_COLOUR_MAP)
    assert grey.rgb[0].tolist() == [255, 255, 255]
    assert grey.rgb[-1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("name", COLOUR_MAP_NAMES)
def test_a_missing_value_looks_like_no_intensity(name: str) -> None:
    chosen = colour_map(name)
    assert chosen.rgb.shape == (N_COLOURS, 3)
    distance = np.abs(chosen.rgb.astype(int) - chosen.no_value_rgb).max(axis=1)
    assert distance.min() > 25


@pytest.mark.parametrize("name", [n for n in COLOUR_MAP_NAMES if n != "diverging"])
def test_lightness_runs_one_way(name: str) -> None:
    chosen = colour_map(name)
    lightness = np.array([luminance(tuple(colour)) for colour in chosen.rgb.tolist()])
    steps = np.diff(lightness) * (-1 if chosen.light_ground else 1)
    assert steps.min() > -1e-3


def test_the_diverging_map_is_lightest_at_zero() -> None:
    chosen = colour_map("diverging")
    lightness = [luminance(tuple(colour)) for colour in chosen.rgb.tolist()]
    assert abs(int(np.argmax(lightness)) - N_COLOURS // 2) <= 3


@pytest.mark.parametrize("name", COLOUR_MAP_NAMES)
def test_overlays_stand_out_from_the_ground_and_their_halo(name: str) -> None:
    chosen = colour_map(name)
    style = ON_LIGHT if chosen.light_ground else ON_DARK
    middle = N_COLOURS // 2
    ground = luminance(tuple(chosen.rgb[middle if chosen.diverging else 0].tolist()))
    halo = luminance(style.halo.getRgb()[:3])  # type: ignore[index]
    for colour in (style.beam, style.foot, style.rings, style.rois, style.selected_roi):
        line = luminance(colour.getRgb()[:3])  # type: ignore[index]
        assert contrast(line, ground) >= 3
        assert contrast(line, halo) >= 3


def test_an_unknown_map_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="choose one of inverted grey, grey, viridis"):
        colour_map("jet")
