"""The cut-out cards, as a reader finds them in the PDF."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest

from repaso import pdf
from repaso.cards import CardsPlan, PaperCard, Role, Side
from repaso.diagnostics import Diagnostic
from repaso.history import tombstones
from repaso.inline import plain
from repaso.ledger import Entry, Ledger
from repaso.load import load
from repaso.notes import plan_notes
from repaso.pdf import DrawnCards
from repaso.pdf.cards.imposition import NO_OFFSET, PT_PER_MM, Box, Flip, Imposition, Offset
from repaso.plan_cards import EVERY_CARD, Selection, plan_cards
from repaso.sheet import PageSize
from repaso.values import LANGUAGES, Language
from tests.helpers import EVERY_KIND, HEAD, SOURCE, run, study
from tests.sheets import card_style, theme

RAW = pypdfium2.raw
EVERY = [(size, flip) for size in PageSize for flip in Flip]
SLIPPED = Offset(1.5, -2.25)
ID = re.compile(r"(?<!\w)\d{3,}[AB](?!\w)")
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
INSET_MM = 4.0


def planned(text: str, *, language: Language = "es", selection: Selection = EVERY_CARD) -> CardsPlan:
    found = study(text)
    return plan_cards(found, plan_notes(found), language=language, version="v", selection=selection)


@cache
def real(language: Language) -> CardsPlan:
    found, faults = load(SOURCE, "source.yaml")
    assert faults == ()
    assert found is not None
    return plan_cards(found, plan_notes(found), language=language, version="2026-11-22 · abc1234")


def printed(plan: CardsPlan, imposition: Imposition) -> DrawnCards:
    (drawn,), faults = pdf.render_cards(plan, impositions=[imposition], theme=theme(), style=card_style())
    assert faults == ()
    assert drawn is not None
    assert drawn.cards == len(plan.cards)
    return drawn


@cache
def real_print(size: PageSize, flip: Flip, offset: Offset = NO_OFFSET, language: Language = "es") -> DrawnCards:
    return printed(real(language), Imposition(size=size, flip=flip, offset=offset))


def refused(plan: CardsPlan, size: PageSize = PageSize.A4) -> tuple[Diagnostic, ...]:
    imposition = Imposition(size=size, flip=Flip.LONG_EDGE)
    (drawn,), faults = pdf.render_cards(plan, impositions=[imposition], theme=theme(), style=card_style())
    assert drawn is None
    return faults


class Char(NamedTuple):
    """A character as the PDF has it; the reader's own spaces stand nowhere.

    Loose boxes are as wide as the pen moves, tight ones as the ink.
    """

    text: str
    loose: Box
    tight: Box
    size: float


class Page(NamedTuple):
    text: str
    chars: tuple[Char, ...]
    paths: tuple[Box, ...]


def box(left: float, bottom: float, right: float, top: float) -> Box:
    return Box(left, bottom, right - left, top - bottom)


@cache
def pages(data: bytes) -> tuple[Page, ...]:
    """What stands on every page of a document."""
    return tuple(_pages(data))


def _pages(data: bytes) -> Iterator[Page]:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        chars = tuple(_char(textpage, index) for index in range(textpage.count_chars()))
        paths = tuple(box(*path.get_bounds()) for path in page.get_objects(filter=[RAW.FPDF_PAGEOBJ_PATH]))
        yield Page(text, chars, paths)
    document.close()


def _char(textpage: Any, index: int) -> Char:
    text = chr(RAW.FPDFText_GetUnicode(textpage, index))
    if RAW.FPDFText_IsGenerated(textpage, index):
        return Char(text, NOWHERE, NOWHERE, 0.0)
    loose, tight = (box(*textpage.get_charbox(index, loose=kind)) for kind in (True, False))
    return Char(text, loose, tight, RAW.FPDFText_GetFontSize(textpage, index))


def sheets(drawn: DrawnCards, imposition: Imposition) -> Iterator[tuple[Page, Page]]:
    """Fronts and backs, without the calibration; of a folded sheet they are one page."""
    found = pages(drawn.data)[imposition.sides :]
    assert len(found) == imposition.sides * imposition.sheets(drawn.cards)
    for first in range(0, len(found), imposition.sides):
        yield found[first], found[first + imposition.sides - 1]


def ids(page: Page) -> Mapping[str, Box]:
    """All numbers such as 012A: as wide as the pen moves, as high as the ink."""
    text = "".join(char.text for char in page.chars)
    found = {}
    for match in ID.finditer(text):
        chars = page.chars[match.start() : match.end()]
        assert match[0] not in found
        bottom, top = min(char.tight.bottom for char in chars), max(char.tight.top for char in chars)
        found[match[0]] = box(chars[0].loose.left, bottom, chars[-1].loose.right, top)
    return found


def within(inner: Box, outer: Box, slack: float = 0.05) -> bool:
    return (
        inner.left >= outer.left - slack
        and inner.bottom >= outer.bottom - slack
        and inner.right <= outer.right + slack
        and inner.top <= outer.top + slack
    )


def apart(one: Box, other: Box) -> bool:
    return one.right <= other.left or other.right <= one.left or one.top <= other.bottom or other.top <= one.bottom


def cells_of(imposition: Imposition, place: int) -> tuple[Box, Box]:
    front = imposition.front(place)
    return front, imposition.back(front)


def sides_of(cards: tuple[PaperCard, ...], imposition: Imposition) -> Iterator[tuple[int, int, PaperCard]]:
    for index, card in enumerate(cards):
        yield *divmod(index, imposition.per_sheet), card


def words_in(page: Page, cell: Box) -> str:
    """The text within a rectangle, without spaces: ends of lines are none."""
    return "".join(char.text for char in page.chars if within(char.loose, cell) and not char.text.isspace())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("size", "flip", "offset"), [*((*one, SLIPPED) for one in EVERY), (PageSize.A4, Flip.LONG_EDGE, NO_OFFSET)]
)
def test_numbers_lie_behind_each_other_when_the_sheet_is_turned(size: PageSize, flip: Flip, offset: Offset) -> None:
    imposition = Imposition(size=size, flip=flip, offset=offset)
    width, height = (side * 72 / 25.4 for side in ((210, 297) if size is PageSize.A4 else (215.9, 279.4)))
    met = []
    for front, back in sheets(real_print(size, flip, offset), imposition):
        backs = ids(back)
        for name, one in ids(front).items():
            if name.endswith("A"):
                x, y = one.centre
                wanted = (x, height - y) if flip is Flip.SHORT_EDGE else (width - x, y)
                found = backs[f"{name[:-1]}B"].centre
                slipped = [(a - b) * 25.4 / 72 for a, b in zip(found, wanted, strict=True)]
                assert slipped == pytest.approx([offset.x_mm, offset.y_mm], abs=0.1)
                met.append(name)
    assert met == [f"{card.number:03d}A" for card in real("es").cards]


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_every_text_is_whole_on_its_own_card(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip, offset=SLIPPED)
    on_paper = list(sheets(real_print(size, flip, SLIPPED), imposition))
    for sheet, place, card in sides_of(real("es").cards, imposition):
        for page, cell, side, letter in zip(
            on_paper[sheet], cells_of(imposition, place), (card.front, card.back), "AB", strict=True
        ):
            found = words_in(page, cell)
            assert f"{card.number:03d}{letter}" in found
            at = 0
            for paragraph in side.paragraphs:
                text = squeezed(plain(paragraph.runs))
                if not paragraph.spare:
                    assert text in found[at:], (card.id, text)
                    at = found.index(text, at) + len(text)


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_all_that_is_printed_keeps_its_distance_from_the_scissors(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip, offset=SLIPPED)
    cells = [cell for place in range(imposition.per_sheet) for cell in cells_of(imposition, place)]
    safe = [cell.inset(INSET_MM * PT_PER_MM) for cell in cells]
    grid = imposition.grid
    for number, page in enumerate(pages(real_print(size, flip, SLIPPED).data)[imposition.sides :]):
        back = number % imposition.sides
        for char in page.chars:
            assert char.loose.top < grid.bottom or any(within(char.loose, cell) for cell in safe)
        cut = grid.moved(*imposition.shift) if back else grid
        between = [path for path in page.paths if not apart(path, cut) and not any(within(path, one) for one in safe)]
        # What is left are the lines between the cards, on fronts only.
        lines = [] if back else [*imposition.cuts(), *([imposition.fold()] if flip is Flip.FOLD else [])]
        assert len(between) == len(lines)
        for line in lines:
            edge = box(line.x0, line.y0, line.x1, line.y1)
            assert sum(within(path, edge, slack=1.1) for path in between) == 1


@pytest.mark.parametrize("size", PageSize)
def test_nothing_overlaps_on_any_card(size: PageSize) -> None:
    imposition = Imposition(size=size, flip=Flip.LONG_EDGE, offset=SLIPPED)
    seen = 0
    for fronts_and_backs in sheets(real_print(size, Flip.LONG_EDGE, SLIPPED), imposition):
        for side, page in enumerate(fronts_and_backs):
            for place in range(imposition.per_sheet):
                cell = cells_of(imposition, place)[side]
                lines: dict[float, list[Box]] = defaultdict(list)
                for char in page.chars:
                    if within(char.loose, cell) and char.tight.width * char.tight.height > 0:
                        lines[round(char.loose.bottom, 1)].append(char.tight)
                rows = [
                    box(
                        min(one.left for one in row),
                        min(one.bottom for one in row),
                        max(one.right for one in row),
                        max(one.top for one in row),
                    )
                    for row in lines.values()
                ]
                if not rows:  # the last sheet is not full
                    continue
                seen += 1
                chip_and_number = max(rows, key=lambda row: row.bottom)
                body = [row for row in rows if row.bottom < chip_and_number.bottom - 4]
                assert all(apart(one, other) for one, other in combinations(body, 2) if one.bottom != other.bottom)
                rules = [path for path in page.paths if within(path, cell.inset(9))]
                assert all(apart(rule, row) for rule in rules for row in rows if rule.height < 2)
    assert seen == 2 * len(real("es").cards)


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_no_text_is_smaller_than_the_floor(size: PageSize, flip: Flip) -> None:
    drawn = real_print(size, flip, SLIPPED)
    sizes = {round(char.size, 3) for page in pages(drawn.data) for char in page.chars if char.size}
    assert min(sizes) >= card_style().smallest_pt
    assert drawn.smallest_pt >= card_style().smallest_pt


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_hole_is_open_on_the_front_and_no_markup_shows(language: Language) -> None:
    data = real_print(PageSize.A4, Flip.LONG_EDGE, language=language).data
    whole = "".join(page.text for page in pages(data))
    assert "{{" not in whole
    assert "::" not in whole
    assert "________" in whole


def test_every_page_says_what_it_is_and_how_to_print_it() -> None:
    for flip, turn in ((Flip.LONG_EDGE, "borde largo"), (Flip.SHORT_EDGE, "borde corto"), (Flip.FOLD, "doblar")):
        imposition = Imposition(size=PageSize.A4, flip=flip)
        all_pages = pages(real_print(PageSize.A4, flip, SLIPPED).data)
        for number, page in enumerate(all_pages):
            foot = "".join(char.text for char in page.chars if char.loose.top < imposition.grid.bottom)
            sheet = number // imposition.sides
            assert (
                f"hoja {sheet} de {imposition.sheets(len(real('es').cards))}" in foot
                if sheet
                else "calibración" in foot
            )
            assert turn in foot
            assert "imprimir al 100" in foot
            assert "2026-11-22 · abc1234" in foot
            if imposition.sides == 2:
                assert ("anverso", "reverso")[number % 2] in foot


@pytest.mark.parametrize(
    ("flip", "duplex"),
    [
        (Flip.LONG_EDGE, RAW.DuplexFlipLongEdge),
        (Flip.SHORT_EDGE, RAW.DuplexFlipShortEdge),
        (Flip.FOLD, RAW.Simplex),
    ],
)
def test_a_viewer_is_told_how_to_print(flip: Flip, duplex: int) -> None:
    document = pypdfium2.PdfDocument(real_print(PageSize.LETTER, flip, SLIPPED).data)
    assert RAW.FPDF_VIEWERREF_GetPrintScaling(document) == 0
    assert RAW.FPDF_VIEWERREF_GetDuplex(document) == duplex
    assert document.get_page_size(0) == (612, 792)
    assert document.get_metadata_value("Title").startswith("Tarjetas: Entrenamiento")
    assert [entry.get_title()[:2] for entry in document.get_toc()] == ["1 ", "2 ", "3 ", "4 ", "5 ", "6 "]
    document.close()


@pytest.mark.parametrize(
    ("flip", "sides", "per_sheet"), [(Flip.LONG_EDGE, 2, 10), (Flip.SHORT_EDGE, 2, 10), (Flip.FOLD, 1, 5)]
)
def test_pages_are_counted(flip: Flip, sides: int, per_sheet: int) -> None:
    drawn = real_print(PageSize.A4, flip, SLIPPED)
    cards = len(real("es").cards)
    wanted = sides * (1 + -(-cards // per_sheet))
    assert (drawn.cards, drawn.pages, len(pages(drawn.data))) == (cards, wanted, wanted)


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_the_calibration_has_its_scales_behind_its_crosses(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip, offset=SLIPPED)
    first = pages(real_print(size, flip, SLIPPED).data)[: imposition.sides]

    def middles(page: Page, arm_mm: float, *, level: bool) -> list[tuple[float, float]]:
        """The middles of all lines so long, of which a reader sees the width at both ends, too."""
        length = 2 * arm_mm * PT_PER_MM
        sides = [(path, *((path.width, path.height) if level else (path.height, path.width))) for path in page.paths]
        return [path.centre for path, long, wide in sides if length < long < length + 2 and wide < 2]

    dx, dy = imposition.shift
    width, height = imposition.paper.width, imposition.paper.height
    fronts = middles(first[0], 14, level=True)
    assert len(fronts) == (3 if flip is Flip.FOLD else 5)
    for x, y in fronts:
        wanted = (x + dx, height - y + dy) if flip is Flip.SHORT_EDGE else (width - x + dx, y + dy)
        found = [
            (page, arm_mm, level)
            for page, arm_mm, place in ((first[0], 14, (x, y)), (first[-1], 3, wanted))
            for level in (True, False)
            if any(one == pytest.approx(place, abs=0.1) for one in middles(page, arm_mm, level=level))
        ]
        assert len(found) == 4


def test_a_scale_counts_right_and_up() -> None:
    _, back = pages(real_print(PageSize.A4, Flip.LONG_EDGE, SLIPPED).data)[:2]
    text = "".join(char.text for char in back.chars)
    signs = {
        name: [back.chars[match.start() + 1].tight.centre for match in re.finditer(re.escape(name), text)]
        for name in ("−5", "+5")
    }
    assert len(signs["−5"]) == len(signs["+5"]) == 2 * (5 + 1)
    for (x, y), (more_x, more_y) in zip(signs["−5"], signs["+5"], strict=True):
        moved = ((more_x - x) / PT_PER_MM, (more_y - y) / PT_PER_MM)
        assert moved == pytest.approx((10, 0), abs=0.5) or moved == pytest.approx((0, 10), abs=0.5)


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_both_rulers_have_a_unit_and_all_figures_are_as_large_as_the_text(size: PageSize, flip: Flip) -> None:
    first = pages(real_print(size, flip, SLIPPED).data)[: Imposition(size=size, flip=flip).sides]
    lines = [line.strip() for page in first for line in page.text.splitlines()]
    assert sum(line.endswith("100 mm") for line in lines) == 2
    for page in first:
        text = "".join(char.text for char in page.chars)
        figures = list(re.finditer(r"[−+]5|(?<![\d.-])[1-9]0(?![\d-])", text))
        assert figures
        for match in figures:
            assert {round(char.size, 2) for char in page.chars[match.start() : match.end()]} == {10.0}


def test_the_calibration_tells_which_offset_it_already_has() -> None:
    (_, slipped), (_, exact) = (
        pages(real_print(PageSize.A4, Flip.LONG_EDGE, offset).data)[:2] for offset in (SLIPPED, NO_OFFSET)
    )
    assert "--offset 1.5,-2.25" in slipped.text
    assert "-2.25" not in exact.text


def test_the_same_plan_gives_the_same_bytes() -> None:
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    assert printed(real("es"), imposition).data == real_print(PageSize.A4, Flip.LONG_EDGE).data


def paragraphs(side: Side) -> list[str]:
    spare = {False: "", True: " spare"}
    return [f"{one.role}{spare[one.spare]}: {plain(one.runs)}" for one in side.paragraphs]


def test_every_kind_of_item_makes_its_card() -> None:
    cards = {card.id: card for card in planned(EVERY_KIND).cards}
    assert list(cards) == [note.id for note in plan_notes(study(EVERY_KIND))]
    assert [card.number for card in cards.values()] == [1, 2, 3, 4, 5, 6, 7]
    assert {name: paragraphs(card.front) for name, card in cards.items()} == {
        "t": ["title: Olvido catastrófico", "name: catastrophic forgetting"],
        "c": ["text: El entrenamiento previo usa aprendizaje ¹________ sobre datos ²________\u00a0(tipo)."],
        "q": ["text: Un hospital tiene notas sin etiquetar. ", "ask: ¿Qué elige?"],
        "gt.need": [
            "cue: Servicios",
            "title: Amazon SageMaker Ground Truth",
            "ask: ¿Para qué sirve?",
        ],
        "s1": [
            "cue: Ajuste · paso 1 de 3",
            "ask: 1.\u00a0¿Qué ocurre?",
            "text: 2.\u00a0Calcular la pérdida.",
        ],
        "s2": [
            "cue: Ajuste · paso 2 de 3",
            "text: 1.\u00a0Dividir los datos.",
            "ask: 2.\u00a0¿Qué ocurre?",
            "text: 3.\u00a0Evaluar.",
        ],
        "s3": [
            "cue: Ajuste · paso 3 de 3",
            "text: 2.\u00a0Calcular la pérdida.",
            "ask: 3.\u00a0¿Qué ocurre?",
        ],
    }
    erratum = "remark: ! El manual dice «millones de GPU»; lo correcto es millones de horas de GPU."
    told, *others = paragraphs(cards["t"].back)
    assert told.startswith("text: Al refinar para una sola tarea, las ponderaciones cambian")
    assert others == [
        "other: Fine-tuning for one task changes the weights so much that the model gets worse at others.",
        "remark spare: También: ajuste",
        erratum,
        "remark: ≠ Una tarea no es un etiquetado",
    ]
    assert paragraphs(cards["c"].back)[0].endswith("aprendizaje autosupervisado sobre datos no estructurados.")
    assert "remark: A 22 nov 2026: Titan está retirado." in paragraphs(cards["c"].back)
    assert paragraphs(cards["q"].back)[:3] == [
        "title: Entrenamiento previo continuo",
        "name: Continued pre-training",
        "text: Sin etiquetas.",
    ]
    assert paragraphs(cards["gt.need"].back)[:2] == [
        "answer: Gestionar el etiquetado por personas",
        "other: Manage labeling by people",
    ]
    assert paragraphs(cards["s1"].back)[:2] == ["answer: Dividir los datos.", "text: Porque sí."]
    assert (cards["t"].flag, cards["c"].flag, cards["q"].flag) == ("extra", "histórico", "")
    assert (cards["gt.need"].mark, cards["gt.need"].colour) == ("5", 5)


def test_a_row_tells_its_traps_only_where_they_tell_something_apart() -> None:
    cards = {card.id: paragraphs(card.back) for card in real("es").cards}
    (trap,) = [text for text in cards["split-validation.when"] if text.startswith("remark: ≠ Validación: durante")]
    assert trap not in cards["split-validation.purpose"]


def test_a_name_below_a_headline_begins_as_in_the_glossary() -> None:
    text = EVERY_KIND + (
        "glossary:\n  - {es: entrenamiento previo continuo, en: continued pre-training}\n"
        "  - {es: servicio de etiquetado, en: Labeling Service}\n"
    )
    cards = {card.id: card for card in planned(text).cards}
    assert paragraphs(cards["q"].back)[:2] == ["title: Entrenamiento previo continuo", "name: continued pre-training"]
    other = text.replace("en: Continued pre-training}", "en: labeling Service}")
    assert paragraphs({card.id: card for card in planned(other).cards}["q"].back)[1] == "name: Labeling Service"
    phrase = text.replace("en: Continued pre-training}", "en: Continued pre-training first}")
    assert paragraphs({card.id: card for card in planned(phrase).cards}["q"].back)[1] == (
        "name: Continued pre-training first"
    )


def test_english_leads_where_it_is_wanted() -> None:
    cards = {card.id: card for card in planned(EVERY_KIND, language="en").cards}
    assert paragraphs(cards["t"].front) == ["title: Catastrophic forgetting", "name: olvido catastrófico"]
    assert "data & more" in paragraphs(cards["c"].front)[0]
    assert paragraphs(cards["q"].front)[1] == "ask: What does it choose?"


def test_a_column_asked_only_backwards_shows_its_cell() -> None:
    text = EVERY_KIND.replace("        ask: {es: ¿Para qué sirve?, en: What is it for?}\n", "")
    (card,) = [card for card in planned(text).cards if card.id == "gt.need"]
    assert paragraphs(card.front)[1:] == [
        "answer: Gestionar el etiquetado por personas",
        "ask: ¿Qué servicio de AWS?",
    ]
    assert paragraphs(card.back)[0] == "title: Amazon SageMaker Ground Truth"


def test_a_retired_note_makes_no_card() -> None:
    gone = EVERY_KIND + "retired:\n  - {id: old, since: 1.0.0, why: {es: Era falso., en: It was wrong.}}\n"
    found = study(gone)
    old = Entry(kind="term", ords=(0,), note_id=1, mod=1, hash="x", first="1.0.0", last="1.0.0", origin="old")
    notes = plan_notes(found)
    buried = tombstones(found, Ledger(notes={"old": old}), notes)
    assert [note.id for note in buried] == ["old"]
    plan = plan_cards(found, notes + buried, language="es", version="v")
    assert (plan.total, len(plan.cards)) == (7, 7)


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(sections=("1",)), [1, 2, 3]),
        (Selection(sections=("5.1",)), [4, 5, 6, 7]),
        (Selection(sections=("5", "1")), [1, 2, 3, 4, 5, 6, 7]),
        (Selection(tags=("beyond",)), [1]),
        (Selection(tags=("beyond", "legacy")), [1, 2]),
        (Selection(kinds=("step", "row")), [4, 5, 6, 7]),
        (Selection(sections=("1",), kinds=("question",)), [3]),
        (Selection(sections=("5",), kinds=("question",)), []),
    ],
)
def test_a_selection_keeps_the_numbers(selection: Selection, wanted: list[int]) -> None:
    plan = planned(EVERY_KIND, selection=selection)
    assert [card.number for card in plan.cards] == wanted
    assert plan.total == 7


def term(definition: str, name: str = "pérdida", more: str = "") -> str:
    return (
        f"{HEAD}terms:\n  - id: t1\n    covers: [p1, p2]\n    term: {{es: {name}, en: loss}}\n"
        f"    definition:\n      es: {definition}\n      en: Short.\n{more}"
    )


@pytest.mark.parametrize("size", PageSize)
def test_a_text_too_long_for_a_card_explains_itself(size: PageSize) -> None:
    (fault,) = refused(planned(term("palabra " * 300)), size)
    assert (fault.span, fault.code) == (("source.yaml", 18, 11), "card-overflow")
    assert re.fullmatch(
        rf"on {size.capitalize()} the back of card 001 \('t1'\) is \d{{3}} mm high at 7.5 pt, "
        r"the smallest readable size, and has \d\d mm",
        fault.message,
    )
    found = re.fullmatch(r"shorten it by about (\d+) words", fault.hint)
    assert found
    fewer = "palabra " * (300 - int(found[1]) - 16)
    assert 7.5 <= printed(planned(term(fewer)), Imposition(size=size, flip=Flip.LONG_EDGE)).smallest_pt < 8


def test_cards_printed_on_both_papers_at_once_are_those_of_each() -> None:
    both = [Imposition(size=size, flip=Flip.LONG_EDGE) for size in PageSize]
    drawn, faults = pdf.render_cards(real("es"), impositions=both, theme=theme(), style=card_style())
    assert faults == ()
    assert list(drawn) == [real_print(size, Flip.LONG_EDGE) for size in PageSize]


def test_a_text_that_is_too_long_for_one_paper_is_printed_on_the_other() -> None:
    both = [Imposition(size=size, flip=Flip.LONG_EDGE) for size in PageSize]
    plan = planned(term("palabra " * 77))
    drawn, (fault,) = pdf.render_cards(plan, impositions=both, theme=theme(), style=card_style())
    assert [one is None for one in drawn] == [False, True]
    assert fault.message.startswith("on Letter the back of card 001 ")


def test_remarks_are_left_away_as_a_whole_before_a_text_gets_small() -> None:
    note = f"    note: {{es: '{'Observación larga. ' * 12}', en: x}}\n    synonyms: {{es: [costo]}}\n"
    text = term("Lo que se aleja la respuesta del modelo de la etiqueta real en cada paso. " * 4, more=note)
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    ((_, back),) = sheets(printed(planned(text), imposition), imposition)
    assert "etiqueta real" in back.text
    assert "Observación" not in back.text
    assert "También: costo" in back.text
    ((_, back),) = sheets(printed(planned(term("Breve.", more=note)), imposition), imposition)
    assert back.text.count("Observación larga.") == 12


def test_what_is_spare_goes_wherever_it_stands_and_never_a_trap_or_an_erratum() -> None:
    text = EVERY_KIND.replace("es: [ajuste]", f"es: [{'otro nombre, ' * 40}y otro]")
    assert text != EVERY_KIND
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    drawn = printed(planned(text, selection=Selection(kinds=("term",))), imposition)
    ((_, back),) = sheets(drawn, imposition)
    assert drawn.left_off == 1
    assert "También" not in back.text
    assert "El manual dice" in back.text
    assert "≠ Una tarea no es un etiquetado" in back.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_the_same_on_every_paper(language: Language) -> None:
    seen = []
    for size in PageSize:
        imposition = Imposition(size=size, flip=Flip.LONG_EDGE)
        on_paper = list(sheets(real_print(size, Flip.LONG_EDGE, language=language), imposition))
        seen.append(
            {
                card.id: [
                    [squeezed(plain(one.runs)) in words_in(page, cell) for one in side.paragraphs]
                    for page, cell, side in zip(
                        on_paper[sheet], cells_of(imposition, place), (card.front, card.back), strict=True
                    )
                ]
                for sheet, place, card in sides_of(real(language).cards, imposition)
            }
        )
    a4, letter = seen
    assert a4 == letter
    missing = [said for both in a4.values() for side in both for said in side if not said]
    assert len(missing) == real_print(PageSize.A4, Flip.LONG_EDGE, language=language).left_off > 0


def test_what_only_one_paper_has_room_for_stands_on_neither() -> None:
    left_off = set()
    for count in range(1, 70, 3):
        text = term("Lo que se aleja de la etiqueta. " * 4, more=f"    note: {{es: '{'Nota. ' * count}', en: x}}\n")
        drawn = {size: printed(planned(text), Imposition(size=size, flip=Flip.LONG_EDGE)).left_off for size in PageSize}
        assert drawn[PageSize.A4] == drawn[PageSize.LETTER]
        left_off.add(drawn[PageSize.A4])
    assert left_off == {0, 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_back_has_the_other_language_and_may_not_do_without(language: Language) -> None:
    without = []
    for card in real(language).cards:
        translations = [one for one in card.back.paragraphs if one.role in (Role.OTHER, Role.NAME)]
        assert not any(one.spare for one in translations)
        if not translations:
            without.append(card)
    found, _ = load(SOURCE, "source.yaml")
    assert found is not None
    same = {item.id for item in found.questions if str(item.answer.es).casefold() == str(item.answer.en).casefold()}
    assert {card.id for card in without} <= same


def test_a_word_wider_than_a_card_is_broken_and_stays_on_it() -> None:
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    ((front, _),) = sheets(printed(planned(term("Breve.", name="x" * 150)), imposition), imposition)
    assert words_in(front, imposition.front(0).inset(INSET_MM * PT_PER_MM)).lower().count("x") == 150


def test_a_missing_character_is_reported_with_its_item() -> None:
    (fault,) = refused(planned(term("El signo 漢.")))
    assert (fault.span, fault.code) == (("source.yaml", 14, 5), "missing-glyph")
    assert "'漢' (U+6F22), used in 't1'" in fault.message


def test_a_long_section_title_is_shortened_at_a_word() -> None:
    title = "Una sección cuyo título no cabe de ningún modo en la cabecera de una tarjeta"
    text = term("Breve.", more="    tags: [beyond]\n").replace("Una sección", title, 1)
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    ((front, back),) = sheets(printed(planned(text), imposition), imposition)
    for page in (front, back):
        assert re.search(r"Una sección cuyo título no [a-zú ]+…", page.text)
        assert "extra" in page.text


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_a_section_has_one_title_on_all_its_cards(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip, offset=SLIPPED)
    on_paper = list(sheets(real_print(size, flip, SLIPPED), imposition))
    forms = defaultdict(set)
    for sheet, place, card in sides_of(real("es").cards, imposition):
        for page, cell, letter in zip(on_paper[sheet], cells_of(imposition, place), "AB", strict=True):
            number = ids(page)[f"{card.number:03d}{letter}"]
            head = [
                char for char in page.chars if within(char.loose, cell) and abs(char.loose.bottom - number.bottom) < 4
            ]
            text = "".join(char.text for char in head)
            assert text.count(card.flag or "extra") == bool(card.flag)
            text = text.replace(f"{card.number:03d}{letter}", "").strip(card.mark)
            forms[card.mark].add(squeezed(text.replace(card.flag, "")))
    assert sorted(forms) == ["1", "2", "3", "4", "5", "6"]
    assert all(len(titles) == 1 for titles in forms.values()), forms


@pytest.mark.parametrize("size", PageSize)
def test_a_tables_title_stands_nearer_to_its_row_than_to_the_head(size: PageSize) -> None:
    imposition = Imposition(size=size, flip=Flip.LONG_EDGE, offset=SLIPPED)
    on_paper = list(sheets(real_print(size, Flip.LONG_EDGE, SLIPPED), imposition))
    seen = 0
    for sheet, place, card in sides_of(real("es").cards, imposition):
        if [one.role for one in card.front.paragraphs[:2]] != [Role.CUE, Role.TITLE]:
            continue
        page, (cell, _) = on_paper[sheet][0], cells_of(imposition, place)
        inked = [char for char in page.chars if within(char.loose, cell) and char.tight.height > 0]
        sizes = sorted({round(char.size, 2) for char in inked})
        title = [char.tight for char in inked if char.size == pytest.approx(sizes[-1], abs=0.01)]
        above = [char.tight for char in inked if char.tight.bottom > max(one.top for one in title) - 1]
        number = ids(page)[f"{card.number:03d}A"]
        told = [one for one in above if one.top < number.bottom - 2]
        from_head = number.bottom - max(one.top for one in told)
        from_name = min(one.bottom for one in told) - max(one.top for one in title)
        assert from_head > 2 * from_name > 0
        seen += 1
    assert seen > 20


@pytest.mark.parametrize(("size", "flip"), EVERY)
def test_a_flag_is_outlined_beside_the_number(size: PageSize, flip: Flip) -> None:
    imposition = Imposition(size=size, flip=flip, offset=SLIPPED)
    on_paper = list(sheets(real_print(size, flip, SLIPPED), imposition))
    flagged = 0
    for sheet, place, card in sides_of(real("es").cards, imposition):
        for page, cell, letter in zip(on_paper[sheet], cells_of(imposition, place), "AB", strict=True):
            number = ids(page)[f"{card.number:03d}{letter}"]
            _, middle = number.centre
            outlines = [
                path
                for path in page.paths
                if within(path, cell) and abs(path.centre[1] - middle) < 1 and path.width > 1.5 * path.height
            ]
            inside = ["".join(char.text for char in page.chars if within(char.loose, one, 3)) for one in outlines]
            assert inside == ([card.flag] if card.flag else [])
            for one in outlines:
                assert min(abs(one.left - number.right), abs(number.left - one.right)) < 6
                flagged += 1
    assert flagged == 2 * sum(bool(card.flag) for card in real("es").cards) > 0


def test_many_cards_have_numbers_of_four_digits() -> None:
    items = "".join(
        f"  - {{id: t{n}, covers: p1, term: {{es: término {n}, en: term {n}}}, definition: {{es: Una, en: One}}}}\n"
        for n in range(1001)
    )
    imposition = Imposition(size=PageSize.A4, flip=Flip.LONG_EDGE)
    *_, (front, back) = sheets(printed(planned(f"{HEAD}terms:\n{items}"), imposition), imposition)
    assert list(ids(front)) == ["1001A"]
    assert list(ids(back)) == ["1001B"]


def test_the_command_prints_a_selection_on_one_paper(project: Path) -> None:
    result = run(
        "cards", "--kind", "term", "--language", "en", "--mode", "fold", "--offset", "-1,0.5", "--size", "letter"
    )
    assert result.exit_code == 0, result.output
    assert "sample: 1 card on 2 pages, no text below" in result.output
    assert [path.name for path in (project / "dist").iterdir()] == ["sample-en-cards-letter.pdf"]
    assert not (project / "source" / "sample.lock").exists()
    (_, page) = pages((project / "dist" / "sample-en-cards-letter.pdf").read_bytes())
    assert "Catastrophic forgetting" in page.text


def test_the_summary_tells_how_many_remarks_were_left_off(project: Path) -> None:
    assert "left off" not in run("cards").output
    source = project / "source" / "sample.yaml"
    text = source.read_text(encoding="utf-8")
    longer = text.replace("es: [ajuste]", f"es: [{'otro nombre, ' * 40}y otro]")
    source.write_text(longer, encoding="utf-8")
    for words in (["cards"], []):
        assert re.search(r"7 cards on 4 pages, no text below \d\.\d pt, 1 remark left off\n", run(*words).output)
    source.write_text(longer.replace("es: Nota.,", f"es: {'Nota. ' * 80},"), encoding="utf-8")
    assert "2 remarks left off" in run("cards").output


def test_the_command_prints_what_a_build_prints(project: Path) -> None:
    run()
    built = {path.name: path.read_bytes() for path in (project / "dist").glob("*-cards-*.pdf")}
    assert sorted(built) == ["sample-cards-a4.pdf", "sample-cards-letter.pdf"]
    assert "nothing to write" in run("cards").output
    assert "wrote dist/sample-cards-a4.pdf" in run("cards", "--section", "5").output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--section", "5.2"), "no section '5.2'; did you mean '5.1'?"),
        (("--section", "x"), "no section 'x'; there are 1, 5, 5.1"),
        (("--tag", "beyon"), "no tag 'beyon'; did you mean 'beyond'?"),
        (("--tag", "x"), "no tag 'x'; there are beyond, legacy"),
        (("--kind", "verb"), "'verb' is not one of 'term', 'cloze'"),
        (("--kind", "row", "--section", "1"), "no card is all of that"),
        (("--offset", "1"), "'1' is no pair of millimetres such as 1.5,-2"),
        (("--offset", "1,x"), "'1,x' is no pair of millimetres"),
        (("--offset", "nan,0"), "'nan,0' moves the backs by more than 5 mm"),
        (("--offset", "0,-5.1"), "'0,-5.1' moves the backs by more than 5 mm"),
        (("--mode", "tumble"), "'tumble' is not one of 'long-edge', 'short-edge', 'fold'"),
    ],
)
def test_a_wrong_wish_is_told_and_nothing_written(project: Path, words: tuple[str, ...], message: str) -> None:
    result = run("cards", *words)
    assert result.exit_code == 2
    assert message in result.output
    assert not (project / "dist").exists()


def test_a_card_too_long_stops_the_build(project: Path) -> None:
    source = project / "source" / "sample.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("es: Sin etiquetas.", f"es: {'Sin etiquetas. ' * 200}"), encoding="utf-8")
    for words in ((), ("cards",)):
        result = run(*words)
        assert result.exit_code == 1
        assert re.search(r"source/sample.yaml:\d+:\d+: error: on A4 the back of card 003 \('q'\)", result.output)
        assert "[card-overflow]" in result.output
        assert not (project / "dist").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("inset_mm       = 5.0", "inset_mm       = 3.0", "'card.inset_mm' must be 4 or more"),
        ("title  = 17.0", "title  = 7.0", "no other size of a card below it"),
        ("title  = 17.0", "title  = nan", "'largest_pt.title' must be a number"),
        ("title  = 17.0", 'title  = "17"', "'largest_pt.title' must be a number"),
        ("title  = 17.0", "headline = 17.0", "unknown key 'largest_pt.headline'"),
        ("[margin]", "[margins]", "unknown table 'margins'"),
        ("leading        = 1.22", "leading        = 0.9", "'card.leading' must be 1 or more"),
        ("foot_pt = 7.5", "foot_pt = 0", "sizes in 'margin' must be above 0"),
        ("[card]", "[card", "not TOML"),
    ],
)
def test_a_wrong_style_is_named(project: Path, old: str, new: str, message: str) -> None:
    path = project / "templates" / "cards-print.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert "templates/cards-print.toml:1:1: error:" in result.output
    assert message in result.output
