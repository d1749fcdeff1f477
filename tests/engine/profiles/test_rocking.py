"""The parts of a box's photons are together the box's photons."""

import numpy as np
import pytest
import torch

from braggscope_engine import (
    CrystalShape,
    InvalidParameterError,
    PixelMask,
    Quirk,
    Roi,
    Sensor,
    Spread,
    intensity,
    rocking_csv,
    rocking_curve,
)

from ..build import Settings, experiment, image, listed

BOX = (2, 3, 7, 9)
SAMPLING: Settings = {"osc_deg": 3.0, "phi_steps": 6, "oversample": 2}
BEAM: Settings = {
    "kahn_factor": 0.5,
    "dispersion": Spread(range=2.0, count=3),
    "horizontal_divergence": Spread(range=6.0, count=2),
}
CRYSTAL: Settings = {"mosaic_spread_deg": 0.8, "mosaic_domains": 4}
CASES: dict[str, Settings] = {
    "intended": {},
    "listed, interpolated": {
        "crystal": {**CRYSTAL, "reflections": listed(3), "interpolate": True}
    },
    "gaussian": {"crystal": {**CRYSTAL, "shape": CrystalShape.GAUSS}},
    "thick": {"detector": {"sensor": Sensor(thickness_um=500.0, layers=3)}},
    "cut off": {"sampling": {**SAMPLING, "d_min_angstrom": 20.0}},
    "strict": {
        "quirks": frozenset(Quirk)
        - {Quirk.RUNNING_SUM, Quirk.STALE_PHI, Quirk.INTERPOLATION_SWITCHES_OFF}
    },
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("over", ["phi", "domain", "source"])
def test_the_steps_add_up_to_the_box(name: str, over: str) -> None:
    settings: Settings = {
        "crystal": CRYSTAL,
        "beam": BEAM,
        "sampling": SAMPLING,
        **CASES[name],
    }
    shown = experiment(**settings)
    found = rocking_curve(shown, BOX, over)
    count = {"phi": 6, "domain": 4, "source": 6}[over]
    assert len(found.photons) == count
    assert (found.photons > 0).all()
    box = image(shown)[3:9, 2:7]
    assert found.photons.sum() == pytest.approx(box.sum(), rel=1e-10)
    assert len(rocking_csv(found).splitlines()) == count + 1


def test_a_step_is_the_image_at_its_angle() -> None:
    shown = experiment(sampling=SAMPLING)
    found = rocking_curve(shown, BOX)
    assert found.position == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5])
    slow, fast = torch.meshgrid(torch.arange(3, 9), torch.arange(2, 7), indexing="ij")
    for angle, photons in zip(found.position, found.photons, strict=True):
        still = experiment(
            sampling={"phi_start_deg": float(angle), "oversample": 2, "phi_steps": 1}
        )
        alone = float(intensity(still, fast.flatten(), slow.flatten()).sum())
        assert photons * 6 == pytest.approx(alone, rel=1e-9)


def test_a_stale_step_says_the_angle_that_it_has() -> None:
    shown = experiment(sampling=SAMPLING, quirks=frozenset({Quirk.STALE_PHI}))
    found = rocking_curve(shown, BOX)
    assert found.position[0] == 0
    assert found.turned_deg is not None
    assert found.turned_deg[0] == pytest.approx(2.5)
    assert found.photons[0] == found.photons[-1]


def test_what_is_not_shown_gives_nothing() -> None:
    keep = np.ones((12, 12), bool)
    keep[4, 4] = False
    shown = experiment(
        detector={"mask": PixelMask(keep=keep)},
        sampling={**SAMPLING, "roi": Roi(fast_min=4, fast_max=5)},
    )
    found = rocking_curve(shown, BOX)
    assert found.photons.sum() == pytest.approx(image(shown)[3:9, 2:7].sum(), rel=1e-10)
    assert rocking_curve(shown, (8, 3, 10, 5)).photons.tolist() == [0.0] * 6


def test_the_angles_of_domains_are_within_the_spread() -> None:
    shown = experiment(crystal=CRYSTAL)
    found = rocking_curve(shown, BOX, "domain")
    assert found.position[0] == 0
    assert (found.position[1:] > 0).all()
    assert found.position.max() <= 0.8


def test_what_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="phi, domain, source"):
        rocking_curve(experiment(), BOX, "layer")
    with pytest.raises(InvalidParameterError, match="box"):
        rocking_curve(experiment(), (12, 0, 14, 2))
