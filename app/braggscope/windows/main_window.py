"""The main window: places the parts, lets them be connected, and ends them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from braggscope_engine.io import ParsedCommand

from ..command_source import CommandSource
from ..document import Document
from ..panels import FormStack, QuirksPanel
from ..rendering.live import LiveRendering
from ..rendering.renderer import Renderer
from ..settings import SettingsStore
from . import dialogs
from .actions import Actions
from .canvas_drags import CanvasDrags
from .canvas_menu import show_canvas_menu
from .centre import Centre
from .comparing import Comparing
from .connections import (
    connect_commands,
    connect_files,
    connect_geometry,
    connect_messages,
    connect_pair,
    connect_quirks,
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
from .model_following import ModelFollowing
from .peak_export import PeakExport
from .presenter import Presenter
from .raw_dialog import ask_raw_layout
from .recent import RecentFiles
from .reference_files import ReferenceFiles
from .ring_overlay import RingOverlay
from .spot_overlay import SpotOverlay
from .status_line import StatusLine
from .theme import ThemeControls
from .view_controls import INTENSITY_MAPS, ViewControls

_HINTS = "first-start"


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
        self._make_parts()
        self._make_actions()
        self.theme = ThemeControls(store, self.commands, self)
        self.habits = Habits(
            self, self.panels, self.view, self.files, self.recent, self.tabs.peaks.view
        )
        self._following = ModelFollowing(self)
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
        self.show_title()
        self._following.follow(self.document.experiment)

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
            self,
        )
        self.reference_files = ReferenceFiles(
            self.document,
            self.comparing.references,
            self.tabs.compare.picker,
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
        connect_commands(self)
        connect_help(self, commands, self._devices)

    def show_tab(self, name: str) -> None:
        """Bring an inspector to the front, whatever put it away."""
        self.panels.show_inspectors()
        self.tabs.show_tab(name)

    # The model

    def _connect_model(self) -> None:
        self.document.modifiedChanged.connect(self.setWindowModified)
        self.document.pathChanged.connect(self.show_title)
        self.renderer.measured.connect(self.presenter.show_measurement)
        self.centre.canvas.context_requested.connect(self._show_canvas_menu)

    def _show_canvas_menu(self, fast: float, slow: float, where: QPoint) -> None:
        probe = self.presenter.probe_at(fast, slow)
        intensity = self.presenter.intensity_at(fast, slow)
        trace = partial(self.inspecting.trace_pixel, math.floor(fast), math.floor(slow))
        show_canvas_menu(self, probe, intensity, where, self.commands, trace)

    def show_title(self) -> None:
        """Name the model, its file, and whether it was changed."""
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
        connect_quirks(self)
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
