import datetime
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repaso.diagnostics import Diagnostic, Span
from repaso.inline import Run, Style, parse
from repaso.load import load
from repaso.pdf import Theme, read_themes, render
from repaso.pdf.breaker import Ink, Words, fill, words
from repaso.pdf.document import SIZES_PT, limits_of
from repaso.pdf.fonts import fonts_of
from repaso.pdf.furniture import Furniture
from repaso.pdf.grid import cells, column_widths_em
from repaso.pdf.pack import fit, pages_needed
from repaso.pdf.rows import rows_of
from repaso.pdf.setter import Setter
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Face
from repaso.plan_sheet import plan_sheet
from repaso.sheet import (
    Block,
    Entry,
    Grid,
    IndexLine,
    PageSize,
    Pair,
    Part,
    Sentence,
    SheetPlan,
    Steps,
)
from tests.helpers import ROOT, SOURCE

SPAN = Span("source.yaml", 7, 3)
MARGIN_MM = 7.5
DEFINITION = "Sigue entrenando un modelo con datos **no etiquetados** de un dominio, por ejemplo textos médicos."


@cache
def theme(name: str = "colour") -> Theme:
    found, faults = read_themes(ROOT / "templates" / "sheet.toml", "templates/sheet.toml")
    assert faults == ()
    assert found is not None
    return found[name]


def entry(number: int, text: str = DEFINITION) -> Entry:
    return Entry(SPAN, f"t{number}", Pair(f"Término{number} del manual", f"term{number} of the manual"), parse(text))


def grid(columns: int, rows: int) -> Grid:
    texts = ("Preparar los datos con flujos visuales", "**sin** código", "Etiquetar", "Revisar y medir sesgos", "Sí")
    return Grid(
        SPAN,
        f"g{columns}",
        Pair(f"Tabla de {columns} columnas", f"Table of {columns} columns"),
        tuple(f"Columna{column}" for column in range(columns)),
        tuple(
            tuple(parse(f"fila{row}" if column == 0 else texts[(row + column) % 5]) for column in range(columns))
            for row in range(rows)
        ),
    )


def process(steps: int) -> Steps:
    names = tuple(parse(f"Paso{step}: dividir el conjunto en partes.") for step in range(steps))
    return Steps(SPAN, f"f{steps}", Pair(f"Proceso de {steps} pasos", "Process"), names)


def sentence(number: int, sign: str = "") -> Sentence:
    return Sentence(
        SPAN, f"s{number}", sign, parse(f"Frase{sign}{number}: la **respuesta** que hay que decir, entera.")
    )


def block(mark: str, colour: int, *parts: Part) -> Block:
    kind = {"!": "traps", "✓": "keys", "→": "index"}.get(mark, "sections")
    return Block(
        span=SPAN, kind=kind, mark=mark, colour=colour, title=Pair(f"Bloque {mark}", f"Block {mark}"), parts=parts
    )


def sheet(*blocks: Block) -> SheetPlan:
    return SheetPlan(
        span=SPAN,
        lead="es",
        overline="Sample Exam · Tarea 1.1",
        title=Pair("Entrenamiento y refinamiento", "Training and fine-tuning"),
        legend=parse("**Término** definición | ☐ marca"),
        link="https://example.org/exam",
        link_says="QR code",
        blocks=blocks,
        as_of=datetime.date(2026, 11, 22),
        version="abc1234",
        keywords=("SE-1", "Estrategias"),
    )


def terms(count: int, text: str = DEFINITION) -> SheetPlan:
    return sheet(block("1", 1, *(entry(number, text) for number in range(count))))


def realistic() -> SheetPlan:
    entries = [entry(number) for number in range(45)]
    return sheet(
        block("1", 1, grid(5, 4), *entries[:12]),
        block("2", 2, *entries[12:16]),
        block("3", 3, *entries[16:24], grid(3, 3)),
        block("4", 4, process(4), *entries[24:30]),
        block("5", 5, grid(4, 7), *entries[30:36]),
        block("6", 6, process(7), *entries[36:]),
        block("!", 2, *(sentence(number, "≠") for number in range(10))),
        block("✓", 7, *(sentence(number) for number in range(16))),
        block("→", 7, *(IndexLine(SPAN, part.id, part.name, "1", 1) for part in entries)),
    )


def pdf(plan: SheetPlan, page: PageSize = PageSize.A4) -> bytes:
    drawn, faults = render(plan, page=page, theme=theme())
    assert faults == ()
    assert drawn is not None
    assert drawn.pages == len(texts(drawn.data))
    assert setter().least_body_pt <= drawn.body_pt <= theme().largest_pt
    return drawn.data


