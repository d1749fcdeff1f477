"""The crystal: cell, orientation, block, structure factors, mosaicity."""

from __future__ import annotations

from braggscope.fields import BY_PATH, Slot

from .form_context import FormContext
from .form_panel import FormPanel
from .form_row import FormRow, NumbersRow

__all__ = ["CrystalPanel"]


class CrystalPanel(FormPanel):
    """Fields of the crystal."""

    def __init__(self, context: FormContext) -> None:
        super().__init__(context)
        self.add_row(self._cell("Cell edges", "a", "b", "c"))
        self.add_row(self._cell("Cell angles", "alpha", "beta", "gamma"))
        self.add(
            "crystal.matrix",
            "crystal.misset_deg",
            "crystal.n_cells",
            "crystal.size_mm",
            "crystal.shape",
            "crystal.fudge",
            "crystal.reflections",
            "crystal.default_F",
            "crystal.interpolate",
        )
        self.add_section(
            "crystal.mosaic",
            "Mosaicity",
            "crystal.mosaic_spread_deg",
            "crystal.mosaic_domains",
            "crystal.mosaic_seed",
        )
        self.add_section(
            "crystal.random",
            "Random orientation",
            "crystal.misset_random",
            "crystal.uniform_orientation",
            "crystal.misset_seed",
        )

    def _cell(self, title: str, *names: str) -> FormRow:
        slots = tuple(Slot(BY_PATH[f"crystal.cell.{name}"]) for name in names)
        return NumbersRow(title, slots, self._context)
