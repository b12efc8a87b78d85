from dataclasses import replace

import pytest

from repaso.inline import plain
from repaso.notes import plan_notes, split_question
from repaso.values import Name
from tests.helpers import EVERY_KIND, HEAD, TERM, note, study


def test_a_term_has_both_languages_on_one_note() -> None:
    found, fields = note(EVERY_KIND, "t")
    assert found.ords == (0, 1, 2, 3, 4, 5)
    assert fields["TermES"] == "olvido catastrófico"
    assert fields["TermEN"] == "catastrophic forgetting"
    assert fields["DefinitionES"].startswith("Al refinar para <b>una sola tarea</b>")
    assert fields["Id"] == "t"


def test_a_term_that_is_the_same_in_both_languages_has_no_bridge() -> None:
    found, fields = note(HEAD + TERM.replace("{es: pérdida, en: loss}", "{es: Token, en: token}"), "t1")
    assert found.ords == (0, 1, 2, 3)
    assert fields["Bridge"] == ""


def test_spanish_holes_are_odd_and_english_ones_even() -> None:
    found, fields = note(EVERY_KIND, "c")
    assert found.ords == (0, 1, 2, 3)
    assert "{{c1::autosupervisado}}" in fields["TextES"]
    assert "{{c3::no estructurados::tipo}}" in fields["TextES"]
    assert "{{c2::self-supervised}}" in fields["TextEN"]
    assert "{{c4::unstructured::type}}" in fields["TextEN"]
    assert "<b>autosupervisado</b>" in fields["FullES"]


def test_what_would_end_a_hole_early_is_broken_up() -> None:
    text = (
        HEAD + 'cloze:\n  - {id: c, covers: p1, es: "{{c1::std}} a::b }x} {{c2::f{x}}} {", en: "{{c1::a}} {{c2::b}}"}\n'
    )
    _, fields = note(text, "c")
    assert fields["TextES"] == "{{c1::std}} a:&#58;b }x} {{c3::f{x}}} {"


def test_html_in_the_source_is_text() -> None:
    _, fields = note(HEAD + TERM.replace("Lo que se minimiza.", "<b>&</b> **no**"), "t1")
    assert fields["DefinitionES"] == "&lt;b&gt;&amp;&lt;/b&gt; <b>no</b>"


def test_a_cell_is_a_note_and_is_asked_both_ways() -> None:
    found, fields = note(EVERY_KIND, "gt.need")
    assert found.ords == (0, 1, 2, 3)
    assert fields["RowES"] == "Amazon SageMaker Ground Truth"
    assert fields["CellEN"] == "Manage labeling by people"


def test_a_step_knows_its_neighbours() -> None:
    _, first = note(EVERY_KIND, "s1")
    _, second = note(EVERY_KIND, "s2")
    assert first["BeforeES"] == ""
    assert (second["BeforeES"], second["StepES"], second["AfterES"]) == (
        "Dividir los datos.",
        "Calcular la pérdida.",
        "Evaluar.",
    )
    assert (second["NumberBefore"], second["Number"], second["NumberAfter"], second["Count"]) == ("1", "2", "3", "3")


def test_the_back_tells_errata_traps_status_and_source() -> None:
    _, term = note(EVERY_KIND, "t")
    _, cloze = note(EVERY_KIND, "c")
    assert "«millones de GPU»" in term["ErratumES"]
    assert "<b>millions of GPU hours</b>" in term["ErratumEN"]
    assert term["TrapES"] == "Una <b>tarea</b> no es un <b>etiquetado</b>"
    assert cloze["StatusES"] == '<b class="label">A 22 nov 2026</b>Titan está retirado.'
    assert cloze["StatusEN"] == '<b class="label">As of 22 Nov 2026</b>Titan is retired.'
    assert 'href="https://docs.aws.amazon.com/' in term["SourceES"]
    assert (term["Beyond"], term["Legacy"], cloze["Legacy"]) == ("1", "", "1")


