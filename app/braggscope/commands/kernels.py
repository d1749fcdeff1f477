"""``braggscope kernels``: compiles ahead what makes images come faster."""

from __future__ import annotations

import subprocess
import sys

from braggscope_engine import CommandLineError, KernelStore, kernels_for

from ..rendering.kernels import NO_COMPILER, has_compiler, open_kernels
from .words import KERNELS, Option, Words, help_text

LIST = Option(name="--list", help="Only list the kernels that are there.")
EVERY = Option(name="--all", help="Compile those of every crystal shape.")
OPTIONS = (LIST, EVERY, KERNELS)
HELP_TEXT = help_text(
    "braggscope kernels [OPTIONS]",
    "Compile the kernels that make images come faster, where they are missing, and\n"
    "list those that are there. The window compiles what it needs by itself; this is\n"
    "for machines without a window, and for waiting now rather than later.",
    OPTIONS,
)
_COMMON = ("square",)
_SHAPES = ("square", "round", "gauss", "tophat")
_FAILED = 1


def run(words: Words) -> int:
    """Compile and list kernels."""
    if words.rest:
        raise CommandLineError(f"kernels takes no arguments, found '{words.rest[0]}'.")
    store = open_kernels(words.own.get(KERNELS.name))
    if store is None:
        raise CommandLineError("--kernels none: name the folder, or leave it out.")
    status = 0
    if LIST.name not in words.own:
        shapes = _SHAPES if EVERY.name in words.own else _COMMON
        status = _build(store, shapes)
    for path in store.built:
        print(path)
    return status


def _build(store: KernelStore, shapes: tuple[str, ...]) -> int:
    for shape in shapes:
        store.want(kernels_for(shape, interpolate=True))
    missing = len(store.wanted)
    if not missing:
        return 0
    if not has_compiler():
        print(f"braggscope: {NO_COMPILER}", file=sys.stderr)
        return _FAILED
    plural = "s" * (missing != 1)
    print(f"Compiling {missing} kernel{plural}, a moment each.", file=sys.stderr)
    done = subprocess.run(
        store.build_command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    if done.returncode == 0:
        return 0
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = lines[-1] if lines else f"the compiler ended with {done.returncode}."
    print(f"braggscope: {reason}", file=sys.stderr)
    return _FAILED
