"""A built package → the running Anki: first what would change, then the import.

`importPackage` is told a path and opens it itself, so Anki must run on this machine and see the same files. Anki then
keeps its own rule: a note is new, or replaced if its clock in the package is newer than the learner's, or else left
alone. The preview tells by the same rule what will happen.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from repaso.ankiconnect import Anki, ask, outdated, short, unexpected
from repaso.apkg import Package
from repaso.diagnostics import Diagnostic, Span, error

ID_FIELD = "Id"

_SEARCH_SIGNS = re.compile(r'[\\"*_:]')
_ESCAPED = r"\\\g<0>"
_NAMED = 8  # how many ids a line of the preview names


class PackageNote(NamedTuple):
    """A note as the package has it: its notetype's name, its id, its fields by name, its tags, its clock in seconds."""

    notetype: str
    id: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    mod: int


class Difference(NamedTuple):
    """A note that differs: its id, and the fields that do, `tags` last."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do. Ids are in the package's order.

    Attributes:
      deck: the deck that was looked at, with all below it.
      new: notes that Anki lacks.
      changed: notes that the import replaces, for the package's clock is newer. Whatever the learner had changed on
        them is lost; Anki does not tell what that was.
      kept: notes that differ and stay as they are, for the learner edited them after our clock.
      equal: notes that are the same in both.
      gone: notes of our notetypes in Anki that the package no longer has. No import removes a note.
    """

    deck: str
    new: tuple[str, ...] = ()
    changed: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    equal: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether an import would change a note. The look of the cards is not compared."""
        return bool(self.new or self.changed)


def notes_of(package: Package) -> tuple[PackageNote, ...]:
    """The notes of one of our packages, in its order, as `preview` wants them; a note without an id is not ours."""
    found = []
    for note in package.notes.values():
        notetype = package.notetypes[note.notetype]
        fields = dict(zip((name for _, name in notetype.fields), note.fields, strict=True))
        if ID_FIELD in fields:
            found.append(PackageNote(notetype.name, fields[ID_FIELD], fields, tuple(sorted(note.tags)), note.mod))
    return tuple(found)


def preview(anki: Anki, deck: str, notes: Iterable[PackageNote]) -> tuple[Preview | None, tuple[Diagnostic, ...]]:
    """What importing `notes` would do to what Anki has of them.

    Notes are sought under `deck` and, since a learner may move cards, by their notetypes wherever they lie.
    AnkiConnect does not tell a guid, so a note is known by the name of its notetype and its field `Id`; a notetype that
    the learner has renamed hides its notes, and they count as new.
    """
    notes = tuple(notes)
    terms = [("deck", deck), *(("note", name) for name in dict.fromkeys(note.notetype for note in notes))]
    ids = ask(anki, "findNotes", {"query": " OR ".join(_term(*term) for term in terms)})
    if isinstance(ids, Diagnostic):
        return None, (ids,)
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        return None, (unexpected(anki, "findNotes", ids),)
    infos: object = []
    if ids:
        infos = ask(anki, "notesInfo", {"notes": ids})
    if isinstance(infos, Diagnostic):
        return None, (infos,)
    if not isinstance(infos, list):
        return None, (unexpected(anki, "notesInfo", infos),)
    theirs = []
    for info in infos:
        if info == {}:  # deleted between the two questions
            continue
        if isinstance(info, dict) and "noteId" in info and "mod" not in info:
            message = "this AnkiConnect does not tell when a note was edited"
            return None, (outdated(anki, message),)
        note = _their_note(info)
        if note is None:
            return None, (unexpected(anki, "notesInfo", info),)
        theirs.append(note)
    theirs.sort(key=lambda note: note[0])
    return compare(deck, notes, [note for _, note in theirs]), ()


def compare(deck: str, ours: Iterable[PackageNote], theirs: Iterable[PackageNote]) -> Preview:
    """The preview, from the notes of both sides.

    Of two notes with one id in Anki the first counts: the other is a learner's copy, which no import reaches.
    """
    ours = tuple(ours)
    held: dict[tuple[str, str], PackageNote] = {}
    for note in theirs:
        if ID_FIELD in note.fields:
            held.setdefault((note.notetype, note.id), note)
    new, equal = [], []
    changed: list[Difference] = []
    kept: list[Difference] = []
    for note in ours:
        other = held.pop((note.notetype, note.id), None)
        if other is None:
            new.append(note.id)
        elif not (difference := Difference(note.id, tuple(_differences(note, other)))).fields:
            equal.append(note.id)
        else:
            (changed if note.mod > other.mod else kept).append(difference)
    notetypes = {note.notetype for note in ours}
    gone = sorted(name for notetype, name in held if notetype in notetypes)
    return Preview(
        deck=deck, new=tuple(new), changed=tuple(changed), kept=tuple(kept), equal=tuple(equal), gone=tuple(gone)
    )


def render_text(found: Preview) -> str:
    """The preview as a few lines, without a final newline."""

    def differing(notes: Iterable[Difference]) -> list[str]:
        return [f"{note.id} ({', '.join(note.fields)})" for note in notes]

    groups = (
        ("new", list(found.new)),
        ("changed, to be replaced", differing(found.changed)),
        ("edited in Anki since, left as they are", differing(found.kept)),
        ("no longer in the package, left in Anki", [short(name) for name in found.gone]),
    )
    lines = [f"{found.deck} in Anki:"]
    for what, names in groups:
        if names:
            more = f" … and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            lines.append(f"  {len(names)} {what}: {', '.join(names[:_NAMED])}{more}")
    if found.equal:
        lines.append(f"  {len(found.equal)} equal")
    if not found.moves:
        lines.append("  no note would change")
    return "\n".join(lines)


def push(anki: Anki, package: Path) -> tuple[Diagnostic, ...]:
    """Import a package into the running Anki.

    Anki opens the file itself, by its absolute path: only an Anki on this machine can. What was imported is not told;
    ask for a second preview to see that nothing is left to do.

    Returns:
      no fault if Anki says that it imported the package.
    """
    path = package.resolve()
    span = Span(package.as_posix(), 1, 1)
    if not path.is_file():
        return (error(span, "anki-refused", "there is no such package to import", "build it first"),)
    answer = ask(anki, "importPackage", {"path": str(path)}, patience=anki.import_patience)
    if isinstance(answer, Diagnostic):
        return (answer,)
    if answer is not True:
        message = f"Anki did not import the package: it answered {short(answer)}"
        hint = "is a profile open in Anki, and does Anki run on this machine? It reads the file itself"
        return (error(span, "anki-refused", message, hint),)
    return ()


def _term(what: str, name: str) -> str:
    """A term of Anki's search that finds exactly this name (docs.ankiweb.net, "Searching")."""
    return f'"{what}:{_SEARCH_SIGNS.sub(_ESCAPED, name)}"'


def _their_note(info: object) -> tuple[int, PackageNote] | None:
    """A note as `notesInfo` tells it, with Anki's number for it; None if it is not told so."""
    match info:
        case {
            "noteId": int(number),
            "modelName": str(notetype),
            "fields": dict(told),
            "tags": list(tags),
            "mod": int(mod),
        }:
            pass
        case _:
            return None
    fields = {}
    for name, value in told.items():
        match value:
            case {"value": str(text)}:
                fields[str(name)] = text
            case _:
                return None
    return number, PackageNote(notetype, fields.get(ID_FIELD, ""), fields, tuple(map(str, tags)), mod)


def _differences(ours: PackageNote, theirs: PackageNote) -> Iterator[str]:
    """The fields that differ. Anki normalises text, and keeps the case that a tag first had."""
    for name, text in ours.fields.items():
        if _normal(text) != _normal(theirs.fields.get(name, "")):
            yield name
    if {_normal(tag).casefold() for tag in ours.tags} != {_normal(tag).casefold() for tag in theirs.tags}:
        yield "tags"


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)
