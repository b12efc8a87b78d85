"""The documents: what they say, how many pages they have, how they describe themselves, when they are refused."""

import os
import re
import subprocess
import sys

import pypdfium2
import pytest

from repaso.diagnostics import Diagnostic
from repaso.pdf import render, render_in, render_selftest
from repaso.pdf.sheet import document
from repaso.pdf.sheet.fit import LOOKED_AT_PAGES
from repaso.sheet import Entry, Grid, IndexLine, PageSize, Pair, Part, Sentence, Steps, said
from tests.helpers import ROOT
from tests.reading import glyphs, strips, texts
from tests.sheets import (
    DEFINITION,
    REAL,
    SAMPLES,
    SPAN,
    Paper,
    block,
    draw,
    entry,
    every_part,
    grid,
    index_line,
    printed,
    real,
    realistic,
    refused,
    selftest,
    setter,
    sheet,
    terms,
    theme,
)

MARGIN_MM = 7.5


@pytest.mark.parametrize("page", PageSize)
def test_a_full_sheet_fills_two_pages_and_shows_everything_in_order(page: PageSize) -> None:
    plan = realistic()
    found = texts(draw(plan, page=page).data)
    assert len(found) == 2
    whole = " ".join(found)
    at = 0
    for block_ in plan.blocks:
        at = whole.index(f"Bloque {block_.mark}", at)
        for part in block_.parts:
            wanted: list[str] = []
            match part:
                case Entry(name=Pair(lead, other)):
                    wanted = [lead, other, "Sigue entrenando un modelo con datos no etiquetados"]
                case Grid(title=title, head=head, rows=rows):
                    wanted = [title.lead, *head, *(said(row[0]) for row in rows)]
                case Steps(title=title, steps=steps):
                    wanted = [title.lead, *map(said, steps)]
                case Sentence(text=text):
                    wanted = [said(text)]
                case IndexLine(name=name):
                    wanted = [name.other, name.lead]
            assert wanted
            for words in wanted:
                at = whole.find(words, at)
                assert at >= 0, words


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_the_margins_are_white(paper: Paper) -> None:
    for strip in strips(printed(paper).data, MARGIN_MM):
        assert strip.getextrema() == (255, 255)


@pytest.mark.parametrize("paper", REAL, ids=str)
def test_the_real_papers_have_their_pages(paper: Paper) -> None:
    drawn = printed(paper)
    assert drawn.pages == len(texts(drawn.data)) == (4 if paper.selftest else 2)
    assert setter().least_body_pt <= drawn.body_pt <= theme().largest_pt


def test_every_page_tells_its_number_and_the_first_what_is_covered() -> None:
    paper = Paper("es", PageSize.A4, selftest=True)
    plan = real("es")
    for number, page in enumerate(texts(printed(paper).data), start=1):
        assert f"{number} / 4" in page
        assert plan.version in page
        for one in plan.blocks:
            if one.covered[1]:
                assert f"{one.mark} {one.covered[0]}/{one.covered[1]}" in page


def test_words_do_not_run_into_each_other_at_the_ends_of_lines() -> None:
    (found,) = texts(draw(terms(3)).data)
    assert "Término0 del manual term0 of the manual Sigue entrenando un modelo" in found
    assert "no etiquetados de un dominio, por ejemplo textos médicos." in found


def test_one_term_is_one_page() -> None:
    (found,) = texts(draw(terms(1)).data)
    assert "Término0 del manual" in found
    assert "1 / 1" in found


def test_one_page_is_preferred_while_it_can_be_read_in_comfort() -> None:
    assert [draw(terms(count)).pages for count in (10, 30, 60)] == [1, 1, 2]


def test_no_terms_at_all_is_a_page_with_a_title() -> None:
    (found,) = texts(draw(sheet()).data)
    assert "Entrenamiento y refinamiento" in found


def test_a_missing_character_is_reported_with_its_item_and_code_point() -> None:
    plan = terms(2, "el signo 漢 y otra vez 漢, y 字")
    faults = refused(plan)
    assert [(fault.span, fault.code) for fault in faults] == [(SPAN, "missing-glyph")] * 4
    assert "'漢' (U+6F22)" in faults[0].message
    assert "'t0'" in faults[0].message
    drawn, more = render_selftest(selftest(plan), page=PageSize.A4, theme=theme())
    assert (drawn, more) == (None, faults)


