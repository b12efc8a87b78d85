"""The ledger beside the source: what learners have been given, and the clock of every note.

Anki takes a note from a package only if its clock is newer than the learner's. So a clock must move exactly when
the note's content changes: a clock that never moves withholds corrections, one that always moves overwrites the
learner's own tags. The ledger remembers content (as a hash) and clock, one line a note, sorted by id so that two
authors' changes merge; it is committed with the source.

    repaso-ledger 1
    look term 2026-11-22T21:40:00Z 0123456789abcdef
    note loss term 0,1,2,3 1795383600000 2026-11-22T21:40:00Z 0123456789abcdef
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from repaso.diagnostics import Diagnostic, Span, error
from repaso.model import KINDS, Kind

HEAD = "repaso-ledger 1"
ID_STEP_MS = 32
"""Note ids lie this far apart, so that a note's id plus a card's ord is a card id of its own."""

_STAMP = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
_LOOK = re.compile(rf"look (\w+) {_STAMP} ([0-9a-f]{{16}})")
_NOTE = re.compile(rf"note ([a-z0-9.-]+) (\w+) (\d+(?:,\d+)*) (\d{{13}}) {_STAMP} ([0-9a-f]{{16}})")


class Entry(NamedTuple):
    """What the ledger knows of a note.

    Attributes:
      kind: its notetype.
      ords: the cards that it has.
      note_id: its id in Anki, its first build in Unix milliseconds.
      mod: its clock, in Unix seconds.
      hash: of its content.
    """

    kind: Kind
    ords: tuple[int, ...]
    note_id: int
    mod: int
    hash: str


class LookEntry(NamedTuple):
    """The clock of a notetype, in Unix seconds, and the hash of its templates and style."""

    mod: int
    hash: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was given to learners so far; empty before the first build."""

    looks: Mapping[Kind, LookEntry] = field(default_factory=dict)
    notes: Mapping[str, Entry] = field(default_factory=dict)


class Changes(NamedTuple):
    """What a build changes for a learner, as ids."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    looks: tuple[Kind, ...]


class Content(NamedTuple):
    """What the ledger is told of a note."""

    id: str
    kind: Kind
    ords: tuple[int, ...]
    hash: str


def advance(
    ledger: Ledger, contents: Iterable[Content], looks: Mapping[Kind, str], *, build_time: int
) -> tuple[Ledger, Changes]:
    """The ledger after a build.

    Args:
      ledger: as it was.
      contents: every note of the build.
      looks: the hash of every notetype.
      build_time: Unix seconds; the new clock of whatever changed. A clock never goes back.

    Returns:
      the new ledger, which writes to the same text if nothing changed, and what changed.
    """
    contents = list(contents)
    notes: dict[str, Entry] = {}
    added, changed = [], []
    taken = {entry.note_id for entry in ledger.notes.values()}
    next_id = max([build_time * 1000 - ID_STEP_MS * len(contents), *(taken_id + ID_STEP_MS for taken_id in taken)])
    used: set[int] = set()
    for content in contents:
        old = ledger.notes.get(content.id)
        if old is not None and old.kind != content.kind:
            old = None  # another notetype is another guid: a note of its own
        if old is None or old.note_id in used:  # two branches may have given one id twice; the guid is what counts
            note_id, next_id = next_id, next_id + ID_STEP_MS
        else:
            note_id = old.note_id
        used.add(note_id)
        mod = build_time
        if old is None:
            added.append(content.id)
        elif old.hash == content.hash:
            mod = old.mod
        else:
            mod = max(build_time, old.mod + 1)
            changed.append(content.id)
        notes[content.id] = Entry(content.kind, content.ords, note_id, mod, content.hash)
    removed = [name for name in ledger.notes if name not in notes]
    new_looks: dict[Kind, LookEntry] = {}
    for kind, hash_ in looks.items():
        was = ledger.looks.get(kind)
        same = was is not None and was.hash == hash_
        new_looks[kind] = was if was and same else LookEntry(max(build_time, was.mod + 1) if was else build_time, hash_)
    restyled = [kind for kind, look in new_looks.items() if ledger.looks.get(kind) not in (None, look)]
    changes = Changes(tuple(added), tuple(changed), tuple(removed), tuple(restyled))
    return Ledger(new_looks, notes), changes


def read(text: str, shown: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """A ledger from its text, and a fault for every line that is none."""
    looks: dict[Kind, LookEntry] = {}
    notes: dict[str, Entry] = {}
    faults = []
    kinds = {str(kind): kind for kind in KINDS}
    hint = "undo the change, or restore the file from git; after a merge, keep both sides' lines"
    for number, line in enumerate(text.splitlines(), start=1):
        if (number == 1 and line == HEAD) or not line:
            continue
        try:
            if (match := _NOTE.fullmatch(line)) and match[1] not in notes:
                name, kind, ords, note_id, stamp, hash_ = match.groups()
                ord_list = tuple(map(int, ords.split(",")))
                notes[name] = Entry(kinds[kind], ord_list, int(note_id), _seconds(stamp), hash_)
                continue
            if (match := _LOOK.fullmatch(line)) and match[1] not in looks:
                looks[kinds[match[1]]] = LookEntry(_seconds(match[2]), match[3])
                continue
        except (KeyError, ValueError):  # a kind that we do not know, a day that no calendar has
            pass
        faults.append(error(Span(shown, number, 1), "bad-ledger", f"not a line of a ledger: '{line[:40]}'", hint))
    return Ledger(looks, notes), tuple(faults)


def write(ledger: Ledger) -> str:
    """The ledger as text, lines sorted."""
    lines = [HEAD]
    lines += (f"look {kind} {_stamp(look.mod)} {look.hash}" for kind, look in sorted(ledger.looks.items()))
    for name, entry in sorted(ledger.notes.items()):
        ords = ",".join(map(str, entry.ords))
        lines.append(f"note {name} {entry.kind} {ords} {entry.note_id} {_stamp(entry.mod)} {entry.hash}")
    return "\n".join(lines) + "\n"


def _stamp(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(stamp: str) -> int:
    return int(datetime.datetime.fromisoformat(stamp).timestamp())
