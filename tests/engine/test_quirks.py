"""The oddities of the reference by name: their list, their text, their effect."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    QUIRK_DESCRIPTIONS,
    Axes,
    Convention,
    CrystalShape,
    Experiment,
    InvalidParameterError,
    Pivot,
    Quirk,
    Sensor,
    UnitCell,
    format_quirks,
    full_precision,
    parse_quirks,
    quirk_effects,
)

from .build import Settings, experiment, image, listed
from .golden import deviation

subsets = st.frozensets(st.sampled_from(list(Quirk)))


@given(subsets)
def test_what_is_written_reads_back(quirks: frozenset[Quirk]) -> None:
    assert parse_quirks(format_quirks(quirks)) == quirks


@given(subsets, subsets)
def test_a_list_is_read_from_left_to_right(
    added: frozenset[Quirk], removed: frozenset[Quirk]
) -> None:
    names = [*added, *(f"-{quirk}" for quirk in removed)]
    assert parse_quirks(",".join(names)) == added - removed
    assert parse_quirks(",".join(["all", *names])) == ALL_QUIRKS - removed
    assert parse_quirks(",".join([*names, "none"])) == NO_QUIRKS


@pytest.mark.parametrize(
    ("quirks", "text"),
    [
        (NO_QUIRKS, "none"),
        (ALL_QUIRKS, "all"),
        (ALL_QUIRKS - {Quirk.STALE_PHI}, "all,-stale-phi"),
        (frozenset({Quirk.STALE_PHI}), "stale-phi"),
    ],
)
def test_a_list_is_written_as_short_as_it_can_be(
    quirks: frozenset[Quirk], text: str
) -> None:
    assert format_quirks(quirks) == text


def test_spaces_and_empty_words_do_not_matter() -> None:
    assert parse_quirks("") == NO_QUIRKS
    assert parse_quirks(" all , , -stale-phi ") == ALL_QUIRKS - {Quirk.STALE_PHI}


@pytest.mark.parametrize("name", ["stale-fhi", "-stale-fhi", "all,stale_phi"])
def test_an_unknown_name_is_refused_with_the_nearest_one(name: str) -> None:
    with pytest.raises(InvalidParameterError, match="Did you mean stale-phi") as no:
        parse_quirks(name)
    assert "\n" not in str(no.value)


@pytest.mark.parametrize("quirk", list(Quirk))
def test_each_quirk_is_described_in_two_sentences(quirk: Quirk) -> None:
    description = QUIRK_DESCRIPTIONS[quirk]
    for sentence in (description.what, description.instead):
        assert sentence[0].isupper() or sentence.startswith(("-", "n ", "render"))
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert len(sentence) < 200


# Read from words or written to files: their tests are with the readers and writers.
ELSEWHERE = {
    Quirk.LOOSE_OPTIONS,
    Quirk.MISSET_SEED_IS_MISSET,
    Quirk.TWOTHETA_AXIS_SETS_ANGLE,
    Quirk.CURVED_NEEDS_A_WORD,
    Quirk.PIX0_MM_IN_METRES,
    Quirk.HEADER_SUBSTRING_KEYWORDS,
    Quirk.MASK_FLIPS_BEAM_CENTRE,
    Quirk.HEADER_TWOTHETA_IGNORED,
    Quirk.SOURCE_WAVELENGTH_IN_METRES,
    Quirk.SOURCE_FILE_AS_IT_STANDS,
    Quirk.IMPLICIT_DUMP,
    Quirk.DUMP_SWALLOWS_SPACE,
    Quirk.HKL_STOPS_AT_TEXT,
    Quirk.SOLID_ANGLE_PER_STEP,
    Quirk.SHORT_HEADER,
    Quirk.DIALS_ORIGIN_LINE,
    Quirk.NOISE_WRAPS,
    Quirk.WRITE_ALL_FILES,
}

CUSTOM = {"convention": Convention.CUSTOM}
NEAR = {"distance_mm": 20}
THICK = {"sensor": Sensor(thickness_um=500, attenuation_depth_um=300, layers=3)}

SHOWN: dict[Quirk, Settings] = {
    Quirk.STEPS_WITHOUT_RANGE: {"sampling": {"phi_steps": 3}},
    Quirk.IGNORE_PIX0: {"detector": {**CUSTOM, "pix0_mm": (90, 5, 7)}},
    Quirk.CONVENTION_SETS_PIVOT: {
        "detector": {"pivot": Pivot.SAMPLE, "rotation_deg": (3, 9, 4)}
    },
    Quirk.CONVENTION_IGNORES_CENTRE: {
        "detector": {
            "convention": Convention.XDS,
            "pivot": Pivot.SAMPLE,
            "beam_x_mm": 3,
            "beam_y_mm": 4,
        }
    },
    Quirk.BEAM_CENTRE_AS_NEAR_POINT: {
        "detector": {
            **CUSTOM,
            "pivot": Pivot.SAMPLE,
            "beam_x_mm": 3,
            "beam_y_mm": 4,
            "rotation_deg": (3, 9, 4),
        }
    },
    Quirk.REGENERATED_NORMAL: {
        "detector": {**CUSTOM, "custom_axes": Axes(normal=(1, 0.1, 0.2))}
    },
    Quirk.UNNORMALISED_TWOTHETA_AXIS: {
        "detector": {
            **CUSTOM,
            "custom_axes": Axes(two_theta=(0, 1.1, 0)),
            "two_theta_deg": 20,
        }
    },
    Quirk.RATIO_WITHOUT_TWOTHETA: {"detector": {"two_theta_deg": 20, "curved": True}},
    Quirk.TRANSPOSED_CURVED_DETECTOR: {"detector": {**NEAR, "curved": True}},
    Quirk.POINT_PIXEL_WITHOUT_AREA: {"detector": {"point_pixel": True}},
    Quirk.SIGNED_DISTANCE: {
        "detector": {**CUSTOM, "custom_axes": Axes(normal=(-1, 0, 0))}
    },
    Quirk.STALE_PHI: {"sampling": {"osc_deg": 1, "phi_steps": 3}},
    Quirk.SKEWED_TRICLINIC_CELL: {},
    Quirk.INTERPOLATION_SWITCHES_OFF: {
        "crystal": {"reflections": listed(1), "interpolate": True},
        "detector": {**NEAR, "distance_mm": 60},
    },
    Quirk.INTERPOLATION_BEFORE_SIZE: {
        "crystal": {
            "reflections": listed(1),
            "n_cells": (1, 1, 1),
            "size_mm": (1e-4, 1e-4, 1e-4),
        },
        "detector": {"distance_mm": 400},
    },
    Quirk.SPOT_RADIUS_OF_ALL_CELLS: {"crystal": {"shape": CrystalShape.GAUSS}},
    Quirk.RUNNING_SUM: {
        "sampling": {"oversample": 2, "oversample_polarization": True},
        "detector": NEAR,
    },
    Quirk.CORNER_SOLID_ANGLE: {"sampling": {"oversample": 2}, "detector": NEAR},
    Quirk.FIRST_SOURCE_POLARIZATION: {"sampling": {"oversample": 2}, "detector": NEAR},
    Quirk.LAST_LAYER_CAPTURE: {"detector": THICK},
    Quirk.LAYER_SPACING: {"detector": THICK},
    Quirk.TRANSPARENT_SENSOR_IS_BLACK: {
        "detector": {
            "sensor": Sensor(thickness_um=500, attenuation_depth_um=float("inf"))
        }
    },
    Quirk.BACKGROUND_SCALED_TWICE: {"beam": {"fluence_per_m2": 1e27}, "water_um": 9.0},
    Quirk.DMIN_DROPS_BACKGROUND: {
        "sampling": {"d_min_angstrom": 12},
        "water_um": 9.0,
    },
    Quirk.NOPOLAR_OVERRULED: {
        "beam": {"apply_polarization": False},
        "sampling": {"oversample_polarization": True},
        "detector": NEAR,
    },
}


def with_quirks(settings: Settings, quirks: frozenset[Quirk]) -> Experiment:
    return experiment(
        beam=settings.get("beam"),
        crystal=settings.get("crystal"),
        detector=settings.get("detector"),
        sampling=settings.get("sampling"),
        water_um=settings.get("water_um", 0.0),
        quirks=quirks,
    )


def test_each_quirk_is_shown_here_or_tested_with_a_reader_or_writer() -> None:
    assert set(SHOWN) | ELSEWHERE == ALL_QUIRKS
    assert not set(SHOWN) & ELSEWHERE


@pytest.mark.parametrize("quirk", list(SHOWN))
def test_a_quirk_shows_in_the_image_alone_and_among_all_others(quirk: Quirk) -> None:
    plain = image(with_quirks(SHOWN[quirk], NO_QUIRKS))
    alone = image(with_quirks(SHOWN[quirk], frozenset({quirk})))
    assert not np.allclose(alone, plain, rtol=1e-3)
    strict = image(with_quirks(SHOWN[quirk], ALL_QUIRKS))
    without = image(with_quirks(SHOWN[quirk], ALL_QUIRKS - {quirk}))
    assert not np.allclose(without, strict, rtol=1e-3)


@pytest.mark.parametrize("quirk", list(SHOWN))
def test_the_comparison_of_quirks_finds_what_each_would_do(quirk: Quirk) -> None:
    shown = with_quirks(SHOWN[quirk], NO_QUIRKS)
    effects = {effect.quirk: effect for effect in quirk_effects(shown)}
    assert effects[quirk].changes_image
    assert not effects[quirk].in_force
    plain, switched = image(shown), image(with_quirks(SHOWN[quirk], frozenset({quirk})))
    difference = np.linalg.norm(switched - plain) / np.linalg.norm(plain)
    if quirk is not Quirk.STALE_PHI:  # the first pixel of an image is left out
        assert effects[quirk].relative_l2 == pytest.approx(difference, rel=1e-6)


def test_where_no_quirk_applies_none_shows() -> None:
    # A right-angled cell, one step, a flat panel square to the beam.
    settings = {"crystal": {"cell": UnitCell(a=70, b=80, c=90)}}
    own, strict = (with_quirks(settings, q) for q in (NO_QUIRKS, ALL_QUIRKS))
    assert image(strict) == pytest.approx(image(own), rel=1e-9)
    one, other = full_precision(own), full_precision(strict)
    assert {key for key in one if deviation(other[key], one[key]) > 1e-12} == set()
