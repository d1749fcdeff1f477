"""The whole calculation of one pixel, named term by named term."""

from .comparison import ComparedTerm, TraceComparison, compare_traces
from .foreign import ForeignTerm, parse_trace
from .records import SubSteps, Trace, TraceNode, TraceTerm
from .trace import trace

__all__ = [
    "ComparedTerm",
    "ForeignTerm",
    "SubSteps",
    "Trace",
    "TraceComparison",
    "TraceNode",
    "TraceTerm",
    "compare_traces",
    "parse_trace",
    "trace",
]
