"""What prediction does with many reflections, as kernels that are compiled.

The same as ``braggscope_engine.prediction`` does step by step, each part in one pass;
the tests hold the two together. All of it is float64.
"""

from .describing import describe
from .orbits import is_second
from .passing import pass_sphere
from .striking import strike

__all__ = ["describe", "is_second", "pass_sphere", "strike"]
