"""Reads reference images beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from braggscope_engine import EngineError
from braggscope_engine.io import (
    RawLayout,
    ReferenceImage,
    UnknownShapeError,
    raw_candidates,
    read_image,
)

from ..background import Background
from ..messages import sentence
from .other_image import OtherImage

Read = Callable[..., ReferenceImage]


class References(QObject):
    """The reference images of one window, oldest first.

    Signals
    -------
    read(object)
        An OtherImage that was just read; it is in the list already.
    layoutWanted(object, int)
        Path and size of a file without a header, of which somebody must say how many
        pixels it has.
    restored()
        One that was asked for by ``restore`` is in the list.
    failed(str)
        Why a file is no image that can be used.
    busyChanged(bool)
        Whether a file is being read.
    """

    read = Signal(object)
    layoutWanted = Signal(object, int)
    restored = Signal()
    failed = Signal(str)
    busyChanged = Signal(bool)

    def __init__(
        self, parent: QObject | None = None, *, read: Read = read_image
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._background = Background("references", self)
        self._all: tuple[OtherImage, ...] = ()

    @property
    def all(self) -> tuple[OtherImage, ...]:
        """The images."""
        return self._all

    def load(
        self,
        path: Path,
        shape: tuple[int, int],
        frame: int = 0,
        raw: RawLayout | None = None,
        *,
        may_ask: bool = True,
    ) -> None:
        """Read an image; raw floats take the model's shape (slow, fast) if it fits.

        Another frame of a file that is in the list takes the place of the one there.
        Where ``may_ask`` is false, a file of unknown layout is only refused.
        """
        ask = partial(self._fail_or_ask, path, shape)
        self.busyChanged.emit(True)
        self._background.run(
            lambda _: self._image(path, shape, frame, raw),
            done=partial(self._keep, path),
            failed=ask if may_ask else self._fail,
        )

    def restore(
        self,
        path: Path,
        shape: tuple[int, int],
        frame: int = 0,
        raw: RawLayout | None = None,
    ) -> None:
        """Read an image that was there before, without turning to it."""
        self._background.run(
            lambda _: self._image(path, shape, frame, raw),
            done=partial(self._keep_quietly, path),
            failed=self._fail,
        )

    def forget_all(self) -> None:
        """Forget every image."""
        self._all = ()

    def remove(self, image: OtherImage) -> None:
        """Forget an image."""
        self._all = tuple(each for each in self._all if each is not image)

    def close(self) -> None:
        """Stop, and return when the thread has ended."""
        self._background.close()

    def _image(
        self, path: Path, shape: tuple[int, int], frame: int, raw: RawLayout | None
    ) -> OtherImage:
        if raw is not None:
            return other_image(path, self._read(path, raw=raw, frame=frame), raw)
        try:
            read = self._read(path, shape=shape, frame=frame)
        except EngineError:
            # Not of the model's size: its own may be told from the file alone.
            read = self._read(path, frame=frame)
        return other_image(path, read)

    def _keep(self, path: Path, image: OtherImage) -> None:
        self.busyChanged.emit(False)
        self._put(path, image)
        self.read.emit(image)

    def _keep_quietly(self, path: Path, image: OtherImage) -> None:
        self._put(path, image)
        self.restored.emit()

    def _put(self, path: Path, image: OtherImage) -> None:
        others = [each for each in self._all if each.path != path]
        self._all = (*others, image)

    def _fail_or_ask(
        self, path: Path, shape: tuple[int, int], error: BaseException
    ) -> None:
        if isinstance(error, UnknownShapeError) and raw_candidates(
            error.size_bytes, shape
        ):
            self.busyChanged.emit(False)
            self.layoutWanted.emit(path, error.size_bytes)
        else:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.busyChanged.emit(False)
        self.failed.emit(sentence(error))


def other_image(
    path: Path, read: ReferenceImage, raw: RawLayout | None = None
) -> OtherImage:
    """Make an image ready to be held against the model's: NaN where it has no value."""
    pixels = read.pixels
    if read.mask.any():
        pixels = np.where(read.mask, pixels.dtype.type(np.nan), pixels)
    return OtherImage(
        name=path.name,
        pixels=pixels,
        path=path,
        notes=read.notes,
        read=read,
        raw=raw,
    )
