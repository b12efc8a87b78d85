"""Texts looked at by the pieces between their spaces: these come again and again, so each is looked at once."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_MANY = 1 << 18
"""So many pieces are remembered: more than an author knows words."""


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


def anywhere(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether a pattern that matches no space is found in a text."""
    assert " " not in pattern.pattern, pattern.pattern
    found = remembered(lambda piece: pattern.search(piece) is not None)
    return lambda text: any(map(found, text.split()))
