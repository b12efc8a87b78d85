"""The geometry of diagrams: what `lay_out` places is looked at by itself here, not by the rules that placed it."""

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repaso.pdf.sheet.diagram import Layout, lay_out
from repaso.pdf.sheet.routes import Place, Route, Size, columns, scheme_of
from repaso.sheet import Arrow, Box, Diagram, Pair
from tests.sheets import SPAN, diagram, setter

WIDE_EM = 55.0
NEAR_EM = 0.01
STEP_EM = 0.05

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def rectangle(place: Place) -> Rectangle:
    return place.left, place.top, place.left + place.width, place.top + place.height


def apart(one: Rectangle, other: Rectangle) -> bool:
    """Whether two rectangles share no area."""
    return (
        one[2] <= other[0] + NEAR_EM
        or other[2] <= one[0] + NEAR_EM
        or one[3] <= other[1] + NEAR_EM
        or other[3] <= one[1] + NEAR_EM
    )


def steps(way: Route) -> Iterator[tuple[float, float]]:
    """Points along an arrow, close to each other."""
    for (x0, y0), (x1, y1) in pairwise(way.points):
        count = int(max(abs(x1 - x0), abs(y1 - y0)) / STEP_EM) + 1
        for step in range(count + 1):
            yield x0 + (x1 - x0) * step / count, y0 + (y1 - y0) * step / count


def inside(point: tuple[float, float], where: Rectangle) -> bool:
    x, y = point
    return where[0] + NEAR_EM < x < where[2] - NEAR_EM and where[1] + NEAR_EM < y < where[3] - NEAR_EM


def check(part: Diagram, found: Layout, width_em: float) -> None:
    """Nothing lies on anything, every arrow leads from box to box, and all of it is within the diagram."""
    boxes = [rectangle(place) for place in found.places]
    texts = [rectangle(place) for place in found.label_places if place.width]
    assert len(texts) == len([arrow for arrow in part.arrows if arrow.says])
    for one, other in combinations([*boxes, *texts], 2):
        assert apart(one, other)
    for left, top, right, bottom in [*boxes, *texts]:
        assert -0.1 < left < right < width_em + 0.1
        assert -0.1 < top < bottom < found.height + 0.1
    for arrow, way in zip(part.arrows, found.routes, strict=True):
        for x, y in way.points:
            assert 0 <= x <= width_em
            assert 0 <= y <= found.height
        assert on_edge(way.points[0], boxes[arrow.start])
        assert on_edge(way.points[-1], boxes[arrow.end])
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(way.points)), "right angles"
        for point in steps(way):
            assert not any(inside(point, where) for where in [*boxes, *texts]), (arrow, point)


def on_edge(point: tuple[float, float], box: Rectangle) -> bool:
    x, y = point
    across = box[0] - NEAR_EM <= x <= box[2] + NEAR_EM and min(abs(y - box[1]), abs(y - box[3])) < NEAR_EM
    along = box[1] - NEAR_EM <= y <= box[3] + NEAR_EM and min(abs(x - box[0]), abs(x - box[2])) < NEAR_EM
    return across or along


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    """Any boxes, any arrows."""
    count = draw(st.integers(1, 8))
    names = st.sampled_from(["Uno", "Actualizar ponderaciones", "Conjunto de instrucciones"])
    boxes = tuple(
        Box(
            Pair(draw(names), draw(st.sampled_from(["", "weights"]))),
            draw(st.integers(-1, 3)),
            filled=draw(st.booleans()),
        )
        for _ in range(count)
    )
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    says = st.sampled_from(["", "", "sí", "vigila el avance y ayuda a elegir hiperparámetros"])
    arrows = tuple(Arrow(*pair, draw(says)) for pair in draw(st.lists(ends, max_size=9, unique=True)))
    return Diagram(SPAN, "d", Pair("Diagrama", "Diagram"), boxes, arrows)


@settings(deadline=None, max_examples=200)
@given(diagrams(), st.sampled_from([30.0, WIDE_EM, 90.0]))
def test_nothing_lies_on_anything(part: Diagram, width_em: float) -> None:
    found = lay_out(part, setter(), width_em)
    if found is not None:
        check(part, found, width_em)


