"""What property tests draw from."""

from random import Random

from hypothesis import strategies as st

from .command_lines import CommandLine, draw_command_line

# Drawn by seed: a command line takes thousands of numbers, most of them for its files.
command_lines = st.integers(0, 2**32 - 1).map(
    lambda seed: draw_command_line(Random(seed))
)

_ODD_WORDS = st.one_of(
    st.sampled_from(
        [
            *("-", "--", "-N", "-cell", "-misset", "-roi", "-detector_thick", "-hkl"),
            *("-mat", "-mask", "-img", "-sourcefile", "-dump", "-oversample_polar"),
            *("-xds", "-beam_vector", "-twotheta_axis", "-detpixels", "-pixel"),
            *("nan", "inf", "-inf", "1e400", "-1e308", "0", "-0", "0x10", "1e-320"),
            *("99999999999999999999", ".", "/", "..", "\0", "é", "-é", " ", "\n"),
        ]
    ),
    st.text(max_size=8),
    st.floats().map(str),
    st.integers(-(2**70), 2**70).map(str),
)


@st.composite
def mutated_command_lines(draw: st.DrawFn) -> CommandLine:
    """Command lines in which a few words are lost, doubled, swapped or replaced."""
    line = draw(command_lines)
    words = line.words
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(words)))
        way = draw(st.sampled_from(("lose", "double", "swap", "replace", "insert")))
        if way == "lose":
            del words[place : place + 1]
        elif way == "double":
            words[place:place] = words[place : place + draw(st.integers(1, 3))]
        elif way == "swap" and words:
            other = draw(st.integers(0, len(words) - 1))
            place = min(place, len(words) - 1)
            words[place], words[other] = words[other], words[place]
        elif way == "replace":
            words[place : place + 1] = [draw(_ODD_WORDS)]
        else:
            words.insert(place, draw(_ODD_WORDS))
    return line
