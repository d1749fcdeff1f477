"""Why a simulated image and a reference differ: found, then proved by rendering."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InvalidParameterError, SimulationCancelled
from ..geometry import place
from ..io.images.reference import ReferenceImage, reference_of, with_swapped_bytes
from ..models.experiment import Experiment
from ..options import RenderOptions
from ..region import rendered_region
from ..simulation import simulate
from .anatomy import Anatomy, gap_anatomy
from .evidence import finding_of, findings_of
from .findings import Diagnosis, Finding, Status
from .hypotheses import Family, Reread, Variant
from .readout import ReadoutGuess, guess_readout
from .sample import sample_of
from .search import Search, Tolerance, Trial
from .statistics import Comparison, compare_images, shared_mask
from .verdict import verdict_of

Render = Callable[[Experiment], Any]

_STRICT = 2e-6
_LOOSE = 3e-4
_SCALE_SLACK = 5.0
_CORRELATED = 0.5
_TRIALS_EXPECTED = 130
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
    bench = _Bench(
        experiment,
        _of_shape(image, experiment),
        _watched(render or _render, should_stop),
        _Progress(progress, should_stop),
    )
    search = bench.search(reread)
    proved = bench.prove(search.explanations())
    bench.progress.done()
    return bench.report(search, proved, time.perf_counter() - started)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Proof:
    """An explanation that was rendered whole."""

    trial: Trial
    image: NDArray[np.float64]
    comparison: Comparison
    confirmed: bool


class _Progress:
    """Counts trials; the number of them is only roughly known."""

    def __init__(
        self,
        tell: Callable[[float], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self._tell = tell
        self._should_stop = should_stop
        self._count = 0

    def tick(self) -> None:
        """One more trial."""
        if self._should_stop is not None and self._should_stop():
            raise SimulationCancelled("The comparison was stopped.")
        self._count += 1
        if self._tell is not None:
            self._tell(1.0 - math.exp(-self._count / _TRIALS_EXPECTED))

    def done(self) -> None:
        """All is finished."""
        if self._tell is not None:
            self._tell(1.0)


class _Bench:
    """A model and a reference, made comparable."""

    def __init__(
        self,
        experiment: Experiment,
        reference: tuple[ReferenceImage, tuple[Finding, ...]],
        render: Render,
        progress: _Progress,
    ) -> None:
        self.progress = progress
        self._experiment = experiment
        self._render = render
        self._image = _whole(render, experiment)
        progress.tick()
        stored, self._found = self._in_order(*reference)
        self._mask = shared_mask(stored.mask, _not_rendered(experiment))
        self._readout = guess_readout(
            stored.pixels, stored.mask, integers=stored.holds_integers
        )
        self._reference = _without_offset(stored, self._readout)
        self._centre = _centre(experiment)
        self._before = compare_images(
            self._image, self._reference, self._mask, centre_px=self._centre
        )
        self._sample = sample_of(
            self._image, self._reference, self._mask, Variant(experiment=experiment)
        )

    def search(self, reread: Reread | None) -> Search:
        """Try every hypothesis on the sample."""
        return Search(
            self._sample,
            Variant(experiment=self._experiment),
            self._tolerances(),
            free_scale=self._readout.automatic,
            reread=reread,
            tick=self.progress.tick,
        )

    def prove(self, trials: list[Trial]) -> list[_Proof]:
        """Render explanations whole, until one holds; and those that are as good."""
        proofs: list[_Proof] = []
        for trial in trials[: 2 * _CONFIRMED_AT_MOST]:
            best = proofs[0].trial if proofs else None
            if best is not None and not _as_good(trial, best):
                break
            proof = self._prove(trial)
            if proof.confirmed:
                proofs.append(proof)
            if len(proofs) == _CONFIRMED_AT_MOST:
                break
        return proofs

    def report(self, search: Search, proofs: list[_Proof], seconds: float) -> Diagnosis:
        """Put everything that was found into words."""
        best = proofs[0] if proofs else None
        sets = [self._causes(proof, search) for proof in proofs]
        causes = (*self._found, *(sets[0] if sets else ()))
        final = best.trial.variant.experiment if best else self._experiment
        draft = Diagnosis(
            verdict="",
            agrees=best is not None and not causes,
            explained=best is not None,
            geometry_first=not self._before.correlation > _CORRELATED,
            causes=causes,
            alternatives=tuple(
                (*self._found, *others)
                for others in sets[1:]
                if [c.name for c in others] != [c.name for c in sets[0]]
            ),
            findings=findings_of(
                search, best.trial if best else None, (*causes, *_flat(sets[1:]))
            ),
            before=self._before,
            after=best.comparison if best else None,
            anatomy_before=self._anatomy(self._image),
            anatomy_after=self._anatomy(best.image) if best else None,
            experiment=final,
            reference=self._reference,
            image_before=self._image,
            image_after=best.image if best else None,
            pix0_shift_mm=_pix0_shift_mm(self._experiment, final),
            seconds=seconds,
        )
        return replace(
            draft, verdict=verdict_of(draft, search.best_partial(), self._readout)
        )

    def _in_order(
        self, image: ReferenceImage, found: tuple[Finding, ...]
    ) -> tuple[ReferenceImage, tuple[Finding, ...]]:
        """The reference with its bytes in order."""
        before = self._correlation(image)
        if before > _CORRELATED or np.dtype(image.stored_as).itemsize == 1:
            return image, found
        swapped = with_swapped_bytes(image)
        after = self._correlation(swapped)
        if not after > max(_CORRELATED, before):
            return image, found
        finding = Finding(
            name="swapped bytes",
            family=Family.LAYOUT,
            sentence="The bytes of the reference's numbers are in the other order.",
            status=Status.CONFIRMED,
            evidence=f"correlation {before:.4f} as read, {after:.4f} swapped",
            correlation=after,
            whole_image=True,
        )
        return swapped, (*found, finding)

    def _correlation(self, image: ReferenceImage) -> float:
        if image.mask.all():
            return 0.0
        places = sample_of(
            self._image, image.pixels, image.mask, Variant(experiment=self._experiment)
        )
        with np.errstate(all="ignore"):
            value = np.corrcoef(places.of_image(self._image), places.reference)[0, 1]
        return float(np.nan_to_num(value))

    def _tolerances(self) -> tuple[Tolerance, ...]:
        reference = self._sample.reference
        norm = float(np.linalg.norm(reference)) or 1.0
        if self._readout.rounding == 0.0:
            levels = [_STRICT, _LOOSE]
        else:
            rounding = math.sqrt(len(reference) / 12.0) / norm
            counting = math.sqrt(float(np.abs(reference).sum())) / norm
            levels = [3 * rounding, max(_LOOSE, 1.5 * counting)]
        return tuple(
            Tolerance(flat=level, scale=_SCALE_SLACK * level) for level in levels
        )

    def _prove(self, trial: Trial) -> _Proof:
        self.progress.tick()
        variant = trial.variant
        image = self._image
        if variant.experiment is not self._experiment:
            image = _whole(self._render, variant.experiment)
        if variant.weight is not None:
            image = image * _weights(variant, image.shape)
        if variant.layout is not None:
            image = variant.layout.arrange(image)
        factor = trial.closeness.scale if self._readout.automatic else variant.factor
        if factor != 1.0:
            image = image * factor
        comparison = compare_images(
            image, self._reference, self._mask, centre_px=self._centre
        )
        limit = max(self._tolerances()[-1].flat, 3 * trial.closeness.free)
        return _Proof(
            trial=trial,
            image=image,
            comparison=comparison,
            confirmed=comparison.relative_l2 <= max(limit, 2 * self._readout.rounding),
        )

    def _causes(self, proof: _Proof, search: Search) -> tuple[Finding, ...]:
        found = [
            finding_of(
                cause,
                search.start.closeness,
                proof.trial.closeness,
                status=Status.CONFIRMED,
                after_whole=proof.comparison,
                moved_mm=_pix0_shift_mm(
                    self._experiment, proof.trial.variant.experiment
                ),
            )
            for cause in proof.trial.chain
        ]
        return tuple(found)

    def _anatomy(self, image: NDArray[np.float64]) -> Anatomy | None:
        return gap_anatomy(image, self._reference, self._mask, self._centre)


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


def _whole(render: Render, experiment: Experiment) -> NDArray[np.float64]:
    image = render(experiment)
    if hasattr(image, "cpu"):
        image = image.detach().cpu().numpy()
    return np.asarray(image, np.float64)


def _of_shape(
    image: ReferenceImage, experiment: Experiment
) -> tuple[ReferenceImage, tuple[Finding, ...]]:
    shape = experiment.detector.shape
    if image.shape == shape:
        return image, ()
    if image.shape != shape[::-1]:
        raise InvalidParameterError(
            "reference",
            f"{image.shape[1]} x {image.shape[0]} pixels (fast x slow)",
            f"of the detector's {shape[1]} x {shape[0]}",
        )
    turned = replace(
        image,
        pixels=image.pixels.T.copy(),
        mask=image.mask.T.copy(),
    )
    finding = Finding(
        name="transposed",
        family=Family.LAYOUT,
        sentence="The reference is transposed: fast and slow are exchanged.",
        status=Status.CONFIRMED,
        evidence=f"it has {image.shape[1]} x {image.shape[0]} pixels (fast x slow), "
        f"the detector {shape[1]} x {shape[0]}",
    )
    return turned, (finding,)


def _not_rendered(experiment: Experiment) -> NDArray[np.bool_] | None:
    """Pixels that the model leaves out: its mask, and what is outside its region."""
    shape, mask = experiment.detector.shape, experiment.detector.mask
    fast0, slow0, fast1, slow1 = rendered_region(experiment)
    if mask is None and (fast0, slow0, fast1, slow1) == (0, 0, shape[1], shape[0]):
        return None
    outside = np.ones(shape, bool)
    outside[slow0:slow1, fast0:fast1] = False
    return outside if mask is None else outside | ~mask.keep


def _without_offset(
    image: ReferenceImage, readout: ReadoutGuess
) -> NDArray[np.float64] | NDArray[np.float32]:
    if not readout.offset_adu:
        return image.pixels
    return np.where(image.mask, 0, image.pixels - np.float32(readout.offset_adu))


def _centre(experiment: Experiment) -> tuple[float, float]:
    geometry = place(experiment)
    return geometry.beam_centre_px or geometry.foot_px


def _pix0_shift_mm(one: Experiment, two: Experiment) -> float:
    if one is two:
        return 0.0
    a, b = place(one).pix0_m, place(two).pix0_m
    return 1e3 * math.dist(a, b)


def _weights(variant: Variant, shape: tuple[int, ...]) -> NDArray[np.float64]:
    assert variant.weight is not None
    weights = np.empty(shape)
    fast = np.arange(shape[1], dtype=np.float64)
    for row in range(shape[0]):
        slow = np.full(shape[1], float(row))
        weights[row] = variant.weight(variant.experiment, fast, slow)
    return weights
