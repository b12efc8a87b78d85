"""What was kept and an edit → the outputs of a build, byte for byte those of a whole one; or nothing, if in doubt."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from repaso import edits, ledger, lockfile, report
from repaso.beside import beside
from repaso.check import check_texts
from repaso.coverage import CoveringItem
from repaso.deck import content_of, look_of, plan_deck
from repaso.diagnostics import Diagnostic, Span, has_errors
from repaso.edits.edit import Edit, edit_between
from repaso.edits.kept import Kept, Piece, names_of
from repaso.glossary import Line
from repaso.ledger import Changes, Ledger
from repaso.notes import Note, plan_notes
from repaso.templates import Look

if TYPE_CHECKING:
    from repaso.rules.uses import RowName


class Rebuilt(NamedTuple):
    """What was made.

    Attributes:
      package: its bytes.
      kept: for the next build; ledger and reports are in it.
      changes: for a learner since the ledger as it was.
      name: the manual's id.
    """

    package: bytes
    kept: Kept
    changes: Changes
    name: str


def rebuild(kept: Kept, text: str, shown: str, look: Look, *, build_time: int) -> Rebuilt | None:
    """Make what a whole build would make of a source of which a few items have changed.

    Args:
      kept: what the last build left; the ledger is as that has written it, and all else as it was.
      text: the source's text.
      shown: its path, as the author knows it.
      look: the templates.
      build_time: Unix seconds.

    Returns:
      what was made; None if the edit may concern more than the items in which it was made, or has an error.
    """
    edit = edit_between(kept.source, kept.entries, text, shown)
    if edit is None or has_errors(faults := check_texts(edit.new)):
        return None
    with beside(partial(_linted, kept, edit, shown), items=edits.MANY) as linted:
        notes = plan_notes(edit.new, kept.dated)
        before, _ = lockfile.read(lockfile.part(kept.lock, {note.id for note in notes}), "")
        if not _same_cards(before, notes):
            return None
        looks = {kind: look_of(look, kind) for kind in look.templates}
        after, changes = ledger.advance(before, map(content_of, notes), looks, build_time=build_time)
        if changes.looks:
            return None
        changed = tuple(note for note in notes if note.id in changes.changed)
        from repaso import anki  # noqa: PLC0415  (while the other process is at work)

        package, database = anki.renewed(plan_deck(edit.new.manual, changed, look, after), kept.database)
        reports = {name: _reported(page, edit) for name, page in kept.reports.items()}
        lock = lockfile.spliced(kept.lock, after)
        found = linted()
    if found is None:
        return None
    now = kept._replace(
        entries=edit.entries,
        faults=[*found.faults, *faults],
        lock=lock,
        source=text,
        crowds=found.crowds,
        database=database,
        reports=reports,
    )
    return Rebuilt(package, now, changes, str(edit.new.manual.id))


def _same_cards(before: Ledger, notes: Sequence[Note]) -> bool:
    """Whether the ledger has all of these notes, and with the same cards."""
    entries = ((before.notes.get(note.id), note) for note in notes)
    return all(entry is not None and (entry.kind, entry.ords) == (note.kind, note.ords) for entry, note in entries)


def _reported(page: Piece, edit: Edit) -> Piece:
    """A report, with what it says of the items that changed."""
    for items in zip(edit.old.every_item(), edit.new.every_item(), strict=True):
        old, new = (report.item(CoveringItem(*one)).encode() for one in items)
        if old != new:
            page = bytes(page).replace(old, new)
    return page


class _Linted(NamedTuple):
    """All warnings of the last build that still hold, and all of the linter; and all fronts as they are now."""

    faults: Sequence[Diagnostic]
    crowds: bytes


def _linted(kept: Kept, edit: Edit, shown: str) -> _Linted | None:
    """What the linter finds; None if the edit concerns other items, or is an error."""
    from repaso.rules import concerns_others, lint_part  # noqa: PLC0415  (in the other process)
    from repaso.rules.crowd import exchanged, packed, unpacked  # noqa: PLC0415
    from repaso.rules.rule import Context, Known  # noqa: PLC0415

    others = _others(kept.faults, edit, shown)
    if others is None:
        return None
    crowds = unpacked(bytes(kept.crowds))
    counts = {language: crowd.counts for language, crowd in crowds.items()}
    known = Known(counts, kept.strict, partial(_names, kept, edit))
    old, new = (Context(part, known=known) for part in (edit.old, edit.new))
    if old.cards != new.cards or concerns_others(old) or concerns_others(new):
        return None
    now = exchanged(crowds, old, new)
    if now is None:
        return None
    found = [fault for fault in lint_part(new) if _lies(fault.span, shown, edit.new_lines)]
    return None if has_errors(found) else _Linted([*others, *found], packed(now))


def _names(kept: Kept, edit: Edit) -> tuple[tuple[Line, ...], tuple["RowName", ...]]:
    """What rules may look up."""
    lines, rows = names_of(kept)
    return tuple(_here(line, term, edit) for line, term in lines), tuple(rows)


def _here(line: Line, term: int, edit: Edit) -> Line:
    """A line of the glossary; if it is that of a term which changed, where that stands."""
    place = term - edit.first
    changed = edit.name == "terms" and 0 <= place < len(edit.new.terms)
    return line._replace(span=edit.new.terms[place].span) if changed else line


def _others(faults: Sequence[Diagnostic], edit: Edit, shown: str) -> list[Diagnostic] | None:
    """The warnings of the last build about all that did not change; None if the edit may concern one."""
    from repaso.rules import CODES_BY_REACH  # noqa: PLC0415  (in the other process)
    from repaso.rules.rule import Reach  # noqa: PLC0415

    others = []
    for fault in faults:
        if _lies(fault.span, shown, edit.old_lines):
            if fault.code not in CODES_BY_REACH[Reach.ALONE]:
                return None
        else:
            others.append(fault._replace(span=_moved(fault.span, shown, edit)))
    return others


def _lies(span: Span, shown: str, lines: range) -> bool:
    return span.path == shown and span.line in lines


def _moved(span: Span, shown: str, edit: Edit) -> Span:
    """Where something stands now that did not change."""
    if span.path != shown or span.line < edit.old_lines.stop:
        return span
    return span._replace(line=span.line + edit.new_lines.stop - edit.old_lines.stop)
