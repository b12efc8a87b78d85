"""Notes (+ look + ledger) → DeckPlan: every card with its deck and its place in the order of study."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from repaso.history import contract
from repaso.ledger import Content, Entry, Ledger, LookContent, version_key
from repaso.model import Kind, Manual
from repaso.notes import Note
from repaso.notetypes import BY_KIND, DECKS, cloze_language
from repaso.templates import Look


class Card(NamedTuple):
    """A card of a note: `ord` is its template (or its cloze number less one), `due` its place among new cards."""

    ord: int
    deck: str
    due: int


class ClockedNote(NamedTuple):
    """A note with what the ledger knows of it, and its cards."""

    note: Note
    entry: Entry
    cards: tuple[Card, ...]


class DeckPlan(NamedTuple):
    """What goes into a package.

    Attributes:
      manual: whose deck it is.
      look: templates and style sheet.
      look_clocks: when each notetype last changed, in Unix seconds.
      decks: the names of the sub-decks, by face deck.
      notes: in the order of study.
    """

    manual: Manual
    look: Look
    look_clocks: Mapping[Kind, int]
    decks: Mapping[str, str]
    notes: tuple[ClockedNote, ...]


def plan_deck(manual: Manual, notes: tuple[Note, ...], look: Look, ledger: Ledger) -> DeckPlan:
    """Place every card, and give every note its clock.

    New cards come in the manual's order. Within a section a deck first shows every note's first card and only then
    its second: the cards of one note give each other away, and Anki does not keep siblings apart by default.
    """
    cards: list[list[Card]] = [[] for _ in notes]
    last = dict.fromkeys(DECKS, 0)
    for _, ord_, index in sorted((note.section, ord_, index) for index, note in enumerate(notes) for ord_ in note.ords):
        deck = _deck(notes[index].kind, ord_)
        last[deck] += 1
        cards[index].append(Card(ord_, deck, last[deck]))
    first = min(ledger.releases, key=version_key, default="")
    clocked = tuple(
        _clocked(note, ledger.notes[note.id], tuple(own), manual, first) for note, own in zip(notes, cards, strict=True)
    )
    decks = {deck: f"{manual.deck}::{name}" for deck, name in DECKS.items()}
    clocks = {kind: entry.mod for kind, entry in ledger.looks.items()}
    return DeckPlan(manual=manual, look=look, look_clocks=clocks, decks=decks, notes=clocked)


def content_of(note: Note) -> Content:
    """What the ledger is told of a note: the clock moves when its fields, tags or meaning change."""
    meaning = (str(note.meaning),) if note.meaning > 1 else ()
    hash_ = _hash((note.kind, *note.fields, *note.tags, *meaning))
    return Content(note.id, note.kind, note.ords, hash_, note.formerly, note.meaning)


def look_of(look: Look, kind: Kind) -> LookContent:
    """What the ledger is told of a notetype."""
    notetype = BY_KIND[kind]
    texts = [look.css, notetype.name]
    texts += (f"{number} {name}" for number, name in notetype.fields)
    for face, template in zip(notetype.faces, look.templates[kind], strict=True):
        texts += (str(face.id), face.name, template.front, template.back)
    return LookContent(_hash(texts), contract(kind))


def cards_by_deck(notes: Iterable[Note]) -> dict[str, int]:
    """How many cards each sub-deck has."""
    counts = dict.fromkeys(DECKS, 0)
    for note in notes:
        for ord_ in note.ords:
            counts[_deck(note.kind, ord_)] += 1
    return counts


def _clocked(note: Note, entry: Entry, cards: tuple[Card, ...], manual: Manual, first: str) -> ClockedNote:
    """A note with what is known of it, and with a tag if a release brought it after the first, which brought all."""
    if entry.last and entry.last != first:
        change = f"{manual.tag_root}::changes::{entry.last.rpartition('.')[0]}"
        note = note._replace(tags=tuple(sorted((*note.tags, change))))
    return ClockedNote(note, entry, cards)


def _deck(kind: Kind, ord_: int) -> str:
    return cloze_language(ord_) if kind == "cloze" else BY_KIND[kind].faces[ord_].deck


def _hash(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:16]
