"""Study → notes: every item of the source as the fields and tags of one Anki note, both languages on it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from repaso import html
from repaso.diagnostics import Span
from repaso.glossary import Line, dated, glossary
from repaso.inline import Run, Style, filled, ordinals, plain
from repaso.model import Cloze, Erratum, Item, Kind, Point, Process, Question, Row, Section, Study, Table, Term
from repaso.notetypes import BY_KIND, cloze_ord
from repaso.progress import track
from repaso.values import LANGUAGES, Bilingual, Language, PointId, Text

_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


class Note(NamedTuple):
    """A note, before it has a clock.

    Attributes:
      id: what the author calls it; a cell of a table is `row-id.column-id`. The guid is made of it.
      kind: names its notetype.
      fields: HTML, one a field of the notetype.
      tags: sorted.
      ords: which cards it has, ascending; for a cloze, one less than each cloze number.
      section: index of the section that it is studied in.
      span: where the author wrote it.
      formerly: the id that it had before, or "".
      meaning: how often what it asks has changed, from 1.
      retired: whether it only says that it is no more.
    """

    id: str
    kind: Kind
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    ords: tuple[int, ...]
    section: int
    span: Span
    formerly: str = ""
    meaning: int = 1
    retired: bool = False


def plan_notes(study: Study, lines: Sequence[Line] | None = None) -> tuple[Note, ...]:
    """All notes, in the order of study: section by section, in each by kind and then as written.

    Args:
      study: one that has passed `check`: every point and column exists.
      lines: the glossary of the source, if the study is only a part of it.
    """
    lines = glossary(study) if lines is None else lines
    notes = list(track(_Planner(study, lines).notes(), "making notes", study.size))
    notes.sort(key=lambda note: note.section)
    return tuple(notes)


def traps(study: Study) -> Mapping[str, Sequence[Bilingual]]:
    """What tells each item from those that it is mixed up with, by the item's id."""
    found: dict[str, list[Bilingual]] = {}
    contrasting: dict[str, list[str]] = {}
    for _, item in study.every_item():
        for name in item.contrasts:
            contrasting.setdefault(name, []).append(item.id)
    for pair in study.confusable:
        text = Bilingual(pair.place, es=pair.es, en=pair.en)
        for name in dict.fromkeys([*pair.items, *contrasting.get(pair.id, ())]):
            found.setdefault(name, []).append(text)
    return found


def as_of(day: datetime.date, language: Language) -> str:
    """The label of what may have changed since."""
    date = f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"
    return f"A {date}" if language == "es" else f"As of {date}"


