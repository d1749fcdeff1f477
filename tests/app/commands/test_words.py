"""Own options stand before the first nanoBragg argument."""

import pytest

from braggscope.commands.words import DEVICE, JSON, STRICT, Words, help_text, sort_words
from braggscope_engine import CommandLineError

OPTIONS = (STRICT, DEVICE, JSON)


def test_all_words_from_the_first_nanobragg_argument_on_are_nanobraggs() -> None:
    words = sort_words(
        ["--strict", "--device", "cpu", "-lambda", "1", "--strict"], OPTIONS
    )
    assert words == Words(
        own={"--strict": "", "--device": "cpu"}, rest=("-lambda", "1", "--strict")
    )


def test_a_value_may_follow_an_equals_sign() -> None:
    assert sort_words(["--device=cuda:0"], OPTIONS).own == {"--device": "cuda:0"}


def test_two_dashes_alone_mark_the_border() -> None:
    words = sort_words(["--strict", "--", "--strict"], OPTIONS)
    assert words == Words(own={"--strict": ""}, rest=("--strict",))


def test_a_file_may_follow_the_own_options() -> None:
    assert sort_words(["--json", "demo.txt"], OPTIONS).rest == ("demo.txt",)


def test_h_is_help() -> None:
    assert sort_words(["-h"], OPTIONS).own == {"--help": ""}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--devise", "cpu"], "did you mean --device"),
        (["--distance", "100"], "nanoBragg's options begin with one dash"),
        (["--device"], "--device needs a value"),
        (["--strict=yes"], "--strict takes no value"),
    ],
)
def test_what_cannot_be_an_own_option_is_one_sentence(
    words: list[str], said: str
) -> None:
    with pytest.raises(CommandLineError, match=said):
        sort_words(words, OPTIONS)


def test_help_names_every_option() -> None:
    text = help_text("braggscope x", "About.", OPTIONS)
    for name in ("--strict", "--device NAME", "--json", "--help", "--version"):
        assert name in text
