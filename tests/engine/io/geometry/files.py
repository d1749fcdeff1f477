"""Small geometry files of the forms that other programs write."""

import json
from typing import Any

XDS_INP = """\
! an example
DETECTOR= PILATUS  MINIMUM_VALID_PIXEL_VALUE=0  OVERLOAD=1048500
SENSOR_THICKNESS= 0.32
NX= 487 NY= 407  QX= 0.172  QY= 0.172   ! two modules
UNTRUSTED_RECTANGLE=  0 488  195 213
DIRECTION_OF_DETECTOR_X-AXIS= 1.0 0.0 0.0
DIRECTION_OF_DETECTOR_Y-AXIS= 0.0 1.0 0.0
ORGX= 240.5  ORGY= 200.25
DETECTOR_DISTANCE= 150.5
ROTATION_AXIS= 1.0 0.0 0.0
STARTING_ANGLE= 12.5
OSCILLATION_RANGE=0.1
X-RAY_WAVELENGTH= 0.9795
INCIDENT_BEAM_DIRECTION= 0.0 0.0 1.0
FRACTION_OF_POLARIZATION= 0.98
POLARIZATION_PLANE_NORMAL= 0.0 1.0 0.0
SPACE_GROUP_NUMBER= 0
UNIT_CELL_CONSTANTS= 70 80 90 90 90 90
"""

XPARM = """\
 XPARM.XDS    VERSION Jan 10, 2022  BUILT=20220820
     1        5.0000    0.5000  0.999997 -0.001590 -0.001580
       0.979500       0.001500       0.000200       1.020900
    96     40.0000     50.0000     60.0000  90.000  90.000  90.000
      40.000000       0.000000       0.000000
       0.000000       0.000000      50.000000
       0.000000     -60.000000       0.000000
         1      2463      2527    0.172000    0.172000
    1231.500000    1263.500000     250.000000
       1.000000       0.000000       0.000000
       0.000000       1.000000       0.000000
       0.000000       0.000000       1.000000
         1         1      2463         1      2527
    0.00    0.00    0.00  1.00000  0.00000  0.00000  0.00000  1.00000  0.00000
"""

OLD_XPARM = """\
     1        5.0000    0.5000  0.999997 -0.001590 -0.001580
       0.979500       0.001500       0.000200       1.020900
      2463      2527    0.172000    0.172000
     250.000000    1231.500000    1263.500000
       1.000000       0.000000       0.000000
       0.000000       1.000000       0.000000
       0.000000       0.000000       1.000000
    96     40.0000     50.0000     60.0000  90.000  90.000  90.000
      40.000000       0.000000       0.000000
       0.000000       0.000000      50.000000
       0.000000     -60.000000       0.000000
"""

PONI_1 = """\
# Nota: C-Order, 1 refers to the Y axis, 2 to the X axis
PixelSize1: 0.000172
PixelSize2: 0.000172
Distance: 0.2
Poni1: 0.0344
Poni2: 0.0172
Rot1: 0.1
Rot2: 0.0
Rot3: 0.0
SplineFile: None
"""

PONI_2_1 = """\
# Calibration done on a day
poni_version: 2.1
Detector: Detector
Detector_config: {"pixel1": 0.0001, "pixel2": 0.0001, "max_shape": [300, 200], \
"orientation": 2}
Distance: 0.1
Poni1: 0.01
Poni2: 0.005
Rot1: 0.0
Rot2: 0.0
Rot3: 0.0
Wavelength: 1.2e-10
"""

