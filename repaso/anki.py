"""DeckPlan → the bytes of an .apkg, through genanki. The only file that imports genanki.

genanki's own classes carry the rows of decks, notetypes and notes; what it guesses or takes from the clock is ours
here: guids, clocks, note ids, and cards with their ids, ordinals, decks and places. Rows are gathered and written many
at once, for one statement a row is what makes genanki slow. The database has no indexes: Anki reads each table of a
package from end to end, and sooner without them; they would be a ninth of a small file, and a seventh of a large one.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from repaso.deck import Card, ClockedNote, DeckPlan
from repaso.instead import instead
from repaso.ledger import ID_STEP_MS
from repaso.model import Kind
from repaso.notetypes import NOTETYPES, Notetype
from repaso.progress import track

with instead("cached_property", cached_property=cached_property):  # another of that name, which imports all of asyncio
    import genanki
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA

_NOTE_ROW = f"({','.join('?' * 11)})"
# A new card has an id, its note, its deck, its ord, a clock and a place; no interval, ease, reviews, lapses and so on.
_CARD_ROW = "(?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_SAME_CARDS = """INSERT INTO cards SELECT id, nid, did, ord, ?, usn, type, queue, due, ivl, factor, reps, lapses, left,
odue, odid, flags, data FROM before.cards WHERE id >= ? AND id < ?"""
"""The cards of a note as they were, but for their clock."""
_MEDIA = {"media": b"{}"}
_PAGE_SIZE = 1 << 14  # bytes; with SQLite's 4 KiB many rows take a tenth longer, and with more a small file is larger
_DEFLATE_LEVEL = 1  # 9 gives a file 13 % smaller and takes ten times as long


def render(plan: DeckPlan, *, retired: bool = True) -> bytes:
    """The package. Equal plans give equal bytes.

    Args:
      plan: what goes into it.
      retired: whether notes that were retired are in it; a new learner does not need them.
    """
    return packed(plan, notes_of(plan, retired=retired))


def notes_of(plan: DeckPlan, *, retired: bool = True) -> Iterator["AnkiNote"]:
    """The notes as genanki has them, one by one, by their numbers; arguments as of `render`."""
    models = {notetype.kind: _Model(plan, notetype) for notetype in NOTETYPES}
    in_order = sorted(plan.notes, key=lambda note: note.entry.note_id)  # so each row is put behind all others
    for note in track(in_order, "packing notes", len(in_order)):
        if retired or not note.note.retired:
            yield AnkiNote(plan.manual.id, note, models[note.note.kind])


def packed(plan: DeckPlan, notes: Iterable["AnkiNote"]) -> bytes:
    """The package of notes that `notes_of` the same plan gave."""
    with tempfile.TemporaryDirectory() as folder:  # a large database does not fit into memory beside its notes
        return _zip(_database(plan, lambda rows: rows.write_all(notes), Path(folder)), _MEDIA)


def rendered(plan: DeckPlan) -> tuple[bytes, bytes]:
    """The package without notes that were retired, and its database: what `renewed` asks for."""
    with tempfile.TemporaryDirectory() as folder:
        notes = notes_of(plan, retired=False)
        database = _database(plan, lambda rows: rows.write_all(notes), Path(folder))
        return _zip(database, _MEDIA), database.read_bytes()


def renewed(plan: DeckPlan, before: bytes | memoryview) -> tuple[bytes, bytes]:
    """A package of which some notes are others now, and its database: the same bytes as if all were written anew.

    Args:
      plan: with the notes that changed, and no others. Each has the cards that it had, and they keep their places.
      before: the database of the package in which they were as they were.
    """
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder, "before")
        other.write_bytes(before)  # not every SQLite takes a database from memory
        database = _database(plan, lambda rows: rows.copy(other, tuple(notes_of(plan))), Path(folder))
        return _zip(database, _MEDIA), database.read_bytes()


def _database(plan: DeckPlan, fill: Callable[["_Rows"], "_Filled"], folder: Path) -> Path:
    """Write notes with their cards, decks and notetypes into a new database."""
    database = folder / "collection.anki2"
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    tables, _ = APKG_SCHEMA.split("CREATE INDEX", 1)
    connection.executescript(tables)
    connection.executescript(APKG_COL)
    deck_ids = {name: stable_id("deck", full) for name, full in plan.decks.items()}
    rows = _Rows(connection.cursor(), deck_ids)
    connection.execute("BEGIN")
    filled = fill(rows)
    mod = max(filled.newest, *plan.look_clocks.values())
    decks = [genanki.Deck(deck_ids[name], full) for name, full in plan.decks.items()]
    for model in (_Model(plan, notetype) for notetype in NOTETYPES):
        if model.model_id in filled.models:
            decks[0].add_model(model)
    for deck in decks:
        deck.write_to_db(rows, mod, iter(()))  # without ids, for what it asks them for is its notes, and it has none
    connection.execute("UPDATE col SET crt = ?, mod = ?, scm = ?", (mod // 86400 * 86400, mod * 1000, mod * 1000))
    connection.commit()
    connection.close()
    _forget_history(database)
    return database


def guid(manual_id: str, kind: Kind, origin: str) -> str:
    """A note's identity in every Anki that has it: made of the author's ids, never of the wording."""
    return str(genanki.guid_for(manual_id, kind, origin))


def stable_id(*names: str) -> int:
    """An id for a deck or notetype, as Anki's are: a positive number below 2^53, which JSON keeps exactly."""
    digest = hashlib.sha256("\x1f".join(("repaso", *names)).encode()).digest()
    return (1 << 40) + int.from_bytes(digest[:6], "big")


