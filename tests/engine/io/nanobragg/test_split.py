"""Pasted text becomes words."""

from __future__ import annotations

import pytest

from braggscope_engine import CommandLineError
from braggscope_engine.io import split_command


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("nanoBragg", []),
        ("-N 5", ["-N", "5"]),
        ("nanoBragg -N 5", ["-N", "5"]),
        ("$ ./nanoBragg -N 5\n", ["-N", "5"]),
        ("OMP_NUM_THREADS=1 /opt/bin/nanoBragg -N 5", ["-N", "5"]),
        ("braggscope render -N 5", ["-N", "5"]),
        ("nanoBragg -N 5 \\\n  -osc 1", ["-N", "5", "-osc", "1"]),
        ("nanoBragg -N 5 \\\r\n  -osc 1\r\n", ["-N", "5", "-osc", "1"]),
        ("# a comment\n-N 5 # cells\n-osc 1", ["-N", "5", "-osc", "1"]),
        ("-hkl a#b.hkl", ["-hkl", "a#b.hkl"]),
        ("-hkl 'my file.hkl' -N 5", ["-hkl", "my file.hkl", "-N", "5"]),
        ('-hkl "my file.hkl"', ["-hkl", "my file.hkl"]),
        ("-hkl my\\ file.hkl", ["-hkl", "my file.hkl"]),
        ("-hkl ''", ["-hkl", ""]),
        ("-N 5 > log.txt 2>&1 &", ["-N", "5"]),
        ("-N 5 2> log.txt", ["-N", "5"]),
        ("-N 5 | tee log", ["-N", "5"]),
        ("-N 5; ls -l", ["-N", "5"]),
        # A shell, too, takes such a number for that of an open file.
        ("-N 5>log", ["-N"]),
        (
            "-N 5 >> log -osc 1 < in &> out -phi 2",
            ["-N", "5", "-osc", "1", "-phi", "2"],
        ),
        ("-N 5 >", ["-N", "5"]),
        ("-hkl a.hkl>log", ["-hkl", "a.hkl"]),
        ("–N 5 −osc −1", ["-N", "5", "-osc", "-1"]),
        ("——N 5", ["--N", "5"]),
        ("-hkl “a b.hkl”", ["-hkl", "a b.hkl"]),
        ("-N\u00a05\u2003-osc 1", ["-N", "5", "-osc", "1"]),
    ],
)
def test_words_are_cut_as_a_shell_would(text: str, words: list[str]) -> None:
    assert split_command(text) == words


@pytest.mark.parametrize("text", ["-hkl 'a.hkl", '-hkl "a', "-hkl “a"])
def test_an_open_quotation_is_refused(text: str) -> None:
    with pytest.raises(CommandLineError, match="is never closed"):
        split_command(text)
