"""Questions to the user, and pages of help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from braggscope_engine.io import GEOMETRY_FORMATS, GeometryFormat

from .export_formats import FLOAT, FORMATS, ExportFormat, with_suffix

SESSION_SUFFIX = ".bscope"
_SESSIONS = f"Sessions (*{SESSION_SUFFIX})"
_EVERYTHING = "All files (*)"
_IMAGES = (
    "Images (*.img *.smv *.cbf *.tif *.tiff *.edf *.mccd *.h5 *.nxs *.hdf5 *.bin *.raw "
    "*.npy *.npz *.pgm)"
)


class Answer(Enum):
    """What to do with changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def ask_open(parent: QWidget, folder: Path) -> Path | None:
    """Ask which file to open."""
    name, _ = QFileDialog.getOpenFileName(
        parent,
        "Open",
        str(folder),
        ";;".join(
            (
                "All that can be opened (*)",
                _SESSIONS,
                "Command lines (*.txt *.sh *.args)",
                "Reflection lists (*.hkl)",
                "MOSFLM matrices (*.mat)",
                "Geometry of other programs (*.expt *.XDS *.INP *.geom *.poni)",
                _IMAGES,
            )
        ),
    )
    return Path(name) if name else None


def ask_reference(parent: QWidget, folder: Path) -> Path | None:
    """Ask which image to compare with."""
    name, _ = QFileDialog.getOpenFileName(
        parent,
        "Load reference image",
        str(folder),
        f"{_IMAGES};;{_EVERYTHING}",
    )
    return Path(name) if name else None


def ask_log(parent: QWidget, folder: Path) -> Path | None:
    """Ask for the text that another program printed."""
    name, _ = QFileDialog.getOpenFileName(
        parent, "Open log", str(folder), "Logs (*.log *.txt *.out);;All files (*)"
    )
    return Path(name) if name else None


def ask_report_folder(parent: QWidget, folder: Path) -> Path | None:
    """Ask into which folder to write a report; it need not be there yet."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        "Write the report into the folder",
        str(folder / "comparison"),
        _EVERYTHING,
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return Path(name) if name else None


def ask_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to save a session."""
    suffixes = {_SESSIONS: SESSION_SUFFIX, _EVERYTHING: SESSION_SUFFIX}
    asked = _ask_name(parent, "Save session", suggestion, suffixes)
    return asked[0] if asked is not None else None


def ask_export(parent: QWidget, suggestion: Path) -> tuple[Path, ExportFormat] | None:
    """Ask where to export the image to, and as what."""
    filters = {each.filter: each for each in FORMATS}
    suffixes = {text: each.suffix for text, each in filters.items()}
    asked = _ask_name(parent, "Export image", suggestion, suffixes)
    if asked is None:
        return None
    path, chosen = asked
    return with_suffix(path, filters.get(chosen, FLOAT))


def ask_geometry(parent: QWidget, folder: Path) -> Path | None:
    """Ask which file to import a geometry from."""
    readable = [each for each in GEOMETRY_FORMATS if each.can_read]
    filters = ["All that can be read (*)", *(_geometry_filter(f) for f in readable)]
    name, _ = QFileDialog.getOpenFileName(
        parent, "Import geometry", str(folder), ";;".join(filters)
    )
    return Path(name) if name else None


def ask_export_geometry(
    parent: QWidget, suggestion: Path
) -> tuple[Path, GeometryFormat] | None:
    """Ask where to export the geometry to, and in which format."""
    formats = {_geometry_filter(f): f for f in GEOMETRY_FORMATS if f.can_write}
    suffixes = {text: each.suffixes[0] for text, each in formats.items()}
    asked = _ask_name(parent, "Export geometry", suggestion, suffixes)
    return (asked[0], formats[asked[1]]) if asked is not None else None


