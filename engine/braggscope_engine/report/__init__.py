"""Evidence of a comparison, for another person to read and to run again."""

from __future__ import annotations

from .numbers import comparison_numbers, report_numbers
from .report import Report
from .writing import write_report

__all__ = ["Report", "comparison_numbers", "report_numbers", "write_report"]
