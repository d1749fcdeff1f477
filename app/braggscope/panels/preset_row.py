"""Detectors that are known by name: one choice sets size, pixels and gaps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from braggscope.fields import sentence
from braggscope_engine import (
    DetectorPreset,
    Experiment,
    InvalidParameterError,
    apply_preset,
)
from braggscope_resources.detectors import detector_rows

from .choice_row import CalmComboBox
from .form_context import FormContext
from .form_row import FormRow
from .look import GAP, no_margins

__all__ = ["PresetRow"]

_NONE = "none of the known"
_HELP = (
    "<p style='white-space: normal'><b>Detector</b><br>A detector by its name: type a "
    "part of it to search. It sets pixels, pixel size and, for the gaps between "
    "modules, the mask; distance and tilts stay, and a beam in the middle stays "
    "there.<br>nanoBragg: -detpixels_f, -detpixels_s, -pixel, -mask</p>"
)


class PresetRow(FormRow):
    """Chooses a detector by its name, as one edit."""

    def __init__(self, context: FormContext) -> None:
        super().__init__((), context)
        self._chosen = ""
        self._label = QLabel("Detector")
        self._label.setToolTip(_HELP)
        self._box = CalmComboBox()
        self._box.setObjectName("detector.preset")
        self._box.setEditable(True)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._label.setBuddy(self._box)
        for number, preset in enumerate(_presets()):
            self._box.addItem(_entry(preset))
            self._box.setItemData(
                number, _explained(preset), Qt.ItemDataRole.ToolTipRole
            )
        self._name_controls()
        self._search()
        self._box.activated.connect(self._choose)
        line = QHBoxLayout()
        no_margins(line, spacing=GAP * 2)
        line.addWidget(self._label)
        line.addWidget(self._box, 1)
        self._layout.addLayout(line)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show which known detector has the size of the experiment's."""
        number = self._number_of(experiment)
        edit = self._box.lineEdit()
        assert edit is not None
        before = edit.text()
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(-1 if number is None else number)
        entry = "" if number is None else self._box.itemText(number)
        if before != entry:
            edit.setText(entry)
            edit.setCursorPosition(0)  # the name begins a long entry
        about = "" if number is None else f"<p>{_explained(_presets()[number])}</p>"
        self._box.setToolTip(_HELP + about)
        super().show_experiment(experiment)

    def label_widget(self) -> QWidget:
        """Return the label that stands in the column of labels."""
        return self._label

    def editors(self) -> Iterator[QWidget]:
        """Yield what takes the focus, in the order of reading."""
        yield self._box

    def _name_controls(self) -> None:
        edit = self._box.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(_NONE)
        edit.setObjectName("detector.preset.name")
        edit.setToolTip(_HELP)
        edit.editingFinished.connect(self._restore)
        edit.returnPressed.connect(self._take_text)
        for control in (self._box, edit):
            control.setAccessibleName("Known detector")
            control.setAccessibleDescription("Type a part of a name to search")

    def _search(self) -> None:
        completer = QCompleter(self._box.model(), self._box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._box.setCompleter(completer)
        view = self._box.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 8 * GAP)
        popup = completer.popup()
        if popup is not None:
            popup.setMinimumWidth(view.minimumWidth())

    def _choose(self, number: int) -> None:
        preset = _presets()[number]
        try:
            changed = apply_preset(self._context.experiment, preset)
        except InvalidParameterError as error:
            self.set_problem(self, sentence(error))
            return
        self._chosen = preset.name
        self.set_problem(self, "")
        self._context.edit(changed, f"Change detector to {preset.name}")
        self.show_experiment(self._context.experiment)

    def _take_text(self) -> None:
        """Take the one detector that a typed text can mean."""
        typed = self._box.currentText()
        found = _meant(typed)
        if found is not None:
            self._choose(found)
        elif typed.strip():
            self.set_problem(self, f"There is no known detector {typed!r}.")

    def _restore(self) -> None:
        if not self._box.hasFocus() and not self.is_in_error:
            self.show_experiment(self._context.experiment)

    def _number_of(self, experiment: Experiment) -> int | None:
        detector = experiment.detector
        pixels = detector.pixels_fast, detector.pixels_slow
        alike = _alike(*pixels, detector.pixel_size_mm)
        named = [n for n in alike if _presets()[n].name == self._chosen]
        return next(iter(named or alike), None)


@cache
def _presets() -> tuple[DetectorPreset, ...]:
    return tuple(DetectorPreset(**row) for row in detector_rows())


@lru_cache(maxsize=64)
def _alike(pixels_fast: int, pixels_slow: int, pixel_size_mm: float) -> list[int]:
    return [
        number
        for number, preset in enumerate(_presets())
        if (preset.pixels_fast, preset.pixels_slow) == (pixels_fast, pixels_slow)
        and abs(preset.pixel_size_mm - pixel_size_mm) < 1e-9
    ]


def _entry(preset: DetectorPreset) -> str:
    size = f"{preset.pixels_fast} × {preset.pixels_slow}"
    return f"{preset.name} · {size} · {preset.pixel_size_mm:g} mm"


def _explained(preset: DetectorPreset) -> str:
    fast, slow = preset.size_mm
    gaps = preset.gap_fast or preset.gap_slow or preset.is_round
    mask = "; what is not sensitive becomes the mask" if gaps else ""
    return (
        f"{preset.manufacturer} {preset.name}: {preset.pixels_fast} × "
        f"{preset.pixels_slow} pixels of {preset.pixel_size_mm:g} mm, "
        f"{fast:.1f} × {slow:.1f} mm{mask}."
    )


def _meant(typed: str) -> int | None:
    """The detector of this name, or the only one whose entry has these words."""
    wanted = _plain(typed)
    exact = [n for n, p in enumerate(_presets()) if _plain(p.name) == wanted]
    near = [n for n, p in enumerate(_presets()) if wanted in _plain(_entry(p))]
    if exact:
        return exact[0]
    return near[0] if wanted and len(near) == 1 else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