def test_what_is_drawn_as_a_shape_and_what_is_invisible_is_not_missing() -> None:
    (found,) = texts(draw(terms(1, "a ↔ b ☐ pre\u00adentrena\u200bmiento ≠ ≥ → ✓ «x» ¿y? *cursiva → ✓*")).data)
    assert "preentrenamiento ≠ ≥ → ✓ «x» ¿y? cursiva → ✓" in found


def test_a_character_that_only_the_regular_cut_has_is_borrowed() -> None:
    (found,) = texts(draw(terms(1, "*αβγ*")).data)  # the italics have no Greek
    assert "αβγ" in found


def test_too_much_is_reported_with_how_much_and_what_to_do() -> None:
    fault = only(refused(terms(400)))
    assert (fault.span, fault.code) == (SPAN, "sheet-overflow")
    assert re.search(r"takes \d+\.\d pages at 7.53 pt.* has 2: \d+% too much", fault.message)
    assert "sheet: omit" in fault.hint


@pytest.mark.parametrize(("pages", "qr_mm"), [(1, 280.0), (2, 280.0), (2, 600.0)])
def test_a_head_that_is_higher_than_a_page_is_reported(pages: int, qr_mm: float) -> None:
    drawn, (fault,) = render(terms(3), page=PageSize.A4, theme=theme()._replace(pages=pages, qr_mm=qr_mm))
    assert drawn is None
    assert (fault.span, fault.code) == (SPAN, "sheet-overflow")
    assert "no room below its head" in fault.message
    assert "title" in fault.hint


def test_a_word_of_the_title_that_is_wider_than_the_page_loses_no_letter() -> None:
    word = "".join(map(str, range(100)))
    plan = terms(3)._replace(title=Pair(word, word))
    (found,) = texts(draw(plan).data)
    assert "".join(found.split()).count(word) == 2


def test_a_title_that_fills_the_page_is_reported() -> None:
    plan = terms(3)
    plan = plan._replace(title=Pair("palabra " * 1200, plan.title.other))
    assert "no room below its head" in only(refused(plan)).message


def test_the_key_is_drawn_whatever_the_size_of_the_small_text() -> None:
    plan = selftest(terms(3))
    for small_pt in (theme().largest_pt + 1, 3.0):
        drawn, faults = render_selftest(plan, page=PageSize.A4, theme=theme()._replace(small_pt=small_pt))
        assert drawn is not None, faults


def test_a_long_sheet_is_drawn_page_by_page_as_it_would_be_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: list[Part] = [*map(entry, range(400)), grid(4, 300), *map(index_line, range(600))]
    plan = sheet(block("1", 1, *parts[:500]), block("→", 7, *parts[500:]))
    long = theme()._replace(pages=50)
    test = selftest(plan)
    at_once = render(plan, page=PageSize.A4, theme=long), render_selftest(test, page=PageSize.A4, theme=long)
    monkeypatch.setattr(document, "_MANY_ROWS", 0)
    assert at_once == (render(plan, page=PageSize.A4, theme=long), render_selftest(test, page=PageSize.A4, theme=long))
    assert at_once[0][0] is not None
    assert at_once[0][0].pages > LOOKED_AT_PAGES


