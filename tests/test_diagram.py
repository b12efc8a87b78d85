"""Diagrams as they are drawn, and told in words."""

from repaso.pdf.sheet.diagram import alternative, lay_out
from repaso.sheet import Diagram, Gap, Pair
from tests.reading import glyphs, read_aloud, texts
from tests.sheets import block, diagram, draw, selftest, setter, sheet
from tests.structure import faults

LOOP = diagram((0, 1, "con datos"), (1, 2, ""), (2, 0, "otra vez"), (2, 3, ""))
NINE = diagram(*((box, box + 1, "sí") for box in range(8)))


def test_a_diagram_is_told_arrow_by_arrow() -> None:
    assert alternative(LOOP) == "Diagrama: Caja0 → Caja1 (con datos); Caja1 → Caja2; Caja2 → Caja0 (otra vez), Caja3."
    assert alternative(diagram(boxes=2)) == "Diagrama: Caja0; Caja1."


def test_every_box_and_every_arrow_is_shown_once() -> None:
    (page,) = texts(draw(sheet(block("1", 1, LOOP))).data)
    for words in ("Caja0", "box0", "Caja1", "Caja2", "Caja3", "con datos", "otra vez"):
        assert page.count(words) == 1


def test_nine_ranks_of_long_names_are_a_list_of_their_arrows() -> None:
    boxes = tuple(box._replace(name=Pair(f"Actualizaciones{n}", "")) for n, box in enumerate(NINE.boxes))
    part = NINE._replace(boxes=boxes)
    assert lay_out(part, setter(), 55.0) is None
    data = draw(sheet(block("1", 1, part))).data
    assert alternative(part) in read_aloud(data)
    assert faults(data) == []


def test_the_words_of_a_hidden_diagram_do_not_tell_its_boxes() -> None:
    (hidden,) = selftest(sheet(block("1", 1, LOOP))).questions.blocks[0].parts
    assert isinstance(hidden, Diagram)
    assert all(isinstance(box.name, Gap) for box in hidden.boxes)
    assert alternative(hidden) == "Diagrama: 1 → 2 (con datos); 2 → 3; 3 → 1 (otra vez), 4."


def test_the_text_of_a_box_stands_within_it() -> None:
    names = ("Sí", "Un nombre de muchas palabras que se reparte en líneas", "Palabralarguísima")
    part = LOOP._replace(
        boxes=tuple(box._replace(name=Pair(name, "")) for name, box in zip((*names, "Fin"), LOOP.boxes, strict=True))
    )
    found = lay_out(part, setter(), 55.0)
    assert found is not None
    for place, lines in zip(found.places, found.texts, strict=True):
        assert len(lines) * 1.15 <= place.height
    assert len(glyphs(draw(sheet(block("1", 1, part))).data)) > 100