class _Planner:
    """What the notes of one study share."""

    def __init__(self, study: Study, lines: Sequence[Line]) -> None:
        self._study = study
        manual = study.manual
        self._tag_root = manual.tag_root
        self._index: dict[PointId, int] = {}
        self._points: dict[PointId, Point] = {}
        for index, section in enumerate(study.sections):
            for point in section.points:
                self._index[point.id] = index
                self._points[point.id] = point
        self._heads: dict[str, Mapping[str, str]] = {}
        for section in study.sections:
            if section.top not in self._heads:
                self._heads[section.top] = _head(section)
        self._dated = dated(lines)
        self._traps = traps(study)

    def notes(self) -> Iterator[Note]:
        study = self._study
        for term in study.terms:
            yield self._note("term", term.id, term, _term(term))
        for cloze in study.cloze:
            yield self._note("cloze", cloze.id, cloze, _cloze(cloze))
        for table in study.tables:
            for row in table.rows:
                for name, fields in _cells(table, row):
                    yield self._note("row", f"{row.id}.{name}", row, fields)
        for process in study.processes:
            for place, step in enumerate(process.steps):
                yield self._note("step", step.id, step, _step(process, place))
        for question in study.questions:
            yield self._note("question", question.id, question, _question(question))

    def _note(self, kind: Kind, name: str, item: Item, own: Mapping[str, str]) -> Note:
        notetype = BY_KIND[kind]
        home = [point for point in item.covers if point in self._index]  # those of other outlines do not place it
        section = min([self._index[point] for point in home])
        top = self._study.sections[section].top
        common = self._common(item, home, self._checked(item, own))
        values = {**notetype.blank, "Id": name, **self._heads[top], **common, **own}
        if isinstance(item, Cloze):
            ords = tuple(sorted(cloze_ord(n, language) for n in ordinals(item.es.parts) for language in LANGUAGES))
        else:
            ords = tuple(ord_ for ord_, face in enumerate(notetype.faces) if values[face.gate])
        return Note(
            id=name,
            kind=kind,
            fields=tuple(values.values()),
            tags=self._tags(kind, item, home),
            ords=ords,
            section=section,
            span=item.id.span,
            formerly=f"{item.formerly}{name.removeprefix(item.id)}" if item.formerly else "",
            meaning=int(item.meaning or 1),
        )

    def _checked(self, item: Item, own: Mapping[str, str]) -> datetime.date | None:
        """When what a card says was last checked, if that is to be told: it has a day, or names what has one."""
        if item.as_of is not None or not self._dated:
            return item.as_of
        return min((one.value for text in own.values() for one in self._dated.find(text)), default=None)

    def _common(self, item: Item, home: Sequence[PointId], checked: datetime.date | None) -> Mapping[str, str]:
        """The fields that every notetype has beside its section's, but for those that are empty."""
        values = {}
        if "legacy" in item.tags:
            values["Legacy"] = "1"
        if "beyond" in item.tags:
            values["Beyond"] = "1"
        errata = [erratum for point in home if (erratum := self._points[point].erratum)]
        traps = self._traps.get(item.id, ())
        for language in LANGUAGES:
            end = language.upper()
            if item.note is not None:
                values[f"Note{end}"] = _html(item.note[language])
            if traps:
                values[f"Trap{end}"] = _paragraphs([_html(trap[language]) for trap in traps])
            if errata:
                values[f"Erratum{end}"] = _paragraphs([*_errata(errata, language)])
            if item.status is not None:
                values[f"Status{end}"] = self._status(item.status, checked, language)
            values[f"Source{end}"] = self._source(item, home, checked, language)
        return values

    def _status(self, status: Bilingual, checked: datetime.date | None, language: Language) -> str:
        label = as_of(checked or self._study.manual.as_of, language)
        return f'<b class="label">{label}</b>{_html(status[language])}'

    def _source(self, item: Item, home: Sequence[PointId], checked: datetime.date | None, language: Language) -> str:
        numbers = dict.fromkeys([self._study.sections[self._index[point]].number for point in home])
        places = f"Manual §{', '.join(numbers)}"
        if "beyond" in item.tags:
            places = f"{'Fuera del manual' if language == 'es' else 'Beyond the manual'}; cf. §{', '.join(numbers)}"
        parts = [places]
        if item.source is not None:
            parts.append(html.address(str(item.source[language])))
        if checked is not None and item.status is None:  # a status has the day in its label
            parts.append(f"{'comprobado' if language == 'es' else 'checked'} {_date(checked, language)}")
        return " · ".join(parts)

    def _tags(self, kind: Kind, item: Item, home: Sequence[PointId]) -> tuple[str, ...]:
        task = self._study.manual.exam.task
        numbers = {self._study.sections[self._index[point]].number for point in home}
        tags = {f"{task}::{number}" for number in numbers} | {f"kind::{kind}", *item.tags}
        return tuple(sorted(f"{self._tag_root}::{tag}" for tag in tags))


def _head(section: Section) -> Mapping[str, str]:
    """The fields that name a section."""
    titles = {f"Section{language.upper()}": _html(section.title[language]) for language in LANGUAGES}
    return {"Colour": str(section.colour), "Section": section.top, **titles}


def _date(day: datetime.date, language: Language) -> str:
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


def _errata(errata: list[Erratum], language: Language) -> Iterator[str]:
    """A remark for each erratum; a reason that several share is given once, with the last."""
    for place, erratum in enumerate(errata, start=1):
        printed, correct = _html(erratum.prints[language]), _html(erratum.right[language])
        shared = any(later.why == erratum.why for later in errata[place:])
        reason = "" if shared else f" {_html(erratum.why[language])}"
        if language == "es":
            says = f'El manual dice <i class="printed">«{printed}»</i>; lo correcto es <b>{correct}</b>.'
        else:
            quoted = f'<i class="printed" lang="es">“{printed}”</i>'
            says = f"The manual says {quoted}; the correct wording is <b>{correct}</b>."
        yield says + reason


