"""The plan of a printed sheet: what stands on it, in reading order, before anything is measured."""

import datetime
from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, NamedTuple

from repaso.diagnostics import Span
from repaso.inline import Run, Runs, plain
from repaso.values import Language

TRAP_COLOUR, KEY_COLOUR = 2, 7
"""Colours 1 to 6 are the sections'; traps share the second, what belongs to no section has the seventh."""

BlockKind = Literal["sections", "rest", "traps", "keys", "index"]


class PageSize(StrEnum):
    """The paper."""

    A4 = "a4"
    LETTER = "letter"


class Pair(NamedTuple):
    """A text in the leading language, and in the other one ("" prints nothing)."""

    lead: str
    other: str


class Gap(NamedTuple):
    """A place to write in, on the self-test.

    Attributes:
      number: printed before it, and before the answer in the key.
      answer: what is to be written; the gap is wide enough for it.
      whole: whether it takes a line of its own, as in a table's cell.
    """

    number: int
    answer: Runs
    whole: bool = False


class Foreign(NamedTuple):
    """Words in the other language than the sheet's: a quotation."""

    text: str


Printed = tuple[Run | Gap | Foreign, ...]
"""What is printed of a text."""


class Entry(NamedTuple):
    """A term with its definition.

    Attributes:
      span: where it is written, for diagnostics; so in every part.
      id: the item's; so in every part.
      name: the headword in both languages, or the gap for it.
      text: the definition in the leading language.
    """

    span: Span
    id: str
    name: Pair | Gap
    text: Printed


class Grid(NamedTuple):
    """A table of C columns by R rows.

    Attributes:
      title: printed above it.
      head: C headings.
      rows: R rows of C cells; the first cell names its row.
      rows_lead_on: whether the rows follow each other in time: then they are printed as columns under a flow.
      names: R names of the rows in both languages.
    """

    span: Span
    id: str
    title: Pair
    head: tuple[str, ...]
    rows: tuple[tuple[Printed, ...], ...]
    rows_lead_on: bool = False
    names: tuple[Pair, ...] = ()


class Steps(NamedTuple):
    """The steps of a process, in order."""

    span: Span
    id: str
    title: Pair
    steps: tuple[Printed, ...]


class Box(NamedTuple):
    """A box of a diagram.

    Attributes:
      name: what stands in it, or the gap for it.
      lane: from 0 at the top; -1 if it follows from the arrows.
      filled: whether it is drawn filled.
    """

    name: Pair | Gap
    lane: int
    filled: bool


class Arrow(NamedTuple):
    """An arrow of a diagram, from one box to another, by position; "" says nothing."""

    start: int
    end: int
    says: str


class Diagram(NamedTuple):
    """Boxes and arrows."""

    span: Span
    id: str
    title: Pair
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


class Sentence(NamedTuple):
    """A sentence to say aloud, its key words bold; or with a sign in place of the tick box, a trap.

    Attributes:
      sign: "" for a tick box, else one or two characters.
      text: the sentence in the leading language.
      keys: which of its runs are what one must know, by position.
    """

    span: Span
    id: str
    sign: str
    text: Printed
    keys: tuple[int, ...] = ()


class IndexLine(NamedTuple):
    """A line of the index.

    Attributes:
      name: the term; here the other language comes first.
      mark: its block's, or "" if the sheet has only its name.
      colour: its block's.
    """

    span: Span
    id: str
    name: Pair
    mark: str
    colour: int


class Answer(NamedTuple):
    """A line of the self-test's key: of a name, also what it is in the other language, or ""."""

    span: Span
    id: str
    number: int
    text: Runs
    other: str = ""


Part = Entry | Grid | Steps | Diagram | Sentence | IndexLine | Answer


class Block(NamedTuple):
    """A headed block of the sheet.

    Attributes:
      span: where its heading is written, for diagnostics.
      kind: what it is.
      mark: what stands on its chip: the section's number, or a sign.
      colour: 1 to 7.
      title: its heading.
      parts: what stands in it, in reading order.
      covered: of how many points its items teach how many: of a section, else (0, 0).
    """

    span: Span
    kind: BlockKind
    mark: str
    colour: int
    title: Pair
    parts: tuple[Part, ...]
    covered: tuple[int, int] = (0, 0)


class SheetPlan(NamedTuple):
    """Everything that the sheet says.

    Attributes:
      span: where the manual is described, for diagnostics.
      lead: the leading language.
      overline: exam and task, one line.
      title: the sheet's title.
      legend: how to read the sheet.
      link: an address that the sheet leads to, or "".
      link_says: what a QR code of it is called.
      blocks: in reading order.
      as_of: the day its facts were checked; also the PDF's date.
      version: what the footer says of the source: its release, its content's hash, the day its facts were checked.
      keywords: for the PDF's metadata.
    """

    span: Span
    lead: Language
    overline: str
    title: Pair
    legend: Printed
    link: str
    link_says: str
    blocks: tuple[Block, ...]
    as_of: datetime.date
    version: str
    keywords: tuple[str, ...]

    def texts(self) -> Iterator[tuple[Span, str, str]]:
        """Everything that will be printed: where it is written, whose it is, the text."""
        for text in (self.overline, *self.title, said(self.legend), self.version):
            yield self.span, "the sheet's head", text
        for block in self.blocks:
            yield block.span, f"section {block.mark}", f"{block.mark} {block.title.lead} {block.title.other}"
            for part in block.parts:
                yield part.span, f"'{part.id}'", " ".join(texts_of(part))


def texts_of(part: Part) -> Iterator[str]:
    """All texts of a part, in reading order."""
    match part:
        case Entry():
            yield from (*_name(part.name), said(part.text))
        case Grid():
            yield from (*part.title, *part.head)
            for row in part.rows:
                yield from map(said, row)
        case Steps():
            yield from (*part.title, *map(said, part.steps))
        case Diagram():
            yield from part.title
            for box in part.boxes:
                yield from _name(box.name)
            yield from (arrow.says for arrow in part.arrows)
        case Sentence():
            yield from (part.sign, said(part.text))
        case IndexLine():
            yield from (*part.name, part.mark)
        case Answer():
            yield from (plain(part.text), part.other)


def said(text: Printed) -> str:
    """The words of a text; of a gap, its number."""
    return "".join([str(part.number) if isinstance(part, Gap) else part.text for part in text])


def _name(name: Pair | Gap) -> tuple[str, ...]:
    return (str(name.number),) if isinstance(name, Gap) else name
