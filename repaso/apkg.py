"""The bytes of an .apkg → what is in it, without Anki.

An .apkg is a zip: an SQLite database of notes, cards and notetypes, and the media files under numbers, with a JSON
map from number to name. Newer Ankis can also write a compressed form with other tables; that one is refused, with a
word on how to export the form that every Anki reads.
"""

import contextlib
import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from repaso.diagnostics import Diagnostic, Span, error

Guid: TypeAlias = str
CardKey: TypeAlias = tuple[Guid, int]
"""A card by the guid of its note and its ord."""

_DATABASES = ("collection.anki21", "collection.anki2")  # the first that is there holds the notes
_COMPRESSED = "collection.anki21b"
_CLOZE = 1
_TAG = re.compile(r"<[^>]*>")
_NAME_LENGTH = 40
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    sqlite3.Error,
    OSError,
    ValueError,  # text that is not UTF-8 or not JSON
    LookupError,
    TypeError,
    AttributeError,  # JSON of another shape
    NotImplementedError,  # a compression that we do not have
    RuntimeError,  # a password
)


class Note(NamedTuple):
    """A note as Anki keeps it.

    Attributes:
      guid: its identity.
      id: its number in this file or collection; another collection may give it another.
      notetype: the id of its notetype.
      mod: its clock, in Unix seconds.
      fields: HTML, one a field of the notetype.
      tags: without order.
    """

    guid: Guid
    id: int
    notetype: int
    mod: int
    fields: tuple[str, ...]
    tags: frozenset[str]

    @property
    def name(self) -> str:
        """What to call the note in a message: its first field, as text."""
        text = html.unescape(_TAG.sub("", self.fields[0])).strip()
        return text if len(text) <= _NAME_LENGTH else f"{text[: _NAME_LENGTH - 1]}…"


class Template(NamedTuple):
    """A card template: its id, where it has one, its name and its two sides."""

    id: int | None
    name: str
    front: str
    back: str


class Notetype(NamedTuple):
    """A notetype: whether it is a cloze, its clock in Unix seconds, its fields as (id, name), its templates."""

    id: int
    name: str
    cloze: bool
    mod: int
    css: str
    fields: tuple[tuple[int | None, str], ...]
    templates: tuple[Template, ...]

    def card_name(self, ord_: int) -> str:
        """What Anki calls the card with this ord."""
        if not self.cloze and ord_ < len(self.templates):
            return self.templates[ord_].name
        return f"{'cloze' if self.cloze else 'card'} {ord_ + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a package or a collection holds.

    Attributes:
      notes: by guid.
      cards: the name of each card's deck.
      notetypes: by id.
      media: the SHA-1 of each file, by its name.
    """

    notes: Mapping[Guid, Note]
    cards: Mapping[CardKey, str]
    notetypes: Mapping[int, Notetype]
    media: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Contents):
    """An .apkg: its contents, its name as shown to the reader, and its bytes."""

    shown: str
    data: bytes = field(repr=False)


def read(data: bytes, shown: str) -> tuple[Package | None, tuple[Diagnostic, ...]]:
    """A package from its bytes.

    Args:
      data: of the file.
      shown: its name in messages.

    Returns:
      the package, or None and the fault that makes it none.
    """
    start = Span(shown, 1, 1)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            if _COMPRESSED in members:
                hint = "export it again with 'Support older Anki versions'"
                return None, (error(start, "not-a-package", "written in a form that only newer Ankis read", hint),)
            database = next((archive.read(name) for name in _DATABASES if name in members), b"")
            if not database:
                return None, (_no_package(start, "it is a zip without a collection"),)
            media = {
                name: hashlib.sha1(archive.read(number), usedforsecurity=False).hexdigest()
                for number, name in json.loads(archive.read("media") if "media" in members else b"{}").items()
            }
            with contextlib.closing(sqlite3.connect(":memory:")) as connection:
                connection.deserialize(database)
                return _contents(connection, media, data, start)
    except _UNREADABLE as fault:
        return None, (_no_package(start, f"{type(fault).__name__}: {fault}"),)


def _contents(
    connection: sqlite3.Connection, media: Mapping[str, str], data: bytes, start: Span
) -> tuple[Package | None, tuple[Diagnostic, ...]]:
    models, decks = (json.loads(text) for text in connection.execute("SELECT models, decks FROM col").fetchone())
    rows = connection.execute("SELECT guid, id, mid, mod, flds, tags FROM notes ORDER BY id")
    notes = [
        Note(guid, number, notetype, mod, tuple(fields.split("\x1f")), frozenset(tags.split()))
        for guid, number, notetype, mod, fields, tags in rows
    ]
    twice = [guid for guid, count in Counter(note.guid for note in notes).items() if count > 1]
    if twice:
        named = ", ".join(sorted({note.name for note in notes if note.guid in twice}))
        hint = "a guid is a note's identity: give each its own"
        return None, (error(start, "note-duplicated", f"several notes have one guid: {named}", hint),)
    cards = connection.execute("SELECT guid, ord, did FROM cards JOIN notes ON notes.id = nid ORDER BY nid, ord")
    package = Package(
        notes={note.guid: note for note in notes},
        cards={(guid, ord_): decks[str(deck)]["name"] for guid, ord_, deck in cards},
        notetypes={int(number): _notetype(int(number), model) for number, model in models.items()},
        media=media,
        shown=start.path,
        data=data,
    )
    return package, ()


def _notetype(number: int, model: Mapping[str, Any]) -> Notetype:
    fields, templates = (sorted(model[key], key=itemgetter("ord")) for key in ("flds", "tmpls"))
    return Notetype(
        number,
        model["name"],
        model["type"] == _CLOZE,
        model["mod"],
        model["css"],
        tuple((one.get("id"), one["name"]) for one in fields),
        tuple(Template(one.get("id"), one["name"], one["qfmt"], one["afmt"]) for one in templates),
    )


def _no_package(start: Span, reason: str) -> Diagnostic:
    return error(start, "not-a-package", f"not an Anki package: {reason}", "give an .apkg that build wrote")
