"""Boxes and arrows, drawn where routes.py puts them; as a list of arrows where the page has no room for boxes."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from repaso.pdf.breaker import Words, fill
from repaso.pdf.pen import WHITE, Pen
from repaso.pdf.setter import SMALL, Setter
from repaso.pdf.shapes import Point
from repaso.pdf.sheet.routes import (
    Place,
    Route,
    Scheme,
    Size,
    below_lanes,
    columns,
    is_clear,
    label_place,
    lanes_of,
    routes_of,
    scheme_of,
)
from repaso.pdf.sheet.row import Box as Measured
from repaso.pdf.sheet.row import Measure, Scale
from repaso.pdf.tags import Tag
from repaso.pdf.text import Line, line_em
from repaso.pdf.theme import Face
from repaso.sheet import Box, Diagram, Gap

_LEADING = 1.15
_PADDING_EM = 0.5  # left and right of a box's text
_ABOVE_EM = 0.28  # above and below it
_LABEL_INSET_EM = 0.6  # between a label and the ends of its arrow
_GAP_SIZE = Size(6.0, 8.0)  # of a box that is to be written in
_GAP_LINES = 2


class Layout(NamedTuple):
    """A diagram at a width, in em.

    Attributes:
      height: of the whole.
      places: of the boxes.
      texts: what stands in each.
      routes: the ways of the arrows.
      labels: what stands at each.
      label_places: and where, of no width for nothing.
    """

    height: float
    places: Sequence[Place]
    texts: Sequence[Sequence[Line]]
    routes: Sequence[Route]
    labels: Sequence[Sequence[Line]]
    label_places: Sequence[Place]


def alternative(part: Diagram) -> str:
    """What the diagram shows, in words, arrow by arrow."""
    names = [_said(box) for box in part.boxes]
    said = []
    for place, name in enumerate(names):
        ends = [f"{names[arrow.end]} ({arrow.says})" if arrow.says else names[arrow.end]
                for arrow in part.arrows if arrow.start == place]  # fmt: skip
        if ends:
            said.append(f"{name} → {', '.join(ends)}")
    return f"{part.title.lead}: {'; '.join(said or names)}."


class _Sketch(NamedTuple):
    """A diagram at any width.

    Attributes:
      scheme: of boxes and arrows.
      sizes: of the boxes.
      names: of the boxes.
      others: the same in the other language.
      labels: what arrows say.
    """

    scheme: Scheme
    sizes: Sequence[Size]
    names: Sequence[Words]
    others: Sequence[Words]
    labels: Sequence[Words]


def _sketch(part: Diagram, setter: Setter) -> _Sketch:
    inks = [WHITE if box.filled else setter.theme.ink for box in part.boxes]
    names = [
        setter.names(box.name, ink) if isinstance(box.name, Gap) else setter.plain(box.name.lead, Face.SEMIBOLD, ink)
        for box, ink in zip(part.boxes, inks, strict=True)
    ]
    others = [
        setter.other("" if isinstance(box.name, Gap) else box.name.other, colour=WHITE if box.filled else "")
        for box in part.boxes
    ]
    labels = [setter.plain(arrow.says, Face.ITALIC, setter.theme.ink, scale=SMALL) for arrow in part.arrows]
    sizes = [_size(box, name, other) for box, name, other in zip(part.boxes, names, others, strict=True)]
    return _Sketch(scheme_of(part.boxes, part.arrows), sizes, names, others, labels)


def lay_out(part: Diagram, setter: Setter, width_em: float) -> Layout | None:
    """Give every box, arrow and text its place, or None if there is no room for them, or no way past each other."""
    return _lay_out(part, _sketch(part, setter), width_em)


def _lay_out(part: Diagram, sketch: _Sketch, width_em: float) -> Layout | None:
    scheme, sizes, names, others, labels = sketch
    cells = scheme.cells
    found = columns(scheme, sizes, [text.natural_em for text in labels], width_em)
    if found is None:
        return None
    texts = [
        fill(name, found[rank][1] - 2 * _PADDING_EM) + fill(other, found[rank][1] - 2 * _PADDING_EM)
        for name, other, rank in zip(names, others, cells.ranks, strict=True)
    ]
    lines = [
        _GAP_LINES if isinstance(box.name, Gap) else len(text) for box, text in zip(part.boxes, texts, strict=True)
    ]
    heights = [count * _LEADING + 2 * _ABOVE_EM for count in lines]
    # How wide labels may be is known once boxes have places, and boxes have places once lanes have heights: a label
    # takes two rounds, the first as if it were one line.
    told = [_LEADING if text else 0.0 for text in labels]
    for _ in range(2):
        lanes = lanes_of(scheme, heights, told)
        places = [
            Place(found[rank][0], lanes[lane].top + (lanes[lane].height - height) / 2, found[rank][1], height)
            for rank, lane, height in zip(cells.ranks, cells.lanes, heights, strict=True)
        ]
        routes = routes_of(scheme, lanes, places, told)
        broken = [
            fill(text, max(3.0, way.room - 2 * _LABEL_INSET_EM)) for text, way in zip(labels, routes, strict=True)
        ]
        told = [len(text) * _LEADING for text in broken]
    beside = [
        label_place(way, max(map(line_em, text), default=0.0), high)
        for way, text, high in zip(routes, broken, told, strict=True)
    ]
    if not is_clear(places, part.arrows, routes, beside, width_em):
        return None
    return Layout(below_lanes(scheme, lanes, told), places, texts, routes, broken, beside)


def diagram(part: Diagram, colour: str, setter: Setter, tag: Tag) -> Measure:
    """All boxes and arrows; `tag` is a figure."""
    sketch = _sketch(part, setter)
    at_width = cache(lambda width_em: _lay_out(part, sketch, width_em))

    def measure(scale: Scale, width: float) -> Measured:
        size = scale.size
        found = at_width(round(width / size, 6))
        if found is None:
            return _as_list(part, setter, tag)(scale, width)
        lead = 0.25 * size

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack

            def at(x: float, y: float) -> Point:
                return Point(left + x * size, top - lead - y * size)

            with pen.figure(tag, left, top, width, lead + found.height * size):
                for way, label, place in zip(found.routes, found.labels, found.label_places, strict=True):
                    pen.arrow([at(x, y) for x, y in way.points], setter.theme.grey, size)
                    middle, label_top = at(place.middle, place.top)
                    pen.centred(label, middle, label_top, size, leading=_LEADING)
                for place, lines, box in zip(found.places, found.texts, part.boxes, strict=True):
                    corner = at(place.left, place.top)
                    fill_ = colour if box.filled and not isinstance(box.name, Gap) else WHITE
                    pen.frame(*corner, place.width * size, place.height * size, colour, radius=0.35 * size, fill=fill_)
                    if isinstance(box.name, Gap):
                        pen.lines(lines, corner.x + 0.3 * size, corner.y - 0.1 * size, size, leading=_LEADING)
                    else:
                        text_top = corner.y - (place.height - len(lines) * _LEADING) / 2 * size
                        pen.centred(lines, at(place.middle, 0.0).x, text_top, size, leading=_LEADING)

        return Measured(lead + (found.height + 0.5) * size, draw)

    return measure


def _as_list(part: Diagram, setter: Setter, tag: Tag) -> Measure:
    """The same arrows as lines of text, for a page too narrow for the boxes."""
    text = setter.plain(alternative(part), Face.REGULAR, setter.theme.ink)

    def measure(scale: Scale, width: float) -> Measured:
        lines = fill(text, width / scale.size)

        def draw(pen: Pen, left: float, top: float, slack: float) -> None:
            del slack
            with pen.figure(tag, left, top, width, len(lines) * _LEADING * scale.size):
                pen.lines(lines, left, top, scale.size, leading=_LEADING)

        return Measured((len(lines) * _LEADING + 0.3) * scale.size, draw)

    return measure


def _size(box: Box, name: Words, other: Words) -> Size:
    if isinstance(box.name, Gap):
        return _GAP_SIZE
    least = max(name.longest_em, other.longest_em) + 2 * _PADDING_EM + 0.01
    return Size(least, max(name.natural_em, other.natural_em) + 2 * _PADDING_EM + 0.01)


def _said(box: Box) -> str:
    return str(box.name.number) if isinstance(box.name, Gap) else box.name.lead
