"""Which reflections a model puts on its detector, where, and how wide."""

from .predict import predict
from .reflections import PredictedReflections

__all__ = ["PredictedReflections", "predict"]
