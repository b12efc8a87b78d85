"""Names of one word or several, looked up in a text: at each place the longest that fits, as a reader takes it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, compress
from typing import Generic, NamedTuple, TypeVar

from repaso.pieces import remembered

T = TypeVar("T")

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Mention(NamedTuple, Generic[T]):
    """A name in a text.

    Attributes:
      value: what it stands for.
      text: in which it was found.
      first: its first token in the text.
      end: the first token behind it.
    """

    value: T
    text: str
    first: int
    end: int

    @property
    def written(self) -> str:
        """The name as the text writes it."""
        signs = list(_TOKEN.finditer(self.text))
        return self.text[signs[self.first].start() : signs[self.end - 1].end()]


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

    def may_be_in(self, text: str) -> bool:
        """Whether a name may stand in a text: one may begin there."""
        return any(map(self._begins, text.split()))

    def find(self, text: str) -> Iterator[Mention[T]]:
        """Every name in a text; no two overlap."""
        pieces = text.split()
        if not any(map(self._begins, pieces)):  # as in many texts
            return
        tokens = tuple(chain.from_iterable(map(_of_piece, pieces)))
        end = 0
        for place in compress(range(len(tokens)), map(self._beginning, tokens)):
            if place >= end and (name := _longest(self._beginning(tokens[place]), tokens, place)):
                end = place + len(name)
                yield Mention(self._by_first[name[0]][name], text, place, end)

    def _any_begins(self, piece: str) -> bool:
        """Whether a name may begin in a piece between two spaces."""
        return any(map(self._beginning, _of_piece(piece)))

    def _with(self, token: str) -> tuple[tuple[str, ...], ...]:
        """All names that may begin with a token."""
        singulars = _singulars(token)
        if self._by_first.keys().isdisjoint(singulars):  # as with most tokens
            return ()
        return tuple(name for first in singulars for name in self._by_first.get(first, ()))


def _longest(names: tuple[tuple[str, ...], ...], tokens: tuple[str, ...], place: int) -> tuple[str, ...]:
    """The longest of some names that stands at a place, or none."""
    longest: tuple[str, ...] = ()
    for name in names:
        end = place + len(name)
        if len(name) > len(longest) and all(map(_is, tokens[place:end], name)) and end <= len(tokens):
            longest = name
    return longest


def _tokens(text: str) -> tuple[str, ...]:
    """The words and signs of a text, whatever their case."""
    return tuple([token.casefold() for token in _TOKEN.findall(text)])


_of_piece = remembered(_tokens)


def _singulars(token: str) -> tuple[str, ...]:
    """A word, and what it may be the plural of."""
    if token.endswith("ones"):
        return token, token[:-1], f"{token[:-4]}ón"
    if token.endswith("es"):
        return token, token[:-1], token[:-2]
    return (token, token[:-1]) if token.endswith("s") else (token,)


def _is(token: str, word: str) -> bool:
    return token == word or word in _singulars(token)
