"""What a source owes to those who have its notes: none may vanish, change its kind or lose a card in silence."""

import hashlib
from collections.abc import Iterator

from repaso import html
from repaso.diagnostics import Diagnostic, Span, did_you_mean, error
from repaso.ledger import Entry, Ledger
from repaso.model import Kind, Retired, Study
from repaso.notes import Note
from repaso.notetypes import BY_KIND, NOTETYPES, cloze_language
from repaso.values import LANGUAGES, Language


def check(study: Study, ledger: Ledger, notes: tuple[Note, ...], *, major: bool = False) -> tuple[Diagnostic, ...]:
    """Faults between a source and its ledger, sorted by place.

    Only released notes are held to their past: what no learner has may come and go.

    Args:
      study: a study that has passed `check`.
      ledger: as it was before this build.
      notes: the study's own notes, without tombstones.
      major: whether a changed contract of the notetypes is meant.
    """
    faults = [*_vanished(study, ledger, notes), *_changed(ledger, notes), *_retired(study, ledger, notes)]
    faults += _same_guid(study, ledger, notes)
    faults += _renamed(study, ledger)
    if not major:
        faults += _contract(study, ledger)
    return tuple(sorted(faults))


def contract(kind: Kind) -> str:
    """What Anki matches a notetype by, as 8 hex digits: the ids of its fields and templates, in their order."""
    notetype = BY_KIND[kind]
    ids = [str(number) for number, _ in notetype.fields], [str(face.id) for face in notetype.faces]
    return hashlib.sha256(" ".join([kind, *ids[0], "/", *ids[1]]).encode()).hexdigest()[:8]


