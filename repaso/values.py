"""What a value of a source may be: names, texts with their place, both languages; and what the schema says of one."""

import re
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Annotated, Literal, NamedTuple, Protocol, Self, TypeVar, dataclass_transform

from repaso.diagnostics import Span
from repaso.inline import ClozeRuns, Run, Runs

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")

Kind = TypeVar("Kind")


class Place(Protocol):
    """Where something begins, as the reader of YAML tells it, and so kept: few places are ever told to an author."""

    @property
    def name(self) -> str:
        """The file's path, as the author knows it."""

    @property
    def line(self) -> int:
        """From 0."""

    @property
    def column(self) -> int:
        """From 0, in characters."""


class _Nowhere(NamedTuple):
    name: str = ""
    line: int = 0
    column: int = 0


NOWHERE: Place = _Nowhere()


def span_of(place: Place) -> Span:
    """A place as it is told to an author."""
    return Span(place.name, place.line + 1, place.column + 1)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(kind: type[Kind]) -> type[Kind]:
    """Make a class one of values: a dataclass that the type checker lets nobody change.

    Python itself would let one: where it checks, too, an object takes three times as long to make, and a source is
    made of hundred thousands. Equality and representation are those of Located, for all classes: made for each, they
    take longer than the rest of it.
    """
    return dataclass(slots=True, kw_only=True, eq=False, repr=False)(kind)


class Name(str):
    """A one-line value that is compared, not read aloud: an id, a number, a tag. It knows its place."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, value: str, place: Place = NOWHERE) -> Self:
        """The value, as found at `place`."""
        name = str.__new__(cls, value)  # super() takes twice as long
        name.place = place
        return name

    @property
    def span(self) -> Span:
        """Where it stands."""
        return span_of(self.place)


class PointId(Name):
    """Names a point of the manual."""

    __slots__ = ()


class ItemId(Name):
    """Names an item; identity of its note."""

    __slots__ = ()


class Fingerprint(Name):
    """A short hash of a line of the manual: what the line says, without the line (see manual.py)."""

    __slots__ = ()


class Doc(NamedTuple):
    """What the schema and the documentation say about a key."""

    text: str


class Pattern(NamedTuple):
    """What a one-line value must look like, as a whole."""

    regex: str
    example: str

    @property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to be matched with whole values."""
        return _compiled(self.regex)

    def matches(self, value: str) -> bool:
        """Whether the whole value has this form."""
        return self.compiled.fullmatch(value) is not None


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.ASCII)


ID = Pattern(r"[a-z0-9]+([.-][a-z0-9]+)*", "continued-pretraining")
NUMBER = Pattern(r"[0-9]+(\.[0-9]+)*", "1.3")
FINGERPRINT = Pattern(r"[0-9a-f]{8}", "6f3a91c2")
VERSION = Pattern(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}", "1.2.0")
COUNT = Pattern(r"[1-9][0-9]?", "2")
TAG = Pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "beyond")


class Rest(NamedTuple):
    """Marks the one field that takes every key which is no other field's name."""

    what: str


@value
class Located:
    """Anything with a place. Equal content is equal, wherever it stands."""

    place: Place = field(compare=False, kw_only=False)  # by position, as in texts: it takes half as long

    @property
    def span(self) -> Span:
        """Where it stands."""
        return span_of(self.place)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and _content(self) == _content(other)

    def __hash__(self) -> int:
        return hash(tuple(_content(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={each!r}' for name, each in _content(self).items())})"


def _content(value: Located) -> dict[str, object]:
    """The fields of a value by name, without its place."""
    return {each.name: getattr(value, each.name) for each in fields(value) if each.compare}


@value
class Text(Located):
    """A text without holes, in one language.

    Attributes:
      words: the text without its marks.
      marked: its runs, if it has any marks; few texts have.
    """

    words: str = field(kw_only=False)
    marked: Runs = field(default=(), kw_only=False)

    @property
    def runs(self) -> Runs:
        """The text as runs."""
        return self.marked or (Run(self.words),)

    def __str__(self) -> str:
        return self.words


@value
class ClozeText(Located):
    """A sentence with holes, in one language.

    Attributes:
      words: the sentence with its holes filled, without its marks.
      parts: its runs and holes.
    """

    words: str = field(kw_only=False)
    parts: ClozeRuns = field(kw_only=False)

    def __str__(self) -> str:
        return self.words


@value
class Bilingual(Located):
    """The same text in both languages. A plain string in the source stands for both."""

    es: Annotated[Text, Doc("In Spanish.")]
    en: Annotated[Text, Doc("In English.")]

    def __getitem__(self, language: Language) -> Text:
        return self.es if language == "es" else self.en


@value
class Synonyms(Located):
    """Other names that the learner meets, by language."""

    es: Annotated[tuple[Text, ...], Doc("In Spanish.")] = ()
    en: Annotated[tuple[Text, ...], Doc("In English.")] = ()

    def __getitem__(self, language: Language) -> tuple[Text, ...]:
        return self.es if language == "es" else self.en
