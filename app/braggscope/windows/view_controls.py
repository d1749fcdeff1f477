"""How the image is looked at: scale, colour map, overlays, panels."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QObject

from ..canvas.colour_maps import COLOUR_MAP_NAMES, colour_map
from ..canvas.image_canvas import ImageCanvas
from ..canvas.overlays import OVERLAY_KINDS, OverlayKind
from ..canvas.transform import ScaleKind
from .action_table import ActionSpec
from .actions import Actions

#: Maps for intensities; those for differences are of no use here.
INTENSITY_MAPS = tuple(
    name for name in COLOUR_MAP_NAMES if not colour_map(name).diverging
)
_SCALES: tuple[ScaleKind, ...] = get_args(ScaleKind)


class ViewControls(QObject):
    """Connects the actions of the View menu with a canvas."""

    def __init__(self, canvas: ImageCanvas, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._actions = actions
        for number, name in enumerate(INTENSITY_MAPS, start=1):
            spec = ActionSpec(
                name=f"map:{name}",
                text=name.capitalize(),
                shortcut=f"Alt+Shift+{number}",
                help=f"Show intensities in the colours of {name}.",
                checkable=True,
                group="map",
            )
            actions.add(spec)
        actions.connect_choice("scale", self._choose_scale)
        actions.connect_choice("map", canvas.shown.set_colour_map)
        actions.connect_to("fit_levels", canvas.shown.fit_levels)
        actions.connect_to("fit_view", canvas.fit_view)
        for kind in OVERLAY_KINDS:
            self._connect_overlay(kind)
        canvas.shown.appearance_changed.connect(self._show_appearance)
        self._show_appearance()

    @property
    def scale(self) -> str:
        """Name of the intensity scale."""
        return self._canvas.shown.scale

    @property
    def colour_map(self) -> str:
        """Name of the colour map."""
        return self._canvas.shown.chosen_colour_map

    @property
    def hidden_overlays(self) -> tuple[str, ...]:
        """Overlays that are switched off."""
        return tuple(
            kind for kind in OVERLAY_KINDS if not self._canvas.overlays.is_visible(kind)
        )

    def recall(self, scale: str, colour_map: str, hidden: tuple[str, ...]) -> None:
        """Look as last time, as far as that still exists."""
        if scale in _SCALES:
            self._choose_scale(scale)
        if colour_map in INTENSITY_MAPS:
            self._canvas.shown.set_colour_map(colour_map)
        for kind in OVERLAY_KINDS:
            name = f"overlay:{kind}"
            if name in self._actions:
                self._actions[name].setChecked(kind not in hidden)

    def _choose_scale(self, name: str) -> None:
        for kind in _SCALES:
            if kind == name:
                self._canvas.shown.set_scale(kind)

    def _connect_overlay(self, kind: OverlayKind) -> None:
        name = f"overlay:{kind}"
        if name not in self._actions:
            return
        overlays = self._canvas.overlays
        action = self._actions[name]
        action.setChecked(overlays.is_visible(kind))
        action.toggled.connect(lambda on: overlays.set_visible(kind, on))

    def _show_appearance(self) -> None:
        self._actions.choose("scale", self._canvas.shown.scale)
        self._actions.choose("map", self._canvas.shown.chosen_colour_map)
