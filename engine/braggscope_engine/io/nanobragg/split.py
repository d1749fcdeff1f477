"""A command line as text, cut into words as a shell would."""

from __future__ import annotations

from ...errors import CommandLineError

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
"""What word processors and web pages make of a minus sign."""
_QUOTES = {"'": "'", '"': '"', "\u2018": "\u2019", "\u201c": "\u201d"}
_ENDS = "|&;<>"


def split_command(text: str) -> list[str]:
    """Cut a pasted command into the words after the program's name.

    Understands quotes, backslashes, continued lines and comments; drops what stands
    before the first option (``./nanoBragg``, ``braggscope render``, ``$``),
    redirections, and everything from the first pipe, ``;`` or ``&`` on.

    Raises
    ------
    CommandLineError
        For a quotation mark without its partner.
    """
    words = [_plain_dash(word) for word in _Splitter(text).words()]
    for place, word in enumerate(words):
        if word.startswith("-"):
            return words[place:]
    return []


def _plain_dash(word: str) -> str:
    stripped = word.lstrip(_DASHES)
    return "-" * min(2, len(word) - len(stripped)) + stripped


class _Splitter:
    """One pass over the text, word by word."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._place = 0

    def words(self) -> list[str]:
        found: list[str] = []
        while self._skip_space():
            if self._is_redirection():
                self._skip_redirection(found)
            elif self._text[self._place] in _ENDS:
                break
            else:
                found.append(self._word())
        return found

    def _skip_space(self) -> bool:
        """Go to the next word; False at the end."""
        while self._place < len(self._text):
            character = self._text[self._place]
            if character == "#":
                end = self._text.find("\n", self._place)
                self._place = len(self._text) if end < 0 else end
            elif self._text.startswith("\\\n", self._place):
                self._place += 2
            elif character.isspace():
                self._place += 1
            else:
                return True
        return False

    def _word(self) -> str:
        pieces: list[str] = []
        while self._place < len(self._text):
            character = self._text[self._place]
            if character.isspace() or character in _ENDS:
                break
            if character in _QUOTES:
                pieces.append(self._quoted(_QUOTES[character]))
            elif character == "\\":
                escaped = self._text[self._place + 1 : self._place + 2]
                pieces.append("" if escaped == "\n" else escaped)
                self._place += 2
            else:
                pieces.append(character)
                self._place += 1
        return "".join(pieces)

    def _quoted(self, closing: str) -> str:
        end = self._text.find(closing, self._place + 1)
        if end < 0:
            beginning = self._text[self._place : self._place + 20]
            raise CommandLineError(
                f"The quotation mark before {beginning[1:]!r} is never closed."
            )
        inside = self._text[self._place + 1 : end]
        self._place = end + 1
        return inside

    def _is_redirection(self) -> bool:
        here = self._text[self._place : self._place + 2]
        return here[0] in "<>" or here == "&>"

    def _skip_redirection(self, found: list[str]) -> None:
        """Pass over ``2> log`` and the like, with the number before the arrow."""
        glued = self._place > 0 and not self._text[self._place - 1].isspace()
        if found and glued and found[-1].isdigit():
            found.pop()
        while self._place < len(self._text) and self._text[self._place] in "<>&":
            self._place += 1
        if self._skip_space():
            self._word()
