"""Names of one word or several, looked up in a text: at each place the longest that fits, as a reader takes it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from repaso.pieces import remembered

T = TypeVar("T")

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Lexicon(Generic[T]):
    """Names, and what each stands for. The first name of a spelling counts; case and a plural do not."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], T]] = defaultdict(dict)
        self._beginning = remembered(self._with)
        self._begins = remembered(self._any_begins)
        for name, value in names:
            if tokens := _tokens(name):
                self._by_first[tokens[0]].setdefault(tokens, value)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    def get(self, name: str) -> T | None:
        """What a whole name stands for, or None."""
        tokens = _tokens(name)
        return self._by_first[tokens[0]].get(tokens) if tokens and tokens[0] in self._by_first else None

    def find(self, text: str) -> Iterator[tuple[str, T]]:
        """Every name in a text, as it is written there, and what it stands for. No two overlap."""
        if not any(map(self._begins, text.split())):  # as in most texts
            return
        tokens = _tokens(text)
        found: list[re.Match[str]] = []
        end = 0
        for place, token in enumerate(tokens):
            if place < end or not (name := self._longest(token, tokens, place)):
                continue
            end = place + len(name)
            found = found or list(_TOKEN.finditer(text))
            yield text[found[place].start() : found[end - 1].end()], self._by_first[name[0]][name]

    def _any_begins(self, piece: str) -> bool:
        """Whether a name may begin in a piece between two spaces."""
        return any(map(self._beginning, _tokens(piece)))

    def _with(self, token: str) -> tuple[tuple[str, ...], ...]:
        """All names that may begin with a token."""
        return tuple(name for first in _singulars(token) for name in self._by_first.get(first, ()))

    def _longest(self, token: str, tokens: tuple[str, ...], place: int) -> tuple[str, ...]:
        longest: tuple[str, ...] = ()
        for name in self._beginning(token):
            end = place + len(name)
            if len(name) > len(longest) and all(map(_is, tokens[place:end], name)) and end <= len(tokens):
                longest = name
        return longest


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.casefold()))


def _singulars(token: str) -> tuple[str, ...]:
    """A word, and what it may be the plural of."""
    if token.endswith("ones"):
        return token, token[:-1], f"{token[:-4]}ón"
    if token.endswith("es"):
        return token, token[:-1], token[:-2]
    return (token, token[:-1]) if token.endswith("s") else (token,)


def _is(token: str, word: str) -> bool:
    return token == word or word in _singulars(token)
