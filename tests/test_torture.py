"""What nobody writes on purpose: it lays out soundly, or the build explains itself."""

import re

import pytest

from repaso.diagnostics import Diagnostic
from repaso.pdf import render, render_selftest
from repaso.sheet import PageSize, SheetPlan, Steps
from tests.reading import read_aloud, squeezed, strips, texts
from tests.sheets import (
    DEFINITION,
    SPAN,
    block,
    diagram,
    draw,
    entry,
    flow,
    grid,
    index_line,
    process,
    refused,
    selftest,
    sentence,
    sheet,
    terms,
    theme,
)
from tests.spoken import spoken
from tests.structure import faults

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = " ".join(f"palabra{number}" for number in range(300))
LABEL = diagram((0, 1, LONG[:200]), (1, 2, WORD), (2, 0, "vuelve"))

CASES: dict[str, SheetPlan] = {
    "no items": sheet(),
    "one item": sheet(block("1", 1, entry(1))),
    "one sentence": sheet(block("✓", 7, sentence(1))),
    "a long word in a term": sheet(
        block("1", 1, entry(1, f"antes {WORD * 2} después"), entry(2)._replace(text=(entry(2, WORD).text)))
    ),
    "a long word in a table": sheet(block("1", 1, grid(4, 2)._replace(head=("a", WORD, "c", "d")))),
    "a definition of 300 words": sheet(block("1", 1, entry(1), entry(2, LONG), entry(3))),
    "300 words in one cell": sheet(
        block("1", 1, grid(3, 2)._replace(rows=(*grid(3, 2).rows, (*grid(3, 1).rows[0][:2], entry(1, LONG).text))))
    ),
    "a table of 40 rows": sheet(block("1", 1, entry(1), grid(3, 40), entry(2))),
    "a wide table of 40 rows": sheet(block("1", 1, grid(5, 40))),
    "a table of 8 columns": sheet(block("1", 1, grid(8, 6))),
    "a table of one column": sheet(block("1", 1, grid(1, 3))),
    "a process of one step": sheet(block("1", 1, process(1))),
    "a process of 30 steps": sheet(block("1", 1, process(30))),
    "a step of 300 words": sheet(block("1", 1, Steps(SPAN, "f", process(1).title, (entry(1, LONG).text,)))),
    "a flow of one level": sheet(block("1", 1, flow(1))),
    "a flow of many levels": sheet(block("1", 1, flow(9))),
    "marks of three digits": sheet(block("100", 1, *map(entry, range(60))), block("→", 7, index_line(1, "100"))),
    "only an index": sheet(block("→", 7, *map(index_line, range(200)))),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("page", PageSize)
def test_it_lays_out_soundly(name: str, page: PageSize) -> None:
    plan = CASES[name]
    data = draw(plan, page=page).data
    assert faults(data) == []
    assert squeezed(read_aloud(data)).replace(" ", "") == squeezed(" ".join(spoken(plan))).replace(" ", "")
    for strip in strips(data, 7.5):
        assert strip.getextrema() == (255, 255)


@pytest.mark.parametrize("name", CASES)
def test_its_self_test_lays_out_soundly(name: str) -> None:
    test = selftest(CASES[name])
    drawn, found = render_selftest(test, page=PageSize.A4, theme=theme())
    if name in {"300 words in one cell", "a step of 300 words"}:
        # Nobody writes an answer of 300 words by hand.
        assert "the self-test cannot hold 'g3'" in found[0].message or "cannot hold 'f'" in found[0].message
        assert "pages =" not in found[0].hint
        return
    assert found == ()
    assert drawn is not None
    assert faults(drawn.data) == []
    for strip in strips(drawn.data, 7.5):
        assert strip.getextrema() == (255, 255)


def test_labels_that_fit_nowhere_are_told_in_words() -> None:
    data = draw(sheet(block("1", 1, LABEL))).data
    assert faults(data) == []
    assert LABEL.arrows[0].says in read_aloud(data)
    assert WORD in read_aloud(data).replace(" ", "")
    for strip in strips(data, 7.5):
        assert strip.getextrema() == (255, 255)


def test_two_thousand_items_on_the_pages_they_need() -> None:
    drawn, found = render(terms(2000), page=PageSize.A4, theme=theme()._replace(pages=60))
    assert found == ()
    assert drawn is not None
    whole = " ".join(texts(drawn.data))
    assert [whole.count(f"Término{number} del manual") for number in (0, 999, 1999)] == [1, 1, 1]
    assert len(re.findall(r"Término\d+ del manual", whole)) == 2000
    assert 20 < drawn.pages < 50


@pytest.mark.parametrize("count", [200, 2000])
def test_two_thousand_items_on_two_pages_are_refused_with_what_to_do(count: int) -> None:
    plan = sheet(block("1", 1, entry(7, DEFINITION * 6), *(entry(number) for number in range(10, count))))
    (fault,) = refused(plan)
    assert fault.code == "sheet-overflow"
    needed = re.search(r"on A4 the sheet takes (\d+\.\d) pages at 7\.53 pt", fault.message)
    assert needed
    assert float(needed[1]) > 2
    assert "has 2: " in fault.message
    # What to cut, the largest first; and the page more.
    assert "(t7, " in fault.hint
    assert "'pages = 3' in templates/sheet.toml" in fault.hint


def test_a_row_that_is_higher_than_a_page_is_refused() -> None:
    (fault,) = refused(terms(1, "palabra " * 9000))
    assert (fault.code, fault.span) == ("sheet-overflow", SPAN)
    assert fault.message == "on A4 the sheet cannot hold 't0': at 7.53 pt it is longer than a column"


def test_a_table_is_named_as_a_whole() -> None:
    (fault,) = refused(sheet(block("1", 1, grid(5, 400), *map(entry, range(20)))))
    assert "(g5, t0, t1, " in fault.hint


def test_a_self_test_that_is_too_long_is_refused_as_such() -> None:
    drawn, found = render_selftest(selftest(terms(900)), page=PageSize.LETTER, theme=theme())
    assert drawn is None
    assert codes(found) == ["sheet-overflow"]
    assert "on Letter the self-test takes" in found[0].message
    assert "has 6: " in found[0].message
    assert "'pages = 3'" in found[0].hint


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [fault.code for fault in found]
