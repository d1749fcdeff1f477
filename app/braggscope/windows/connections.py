"""Who tells whom, among the parts of the window that are made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from braggscope_engine import Experiment, QuirkEffect

from ..panels.quirk_words import difference
from .message_bar import Severity
from .quirk_comparison import COMPARED
from .rings_dialog import ask_for_rings

if TYPE_CHECKING:
    from .main_window import MainWindow

__all__ = [
    "connect_commands",
    "connect_files",
    "connect_geometry",
    "connect_messages",
    "connect_pair",
    "connect_quirks",
]


def connect_commands(window: MainWindow) -> None:
    """Commands that bring an inspector to the front, and those of no part alone."""
    commands = window.commands
    commands.connect_switch("noise", window.work.show_noise)
    commands.connect_to("quit", window.close)
    commands.connect_to("history", partial(window.show_tab, "history"))
    commands.connect_to("explain", partial(window.show_tab, "compare"))
    for name in window.tabs.names:
        if name != "history":
            commands.connect_to(f"tab:{name}", partial(window.show_tab, name))

    def choose_rings() -> None:
        choice = ask_for_rings(window.rings.choice, window)
        if choice is not None:
            commands["overlay:rings"].setChecked(True)
            window.rings.choose(choice)

    commands.connect_to("choose_rings", choose_rings)


def connect_files(window: MainWindow) -> None:
    """Files are opened, written and remembered; what is in one goes to who takes it."""
    commands, files, geometry = window.commands, window.files, window.geometry_files
    for name in ("new", "open", "paste", "save", "save_as", "copy_command"):
        commands.connect_to(name, getattr(files, name))
    commands.connect_to("export", window.work.exports.export)
    commands.connect_to("export_peaks", window.peak_export.export)
    commands.connect_to("import_geometry", geometry.import_geometry)
    commands.connect_to("export_geometry", geometry.export)
    files.geometryFound.connect(geometry.import_path)
    files.imageFound.connect(window.reference_files.open)
    files.sessionOpened.connect(window.comparing.restore)
    files.sessionOpened.connect(window.inspecting.regions.restore)
    files.keep(window.comparing.saved)
    files.keep_regions(window.inspecting.regions.saved)
    files.commandRead.connect(window.show_command)
    for part in (files, geometry, window.reference_files):
        part.opened.connect(window.recent.add)


def connect_geometry(window: MainWindow) -> None:
    """The geometry inspector holds what the forms hold, and knows what was imported."""
    inspector, context = window.tabs.geometry_inspector, window.forms.context
    window.geometry_files.imported.connect(inspector.show_file)
    inspector.set_hold(context.hold)
    context.holdChanged.connect(inspector.set_hold)
    inspector.copied.connect(
        lambda text: window.statusBar().showMessage(f"Copied {text}", 2000)
    )


def connect_pair(window: MainWindow) -> None:
    """The other image is shown, explained and measured beside the model's."""
    comparing, explaining = window.comparing, window.explaining
    comparing.otherChanged.connect(window.presenter.show_other)
    comparing.otherChanged.connect(explaining.take)
    comparing.otherChanged.connect(window.inspecting.show_other)
    comparing.compared.connect(explaining.take_comparison)
    comparing.wasChosen.connect(lambda _: window.show_tab("compare"))


def connect_messages(window: MainWindow) -> None:
    """What the parts say, and that they work, is shown where the user looks."""
    bar, line = window.centre.messages, window.centre.busy_line
    problems = (
        window.reported,
        window.files.failed,
        window.work.failed,
        window.peak_export.failed,
        window.inspecting.peaks.failed,
        window.inspecting.profiles.failed,
        window.geometry_files.failed,
        window.comparing.failed,
        window.explaining.failed,
    )
    notices = (
        window.files.said,
        window.work.said,
        window.peak_export.said,
        window.inspecting.profiles.said,
        window.geometry_files.said,
        window.explaining.said,
    )
    for problem in problems:
        problem.connect(bar.show_message)
    for notice in notices:
        notice.connect(partial(bar.show_message, severity=Severity.NOTICE))
    for part in (window.renderer, window.work, window.comparing, window.explaining):
        part.busyChanged.connect(line.set_busy)
    for working in (window.renderer, window.work):
        working.progressed.connect(line.set_fraction)


def connect_quirks(window: MainWindow) -> None:
    """What quirks would change is found beside the window, and shown in two places."""
    quirks, work, line = window.quirks, window.work, window.status

    def show(
        effects: tuple[QuirkEffect, ...] | None, experiment: Experiment | None
    ) -> None:
        if effects is None or experiment is None:
            quirks.show_waiting()
            line.show_difference("")
            return
        quirks.show_effects(effects, experiment, COMPARED)
        if len(effects) == COMPARED:
            line.show_difference(difference(effects, experiment))

    work.effectsChanged.connect(show)
    window.renderer.measured.connect(work.compare)
    quirks.visibilityChanged.connect(work.comparison.set_watched)
    work.comparison.failed.connect(quirks.show_problem)
    line.differenceClicked.connect(partial(window.show_tab, "quirks"))
