"""Data that Braggscope ships: samples, icons, colour maps."""

from importlib.resources import files
from pathlib import Path

__all__ = ["resource"]


def resource(name: str) -> Path:
    """Path of a shipped file.

    Parameters
    ----------
    name : str
        Path below this package, with forward slashes: ``"samples/demo.txt"``.

    Returns
    -------
    Path
        The file or folder, which exists.

    Raises
    ------
    FileNotFoundError
        When nothing of that name is shipped.
    """
    path = Path(str(files(__name__).joinpath(*name.split("/"))))
    if not path.exists():
        raise FileNotFoundError(f"resource {name!r} is not part of {__name__}")
    return path
