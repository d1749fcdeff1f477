"""Words for the rotation, so that nanoBragg takes the same steps."""

from __future__ import annotations

from ...constants import DEGREES_PER_RADIAN
from ...models.experiment import Experiment
from ...models.sampling import Sampling
from ...quirks import Quirk
from ...steps import phi_steps
from .wordings import Words, option


def phi_words(experiment: Experiment, losses: list[str]) -> Words:
    """Write the rotation; what nanoBragg says differently is added to ``losses``."""
    sampling = experiment.sampling
    start, (osc, step, count) = sampling.phi_start_deg, _steps(experiment)
    width_deg = phi_steps(sampling, experiment.quirks).step * DEGREES_PER_RADIAN
    if sampling.phi_at_slice_centres and width_deg != 0:
        start += width_deg / 2.0
        losses.append(
            "The phi steps lie at slice centres: -phi is written half a step later."
        )
    words: Words = []
    if start != 0:
        words += option("-phi", start)
    if osc is not None:
        words += option("-osc", osc)
    if step is not None:
        words += option("-phistep", step)
    if count is not None:
        words += ["-phisteps", str(count)]
    return words


Steps = tuple[float | None, float | None, int | None]


def _steps(experiment: Experiment) -> Steps:
    sampling = experiment.sampling
    given = sampling.osc_deg, sampling.phi_step_deg, sampling.phi_steps
    if Quirk.STEPS_WITHOUT_RANGE in experiment.quirks or not _is_bare(sampling):
        return given
    # nanoBragg would spread bare steps over a degree, and make them two where their
    # size is given.
    if not sampling.phi_step_deg or sampling.phi_steps is None:
        return None, None, None
    osc = sampling.phi_step_deg * sampling.phi_steps
    return osc, sampling.phi_step_deg, sampling.phi_steps


def _is_bare(sampling: Sampling) -> bool:
    return sampling.phi_steps is not None and sampling.osc_deg is None
