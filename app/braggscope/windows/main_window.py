"""The main window: places the parts and connects who tells with who shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from braggscope_engine import Experiment, Frame, QuirkEffect
from braggscope_engine.io import ParsedCommand

from ..command_source import CommandSource
from ..document import Document
from ..now_and_then import NowAndThen
from ..panels import FormStack, QuirksPanel
from ..panels.quirk_words import difference
from ..rendering.live import LiveRendering
from ..rendering.renderer import Renderer
from ..rendering.request import RenderFailure
from ..settings import SettingsStore
from . import dialogs
from .actions import Actions
from .canvas_drags import CanvasDrags
from .canvas_menu import show_canvas_menu
from .centre import Centre
from .comparing import Comparing
from .connections import (
    connect_files,
    connect_geometry,
    connect_messages,
    connect_pair,
)
from .dropping import dropped_command, dropped_file
from .explaining import Explaining
from .files import Files
from .geometry_files import GeometryFiles
from .habits import Habits
from .help import connect_help
from .image_work import ImageWork
from .inspecting import Inspecting
from .inspector_tabs import InspectorTabs
from .laboratory_link import LaboratoryLink
from .layout import PanelLayout
from .menus import Menus, make_tool_bar
from .model_controls import ModelControls
from .peak_export import PeakExport
from .presenter import Presenter
from .quirk_comparison import COMPARED
from .raw_dialog import ask_raw_layout
from .recent import RecentFiles
from .ring_overlay import RingOverlay
from .rings_dialog import ask_for_rings
from .spot_overlay import SpotOverlay
from .status_line import StatusLine
from .theme import ThemeControls
from .view_controls import INTENSITY_MAPS, ViewControls

_HINTS = "first-start"
MARKS_WITHOUT_IMAGE_MS = 250
"""Marks that lag behind a hand come with its next image, or so late without one."""


class MainWindow(QMainWindow):
    """Shows a document, renders it, and lets the user edit it.

    ``reported`` takes a sentence from any thread and shows it as a problem.

    Parameters
    ----------
    document : Document
    renderer : Renderer           closed with the window
    live : LiveRendering
    store : SettingsStore         where the window's habits are kept
    devices : sequence of str     what images can be made on
    """

    reported = Signal(str)

    def __init__(
        self,
        document: Document,
        renderer: Renderer,
        live: LiveRendering,
        store: SettingsStore,
        devices: Sequence[str],
    ) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.document = document
        self.renderer = renderer
        self.live = live
        self._devices = tuple(devices)
        self._store = store
        self._failure: RenderFailure | None = None
        self._make_parts()
        self._marks = NowAndThen(
            self._show_marks, self, interval_ms=MARKS_WITHOUT_IMAGE_MS
        )
        self._forgetting = NowAndThen(self._forget, self)
        self._make_actions()
        self.theme = ThemeControls(store, self.commands, self)
        self.habits = Habits(
            self, self.panels, self.view, self.files, self.recent, self.tabs.peaks.view
        )
        self._connect_model()
        self._connect_parts()
        self.habits.recall()

    def start(self, origin: str = "Demo", source: CommandSource | None = None) -> None:
        """Show the document and render it.

        Parameters
        ----------
        origin : str    where its model came from, for the title
        source : CommandSource, optional
            The command line that it was read from.
        """
        self.files.begin(origin, source)
        hints = self.centre.hints
        hints.setVisible(_HINTS not in self._store.settings.dismissed_hints)
        self._show_title()
        self._follow(self.document.experiment)

    # Parts

    def _make_parts(self) -> None:
        self.centre = Centre(self)
        self.forms = FormStack(self.document, self._store)
        self.quirks = QuirksPanel(self.document)
        self.tabs = InspectorTabs(self.quirks, self.document, self)
        self.status = StatusLine(self)
        self.presenter = Presenter(
            self.centre.canvas,
            self.tabs.peaks,
            self.status,
            self,
        )
        self.files = Files(self, self.document)
        self.geometry_files = GeometryFiles(self, self.document, self.files)
        self.work = ImageWork(
            self, self.document, self.live, self.files, self.presenter
        )
        canvas = self.centre.canvas
        self.rings = RingOverlay(self.document, canvas, self)
        self.drags = CanvasDrags(self.document, canvas, self.rings, self)
        self.laboratory = LaboratoryLink(
            self.document, self.tabs.laboratory, canvas, self.rings.for_cones, self
        )
        self.rings.chosen.connect(self.laboratory.refresh)
        self.setCentralWidget(self.centre)
        self.statusBar().addPermanentWidget(self.status, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _make_actions(self) -> None:
        self.commands = commands = Actions(self)
        commands.add_undo(self.document.undo_stack)
        self.view = ViewControls(self.centre.canvas, commands, self)
        self.model = ModelControls(
            self.document,
            self.live,
            self._devices,
            commands,
            self.centre.messages,
            self,
        )
        self.spots = SpotOverlay(self.centre.canvas, self.live.options.kernels, self)
        commands.connect_switch("overlay:spots", self.spots.set_on)
        self.comparing = Comparing(
            self.document,
            self.live,
            self.centre.twin,
            self.tabs.compare,
            commands,
            lambda: dialogs.ask_reference(self, self.files.folder),
            partial(ask_raw_layout, self),
            self,
        )
        self.inspecting = Inspecting(
            self.centre.canvas,
            self.tabs,
            commands,
            self.show_tab,
            lambda: dialogs.ask_export_curve(self, self.files.folder / "curve.csv"),
            self.live.options.kernels,
            self,
        )
        self.explaining = Explaining(
            self.document,
            self.live,
            self.tabs.compare,
            commands,
            lambda: self.files.source,
            lambda: dialogs.ask_log(self, self.files.folder),
            lambda: dialogs.ask_report_folder(self, self.files.folder),
            self,
        )
        self.peak_export = PeakExport(self, self.tabs.peaks, self.files)
        self.menus = Menus(self, commands, INTENSITY_MAPS, self._devices)
        self.tool_bar = make_tool_bar(self, commands, INTENSITY_MAPS)
        around = (self.tool_bar, self.centre.level_bar, self.centre.hints)
        self.panels = PanelLayout(self, self.forms, self.tabs, around, commands)
        self.recent = RecentFiles(self.menus.recent, self.files.open_path, self)
        commands.connect_switch("noise", self.work.show_noise)
        commands.connect_to("quit", self.close)
        commands.connect_to("history", partial(self.show_tab, "history"))
        commands.connect_to("explain", partial(self.show_tab, "compare"))
        for name in self.tabs.names:
            if name != "history":
                commands.connect_to(f"tab:{name}", partial(self.show_tab, name))
        commands.connect_to("choose_rings", self._choose_rings)
        connect_help(self, commands, self._devices)

    def show_tab(self, name: str) -> None:
        """Bring an inspector to the front, whatever put it away."""
        self.panels.show_inspectors()
        self.tabs.show_tab(name)

    def _choose_rings(self) -> None:
        choice = ask_for_rings(self.rings.choice, self)
        if choice is not None:
            self.commands["overlay:rings"].setChecked(True)
            self.rings.choose(choice)

    # The model and its image

    def _show_marks(self) -> None:
        self.presenter.show_experiment(self.document.experiment)

    def _connect_model(self) -> None:
        self.document.experimentChanged.connect(self._follow)
        self.document.modifiedChanged.connect(self.setWindowModified)
        self.document.pathChanged.connect(self._show_title)
        self.renderer.frameReady.connect(self._show_frame)
        self.renderer.measured.connect(self.presenter.show_measurement)
        self.renderer.failed.connect(self._show_failure)
        self.centre.canvas.context_requested.connect(self._show_canvas_menu)
        self.work.effectsChanged.connect(self._show_effects)
        self.renderer.measured.connect(self.work.compare)
        self.quirks.visibilityChanged.connect(self.work.comparison.set_watched)
        self.work.comparison.failed.connect(self.quirks.show_problem)
        self.status.differenceClicked.connect(partial(self.show_tab, "quirks"))

    def _follow(self, experiment: Experiment) -> None:
        # What is dragged on the canvas must not wait; else marks may, for the picture.
        may_lag = self.document.is_in_gesture and not self.drags.is_dragging
        self.centre.canvas.overlays.let_lag(may_lag)
        if may_lag:
            self._marks.do_soon()
        else:
            self._marks.do_now()
        if self.document.is_in_gesture:
            self._forgetting.do_soon()
        else:
            self._forgetting.do_now()
        self.live.show(experiment)

    def _forget(self) -> None:
        """What is known is about an earlier model."""
        self._show_title()
        self.work.forget()
        self.inspecting.forget()
        self.comparing.follow(self.document.experiment)
        self.explaining.forget()

    def _show_frame(self, frame: Frame) -> None:
        if not frame.is_preview:
            self._forgetting.catch_up()
        if self._failure is not None:
            self._failure = None
            self.centre.messages.clear()
        self.presenter.show_frame(frame)
        self._show_marks_of(frame)
        self.comparing.take(frame)
        self.spots.take(frame)
        self.work.take(frame)
        self.forms.take(frame)
        if not frame.is_preview and frame.experiment is self.document.experiment:
            self.centre.canvas.overlays.let_lag(False)
            self.inspecting.take(frame)

    def _show_marks_of(self, frame: Frame) -> None:
        if not self._marks.is_waiting:
            return  # they have gone ahead of the image
        self.presenter.show_marks_of(frame)
        self._marks.stop()
        if frame.experiment is not self.document.experiment:
            self._marks.do_soon()

    def _show_effects(
        self, effects: tuple[QuirkEffect, ...] | None, experiment: Experiment | None
    ) -> None:
        if effects is None or experiment is None:
            self.quirks.show_waiting()
            self.status.show_difference("")
            return
        self.quirks.show_effects(effects, experiment, COMPARED)
        if len(effects) == COMPARED:
            self.status.show_difference(difference(effects, experiment))

    def _show_canvas_menu(self, fast: float, slow: float, where: QPoint) -> None:
        probe = self.presenter.probe_at(fast, slow)
        intensity = self.presenter.intensity_at(fast, slow)
        trace = partial(self.inspecting.trace_pixel, math.floor(fast), math.floor(slow))
        show_canvas_menu(self, probe, intensity, where, self.commands, trace)

    def _show_failure(self, failure: RenderFailure) -> None:
        if failure.request.experiment is not self.document.experiment:
            return
        self._failure = failure
        stack = self.document.undo_stack
        self.centre.messages.show_message(
            failure.message,
            button="Undo" if stack.canUndo() else "",
            act=stack.undo,
        )

    def _show_title(self) -> None:
        path = self.document.path
        self.setWindowTitle(f"{self.files.name}[*] — Braggscope")
        self.setWindowFilePath(str(path) if path is not None else "")
        self.setWindowModified(self.document.is_modified)

    # The parts among themselves

    def _connect_parts(self) -> None:
        connect_files(self)
        connect_pair(self)
        connect_geometry(self)
        connect_messages(self)
        self.files.replaced.connect(self.presenter.fit_levels_next)
        self.centre.hints.dismissed.connect(self._forget_hints)

    def show_command(self, command: ParsedCommand | None) -> None:
        """Show what became of the options of the model's command line."""
        self.tabs.options.show_command(command)
        self.tabs.geometry_inspector.show_command(command)
        if command is not None and any(o.fate != "used" for o in command.options):
            self.show_tab("options")

    def _forget_hints(self) -> None:
        dismissed = self._store.settings.dismissed_hints | {_HINTS}
        self._store.change(dismissed_hints=dismissed)

    # Hand

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file, or the text of a command line."""
        data = event.mimeData()
        if dropped_file(data) is not None or dropped_command(data) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what is dropped, by its content."""
        path = dropped_file(event.mimeData())
        text = dropped_command(event.mimeData())
        event.acceptProposedAction()
        if path is not None:
            self.files.open_path(path)
        elif text is not None:
            self.files.paste(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about changes; then stop asking, stop working, and only then go."""
        if not self.files.may_close():
            event.ignore()
            return
        self.habits.keep()
        self.shut_down()
        event.accept()

    def shut_down(self) -> None:
        """Ask for nothing more, and wait until all work has ended."""
        self.live.close()
        self.work.close()
        self.comparing.close()
        self.explaining.close()
        self.spots.close()
        self.inspecting.close()
        self.renderer.close()
        self.files.close()
        self.geometry_files.close()