DATED = """\
glossary:
  - {es: AWS Glue, en: AWS Glue, as_of: 2026-10-02}
  - {es: Amazon SageMaker AI, en: Amazon SageMaker AI, synonyms: {en: [SageMaker]}, as_of: 2026-09-30}
questions:
  - {id: glue, covers: p1, ask: ¿Qué sirve?, answer: AWS Glue, why: x}
  - {id: both, covers: p1, ask: "¿AWS Glue o qué?", answer: {es: Amazon SageMaker AI, en: SageMaker}, why: x}
  - {id: own, covers: p1, ask: ¿Qué sirve?, answer: AWS Glue, why: x, source: AWS docs, as_of: 2026-01-31}
  - {id: none, covers: p1, ask: ¿Qué sirve?, answer: Glue, why: x, status: Cerrado}
  - {id: state, covers: p1, ask: ¿Qué sirve?, answer: AWS Glue, why: x, status: Cerrado}
"""


@pytest.mark.parametrize(
    ("name", "es", "en"),
    [
        ("glue", "Manual §1 · comprobado 2 oct 2026", "Manual §1 · checked 2 Oct 2026"),
        ("both", "Manual §1 · comprobado 30 sep 2026", "Manual §1 · checked 30 Sep 2026"),
        ("own", "Manual §1 · AWS docs · comprobado 31 ene 2026", "Manual §1 · AWS docs · checked 31 Jan 2026"),
        ("none", "Manual §1", "Manual §1"),
        ("state", "Manual §1", "Manual §1"),  # its status has the day
    ],
)
def test_the_back_tells_when_a_service_was_checked(name: str, es: str, en: str) -> None:
    fields = note(HEAD + DATED, name)[1]
    assert (fields["SourceES"], fields["SourceEN"]) == (es, en)


@pytest.mark.parametrize(("name", "day"), [("none", "22 nov 2026"), ("state", "2 oct 2026")])
def test_a_state_has_the_day_of_its_service_or_of_the_manual(name: str, day: str) -> None:
    assert note(HEAD + DATED, name)[1]["StatusES"] == f'<b class="label">A {day}</b>Cerrado'


def test_tags_are_hierarchical() -> None:
    found, _ = note(EVERY_KIND, "t")
    assert found.tags == ("aif-c01::3.3::1", "aif-c01::beyond", "aif-c01::kind::term")


def test_notes_come_in_the_order_of_the_manual() -> None:
    notes = plan_notes(study(EVERY_KIND))
    assert [one.id for one in notes] == ["t", "c", "q", "gt.need", "s1", "s2", "s3"]


@pytest.mark.parametrize(("number", "expected"), [("1", 1), ("6", 6), ("5.1", 5), ("7", 1), ("12.3", 6)])
def test_colours_go_round(number: str, expected: int) -> None:
    section = replace(study(HEAD + TERM).sections[0], number=Name(number))
    assert section.colour == expected


@pytest.mark.parametrize(
    ("ask", "scenario", "question"),
    [
        ("Hay notas. ¿Qué elige?", "Hay notas. ", "¿Qué elige?"),
        ("¿Qué elige?", "", "¿Qué elige?"),
        ("One. Two. **Which** does it choose?", "One. Two. ", "Which does it choose?"),
        ("It needs **labels. What** now?", "It needs labels. ", "What now?"),
    ],
)
def test_the_last_sentence_of_a_scenario_asks(ask: str, scenario: str, question: str) -> None:
    text = HEAD + f'questions:\n  - {{id: q, covers: p1, ask: "{ask}", answer: x, why: y}}\n'
    before, after = split_question(study(text).questions[0].ask.es)
    assert (plain(before), plain(after)) == (scenario, question)


@pytest.mark.parametrize(
    ("es", "expected"),
    [
        ("{{c1::{x} }}", "{{c1::{x&#125;}}"),
        ("{{c1::a:::b:}}", "{{c1::a::&#58;b&#58;}}"),
        ("{{c1::x}} [sound:a.mp3] [latex]y[/latex]", "{{c1::x}} &#91;sound:a.mp3] &#91;latex]y&#91;/latex]"),
        ("{{c1::x}} [1] [b]", "{{c1::x}} [1] [b]"),
    ],
)
def test_what_anki_would_read_as_its_own_is_text(es: str, expected: str) -> None:
    text = HEAD + f'cloze:\n  - {{id: c, covers: p1, es: "{es}", en: "{{{{c1::x}}}}"}}\n'
    assert note(text, "c")[1]["TextES"] == expected
