"""Study → SheetPlan: what stands on the printed sheet, in reading order, before anything is measured."""

import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.inline import Run, Runs, Style, filled, plain
from repaso.model import Bilingual, Cloze, Item, Language, Process, Section, Study, Table, Term

SECTION_COLOURS = 6
TRAP_COLOUR, KEY_COLOUR = 2, 7
"""Colours 1 to 6 are the sections'; traps share the second, what belongs to no section has the seventh."""


class PageSize(StrEnum):
    """The paper."""

    A4 = "a4"
    LETTER = "letter"


class Pair(NamedTuple):
    """A text in the leading language, and in the other one ("" prints nothing)."""

    lead: str
    other: str


class Entry(NamedTuple):
    """A term with its definition.

    Attributes:
      span: where it is written, for diagnostics; so in every part.
      id: the item's; so in every part.
      name: the headword in both languages.
      text: the definition in the leading language.
    """

    span: Span
    id: str
    name: Pair
    text: Runs


class Grid(NamedTuple):
    """A table of C columns by R rows.

    Attributes:
      title: printed above it.
      head: C headings.
      rows: R rows of C cells; the first cell names its row.
    """

    span: Span
    id: str
    title: Pair
    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Flow(NamedTuple):
    """The steps of a process, in order."""

    span: Span
    id: str
    title: Pair
    steps: tuple[Runs, ...]


class Sentence(NamedTuple):
    """A sentence to say aloud, its key words bold; or with a sign in place of the tick box, a trap.

    Attributes:
      sign: "" for a tick box, else one or two characters.
      text: the sentence in the leading language.
    """

    span: Span
    id: str
    sign: str
    text: Runs


class IndexLine(NamedTuple):
    """A line of the index.

    Attributes:
      name: the term; here the other language comes first.
      mark: its block's.
      colour: its block's.
    """

    span: Span
    id: str
    name: Pair
    mark: str
    colour: int