class _Model(genanki.Model):
    """A notetype with the clock of its look."""

    def __init__(self, plan: DeckPlan, notetype: Notetype) -> None:
        super().__init__(
            stable_id("notetype", plan.manual.id, notetype.kind),
            f"{plan.manual.exam.code} {plan.manual.exam.task} · {notetype.name}",
            fields=[{"name": name, "id": number} for number, name in notetype.fields],
            templates=[
                {"name": face.name, "id": face.id, "qfmt": template.front, "afmt": template.back}
                for face, template in zip(notetype.faces, plan.look.templates[notetype.kind], strict=True)
            ],
            css=plan.look.css,
            model_type=self.CLOZE if notetype.kind == "cloze" else self.FRONT_BACK,
            latex_pre="",
            latex_post="",
        )
        names = notetype.field_names
        self._gates = [[ord_, "any", [names.index(face.gate)]] for ord_, face in enumerate(notetype.faces)]
        self._clock = plan.look_clocks[notetype.kind]

    @property
    def _req(self) -> list[list[Any]]:
        return self._gates

    def to_json(self, _timestamp: float, _deck_id: int) -> dict[str, Any]:
        # A notetype that names a deck would send cards which the learner makes later to a deck that is not there.
        return {**super().to_json(self._clock, 0), "did": None}


