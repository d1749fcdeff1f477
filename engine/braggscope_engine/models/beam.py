"""The incident beam: wavelength, intensity, polarisation and spread."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..constants import DEFAULT_FLUENCE_PER_M2
from . import checks
from .axes import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How one beam parameter is spread over a grid; None means not given.

    Attributes
    ----------
    range : float or None   full range (mrad for divergence, % for dispersion)
    step : float or None    distance between neighbours, same unit
    count : int or None     number of grid points
    """

    range: float | None = None
    step: float | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One point source of the beam.

    Attributes
    ----------
    position : (3,)           from the sample; only its direction matters
    weight : float            relative intensity
    wavelength_angstrom       Å
    """

    position: Vector
    weight: float = 1.0
    wavelength_angstrom: float

    def __post_init__(self) -> None:
        checks.vector("beam.sources.position", self.position)
        checks.not_negative("beam.sources.weight", self.weight)
        checks.positive(
            "beam.sources.wavelength_angstrom", self.wavelength_angstrom, unit="Å"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Beam:
    """Incident beam.

    Attributes
    ----------
    wavelength_angstrom : float
        Central wavelength λ, Å.
    fluence_per_m2 : float
        Photons per m² over the exposure; used when no flux is given.
    flux_per_s, exposure_s, beam_size_mm : float
        Photons/s, s and mm (edge of the square beam). A flux other than zero
        replaces the fluence by flux · exposure / size².
    kahn_factor : float
        Kahn polarisation factor K, -1 to 1: 0 unpolarised, 1 fully polarised along
        the polarisation axis (Kahn et al. 1982).
    apply_polarization : bool
        False leaves the polarisation factor out.
    horizontal_divergence, vertical_divergence : Spread
        mrad, about the axis b × polarisation and about the polarisation axis.
    dispersion : Spread
        Relative wavelength spread, %.
    round_divergence : bool
        Trim the divergence grid to an ellipse.
    symmetric_grid : bool
        Centre every grid on zero; False keeps nanoBragg's grids, whose upper end is
        missing where the range is not a whole number of steps.
    sources : tuple of Source
        Explicit sources; not empty replaces divergence and dispersion.
    use_source_weights : bool
        Weight sources by ``Source.weight``; False counts all alike, as nanoBragg.
    """

    wavelength_angstrom: float = 1.0
    fluence_per_m2: float = DEFAULT_FLUENCE_PER_M2
    flux_per_s: float = 0.0
    exposure_s: float = 1.0
    beam_size_mm: float = 0.1
    kahn_factor: float = 0.0
    apply_polarization: bool = True
    horizontal_divergence: Spread = field(default_factory=Spread)
    vertical_divergence: Spread = field(default_factory=Spread)
    dispersion: Spread = field(default_factory=Spread)
    round_divergence: bool = True
    symmetric_grid: bool = False
    sources: tuple[Source, ...] = ()
    use_source_weights: bool = False

    def __post_init__(self) -> None:
        checks.choices("beam", self)
        checks.positive(
            "beam.wavelength_angstrom",
            self.wavelength_angstrom,
            unit="Å",
            hint="For a photon energy in keV use 12.39842 / energy.",
        )
        checks.not_negative("beam.fluence_per_m2", self.fluence_per_m2)
        checks.not_negative("beam.flux_per_s", self.flux_per_s)
        checks.not_negative("beam.exposure_s", self.exposure_s, unit="s")
        checks.finite("beam.beam_size_mm", self.beam_size_mm, unit="mm")
        if self.flux_per_s > 0 and self.exposure_s > 0:
            checks.positive(
                "beam.beam_size_mm",
                self.beam_size_mm,
                unit="mm",
                hint="A flux needs a beam size to become a fluence.",
            )
        checks.within("beam.kahn_factor", self.kahn_factor, -1.0, 1.0)
        for name, unit in (
            ("horizontal_divergence", "mrad"),
            ("vertical_divergence", "mrad"),
            ("dispersion", "%"),
        ):
            _check_spread(f"beam.{name}", getattr(self, name), unit)
        if self.sources and self.use_source_weights:
            checks.positive(
                "beam.sources.weight",
                max(source.weight for source in self.sources),
                hint="At least one source must shine.",
            )
        if self.dispersion.range is not None:
            checks.within("beam.dispersion.range", self.dispersion.range, 0, 199, "%")

    @property
    def effective_fluence_per_m2(self) -> float:
        """Photons/m² that the simulation uses: flux wins where it is given."""
        if self.flux_per_s != 0 and self.exposure_s > 0 and self.beam_size_mm >= 0:
            size_m = self.beam_size_mm / 1000.0
            return self.flux_per_s * self.exposure_s / size_m / size_m
        return self.fluence_per_m2


def _check_spread(path: str, spread: Spread, unit: str) -> None:
    if spread.range is not None:
        checks.not_negative(f"{path}.range", spread.range, unit=unit)
    if spread.step is not None:
        checks.not_negative(f"{path}.step", spread.step, unit=unit)
    if spread.count is not None:
        checks.count(f"{path}.count", spread.count, 1, 100_000)
