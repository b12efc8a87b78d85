"""Rules that a well-shaped source must keep: faults of meaning, one function a rule."""

from collections.abc import Callable, Iterable, Iterator

from repaso import coverage
from repaso.diagnostics import Diagnostic, did_you_mean, error, warning
from repaso.inline import ordinals
from repaso.model import KINDS, Row, Study
from repaso.shape import keys_of
from repaso.values import Name

Rule = Callable[[Study], Iterator[Diagnostic]]


def check(study: Study) -> tuple[Diagnostic, ...]:
    """Every fault of meaning, sorted by place."""
    return tuple(sorted(fault for rule in RULES for fault in rule(study)))


def check_texts(study: Study) -> tuple[Diagnostic, ...]:
    """The faults that an item may have by what it says alone, sorted by place."""
    return tuple(sorted(fault for rule in (holes_differ, table_shape) for fault in rule(study)))


def duplicate_id(study: Study) -> Iterator[Diagnostic]:
    """Two things of one name: reviews, coverage and links go by name."""
    names: list[Name] = [item.id for _, item in study.every_item()]
    names += [table.id for table in study.tables]
    names += [process.id for process in study.processes]
    names += [pair.id for pair in study.confusable]
    names += [flow.id for flow in study.flows]
    for table in study.tables:  # a cell's note is called by row and column
        names += [Name(f"{row.id}.{column.id}", row.id.place) for row in table.rows for column in table.columns]
    yield from _twice(names, "id")
    yield from _twice((point.id for _, view in study.views() for _, point in view.every_point()), "point")
    for _, view in study.views():
        yield from _twice((section.number for section in view.sections), "section")
    yield from _twice((outline.id for outline in study.outlines), "id")
    yield from _twice((retired.id for retired in study.retired), "id")
    for table in study.tables:
        yield from _twice((column.id for column in table.columns), "column")


def unknown_point(study: Study) -> Iterator[Diagnostic]:
    """An item covers a point that no outline has, or covers nothing, or nothing in the manual."""
    home = {point.id for _, point in study.every_point()}
    points = {point.id for _, view in study.views() for _, point in view.every_point()}
    for _, item in study.every_item():
        if not item.covers:
            yield error(item.span, "covers-nothing", f"'{item.id}' covers no point", "name the points that it teaches")
        for point in item.covers:
            if point not in points:
                hint = did_you_mean(point, points, "points stand under their section")
                yield error(point.span, "unknown-point", f"no point '{point}'", hint)
        if item.covers and not home.intersection(item.covers) and points.issuperset(item.covers):
            hint = "name the nearest: it decides in which section the item is studied"
            yield error(item.span, "no-home", f"'{item.id}' covers no point of the manual", hint)


def uncovered(study: Study) -> Iterator[Diagnostic]:
    """A section or a point that no item teaches."""
    hint = "let an item cover it, or give the reason under 'waived'"
    for _, view in study.views():
        for section in coverage.uncovered_sections(view):
            yield warning(section.number.span, "uncovered-section", f"nothing covers section {section.number}", hint)
        for point in coverage.uncovered_points(view):
            yield warning(point.id.span, "uncovered-point", f"nothing covers point '{point.id}': {point.en}", hint)


def holes_differ(study: Study) -> Iterator[Diagnostic]:
    """A cloze whose languages have different holes: a card would lack its twin."""
    for cloze in study.cloze:
        es, en = ordinals(cloze.es.parts), ordinals(cloze.en.parts)
        if es != en:
            text = " and ".join(", ".join(f"c{number}" for number in numbers) for numbers in (es, en))
            yield error(cloze.en.span, "holes-differ", f"Spanish and English differ in their holes: {text}", "")


