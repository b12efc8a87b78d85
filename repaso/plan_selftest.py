"""SheetPlan → the self-test: the same sheet with its answers hidden behind numbered gaps, and their key."""

from collections.abc import Iterable
from typing import NamedTuple

from repaso.inline import Run, Style
from repaso.sheet import (
    Answer,
    Block,
    Box,
    Diagram,
    Entry,
    Foreign,
    Gap,
    Grid,
    Pair,
    Part,
    Printed,
    Sentence,
    SheetPlan,
    Steps,
    said,
)
from repaso.values import Language


class SelfTest(NamedTuple):
    """A self-test.

    Attributes:
      questions: the sheet with gaps, without the index, which would tell.
      key: what belongs in the gaps, in the same order and under the same headings.
    """

    questions: SheetPlan
    key: SheetPlan


_TITLES: dict[Language, tuple[str, str]] = {"es": ("Autoevaluación", "Solucionario"), "en": ("Self-test", "Key")}
_LEGENDS: dict[Language, str] = {
    "es": "Escribe lo que falta en cada hueco y compáralo con el solucionario: los números son los mismos.",
    "en": "Write what is missing in each gap and compare it with the key: the numbers are the same.",
}


def plan_selftest(plan: SheetPlan) -> SelfTest:
    """Hide what is to be known: names of terms, cells of tables, steps and boxes, the key words of sentences.

    A term whose name stands elsewhere, in a heading or a definition, is left as it is: its gap would be no question.
    """
    hiding = _Hiding(_shown(plan))
    questions: list[Block] = []
    key: list[Block] = []
    for block in plan.blocks:
        if block.kind == "index":
            continue
        start = len(hiding.answers)
        questions.append(block._replace(parts=tuple(hiding.part(part) for part in block.parts)))
        if answers := tuple(hiding.answers[start:]):
            key.append(block._replace(parts=answers))
    title, solution = _TITLES[plan.lead]
    return SelfTest(
        plan._replace(
            overline=f"{plan.overline} · {title}",
            legend=(Run(_LEGENDS[plan.lead]),),
            blocks=tuple(questions),
        ),
        plan._replace(overline=f"{plan.overline} · {solution}", legend=(), blocks=tuple(key)),
    )


class _Hiding:
    """The gaps as they are numbered, and what belongs in them."""

    def __init__(self, shown: str) -> None:
        self.answers: list[Answer] = []
        self._shown = shown

    def part(self, part: Part) -> Part:
        """The part with its answers hidden."""
        match part:
            case Entry(name=Pair() as name):
                told = _bare(name.lead) in self._shown
                gap = name if told else self._gap(part, (Run(name.lead),), name.other)
                return part._replace(name=gap, text=_unmarked(part.text))
            case Grid():
                return part._replace(rows=self._rows(part))
            case Steps():
                return part._replace(steps=tuple((self._gap(part, step, whole=True),) for step in part.steps))
            case Diagram():
                return part._replace(boxes=tuple(self._box(part, box) for box in part.boxes))
            case Sentence():
                return part._replace(text=_unmarked(self._sentence(part)), keys=())
        return part

    def _gap(self, part: Part, answer: Printed, other: str = "", *, whole: bool = False) -> Gap:
        runs = tuple(Run(run.text) for run in answer if isinstance(run, Run))
        number = len(self.answers) + 1
        self.answers.append(Answer(part.span, part.id, number, runs, other))
        return Gap(number, runs, whole=whole)

    def _rows(self, part: Grid) -> tuple[tuple[Printed, ...], ...]:
        """Rows whose names alone are left; numbered as they are read, which is by columns where rows lead on."""
        names = [row[0] for row in part.rows]
        cells = [row[1:] for row in part.rows]
        if part.rows_lead_on:
            hidden = zip(*[self._cells(part, column) for column in zip(*cells, strict=True)], strict=True)
            return tuple((name, *row) for name, row in zip(names, hidden, strict=True))
        return tuple((name, *self._cells(part, row)) for name, row in zip(names, cells, strict=True))

    def _cells(self, part: Grid, cells: Iterable[Printed]) -> list[Printed]:
        return [(self._gap(part, cell, whole=True),) for cell in cells]

    def _box(self, part: Diagram, box: Box) -> Box:
        if isinstance(box.name, Gap):
            return box
        return box._replace(name=self._gap(part, (Run(box.name.lead),), box.name.other, whole=True))

    def _sentence(self, part: Sentence) -> Printed:
        """Neighbouring key words are one gap."""
        text: list[Run | Gap | Foreign] = []
        held: list[Run] = []
        for place, run in enumerate(part.text):
            if place in part.keys and isinstance(run, Run):
                held.append(run)
                continue
            text += self._held(part, held)
            held = []
            text.append(run)
        return (*text, *self._held(part, held))

    def _held(self, part: Sentence, runs: Iterable[Run]) -> list[Gap]:
        answer = tuple(runs)
        return [self._gap(part, answer)] if answer else []


def _shown(plan: SheetPlan) -> str:
    """What the self-test shows all the same: headings, definitions, and what sentences say beside their key words."""
    texts = [block.title.lead for block in plan.blocks]
    for block in plan.blocks:
        for part in block.parts:
            if isinstance(part, Entry):
                texts.append(said(part.text))
            elif isinstance(part, Sentence):
                texts.append(said(tuple(run for place, run in enumerate(part.text) if place not in part.keys)))
    return " | ".join(texts).casefold()


def _bare(name: str) -> str:
    """A name as it would stand in a text: without what stands in parentheses."""
    return name.partition(" (")[0].casefold()


def _unmarked(text: Printed) -> Printed:
    """A text without bold words: they are answers elsewhere."""
    return tuple(Run(run.text, run.style & ~Style.BOLD) if isinstance(run, Run) else run for run in text)
