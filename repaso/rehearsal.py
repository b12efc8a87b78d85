"""Rehearse a release: the new package imported over the old one in a real Anki, and every card looked at.

    plan ──────→ observe ─────→ compare ──→ faults, table
    packages     anki_worker    values

What must happen follows from the two packages alone, note by note, by guid; what did happen is what the worker saw.
The worker runs in a process of its own, with the Python of any environment that has `anki`: nothing of Anki's is
loaded here.
"""

import json
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from repaso.apkg import CardKey, Contents, Guid, Note, Notetype, Package, Template
from repaso.diagnostics import Diagnostic, Format, Severity, Span, error, render

_T = TypeVar("_T")

WORKER = Path(__file__).with_name("anki_worker.py")
TAG = "learner"
EDIT = " (learner)"

_INSTALL = "install the extra: pip install 'repaso[anki]'"

_ANKI_S_OWN = "no import does this: look at the release notes of this Anki, and tell us"
_CLOCK = "the clock of a note moves only with its content: restore the ledger from git"

HINTS: Mapping[str, str] = {
    "card-empty": "fill the field that gates the card, or its owner loses it with Tools > Empty Cards",
    "card-lost": "a card once given stays: keep the field that gates it, and the number of a cloze",
    "card-moved": "Anki must find the card's deck by its name",
    "database-damaged": "the package holds rows that do not fit each other",
    "deck-renamed": "Anki never moves a card: say in the release notes how to move them, or keep the deck's name",
    "edit-not-delivered": "a note that changes needs a newer clock; the ledger gives it one",
    "look-not-delivered": "a notetype that changes needs a newer clock, and keeps the names of its fields",
    "media-missing": "name the file in a field, or begin its name with _; new content needs a new name",
    "new-note-missing": "look for another note with its guid, or for a notetype that does not match",
    "note-conflicting": "its notetype changed fields or templates: use a spare one",
    "note-duplicated": "the guid must stay: it is made of the manual's id, the kind and the note's id",
    "note-lost": _ANKI_S_OWN,
    "notetype-duplicated": "fields and templates of a published notetype never change: use a spare one",
    "older-release": "learners get the release whose clocks are newer, in whatever order they import",
    "schedule-lost": _ANKI_S_OWN,
    "unchanged-note-rewritten": _CLOCK,
    "user-edit-lost": _CLOCK,
    "user-tag-lost": _CLOCK,
}
"""What to do about a finding, by its code. All are errors but those of WARNINGS."""

WARNINGS = frozenset({"deck-renamed", "older-release"})


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Contents):
    """A collection at one moment: its contents, and of every card all that Anki keeps of its past and future."""

    schedules: Mapping[CardKey, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the worker saw.

    Attributes:
      anki: its version.
      before: the learner's collection.
      after: the same, after the import of the new package.
      conflicting: notes that Anki would not take.
      media_missing: files that a field names and the collection does not have.
      empty: cards that Empty Cards would delete.
      made: cards that Check Database had to make.
      complaints: what else Check Database said; empty if all was well.
    """

    anki: str
    before: Snapshot
    after: Snapshot
    conflicting: Set[Guid]
    media_missing: tuple[str, ...]
    empty: tuple[CardKey, ...]
    made: tuple[CardKey, ...]
    complaints: str


class Finding(NamedTuple):
    """Something that a learner would lose or miss. `guid` is empty where no single note is at fault."""

    code: str
    guid: Guid
    message: str


class Line(NamedTuple):
    """A line of the table: how many must be, and how many there are."""

    what: str
    expected: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How a release went.

    Attributes:
      anki: the version of Anki.
      lines: the table.
      findings: what went wrong, or needs a word to the learner.
      removed: the names of the notes that are no longer built; learners keep them.
    """

    anki: str
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]
    removed: tuple[str, ...]

    def faults(self, places: Mapping[Guid, Span], fallback: Span) -> tuple[Diagnostic, ...]:
        """The findings as diagnostics.

        Args:
          places: where the author wrote each note.
          fallback: the place of all else.
        """
        return tuple(
            Diagnostic(
                places.get(finding.guid, fallback),
                Severity.WARNING if finding.code in WARNINGS else Severity.ERROR,
                finding.code,
                f"{finding.message} (Anki {self.anki})",
                HINTS[finding.code],
            )
            for finding in self.findings
        )


