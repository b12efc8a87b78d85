"""Texts looked at by the pieces between their spaces: these come again and again, so each is looked at once."""

import re
from collections.abc import Callable
from functools import lru_cache

PIECES = 1 << 18
"""So many pieces are remembered: more than an author knows words."""


def anywhere(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether a pattern that matches no space is found in a text."""
    assert " " not in pattern.pattern, pattern.pattern
    found = lru_cache(PIECES)(lambda piece: pattern.search(piece) is not None)
    return lambda text: any(map(found, text.split()))
