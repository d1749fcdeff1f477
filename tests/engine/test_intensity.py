"""Laws that the photons of an image obey: solid angle, polarisation, flux, sums."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from braggscope_engine import (
    Axes,
    Convention,
    Probe,
    Quirk,
    ReflectionTable,
    Sensor,
    Source,
    Spread,
    Vector,
    place,
)

from .build import Settings, experiment, image, vector

FEW = settings(max_examples=20)

# One cell scatters the same in every direction, and one electron with the default
# fluence scatters one photon per steradian: such an image shows solid angles.
EVEN: Settings = {"crystal": {"n_cells": (1, 1, 1), "default_F": 1.0}}
UNPOLARIZED: Settings = {"apply_polarization": False}


def solid_angles(detector: Settings, oversample: int = 1) -> NDArray[np.float64]:
    return image(
        experiment(
            **EVEN,
            beam=UNPOLARIZED,
            detector=detector,
            sampling={"oversample": oversample},
        )
    )


def rectangle_sr(
    left: NDArray[np.float64], low: NDArray[np.float64], edge: float, height: float
) -> NDArray[np.float64]:
    """Exact solid angle of squares in a plane at ``height``, from corner functions."""

    def corner(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        result = np.arctan(x * y / (height * np.sqrt(x * x + y * y + height * height)))
        return np.asarray(result)

    right, high = left + edge, low + edge
    return (
        corner(right, high)
        - corner(left, high)
        - corner(right, low)
        + corner(left, low)
    )


def test_six_panels_that_close_a_cube_see_the_whole_sphere() -> None:
    x, y, z = np.eye(3)
    total = 0.0
    for normal, fast in ((x, y), (y, z), (z, x)):
        slow = np.cross(normal, fast)
        for side in (1.0, -1.0):
            corner = 50 * (side * normal - fast - slow)
            total += solid_angles(
                {
                    "convention": Convention.CUSTOM,
                    "custom_axes": Axes(fast=vector(fast), slow=vector(slow)),
                    "pix0_mm": vector(corner),
                    "pixels_fast": 50,
                    "pixels_slow": 50,
                }
            ).sum()
    assert total == pytest.approx(4 * math.pi, rel=1e-4)


def test_each_pixel_has_the_solid_angle_of_its_square() -> None:
    panel = {"convention": Convention.XDS, "pix0_mm": (-7, 3, 20)}
    seen = solid_angles(panel, oversample=5)
    edge: NDArray[np.float64] = np.arange(12, dtype=np.float64) * 2.0
    exact = rectangle_sr(-7 + edge[None, :], 3 + edge[:, None], 2.0, 20.0)
    assert seen == pytest.approx(exact, rel=1e-4)


def test_a_point_pixel_has_its_area_over_the_square_of_its_distance() -> None:
    panel = {"convention": Convention.XDS, "pix0_mm": (-7, 3, 20), "point_pixel": True}
    seen = solid_angles(panel)
    probe = Probe(experiment(detector=panel))
    for fast, slow in ((0, 0), (5, 11), (11, 3)):
        far_mm = math.hypot(*probe.at(fast + 0.5, slow + 0.5).lab_mm)
        assert seen[slow, fast] == pytest.approx(4.0 / far_mm**2, rel=1e-12)


@FEW
@given(k=st.floats(0.01, 100))
def test_the_image_grows_with_the_square_of_the_amplitudes(k: float) -> None:
    one = image(experiment(crystal={"default_F": 50.0}))
    scaled = image(experiment(crystal={"default_F": 50.0 * k}))
    assert scaled == pytest.approx(one * k * k, rel=1e-9)


def listed(amplitude: float) -> ReflectionTable:
    """Every reflection that the small panel sees, all of one amplitude."""
    side = np.arange(-6, 7)
    hkl = np.stack(np.meshgrid(side, side, side, indexing="ij"), -1).reshape(-1, 3)
    return ReflectionTable(
        hkl=hkl.astype(np.int32), amplitude=np.full(len(hkl), amplitude)
    )


@pytest.mark.parametrize("interpolate", [False, True])
def test_a_list_of_equal_amplitudes_is_like_no_list(interpolate: bool) -> None:
    by_list = {
        "reflections": listed(80.0),
        "interpolate": interpolate,
        "default_F": 80.0,
    }
    for n in (1, 5):
        cells = {"n_cells": (n, n, n)}
        without = image(experiment(crystal={"default_F": 80.0, **cells}))
        within = image(experiment(crystal={**by_list, **cells}))
        assert within == pytest.approx(without, rel=1e-10)


@FEW
@given(flux=st.floats(1e6, 1e14), seconds=st.floats(1e-3, 100), size=st.floats(1e-3, 1))
def test_a_flux_is_worth_flux_times_exposure_over_area(
    flux: float, seconds: float, size: float
) -> None:
    by_flux = experiment(
        beam={"flux_per_s": flux, "exposure_s": seconds, "beam_size_mm": size}
    )
    by_fluence = experiment(
        beam={"fluence_per_m2": flux * seconds / (size * 1e-3) ** 2}
    )
    assert image(by_flux) == pytest.approx(image(by_fluence), rel=1e-12, abs=0)


@pytest.mark.parametrize("beam", [{"flux_per_s": 0.0}, {"exposure_s": 0.0}])
def test_without_flux_or_exposure_the_fluence_counts(beam: Settings) -> None:
    settings = {"flux_per_s": 1e12, "fluence_per_m2": 1e28, **beam}
    expected = image(experiment(beam={"fluence_per_m2": 1e28}))
    assert np.array_equal(image(experiment(beam=settings)), expected)


@FEW
@given(k=st.floats(-1, 1))
def test_polarisation_averages_out_between_opposite_kahn_factors(k: float) -> None:
    def seen(kahn: float) -> NDArray[np.float64]:
        return image(
            experiment(**EVEN, beam={"kahn_factor": kahn}, detector={"distance_mm": 20})
        )

    assert (seen(k) + seen(-k)) / 2 == pytest.approx(seen(0), rel=1e-12)


@pytest.mark.parametrize("convention", list(Convention))
def test_polarisation_follows_the_electric_field(convention: Convention) -> None:
    # MOSFLM's default centre is a pixel off the middle: name the middle pixel.
    even = dict(EVEN, detector={"convention": convention, "distance_mm": 15})
    centre = place(experiment(**even)).beam_centre_px
    assert centre is not None
    panel = {**even["detector"], "pixels_fast": 26, "pixels_slow": 26}
    geometry = place(experiment(detector=panel))
    assert geometry.beam_centre_px is not None
    fast0, slow0 = (math.floor(x) for x in geometry.beam_centre_px)
    full, none = (
        image(
            experiment(
                crystal=EVEN["crystal"],
                detector=panel,
                beam={"kahn_factor": 1.0, "apply_polarization": polarized},
            )
        )
        for polarized in (True, False)
    )
    probe = Probe(experiment(detector=panel))
    field = np.array(geometry.polarization)
    for fast, slow in ((fast0 + 9, slow0), (fast0, slow0 + 9), (fast0 - 8, slow0 + 7)):
        lab = np.array(probe.at(fast + 0.5, slow + 0.5).lab_mm)
        # A dipole does not shine along its axis: 1 - (d·E)².
        expected = 1 - (lab @ field / np.linalg.norm(lab)) ** 2
        assert full[slow, fast] / none[slow, fast] == pytest.approx(expected, rel=1e-9)


def test_an_unpolarised_beam_has_thomsons_factor() -> None:
    even = dict(EVEN, detector={"distance_mm": 15})
    polarized = image(experiment(**even))
    none = image(experiment(**even, beam=UNPOLARIZED))
    probe = Probe(experiment(**even))
    for fast, slow in ((0, 0), (11, 3), (6, 6)):
        angle = math.radians(probe.at(fast + 0.5, slow + 0.5).two_theta_deg)
        ratio = polarized[slow, fast] / none[slow, fast]
        assert ratio == pytest.approx((1 + math.cos(angle) ** 2) / 2, rel=1e-9)


# A fine panel about one spot of the small crystal: a spot spans many of its pixels.
SPOT: Settings = {
    "detector": {"pixel_size_mm": 0.05, "pixels_fast": 60, "pixels_slow": 60},
    "crystal": {"misset_deg": (0.0, 0.4, 0.3)},
}


def test_the_total_of_a_well_sampled_image_does_not_depend_on_oversampling() -> None:
    totals = [
        image(experiment(**SPOT, sampling={"oversample": n})).sum() for n in (1, 2, 3)
    ]
    assert totals[0] > 1
    assert totals[1] == pytest.approx(totals[0], rel=1e-3)
    assert totals[2] == pytest.approx(totals[0], rel=1e-3)


@FEW
@given(start=st.floats(-180, 180), width=st.floats(0.1, 5), steps=st.integers(1, 4))
def test_an_oscillation_is_the_mean_of_its_halves(
    start: float, width: float, steps: int
) -> None:
    def turned(start: float, width: float, steps: int) -> NDArray[np.float64]:
        return image(
            experiment(
                sampling={
                    "phi_start_deg": start,
                    "osc_deg": width,
                    "phi_steps": steps,
                    "phi_at_slice_centres": True,
                }
            )
        )

    whole = turned(start, 2 * width, 2 * steps)
    halves = turned(start, width, steps), turned(start + width, width, steps)
    assert whole == pytest.approx((halves[0] + halves[1]) / 2, rel=1e-7, abs=1e-9)


def test_slice_centres_are_half_a_step_after_slice_starts() -> None:
    def turned(start: float, centred: bool) -> NDArray[np.float64]:
        return image(
            experiment(
                sampling={
                    "phi_start_deg": start,
                    "osc_deg": 2.0,
                    "phi_steps": 4,
                    "phi_at_slice_centres": centred,
                }
            )
        )

    assert turned(1.0, True) == pytest.approx(turned(1.25, False), rel=1e-9)


def two_sources(weights: tuple[float, float], use: bool) -> NDArray[np.float64]:
    positions: tuple[Vector, Vector] = ((-1, 0.01, 0), (-1, 0, -0.02))
    sources = tuple(
        Source(position=position, weight=weight, wavelength_angstrom=wavelength)
        for position, weight, wavelength in zip(
            positions, weights, (1.0, 1.2), strict=True
        )
    )
    return image(experiment(beam={"sources": sources, "use_source_weights": use}))


def test_sources_count_by_their_weight_or_all_alike() -> None:
    first, second = two_sources((1, 0), True), two_sources((0, 1), True)
    weighted = (3 * first + second) / 4
    assert two_sources((3, 1), True) == pytest.approx(weighted, rel=1e-12)
    assert two_sources((3, 1), False) == pytest.approx((first + second) / 2, rel=1e-12)


def test_the_order_of_the_sources_does_not_matter() -> None:
    positions: tuple[Vector, ...] = ((-1, 0.01, 0), (-1, 0, -0.02), (-2, 0.03, 0.01))
    sources = tuple(Source(position=p, wavelength_angstrom=1.1) for p in positions)
    one = image(experiment(beam={"sources": sources}))
    other = image(experiment(beam={"sources": sources[::-1]}))
    assert other == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize(
    "more",
    [
        {"sampling": {"osc_deg": 3.0, "phi_steps": 7}},
        {"crystal": {"mosaic_spread_deg": 1.0, "mosaic_domains": 5}},
        {"sampling": {"oversample": 3}},
        {"beam": {"horizontal_divergence": Spread(range=1e-3, count=3)}},
        {"beam": {"dispersion": Spread(range=1.0, count=4)}},
        {
            "sampling": {
                "oversample": 2,
                "oversample_solid_angle": True,
                "oversample_polarization": True,
            }
        },
    ],
    ids=[
        "phi steps",
        "mosaic domains",
        "sub-pixels",
        "divergence",
        "dispersion",
        "all",
    ],
)
def test_water_does_not_depend_on_the_number_of_steps(more: Settings) -> None:
    def water(extra: Settings) -> NDArray[np.float64]:
        return image(
            experiment(
                beam=extra.get("beam"),
                crystal={"default_F": 1e-20, **extra.get("crystal", {})},
                detector={"pixel_size_mm": 0.1},
                sampling=extra.get("sampling"),
                water_um=20.0,
            )
        )

    assert water(more) == pytest.approx(water({}), rel=1e-6)


def test_water_scatters_as_many_molecules_as_there_are() -> None:
    electron_radius_m, avogadro = 2.8179403e-15, 6.02214e23
    fluence = 1e24
    seen = image(
        experiment(
            crystal={"default_F": 1e-20},
            beam={**UNPOLARIZED, "fluence_per_m2": fluence},
            water_um=20.0,
        )
    )
    molecules = (20e-4) ** 3 / 18.0 * avogadro  # 1 g/cm³
    photons_per_sr = 2.57**2 * molecules * electron_radius_m**2 * fluence
    assert seen == pytest.approx(photons_per_sr * solid_angles({}), rel=1e-5)


def test_the_crystal_and_the_water_add_up() -> None:
    crystal = image(experiment())
    water = image(experiment(crystal={"default_F": 1e-20}, water_um=0.1))
    assert water.max() > 1
    assert image(experiment(water_um=0.1)) == pytest.approx(crystal + water, rel=1e-9)


@pytest.mark.parametrize("layers", [1, 2, 5])
def test_layers_share_what_the_sensor_absorbs(layers: int) -> None:
    far = {"distance_mm": 1e5, "pixel_size_mm": 100.0}
    sensor = Sensor(thickness_um=400, attenuation_depth_um=250, layers=layers)
    absorbed = solid_angles({**far, "sensor": sensor}) / solid_angles(far)
    assert absorbed == pytest.approx(1 - math.exp(-400 / 250), rel=1e-4)


def test_a_slanted_ray_has_a_longer_way_through_the_sensor() -> None:
    panel = {"convention": Convention.XDS, "pix0_mm": (0, 0, 20)}
    sensor = Sensor(thickness_um=0.4, attenuation_depth_um=1.0, layers=1)
    absorbed = solid_angles({**panel, "sensor": sensor}) / solid_angles(panel)
    probe = Probe(experiment(detector=panel))
    x, y, z = probe.at(11.5, 8.5).lab_mm
    slant = z / math.hypot(x, y, z)
    assert absorbed[8, 11] == pytest.approx(1 - math.exp(-0.4 / slant), rel=1e-9)


@pytest.mark.parametrize(
    "sensor",
    [
        Sensor(thickness_um=0.0, attenuation_depth_um=100.0),
        Sensor(thickness_um=500.0, attenuation_depth_um=math.inf),
    ],
)
def test_a_sensor_without_thickness_or_absorption_counts_every_photon(
    sensor: Sensor,
) -> None:
    assert np.array_equal(solid_angles({"sensor": sensor}), solid_angles({}))


@pytest.mark.parametrize(
    "flag",
    ["oversample_solid_angle", "oversample_polarization", "oversample_absorption"],
)
def test_the_oversampling_flags_change_nothing_but_with_their_quirk(flag: str) -> None:
    settings: Settings = {
        "detector": {"distance_mm": 30, "sensor": Sensor(thickness_um=300)},
        "beam": {"kahn_factor": 0.9},
    }
    plain = image(experiment(**settings, sampling={"oversample": 2}))
    flagged = experiment(**settings, sampling={"oversample": 2, flag: True})
    assert np.array_equal(image(flagged), plain)
    fading = experiment(
        **settings,
        sampling={"oversample": 2, flag: True},
        quirks=frozenset({Quirk.RUNNING_SUM}),
    )
    assert image(fading) != pytest.approx(plain, rel=0.1)