class AnkiNote(genanki.Note):
    """A note with its own clock and id, and cards that know their decks and places: genanki would make its own.

    Attributes:
      id: its number.
      mod: its clock, in Unix seconds.
      placed: its cards.
    """

    def __init__(self, manual_id: str, note: ClockedNote, model: _Model) -> None:
        super().__init__(
            model, list(note.note.fields), tags=note.note.tags, guid=guid(manual_id, note.note.kind, note.entry.origin)
        )
        self.cards: list[genanki.Card] = []
        self.id = note.entry.note_id
        self.mod = note.entry.mod
        self.placed = note.cards

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Not needed: html.py writes every tag, and escapes all else."""


class _Filled(NamedTuple):
    """What was put into a database: the ids of its notetypes, and the newest clock, in Unix seconds."""

    models: Set[int]
    newest: int


class _Rows:
    """Stands in for genanki's cursor: keeps what goes into notes and cards until it is much, or until `flush`.

    Rows are kept as their values, one after another, and inserted many at once: to begin a statement takes longer than
    to add a row. Cards come when all notes are in, for then each row, of either table, goes behind the last.
    """

    _MUCH = 10_000  # values
    _AT_ONCE = 20  # rows; more are no faster

    def __init__(self, cursor: sqlite3.Cursor, deck_ids: Mapping[str, int]) -> None:
        self._cursor = cursor
        self._deck_ids = deck_ids
        self._notes: list[Any] = []
        self._placed: list[tuple[int, int, Sequence[Card]]] = []
        self.lastrowid = 0

    def write_all(self, notes: Iterable[AnkiNote]) -> _Filled:
        """Notes and their cards."""
        models, newest = set(), 0
        for note in notes:
            models.add(note.model.model_id)
            newest = max(newest, note.mod)
            self.write(note)
        self.flush()
        return _Filled(models, newest)

    def write(self, note: AnkiNote) -> None:
        """A note; its cards, when all is flushed."""
        note.write_to_db(self, note.mod, 0, iter((note.id,)))
        self._placed.append((note.id, note.mod, note.placed))
        if len(self._notes) > self._MUCH:
            self._insert("notes", _NOTE_ROW, self._notes)

    def execute(self, sql: str, row: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """What genanki has to say: rows of notes are kept, all else is done."""
        if sql.startswith("INSERT INTO notes"):
            self._notes += row
        else:
            self._cursor.execute(sql, row)
        return self._cursor

    def flush(self) -> None:
        """Write what is kept."""
        self._insert("notes", _NOTE_ROW, self._notes)
        cards: list[int] = []
        decks = self._deck_ids
        for note, mod, placed in self._placed:
            for ord_, deck, due in placed:
                cards += (note + ord_, note, decks[deck], ord_, mod, due)
            if len(cards) > self._MUCH:
                self._insert("cards", _CARD_ROW, cards)
        self._insert("cards", _CARD_ROW, cards)

    def copy(self, before: Path, changed: Sequence[AnkiNote]) -> _Filled:
        """Write all notes and cards of another database, but for some notes, sorted by number, that are others now."""
        self._cursor.execute("ATTACH ? AS before", (str(before),))
        ends = [(note.id, note.id + ID_STEP_MS) for note in changed]  # a note's number, and behind those of its cards
        gaps = list(zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), 1 << 62], strict=True))
        for gap, note in zip_longest(gaps, changed):
            self._cursor.execute("INSERT INTO notes SELECT * FROM before.notes WHERE id >= ? AND id < ?", gap)
            if note is not None:
                note.write_to_db(self._cursor, note.mod, 0, iter((note.id,)))
        for gap, end, note in zip_longest(gaps, ends, changed):
            self._cursor.execute("INSERT INTO cards SELECT * FROM before.cards WHERE id >= ? AND id < ?", gap)
            if note is not None:
                self._cursor.execute(_SAME_CARDS, (note.mod, *end))
        mod, models = self._cursor.execute("SELECT mod, models FROM before.col").fetchone()
        return _Filled(set(map(int, json.loads(models))), max([mod // 1000, *(note.mod for note in changed)]))

    def _insert(self, table: str, row: str, values: list[Any]) -> None:
        for rows in (self._AT_ONCE, 1):
            size = rows * row.count("?")
            whole = len(values) // size * size
            statement = f"INSERT INTO {table} VALUES{','.join([row] * rows)}"
            self._cursor.executemany(statement, (values[at : at + size] for at in range(0, whole, size)))
            del values[:whole]


def _forget_history(database: Path) -> None:
    """Take out of a database what its header says of the library and of how often it was written.

    Bytes 24-27 and 92-95 count changes, 96-99 hold the library's version (sqlite.org, "Database File Format",
    1.3); SQLite rewrites them all when it next writes.
    """
    with database.open("r+b") as file:
        for place, number in ((24, 1), (92, 1), (96, 0)):
            file.seek(place)
            file.write(number.to_bytes(4, "big"))


def _zip(database: Path, members: dict[str, bytes]) -> bytes:
    """A zip of a file and some more that does not know when, where or by whom it was made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_DEFLATE_LEVEL) as archive:
        # Opened by name, a member has the first day that a zip can hold, and the archive's level.
        with archive.open(database.name, "w") as member, database.open("rb") as file:
            shutil.copyfileobj(file, member)
        for name, data in members.items():
            with archive.open(name, "w") as member:
                member.write(data)
        for info in archive.infolist():
            info.create_system, info.external_attr = 3, 0o644 << 16
    return buffer.getvalue()
