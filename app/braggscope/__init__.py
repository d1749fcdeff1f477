"""Braggscope: the window and the command line over the simulation engine."""

__version__ = "0.1.0"