def ask_export_reflections(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to write the table of reflections; the suffix says as what."""
    suffixes = {
        "Table with headings (*.csv)": ".csv",
        "Plain list: h k l, intensity, error (*.hkl)": ".hkl",
    }
    asked = _ask_name(parent, "Export reflections", suggestion, suffixes)
    return asked[0] if asked is not None else None


def ask_export_curve(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask where to write a curve."""
    suffixes = {"Comma-separated values (*.csv)": ".csv"}
    asked = _ask_name(parent, "Export curve", suggestion, suffixes)
    return asked[0] if asked is not None else None


def ask_losses(
    parent: QWidget, name: str, format_label: str, losses: Sequence[str]
) -> bool:
    """Say what a format cannot hold; returns whether to write it all the same."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle("Export geometry")
    box.setText(f"{name} ({format_label}) cannot hold all of this geometry.")
    box.setInformativeText("\n\n".join(losses))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.exec()
    return box.standardButton(box.clickedButton()) == buttons.Save


def _geometry_filter(format: GeometryFormat) -> str:
    endings = " ".join(f"*{suffix}" for suffix in format.suffixes)
    return f"{format.label} ({endings})"


def _ask_name(
    parent: QWidget, title: str, suggestion: Path, suffixes: Mapping[str, str]
) -> tuple[Path, str] | None:
    """Ask for a file name; the dialog completes it before it asks to overwrite.

    Parameters
    ----------
    parent : QWidget
    title : str
    suggestion : Path
    suffixes : mapping of str to str    suffix for each entry of the list of types
    """
    dialog = QFileDialog(parent, title, str(suggestion.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters(list(suffixes))
    first = next(iter(suffixes))
    dialog.setDefaultSuffix(suffixes[first].lstrip("."))
    dialog.filterSelected.connect(
        lambda text: dialog.setDefaultSuffix(suffixes.get(text, "").lstrip("."))
    )
    dialog.selectFile(suggestion.name)
    accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
    names, chosen = dialog.selectedFiles(), dialog.selectedNameFilter()
    dialog.deleteLater()
    return (Path(names[0]), chosen) if accepted and names else None


def ask_unsaved(parent: QWidget, name: str) -> Answer:
    """Ask what to do with changes before they are lost."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Braggscope")
    box.setText(f"Save the changes to {name}?")
    box.setInformativeText("Without saving they are lost.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    box.exec()
    answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
    return answers.get(box.standardButton(box.clickedButton()), Answer.CANCEL)


class Page(QDialog):
    """A page of help, in the fonts and colours of the platform."""

    def __init__(self, title: str, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(620, 640)
        self.browser = QTextBrowser(self)
        self.browser.setOpenExternalLinks(False)
        self.browser.setHtml(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.browser)
        layout.addWidget(buttons)


def shortcuts_html(actions: Iterable[QAction]) -> str:
    """List actions with their shortcuts, and what the hand can do."""
    groups: dict[str, list[str]] = {}
    for action in actions:
        row = _row(", ".join(_keys(action)), _plain(action.text()))
        title = _TITLES.get(action.objectName().partition(":")[0], "General")
        groups.setdefault(title, []).append(row)
    groups["In the image"] = [_row(keys, text) for keys, text in _HAND]
    tables = "".join(
        f"<h3>{title}</h3><table width='100%' cellpadding='3'>{''.join(rows)}</table>"
        for title, rows in groups.items()
    )
    return (
        "<p>Plain letters are not shortcuts while a text field has the focus.</p>"
        f"{tables}"
    )


def about_html(devices: Iterable[str]) -> str:
    """Say what this is and what it runs on."""
    versions = " · ".join(
        f"{name} {metadata.version(name)}"
        for name in ("torch", "PySide6-Essentials", "pyqtgraph", "numpy")
    )
    return (
        f"<h2>Braggscope {metadata.version('braggscope')}</h2>"
        "<p>See how beam, crystal and detector geometry shape a diffraction image, "
        "live. Its physics is that of nanoBragg, by James Holton and Ken Frankel.</p>"
        f"<p>Devices: {', '.join(devices)}<br>{versions}</p>"
        "<p>MIT licence.</p>"
    )


_TITLES = {
    "scale": "Intensity scale",
    "map": "Colour map",
    "overlay": "Overlays",
    "theme": "Appearance",
    "tab": "Inspectors",
    "mode": "How nanoBragg's options are read",
    "dtype": "Precision",
    "device": "Device",
}
_HAND = (
    ("Wheel, + and −", "Zoom at the mouse"),
    ("Drag", "Pan"),
    ("Arrow keys", "Pan"),
    ("Double click, Home", "Show the whole detector"),
    ("Click on a spot", "Find it in the table of reflections"),
    ("Shift and drag", "Draw a region to look at"),
    ("Ctrl and drag", "Draw a line to see the intensity along it"),
    ("Drag the label of a number", "Change it; Shift coarse, Alt fine"),
    ("Up, Down in a number", "Step; Shift coarse"),
)


def _keys(action: QAction) -> list[str]:
    native = QKeySequence.SequenceFormat.NativeText
    return [keys.toString(native) for keys in action.shortcuts()]


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _row(left: str, right: str) -> str:
    return f"<tr><td width='38%'><b>{left}</b></td><td>{right}</td></tr>"