def rehearse(old: Package, new: Package, *, python: Path) -> tuple[Rehearsal | None, tuple[Diagnostic, ...]]:
    """Import one package over the other in a real Anki.

    Args:
      old: the release that learners have.
      new: the build.
      python: the interpreter of an environment that has `anki`.

    Returns:
      how it went; or None, and why it could not be tried.
    """
    transition = plan_transition(old, new)
    learner = plan_learner(old, transition)
    seen, faults = observe(old, new, learner, python=python)
    return (None if seen is None else compare(old, new, transition, learner, seen)), faults


def plan_transition(old: Package, new: Package) -> Transition:
    """What must happen to each note."""
    both = [guid for guid in old.notes if guid in new.notes]
    differ = {guid for guid in both if _content(old.notes[guid]) != _content(new.notes[guid])}
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


def observe(
    old: Package, new: Package, learner: Learner, *, python: Path
) -> tuple[Seen | None, tuple[Diagnostic, ...]]:
    """Let the worker do it; what it saw, or None and why it could not."""
    with tempfile.TemporaryDirectory(prefix="repaso-rehearsal-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = {"old": folder / "old.apkg", "new": folder / "new.apkg", "folder": folder / "anki"}
        files["old"].write_bytes(old.data)
        files["new"].write_bytes(new.data)
        files["folder"].mkdir()
        request = {key: str(path) for key, path in files.items()} | {"learner": _learner_object(learner)}
        answer, faults = _ask(python, request, {"import-old": old.shown, "import-new": new.shown})
    return (None if answer is None else _seen(answer, new)), faults


def compare(old: Package, new: Package, transition: Transition, learner: Learner, seen: Seen) -> Rehearsal:
    """What must have happened against what did."""
    held = _Comparison(old, new, transition, learner, seen)
    return Rehearsal(
        anki=seen.anki,
        lines=held.lines(),
        findings=tuple(held.findings()),
        removed=tuple(old.notes[guid].name for guid in transition.removed),
    )


def render_text(rehearsal: Rehearsal) -> str:
    """The table for people, without a final newline."""
    head = (f"Anki {rehearsal.anki}", "expected", "seen")
    rows = [(line.what, str(line.expected), str(line.seen)) for line in rehearsal.lines]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [f"{a.ljust(widths[0])}  {b.rjust(widths[1])}  {c.rjust(widths[2])}" for a, b, c in (head, *rows)]
    lines.insert(1, "─" * len(lines[0]))
    if rehearsal.removed:
        lines.append(f"no longer built, learners keep them: {', '.join(rehearsal.removed)}")
    counts = Counter(finding.code for finding in rehearsal.findings)
    lines.append(", ".join(f"{count} {code}" for code, count in sorted(counts.items())) or "nothing lost")
    return "\n".join(lines)


def render_json(rehearsal: Rehearsal, faults: tuple[Diagnostic, ...]) -> str:
    """The rehearsal for other programs, without a final newline; the faults as `--format json` prints them."""
    return json.dumps(
        {
            "anki": rehearsal.anki,
            "lines": [line._asdict() for line in rehearsal.lines],
            "removed": rehearsal.removed,
            "faults": json.loads(render(faults, Format.JSON)),
        },
        ensure_ascii=False,
        indent=1,
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
            elif self._after.cards[card].casefold() != _nfc(self._new.cards[card]).casefold():
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
        return guid in self._after.notes and _content(self._after.notes[guid]) == _content(self._new.notes[guid])

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
        return built is None or _nfc(built.name) != self._after.notetypes[number].name

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


def _ask(
    python: Path, request: Mapping[str, object], shown: Mapping[str, str]
) -> tuple[Any | None, tuple[Diagnostic, ...]]:
    """The worker's answer, or the fault that kept it from one; `shown` names the files of the stages that read them."""
    here = Span(python.as_posix(), 1, 1)
    try:
        done = subprocess.run(  # noqa: S603  (the interpreter is the user's choice, the program is ours)
            [str(python), "-I", str(WORKER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=False,
        )
    except OSError as fault:
        return None, (error(here, "no-anki", f"cannot run this Python: {fault.strerror}", _INSTALL),)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        words = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        return None, (error(here, "anki-crashed", f"Anki stopped without an answer: {words[-1]}"),)
    match answer:
        case {"failed": "anki", "reason": reason}:
            return None, (error(here, "no-anki", f"this Python cannot load Anki: {reason}", _INSTALL),)
        case {"failed": stage, "reason": reason} if stage in shown:
            hint = "open the file in Anki itself: it says more"
            return None, (error(Span(shown[stage], 1, 1), "not-a-package", f"Anki refuses the file: {reason}", hint),)
        case {"failed": stage, "reason": reason}:
            return None, (error(here, "anki-crashed", f"Anki failed at '{stage}': {reason}"),)
    return answer, ()


def _learner_object(learner: Learner) -> dict[str, object]:
    """A learner in the worker's protocol."""
    return {
        "reviewed": [[*card, *review] for card, review in learner.reviewed.items()],
        "flagged": learner.flagged,
        "suspended": learner.suspended,
        "tagged": [[guid, TAG] for guid in learner.tagged],
        "edited": [[guid, index, EDIT] for guid, index in learner.edited.items()],
    }


def _seen(answer: Mapping[str, Any], new: Package) -> Seen:
    """The worker's answer as values."""
    guids = {note.id: guid for guid, note in new.notes.items()}
    check = answer["check"]
    return Seen(
        anki=answer["anki"],
        before=_snapshot(answer["before"]),
        after=_snapshot(answer["after"]),
        conflicting={guids[number] for number in answer["conflicting"] if number in guids},
        media_missing=tuple(answer["media_missing"]),
        empty=tuple((guid, ord_) for guid, ord_ in answer["empty"]),
        made=tuple((guid, ord_) for guid, ord_ in check["made"]),
        complaints="" if check["clean"] else check["text"],
    )


def _snapshot(seen: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        notes={
            guid: Note(guid, number, notetype, mod, tuple(fields), frozenset(tags))
            for guid, number, notetype, mod, fields, tags in seen["notes"]
        },
        cards={(guid, ord_): deck for guid, ord_, deck, _ in seen["cards"]},
        notetypes={
            number: Notetype(
                number, name, cloze, mod, css, tuple(map(tuple, fields)), tuple(Template(*one) for one in templates)
            )
            for number, name, cloze, mod, css, fields, templates in seen["notetypes"]
        },
        media=seen["media"],
        schedules={(guid, ord_): schedule for guid, ord_, _, schedule in seen["cards"]},
    )


def _content(note: Note) -> tuple[tuple[str, ...], frozenset[str]]:
    """What a learner gets of a note; Anki composes accents on import."""
    return tuple(map(_nfc, note.fields)), frozenset(map(_nfc, note.tags))


def _editable(note: Note) -> int:
    """The last field that holds something; never the first, if there is another: Anki finds duplicates by it."""
    filled = [at for at, text in enumerate(note.fields) if at and text]
    return filled[-1] if filled else len(note.fields) - 1


def _look(notetype: Notetype) -> tuple[object, ...]:
    """What a learner gets of a notetype."""
    return (
        _nfc(notetype.name),
        notetype.css,
        tuple(name for _, name in notetype.fields),
        tuple((one.name, one.front, one.back) for one in notetype.templates),
    )


def _first_field(note: Note) -> tuple[int, str]:
    """What Anki calls a duplicate: the same first field in one notetype."""
    return note.notetype, note.fields[0]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
