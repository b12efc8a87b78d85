"""The plan of cut-out cards: what stands on both sides of each, before anything is measured."""

import datetime
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.inline import Runs, plain
from repaso.values import Language


class Role(StrEnum):
    """What a paragraph is on its card, and so how it looks."""

    CUE = "cue"  # what is asked about: a process, a table
    TITLE = "title"  # a term, a few words in answer to a question
    NAME = "name"  # the same in the other language
    ANSWER = "answer"  # what a table or a process has there
    TEXT = "text"
    ASK = "ask"  # the question itself
    OTHER = "other"  # the text in the other language
    REMARK = "remark"  # what is good to know


class Paragraph(NamedTuple):
    """A text on a card.

    Attributes:
      spare: whether it may be left off, as a whole, where a card has no room.
    """

    role: Role
    runs: Runs
    spare: bool = False


class Side(NamedTuple):
    """The front or the back of a card.

    Attributes:
      span: where its main text is written, for diagnostics.
      paragraphs: from top to bottom.
    """

    span: Span
    paragraphs: tuple[Paragraph, ...]


class PaperCard(NamedTuple):
    """A card of paper: one for every note, for one turns it as one likes.

    Attributes:
      number: its place in the deck, from 1; the same whatever else is printed with it.
      id: the note's.
      span: where the item is written.
      mark: what stands on its chip: the section's number.
      colour: the section's.
      section: the section's title.
      flag: that it is legacy or from beyond the manual, in a word of the cards' language, or "".
      front: what is asked.
      back: what is answered.
    """

    number: int
    id: str
    span: Span
    mark: str
    colour: int
    section: str
    flag: str
    front: Side
    back: Side


class CardsPlan(NamedTuple):
    """Everything that the cards say.

    Attributes:
      span: where the manual is described, for diagnostics.
      language: the one that leads.
      title: the deck's.
      exam: its code and task.
      as_of: the day its facts were checked; also the PDF's date.
      version: what every page's foot says of the source.
      total: how many cards the deck has; `cards` may be fewer.
      cards: in the order of the deck.
    """

    span: Span
    language: Language
    title: str
    exam: str
    as_of: datetime.date
    version: str
    total: int
    cards: tuple[PaperCard, ...]

    def texts(self) -> Iterator[tuple[Span, str, str]]:
        """Everything that may be printed: where it is written, whose it is, the text."""
        yield self.span, "the sheet's head", f"{self.title} {self.exam} {self.version}"
        for card in self.cards:
            paragraphs = (*card.front.paragraphs, *card.back.paragraphs)
            yield card.span, f"'{card.id}'", " ".join((card.section, *(plain(one.runs) for one in paragraphs)))