def table_shape(study: Study) -> Iterator[Diagnostic]:
    """Every row has every cell and no other; some column is asked."""
    keys = keys_of(Row).keys
    for table in study.tables:
        columns = {column.id: column for column in table.columns}
        if len(columns) < 2 or not table.rows:
            yield error(table.span, "empty-table", f"table '{table.id}' needs two columns and a row at least", "")
        elif not any(column.ask or column.ask_back for column in table.columns[1:]):
            hint = "give a column after the first 'ask' or 'ask_back'"
            yield warning(table.span, "never-asked", f"no card asks for anything in table '{table.id}'", hint)
        for row in table.rows:
            for name in row.cells:
                if name not in columns:
                    hint = did_you_mean(name, [*columns, *keys], f"columns: {', '.join(columns)}")
                    yield error(name.span, "unknown-key", f"table '{table.id}' has no column '{name}'", hint)
            for name, column in columns.items():
                if name not in row.cells:
                    hint = f"{column.es} / {column.en}"
                    yield error(row.span, "missing-cell", f"row '{row.id}' lacks the cell '{name}'", hint)


def confusable_items(study: Study) -> Iterator[Diagnostic]:
    """A confusable pair names two items that exist, and an item contrasts pairs that exist."""
    items = {item.id for _, item in study.every_item()}
    for pair in study.confusable:
        if len(set(pair.items)) < 2:
            yield error(pair.span, "confusable-alone", f"'{pair.id}' needs two items to confuse", "")
        for name in pair.items:
            if name not in items:
                yield error(
                    name.span,
                    "unknown-item",
                    f"no item '{name}'",
                    did_you_mean(name, items, "pairs name terms, rows, steps, sentences or questions"),
                )
    pairs = {pair.id for pair in study.confusable}
    for _, item in study.every_item():
        for contrast in item.contrasts:
            if contrast not in pairs:
                hint = did_you_mean(contrast, pairs, "pairs stand under 'confusable'")
                yield error(contrast.span, "unknown-pair", f"no confusable pair '{contrast}'", hint)


def flow_shape(study: Study) -> Iterator[Diagnostic]:
    """A flow stands in a section, its arrows lead to its boxes, and what they say is said of an arrow."""
    numbers = {section.number for section in study.sections}
    for flow in study.flows:
        if flow.section not in numbers:
            hint = did_you_mean(flow.section, numbers, f"there are {', '.join(sorted(numbers))}")
            yield error(flow.section.span, "unknown-section", f"no section '{flow.section}'", hint)
        if not flow.boxes:
            yield error(flow.span, "empty-flow", f"flow '{flow.id}' has no box", "write one, or remove the flow")
        boxes = [box.id for box in flow.boxes]
        yield from _twice(boxes, "box")
        for box in flow.boxes:
            for end in box.to:
                if end not in boxes:
                    hint = did_you_mean(end, boxes, f"its boxes are {', '.join(boxes)}")
                    yield error(end.span, "unknown-box", f"flow '{flow.id}' has no box '{end}'", hint)
            for end in box.says.by_box if box.says else ():
                if end not in box.to:
                    hint = did_you_mean(end, box.to, "name it under 'to', or remove the text")
                    yield error(end.span, "unknown-box", f"no arrow leads from '{box.id}' to '{end}'", hint)


def kinds_on_sheet(study: Study) -> Iterator[Diagnostic]:
    """The sheet leaves off kinds of items that exist."""
    for kind in study.sheet.omit if study.sheet else ():
        if kind not in KINDS:
            yield error(kind.span, "unknown-kind", f"no kind '{kind}'", did_you_mean(kind, KINDS, ", ".join(KINDS)))


RULES: tuple[Rule, ...] = (
    duplicate_id,
    unknown_point,
    uncovered,
    holes_differ,
    table_shape,
    confusable_items,
    flow_shape,
    kinds_on_sheet,
)


def _twice(names: Iterable[Name], what: str) -> Iterator[Diagnostic]:
    first: dict[str, Name] = {}
    for name in names:
        if name in first:
            hint = f"it stands first in line {first[name].span.line}"
            yield error(name.span, f"duplicate-{what}", f"{what} '{name}' is taken", hint)
        else:
            first[name] = name
