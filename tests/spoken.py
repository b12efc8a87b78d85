"""What a sheet must say, in the order in which it is read aloud."""

from collections.abc import Iterable, Iterator

from repaso.inline import Run, Style, plain
from repaso.pdf.sheet import levels
from repaso.sheet import (
    Answer,
    Diagram,
    Entry,
    Foreign,
    Gap,
    Grid,
    IndexLine,
    Pair,
    Part,
    Printed,
    Sentence,
    SheetPlan,
    Steps,
)

_PAGE_EM = 60  # about as wide as a page is, in em: room for a flow of six levels


def spoken(plan: SheetPlan) -> Iterator[str]:
    """Every text of a sheet, in the order in which it is read aloud."""
    yield from (plan.overline.upper(), *plan.title, _said(plan.legend))
    for its_block in plan.blocks:
        yield from (its_block.mark, *its_block.title)
        for part in its_block.parts:
            yield from spoken_of(part)


def spoken_of(part: Part) -> Iterator[str]:
    """Every text of a part, in the order in which it is read aloud; a diagram's as its picture has them."""
    match part:
        case Entry(name=name, text=text):
            yield from (*_name(name), _said(text))
        case Grid(title=title, head=(_, *heads), names=names) if part.rows_lead_on and levels.fits(part, _PAGE_EM):
            yield from title
            for name in names:
                yield from name
            for place, head in enumerate(heads, start=1):
                yield from (head, *(_said(row[place]) for row in part.rows))
        case Grid(title=title, head=head, rows=rows):
            yield from (*title, *head)
            for row in rows:
                yield from map(_said, row)
        case Steps(title=title, steps=steps):
            yield from title
            for place, step in enumerate(steps, start=1):
                hidden = [part.number for part in step if isinstance(part, Gap)]
                yield from map(str, hidden or (place, _said(step)))
        case Diagram(title=title, boxes=boxes, arrows=arrows):
            yield from (*title, *(arrow.says for arrow in arrows))
            for box in boxes:
                yield from _name(box.name)
        case Sentence(sign=sign, text=text):
            yield from (sign, _said(text))
        case IndexLine(name=name, mark=mark):
            yield from (name.other, name.lead, mark)
        case Answer(number=number, text=runs):
            yield from (str(number), plain(runs), part.other)


def gaps(plan: SheetPlan) -> Iterator[Gap]:
    """Every gap of a self-test, in reading order."""
    for its_block in plan.blocks:
        for part in its_block.parts:
            yield from gaps_of(part)


def gaps_of(part: Part) -> Iterator[Gap]:
    """Every gap of a part, in reading order."""
    match part:
        case Entry(name=Gap() as gap):
            yield gap
        case Grid(rows=rows):
            lines: Iterable[tuple[Printed, ...]] = zip(*rows, strict=True) if part.rows_lead_on else rows
            yield from (gap for line in lines for cell in line for gap in cell if isinstance(gap, Gap))
        case Steps(steps=steps):
            yield from (gap for step in steps for gap in step if isinstance(gap, Gap))
        case Diagram(boxes=boxes):
            yield from (box.name for box in boxes if isinstance(box.name, Gap))
        case Sentence(text=text):
            yield from (gap for gap in text if isinstance(gap, Gap))


def bold(runs: Printed) -> list[str]:
    """The words that are bold and nothing else."""
    return [run.text for run in runs if isinstance(run, Run) and run.style is Style.BOLD]


def _name(name: Pair | Gap) -> tuple[str, ...]:
    return (str(name.number),) if isinstance(name, Gap) else name


def _said(text: Printed) -> str:
    """A text, its gaps as their numbers and the room to write, a quotation apart: it is a span of its own."""
    return "".join(map(_part, text))


def _part(part: Run | Gap | Foreign) -> str:
    match part:
        case Gap(number=number):
            return f"{number}\u00a0"
        case Foreign(text=text):
            return f" {text} "
    return part.text
