"""What must have happened against what did: the table's lines, and the findings."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from repaso.apkg import CardKey, Guid, Note, Notetype, Package
from repaso.rehearsal.observation import Seen
from repaso.rehearsal.outcome import Finding, Line, Rehearsal
from repaso.rehearsal.plan import TAG, Learner, Transition, content, nfc

_T = TypeVar("_T")


def compare(old: Package, new: Package, transition: Transition, learner: Learner, seen: Seen) -> Rehearsal:
    """What must have happened against what did."""
    held = _Comparison(old, new, transition, learner, seen)
    return Rehearsal(
        anki=seen.anki,
        lines=held.lines(),
        findings=tuple(held.findings()),
        removed=tuple(old.notes[guid].name for guid in transition.removed),
    )


class _Comparison:
    """The two packages, what must happen and what was seen."""

    def __init__(self, old: Package, new: Package, transition: Transition, learner: Learner, seen: Seen) -> None:
        self._old = old
        self._new = new
        self._must = transition
        self._learner = learner
        self._seen = seen
        self._before = seen.before
        self._after = seen.after
        settled = {*transition.withheld, *seen.conflicting}
        self._new_cards = [
            card
            for card in new.cards
            if card not in seen.before.cards and card[0] in seen.after.notes and card[0] not in settled
        ]

    def lines(self) -> tuple[Line, ...]:
        must, before, after = self._must, self._before, self._after
        kept = [guid for guid in must.kept if guid in self._new.notes]
        notetypes = before.notetypes.keys() | {n for n in after.notetypes if not self._is_duplicate(n)}
        media = {*before.media, *self._new.media, *self._seen.media_missing}
        return (
            _line("notes unchanged", kept, self._is_untouched),
            _line("notes updated", must.changed, self._is_delivered),
            _line("notes added", must.added, self._is_delivered),
            _line("notes no longer built", must.removed, self._is_untouched),
            Line("notes in all", len(before.notes.keys() | must.added), len(after.notes)),
            _line("tags of the learner", self._learner.tagged, self._has_tag),
            _line("edits of the learner", self._learner.edited, self._has_edit),
            _line("cards in their decks", before.cards, self._is_in_place),
            _line("cards with their schedule", before.cards, self._is_scheduled),
            _line("cards added", self._new_cards, after.cards.__contains__),
            Line("notetypes", len(notetypes), len(after.notetypes)),
            _line("media files", media, after.media.__contains__),
        )

    def findings(self) -> Iterator[Finding]:
        if self._must.older:
            yield Finding("older-release", "", "the new package is the older release: learners keep what they have")
        yield from self._of_notes()
        yield from self._of_cards()
        yield from self._of_decks()
        yield from self._of_notetypes()
        yield from self._of_media()
        if self._seen.complaints:
            yield Finding("database-damaged", "", f"Check Database says: {self._seen.complaints}")

    def _of_notes(self) -> Iterator[Finding]:
        must, after, conflicting = self._must, self._after, self._seen.conflicting
        taken = {_first_field(after.notes[guid]) for guid in self._before.notes if guid in after.notes}
        for guid in self._before.notes:
            if guid not in after.notes:
                yield Finding("note-lost", guid, f"{self._note(guid)} is gone")
            elif guid in conflicting:
                yield Finding("note-conflicting", guid, f"{self._note(guid)} will never be updated again")
        for guid in must.changed:
            if guid in after.notes and guid not in conflicting and not self._is_delivered(guid):
                yield Finding("edit-not-delivered", guid, f"{self._note(guid)} changes, and learners keep the old one")
        if not must.older:
            for guid in must.withheld:
                if guid not in conflicting:
                    message = f"{self._note(guid)} changes and its clock does not go forward: learners keep the old one"
                    yield Finding("edit-not-delivered", guid, message)
        for guid in must.kept:
            if guid in after.notes and not self._is_untouched(guid):
                message = f"{self._note(guid)} does not change, and is written again"
                yield Finding("unchanged-note-rewritten", guid, message)
        for guid in self._learner.tagged:
            if guid in after.notes and not self._has_tag(guid):
                yield Finding("user-tag-lost", guid, f"{self._note(guid)} loses a tag of the learner's")
        for guid in self._learner.edited:
            if guid in after.notes and not self._has_edit(guid):
                yield Finding("user-edit-lost", guid, f"{self._note(guid)} loses an edit of the learner's")
        for guid in must.added:
            if not self._is_delivered(guid):
                yield Finding("new-note-missing", guid, f"{self._note(guid)} is new, and does not arrive as built")
            elif _first_field(after.notes[guid]) in taken:
                yield Finding("note-duplicated", guid, f"{self._note(guid)} is there twice: its guid has changed")

    def _of_cards(self) -> Iterator[Finding]:
        ours = () if self._must.older else self._old.cards
        gone = set()
        for card in self._before.cards:
            if card not in self._after.cards:
                gone.add(card)
                yield Finding("card-lost", card[0], f"{self._card(card)} is gone")
            elif not self._is_in_place(card):
                yield Finding("card-moved", card[0], f"{self._card(card)} is moved to {self._after.cards[card]}")
            elif not self._is_scheduled(card):
                yield Finding("schedule-lost", card[0], f"{self._card(card)} loses its schedule")
            elif card in ours and card[0] in self._new.notes and card not in self._new.cards:
                gone.add(card)
                yield Finding("card-lost", card[0], f"{self._card(card)} is no longer built")
        for card in self._new_cards:
            if card not in self._after.cards:
                yield Finding("card-lost", card[0], f"{self._card(card)} is new, and does not arrive")
            elif self._after.cards[card].casefold() != nfc(self._new.cards[card]).casefold():
                yield Finding("card-moved", card[0], f"{self._card(card)} arrives in {self._after.cards[card]}")
        for card in self._seen.empty:
            if card not in gone:
                yield Finding("card-empty", card[0], f"{self._card(card)} shows nothing on its front")
        for card in self._seen.made:
            yield Finding("database-damaged", card[0], f"{self._card(card)} has to be made by Check Database")

    def _of_decks(self) -> Iterator[Finding]:
        """A deck is known by its name alone."""
        moves = Counter(
            (deck, self._new.cards[card])
            for card, deck in self._old.cards.items()
            if self._new.cards.get(card, deck) != deck
        )
        for (was, now), count in moves.items():
            message = f"{count} cards stay in '{was}', and only new ones go to '{now}'"
            yield Finding("deck-renamed", "", message)

    def _of_notetypes(self) -> Iterator[Finding]:
        for number, seen in self._after.notetypes.items():
            if self._is_duplicate(number):
                yield Finding("notetype-duplicated", "", f"a second notetype '{seen.name}' is made beside the first")
        if self._must.older or any(map(self._is_duplicate, self._after.notetypes)):
            return
        for number, built in self._new.notetypes.items():
            kept = self._after.notetypes.get(number)
            if kept is not None and _look(kept) != _look(built):
                message = f"the notetype '{built.name}' does not arrive as built"
                yield Finding("look-not-delivered", "", message)

    def _of_media(self) -> Iterator[Finding]:
        for name, digest in self._new.media.items():
            if self._after.media.get(name) != digest:
                yield Finding("media-missing", "", f"the file '{name}' of the package does not arrive")
        for name in self._seen.media_missing:
            if name not in self._new.media:
                yield Finding("media-missing", "", f"a note names the file '{name}', which is not there")

    def _is_untouched(self, guid: Guid) -> bool:
        return guid in self._after.notes and self._after.notes[guid] == self._before.notes.get(guid)

    def _is_delivered(self, guid: Guid) -> bool:
        return guid in self._after.notes and content(self._after.notes[guid]) == content(self._new.notes[guid])

    def _has_tag(self, guid: Guid) -> bool:
        return guid in self._after.notes and TAG in self._after.notes[guid].tags

    def _has_edit(self, guid: Guid) -> bool:
        return guid in self._after.notes and self._after.notes[guid].fields == self._before.notes[guid].fields

    def _is_in_place(self, card: CardKey) -> bool:
        return self._after.cards.get(card) == self._before.cards[card]

    def _is_scheduled(self, card: CardKey) -> bool:
        return self._after.schedules.get(card) == self._before.schedules[card]

    def _is_duplicate(self, number: int) -> bool:
        """Whether a notetype is one that Anki made because it could not take the package's."""
        if number in self._before.notetypes:
            return False
        built = self._new.notetypes.get(number)
        return built is None or nfc(built.name) != self._after.notetypes[number].name

    def _note(self, guid: Guid) -> str:
        for contents in (self._new, self._old, self._after):
            if guid in contents.notes:
                return f"the note '{contents.notes[guid].name}'"
        return f"the note with the guid {guid}"

    def _card(self, card: CardKey) -> str:
        guid, ord_ = card
        for contents in (self._old, self._new, self._after):
            if guid in contents.notes and (notetype := contents.notetypes.get(contents.notes[guid].notetype)):
                return f"the card '{notetype.card_name(ord_)}' of {self._note(guid)}"
        return f"card {ord_ + 1} of {self._note(guid)}"


def _line(what: str, all_of_them: Collection[_T], holds: Callable[[_T], bool]) -> Line:
    return Line(what, len(all_of_them), sum(map(holds, all_of_them)))


def _look(notetype: Notetype) -> tuple[object, ...]:
    """What a learner gets of a notetype."""
    return (
        nfc(notetype.name),
        notetype.css,
        tuple(name for _, name in notetype.fields),
        tuple((one.name, one.front, one.back) for one in notetype.templates),
    )


def _first_field(note: Note) -> tuple[int, str]:
    """What Anki calls a duplicate: the same first field in one notetype."""
    return note.notetype, note.fields[0]
