"""What a value of a source may be: names, texts with their place, both languages; and what the schema says of one."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Literal, NamedTuple, Self, TypeVar, dataclass_transform

from repaso.diagnostics import Span
from repaso.inline import ClozeRuns, Run, Runs

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")

NOWHERE = Span("", 1, 1)

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(kind: type[Kind]) -> type[Kind]:
    """Make a class one of values: a dataclass that the type checker lets nobody change.

    Python itself would let one: where it checks, too, an object takes three times as long to make, and a source is
    made of hundred thousands.
    """
    return dataclass(slots=True, kw_only=True, unsafe_hash=True)(kind)


class Name(str):
    """A one-line value that is compared, not read aloud: an id, a number, a tag. It knows its place."""

    __slots__ = ("span",)
    span: Span

    def __new__(cls, value: str, span: Span = NOWHERE) -> Self:
        """The value, as found at `span`."""
        name = str.__new__(cls, value)  # super() takes twice as long
        name.span = span
        return name


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

    def matches(self, value: str) -> bool:
        """Whether the whole value has this form."""
        return _compiled(self.regex).fullmatch(value) is not None


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

    span: Span = field(compare=False, repr=False)


@value
class Text(Located):
    """A text without holes, in one language.

    Attributes:
      words: the text without its marks.
      marked: its runs, if it has any marks; few texts have.
    """

    words: str
    marked: Runs = ()

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

    words: str
    parts: ClozeRuns

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
