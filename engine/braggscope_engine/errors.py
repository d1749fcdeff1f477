"""Everything the engine can say no to, each as one sentence a user can act on."""

from __future__ import annotations


class EngineError(Exception):
    """Base of all errors that the engine raises on purpose."""

    def __str__(self) -> str:
        """One line, whatever the words and names hold that it quotes."""
        return "".join(
            letter if letter.isprintable() else letter.encode("unicode_escape").decode()
            for letter in super().__str__()
        )


class InvalidParameterError(EngineError, ValueError):
    """A parameter has a value that the physics cannot use.

    Attributes
    ----------
    parameter : str
        Dotted path of the value in the experiment, ``"beam.wavelength_angstrom"``.
    """

    def __init__(
        self, parameter: str, value: object, allowed: str, hint: str = ""
    ) -> None:
        self.parameter = parameter
        self.value = value
        self.allowed = allowed
        super().__init__(f"{parameter} = {value!r}: must be {allowed}. {hint}".rstrip())


class CommandLineError(EngineError, ValueError):
    """A nanoBragg command line cannot be read as asked."""


class FileFormatError(EngineError, ValueError):
    """A file does not hold what its format promises."""


class DeviceError(EngineError):
    """The device or precision asked for is not available here."""


class SimulationCancelled(EngineError):  # noqa: N818 - a wish fulfilled, no error
    """The caller asked the simulation to stop."""
