"""How a spot moves and changes with each number of a model."""

from .numbers import FreeNumber, free_numbers
from .spot import SensitivityRow, sensitivity, sensitivity_csv

__all__ = [
    "FreeNumber",
    "SensitivityRow",
    "free_numbers",
    "sensitivity",
    "sensitivity_csv",
]