def tombstones(study: Study, ledger: Ledger, notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """A note for every retired one, with the same guid and the same cards, that says so and nothing else.

    Args:
      study: a study that has passed `check`.
      ledger: as it was before this build.
      notes: the study's own notes.
    """
    here = {note.id for note in notes}
    stones = {
        name: _tombstone(study, retired, name, ledger.notes[name])
        for retired in study.retired
        for name in _names(retired, ledger, here)
    }
    return tuple(stones.values())


def _names(retired: Retired, ledger: Ledger, here: set[str]) -> list[str]:
    """The released notes that an entry retires: one note, or all cells of a row that are no longer built."""
    return [
        name
        for name, entry in ledger.notes.items()
        if entry.first
        and name not in here
        and (name == retired.id or (entry.kind == "row" and name.rpartition(".")[0] == retired.id))
    ]


def _vanished(study: Study, ledger: Ledger, notes: tuple[Note, ...]) -> Iterator[Diagnostic]:
    here = {note.id for note in notes}
    told = {note.formerly for note in notes} | {
        name for retired in study.retired for name in _names(retired, ledger, here)
    }
    fresh = [note.id for note in notes if note.id not in ledger.notes]
    for name, entry in ledger.notes.items():
        if entry.first and name not in here and name not in told:
            guess = _successor(name, entry, fresh)
            hint = f"{guess}, or an entry under 'retired'"
            span = ledger.lines.get(name, study.span)
            message = f"learners have '{name}' since {entry.first}, and the source has it no more"
            yield error(span, "note-gone", message, hint)


def _successor(name: str, entry: Entry, fresh: list[str]) -> str:
    """What to write where, if another item took over."""
    if entry.kind == "row":
        row, _, column = name.rpartition(".")
        fresh = [one.rpartition(".")[0] for one in fresh if one.rpartition(".")[2] == column]
        if not fresh:
            return f"keep the column's id '{column}'"
        name = row
    near = did_you_mean(name, fresh)
    return (
        f"{near} Then write 'formerly: {name}' there"
        if near
        else f"write 'formerly: {name}' on the item that took over"
    )


def _changed(ledger: Ledger, notes: tuple[Note, ...]) -> Iterator[Diagnostic]:
    here = {note.id for note in notes}
    for note in notes:
        entry = ledger.notes.get(note.id)
        if note.formerly:
            was = ledger.notes.get(note.formerly)
            if note.formerly in here:
                yield error(note.span, "formerly-here", f"'{note.formerly}' stands in the source itself", "")
            elif entry is not None and was is not None and was.first and was.origin != entry.origin:
                message = f"'{note.id}' is a note of its own: it cannot take over '{note.formerly}', too"
                yield error(note.span, "formerly-here", message, "retire the old one, 'replaced_by' this one")
            elif entry is None and was is None and not _knows_row(ledger, note):
                hint = did_you_mean(note.formerly, ledger.notes, "remove 'formerly': the note is new")
                yield error(note.span, "unknown-formerly", f"the ledger knows no '{note.formerly}'", hint)
        entry = entry or ledger.notes.get(note.formerly)
        if entry is None or not entry.first:
            continue
        if entry.kind != note.kind:
            hint = "give the new one an id of its own, and retire the old one"
            message = f"learners have '{note.id}' as a {entry.kind}; it cannot become a {note.kind}"
            yield error(note.span, "kind-changed", message, hint)
        elif gone := sorted(set(entry.ords) - set(note.ords)):
            cards = ", ".join(dict.fromkeys(_card(note.kind, ord_) for ord_ in gone))
            hint = "its reviews would move to another card or to none: keep it, or retire the note and write a new one"
            yield error(note.span, "card-gone", f"learners study {cards} of '{note.id}', which is gone", hint)


def _knows_row(ledger: Ledger, note: Note) -> bool:
    """Whether a cell is new in a row that is known: the row has had another name, and this column none."""
    rows = {note.id.rpartition(".")[0], note.formerly.rpartition(".")[0]}
    return note.kind == "row" and any(
        entry.kind == "row" and name.rpartition(".")[0] in rows for name, entry in ledger.notes.items()
    )


def _same_guid(study: Study, ledger: Ledger, notes: tuple[Note, ...]) -> Iterator[Diagnostic]:
    """Two notes of one kind and origin would be one note to Anki, and one would overwrite the other."""
    first: dict[tuple[Kind, str], Note] = {}
    for note in (*notes, *tombstones(study, ledger, notes)):
        entry = ledger.notes.get(note.id) or ledger.notes.get(note.formerly)
        origin = entry.origin if entry is not None and entry.kind == note.kind else note.id
        other = first.setdefault((note.kind, origin), note)
        if other is not note:
            message = f"'{note.id}' would be the same note to a learner's Anki as '{other.id}'"
            hint = f"'{origin}' was taken over by '{other.id}', and its name is used up: choose another"
            yield error(note.span, "same-note", message, hint)


def _card(kind: Kind, ord_: int) -> str:
    return f"c{ord_ // 2 + 1}" if kind == "cloze" else f"the card '{BY_KIND[kind].faces[ord_].name}'"


def _retired(study: Study, ledger: Ledger, notes: tuple[Note, ...]) -> Iterator[Diagnostic]:
    items: set[str] = {item.id for _, item in study.every_item()} | {note.id for note in notes}
    for retired in study.retired:
        if retired.id in items:
            message = f"'{retired.id}' stands in the source itself"
            yield error(retired.id.span, "retired-here", message, "remove it there")
        elif not _names(retired, ledger, items):
            hint = did_you_mean(retired.id, ledger.notes, "no learner has it: remove the entry")
            yield error(retired.id.span, "unknown-retired", f"the ledger knows no '{retired.id}'", hint)
        if retired.replaced_by is not None and retired.replaced_by not in items:
            hint = did_you_mean(retired.replaced_by, items, "name an item that stands in the source")
            yield error(retired.replaced_by.span, "unknown-item", f"no item '{retired.replaced_by}'", hint)


def _renamed(study: Study, ledger: Ledger) -> Iterator[Diagnostic]:
    """Every guid begins with the manual's id: under another one, learners get every note a second time."""
    name = study.manual.id
    if ledger.releases and ledger.manual not in ("", name):
        message = f"learners have this manual as '{ledger.manual}'; as '{name}' they would get every note twice"
        yield error(name.span, "manual-renamed", message, "keep the id; title and deck may change")


def _contract(study: Study, ledger: Ledger) -> Iterator[Diagnostic]:
    for notetype in NOTETYPES:
        was = ledger.looks.get(notetype.kind)
        if ledger.releases and was is not None and was.contract != contract(notetype.kind):
            hint = "use a spare instead; or `build release --major`, and learners must merge notetypes"
            message = f"the published notetype '{notetype.kind}' has other fields or templates"
            yield error(Span(study.span.path, 1, 1), "contract-changed", message, hint)


def _tombstone(study: Study, retired: Retired, name: str, entry: Entry) -> Note:
    notetype = BY_KIND[entry.kind]
    root = study.manual.tag_root
    values = {"Id": name, "Colour": "7", "Section": "–"}
    values |= {f"Retired{language.upper()}": _banner(retired, language, root) for language in LANGUAGES}
    if entry.kind == "cloze":
        for ord_ in entry.ords:
            field = f"Text{cloze_language(ord_).upper()}"
            values[field] = values.get(field, "") + f"{{{{c{ord_ + 1}::—}}}}"
    else:
        values |= {notetype.faces[ord_].gate: "—" for ord_ in entry.ords}
    return Note(
        id=name,
        kind=entry.kind,
        fields=tuple({**notetype.blank, **values}.values()),
        tags=(f"{root}::kind::{entry.kind}", f"{root}::retired"),
        ords=entry.ords,
        section=len(study.sections),
        span=retired.id.span,
        retired=True,
    )


def _banner(retired: Retired, language: Language, root: str) -> str:
    why = html.runs(retired.why[language].runs)
    label, instead, delete = {
        "es": ("Tarjeta retirada", "La sustituye", "Puedes borrarla: busca"),
        "en": ("Retired card", "Replaced by", "You can delete it: search for"),
    }[language]
    successor = f" {instead} <b>{html.escape(retired.replaced_by)}</b>." if retired.replaced_by else ""
    search = f"tag:{root}::retired"
    return f'<b class="label">{label} · {retired.since}</b>{why}{successor} {delete} <code>{search}</code>.'
