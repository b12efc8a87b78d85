"""Study → SheetPlan: what stands on the printed sheet, in reading order, before anything is measured."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from repaso.diagnostics import Span
from repaso.inline import Hole, Run, Runs, Style
from repaso.model import Cloze, Erratum, Flow, FlowBox, Kind, Process, Question, Section, Study, Table, Term
from repaso.sheet import (
    KEY_COLOUR,
    TRAP_COLOUR,
    Arrow,
    Block,
    BlockKind,
    Box,
    Diagram,
    Entry,
    Foreign,
    Grid,
    IndexLine,
    Pair,
    Part,
    Printed,
    Sentence,
    SheetPlan,
    Steps,
    texts_of,
)
from repaso.sheet_phrases import PHRASES
from repaso.values import Bilingual, Language, Name


def plan_sheet(study: Study, *, lead: Language, version: str, blocks: Sequence[BlockKind] | None = None) -> SheetPlan:
    """Decide what the sheet says.

    A block for every top-level section: what gives an overview (its tables, diagrams and processes) comes first, its
    terms after. Then the traps, the key sentences and an index from the other language, which has the glossary's
    concepts, too. An item stands in the section of the first point that it covers; every item that is not left off
    stands somewhere.

    Args:
      study: a study without faults.
      lead: the language of the sheet; of the other one it shows names only.
      version: printed in the footer.
      blocks: which kinds of block there are, in this order; all of them if left out.
    """
    words, manual = PHRASES[lead], study.manual
    *sections, rest = _blocks_of_sections(study, lead)
    makers: dict[BlockKind, Callable[[], list[Block]]] = {
        "sections": lambda: [block for block in sections if block.parts],
        "rest": lambda: [rest] if rest.parts else [],
        "traps": lambda: _block(study, "traps", "!", TRAP_COLOUR, _title("traps", lead), _traps(study, lead)),
        "keys": lambda: _block(study, "keys", "✓", KEY_COLOUR, _title("keys", lead), _key_sentences(study, lead)),
        "index": lambda: _block(
            study,
            "index",
            "→",
            KEY_COLOUR,
            Pair(words.contents, ""),
            _index(study, (*sections, rest), lead),
        ),
    }
    return SheetPlan(
        span=manual.span,
        lead=lead,
        overline=f"{manual.exam.name} ({manual.exam.code}) · {words.task} {manual.exam.task}",
        title=_pair(manual.title, lead),
        legend=words.legend,
        link=str(manual.link or ""),
        link_says=f"{words.qr} {manual.link}",
        blocks=tuple(block for kind in blocks or makers for block in makers[kind]()),
        as_of=manual.as_of,
        version=version,
        keywords=(str(manual.exam.code), *(block.title.lead for block in sections if block.parts)),
    )


def _blocks_of_sections(study: Study, lead: Language) -> list[Block]:
    """A block per top-level section, whose heading is the first section of that number; last what lies in none."""
    heads: dict[str, Section] = {}
    for section in study.sections:
        heads.setdefault(section.top, section)
    home = _home(study)
    taught = {point for _, item in study.every_item() for point in item.covers}
    parts: dict[str, list[Part]] = {top: [] for top in (*heads, "")}
    for covers, part in _parts(study, lead):
        parts[next((home[point] for point in covers if point in home), "")].append(part)
    for flow in study.flows:
        # Below the tables, above the terms.
        own = parts[flow.section.partition(".")[0]]
        own.insert(next((at for at, part in enumerate(own) if not isinstance(part, Grid)), len(own)), _flow(flow, lead))
    blocks = []
    for top, section in heads.items():
        points = [point for point, its_top in home.items() if its_top == top]
        blocks.append(
            Block(
                span=section.span,
                kind="sections",
                mark=top,
                colour=section.colour,
                title=_pair(section.title, lead),
                parts=tuple(parts[top]),
                covered=(len(taught.intersection(points)), len(points)),
            )
        )
    rest = Block(
        span=study.manual.span,
        kind="rest",
        mark="+",
        colour=KEY_COLOUR,
        title=_title("rest", lead),
        parts=tuple(parts[""]),
    )
    return [*blocks, rest]


def _home(study: Study) -> dict[str, str]:
    """The top-level section that every point of the manual lies in."""
    return {point.id: section.top for section, point in study.every_point()}


def _parts(study: Study, lead: Language) -> Iterator[tuple[Sequence[str], Part]]:
    """What stands in the sections, overviews first, each with the points that decide where."""
    for table in study.tables:
        rows = [row for row in table.rows if study.on_sheet("row", row)]
        if table.sheet != "omit" and rows:
            yield rows[0].covers, _grid(study, table, lead)
    for process in study.processes:
        steps = [step for step in process.steps if study.on_sheet("step", step)]
        if process.sheet != "omit" and steps:
            yield steps[0].covers, _steps(study, process, lead)
    for term in study.terms:
        if study.on_sheet("term", term):
            yield term.covers, _entry(term, lead)


def _entry(term: Term, lead: Language) -> Entry:
    text = term.sheet if isinstance(term.sheet, Bilingual) else term.definition
    name = _pair(term.term, lead)
    return Entry(term.span, term.id, Pair(_capital(name.lead), name.other), _opening(text[lead].runs))


def _grid(study: Study, table: Table, lead: Language) -> Grid:
    """A table; a row's `sheet` text takes the place of its last cell."""
    columns = [column for column in table.columns if column.sheet != "omit"]
    names = [column.id for column in columns]
    printed = [row for row in table.rows if study.on_sheet("row", row)]
    rows: list[tuple[Runs, ...]] = []
    for row in printed:
        cells = [row.cells[name][lead].runs for name in names]
        if isinstance(row.sheet, Bilingual):
            cells[-1] = row.sheet[lead].runs
        cells[0] = tuple(Run(run.text, run.style | Style.BOLD) for run in cells[0])
        rows.append(tuple(cells))
    return Grid(
        table.span,
        table.id,
        _pair(table.title, lead),
        tuple(str(column.es if lead == "es" else column.en) for column in columns),
        tuple(rows),
        rows_lead_on=table.sheet == "flow",
        names=tuple(_pair(row.cells[names[0]], lead) for row in printed),
    )