USUAL = {
    "one box": diagram(boxes=1),
    "two boxes without an arrow": diagram(boxes=2),
    "a line": diagram((0, 1, ""), (1, 2, "con datos"), (2, 3, "")),
    "a loop": diagram((0, 1, ""), (1, 2, ""), (2, 0, "otra vez")),
    "a box that leads to itself": diagram((0, 0, "otra vez"), (0, 1, "")),
    "a fork": diagram((0, 1, ""), (0, 2, ""), (0, 3, "")),
    "two arrows into one box": diagram((0, 2, "sí"), (1, 2, "no")),
    "a fork that joins again": diagram((0, 1, ""), (0, 2, ""), (1, 3, "a"), (2, 3, "b")),
    "an arrow past a box": diagram((0, 1, ""), (1, 2, ""), (0, 2, "sin pasar")),
    "arrows past boxes": diagram((0, 1, ""), (1, 2, ""), (2, 3, ""), (0, 2, "dos"), (0, 3, "todas")),
    "two loops": diagram((0, 1, ""), (1, 2, ""), (2, 3, ""), (2, 1, "corta"), (3, 0, "larga")),
    "six ranks": diagram(*((box, box + 1, "") for box in range(5))),
    "long labels": diagram(
        (0, 1, "vigila el avance y ayuda a elegir hiperparámetros"), (1, 2, "una sola vez, al final")
    ),
    "lanes by hand": diagram((0, 1, ""), (0, 2, ""), (1, 3, ""), (2, 3, "al final"), lanes=(1, 0, 2, 0)),
}


@pytest.mark.parametrize("name", USUAL)
def test_what_is_usual_is_drawn_and_not_told_in_words(name: str) -> None:
    part = USUAL[name]
    found = lay_out(part, setter(), WIDE_EM)
    assert found is not None
    check(part, found, WIDE_EM)


def test_the_check_sees_an_arrow_through_a_box() -> None:
    part = diagram((0, 1, ""), (1, 2, ""), (0, 2, ""))
    found = lay_out(part, setter(), WIDE_EM)
    assert found is not None
    waist, right, left = found.places[0].waist, rectangle(found.places[0])[2], found.places[2].left
    through = Route(((right, waist), (left, waist)), (0.0, 0.0), 0.0)
    with pytest.raises(AssertionError):
        check(part, found._replace(routes=[*found.routes[:2], through]), WIDE_EM)


@pytest.mark.parametrize("count", [9, 12])
def test_too_many_ranks_are_told_in_words(count: int) -> None:
    part = diagram(*((box, box + 1, "") for box in range(count - 1)))
    assert lay_out(part, setter(), 40.0) is None


def test_a_box_stands_one_rank_behind_the_last_that_leads_to_it() -> None:
    part = diagram((0, 1, ""), (1, 2, ""), (0, 3, ""), (2, 3, ""), (3, 0, "atrás"))
    scheme = scheme_of(part.boxes, part.arrows)
    assert scheme.cells.ranks == (0, 1, 2, 3)
    assert scheme.cells.lanes == (0, 0, 0, 0)
    assert scheme.below == [[2, 4]], "the longer arrow lies lower"
    assert not scheme.turning


def test_arrows_of_one_length_lie_below_a_lane_in_the_order_of_the_author() -> None:
    part = diagram((0, 1, ""), (1, 2, ""), (2, 3, ""), (3, 2, "a"), (2, 1, "b"), (3, 1, "c"), (1, 0, "d"))
    assert scheme_of(part.boxes, part.arrows).below == [[3, 4, 6, 5]]


def test_boxes_of_one_rank_stand_in_lanes() -> None:
    part = diagram((0, 1, ""), (0, 2, ""), (0, 3, ""))
    scheme = scheme_of(part.boxes, part.arrows)
    assert scheme.cells.lanes == (0, 0, 1, 2)
    assert scheme.below == [[], [], []]


@given(st.lists(st.floats(2, 12), min_size=2, max_size=6), st.floats(10, 120))
def test_ranks_take_the_whole_width_or_say_that_there_is_none(best: list[float], width_em: float) -> None:
    part = diagram(*((box, box + 1, "") for box in range(len(best) - 1)))
    sizes = [Size(2.0, value) for value in best]
    found = columns(scheme_of(part.boxes, part.arrows), sizes, [0.0] * len(part.arrows), width_em)
    if found is None:
        assert width_em < 2.0 * len(best) + 2.4 * (len(best) - 1)
        return
    assert found[0][0] == 0.0
    assert sum(found[-1]) == pytest.approx(width_em)
    assert all(left + wide < right for (left, wide), (right, _) in pairwise(found))
