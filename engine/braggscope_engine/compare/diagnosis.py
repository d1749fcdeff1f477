"""Why a simulated image and a reference differ: found, then proved by rendering."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import SimulationCancelled
from ..geometry import place
from ..io.images.reference import ReferenceImage, reference_of
from ..models.experiment import Experiment
from ..options import RenderOptions
from ..simulation import simulate
from .anatomy import Anatomy, gap_anatomy
from .comparable import CORRELATED, check_shape, made_comparable
from .detective import misreadings_tried
from .evidence import finding_of, findings_of
from .findings import Diagnosis, Finding, Status
from .hypotheses import Reread, Variant
from .proof import Proof, Prover, Render, whole_image
from .search import Search, Tolerance, Trial
from .statistics import compare_images
from .verdict import verdict_of
from .watching import Watch

_STRICT = 2e-6
_LOOSE = 3e-4
_SCALE_SLACK = 5.0
_CONFIRMED_AT_MOST = 3


def diagnose(
    experiment: Experiment,
    reference: ReferenceImage | ArrayLike,
    *,
    render: Render | None = None,
    reread: Reread | None = None,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Diagnosis:
    """Find out why a model's image differs from a reference, and prove it.

    Hypotheses are tried on a sample of pixels; what closes the gap there is rendered
    whole, and confirmed only where nothing is left then.

    Parameters
    ----------
    experiment : Experiment
    reference : ReferenceImage or array, shape (slow, fast)
    render : callable, optional
        Makes the image of an experiment (array or tensor); float64 on the processor
        by default. Single precision limits what is left to about 1e-5.
    reread : callable, optional
        Reads the model again with other quirks: those of reading a command line can
        only be tried with it.
    progress : callable, optional
        Told the finished fraction, 0 to 1.
    should_stop : callable, optional
        Asked often; true stops.

    Raises
    ------
    InvalidParameterError
        Where the reference has another shape, or no pixel to compare.
    SimulationCancelled
        When ``should_stop`` said so.
    """
    started = time.perf_counter()
    image = (
        reference
        if isinstance(reference, ReferenceImage)
        else reference_of(reference, format="array")
    )
    check_shape(image, experiment)
    watch = Watch(progress, should_stop)
    bench = _Bench(experiment, image, _watched(render or _render, should_stop), watch)
    search = bench.search(reread)
    proved = bench.prove(search.explanations())
    watch.done()
    return bench.report(search, proved, time.perf_counter() - started)


class _Bench:
    """A model and a reference, made comparable."""

    def __init__(
        self,
        experiment: Experiment,
        reference: ReferenceImage,
        render: Render,
        watch: Watch,
    ) -> None:
        self._watch = watch
        self._experiment = experiment
        self._image = whole_image(render, experiment)
        watch.tick()
        self._reference = made_comparable(reference, self._image, experiment)
        self._centre = _centre(experiment)
        self._before = compare_images(
            self._image,
            self._reference.pixels,
            self._reference.mask,
            centre_px=self._centre,
        )
        self._prover = Prover(
            render,
            experiment,
            self._image,
            self._before,
            self._reference,
            centre_px=self._centre,
            flat=self._tolerances()[-1].flat,
        )

    def search(self, reread: Reread | None) -> Search:
        """Try hypotheses on the sample."""
        return Search(
            self._reference.sample,
            Variant(experiment=self._experiment),
            self._tolerances(),
            free_scale=self._reference.readout.automatic,
            reread=reread,
            measured_px=self._measured_px(),
            tick=self._watch.tick,
        )

    def prove(self, trials: list[Trial]) -> list[Proof]:
        """Render explanations whole, until one holds; and those that are as good."""
        proofs: list[Proof] = []
        for trial in trials[: 2 * _CONFIRMED_AT_MOST]:
            best = proofs[0].trial if proofs else None
            if best is not None and not _as_good(trial, best):
                break
            self._watch.tick()
            proof = self._prover.prove(trial)
            if proof.confirmed:
                proofs.append(proof)
            if len(proofs) == _CONFIRMED_AT_MOST:
                break
        return proofs

    def report(self, search: Search, proofs: list[Proof], seconds: float) -> Diagnosis:
        """Put everything that was found into words."""
        best = proofs[0] if proofs else None
        sets = [self._causes(proof, search) for proof in proofs]
        found = self._reference.found
        causes = (*found, *(sets[0] if sets else ()))
        final = best.trial.variant.experiment if best else self._experiment
        draft = Diagnosis(
            verdict="",
            agrees=best is not None and not causes,
            explained=best is not None,
            geometry_first=not self._before.correlation > CORRELATED,
            causes=causes,
            alternatives=tuple(
                (*found, *others)
                for others in sets[1:]
                if [c.name for c in others] != [c.name for c in sets[0]]
            ),
            findings=findings_of(
                search, best.trial if best else None, (*causes, *_flat(sets[1:]))
            ),
            misreadings=misreadings_tried(search),
            before=self._before,
            after=best.comparison if best else None,
            anatomy_before=self._anatomy(self._image),
            anatomy_after=self._anatomy(best.image) if best else None,
            experiment=final,
            reference=self._reference.pixels,
            image_before=self._image,
            image_after=best.image if best else None,
            pix0_shift_mm=_pix0_shift_mm(self._experiment, final),
            seconds=seconds,
        )
        return replace(
            draft,
            verdict=verdict_of(draft, search.best_partial(), self._reference.readout),
        )

    def _measured_px(self) -> tuple[float, float] | None:
        """Shift of the panel that would displace the peaks as they are."""
        moved = self._before.displacement
        return None if moved is None else (-moved.fast_px, -moved.slow_px)

    def _tolerances(self) -> tuple[Tolerance, ...]:
        reference = self._reference.sample.reference
        norm = float(np.linalg.norm(reference)) or 1.0
        if self._reference.readout.rounding == 0.0:
            levels = [_STRICT, _LOOSE]
        else:
            rounding = math.sqrt(len(reference) / 12.0) / norm
            counting = math.sqrt(float(np.abs(reference).sum())) / norm
            levels = [3 * rounding, max(_LOOSE, 1.5 * counting)]
        return tuple(
            Tolerance(flat=level, scale=_SCALE_SLACK * level) for level in levels
        )

    def _causes(self, proof: Proof, search: Search) -> tuple[Finding, ...]:
        trial, start = proof.trial, search.start.closeness
        moved_mm = _pix0_shift_mm(self._experiment, trial.variant.experiment)
        return tuple(
            finding_of(
                cause,
                (trial.unscaled or start) if cause.is_scale else start,
                trial.closeness,
                status=Status.CONFIRMED,
                after_whole=proof.comparison,
                moved_mm=moved_mm,
                without=trial.without.get(cause.name) if trial.causes > 1 else None,
            )
            for cause in trial.chain
        )

    def _anatomy(self, image: NDArray[np.floating]) -> Anatomy | None:
        reference = self._reference
        return gap_anatomy(image, reference.pixels, reference.mask, self._centre)


def _flat(sets: list[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    return tuple(finding for found in sets for finding in found)


def _as_good(trial: Trial, best: Trial) -> bool:
    same_causes = trial.causes == best.causes
    return same_causes and trial.closeness.fixed <= 3 * best.closeness.fixed + 1e-8


def _render(experiment: Experiment) -> Any:
    return simulate(experiment, RenderOptions(dtype="float64")).intensity


def _watched(render: Render, should_stop: Callable[[], bool] | None) -> Render:
    def watched(experiment: Experiment) -> Any:
        if should_stop is not None and should_stop():
            raise SimulationCancelled("The comparison was stopped.")
        return render(experiment)

    return watched


def _centre(experiment: Experiment) -> tuple[float, float]:
    geometry = place(experiment)
    return geometry.beam_centre_px or geometry.foot_px


def _pix0_shift_mm(one: Experiment, two: Experiment) -> float:
    if one is two:
        return 0.0
    a, b = place(one).pix0_m, place(two).pix0_m
    return 1e3 * math.dist(a, b)
