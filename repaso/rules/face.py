"""What a rule looks at: every card of a source as two plain texts, front and answer, in one language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import chain
from typing import Any, Literal, NamedTuple

from repaso.diagnostics import Span
from repaso.inline import ClozeRuns, Hole, plain
from repaso.model import Cloze, Erratum, Item, Kind, Process, Question, Row, Study, Table, Term
from repaso.pieces import Signs
from repaso.rules.stems import count_of, stems
from repaso.values import LANGUAGES, Bilingual, ClozeText, ItemId, Language, Text

Asks = Literal["definition", "name", "hole", "cell", "row", "step", "answer"]

FACE_SIGNS, PAIR_SIGNS = Signs(), Signs()
"""What rules want to know of every front and answer, and of every text that has both languages.

They say it when they are imported, before the first text is looked at.
"""

WORDS = FACE_SIGNS.count(dict.fromkeys(LANGUAGES, count_of))
"""How many words there are."""


@dataclass(slots=True)
class Face:
    """A card's front and its answer.

    Attributes:
      item: what it is made from.
      kind: the item's.
      asks: what kind of answer it wants.
      language: of both texts.
      front: all that is to read before the card is turned.
      answer: what must be known.
      foreign: the same answer in the other language.
      written: the front, where it is written.
    """

    item: Item
    kind: Kind
    asks: Asks
    language: Language
    front: str
    answer: str
    foreign: str
    written: Text | ClozeText
    _stems: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)
    _front_signs: int | None = field(default=None, init=False, repr=False, compare=False)
    _answer_signs: int | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def id(self) -> ItemId:
        """The item's id."""
        return self.item.id

    @property
    def span(self) -> Span:
        """Where the front is written."""
        return self.written.span

    @property
    def stems(self) -> frozenset[str]:
        """The stems of the front, found once."""
        if self._stems is None:
            self._stems = stems(self.front, self.language)
        return self._stems

    @property
    def front_signs(self) -> int:
        """What `FACE_SIGNS.of` counts in the front, looked at once."""
        if self._front_signs is None:
            self._front_signs = FACE_SIGNS.of(self.front, self.language)
        return self._front_signs

    @property
    def answer_signs(self) -> int:
        """What `FACE_SIGNS.of` counts in the answer, looked at once."""
        if self._answer_signs is None:
            self._answer_signs = FACE_SIGNS.of(self.answer, self.language)
        return self._answer_signs


class Shown(NamedTuple):
    """A text that is shown, with the id that it stands under, and where it is written."""

    id: str
    language: Language
    text: str
    written: Text | ClozeText

    @property
    def span(self) -> Span:
        """Where it is written."""
        return self.written.span


class Pair(NamedTuple):
    """A text in both languages, with the id that it stands under, what each holds, and where it is written.

    Attributes:
      es_signs: what `PAIR_SIGNS.of` counts in the Spanish; `en_signs` in the English.
    """

    id: str
    es: str
    en: str
    es_signs: int
    en_signs: int
    es_written: Text | ClozeText
    en_written: Text | ClozeText

    @property
    def es_span(self) -> Span:
        """Where the Spanish is written."""
        return self.es_written.span

    @property
    def en_span(self) -> Span:
        """Where the English is written."""
        return self.en_written.span


