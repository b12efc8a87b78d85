"""Where cards lie, as numbers: what the sheets are cut and turned by."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.pdf.cards.imposition import CARD_MM, LARGEST_OFFSET_MM, PT_PER_MM, Box, Flip, Imposition, Offset
from repaso.sheet import PageSize

EVERY = [(size, flip) for size in PageSize for flip in Flip]
REACH_MM = 5.0  # what the edge of a page is to a printer


def overlap(one: Box, other: Box) -> bool:
    return (
        min(one.right, other.right) - max(one.left, other.left) > 1e-6
        and min(one.top, other.top) - max(one.bottom, other.bottom) > 1e-6
    )


def cells(imposition: Imposition) -> list[Box]:
    return [imposition.front(place) for place in range(imposition.per_sheet)]


def close(one: Box, other: Box) -> bool:
    return all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_cards_have_their_size_and_do_not_overlap(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip)
    fronts = cells(imposition)
    assert len(fronts) == (5 if flip is Flip.FOLD else 10)
    for cell in fronts:
        assert cell.width / PT_PER_MM == pytest.approx(CARD_MM[size][0])
        assert cell.height / PT_PER_MM == pytest.approx(CARD_MM[size][1])
    all_of_them = fronts + ([imposition.behind(cell) for cell in fronts] if flip is Flip.FOLD else [])
    assert len(all_of_them) == 10
    assert not any(overlap(one, other) for one, other in combinations(all_of_them, 2))


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_the_grid_is_centred(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip)
    assert imposition.grid.centre == pytest.approx(imposition.paper.centre)


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_a_back_lies_behind_its_front(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip)
    width, height = imposition.paper.width, imposition.paper.height
    for front in cells(imposition):
        back = imposition.behind(front)
        assert close(imposition.behind(back), front)
        if flip is Flip.SHORT_EDGE:
            assert (back.left, back.bottom) == pytest.approx((front.left, height - front.top))
        else:
            assert (back.left, back.bottom) == pytest.approx((width - front.right, front.bottom))
        if flip is Flip.FOLD:
            assert back.left == pytest.approx(width / 2)
        else:
            assert sum(close(back, cell) for cell in cells(imposition)) == 1


@given(st.floats(-10, 10), st.floats(-10, 10), st.sampled_from(Flip), st.sampled_from(PageSize))
def test_an_offset_moves_backs_right_and_up(x_mm: float, y_mm: float, flip: Flip, size: PageSize) -> None:
    exact = Imposition(size=size, flip=flip)
    moved = Imposition(size=size, flip=flip, offset=Offset(x_mm, y_mm))
    cell = exact.front(3)
    assert moved.front(3) == cell
    assert close(moved.back(cell), exact.behind(cell).moved(x_mm * 72 / 25.4, y_mm * 72 / 25.4))


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_marks_lie_outside_the_cards_and_where_a_printer_reaches(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip)
    grid, reach = imposition.grid, imposition.paper.inset(REACH_MM * PT_PER_MM)
    marks = imposition.marks()
    assert len(marks) == 2 * 3 + 2 * 6
    for mark in marks:
        left, right = sorted((mark.x0, mark.x1))
        bottom, top = sorted((mark.y0, mark.y1))
        assert right < grid.left or left > grid.right or top < grid.bottom or bottom > grid.top
        assert reach.left <= left
        assert right <= reach.right
        assert reach.bottom <= bottom
        assert top <= reach.top


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_every_edge_of_a_card_is_cut_but_the_fold(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip)
    upright = {round(line.x0, 6) for line in imposition.cuts() if line.x0 == line.x1}
    level = {round(line.y0, 6) for line in imposition.cuts() if line.y0 == line.y1}
    edges = {round(x, 6) for cell in cells(imposition) for x in (cell.left, cell.right)}
    if flip is Flip.FOLD:
        edges = (edges | {round(imposition.grid.right, 6)}) - {round(imposition.fold().x0, 6)}
    assert upright == edges
    assert level == {round(y, 6) for cell in cells(imposition) for y in (cell.bottom, cell.top)}


@pytest.mark.parametrize("size", PageSize)
@pytest.mark.parametrize("sign", [-1, 1])
def test_the_largest_offset_keeps_the_marks_on_the_page(size: PageSize, sign: int) -> None:
    imposition = Imposition(
        size=size, flip=Flip.LONG_EDGE, offset=Offset(sign * LARGEST_OFFSET_MM, sign * LARGEST_OFFSET_MM)
    )
    paper = imposition.paper
    for mark in (mark.moved(*imposition.shift) for mark in imposition.marks()):
        assert 0 < min(mark.x0, mark.x1) <= max(mark.x0, mark.x1) < paper.right
        assert 0 < min(mark.y0, mark.y1) <= max(mark.y0, mark.y1) < paper.top


@given(st.integers(0, 5000), st.sampled_from(Flip))
def test_sheets_hold_all_cards_and_none_is_empty(cards: int, flip: Flip) -> None:
    imposition = Imposition(size=PageSize.A4, flip=flip)
    sheets = imposition.sheets(cards)
    assert (sheets - 1) * imposition.per_sheet < cards <= sheets * imposition.per_sheet or cards == sheets == 0
