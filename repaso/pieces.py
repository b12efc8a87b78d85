"""Texts looked at by the pieces between their spaces: these come again and again, so each is looked at once."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias, TypeVar

from repaso.values import LANGUAGES, Language

T = TypeVar("T")
Question: TypeAlias = Callable[[str], int]
"""How often something is in a piece."""

_MANY = 1 << 18
"""So many pieces are remembered: more than an author knows words."""

_BITS = 20
_COUNT = (1 << _BITS) - 1


class _Memory(dict[str, Any]):
    """What was found for each piece; a dict, for it is asked a million times."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, piece: str) -> Any:
        if len(self) >= _MANY:
            self.clear()
        found = self[piece] = self._find(piece)
        return found


def remembered(find: Callable[[str], T]) -> Callable[[str], T]:
    """The same function, which looks at each piece once."""
    return _Memory(find).__getitem__


class Signs:
    """What texts may hold: each of their pieces is asked all questions at once, and once.

    The answers to a piece are counts, side by side in one number; the answers to a text are their sum.
    """

    def __init__(self) -> None:
        self._questions: list[Mapping[Language, Question]] = []
        self._of_piece: Mapping[Language, Question] = {}

    def ask(self, question: Mapping[Language, Question]) -> int:
        """Ask one more thing from now on; the bits in which `of` counts it."""
        self._questions.append(question)
        self._of_piece = {language: remembered(partial(self._asked, language)) for language in LANGUAGES}
        return _COUNT << (len(self._questions) - 1) * _BITS

    def of(self, text: str, language: Language) -> int:
        """All answers to a text: to be tested with the bits of a question, or `counted`."""
        return sum(map(self._of_piece[language], text.split()))

    def _asked(self, language: Language, piece: str) -> int:
        answers = 0
        for question in reversed(self._questions):
            answers = answers << _BITS | question[language](piece)
        return answers


def counted(signs: int, bits: int) -> int:
    """The count that stands in these bits of what `Signs.of` gave."""
    return (signs & bits) // (bits & -bits)


def anywhere(pattern: re.Pattern[str]) -> Question:
    """Whether a pattern that matches no space is found in a piece."""
    assert " " not in pattern.pattern, pattern.pattern
    return lambda piece: pattern.search(piece) is not None