def _steps(study: Study, process: Process, lead: Language) -> Steps:
    steps = tuple(
        (step.sheet if isinstance(step.sheet, Bilingual) else Bilingual(step.place, es=step.es, en=step.en))[lead].runs
        for step in process.steps
        if study.on_sheet("step", step)
    )
    return Steps(process.span, process.id, _pair(process.title, lead), steps)


def _flow(flow: Flow, lead: Language) -> Diagram:
    places = {box.id: place for place, box in enumerate(flow.boxes)}
    boxes = tuple(
        Box(
            _pair(Bilingual(box.place, es=box.es, en=box.en), lead),
            int(box.lane) - 1 if box.lane else -1,
            box.look == "filled",
        )
        for box in flow.boxes
    )
    arrows = tuple(
        Arrow(place, places[end], _said(box, end, lead)) for place, box in enumerate(flow.boxes) for end in box.to
    )
    return Diagram(flow.span, flow.id, _pair(flow.title, lead), boxes, arrows)


def _said(box: FlowBox, end: Name, lead: Language) -> str:
    """What stands on the arrow to a box."""
    text = box.says.by_box.get(end) if box.says else None
    return "" if text is None else str(text[lead])


def _traps(study: Study, lead: Language) -> list[Part]:
    """What is mixed up, and what the manual gets so wrong that one would answer wrongly."""
    pairs = (
        _sentence(pair.span, pair.id, "≠", (pair.es if lead == "es" else pair.en).runs) for pair in study.confusable
    )
    errata = (
        _erratum(point.id, point.erratum, lead)
        for _, point in study.every_point()
        if point.erratum is not None and point.erratum.grave
    )
    return [*pairs, *errata]


def _erratum(name: str, erratum: Erratum, lead: Language) -> Sentence:
    before, between = PHRASES[lead].prints
    printed = str(erratum.prints[lead])
    right = tuple(Run(run.text, run.style | Style.BOLD) for run in erratum.right[lead].runs)
    quoted = (Run(f"{before}«{printed}»"),) if lead == "es" else (Run(f"{before}“"), Foreign(printed), Run("”"))
    return _sentence(erratum.span, name, "!", (*quoted, Run(between), *right, Run(".")))


