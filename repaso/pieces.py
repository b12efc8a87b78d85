"""Texts looked at by the pieces between their spaces: these come again and again, so each is looked at once."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias, TypeVar

from repaso.values import LANGUAGES, Language

T = TypeVar("T")
PerPiece: TypeAlias = Callable[[str], int]
"""How often something is in a piece."""

_MANY = 1 << 18
"""So many pieces are remembered: more than an author knows words."""

_BITS = 20
"""Of each count: no text has a million words."""


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
    """What texts may hold: all is looked for in each of their pieces at once, and once.

    What is counted in a piece stands side by side in one number; what is counted in a text is the sum.
    """

    def __init__(self) -> None:
        self._counted: list[Mapping[Language, PerPiece]] = []
        self._begun = False
        self._of_piece = {language: remembered(partial(self._count, language)) for language in LANGUAGES}

    def count(self, what: Mapping[Language, PerPiece]) -> int:
        """Count one more thing, before the first text is looked at; the bits in which `of` counts it."""
        assert not self._begun, "some texts have been looked at without it"
        self._counted.append(what)
        return ((1 << _BITS) - 1) << (len(self._counted) - 1) * _BITS

    def of(self, text: str, language: Language) -> int:
        """All counts of a text, to be tested with the bits of one, or `counted`."""
        return sum(map(self._of_piece[language], text.split()))

    def _count(self, language: Language, piece: str) -> int:
        self._begun = True
        counts = 0
        for what in reversed(self._counted):
            counts = counts << _BITS | what[language](piece)
        return counts


def counted(signs: int, bits: int) -> int:
    """The count that stands in these bits of what `Signs.of` gave."""
    return (signs & bits) // (bits & -bits)


def anywhere(pattern: str) -> PerPiece:
    """Whether a pattern, in lower case and without spaces, is found in a piece, whatever the case there.

    So it takes half as long as a pattern that ignores case.
    """
    assert " " not in pattern, pattern
    search = re.compile(pattern).search
    return lambda piece: search(piece.casefold()) is not None
