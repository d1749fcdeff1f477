"""Evidence of a comparison, for another person to read and to run again."""

from __future__ import annotations

from .numbers import comparison_numbers, report_numbers
from .pair import PairReport, compare_pair, pair_numbers
from .report import Report
from .writing import write_pair_report, write_report

__all__ = [
    "PairReport",
    "Report",
    "compare_pair",
    "comparison_numbers",
    "pair_numbers",
    "report_numbers",
    "write_pair_report",
    "write_report",
]
