"""Study → SheetPlan: what stands on the printed sheet, in reading order, before anything is measured."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.inline import Run, Runs, Style, filled
from repaso.model import Bilingual, Cloze, Item, Language, Process, Section, Study, Table, Term
from repaso.sheet import KEY_COLOUR, TRAP_COLOUR, Block, Entry, Flow, Grid, IndexLine, Pair, Part, Sentence, SheetPlan


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
        heads.setdefault(section.top, section)
        home.update((point.id, section.top) for point in section.points)
    parts: dict[str, list[Part]] = {top: [] for top in (*heads, "")}
    for item, part in _parts(study, lead):
        parts[next((home[point] for point in item.covers if point in home), "")].append(part)
    blocks: list[Block] = []
    for top, section in heads.items():
        blocks += _block(section.span, top, section.colour, _pair(section.title, lead), parts[top])
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