def _term(term: Term) -> dict[str, str]:
    same = str(term.term.es).casefold() == str(term.term.en).casefold()
    fields = {"Bridge": "" if same else "1"}
    for language in LANGUAGES:
        end = language.upper()
        fields[f"Term{end}"] = _html(term.term[language])
        fields[f"Definition{end}"] = _html(term.definition[language])
        fields[f"Synonyms{end}"] = "; ".join(map(_html, term.synonyms[language])) if term.synonyms else ""
        fields[f"Example{end}"] = _html(_in(term.example, language))
        fields[f"Hint{end}"] = _html(_in(term.hint, language))
    return fields


def _cloze(cloze: Cloze) -> dict[str, str]:
    fields = {}
    for language in LANGUAGES:
        parts = cloze[language].parts
        fields[f"Text{language.upper()}"] = html.cloze(parts, language)
        fields[f"Full{language.upper()}"] = html.runs(filled(parts, style=Style.BOLD))
    return fields


def _cells(table: Table, row: Row) -> Iterator[tuple[str, dict[str, str]]]:
    """The notes of a row: one for every column that is asked, in either direction."""
    key, *others = table.columns
    for column in others:
        if column.ask is None and column.ask_back is None:
            continue
        fields = {}
        for language in LANGUAGES:
            end = language.upper()
            fields[f"Table{end}"] = _html(table.title[language])
            fields[f"Row{end}"] = _html(row.cells[key.id][language])
            fields[f"Cell{end}"] = _html(row.cells[column.id][language])
            fields[f"Ask{end}"] = _html(_in(column.ask, language))
            fields[f"AskBack{end}"] = _html(_in(column.ask_back, language))
        yield column.id, fields


def _step(process: Process, place: int) -> dict[str, str]:
    steps = process.steps
    step = steps[place]
    before = steps[place - 1] if place else None
    after = steps[place + 1] if place + 1 < len(steps) else None
    fields = {
        "Number": str(place + 1),
        "Count": str(len(steps)),
        "NumberBefore": str(place),
        "NumberAfter": str(place + 2),
    }
    for language in LANGUAGES:
        end = language.upper()
        fields[f"Process{end}"] = _html(process.title[language])
        for name, one in (("Step", step), ("Before", before), ("After", after)):
            fields[f"{name}{end}"] = _html(None if one is None else one.es if language == "es" else one.en)
        fields[f"Why{end}"] = _html(_in(step.why, language))
    return fields


def _question(question: Question) -> dict[str, str]:
    fields = {}
    for language in LANGUAGES:
        end = language.upper()
        scenario, ask = split_question(question.ask[language])
        fields[f"Scenario{end}"] = html.runs(scenario)
        fields[f"Ask{end}"] = html.runs(ask)
        fields[f"Answer{end}"] = _html(question.answer[language])
        fields[f"Why{end}"] = _html(question.why[language])
    return fields


def split_question(text: Text) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """A scenario and its last sentence, which asks; the card sets it apart."""
    whole = plain(text.runs).rstrip()
    at = max(whole.rfind(mark, 0, len(whole) - 1) for mark in (". ", "? ", "! ", ": "))
    cut = at + 2 if at >= 0 else 0
    before, after, seen = [], [], 0
    for run in text.runs:
        here = max(0, min(len(run.text), cut - seen))
        if run.text[:here]:
            before.append(Run(run.text[:here], run.style))
        if run.text[here:]:
            after.append(Run(run.text[here:], run.style))
        seen += len(run.text)
    return tuple(before), tuple(after)


def _in(text: Bilingual | None, language: Language) -> Text | None:
    return None if text is None else text[language]


def _html(text: Text | None) -> str:
    if text is None:
        return ""
    return html.runs(text.marked) if text.marked else html.escape(text.words)


def _paragraphs(parts: Sequence[str]) -> str:
    """Several remarks of one kind as paragraphs; a single one stands alone."""
    return parts[0] if len(parts) == 1 else "".join([f"<p>{part}</p>" for part in parts])