GEOM = """\
; Manually optimised
photon_energy = 12000 ; eV
clen = 0.15
coffset = 0.0005
res = 13333.33   ; 75 micron pixel size
adu_per_photon = 1
dim0 = %
dim1 = ss
dim2 = fs
data = /entry/data/data
rigid_group_d0 = panel0
rigid_group_collection_det = d0
bad_stop/min_x = -10.0
bad_stop/max_x = 10.0
bad_stop/min_y = -20.0
bad_stop/max_y = 20.0   ; the beamstop
bad_row/min_fs = 0
bad_row/max_fs = 2067
bad_row/min_ss = 512
bad_row/max_ss = 549
bad_row/panel = panel0
panel0/min_fs = 0
panel0/max_fs = 2067
panel0/min_ss = 0
panel0/max_ss = 2161
panel0/corner_x = -1034
;panel0/corner_y = -1531
panel0/corner_y = -1000.5
panel0/fs = +1.000000x +0.000000y
panel0/ss = -0.000000x +1.0y
"""

CBF = """\
###CBF: VERSION 1.5, CBFlib v0.7.8 - SLS/DECTRIS PILATUS detectors

data_a_0001

_array_data.header_convention "PILATUS_1.2"
_array_data.header_contents
;
# Detector: PILATUS 200K, S/N 60-0000
# Pixel_size 172e-6 m x 172e-6 m
# Silicon sensor, thickness 0.000320 m
# Wavelength 0.97950 A
# Detector_distance 0.15050 m
# Beam_xy (240.50, 200.25) pixels
# Start_angle 12.5000 deg.
# Angle_increment 0.1000 deg.
# Detector_2theta 0.0000 deg.
# Polarization 0.990
;

_array_data.data
;
--CIF-BINARY-FORMAT-SECTION--
X-Binary-Size-Fastest-Dimension: 487
X-Binary-Size-Second-Dimension: 407
"""

SMV = """\
{
HEADER_BYTES=  512;
DIM=2;
BYTE_ORDER=little_endian;
TYPE=unsigned_short;
SIZE1=3072;
SIZE2=3072;
PIXEL_SIZE=0.1026;
BIN=2x2;
BEAMLINE=X;
DISTANCE=250;
TWOTHETA=0.00;
PHI=342.000;
OSC_START=342.000;
OSC_RANGE=1.000;
WAVELENGTH=1.1158;
BEAM_CENTER_X=156.0;
BEAM_CENTER_Y=159.0;
}
"""

EYE = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]


def expt(**changes: Any) -> dict[str, Any]:
    """An experiment list with one of each; a tilted goniometer in front of it."""
    return {
        "__id__": "ExperimentList",
        "experiment": [
            {
                "__id__": "Experiment",
                "beam": 0,
                "detector": 0,
                "goniometer": 0,
                "scan": 0,
                "crystal": 0,
            }
        ],
        "imageset": [],
        "beam": [
            {
                "direction": [0.0, 0.0, 1.0],
                "wavelength": 0.98,
                "polarization_normal": [0.0, 1.0, 0.0],
                "polarization_fraction": 0.999,
            }
        ],
        "detector": [
            {
                "panels": [
                    {
                        "name": "Panel",
                        "type": "SENSOR_PAD",
                        "fast_axis": [1.0, 0.0, 0.0],
                        "slow_axis": [0.0, -1.0, 0.0],
                        "origin": [-42.0, 35.0, -160.0],
                        "image_size": [487, 407],
                        "pixel_size": [0.172, 0.172],
                        "thickness": 0.32,
                        "mu": 3.96,
                        "mask": [[0, 195, 487, 212]],
                    }
                ]
            }
        ],
        "goniometer": [
            {
                "rotation_axis": [1.0, 0.0, 0.0],
                "fixed_rotation": EYE,
                "setting_rotation": EYE,
            }
        ],
        "scan": [{"image_range": [1, 9], "oscillation": [3.0, 0.2]}],
        "crystal": [
            {
                "__id__": "crystal",
                "real_space_a": [40.0, 0.0, 0.0],
                "real_space_b": [0.0, 50.0, 0.0],
                "real_space_c": [0.0, 0.0, 60.0],
            }
        ],
        **changes,
    }


def expt_text(**changes: Any) -> str:
    return json.dumps(expt(**changes))
