"""How the model is read and computed: quirks, device, precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from braggscope_engine import (
    ALL_QUIRKS,
    NO_QUIRKS,
    EngineError,
    Experiment,
)

from ..document import Document
from ..messages import sentence
from ..rendering.live import LiveRendering
from .action_table import ActionSpec
from .actions import Actions
from .message_bar import MessageBar

_MODES = {"intended": NO_QUIRKS, "strict": ALL_QUIRKS}
_MODE_TEXTS = {
    "intended": "Read as intended",
    "strict": "Read as strict nanoBragg",
}


class ModelControls(QObject):
    """Connects the actions of the Model menu with the document and the rendering."""

    def __init__(
        self,
        document: Document,
        live: LiveRendering,
        devices: Sequence[str],
        actions: Actions,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._live = live
        self._actions = actions
        self._messages = messages
        for number, name in enumerate(devices, start=1):
            spec = ActionSpec(
                name=f"device:{name}",
                text=name,
                shortcut=f"Ctrl+Alt+Shift+{number}" if number < 10 else "",
                help=f"Compute on {name}.",
                checkable=True,
                group="device",
            )
            actions.add(spec)
        actions.connect_choice("mode", self._choose_mode)
        actions.connect_choice("device", self._choose_device)
        actions.connect_choice("dtype", self._choose_dtype)
        document.experimentChanged.connect(self._show_mode)
        self._show_mode(document.experiment)
        self._show_options()

    def _choose_mode(self, name: str) -> None:
        experiment = replace(self._document.experiment, quirks=_MODES[name])
        self._document.edit(experiment, _MODE_TEXTS[name])

    def _choose_device(self, name: str) -> None:
        self._set_options(name, self._live.options.dtype)

    def _choose_dtype(self, name: str) -> None:
        self._set_options(self._live.options.device, name)

    def _set_options(self, device: str, dtype: str) -> None:
        try:
            options = replace(self._live.options, device=device, dtype=dtype)
        except EngineError as error:
            self._messages.show_message(sentence(error))
        else:
            self._live.set_options(options)
        self._show_options()

    def _show_mode(self, experiment: Experiment) -> None:
        name = next((m for m, q in _MODES.items() if q == experiment.quirks), None)
        self._actions.choose("mode", name)

    def _show_options(self) -> None:
        self._actions.choose("device", self._live.options.device)
        self._actions.choose("dtype", self._live.options.dtype)
