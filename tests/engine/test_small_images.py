"""Small images of the reference program, one option at a time."""

import numpy as np
import pytest

from braggscope_engine import ALL_QUIRKS, RenderOptions, parse_nanobragg, simulate

BASE = (
    "-cell 70 80 90 75 85 95 -default_F 100 -detpixels 12 -pixel 2 -distance 100 -N 5"
    " -lambda 1.1 -oversample 1 -nonoise -nopgm"
)
PRINTED = 6e-6
"""The table has six significant digits."""

ROWS = [
    ("", 34227.6, (3, 4), 528.852, 33.9287),
    ("-adxv", 62500, (6, 6), 607.343, 0.982595),
    ("-denzo", 62500, (6, 6), 1078.05, 41.3353),
    ("-xds", 6977.03, (7, 4), 242.483, 6977.03),
    ("-dials", 6977.03, (7, 4), 242.483, 6977.03),
    ("-beam_vector 1 0 0", 34227.6, (2, 3), 556.868, 56.9689),
    ("-misset 10 20 30", 23532.5, (6, 0), 323.519, 19.4313),
    ("-misset_seed 5 -misset random", 45298.1, (9, 10), 537.939, 0.0237767),
    ("-osc 1 -phisteps 5", 31636.6, (3, 4), 514.983, 32.5323),
    ("-phi 1 -osc 1 -phisteps 5", 32877.6, (0, 9), 625.444, 29.3272),
    ("-phi -1 -osc 2 -phisteps 4", 26624.8, (3, 4), 508.65, 34.0305),
    ("-mosaic 2", 17094.7, (5, 9), 528.002, 18.9044),
    ("-mosaic 2 -mosaic_dom 5 -mosaic_seed 42", 28493.6, (3, 4), 611.131, 8.322),
    ("-hdivrange 5 -vdivrange 4 -divsteps 3", 12675.9, (3, 4), 586.68, 29.5375),
    ("-dispersion 5 -dispsteps 4", 24688, (5, 9), 470.827, 12.984),
    ("-oversample 3", 5584.12, (8, 0), 511.889, 62.7519),
    ("-oversample 3 -oversample_omega", 2014.35, (8, 5), 50.8825, 0.964304),
    ("-oversample 3 -oversample_polar -polar 0.9", 5147.25, (8, 0), 494.348, 62.398),
    ("-polar 0.9", 34264.4, (3, 4), 529.046, 33.8921),
    ("-nopolar", 34353.8, (3, 4), 530.755, 33.9727),
    ("-detector_thick 300 -detector_abs 500", 13465, (3, 4), 206.876, 12.8404),
    (
        "-detector_thick 300 -detector_abs 500 -thicksteps 3 -oversample_thick",
        6466.59,
        (3, 4),
        98.7927,
        5.59719,
    ),
    ("-water 20", 7.0684e11, (6, 6), 6.92848e11, 7.0346e11),
    ("-point_pixel", 8.58851e9, (3, 4), 1.3269e8, 8.49318e6),
    ("-curved_det -nopgm", 28955.7, (9, 10), 627.032, 0.53641),
    ("-round_xtal", 22489.1, (3, 4), 452.367, 13.082),
    ("-gauss_xtal -N 2", 255.645, (7, 6), 248.578, 252.755),
    ("-tophat_spots -N 2 -fudge 0.1", 255.898, (6, 6), 250.832, 254.674),
    ("-dmin 12", 34227.6, (3, 4), 454.676, 33.9287),
    (
        "-flux 1e12 -beamsize 0.05 -exposure 0.1",
        1.08718e-05,
        (3, 4),
        1.6798e-07,
        1.07768e-08,
    ),
    ("-xtalsize 0.0002", 130811, (3, 4), 1846.28, 0.568353),
    ("-twotheta_axis -1 0 0", 57448.7, (4, 11), 942.315, 43.9242),
    ("-roi 2 5 3 7", 34227.6, (3, 4), 239.618, 33.9287),
    (
        "-detector_rotx 5 -detector_roty 4 -detector_rotz 3 -twotheta 12",
        56661.2,
        (7, 1),
        915.599,
        17.1458,
    ),
]


@pytest.mark.parametrize(
    ("extra", "maximum", "place", "mean", "sample"),
    ROWS,
    ids=[row[0] or "base" for row in ROWS],
)
def test_an_option_changes_the_image_as_in_the_reference(
    extra: str,
    maximum: float,
    place: tuple[int, int],
    mean: float,
    sample: float,
) -> None:
    words = f"{BASE} {extra}".split()
    experiment = parse_nanobragg(words, quirks=ALL_QUIRKS).experiment
    frame = simulate(experiment, RenderOptions(dtype="float64"))
    image = frame.intensity.float().numpy()
    assert divmod(int(image.argmax()), 12) == place
    assert image.max() == pytest.approx(maximum, rel=PRINTED)
    assert image.mean(dtype=np.float64) == pytest.approx(mean, rel=PRINTED)
    assert image[7, 4] == pytest.approx(sample, rel=PRINTED)