def refused(plan: SheetPlan) -> tuple[Diagnostic, ...]:
    drawn, faults = render(plan, page=PageSize.A4, theme=theme())
    assert drawn is None
    return faults


def texts(data: bytes) -> list[str]:
    """The text of every page, white space made one space."""
    document = pypdfium2.PdfDocument(data)
    found = [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return found


def strips(data: bytes) -> Iterator[Any]:
    """The four outer strips of every page, as grey pixels."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        image = page.render(scale=100 / 72).to_pil().convert("L")
        width, height = image.size
        margin = int(MARGIN_MM / 25.4 * 100)
        yield image.crop((0, 0, width, margin))
        yield image.crop((0, height - margin, width, height))
        yield image.crop((0, 0, margin, height))
        yield image.crop((width - margin, 0, width, height))
    document.close()


@pytest.mark.parametrize("page", PageSize)
def test_a_real_sheet_fills_two_pages_and_says_everything_in_order(page: PageSize) -> None:
    plan = realistic()
    found = texts(pdf(plan, page))
    assert len(found) == 2
    whole = " ".join(found)
    at = 0
    for block_ in plan.blocks:
        at = whole.index(f"Bloque {block_.mark}", at)
        for part in block_.parts:
            match part:
                case Entry(name=name):
                    wanted = [name.lead, name.other, "Sigue entrenando un modelo con datos no etiquetados"]
                case Grid(title=title, head=head, rows=rows):
                    wanted = [title.lead, *head, *(row[0][0].text for row in rows)]
                case Steps(title=title, steps=steps):
                    wanted = [title.lead, *(step[0].text for step in steps)]
                case Sentence(text=runs):
                    wanted = ["".join(run.text for run in runs)]
                case IndexLine(name=name):
                    wanted = [name.other, name.lead]
            for text in wanted:
                at = whole.find(text, at)
                assert at >= 0, text


@pytest.mark.parametrize("page", PageSize)
def test_the_margins_are_white(page: PageSize) -> None:
    for strip in strips(pdf(realistic(), page)):
        assert strip.getextrema() == (255, 255)


@pytest.mark.parametrize("page", PageSize)
def test_the_projects_own_source_fits(page: PageSize) -> None:
    study, faults = load(SOURCE, "source")
    assert faults == ()
    assert study is not None
    plan = plan_sheet(study, lead="es", version="v")
    data = pdf(plan, page)
    found = texts(data)
    assert len(found) == 2
    whole = " ".join(found)
    for name in (part.name for block_ in plan.blocks for part in block_.parts if isinstance(part, Entry)):
        assert name.lead in whole
    for strip in strips(data):
        assert strip.getextrema() == (255, 255)


def test_words_do_not_run_into_each_other_at_the_ends_of_lines() -> None:
    (found,) = texts(pdf(terms(3)))
    assert "Término0 del manual term0 of the manual Sigue entrenando un modelo" in found
    assert "no etiquetados de un dominio, por ejemplo textos médicos." in found


def test_one_term_is_one_page() -> None:
    (found,) = texts(pdf(terms(1)))
    assert "Término0 del manual" in found
    assert "1 / 1" in found


def test_one_page_is_preferred_while_it_can_be_read_in_comfort() -> None:
    assert [len(texts(pdf(terms(count)))) for count in (10, 30, 60)] == [1, 1, 2]


def test_no_terms_at_all_is_a_page_with_a_title() -> None:
    (found,) = texts(pdf(sheet()))
    assert "Entrenamiento y refinamiento" in found


def test_a_missing_character_is_reported_with_its_item_and_code_point() -> None:
    faults = refused(terms(2, "el signo 漢 y otra vez 漢, y 字"))
    assert [(fault.span, fault.code) for fault in faults] == [(SPAN, "missing-glyph")] * 4
    assert "'漢' (U+6F22)" in faults[0].message
    assert "'t0'" in faults[0].message


def test_what_is_drawn_as_a_shape_and_what_is_invisible_is_not_missing() -> None:
    (found,) = texts(pdf(terms(1, "a ↔ b ☐ pre\u00adentrena\u200bmiento ≠ ≥ → ✓ «x» ¿y? *cursiva → ✓*")))
    assert "preentrenamiento ≠ ≥ → ✓ «x» ¿y? cursiva → ✓" in found


def test_no_character_is_printed_as_a_box() -> None:
    document = pypdfium2.PdfDocument(pdf(realistic()))
    for page in document:
        assert "\x00" not in page.get_textpage().get_text_range()
        assert "\ufffe" not in page.get_textpage().get_text_range()
    document.close()


def test_too_much_is_reported_with_how_much_and_what_to_do() -> None:
    (fault,) = refused(terms(400))
    assert (fault.span, fault.code) == (SPAN, "sheet-overflow")
    assert re.search(r"takes \d+\.\d pages at 7.53 pt.* has 2: \d+% too much", fault.message)
    assert "sheet: omit" in fault.hint


def test_a_row_that_is_higher_than_a_page_is_an_overflow_too() -> None:
    (fault,) = refused(terms(1, "palabra " * 9000))
    assert fault.code == "sheet-overflow"


def test_a_character_that_only_the_regular_cut_has_is_borrowed() -> None:
    greek = "αβγ"  # the italics have no Greek
    fonts = fonts_of(theme())
    assert [cut for _, cut in fonts.cuts(greek, Face.ITALIC)] == [Face.REGULAR] * 3
    (found,) = texts(pdf(terms(1, f"*{greek}*")))
    assert greek in found


def test_a_term_of_many_lines_moves_to_the_next_column() -> None:
    assert len(texts(pdf(terms(40, DEFINITION * 3)))) == 2


def test_few_terms_do_not_grow_beyond_the_largest_size() -> None:
    document = pypdfium2.PdfDocument(pdf(terms(2)))
    heights = [obj.get_bounds() for obj in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
    assert max(top - bottom for _, bottom, _, top in heights) < 2 * theme().title_pt
    document.close()


def test_a_word_wider_than_its_column_is_broken() -> None:
    long = "x" * 60
    plan = sheet(block("1", 1, entry(0, f"antes {long} después {long * 4}"), grid(5, 1)))
    (found,) = texts(pdf(plan))
    assert found.replace(" ", "").count("x") >= 300
    for strip in strips(pdf(plan)):
        assert strip.getextrema() == (255, 255)


def test_a_large_table_repeats_its_head_where_it_is_cut() -> None:
    pages = texts(pdf(sheet(block("1", 1, grid(5, 80)))))
    assert [page.count("Columna4") for page in pages] == [1, 1]
    assert [page.count("Bloque 1 ") for page in pages] == [1, 1]


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert pdf(realistic()) == pdf(realistic())


def test_the_bytes_do_not_depend_on_the_hash_seed() -> None:
    code = "import hashlib; from tests import test_pdf as t; print(hashlib.sha256(t.pdf(t.realistic())).hexdigest())"
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_the_document_describes_itself() -> None:
    data = pdf(realistic())
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_value("Title") == "Entrenamiento y refinamiento – Sample Exam · Tarea 1.1"
    assert document.get_metadata_value("Subject") == "Training and fine-tuning"
    assert document.get_metadata_value("Keywords") == "SE-1, Estrategias"
    assert [mark.get_title() for mark in document.get_toc()] == [
        "Entrenamiento y refinamiento",
        *(f"Bloque {mark}" for mark in "123456!✓→"),
    ]
    document.close()
    assert re.search(rb"/Lang \(es\)", data)
    assert re.search(rb"/DisplayDocTitle true", data)
    assert re.search(rb"/PrintScaling /None", data)


def test_every_font_is_embedded_and_its_place_on_this_machine_is_not_told() -> None:
    data = pdf(realistic())
    assert b"site-packages" not in data
    assert b"Helvetica" not in data
    fonts = data.count(b"/Type /Font ") + data.count(b"/Type /Font\n")
    assert fonts == data.count(b"/FontFile2") == data.count(b"/ToUnicode") > 0


def test_a_sheet_is_quickly_set() -> None:
    plan = realistic()
    pdf(plan)  # the first one loads the fonts
    start = time.perf_counter()
    pdf(plan)
    assert time.perf_counter() - start < 2.0  # a fifth of a second here; slow machines run tests too


TEXTS = st.lists(
    st.tuples(st.text("abc ñ—,\u00a0", max_size=30), st.sampled_from([Style.PLAIN, Style.BOLD, Style.ITALIC])),
    max_size=8,
)


@cache
def setter() -> Setter:
    return Setter(fonts_of(theme()), theme())


def said(lines: list[Words]) -> str:
    """The lines as one text."""
    return "".join(
        "".join(piece.text for piece in word.pieces) + (" " if word.space else "") for line in lines for word in line
    )


@given(TEXTS, st.floats(0.9, 40))
def test_lines_hold_the_text_and_are_never_wider_than_the_measure(
    text: list[tuple[str, Style]], width_em: float
) -> None:
    lines = fill(setter().runs(tuple(Run(*run) for run in text)), width_em)
    whole = "".join(run for run, _ in text)
    assert said(lines).split(" ") == [*filter(None, whole.split(" ")), ""]
    for line in lines:
        drawn = sum(word.width_em + word.space_em for word in line) - line[-1].space_em
        assert drawn <= width_em + 1e-6


PARTS = st.one_of(
    st.builds(entry, st.integers(0, 99), st.sampled_from([DEFINITION, "corto", DEFINITION * 4])),
    st.builds(grid, st.integers(1, 5), st.integers(1, 12)),
    st.builds(process, st.integers(1, 9)),
    st.builds(sentence, st.integers(0, 99), st.sampled_from(["", "≠"])),
    st.builds(lambda number: IndexLine(SPAN, f"i{number}", Pair("uno", "one"), "1", 1), st.integers(0, 99)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=25), max_size=6), st.sampled_from(PageSize))
def test_every_row_has_a_place_of_its_own_within_the_frame(blocks: list[list[Part]], page: PageSize) -> None:
    plan = sheet(*(block(str(number + 1), number % 7 + 1, *parts) for number, parts in enumerate(blocks)))
    root = Tag("Document")
    frame = Furniture(plan, SIZES_PT[page], setter(), root).frame()
    rows = rows_of(plan, setter(), root, column_width_pt=frame.column_width(theme().columns), width_pt=frame.width)
    limits = limits_of(theme(), setter())
    found = fit(rows, frame, limits)
    if found is None:
        assert pages_needed(rows, frame, limits.smallest_pt) > limits.pages - 0.5
        return
    assert len(found.placed) >= len(rows)
    feet: dict[tuple[int, float], float] = {}
    for place in found.placed:
        column = (place.page, place.left)
        foot = place.top - place.box.height - place.slack
        assert place.top <= feet.get(column, frame.top if place.page else frame.first_top) + 0.01
        assert foot >= frame.bottom - 0.01
        feet[column] = foot


def test_a_word_in_two_styles_stays_together() -> None:
    text = words(
        [("pre", Ink(Face.REGULAR, "#000000")), ("entreno ya", Ink(Face.SEMIBOLD, "#000000"))], fonts_of(theme())
    )
    assert [[piece.text for piece in word.pieces] for word in text] == [["pre", "entreno"], ["ya"]]


@pytest.mark.parametrize("width_em", [3.0, 15.0, 60.0, 300.0])
def test_the_columns_of_a_table_take_all_the_width(width_em: float) -> None:
    widths = column_widths_em(cells(grid(5, 7), setter()), width_em)
    assert sum(widths) == pytest.approx(width_em)
    assert min(widths) > 0


def test_a_theme_with_faults_is_reported(tmp_path: Path) -> None:
    good = (ROOT / "templates" / "sheet.toml").read_text(encoding="utf-8")
    for old, new, message in (
        ("margin_mm     = 9.0", "margin_mm  = '9'", "'page.margin_mm' must be a number"),
        ("margin_mm     = 9.0", "margin_mm  = 9\nx = 1", "unknown key 'page.x'"),
        ('"#555555"', '"grey"', "'grey' is no colour like #1F4E8C"),
        ("[head]", "[tail]", "unknown table 'tail'"),
        ("[head]", "[head", "not TOML"),
        ("SourceSansPro-It.ttf", "Nowhere.ttf", "no typeface Nowhere.ttf"),
        ("x_height_mm    = 1.2", "x_height_mm = 0", "'body' must grow"),
        ('"traps", ', '"trap", ', "no block 'trap'"),
        ("[themes.mono]", "[theme.mono]", "unknown table 'theme'"),
        ("[faces]", "themes = 3\n[faces]", "not TOML"),
        ("[page]", "[themes]\nred = 3\n[page]", "'themes.red' must be a table"),
    ):
        path = tmp_path / "sheet.toml"
        assert old in good
        path.write_text(good.replace(old, new, 1), encoding="utf-8")
        found, faults = read_themes(path, "sheet.toml")
        assert found is None
        assert any(message in fault.message for fault in faults), (message, faults)
    found, faults = read_themes(tmp_path / "absent.toml", "absent.toml")
    assert (found, [fault.code for fault in faults]) == (None, ["unreadable"])
