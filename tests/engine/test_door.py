"""The engine's door: what importing it brings along."""

import subprocess
import sys

IMPORT_AND_LIST = (
    "import sys, braggscope_engine, braggscope_engine.io; "
    "print(*sorted({name.split('.')[0] for name in sys.modules}))"
)


def test_importing_the_engine_loads_neither_qt_nor_the_app() -> None:
    # A fresh interpreter: in this one, the test tools have loaded Qt already.
    modules = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_LIST],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert "braggscope_engine" in modules
    assert not {"PySide6", "pyqtgraph", "braggscope"} & set(modules)
