"""Own options of ``braggscope compare``, and what their values mean."""

from __future__ import annotations

import shlex

from braggscope_engine import CommandLineError, RenderOptions, available_devices
from braggscope_engine.io import RawLayout

from ...rendering.kernels import open_kernels
from ...rendering.plan import preferred_device
from ..words import (
    DEVICE,
    DTYPE,
    JSON,
    KERNELS,
    QUIRKS,
    STRICT,
    Option,
    Words,
    sort_words,
)

REPORT = Option(
    name="--report",
    value="FOLDER",
    help="Write the evidence there: Markdown, HTML, figures, JSON.",
)
BATCH = Option(
    name="--batch",
    value="FILE",
    help="Compare many: each line holds what follows `braggscope compare`.",
)
FRAME = Option(name="--frame", value="N", help="Image of a file with several; 0 first.")
SHAPE = Option(
    name="--shape",
    value="FASTxSLOW",
    help="Pixels of a raw float image that is not the model's size.",
)
BYTE_ORDER = Option(
    name="--byte-order",
    value="little|big",
    help="How the bytes of a raw image lie; told from its numbers otherwise.",
)
TRANSPOSED = Option(
    name="--transposed", help="In a raw image slow runs fastest, not fast."
)
LOG = Option(
    name="--log", value="FILE", help="What the other program printed, to set beside."
)
WITH = Option(
    name="--with",
    value="IMAGE",
    help="A second image: compare the two, and each with the model if there is one.",
)
_ORDERS = {"little": "<", "big": ">"}
OPTIONS = (
    *(STRICT, QUIRKS, DEVICE, DTYPE, KERNELS, JSON),
    *(REPORT, BATCH, FRAME, SHAPE, BYTE_ORDER, TRANSPOSED, LOG, WITH),
)
NOT_PART_OF_THE_RESULT = (REPORT.name, JSON.name, BATCH.name)


def with_later_options(words: Words) -> Words:
    """Take own options that stand right behind the reference, too."""
    if len(words.rest) < 2 or not words.rest[1].startswith("--"):
        return words
    name, *later = words.rest
    more = sort_words(later, OPTIONS)
    return Words(own={**words.own, **more.own}, rest=(name, *more.rest))


def render_options(words: Words) -> RenderOptions:
    """Where and how precisely models are rendered; float64 unless it is said."""
    return RenderOptions(
        device=words.own.get(DEVICE.name) or preferred_device(available_devices()),
        dtype=words.own.get(DTYPE.name, "float64"),
        kernels=open_kernels(words.own.get(KERNELS.name)),
    )


def frame_of(words: Words) -> int:
    """Number of the image in a file that holds several."""
    text = words.own.get(FRAME.name, "0")
    if not text.isdigit():
        raise CommandLineError(f"--frame {text}: must be a whole number, 0 or more.")
    return int(text)


def shape_of(words: Words) -> tuple[int, int] | None:
    """(slow, fast) of a raw image, where it was given."""
    text = words.own.get(SHAPE.name)
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(p.isdigit() and 0 < int(p) <= 100_000 for p in parts):
        raise CommandLineError(
            f"--shape {text}: must be pixels along fast and slow, such as 2463x2527."
        )
    return int(parts[1]), int(parts[0])


def layout_of(words: Words, of_model: tuple[int, int] | None) -> RawLayout | None:
    """How a raw image lies, where that is said; the model's size, where none is."""
    shape = shape_of(words) or of_model
    order = words.own.get(BYTE_ORDER.name)
    transposed = TRANSPOSED.name in words.own
    if order is not None and order not in _ORDERS:
        raise CommandLineError(f"--byte-order {order}: must be little or big.")
    if order is None and not transposed:
        return None if shape is None else RawLayout(shape=shape)
    if shape is None:
        raise CommandLineError(
            "How a raw image lies needs its size as well: --shape FASTxSLOW."
        )
    return RawLayout(
        shape=shape,
        byte_order=None if order is None else _ORDERS[order],
        transposed=transposed,
    )


def command_again(words: Words) -> str:
    """The words that give the same numbers again."""
    own: list[str] = []
    for name, value in words.own.items():
        if name not in NOT_PART_OF_THE_RESULT:
            own += [name, value] if value else [name]
    return shlex.join(["braggscope", "compare", *own, *words.rest])
