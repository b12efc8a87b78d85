"""The floor: the least that must be done for a package of the same notes and cards.

python -m benchmarks.reference.floor corpus.yaml out.apkg [deflate level]

Parse events, rows, one write of SQLite, a zip. No checks, no places, no genanki, no indexes.
"""

import gc
import json
import sqlite3
import sys
import zipfile
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs forget it

from benchmarks.clock import Clock
from benchmarks.reference.notes import CSS, DECK, DECK_NAME, NOTETYPES, Note, hasty, notes

_TIME = 1_790_000_000
_TABLES = """
CREATE TABLE col (id integer primary key, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer,
  ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text, flds text,
  sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer primary key, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer,
  odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer primary key, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
CREATE TABLE graves (usn integer, oid integer, type integer);
"""


def parse(data: bytes) -> Any:
    """The values of a YAML file, all of them text, lists and mappings."""
    get = CParser(data).get_event
    scalar, mapping, sequence = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
    end = yaml.MappingEndEvent, yaml.SequenceEndEvent

    def value(event: Any) -> Any:
        kind = type(event)
        if kind is scalar:
            return event.value
        if kind is mapping:
            found = {}
            while type(key := get()) is scalar:
                found[key.value] = value(get())
            return found
        assert kind is sequence
        entries = []
        while type(entry := get()) not in end:
            entries.append(value(entry))
        return entries

    get()
    get()
    return value(get())


def _models() -> dict[str, Any]:
    return {
        str(one.id): {
            "id": str(one.id),
            "name": one.name,
            "type": int(one.cloze),
            "mod": _TIME,
            "usn": -1,
            "sortf": 0,
            "did": DECK,
            "css": CSS,
            "latexPre": "",
            "latexPost": "",
            "tags": [],
            "vers": [],
            "req": [[ord_, "any", [1]] for ord_ in range(len(one.templates))],
            "flds": [
                {"name": name, "ord": ord_, "font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
                for ord_, name in enumerate(one.fields)
            ],
            "tmpls": [
                {"name": str(ord_), "ord": ord_, "qfmt": front, "afmt": back, "bqfmt": "", "bafmt": "", "did": None}
                for ord_, (front, back) in enumerate(one.templates)
            ],
        }
        for one in NOTETYPES
    }


def _rows(made: list[Note]) -> tuple[list[tuple[Any, ...]], list[tuple[int, int, int, int]]]:
    note_rows: list[tuple[Any, ...]] = []
    card_rows = []
    card = _TIME * 1000
    for note_id, (notetype, fields, tags, cards) in enumerate(made, start=_TIME * 1000):
        name = fields[0]
        note_rows.append((note_id, name, NOTETYPES[notetype].id, " ".join(tags), "\x1f".join(fields), name))
        for ord_ in range(cards):
            card += 1
            card_rows.append((card, note_id, ord_, ord_))
    return note_rows, card_rows


def pack(made: list[Note], out: Path, level: int, clock: Clock) -> None:
    """Write the package; the clock is told when the rows are made, and when they are written. Level 0 stores."""
    note_rows, card_rows = _rows(made)
    clock.lap("rows")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
    connection.execute("BEGIN")
    decks = {str(DECK): {"id": DECK, "name": DECK_NAME, "conf": 1, "dyn": 0, "mod": _TIME, "usn": -1, "desc": ""}}
    head = (1, _TIME, _TIME, _TIME, 11, 0, 0, 0, "{}", json.dumps(_models()), json.dumps(decks), "{}", "{}")
    connection.execute(f"INSERT INTO col VALUES({','.join('?' * 13)})", head)
    connection.executemany(f"INSERT INTO notes VALUES(?, ?, ?, {_TIME}, -1, ?, ?, ?, 0, 0, '')", note_rows)
    connection.executemany(
        f"INSERT INTO cards VALUES(?, ?, {DECK}, ?, {_TIME}, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", card_rows
    )
    connection.execute("COMMIT")
    database = connection.serialize()
    how = zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how, compresslevel=level) as archive:
        archive.writestr("collection.anki2", database)
        archive.writestr("media", "{}")
    clock.lap("write")
    clock.print(notes=len(note_rows), cards=len(card_rows))


def main(source: Path, out: Path, level: int) -> None:
    """Build the package."""
    gc.disable()
    clock = Clock()
    study = parse(source.read_bytes())
    clock.lap("load")
    pack(list(notes(study, hasty)), out, level, clock)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
