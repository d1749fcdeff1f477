"""Which actions stand where: menus and tool bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from ..canvas.pair import PairView
from .actions import Actions
from .choice_button import ChoiceButton

SEPARATOR = ""
PAIR_VIEWS = tuple(f"pair:{view}" for view in PairView)

_FILE_BEFORE_RECENT = ("new", "open")
_FILE = (
    *("paste", SEPARATOR, "save", "save_as", SEPARATOR),
    *("export", "export_peaks", "import_geometry", "export_geometry"),
    *("copy_command", SEPARATOR),
    "quit",
)
_EDIT = ("undo", "redo", SEPARATOR, "history")
_SCALE = ("scale:log", "scale:linear", "scale:sqrt", "scale:asinh")
_MODE = ("mode:intended", "mode:strict")
_OVERLAYS = (
    *("overlay:beam", "overlay:foot", "overlay:rings", "overlay:ice", "choose_rings"),
    *(SEPARATOR, "overlay:rois", "overlay:spots", "overlay:panel"),
)
_COMPARE = (
    *("snapshot", "reference", SEPARATOR, "explain", "report"),
    *(SEPARATOR, *PAIR_VIEWS),
)
_PANELS = (
    *("forms", "inspectors", SEPARATOR),
    *(
        "tab:peaks",
        "tab:region",
        "tab:trace",
        "tab:profiles",
        "tab:geometry",
        "tab:laboratory",
        "tab:options",
        "tab:compare",
    ),
    *("tab:quirks", "history"),
)
_INSPECT = ("trace",)
_APPEARANCE = ("theme:system", "theme:light", "theme:dark")
_HELP = ("shortcuts", "conventions", SEPARATOR, "about")
_TOOL_BAR = (
    *("open", "paste", "save", SEPARATOR, "undo", "redo", SEPARATOR),
    *("scale", "map", "fit_levels", "fit_view", SEPARATOR),
    *("overlay:beam", "overlay:foot", "overlay:rings", "overlay:rois", SEPARATOR),
    *("mode", SEPARATOR, "forms", "inspectors", "image_only"),
)


class Menus:
    """The menu bar of a window.

    Attributes
    ----------
    recent : QMenu
        Filled by whoever knows the files.
    """

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        colour_maps: Sequence[str],
        devices: Sequence[str],
    ) -> None:
        self._actions = actions
        bar = window.menuBar()
        file = bar.addMenu("&File")
        self._fill(file, _FILE_BEFORE_RECENT)
        self.recent = file.addMenu("Open &recent")
        self._fill(file, _FILE)
        self._fill(bar.addMenu("&Edit"), _EDIT)
        view = bar.addMenu("&View")
        self._fill(view.addMenu("&Scale"), _SCALE)
        maps = [f"map:{name}" for name in colour_maps]
        self._fill(view.addMenu("&Colour map"), maps)
        self._fill(view, ("fit_levels", "fit_view", SEPARATOR))
        self._fill(view.addMenu("&Overlays"), _OVERLAYS)
        self._fill(view, ("noise", *_INSPECT))
        self._fill(view.addMenu("&Panels"), _PANELS)
        self._fill(view, ("image_only", SEPARATOR))
        self._fill(view.addMenu("&Appearance"), _APPEARANCE)
        model = bar.addMenu("&Model")
        self._fill(model, (*_MODE, SEPARATOR))
        self._fill(model.addMenu("&Device"), [f"device:{name}" for name in devices])
        self._fill(model.addMenu("&Precision"), ("dtype:float32", "dtype:float64"))
        self._fill(bar.addMenu("&Compare"), _COMPARE)
        self._fill(bar.addMenu("&Help"), _HELP)

    def _fill(self, menu: QMenu, names: Sequence[str]) -> None:
        menu.setToolTipsVisible(True)
        for name in names:
            if name == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])


def make_tool_bar(
    window: QMainWindow, actions: Actions, colour_maps: Sequence[str]
) -> QToolBar:
    """Put the actions that are wanted often above the image."""
    bar = QToolBar("Tool bar", window)
    bar.setObjectName("tool_bar")
    bar.setIconSize(QSize(20, 20))
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    choices = {
        "scale": ("Intensity scale", _SCALE),
        "map": ("Colour map", [f"map:{name}" for name in colour_maps]),
        "mode": ("How nanoBragg's options are read", _MODE),
    }
    for name in _TOOL_BAR:
        if name == SEPARATOR:
            bar.addSeparator()
        elif name in choices:
            title, names = choices[name]
            bar.addWidget(ChoiceButton(title, [actions[each] for each in names], bar))
        else:
            bar.addAction(actions[name])
    window.addToolBar(bar)
    return bar
