"""Study → CardsPlan: which cut-out cards there are, and what stands on them, before anything is measured."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from repaso.cards import CardsPlan, PaperCard, Paragraph, Role, Side
from repaso.glossary import glossary
from repaso.inline import ClozeRuns, Hole, Run, Runs, Style, filled, ordinals, plain
from repaso.lexicon import Lexicon
from repaso.model import Cloze, Item, Kind, Process, Question, Row, Step, Study, Table, Term
from repaso.notes import Note, as_of, split_question, traps
from repaso.remarks import elsewhere
from repaso.values import Bilingual, Language, Text

BLANK = "_" * 8
"""A hole: as wide for a short answer as for a long one."""


class _Words(NamedTuple):
    """What the cards themselves say, in one language."""

    also: str
    beyond: str
    erratum: tuple[str, str, str]
    example: str
    legacy: str
    of: str
    step: str
    what_happens: str


_WORDS: dict[Language, _Words] = {
    "es": _Words(
        also="También: ",
        beyond="extra",
        erratum=("El manual dice «", "»; lo correcto es ", "."),
        example="Ejemplo: ",
        legacy="histórico",
        of="de",
        step="paso",
        what_happens="¿Qué ocurre?",
    ),
    "en": _Words(
        also="Also: ",
        beyond="beyond",
        erratum=("The manual says “", "”; the correct wording is ", "."),
        example="Example: ",
        legacy="legacy",
        of="of",
        step="step",
        what_happens="What happens?",
    ),
}
_SUPERSCRIPTS = str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹")


class Selection(NamedTuple):
    """Which cards are wanted. Several values of one sort widen it, several sorts narrow it; an empty one means any.

    Attributes:
      sections: numbers; `1` takes what lies in it, such as `1.3`, too.
      tags: the items' own.
      kinds: see KINDS.
    """

    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def takes(self, kind: Kind, item: Item, numbers: Iterable[str]) -> bool:
        """Whether an item that teaches something of the sections `numbers` is wanted."""
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.tags or not set(self.tags).isdisjoint(item.tags))
            and (not self.sections or any(_within(number, self.sections) for number in numbers))
        )


EVERY_CARD = Selection()


def plan_cards(
    study: Study, notes: Iterable[Note], *, language: Language, version: str, selection: Selection = EVERY_CARD
) -> CardsPlan:
    """Decide what the cards say.

    Args:
      study: has passed `check`.
      notes: in the order of the deck, as `plan_notes` gives them; retired ones make no card.
      language: the one that leads.
      version: what the feet of the pages say of the source.
      selection: which of the deck's cards are wanted.
    """
    planner = _Planner(study, language)
    living = [note for note in notes if not note.retired]
    return CardsPlan(
        span=study.manual.span,
        language=language,
        title=str(study.manual.title[language]),
        exam=f"{study.manual.exam.code} {study.manual.exam.task}",
        as_of=study.manual.as_of,
        version=version,
        total=len(living),
        cards=tuple(
            planner.card(number, note) for number, note in enumerate(living, start=1) if planner.wants(note, selection)
        ),
    )


def known_sections(study: Study) -> Iterator[str]:
    """What a selection may name: every section, and every one that they lie in."""
    for section in study.sections:
        parts = section.number.split(".")
        yield from (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def known_tags(study: Study) -> Iterator[str]:
    """What a selection may name: every tag of an item."""
    for _, item in study.every_item():
        yield from map(str, item.tags)


class _Source(NamedTuple):
    """What a note is made of: its item, and both sides of its card without remarks.

    Attributes:
      others_tell: those of the item's traps and notes that only other cards of it tell.
    """

    item: Item
    front: Side
    back: Side
    others_tell: Sequence[Bilingual] = ()


class _Planner:
    """What the cards of one study share."""

    def __init__(self, study: Study, language: Language) -> None:
        self._study = study
        self._in: Language = language
        self._other: Language = "en" if language == "es" else "es"
        self._says = _WORDS[language]
        self._traps = traps(study)
        self._names = Lexicon((name, name) for line in glossary(study) for name in line.names(self._other))
        self._points = {point.id: (section.number, point) for section, point in study.every_point()}
        self._titles: dict[str, str] = {}
        for section in study.sections:
            self._titles.setdefault(section.top, str(section.title[language]))
        self._sources = dict(self._read())

    def wants(self, note: Note, selection: Selection) -> bool:
        """Whether the note's card is selected."""
        item = self._sources[note.id].item
        numbers = [self._points[point][0] for point in item.covers if point in self._points]
        return selection.takes(note.kind, item, numbers)

    def card(self, number: int, note: Note) -> PaperCard:
        """The card of a note."""
        item, front, back, others_tell = self._sources[note.id]
        section = self._study.sections[note.section]
        flags = {"legacy": self._says.legacy, "beyond": self._says.beyond}
        return PaperCard(
            number=number,
            id=note.id,
            span=item.span,
            mark=section.top,
            colour=section.colour,
            section=self._titles[section.top],
            flag=next((flag for tag, flag in flags.items() if tag in item.tags), ""),
            front=front,
            back=back._replace(paragraphs=(*back.paragraphs, *self._remarks(item, others_tell))),
        )

    def _read(self) -> Iterator[tuple[str, _Source]]:
        """Every item by its note's id; a row by that of every column that is asked."""
        study = self._study
        for term in study.terms:
            yield term.id, self._term(term)
        for cloze in study.cloze:
            yield cloze.id, self._cloze(cloze)
        for table in study.tables:
            for row in table.rows:
                yield from self._cells(table, row)
        for process in study.processes:
            for place in range(len(process.steps)):
                yield process.steps[place].id, self._step(process, place)
        for question in study.questions:
            yield question.id, self._question(question)

    def _term(self, term: Term) -> _Source:
        definition, says = term.definition, self._says
        back = [Paragraph(Role.TEXT, definition[self._in].runs)]
        back += self._translated(definition)
        if term.example:
            back.append(_spare((Run(says.example, Style.BOLD), *term.example[self._in].runs)))
        if term.synonyms and term.synonyms[self._in]:
            names = "; ".join(map(str, term.synonyms[self._in]))
            back.append(_spare((Run(says.also, Style.BOLD), Run(names))))
        name = term.term[self._in]
        front = (Paragraph(Role.TITLE, _opening(name.runs)), *self._named(term.term))
        return _Source(term, Side(name.span, front), Side(definition[self._in].span, tuple(back)))

    def _cloze(self, cloze: Cloze) -> _Source:
        text, other = cloze[self._in], cloze[self._other]
        answered = Paragraph(Role.TEXT, tuple(filled(text.parts, style=Style.BOLD)))
        translated = Paragraph(Role.OTHER, tuple(filled(other.parts, style=Style.BOLD)))
        front = (Paragraph(Role.TEXT, tuple(_blanked(text.parts))),)
        return _Source(cloze, Side(text.span, front), Side(text.span, (answered, translated)))

    def _cells(self, table: Table, row: Row) -> Iterator[tuple[str, _Source]]:
        key, *others = table.columns
        others_tell = elsewhere(table, row, (*self._traps.get(row.id, ()), *([row.note] if row.note else [])))
        name, cue = row.cells[key.id], Paragraph(Role.CUE, table.title[self._in].runs)
        shown = (Paragraph(Role.TITLE, name[self._in].runs), *self._named(name))
        for column in others:
            cell = row.cells[column.id]
            told = (Paragraph(Role.ANSWER, cell[self._in].runs), *self._translated(cell))
            for ask, front, back in ((column.ask, shown, told), (column.ask_back, told[:1], shown)):
                if ask is not None:  # a column asked both ways is one card: its reader turns it
                    question = Paragraph(Role.ASK, ask[self._in].runs)
                    spans = (name[self._in].span, cell[self._in].span)
                    here, there = spans if front is shown else reversed(spans)
                    sides = Side(here, (cue, *front, question)), Side(there, back)
                    yield f"{row.id}.{column.id}", _Source(row, *sides, others_tell[column.id])
                    break

    def _step(self, process: Process, place: int) -> _Source:
        says, steps, step = self._says, process.steps, process.steps[place]
        where = f" · {says.step} {place + 1} {says.of} {len(steps)}"
        front = [Paragraph(Role.CUE, (*process.title[self._in].runs, Run(where)))]
        for index in range(max(place - 1, 0), min(place + 2, len(steps))):
            number = Run(f"{index + 1}.\u00a0")
            if index == place:
                front.append(Paragraph(Role.ASK, (number, Run(says.what_happens))))
            else:
                front.append(Paragraph(Role.TEXT, (number, *_text(steps[index], self._in).runs)))
        text = _text(step, self._in)
        back = [Paragraph(Role.ANSWER, text.runs)]
        if step.why:
            back.append(Paragraph(Role.TEXT, step.why[self._in].runs))
        back.append(Paragraph(Role.OTHER, _text(step, self._other).runs))
        return _Source(step, Side(text.span, tuple(front)), Side(text.span, tuple(back)))

    def _question(self, question: Question) -> _Source:
        asked, answer = question.ask[self._in], question.answer[self._in]
        scenario, ask = split_question(asked)
        front = [Paragraph(Role.TEXT, scenario)] if scenario else []
        front.append(Paragraph(Role.ASK, ask))
        back = (
            Paragraph(Role.TITLE, answer.runs),
            *self._named(question.answer),
            Paragraph(Role.TEXT, question.why[self._in].runs),
        )
        return _Source(question, Side(asked.span, tuple(front)), Side(question.why[self._in].span, back))

    def _translated(self, text: Bilingual) -> tuple[Paragraph, ...]:
        """The text in the other language, unless it is the same."""
        here, there = text[self._in], text[self._other]
        return () if str(here).casefold() == str(there).casefold() else (Paragraph(Role.OTHER, there.runs),)

    def _named(self, name: Bilingual) -> tuple[Paragraph, ...]:
        """The same for what stands below a headline; a name of the glossary begins as it does there."""
        return tuple(Paragraph(Role.NAME, self._as_known(runs)) for _, runs, _ in self._translated(name))

    def _as_known(self, runs: Runs) -> Runs:
        name = plain(runs)
        known = next(self._names.find(name), None)
        if known is None or known.written != name:
            return runs
        first, *rest = runs
        return (Run(known.value[0] + first.text[1:], first.style), *rest)

    def _remarks(self, item: Item, others_tell: Sequence[Bilingual]) -> Iterator[Paragraph]:
        """What the deck shows below an answer; what dates a fact is part of it."""
        if item.status:
            label = Run(f"{as_of(self._study.manual.as_of, self._in)}: ", Style.BOLD)
            yield Paragraph(Role.REMARK, (label, *item.status[self._in].runs))
        before, between, after = self._says.erratum
        for erratum in (self._points[point][1].erratum for point in item.covers if point in self._points):
            if erratum:
                right = (Run(run.text, run.style | Style.BOLD) for run in erratum.right[self._in].runs)
                said = (Run(before), *erratum.prints[self._in].runs, Run(between), *right, Run(after))
                yield Paragraph(Role.REMARK, (Run("! ", Style.BOLD), *said))
        for trap in self._traps.get(item.id, ()):
            if trap not in others_tell:
                yield Paragraph(Role.REMARK, (Run("≠ ", Style.BOLD), *trap[self._in].runs))
        if item.note and item.note not in others_tell:
            yield _spare(item.note[self._in].runs)


def _blanked(parts: ClozeRuns) -> Iterator[Run]:
    """The sentence with its holes open: numbered if there are several, each with its hint."""
    numbers = {ordinal: number for number, ordinal in enumerate(ordinals(parts), start=1)}
    for part in parts:
        if isinstance(part, Hole):
            number = str(numbers[part.ordinal]).translate(_SUPERSCRIPTS) if len(numbers) > 1 else ""
            yield Run(number + BLANK + (f"\u00a0({part.hint})" if part.hint else ""))
        else:
            yield part


def _spare(runs: Runs) -> Paragraph:
    return Paragraph(Role.REMARK, runs, spare=True)


def _text(step: Step, language: Language) -> Text:
    return step.es if language == "es" else step.en


def _opening(runs: Runs) -> Runs:
    """A term as it stands alone: with a capital."""
    first, *rest = runs
    return (Run(first.text[:1].upper() + first.text[1:], first.style), *rest)


def _within(number: str, wanted: Iterable[str]) -> bool:
    return any(number == one or number.startswith(f"{one}.") for one in wanted)