Part = Entry | Grid | Flow | Sentence | IndexLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A headed block of the sheet.

    Attributes:
      span: where its heading is written, for diagnostics.
      mark: what stands on its chip: the section's number, or a sign.
      colour: 1 to 7.
      title: its heading.
      parts: what stands in it, in reading order.
    """

    span: Span
    mark: str
    colour: int
    title: Pair
    parts: tuple[Part, ...]

    def count(self) -> int:
        """How many items it holds: a table counts its rows, a process its steps, the index nothing."""
        return sum(_items_in(part) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """Everything that the sheet says.

    Attributes:
      span: where the manual is described, for diagnostics.
      lead: the leading language.
      overline: exam and task, one line.
      title: the sheet's title.
      legend: how to read the sheet, one line of runs.
      blocks: in reading order.
      as_of: the day its facts were checked; also the PDF's date.
      version: what the footer says of the source: its content's hash and the day its facts were checked.
      keywords: for the PDF's metadata.
    """

    span: Span
    lead: Language
    overline: str
    title: Pair
    legend: Runs
    blocks: tuple[Block, ...]
    as_of: datetime.date
    version: str
    keywords: tuple[str, ...]

    def texts(self) -> Iterator[tuple[Span, str, str]]:
        """Everything that will be printed: where it is written, whose it is, the text."""
        for text in (self.overline, *self.title, plain(self.legend), self.version):
            yield self.span, "the sheet's head", text
        for block in self.blocks:
            yield block.span, f"section {block.mark}", f"{block.mark} {block.title.lead} {block.title.other}"
            for part in block.parts:
                yield part.span, f"'{part.id}'", " ".join(_texts_of(part))


class _Words(NamedTuple):
    """What the sheet itself says, in one language."""

    task: str
    traps: str
    keys: str
    contents: str
    rest: str
    legend: Runs


_STRONG, _EMPHASIS = Style.BOLD, Style.ITALIC
_BAR = Run("\u00a0 | \u00a0")
_WORDS = {
    "es": _Words(
        task="Tarea",
        traps="Trampas de examen",
        keys="Frases clave",
        contents="Índice inglés → español",
        rest="Otros",
        legend=(
            Run("Término", _STRONG),
            Run(" English term", _EMPHASIS),
            Run(" definición"),
            _BAR,
            Run("negrita", _STRONG),
            Run(" = palabra clave del examen"),
            _BAR,
            Run("≠", _STRONG),
            Run(" trampa: no confundir"),
            _BAR,
            Run("☐ tapa la negrita, repite y marca"),
        ),
    ),
    "en": _Words(
        task="Task",
        traps="Exam traps",
        keys="Key sentences",
        contents="Spanish → English index",
        rest="Others",
        legend=(
            Run("Term", _STRONG),
            Run(" término en español", _EMPHASIS),
            Run(" definition"),
            _BAR,
            Run("bold", _STRONG),
            Run(" = key word of the exam"),
            _BAR,
            Run("≠", _STRONG),
            Run(" trap: do not confuse"),
            _BAR,
            Run("☐ cover the bold words, repeat and tick"),
        ),
    ),
}


def plan_sheet(study: Study, *, lead: Language, version: str) -> SheetPlan:
    """Decide what the sheet says.

    A block for every top-level section: what gives an overview (its tables and processes) comes first, its terms
    after. Then the traps, the key sentences and an index from the other language. An item stands in the section of
    the first point that it covers; every item that is not omitted stands somewhere.

    Args:
      study: a study without faults.
      lead: the language of the sheet; of the other one it shows names only.
      version: printed in the footer.
    """
    words = _WORDS[lead]
    sections = _blocks_of_sections(study, lead)
    exam = study.manual.exam
    blocks = (
        *sections,
        *_block(study.manual.span, "!", TRAP_COLOUR, _title("traps", lead), _traps(study, lead)),
        *_block(study.manual.span, "✓", KEY_COLOUR, _title("keys", lead), _key_sentences(study, lead)),
        *_block(study.manual.span, "→", KEY_COLOUR, Pair(words.contents, ""), _index(sections)),
    )
    return SheetPlan(
        span=study.manual.span,
        lead=lead,
        overline=f"{exam.name} ({exam.code}) · {words.task} {exam.task}",
        title=_pair(study.manual.title, lead),
        legend=words.legend,
        blocks=blocks,
        as_of=study.manual.as_of,
        version=version,
        keywords=(str(exam.code), *(block.title.lead for block in sections)),
    )


def _blocks_of_sections(study: Study, lead: Language) -> tuple[Block, ...]:
    """A block per top-level section that has parts; its heading is the first section of that number."""
    heads: dict[str, Section] = {}
    home: dict[str, str] = {}
    for section in study.sections:
        top = section.number.partition(".")[0]
        heads.setdefault(top, section)
        home.update((point.id, top) for point in section.points)
    parts: dict[str, list[Part]] = {top: [] for top in (*heads, "")}
    for item, part in _parts(study, lead):
        parts[next((home[point] for point in item.covers if point in home), "")].append(part)
    blocks: list[Block] = []
    for top, section in heads.items():
        colour = (int(top) - 1) % SECTION_COLOURS + 1
        blocks += _block(section.span, top, colour, _pair(section.title, lead), parts[top])
    return (*blocks, *_block(study.manual.span, "+", KEY_COLOUR, _title("rest", lead), parts[""]))


def _parts(study: Study, lead: Language) -> Iterator[tuple[Item, Part]]:
    """What stands in the sections, overviews first, each with the item that decides where."""
    for table in study.tables:
        rows = [row for row in table.rows if row.sheet != "omit"]
        if table.sheet != "omit" and rows:
            yield rows[0], _grid(table, lead)
    for process in study.processes:
        steps = [step for step in process.steps if step.sheet != "omit"]
        if process.sheet != "omit" and steps:
            yield steps[0], _flow(process, lead)
    for term in study.terms:
        if term.sheet != "omit":
            yield term, _entry(term, lead)


def _entry(term: Term, lead: Language) -> Entry:
    text = term.sheet if isinstance(term.sheet, Bilingual) else term.definition
    name = _pair(term.term, lead)
    return Entry(term.span, term.id, Pair(_capital(name.lead), name.other), _opening(text[lead].runs))


def _grid(table: Table, lead: Language) -> Grid:
    """A table; a row's `sheet` text takes the place of its last cell."""
    names = [column.id for column in table.columns]
    rows: list[tuple[Runs, ...]] = []
    for row in table.rows:
        if row.sheet == "omit":
            continue
        cells = [row.cells[name][lead].runs for name in names]
        if isinstance(row.sheet, Bilingual):
            cells[-1] = row.sheet[lead].runs
        cells[0] = tuple(Run(run.text, run.style | Style.BOLD) for run in cells[0])
        rows.append(tuple(cells))
    head = tuple(str(column.es if lead == "es" else column.en) for column in table.columns)
    return Grid(table.span, table.id, _pair(table.title, lead), head, tuple(rows))


