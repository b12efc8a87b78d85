"""The ledger's file, source/*.lock: text → Ledger and back, whole or in part.

    repaso-ledger 1
    manual aif-c01-3.3
    look term 2026-11-22T21:40:00Z 0123456789abcdef 89abcdef 0123456789abcdef
    note loss term 0,1,2,3 1795383600000 2026-11-22T21:40:00Z 0123456789abcdef 1.0.0 1.1.0 = 1
    release 1.0.0 2026-11-22T21:40:00Z 0123456789abcdef AIF-C01::3.3

The end of a look's line: its contract, and its hash as last released. The end of a note's line: the release that first
had it, the release in which it last changed ("-" until there is one), the id that its guid is made of ("=" for its
own), and its meaning as last released.
"""

import datetime
import re
from collections.abc import Set
from functools import cache

from repaso.diagnostics import Diagnostic, Span, error
from repaso.ledger import Entry, Ledger, LookEntry, Release, version_key
from repaso.model import KINDS, Kind
from repaso.notetypes import BY_KIND

HEAD = "repaso-ledger 1"

_STAMP = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
_HASH = r"([0-9a-f]{16})"
_VERSION = r"(\d+\.\d+\.\d+|-)"
_LOOK = re.compile(rf"look (\w+) {_STAMP} {_HASH} ([0-9a-f]{{8}}) ([0-9a-f]{{16}}|-)")
_NOTE = re.compile(
    rf"note ([a-z0-9.-]+) (\w+) (\d+(?:,\d+)*) (\d{{13}}) {_STAMP} {_HASH} {_VERSION} {_VERSION} ([a-z0-9.-]+|=) (\d+)"
)
_MANUAL = re.compile(r"manual ([a-z0-9.-]+)")
_RELEASE = re.compile(rf"release (\d+\.\d+\.\d+) {_STAMP} {_HASH} (\S.*)")


def read(text: str, shown: str) -> tuple[Ledger, tuple[Diagnostic, ...]]:
    """A ledger from its text, and a fault for every line that is none."""
    looks: dict[Kind, LookEntry] = {}
    notes: dict[str, Entry] = {}
    releases: dict[str, Release] = {}
    lines: dict[str, Span] = {}
    manual = ""
    faults = []
    kinds = {str(kind): kind for kind in KINDS}
    hint = "undo the change, or restore the file from git; after a merge, keep both sides' lines"
    for number, line in enumerate(text.split("\n"), start=1):
        span = Span(shown, number, 1)
        if number == 1 and line != HEAD:
            message = f"a ledger begins with '{HEAD}'"
            faults.append(error(span, "bad-ledger", message, "restore the file from git: it is what learners have"))
        if number == 1 or not line:
            continue
        try:
            if (match := _NOTE.fullmatch(line)) and match[1] in notes:
                twice = "of the two lines keep the one with the later clock"
                faults.append(error(span, "bad-ledger", f"a second line for the note '{match[1]}'", twice))
                continue
            if match:
                name, kind, ords, note_id, clock, hash_, first, last, origin, meaning = match.groups()
                notes[name] = Entry(
                    kinds[kind],
                    _ords(ords, kinds[kind]),
                    int(note_id),
                    _seconds(clock),
                    hash_,
                    first.strip("-"),
                    last.strip("-"),
                    name if origin == "=" else origin,
                    int(meaning),
                )
                lines[name] = span
                continue
            if (match := _LOOK.fullmatch(line)) and match[1] not in looks:
                looks[kinds[match[1]]] = LookEntry(_seconds(match[2]), match[3], match[4], match[5].strip("-"))
                continue
            if (match := _MANUAL.fullmatch(line)) and not manual:
                manual = match[1]
                continue
            if (match := _RELEASE.fullmatch(line)) and match[1] not in releases:
                releases[match[1]] = Release(_seconds(match[2]), match[3], match[4])
                continue
        except (KeyError, ValueError):  # a kind that we do not know, a day that no calendar has
            pass
        faults.append(error(span, "bad-ledger", f"not a line of a ledger: '{line[:40]}'", hint))
    return Ledger(looks, notes, releases, manual, lines), tuple(faults)


def write(ledger: Ledger) -> str:
    """The ledger as text, lines sorted."""
    lines = [HEAD]
    if ledger.manual:
        lines.append(f"manual {ledger.manual}")
    for kind, look in sorted(ledger.looks.items()):
        lines.append(f"look {kind} {_stamp(look.mod)} {look.hash} {look.contract} {look.released or '-'}")
    for name, entry in sorted(ledger.notes.items()):
        ords = ",".join(map(str, entry.ords))
        origin = "=" if entry.origin == name else entry.origin
        lines.append(
            f"note {name} {entry.kind} {ords} {entry.note_id} {_stamp(entry.mod)} {entry.hash}"
            f" {entry.first or '-'} {entry.last or '-'} {origin} {entry.meaning}"
        )
    for version in sorted(ledger.releases, key=version_key):
        release = ledger.releases[version]
        lines.append(f"release {version} {_stamp(release.mod)} {release.sheet} {release.deck}")
    return "\n".join(lines) + "\n"


def part(text: str, names: Set[str]) -> str:
    """A ledger's text without the lines of all notes but these."""
    return "\n".join([line for line in text.split("\n") if not (name := _note(line)) or name in names])


def spliced(text: str, own: Ledger) -> str:
    """A ledger's text with new lines for some of its notes: those of another ledger."""
    new = {name: line for line in write(own).split("\n") if (name := _note(line))}
    return "\n".join([new.get(_note(line), line) for line in text.split("\n")])


def _note(line: str) -> str:
    """The id of the note whose line this is, or ""."""
    return line.split(" ", 2)[1] if line.startswith("note ") else ""


def _ords(text: str, kind: Kind) -> tuple[int, ...]:
    """The cards of a note, which its notetype has.

    Raises:
      ValueError: it has not.
    """
    ords = tuple(map(int, text.split(",")))
    if kind != "cloze" and max(ords) >= len(BY_KIND[kind].faces):
        raise ValueError(text)
    return ords


@cache
def _stamp(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def _seconds(stamp: str) -> int:
    return int(datetime.datetime.fromisoformat(stamp).timestamp())
