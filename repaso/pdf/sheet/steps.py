"""A process lays itself out: numbered boxes in rows across the page, or in a column one below another."""

from itertools import pairwise

from repaso.pdf.breaker import fill
from repaso.pdf.pen import Pen
from repaso.pdf.setter import Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.grid import WRITING_LINES, least_lines
from repaso.pdf.sheet.row import Box, Measure, Scale
from repaso.pdf.tags import Tag
from repaso.sheet import Gap, Steps

_LEADING = 1.15
_STEP_EM = 11.0  # a box is never narrower, if the page is not
_GAP_EM, _NARROW_GAP_EM = 1.7, 1.0  # between boxes: room for an arrow, across the page and in a column
_COLUMN_EM = 2 * _STEP_EM  # what is not wider is a column
_PADDING_EM = 0.45
_CHIP_EM = 1.25


def steps(part: Steps, colour: str, setter: Setter, tag: Tag) -> Measure:
    """All steps of a process, in reading order; `tag` is a list."""
    gaps = [next((run.number for run in step if isinstance(run, Gap)), None) for step in part.steps]
    texts = [setter.room(step) if gap else setter.runs(step) for step, gap in zip(part.steps, gaps, strict=True)]
    marks = [str(gap or place) for place, gap in enumerate(gaps, start=1)]
    items = [tag.add("LI") for _ in texts]
    tags = [(item.add("Lbl"), item.add("LBody")) for item in items]
    least = WRITING_LINES * 1.3 if least_lines(part.steps) > 1 else 1

    def measure(scale: Scale, width: float) -> Box:
        size = scale.size
        gap = (_GAP_EM if width > _COLUMN_EM * size else _NARROW_GAP_EM) * size
        fit = max(1, int((width + gap) / (_STEP_EM * size + gap))) if width > _COLUMN_EM * size else 1
        count = -(-len(texts) // fit)  # rows of boxes; then as many in each as make them even
        across = -(-len(texts) // count)
        step = (width - (across - 1) * gap) / across
        inner = step / size - _CHIP_EM - 3 * _PADDING_EM
        filled = [fill(text, inner) for text in texts]
        rows = [range(first, min(first + across, len(texts))) for first in range(0, len(texts), across)]
        heights = [
            max(max(least, *(len(filled[index]) for index in row)) * _LEADING, _CHIP_EM) * size + 2 * _PADDING_EM * size
            for row in rows
        ]
        lead = 0.25 * size

        def place(index: int, top: float, left: float) -> Point:
            row = index // across
            return Point(left + index % across * (step + gap), top - lead - sum(heights[:row]) - row * gap)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            places = [place(index, top, left) for index in range(len(texts))]
            for index, (x, y) in enumerate(places):
                height = heights[index // across]
                label, body = tags[index]
                pen.frame(x, y, step, height, colour, radius=0.35 * size)
                with pen.tagged(label):
                    corner = Point(x + _PADDING_EM * size, y - (height - _CHIP_EM * size) / 2)
                    pen.chip(marks[index], corner, _CHIP_EM * size, colour)
                text_height = len(filled[index]) * _LEADING * size
                text_left = x + (_CHIP_EM + 2 * _PADDING_EM) * size
                with pen.tagged(body):
                    pen.lines(filled[index], text_left, y - (height - text_height) / 2, size, leading=_LEADING)
            for index, (start, end) in enumerate(pairwise(places)):
                pen.arrow(_way(start, end, step, heights[index // across]), setter.theme.grey, size)

        return Box(lead + sum(heights) + (count - 1) * gap + 0.3 * size, draw)

    return measure


def _way(start: Point, end: Point, step: float, height: float) -> list[Point]:
    """From the box at `start` to the next one: straight on or down, or around the corner into the next row."""
    if end.x == start.x:
        x = start.x + step / 2
        return [Point(x, start.y - height), Point(x, end.y)]
    if end.x > start.x:
        y = start.y - height / 2
        return [Point(start.x + step, y), Point(end.x, y)]
    foot = start.y - height
    turn = foot + 0.4 * (end.y - foot)
    down, up = start.x + step / 2, end.x + step / 2
    return [Point(down, foot), Point(down, turn), Point(up, turn), end._replace(x=up)]
