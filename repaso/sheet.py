"""The plan of a printed sheet: what stands on it, in reading order, before anything is measured."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.inline import Runs, plain
from repaso.model import Language

TRAP_COLOUR, KEY_COLOUR = 2, 7
"""Colours 1 to 6 are the sections'; traps share the second, what belongs to no section has the seventh."""


class PageSize(StrEnum):
    """The paper."""

    A4 = "a4"
    LETTER = "letter"


class Pair(NamedTuple):
    """A text in the leading language, and in the other one ("" prints nothing)."""

    lead: str
    other: str


class Entry(NamedTuple):
    """A term with its definition.

    Attributes:
      span: where it is written, for diagnostics; so in every part.
      id: the item's; so in every part.
      name: the headword in both languages.
      text: the definition in the leading language.
    """

    span: Span
    id: str
    name: Pair
    text: Runs


class Grid(NamedTuple):
    """A table of C columns by R rows.

    Attributes:
      title: printed above it.
      head: C headings.
      rows: R rows of C cells; the first cell names its row.
    """

    span: Span
    id: str
    title: Pair
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Flow(NamedTuple):
    """The steps of a process, in order."""

    span: Span
    id: str
    title: Pair
    steps: tuple[Runs, ...]


class Sentence(NamedTuple):
    """A sentence to say aloud, its key words bold; or with a sign in place of the tick box, a trap.

    Attributes:
      sign: "" for a tick box, else one or two characters.
      text: the sentence in the leading language.
    """

    span: Span
    id: str
    sign: str
    text: Runs


class IndexLine(NamedTuple):
    """A line of the index.

    Attributes:
      name: the term; here the other language comes first.
      mark: its block's.
      colour: its block's.
    """

    span: Span
    id: str
    name: Pair
    mark: str
    colour: int


Part = Entry | Grid | Flow | Sentence | IndexLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A headed block of the sheet.

    Attributes:
      span: where its heading is written, for diagnostics.
      mark: what stands on its chip: the section's number, or a sign.
      colour: 1 to 7.
      title: its heading.
      parts: what stands in it, in reading order.
    """

    span: Span
    mark: str
    colour: int
    title: Pair
    parts: tuple[Part, ...]

    def count(self) -> int:
        """How many items it holds: a table counts its rows, a process its steps, the index nothing."""
        return sum(_items_in(part) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """Everything that the sheet says.

    Attributes:
      span: where the manual is described, for diagnostics.
      lead: the leading language.
      overline: exam and task, one line.
      title: the sheet's title.
      legend: how to read the sheet, one line of runs.
      blocks: in reading order.
      as_of: the day its facts were checked; also the PDF's date.
      version: what the footer says of the source: its content's hash and the day its facts were checked.
      keywords: for the PDF's metadata.
    """

    span: Span
    lead: Language
    overline: str
    title: Pair
    legend: Runs
    blocks: tuple[Block, ...]
    as_of: datetime.date
    version: str
    keywords: tuple[str, ...]

    def texts(self) -> Iterator[tuple[Span, str, str]]:
        """Everything that will be printed: where it is written, whose it is, the text."""
        for text in (self.overline, *self.title, plain(self.legend), self.version):
            yield self.span, "the sheet's head", text
        for block in self.blocks:
            yield block.span, f"section {block.mark}", f"{block.mark} {block.title.lead} {block.title.other}"
            for part in block.parts:
                yield part.span, f"'{part.id}'", " ".join(_texts_of(part))


def _items_in(part: Part) -> int:
    match part:
        case Grid():
            return len(part.rows)
        case Flow():
            return len(part.steps)
        case IndexLine():
            return 0
    return 1


def _texts_of(part: Part) -> Iterator[str]:
    match part:
        case Entry():
            yield from (*part.name, plain(part.text))
        case Grid():
            yield from (*part.title, *part.head)
            for row in part.rows:
                yield from map(plain, row)
        case Flow():
            yield from (*part.title, *map(plain, part.steps))
        case Sentence():
            yield from (part.sign, plain(part.text))
        case IndexLine():
            yield from (*part.name, part.mark)
