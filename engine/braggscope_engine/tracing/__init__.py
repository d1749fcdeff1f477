"""The whole calculation of one pixel, named term by named term."""

from .comparison import ComparedTerm, TraceComparison, compare_traces
from .foreign import ForeignTerm, parse_trace
from .quirks_at_pixel import QuirkAtPixel, QuirksAtPixel, quirks_at_pixel
from .records import SubSteps, Trace, TraceNode, TraceTerm
from .trace import trace

__all__ = [
    "ComparedTerm",
    "ForeignTerm",
    "QuirkAtPixel",
    "QuirksAtPixel",
    "SubSteps",
    "Trace",
    "TraceComparison",
    "TraceNode",
    "TraceTerm",
    "compare_traces",
    "parse_trace",
    "quirks_at_pixel",
    "trace",
]
