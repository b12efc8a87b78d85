"""The ledger beside the source: what learners have been given, and the clock of every note.

Anki takes a note from a package only if its clock is newer than the learner's. So a clock must move exactly when
the note's content changes: a clock that never moves withholds corrections, one that always moves overwrites the
learner's own tags. The ledger remembers content (as a hash) and clock, one line a note, sorted by id so that two
authors' changes merge; it is committed with the source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.model import Kind

ID_STEP_MS = 32
"""Note ids lie this far apart, so that a note's id plus a card's ord is a card id of its own."""


class Entry(NamedTuple):
    """What the ledger knows of a note.

    Attributes:
      kind: its notetype.
      ords: the cards that it has.
      note_id: its id in Anki, its first build in Unix milliseconds.
      mod: its clock, in Unix seconds.
      hash: of its content.
      first: the release that first had it, "" while there is none.
      last: the release in which it last changed, "" if it has changed since.
      origin: the id that its guid is made of.
      meaning: as last released.
    """

    kind: Kind
    ords: tuple[int, ...]
    note_id: int
    mod: int
    hash: str
    first: str = ""
    last: str = ""
    origin: str = ""
    meaning: int = 1


class LookEntry(NamedTuple):
    """What the ledger knows of a notetype.

    Attributes:
      mod: its clock, in Unix seconds.
      hash: of its templates and style.
      contract: of its fields and templates, as Anki matches them.
      released: the hash as last released, "" while there is none.
    """

    mod: int
    hash: str
    contract: str
    released: str = ""


class Release(NamedTuple):
    """A release: when, in Unix seconds; the hash of what stood on its sheet; the name of its deck."""

    mod: int
    sheet: str
    deck: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was given to learners so far; empty before the first build.

    Attributes:
      looks: by notetype.
      notes: by id.
      releases: by version, oldest first.
      manual: the manual's id, with which every guid begins; "" before the first build.
      lines: where each note stands in the file, for diagnostics.
    """

    looks: Mapping[Kind, LookEntry] = field(default_factory=dict)
    notes: Mapping[str, Entry] = field(default_factory=dict)
    releases: Mapping[str, Release] = field(default_factory=dict)
    manual: str = ""
    lines: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)

    @property
    def latest(self) -> str:
        """The latest release, or "" before the first."""
        return max(self.releases, key=version_key, default="")


class Changes(NamedTuple):
    """What a build changes for a learner, as ids."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    looks: tuple[Kind, ...]


class Content(NamedTuple):
    """What the ledger is told of a note; `formerly` is the id that it had before, or ""."""

    id: str
    kind: Kind
    ords: tuple[int, ...]
    hash: str
    formerly: str = ""
    meaning: int = 1


class LookContent(NamedTuple):
    """What the ledger is told of a notetype: the hash of how it looks, and of what Anki matches it by."""

    hash: str
    contract: str


def advance(
    ledger: Ledger, contents: Iterable[Content], looks: Mapping[Kind, LookContent], *, build_time: int
) -> tuple[Ledger, Changes]:
    """The ledger after a build.

    Args:
      ledger: as it was.
      contents: every note of the build.
      looks: every notetype.
      build_time: Unix seconds; the new clock of whatever changed. A clock never goes back.

    Returns:
      the new ledger, which writes to the same text if nothing changed, and what changed.
    """
    contents = list(contents)
    notes: dict[str, Entry] = {}
    added, changed = [], []
    before = {content.id: _before(ledger, content) for content in contents}
    taken = [entry.note_id for entry in ledger.notes.values()]
    next_id = max(
        [10**12, build_time * 1000 - ID_STEP_MS * len(contents), *(note_id + ID_STEP_MS for note_id in taken)]
    )
    used = _Used()
    for content in contents:
        old = before[content.id]
        if old is None or used.near(old.note_id):  # two branches may have given ids anew; the guid is what counts
            note_id, next_id = next_id, next_id + ID_STEP_MS
        else:
            note_id = old.note_id
        used.add(note_id)
        if old is None:
            added.append(content.id)
            entry = Entry(content.kind, content.ords, note_id, build_time, content.hash, origin=content.id)
        elif old.hash == content.hash:
            entry = old._replace(ords=content.ords, note_id=note_id)
        else:
            changed.append(content.id)
            mod = max(build_time, old.mod + 1)
            entry = old._replace(ords=content.ords, note_id=note_id, mod=mod, hash=content.hash, last="")
        notes[content.id] = entry
    taken_over = {content.formerly for content in contents}
    removed = [name for name in ledger.notes if name not in notes and name not in taken_over]
    new_looks: dict[Kind, LookEntry] = {}
    for kind, look in looks.items():
        was = ledger.looks.get(kind)
        if was is None:
            new_looks[kind] = LookEntry(build_time, *look)
        else:
            mod = was.mod if was.hash == look.hash else max(build_time, was.mod + 1)
            new_looks[kind] = LookEntry(mod, *look, released=was.released)
    restyled = [kind for kind, look in new_looks.items() if ledger.looks.get(kind) not in (None, look)]
    changes = Changes(tuple(added), tuple(changed), tuple(removed), tuple(restyled))
    return replace(ledger, looks=new_looks, notes=notes), changes


def stamp(
    ledger: Ledger, version: str, meanings: Mapping[str, int], *, sheet: str, deck: str, build_time: int
) -> Ledger:
    """The ledger with all that is pending released.

    Every note that changed since the last release gets the release's clock, not that of its edit: Anki up to 24.11
    dates an update by the moment of its import, so only a later clock is sure to be newer.

    Args:
      ledger: of the build that is released.
      version: the release's.
      meanings: of every note, as the author counts them.
      sheet: hash of what stands on the sheet.
      deck: the deck's name.
      build_time: Unix seconds.
    """
    notes = {}
    for name, entry in ledger.notes.items():
        if entry.last:
            notes[name] = entry
        else:
            mod = max(build_time, entry.mod)
            notes[name] = entry._replace(
                mod=mod, first=entry.first or version, last=version, meaning=meanings.get(name, entry.meaning)
            )
    looks = {kind: look._replace(released=look.hash) for kind, look in ledger.looks.items()}
    return replace(
        ledger, looks=looks, notes=notes, releases={**ledger.releases, version: Release(build_time, sheet, deck)}
    )


def version_key(version: str) -> tuple[int, ...]:
    """Versions in their order."""
    return tuple(map(int, version.split(".")))


class _Used:
    """Note ids that were given, and whether another would be too near one of them."""

    def __init__(self) -> None:
        self._by_step: dict[int, int] = {}

    def add(self, note_id: int) -> None:
        self._by_step[note_id // ID_STEP_MS] = note_id

    def near(self, note_id: int) -> bool:
        step = note_id // ID_STEP_MS
        others = (self._by_step.get(one) for one in (step - 1, step, step + 1))
        return any(other is not None and abs(other - note_id) < ID_STEP_MS for other in others)


def _before(ledger: Ledger, content: Content) -> Entry | None:
    """What the ledger knows of a note, under its own name or under the one that it had."""
    old = ledger.notes.get(content.id) or ledger.notes.get(content.formerly)
    # Another notetype is another guid: a note of its own.
    return old if old is not None and old.kind == content.kind else None
