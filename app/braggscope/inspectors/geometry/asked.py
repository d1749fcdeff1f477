"""Who asked for the geometry: a command line, a file, or the forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from braggscope_engine import (
    Experiment,
    ParsedCommand,
    RequestedRow,
    file_requests,
    requested_effective,
)
from braggscope_engine.io import Fate, ImportedGeometry

__all__ = ["FORMS", "Asked"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A source of requests, which stands as long as the detector is as it gave it.

    Attributes
    ----------
    source : str                  for people: "the command line", "XPARM.XDS"
    gave : Experiment or None     what it gave; None stands for ever
    rows : callable               an experiment to what was asked of it and became
    """

    source: str
    gave: Experiment | None
    rows: Callable[[Experiment], tuple[RequestedRow, ...]]

    def stands(self, experiment: Experiment) -> bool:
        """Whether the detector still is what this asked for."""
        return self.gave is None or self.gave.detector == experiment.detector

    @classmethod
    def by_command(cls, command: ParsedCommand) -> Asked:
        """Ask as the options of a command line do."""

        def rows(experiment: Experiment) -> tuple[RequestedRow, ...]:
            options = command.options
            if experiment.quirks != command.experiment.quirks:
                # What became of them is that of other quirks: they are only requests.
                options = tuple(replace(o, fate=Fate.USED, reason="") for o in options)
            return requested_effective(experiment, options)

        return cls(source="the command line", gave=command.experiment, rows=rows)

    @classmethod
    def by_file(cls, name: str, imported: ImportedGeometry) -> Asked:
        """Ask as the numbers of a geometry file do."""
        requests = file_requests(imported.requested)
        return cls(
            source=name,
            gave=imported.experiment,
            rows=lambda experiment: requested_effective(experiment, requests=requests),
        )


FORMS = Asked(source="the forms", gave=None, rows=requested_effective)