def _key_sentences(study: Study, lead: Language) -> list[Part]:
    """Cloze sentences with their answers bold, and the questions that have a sentence for the sheet."""
    found: list[Part] = []
    items: list[tuple[Kind, Cloze | Question]] = [("cloze", cloze) for cloze in study.cloze]
    items += [("question", question) for question in study.questions]
    for kind, item in items:
        if not study.on_sheet(kind, item):
            continue
        if isinstance(item.sheet, Bilingual):
            found.append(_sentence(item.span, item.id, "", item.sheet[lead].runs))
        elif isinstance(item, Cloze):
            found.append(_whole(item, lead))
        else:
            answer = tuple(Run(run.text, run.style | Style.BOLD) for run in item.answer[lead].runs)
            found.append(_sentence(item.span, item.id, "", (*item.ask[lead].runs, Run(" "), *answer, Run("."))))
    return found


def _sentence(span: Span, name: str, sign: str, text: Printed) -> Sentence:
    """A sentence whose bold words are what one must know."""
    keys = tuple(place for place, run in enumerate(text) if isinstance(run, Run) and run.style & Style.BOLD)
    return Sentence(span, name, sign, text, keys)


def _whole(cloze: Cloze, lead: Language) -> Sentence:
    """A cloze as a full sentence, what its holes hide bold."""
    runs: list[Run] = []
    keys: list[int] = []
    for part in cloze[lead].parts:
        if isinstance(part, Hole):
            keys += range(len(runs), len(runs) + len(part.answer))
            runs += [Run(run.text, run.style | Style.BOLD) for run in part.answer]
        else:
            runs.append(part)
    return Sentence(cloze.span, cloze.id, "", tuple(runs), tuple(keys))


def _index(study: Study, blocks: Sequence[Block], lead: Language) -> list[Part]:
    """Every term, and every concept of the glossary, whose name differs in the other language, in its order.

    A term is there even if it is left off: its name is in a table, or the reader wants to look it up.
    """
    colours = {block.mark: block.colour for block in blocks if block.parts}
    printed = {
        block.mark: " | ".join(text for part in block.parts for text in texts_of(part)).casefold() for block in blocks
    }
    home = _home(study)
    lines: list[IndexLine] = []
    for term in study.terms:
        mark = next((home[point] for point in term.covers if point in home), "+")
        named = str(term.term[lead]).casefold() in printed.get(mark, "")
        mark = mark if named else ""
        lines.append(_index_line(term.span, term.id, term.term, mark, colours.get(mark, KEY_COLOUR), lead))
    for concept in study.glossary:
        name = Bilingual(concept.place, es=concept.es, en=concept.en)
        lines.append(_index_line(concept.span, str(concept.es), name, "", KEY_COLOUR, lead))
    ordered = sorted(lines, key=lambda line: (_alphabetical(line.name.other), line.id))
    return [line for line in ordered if line.name.other]


def _index_line(span: Span, name: str, text: Bilingual, mark: str, colour: int, lead: Language) -> IndexLine:
    here, there = _pair(text, lead)
    return IndexLine(span, name, Pair(_capital(here), there), mark, colour)


def _block(study: Study, kind: BlockKind, mark: str, colour: int, title: Pair, parts: Sequence[Part]) -> list[Block]:
    """A block that is no section's, or nothing if it would stand empty."""
    span = study.manual.span
    return [Block(span=span, kind=kind, mark=mark, colour=colour, title=title, parts=tuple(parts))] if parts else []


def _title(what: str, lead: Language) -> Pair:
    return Pair(getattr(PHRASES[lead], what), getattr(PHRASES[_other(lead)], what))


def _other(lead: Language) -> Language:
    return "en" if lead == "es" else "es"


def _pair(text: Bilingual, lead: Language) -> Pair:
    here, there = str(text[lead]), str(text[_other(lead)])
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