class Counts(NamedTuple):
    """How many fronts a language has, and on how many of them each stem stands."""

    fronts: int
    stems: Mapping[str, int]

    def common(self, percent: int) -> frozenset[str]:
        """The stems that stand on more than so many of all fronts, and on more than eight."""
        few = max(8, self.fronts * percent // 100)
        return frozenset(one for one, count in self.stems.items() if count > few)


def counts(all_faces: Iterable[Face]) -> Mapping[Language, Counts]:
    """The counts of both languages; two faces of an item that have the same front count once."""
    fronts: dict[Language, dict[tuple[str, str], frozenset[str]]] = {language: {} for language in LANGUAGES}
    for face in all_faces:
        fronts[face.language][face.id, face.front] = face.stems
    return {language: Counts(len(own), Counter(chain.from_iterable(own.values()))) for language, own in fronts.items()}


class Compared(NamedTuple):
    """The faces of a language whose fronts are compared with each other, and on how many of them each stem stands."""

    faces: list[Face]
    stems: Mapping[str, int]


def compared(all_faces: Iterable[Face], language: Language) -> Compared:
    """Those of one language: what is too short, or the same for each item of its kind, tells nothing."""
    own = [face for face in all_faces if face.language == language and is_compared(face)]
    return Compared(own, Counter(chain.from_iterable([face.stems for face in own])))


def is_compared(face: Face) -> bool:
    """Whether its front is compared with others."""
    return face.asks not in {"definition", "step", "cell"} and len(face.stems) >= 4


def faces(study: Study) -> Iterator[Face]:
    """Every face of a study, but for the bridges between the languages, whose front is a single term."""
    for language in LANGUAGES:
        other: Language = "en" if language == "es" else "es"
        for term in study.terms:
            yield from _of_term(term, language, other)
        for cloze in study.cloze:
            yield from _of_cloze(cloze, language, other)
        for table in study.tables:
            for row in table.rows:
                yield from _of_row(table, row, language, other)
        for process in study.processes:
            yield from _of_process(process, language)
        for question in study.questions:
            yield _of_question(question, language, other)


def bridges(study: Study) -> Counter[ItemId]:
    """How many cards of each term ask for it in the other language: two, where it has two names."""
    return Counter({term.id: 2 for term in study.terms if str(term.term.es).casefold() != str(term.term.en).casefold()})


def shown(study: Study, all_faces: Iterable[Face]) -> Iterator[Shown]:
    """All that a learner is asked or reads on paper: fronts and answers, the sheet's own texts, titles, traps."""
    for face in all_faces:
        if face.asks == "step":  # its neighbours and its title stand for themselves
            yield Shown(face.id, face.language, face.answer, face.written)
        elif face.asks != "definition":  # the same two texts as when the name is asked
            yield Shown(face.id, face.language, f"{face.front} · {face.answer}", face.written)
    titles: list[tuple[str, Bilingual]] = [("", study.manual.title)]
    titles += [("", section.title) for section in study.sections]
    titles += [(table.id, table.title) for table in study.tables]
    titles += [
        (table.id, Bilingual(column.place, es=column.es, en=column.en))
        for table in study.tables
        for column in table.columns
    ]
    titles += [(process.id, process.title) for process in study.processes]
    titles += [(item.id, item.sheet) for _, item in study.every_item() if isinstance(item.sheet, Bilingual)]
    titles += [(pair.id, Bilingual(pair.place, es=pair.es, en=pair.en)) for pair in study.confusable]
    for name, title in titles:
        for language in LANGUAGES:
            yield Shown(name, language, str(title[language]), title[language])


def pairs(study: Study) -> Iterator[Pair]:
    """Every text of every item that has both languages."""
    for _, item in study.every_item():
        yield from _in_both(item.id, item)


def statements(study: Study) -> Iterator[Pair]:
    """The same of points, of their errata, but not what those quote from the manual, and of confusable pairs."""
    for _, point in study.every_point():
        yield _pair(point.id, point.es, point.en)
        if point.erratum is not None:
            yield from _in_both(point.id, point.erratum)
    for pair in study.confusable:
        yield _pair(pair.id, pair.es, pair.en)


def _of_term(term: Term, language: Language, other: Language) -> Iterator[Face]:
    name, definition = term.term, term.definition
    front, answer = str(name[language]), str(definition[language])
    yield Face(
        term,
        "term",
        "definition",
        language,
        front,
        answer,
        str(definition[other]),
        name[language],
    )
    asked = f"{answer} [{term.hint[language]}]" if term.hint else answer
    yield Face(
        term,
        "term",
        "name",
        language,
        asked,
        front,
        str(name[other]),
        definition[language],
    )


def _of_cloze(cloze: Cloze, language: Language, other: Language) -> Iterator[Face]:
    here = cloze[language]
    answers = {hole.ordinal: plain(hole.answer) for hole in _holes(cloze[other].parts)}
    for hole in _holes(here.parts):
        front, foreign = _opened(here.parts, hole.ordinal), answers.get(hole.ordinal, "")
        yield Face(cloze, "cloze", "hole", language, front, plain(hole.answer), foreign, here)


def _of_row(table: Table, row: Row, language: Language, other: Language) -> Iterator[Face]:
    key, *columns = table.columns
    name = row.cells[key.id]
    for column in columns:
        cell = row.cells[column.id]
        sides: tuple[tuple[Asks, Bilingual | None, Bilingual, Bilingual], ...] = (
            ("cell", column.ask, name, cell),
            ("row", column.ask_back, cell, name),
        )
        for asks, ask, given, wanted in sides:
            if ask is not None:
                front = f"{ask[language]} {given[language]}"
                answer, foreign = str(wanted[language]), str(wanted[other])
                yield Face(row, "row", asks, language, front, answer, foreign, given[language])


def _of_process(process: Process, language: Language) -> Iterator[Face]:
    steps = process.steps
    texts = [(step.es, step.en) if language == "es" else (step.en, step.es) for step in steps]
    for place, (step, (text, foreign)) in enumerate(zip(steps, texts, strict=True)):
        around = texts[max(0, place - 1) : place] + texts[place + 1 : place + 2]
        place_of = f"{process.title[language]} {place + 1}/{len(steps)}"
        front = " ".join([place_of, *(str(neighbour) for neighbour, _ in around)])
        yield Face(step, "step", "step", language, front, str(text), str(foreign), text)


def _of_question(question: Question, language: Language, other: Language) -> Face:
    ask, answer = question.ask[language], question.answer
    return Face(
        question,
        "question",
        "answer",
        language,
        str(ask),
        str(answer[language]),
        str(answer[other]),
        ask,
    )


def _holes(parts: ClozeRuns) -> list[Hole]:
    return [part for part in parts if isinstance(part, Hole)]


def _opened(parts: ClozeRuns, ordinal: int) -> str:
    """The sentence as asked: these holes open, all others filled."""
    shown = []
    for part in parts:
        if not isinstance(part, Hole):
            shown.append(part.text)
        elif part.ordinal == ordinal:
            shown.append(f"[{part.hint or '…'}]")
        else:
            shown.append(plain(part.answer))
    return "".join(shown)


def _in_both(name: str, thing: Item | Erratum) -> Iterator[Pair]:
    es, en = getattr(thing, "es", None), getattr(thing, "en", None)
    if isinstance(es, Text | ClozeText) and isinstance(en, Text | ClozeText):
        yield _pair(name, es, en)
    kind: Any = type(thing)
    for field_name in _fields(kind):
        value = getattr(thing, field_name)
        if isinstance(value, Bilingual):
            yield _pair(name, value.es, value.en)
    for cell in getattr(thing, "cells", {}).values():
        yield _pair(name, cell.es, cell.en)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    """The fields of a class of the model in which a text may stand in both languages."""
    return tuple(one.name for one in fields(kind) if one.name not in {"prints", "source"})


def _pair(name: str, es: Text | ClozeText, en: Text | ClozeText) -> Pair:
    in_spanish, in_english = str(es), str(en)
    signs = PAIR_SIGNS.of(in_spanish, "es"), PAIR_SIGNS.of(in_english, "en")
    return Pair(name, in_spanish, in_english, *signs, es, en)
