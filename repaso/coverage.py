"""Study → CoverageTable: which item teaches which point, and what nobody teaches; as terminal text and as JSON."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from repaso.inline import Runs, Style, filled, plain
from repaso.model import KINDS, Cloze, Item, Kind, Manual, Point, Question, Row, Section, Step, Study, Term
from repaso.values import LANGUAGES, Bilingual, Language, PointId


class State(StrEnum):
    """What became of a point or a section."""

    COVERED = "covered"
    WAIVED = "waived"
    UNCOVERED = "uncovered"


class CoveringItem(NamedTuple):
    """An item in its role of covering points."""

    kind: Kind
    item: Item

    def wording(self, language: Language) -> tuple[Runs, ...]:
        """What its cards say: the headword, the sentence or the question first, each part a paragraph."""
        match self.item:
            case Term(term=term, definition=definition):
                return term[language].runs, definition[language].runs
            case Cloze():
                return (tuple(filled(self.item[language].parts, style=Style.BOLD)),)
            case Row(cells=cells):
                return tuple(cell[language].runs for cell in cells.values())
            case Step(es=es, en=en, why=why):
                step = (es if language == "es" else en).runs
                return (step, why[language].runs) if why else (step,)
            case Question(ask=ask, answer=answer, why=why):
                return ask[language].runs, answer[language].runs, why[language].runs
        raise AssertionError(self.item)

    def summary(self, language: Language) -> str:
        """The wording in one line."""
        return " · ".join(map(plain, self.wording(language)))


class PointCoverage(NamedTuple):
    """A point and the items that cover it, in the order of the file."""

    point: Point
    items: tuple[CoveringItem, ...]

    @property
    def state(self) -> State:
        """A waiver excuses that no item covers the point; where one does, the point is covered all the same."""
        if self.items:
            return State.COVERED
        return State.WAIVED if self.point.waived else State.UNCOVERED


class SectionCoverage(NamedTuple):
    """A section, its points, and how many items of each kind cover one of them or more."""

    section: Section
    points: tuple[PointCoverage, ...]
    counts: Mapping[Kind, int]
    state: State


class CoverageTable(NamedTuple):
    """The whole proof.

    Attributes:
      counts: items by kind, each item once; an item that covers points of two sections counts in both of them,
        so the sections may add up to more.
    """

    manual: Manual
    sections: tuple[SectionCoverage, ...]
    counts: Mapping[Kind, int]

    @property
    def section_states(self) -> Counter[State]:
        """How many sections there are of each state."""
        return Counter(section.state for section in self.sections)

    @property
    def point_states(self) -> Counter[State]:
        """How many points there are of each state."""
        return Counter(point.state for section in self.sections for point in section.points)

    @property
    def verdict(self) -> str:
        """The last word: "11/11 sections, 100/100 points covered"."""
        sections, points = self.section_states, self.point_states
        waived = f", {points[State.WAIVED]} waived" if points[State.WAIVED] else ""
        return (
            f"{sections[State.COVERED]}/{sections.total()} sections, "
            f"{points[State.COVERED]}/{points.total()} points covered{waived}"
        )


def plan_coverage(study: Study) -> CoverageTable:
    """Find the items of every point."""
    by_point = _by_point(study)
    sections = []
    for section in study.sections:
        points = tuple(PointCoverage(point=point, items=tuple(by_point[point.id])) for point in section.points)
        sections.append(
            SectionCoverage(
                section=section,
                points=points,
                counts=_count(item for point in points for item in point.items),
                state=_state(section, study, by_point),
            )
        )
    counts = _count(item for section in sections for point in section.points for item in point.items)
    return CoverageTable(manual=study.manual, sections=tuple(sections), counts=counts)


def uncovered_points(study: Study) -> Iterator[Point]:
    """The points that no item covers and no waiver excuses."""
    by_point = _by_point(study)
    for _, point in study.every_point():
        if not by_point[point.id] and point.waived is None:
            yield point


def uncovered_sections(study: Study) -> Iterator[Section]:
    """The sections of which no item covers a point, unless every point is waived.

    A section without points of its own is as good as its subsections.
    """
    by_point = _by_point(study)
    return (section for section in study.sections if _state(section, study, by_point) is State.UNCOVERED)


def render_text(table: CoverageTable, width: int) -> str:
    """The matrix of section and kind, what is not covered, and the verdict, in lines of `width` at most."""
    head = ("", "", *KINDS, "points", "waived")
    rows = [
        (
            section.section.number,
            str(section.section.title.es),
            *(str(section.counts[kind] or "·") for kind in KINDS),
            *_points(Counter(point.state for point in section.points)),
        )
        for section in table.sections
    ]
    foot = ("", "total", *(str(table.counts[kind]) for kind in KINDS), *_points(table.point_states))
    widths = [max(map(len, column)) for column in zip(head, *rows, foot, strict=True)]
    widths[1] = max(5, min(widths[1], width - (sum(widths) - widths[1]) - 2 * (len(widths) - 1)))
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    lines = [_line(head, widths), rule, *(_line(row, widths) for row in rows), rule, _line(foot, widths)]
    lines += [
        _cut(f"{point.state}: {point.point.id}  {point.point.waived or point.point.es}", width)
        for section in table.sections
        for point in section.points
        if point.state is not State.COVERED
    ]
    return "\n".join((*lines, table.verdict))


def render_json(table: CoverageTable) -> str:
    """The whole table for other programs, without a final newline."""
    return json.dumps(
        {
            "manual": table.manual.id,
            "verdict": table.verdict,
            "items": dict(table.counts),
            "sections": [_section_object(section) for section in table.sections],
        },
        ensure_ascii=False,
        indent=1,
    )


def _by_point(study: Study) -> defaultdict[PointId, list[CoveringItem]]:
    by_point: defaultdict[PointId, list[CoveringItem]] = defaultdict(list)
    for kind, item in study.every_item():
        for point in dict.fromkeys(item.covers):
            by_point[point].append(CoveringItem(kind=kind, item=item))
    return by_point


def _state(section: Section, study: Study, by_point: Mapping[PointId, object]) -> State:
    parts = [section]
    if not section.points:
        parts += [other for other in study.sections if other.number.startswith(f"{section.number}.")]
    points = [point for part in parts for point in part.points]
    if any(by_point.get(point.id) for point in points):
        return State.COVERED
    return State.WAIVED if points and all(point.waived for point in points) else State.UNCOVERED


def _count(items: Iterable[CoveringItem]) -> Mapping[Kind, int]:
    kinds = {item.item.id: item.kind for item in items}
    found = Counter(kinds.values())
    return {kind: found[kind] for kind in KINDS}


def _points(found: Counter[State]) -> tuple[str, str]:
    return f"{found[State.COVERED]}/{found.total()}", str(found[State.WAIVED] or "·")


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    """Number and title to the left, figures to the right."""
    placed = (
        _cut(cell, width).ljust(width) if at < 2 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(placed).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: max(width - 1, 0)].rstrip()}…"


def _section_object(section: SectionCoverage) -> dict[str, object]:
    return {
        "number": section.section.number,
        "title": _both(section.section.title),
        "state": section.state,
        "items": dict(section.counts),
        "points": [_point_object(point) for point in section.points],
    }


def _point_object(point: PointCoverage) -> dict[str, object]:
    return {
        "id": point.point.id,
        "es": str(point.point.es),
        "en": str(point.point.en),
        "state": point.state,
        "waived": point.point.waived and str(point.point.waived),
        "items": [
            {"id": item.item.id, "kind": item.kind, **{language: item.summary(language) for language in LANGUAGES}}
            for item in point.items
        ],
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {language: str(text[language]) for language in LANGUAGES}