def _flow(process: Process, lead: Language) -> Flow:
    steps = tuple(
        (step.sheet if isinstance(step.sheet, Bilingual) else Bilingual(span=step.span, es=step.es, en=step.en))[
            lead
        ].runs
        for step in process.steps
        if step.sheet != "omit"
    )
    return Flow(process.span, process.id, _pair(process.title, lead), steps)


def _traps(study: Study, lead: Language) -> tuple[Part, ...]:
    return tuple(
        Sentence(trap.span, trap.id, "≠", (trap.es if lead == "es" else trap.en).runs) for trap in study.confusable
    )


def _key_sentences(study: Study, lead: Language) -> tuple[Part, ...]:
    """Cloze sentences with their answers bold, and the questions that have a sentence for the sheet."""
    found: list[Part] = []
    for item in (*study.cloze, *study.questions):
        if isinstance(item.sheet, Bilingual):
            found.append(Sentence(item.span, item.id, "", item.sheet[lead].runs))
        elif isinstance(item, Cloze) and item.sheet != "omit":
            found.append(Sentence(item.span, item.id, "", tuple(filled(item[lead].parts, style=Style.BOLD))))
    return tuple(found)


def _index(blocks: tuple[Block, ...]) -> tuple[Part, ...]:
    """Every printed term whose name differs in the other language, in that language's order."""
    lines = [
        IndexLine(part.span, part.id, part.name, block.mark, block.colour)
        for block in blocks
        for part in block.parts
        if isinstance(part, Entry) and part.name.other
    ]
    return tuple(sorted(lines, key=lambda line: (_alphabetical(line.name.other), line.id)))


def _block(span: Span, mark: str, colour: int, title: Pair, parts: tuple[Part, ...] | list[Part]) -> list[Block]:
    """The block, or nothing if it would stand empty."""
    return [Block(span=span, mark=mark, colour=colour, title=title, parts=tuple(parts))] if parts else []


def _title(what: str, lead: Language) -> Pair:
    other: Language = "en" if lead == "es" else "es"
    return Pair(getattr(_WORDS[lead], what), getattr(_WORDS[other], what))


def _pair(text: Bilingual, lead: Language) -> Pair:
    here, there = (str(text.es), str(text.en)) if lead == "es" else (str(text.en), str(text.es))
    return Pair(here, "" if here.casefold() == there.casefold() else there)


def _opening(runs: Runs) -> Runs:
    """A definition as it opens on paper: with a capital, like the term before it."""
    first, *rest = runs
    return (Run(_capital(first.text), first.style), *rest)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alphabetical(text: str) -> str:
    """A key that sorts á with a, and letters before their accents."""
    return unicodedata.normalize("NFD", text.casefold())


def _items_in(part: Part) -> int:
    match part:
        case Grid():
            return len(part.rows)
        case Flow():
            return len(part.steps)
        case IndexLine():
            return 0
    return 1


def _texts_of(part: Part) -> Iterator[str]:
    match part:
        case Entry():
            yield from (*part.name, plain(part.text))
        case Grid():
            yield from (*part.title, *part.head)
            for row in part.rows:
                yield from map(plain, row)
        case Flow():
            yield from (*part.title, *map(plain, part.steps))
        case Sentence():
            yield from (part.sign, plain(part.text))
        case IndexLine():
            yield from (*part.name, part.mark)
