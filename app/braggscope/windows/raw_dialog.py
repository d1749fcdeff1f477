"""Asks how the numbers of a file without a header lie in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from braggscope_engine.io import RawCandidate, RawLayout, raw_candidates

from .checked_dialog import CheckedDialog

_ORDERS = (
    ("as the numbers look", None),
    ("little-endian", "<"),
    ("big-endian", ">"),
)
_LARGEST_PX = 100_000


class RawDialog(CheckedDialog):
    """Size, byte order and transposition of raw floats, with proposals.

    Parameters
    ----------
    name : str
    size_bytes : int
    model_shape : (slow, fast)
    """

    def __init__(
        self,
        name: str,
        size_bytes: int,
        model_shape: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Raw image", parent)
        self._size_bytes = size_bytes
        self._candidates = raw_candidates(size_bytes, model_shape)
        about = QLabel(
            f"<b>{name}</b> has no header that is known here. If its {size_bytes:,} "
            "bytes are the pixels of an image, as float32 or float64, how many are "
            "there?",
            self,
        )
        about.setWordWrap(True)
        self.proposals = QComboBox(self)
        for candidate in self._candidates:
            self.proposals.addItem(_text(candidate))
        self.proposals.setToolTip("Sizes that fill the file exactly.")
        self.fast, self.slow = (self._pixels() for _ in range(2))
        self.order = QComboBox(self)
        for text, _ in _ORDERS:
            self.order.addItem(text)
        self.order.setToolTip(
            "Which byte of a number comes first; big-endian files come from other "
            "machines."
        )
        self.transposed = QCheckBox("&Transposed: slow runs fastest in the file", self)
        self.lay_out(about, self._form())
        self.setMinimumWidth(460)
        self.proposals.activated.connect(self._take)
        self.fast.valueChanged.connect(self._check)
        self.slow.valueChanged.connect(self._check)
        self._take(0)

    def layout_of_file(self) -> RawLayout:
        """What was chosen; it fills the file."""
        return RawLayout(
            shape=(self.slow.value(), self.fast.value()),
            byte_order=_ORDERS[self.order.currentIndex()][1],
            transposed=self.transposed.isChecked(),
        )

    def _pixels(self) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(1, _LARGEST_PX)
        field.setSuffix(" px")
        return field

    def _form(self) -> QFormLayout:
        sizes = QHBoxLayout()
        for label, field in (("fast", self.fast), ("slow", self.slow)):
            sizes.addWidget(QLabel(label, self))
            sizes.addWidget(field, 1)
        form = QFormLayout()
        form.addRow("&Proposals", self.proposals)
        form.addRow("Size", sizes)
        form.addRow("Byte &order", self.order)
        form.addRow("", self.transposed)
        return form

    def _take(self, index: int) -> None:
        if 0 <= index < len(self._candidates):
            slow, fast = self._candidates[index].shape
            self.fast.setValue(fast)
            self.slow.setValue(slow)
        self._check()

    def _check(self) -> None:
        pixels = self.fast.value() * self.slow.value()
        fits = self._size_bytes in (4 * pixels, 8 * pixels)
        if fits:
            verdict = f"These are float{8 * self._size_bytes // pixels} numbers."
        else:
            verdict = (
                f"{self.fast.value()} x {self.slow.value()} pixels have "
                f"{4 * pixels:,} bytes as float32, {8 * pixels:,} as float64; the file "
                f"has {self._size_bytes:,}."
            )
        self.show_check(verdict, is_right=fits)


def _text(candidate: RawCandidate) -> str:
    slow, fast = candidate.shape
    return f"{fast} x {slow} float{8 * candidate.item_size}: {candidate.why}"


def ask_raw_layout(
    parent: QWidget, path: Path, size_bytes: int, model_shape: tuple[int, int]
) -> RawLayout | None:
    """Ask how a file is laid out; None when the user thought better of it."""
    dialog = RawDialog(path.name, size_bytes, model_shape, parent)
    return dialog.ask(dialog.layout_of_file)
