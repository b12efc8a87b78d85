"""The packer and the search for the largest size; and that the drawn page is what was packed."""

from collections.abc import Callable
from functools import partial
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repaso.pdf.sheet import pack as packing
from repaso.pdf.sheet.fit import pages_needed
from repaso.pdf.sheet.frame import Frame
from repaso.pdf.sheet.pack import Placed, pack
from repaso.sheet import PageSize, Part, SheetPlan
from tests.reading import Glyph, glyphs
from tests.sheets import (
    DEFINITION,
    LEADS,
    Layout,
    block,
    diagram,
    draw,
    entry,
    every_part,
    flow,
    grid,
    index_line,
    layout,
    process,
    real,
    realistic,
    sentence,
    sheet,
    terms,
)

PLANS: dict[str, Callable[[], SheetPlan]] = {
    "every": every_part,
    "full": realistic,
    "es": partial(real, "es"),
    "en": partial(real, "en"),
}
TOUCH_PT = 0.02
_WHOLE_PT = 0.3
"""So much smaller may a sheet be for one block less that is cut: see fit.py."""
OVER_PT = 1.0
"""So far ink may reach beyond its row: descenders of the last line reach into the padding of the next."""

PARTS = st.one_of(
    st.builds(entry, st.integers(0, 99), st.sampled_from([DEFINITION, "corto", DEFINITION * 4])),
    st.builds(grid, st.integers(1, 5), st.integers(1, 12)),
    st.builds(flow, st.integers(1, 8)),
    st.builds(process, st.integers(1, 9)),
    st.builds(sentence, st.integers(0, 99), st.sampled_from(["", "≠"])),
    st.builds(index_line, st.integers(0, 99)),
    st.just(diagram((0, 1, "uno"), (1, 2, ""), (2, 0, "vuelve"))),
)


def overlaps(one: Placed, other: Placed, frame: Frame) -> bool:
    """Whether two rows share more than an edge."""
    return (
        one.page == other.page
        and min(right(one, frame), right(other, frame)) - max(one.left, other.left) > TOUCH_PT
        and min(one.top, other.top) - max(foot(one), foot(other)) > TOUCH_PT
    )


def foot(place: Placed) -> float:
    return place.top - place.box.height - place.slack


def right(place: Placed, frame: Frame) -> float:
    return place.left + frame.column_width(place.row.columns)


def check(laid: Layout) -> None:
    """Every row has a place of its own within the frame, in the order of the sheet."""
    assert laid.found is not None
    placed, frame = laid.found.placed, laid.frame
    assert len(placed) >= len(laid.rows)
    for place in placed:
        assert place.top <= (frame.top if place.page else frame.first_top) + TOUCH_PT
        assert foot(place) >= frame.bottom - TOUCH_PT
        assert place.left >= frame.left - TOUCH_PT
        assert right(place, frame) <= frame.left + frame.width + TOUCH_PT
    assert not any(overlaps(one, other, frame) for one, other in combinations(placed, 2))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=25), max_size=6), st.sampled_from(PageSize))
def test_every_row_has_a_place_of_its_own_within_the_frame(blocks: list[list[Part]], page: PageSize) -> None:
    laid = layout(sheet(*(block(str(number + 1), number % 7 + 1, *parts) for number, parts in enumerate(blocks))), page)
    if laid.found is None:
        assert pages_needed(laid.rows, laid.frame, laid.limits.smallest_pt) > laid.limits.pages - 0.5
        return
    check(laid)


@pytest.mark.parametrize("page", PageSize)
def test_a_chip_is_as_wide_as_the_narrow_columns_of_the_index(page: PageSize) -> None:
    laid = layout(sheet(block("1", 1, entry(0, DEFINITION)), block("2", 2, *(index_line(i) for i in range(200)))), page)
    check(laid)
    assert laid.found is not None
    chips = [place for place in laid.found.placed if id(place.row) not in {id(row) for row in laid.rows}]
    assert {place.row.columns for place in chips} == {4}


@pytest.mark.parametrize("page", PageSize)
def test_the_real_sheets_rows_do_not_overlap(page: PageSize) -> None:
    for lead in LEADS:
        check(layout(real(lead), page))


@pytest.mark.parametrize("page", PageSize)
@pytest.mark.parametrize("name", ["every", "full", "es", "en"])
def test_what_is_drawn_lies_in_the_rows(name: str, page: PageSize) -> None:
    plan = PLANS[name]()
    laid = layout(plan, page)
    assert laid.found is not None
    frame = laid.frame
    body = [
        glyph
        for glyph in glyphs(draw(plan, page=page).data)
        if frame.bottom < glyph.bottom and glyph.top < (frame.top if glyph.page else frame.first_top)
    ]
    assert len(body) > 500
    for glyph in body:
        assert any(holds(place, glyph, frame) for place in laid.found.on_page(glyph.page)), glyph