@pytest.mark.parametrize("many", [2500, 0], ids=["at once", "page by page"])
def test_a_sheet_that_is_drawn_once_is_the_same_in_every_theme(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_MANY_ROWS", many)
    themes = [theme(name)._replace(pages=50) for name in ("colour", "mono", "colour")]
    together, faults = render_in(themes, terms(400), page=PageSize.A4)
    assert faults == ()
    assert list(together) == [render(terms(400), page=PageSize.A4, theme=one)[0] for one in themes]
    colour, mono, _ = (one.data for one in together)
    assert colour != mono


def test_a_long_sheet_that_does_not_fit_in_comfort_is_set_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = terms(450)
    long = theme()._replace(pages=8)
    at_once = render(plan, page=PageSize.A4, theme=long)
    monkeypatch.setattr(document, "_MANY_ROWS", 0)
    assert render(plan, page=PageSize.A4, theme=long) == at_once
    assert at_once[0] is not None
    assert at_once[0].body_pt < long.comfortable_pt


def test_a_long_sheet_that_fits_nowhere_is_refused_whatever_it_begins_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_MANY_ROWS", 0)
    plan = sheet(block("→", 7, *map(index_line, range(40))), block("1", 1, *map(entry, range(2000))))
    drawn, faults = render(plan, page=PageSize.A4, theme=theme()._replace(pages=8))
    assert drawn is None
    assert [fault.code for fault in faults] == ["sheet-overflow"]


def test_few_terms_do_not_grow_beyond_the_largest_size() -> None:
    drawn = draw(terms(2))
    assert drawn.body_pt == theme().largest_pt
    assert max(glyph.top - glyph.bottom for glyph in glyphs(drawn.data)) < 2 * theme().title_pt


def test_a_large_table_repeats_its_head_where_it_is_cut() -> None:
    pages = texts(draw(sheet(block("1", 1, grid(5, 80)))).data)
    assert [page.count("Columna4") for page in pages] == [1, 1]
    assert [page.count("Bloque 1 ") for page in pages] == [1, 1]


def test_a_word_wider_than_its_column_is_broken() -> None:
    long = "x" * 60
    data = draw(sheet(block("1", 1, entry(0, f"antes {long} después {long * 4}"), grid(5, 1)))).data
    (found,) = texts(data)
    assert found.replace(" ", "").count("x") == 300
    for strip in strips(data, MARGIN_MM):
        assert strip.getextrema() == (255, 255)


def test_a_term_of_many_lines_moves_to_the_next_column() -> None:
    assert draw(terms(40, DEFINITION * 3)).pages == 2


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert draw(realistic()) == draw(realistic())


def test_the_bytes_do_not_depend_on_the_hash_seed_or_the_day() -> None:
    code = (
        "import hashlib; from tests import sheets; from repaso.sheet import PageSize\n"
        "for test in (False, True):\n"
        "    data = sheets.printed(sheets.Paper('every', PageSize.A4, selftest=test)).data\n"
        "    print(hashlib.sha256(data).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": f"179000000{seed}"},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_the_document_describes_itself() -> None:
    data = draw(realistic()).data
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_value("Title") == "Entrenamiento y refinamiento – Sample Exam · Tarea 1.1"
    assert document.get_metadata_value("Subject") == "Training and fine-tuning"
    assert document.get_metadata_value("Keywords") == "SE-1, Estrategias"
    assert document.get_metadata_value("Author") == ""
    assert document.get_metadata_value("CreationDate") == "D:20261122000000Z"
    assert [mark.get_title() for mark in document.get_toc()] == [
        "Entrenamiento y refinamiento",
        *(f"Bloque {mark}" for mark in "123456!✓→"),
    ]
    document.close()
    assert re.search(rb"/PrintScaling /None", data)


def test_no_font_is_named_that_is_not_there_nor_a_place_on_this_machine() -> None:
    data = draw(realistic()).data
    assert b"site-packages" not in data
    assert b"Helvetica" not in data


def test_the_parts_of_a_self_test_have_different_bookmarks() -> None:
    document = pypdfium2.PdfDocument(printed(Paper("every", PageSize.A4, selftest=True)).data)
    pages = [mark.get_dest().get_index() for mark in document.get_toc()]
    document.close()
    assert pages == sorted(pages)
    assert pages.count(2) == 1 + len(selftest(every_part()).key.blocks) == 9


def test_the_sheet_says_what_its_legend_explains() -> None:
    for lead in ("es", "en"):
        plan = real("es" if lead == "es" else "en")
        assert said(plan.legend).split("\u00a0 | \u00a0")[0] in texts(printed(Paper(lead, PageSize.A4)).data)[0]


def only(faults: tuple[Diagnostic, ...]) -> Diagnostic:
    (fault,) = faults
    return fault
