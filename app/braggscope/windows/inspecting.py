"""What is asked about peaks and pixels of the exact frame, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from braggscope_engine import Frame, KernelStore

from ..background import Background
from ..canvas.image_canvas import ImageCanvas
from ..comparing.other_image import OtherImage
from .actions import Actions
from .inspector_tabs import InspectorTabs
from .peak_link import PeakLink
from .pixel_tracing import PixelTracing
from .profile_link import ProfileLink
from .region_link import RegionLink
from .sensitivity_link import SensitivityLink


class Inspecting(QObject):
    """Gives exact frames to the inspectors of peaks and pixels.

    Quick answers do not wait for slow ones: each have a thread of their own.

    Parameters
    ----------
    canvas : ImageCanvas
    tabs : InspectorTabs
    actions : Actions
    show_tab : callable      brings the inspector of a name to the front
    ask_file : callable      asks where to write a curve to
    kernels : KernelStore, optional
        Compiled kernels to predict reflections with.
    """

    def __init__(
        self,
        canvas: ImageCanvas,
        tabs: InspectorTabs,
        actions: Actions,
        show_tab: Callable[[str], None],
        ask_file: Callable[[], Path | None],
        kernels: KernelStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._quick = Background("pixels", self)
        self._slow = Background("measuring", self)
        self._show_tab = show_tab
        self.tracing = PixelTracing(canvas, tabs.trace, self._quick, self._slow, self)
        self.peaks = PeakLink(canvas, tabs.peaks, self._slow, kernels, self)
        self.regions = RegionLink(canvas, tabs.region, self._quick, self)
        self.profiles = ProfileLink(canvas, tabs.profiles, self._slow, ask_file, self)
        self.peaks.selected.connect(self.regions.select)
        self.peaks.selected.connect(self.tracing.select)
        self.regions.drawn.connect(partial(show_tab, "region"))
        self.profiles.drawn.connect(partial(show_tab, "profiles"))
        self.sensitivity = SensitivityLink(
            canvas, tabs.region.sensitivity, self._slow, self
        )
        self.regions.chosen.connect(self.sensitivity.choose)
        self._links = (
            *(self.peaks, self.regions, self.sensitivity),
            *(self.tracing, self.profiles),
        )
        actions.connect_to("trace", self._trace)

    def take(self, frame: Frame) -> None:
        """Work on the exact frame of the model."""
        for link in self._links:
            link.take(frame)

    def forget(self) -> None:
        """The model has changed: what is known is about an earlier one."""
        for link in self._links:
            link.forget()

    def show_other(self, other: OtherImage | None) -> None:
        """Measure another image too, or no more."""
        self.peaks.show_other(other)
        self.regions.show_other(other)
        self.profiles.show_other(other)

    def trace_pixel(self, fast: int, slow: int) -> None:
        """Trace a pixel, and show it."""
        self._show_tab("trace")
        self.tracing.choose(fast, slow)

    def close(self) -> None:
        """Stop, and return when all work has ended."""
        self._quick.close()
        self._slow.close()

    def _trace(self) -> None:
        self._show_tab("trace")
        self.tracing.choose_pointed()
