"""How a rehearsal went: a table, and findings, each with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from repaso.apkg import Guid
from repaso.diagnostics import Diagnostic, Severity, Span

_ANKI_S_OWN = "no import does this: look at the release notes of this Anki, and tell us"
_CLOCK = "the clock of a note moves only with its content: restore the ledger from git"

HINTS: Mapping[str, str] = {
    "card-empty": "fill the field that gates the card, or its owner loses it with Tools > Empty Cards",
    "card-lost": "a card once given stays: keep the field that gates it, and the number of a cloze",
    "card-moved": "Anki must find the card's deck by its name",
    "database-damaged": "the package holds rows that do not fit each other",
    "deck-renamed": "Anki never moves a card: keep the name, or `build release --major`: its notes tell what to do",
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