def holds(place: Placed, glyph: Glyph, frame: Frame) -> bool:
    return (
        place.left - OVER_PT <= glyph.left
        and glyph.right <= right(place, frame) + OVER_PT
        and foot(place) - OVER_PT <= glyph.bottom
        and glyph.top <= place.top + OVER_PT
    )


@pytest.mark.parametrize("page", PageSize)
@pytest.mark.parametrize("name", ["every", "full", "es", "en"])
def test_no_heading_and_no_caption_stands_alone(name: str, page: PageSize) -> None:
    """What follows a row that is to be kept with it begins where that row ends, or below it across the page."""
    laid = layout(PLANS[name](), page)
    assert laid.found is not None
    placed = laid.found.placed
    kept = [place for place in placed if place.row.keep]
    assert kept
    for place in kept:
        following = next(other for other in placed if other.row is laid.rows[laid.rows.index(place.row) + 1])
        assert following.page == place.page
        assert following.top < place.top
        assert following.left == place.left or place.row.columns != following.row.columns


@pytest.mark.parametrize("count", [20, 45, 70])
def test_the_columns_of_a_region_end_level(count: int) -> None:
    laid = layout(terms(count))
    assert laid.found is not None
    last = laid.found.placed[-1].page
    for page in range(last + 1):
        feet = {place.left: foot(place) for place in laid.found.on_page(page) if place.row.columns > 1}
        line_pt = laid.found.size * 1.19
        assert max(feet.values()) - min(feet.values()) < 4 * line_pt


def test_a_row_that_is_higher_than_a_page_needs_more_pages() -> None:
    laid = layout(terms(1, "palabra " * 9000))
    assert laid.found is None
    assert pages_needed(laid.rows, laid.frame, laid.limits.smallest_pt) > laid.limits.pages


@pytest.mark.parametrize(
    "plan",
    [
        *(sheet(block("✓", 7, *(sentence(i) for i in range(count)))) for count in (60, 120, 260)),
        *(sheet(block("→", 7, *map(index_line, range(count)))) for count in (120, 300, 350)),
        *(terms(count) for count in (20, 60)),
        realistic(),
    ],
)
def test_no_larger_size_on_the_grid_fits(plan: SheetPlan) -> None:
    laid = layout(plan)
    assert laid.found is not None
    limits, pages = laid.limits, laid.found.pages
    steps = round((limits.largest_pt - laid.found.size) / limits.step_pt)
    larger = [laid.found.size + step * limits.step_pt for step in range(1, steps + 1)]
    fitting = [size for size in larger if pack(laid.rows, laid.frame, size, (1.0,) * pages) is not None]
    assert max(fitting, default=0.0) - laid.found.size <= _WHOLE_PT


def several(*counts: int) -> SheetPlan:
    """Blocks of so many terms."""
    blocks = (block(str(mark), mark, *map(entry, range(count))) for mark, count in enumerate(counts, start=1))
    return sheet(*blocks)


@pytest.mark.parametrize("counts", [(30, 30), (24, 24, 24), (45, 20, 20), (60, 40), (55, 30)])
def test_no_smaller_size_is_worth_more_for_cutting_fewer_blocks(counts: tuple[int, ...]) -> None:
    laid = layout(several(*counts))
    assert laid.found is not None
    limits, airs = laid.limits, (1.0,) * laid.found.pages
    worths = {}
    for step in range(round(_WHOLE_PT / limits.step_pt) * laid.found.pages):
        size = round(laid.found.size - step * limits.step_pt, 4)
        placed = pack(laid.rows, laid.frame, size, airs) if size >= limits.smallest_pt else None
        if placed is not None:
            ends = [(before, after) for before, after in pairwise(placed) if before.page != after.page]
            worths[size] = size - _WHOLE_PT * sum(before.row.block == after.row.block for before, after in ends)
    assert laid.found.worth == worths[laid.found.size] == max(worths.values())


def test_a_sheet_is_a_little_smaller_if_that_cuts_no_block() -> None:
    laid = layout(several(60, 40))
    assert laid.found is not None
    assert laid.found.size < laid.limits.largest_pt
    larger = pack(laid.rows, laid.frame, laid.found.size + laid.limits.step_pt, (1.0,) * laid.found.pages)
    assert larger is not None, "a larger size fits"
    assert laid.found.worth == laid.found.size


@pytest.mark.parametrize("ahead", [1, 8, 1000])
def test_how_far_rows_are_read_ahead_changes_nothing(ahead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [block(str(number), number, *(entry(i, DEFINITION) for i in range(150))) for number in (1, 2)]
    laid = layout(sheet(*parts))
    before = pack(laid.rows, laid.frame, 9.0, (1.0,) * 50)
    monkeypatch.setattr(packing, "_READ_AHEAD", ahead)
    after = pack(laid.rows, laid.frame, 9.0, (1.0,) * 50)
    assert before is not None
    assert after is not None
    assert [place[:5] for place in after] == [place[:5] for place in before]
