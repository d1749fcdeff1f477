"""How a spot moves and changes with each number of a model."""

from .numbers import FreeNumber, free_numbers
from .spot import SensitivityRow, sensitivity, sensitivity_csv
from .whole_image import SpotMoves, spot_moves

__all__ = [
    "FreeNumber",
    "SensitivityRow",
    "SpotMoves",
    "free_numbers",
    "sensitivity",
    "sensitivity_csv",
    "spot_moves",
]
