"""What an import must do, and what a learner has done before: both follow from the two packages alone, by guid."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from repaso.apkg import CardKey, Guid, Note, Package

TAG = "learner"
EDIT = " (learner)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What the new package must do to a collection that holds the old one, as guids in the order of the package.

    Attributes:
      changed: notes with new content and a newer clock: Anki updates them.
      withheld: notes with other content whose clock is not newer: Anki leaves them.
      kept: all notes of the old package that must not be touched; `withheld` and `removed` are among them.
      added: notes that only the new package has.
      removed: notes that only the old package has; Anki keeps them.
      older: whether the new package is the older release: clocks went back, and none went forward.
    """

    changed: tuple[Guid, ...]
    withheld: tuple[Guid, ...]
    kept: tuple[Guid, ...]
    added: tuple[Guid, ...]
    removed: tuple[Guid, ...]
    older: bool


class Review(NamedTuple):
    """A card's past: its interval and its next turn, in days, and how often it was seen."""

    interval: int
    due: int
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """What a learner has done with the old release. Made of the packages: the same pair meets the same learner.

    Attributes:
      reviewed: cards with a history.
      flagged: cards.
      suspended: cards.
      tagged: notes that do not change and bear a tag of the learner's.
      edited: notes that do not change and that the learner has edited, with the field's index.
    """

    reviewed: Mapping[CardKey, Review]
    flagged: tuple[CardKey, ...]
    suspended: tuple[CardKey, ...]
    tagged: tuple[Guid, ...]
    edited: Mapping[Guid, int]


def plan_transition(old: Package, new: Package) -> Transition:
    """What must happen to each note."""
    both = [guid for guid in old.notes if guid in new.notes]
    differ = {guid for guid in both if content(old.notes[guid]) != content(new.notes[guid])}
    changed = tuple(guid for guid in both if guid in differ and new.notes[guid].mod > old.notes[guid].mod)
    updated = set(changed)
    clocks = [(old.notes[guid].mod, new.notes[guid].mod) for guid in both]
    clocks += [(old.notetypes[n].mod, new.notetypes[n].mod) for n in old.notetypes if n in new.notetypes]
    return Transition(
        changed=changed,
        withheld=tuple(guid for guid in both if guid in differ - updated),
        kept=tuple(guid for guid in old.notes if guid not in updated),
        added=tuple(guid for guid in new.notes if guid not in old.notes),
        removed=tuple(guid for guid in old.notes if guid not in new.notes),
        older=any(was > now for was, now in clocks) and not any(was < now for was, now in clocks),
    )


def plan_learner(old: Package, transition: Transition) -> Learner:
    """A quarter of the cards each are reviewed, flagged, suspended; a third of the notes that stay tagged, edited."""
    cards = sorted(old.cards)
    notes = sorted(transition.kept)
    return Learner(
        reviewed={card: Review(1 + at % 300, at % 40, 1 + at % 5) for at, card in enumerate(cards[::4])},
        flagged=tuple(cards[1::4]),
        suspended=tuple(cards[2::4]),
        tagged=tuple(notes[::3]),
        edited={guid: _editable(old.notes[guid]) for guid in notes[1::3]},
    )


def content(note: Note) -> tuple[tuple[str, ...], frozenset[str]]:
    """What a learner gets of a note; Anki composes accents on import."""
    return tuple(map(nfc, note.fields)), frozenset(map(nfc, note.tags))


def nfc(text: str) -> str:
    """Text with its accents composed, as Anki keeps it."""
    return unicodedata.normalize("NFC", text)


def _editable(note: Note) -> int:
    """The last field that holds something; never the first, if there is another: Anki finds duplicates by it."""
    filled = [at for at, text in enumerate(note.fields) if at and text]
    return filled[-1] if filled else len(note.fields) - 1
