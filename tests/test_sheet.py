import subprocess
import sys

import pytest

from repaso.inline import Run, Style
from repaso.model import Study
from repaso.plan_sheet import plan_sheet
from repaso.sheet import Arrow, Box, Diagram, Entry, Foreign, Grid, IndexLine, Pair, Sentence, SheetPlan, Steps, said
from repaso.values import LANGUAGES, Language
from tests.helpers import EVERY_KIND, HEAD, TERM, study
from tests.spoken import bold


def planned(source: str | Study, lead: Language = "es") -> SheetPlan:
    return plan_sheet(study(source) if isinstance(source, str) else source, lead=lead, version="v")


def term(name: str, *, covers: str = "p1", more: str = "") -> str:
    return (
        f"  - id: {name.lower()}\n    covers: [{covers}]\n    term: {{es: {name}, en: {name}-en}}\n"
        f"    definition: {{es: largo, en: long}}\n{more}"
    )


def section(number: str) -> str:
    point = number.replace(".", "-")
    return (
        f'  - number: "{number}"\n    title: {{es: Sección {number}, en: Section {number}}}\n'
        f"    points:\n      - {{id: s{point}, es: a, en: b}}\n"
    )


def test_every_kind_has_its_place() -> None:
    plan = planned(EVERY_KIND)
    assert [(block.mark, [type(part) for part in block.parts]) for block in plan.blocks] == [
        ("1", [Entry]),
        ("5", [Grid, Steps]),
        ("!", [Sentence]),
        ("✓", [Sentence]),
        ("→", [IndexLine]),
    ]
    assert [block.kind for block in plan.blocks] == ["sections", "sections", "traps", "keys", "index"]
    assert [block.covered for block in plan.blocks] == [(1, 1), (1, 1), (0, 0), (0, 0), (0, 0)]


def test_a_subsection_lies_in_its_section_and_the_first_one_names_it() -> None:
    source = HEAD + section("1.1") + section("2.1") + section("2.2") + "terms:\n"
    plan = planned(source + term("Uno", covers="s1-1") + term("Dos", covers="s2-2, p1"))
    assert [(block.mark, block.title.lead) for block in plan.blocks[:2]] == [("1", "Una sección"), ("2", "Sección 2.1")]


def test_colours_wrap_around_after_the_sixth() -> None:
    numbers = [str(number) for number in range(2, 9)]
    source = HEAD + "".join(map(section, numbers)) + "terms:\n"
    plan = planned(source + "".join(term(f"T{number}", covers=f"s{number}") for number in numbers))
    assert [block.colour for block in plan.blocks][:7] == [2, 3, 4, 5, 6, 1, 2]


def test_a_term_starts_with_a_capital_and_shows_the_other_name_as_written() -> None:
    (entry,) = planned(HEAD + TERM).blocks[0].parts
    assert isinstance(entry, Entry)
    assert entry.name == Pair("Pérdida", "loss")
    (english,) = planned(HEAD + TERM, "en").blocks[0].parts
    assert isinstance(english, Entry)
    assert (english.name, said(english.text)) == (Pair("Loss", "pérdida"), "What is minimised.")


def test_a_name_that_is_the_same_in_both_languages_is_printed_once() -> None:
    plan = planned(HEAD + TERM.replace("{es: pérdida, en: loss}", "{es: Token, en: token}"))
    (entry,) = plan.blocks[0].parts
    assert isinstance(entry, Entry)
    assert entry.name == Pair("Token", "")
    assert [block.mark for block in plan.blocks] == ["1"]


def test_sheet_omit_leaves_out_and_a_sheet_text_replaces() -> None:
    source = HEAD + "terms:\n" + term("Uno", more="    sheet: omit\n")
    plan = planned(source + term("Dos", more="    sheet: {es: corto, en: short}\n"))
    assert [text for _, where, text in plan.texts() if where == "'dos'"] == ["Dos Dos-en Corto", "Dos Dos-en 1"]
    # Its name can still be looked up, and no section is promised where it does not stand.
    assert [text for _, where, text in plan.texts() if where == "'uno'"] == ["Uno Uno-en "]


def test_omitted_tables_rows_processes_and_steps_are_left_out() -> None:
    plan = planned(EVERY_KIND.replace("- id: gt\n", "- id: gt\n        sheet: omit\n"))
    assert [type(part) for part in plan.blocks[1].parts] == [Steps]
    plan = planned(EVERY_KIND.replace("- id: tuning\n", "- id: tuning\n    sheet: omit\n"))
    assert [type(part) for part in plan.blocks[1].parts] == [Grid]
    plan = planned(EVERY_KIND.replace("{id: s2, ", "{id: s2, sheet: omit, "))
    flow = plan.blocks[1].parts[1]
    assert isinstance(flow, Steps)
    assert [said(step) for step in flow.steps] == ["Dividir los datos.", "Evaluar."]


def test_a_sheet_text_takes_the_place_of_a_rows_last_cell_and_of_a_step() -> None:
    plan = planned(
        EVERY_KIND.replace("- id: gt\n", "- id: gt\n        sheet: {es: corto, en: short}\n").replace(
            "{id: s2, ", "{id: s2, sheet: {es: breve, en: brief}, "
        )
    )
    grid, flow = plan.blocks[1].parts
    assert isinstance(grid, Grid)
    assert isinstance(flow, Steps)
    assert [said(cell) for cell in grid.rows[0]] == ["Amazon SageMaker Ground Truth", "corto"]
    assert said(flow.steps[1]) == "breve"


def test_the_first_cell_of_a_row_is_bold() -> None:
    grid = planned(EVERY_KIND).blocks[1].parts[0]
    assert isinstance(grid, Grid)
    name, cell = grid.rows[0]
    assert [run.style for run in name if isinstance(run, Run)] == [Style.BOLD]
    assert [run.style for run in cell if isinstance(run, Run)] == [Style.PLAIN]


def test_a_cloze_is_printed_whole_with_its_answers_bold() -> None:
    (sentence,) = planned(EVERY_KIND).blocks[3].parts
    assert isinstance(sentence, Sentence)
    assert said(sentence.text) == (
        "El entrenamiento previo usa aprendizaje autosupervisado sobre datos no estructurados."
    )
    assert (sentence.sign, bold(sentence.text)) == ("", ["autosupervisado", "no estructurados"])
    assert [sentence.text[key] for key in sentence.keys] == [
        Run("autosupervisado", Style.BOLD),
        Run("no estructurados", Style.BOLD),
    ]


OMIT = "sheet: {omit: [%s]}\nsections:"


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("term", "Grid Steps Sentence Sentence Sentence IndexLine"),
        ("row", "Entry Steps Sentence Sentence Sentence IndexLine"),
        ("step", "Entry Grid Sentence Sentence Sentence IndexLine"),
        ("cloze", "Entry Grid Steps Sentence Sentence IndexLine"),
        ("question", "Entry Grid Steps Sentence Sentence IndexLine"),
        ("question, cloze", "Entry Grid Steps Sentence IndexLine"),
        ("", "Entry Grid Steps Sentence Sentence Sentence IndexLine"),
    ],
)
def test_the_source_says_which_kinds_are_left_off(kind: str, left: str) -> None:
    plan = planned(EVERY_KIND.replace("sections:", OMIT % kind, 1))
    assert " ".join(type(part).__name__ for block in plan.blocks for part in block.parts) == left


def test_a_sheet_text_brings_back_an_item_of_a_kind_that_is_left_off() -> None:
    source = HEAD.replace("sections:", OMIT % "term", 1) + "terms:\n" + term("Uno")
    plan = planned(source + term("Dos", more="    sheet: {es: corto, en: short}\n"))
    assert [part.id for part in plan.blocks[0].parts] == ["dos"]


def test_a_question_without_a_sheet_text_is_its_scenario_with_the_answer_bold() -> None:
    plan = planned(EVERY_KIND.replace("sections:", OMIT % "cloze", 1))
    (sentence,) = plan.blocks[3].parts
    assert isinstance(sentence, Sentence)
    assert said(sentence.text) == "Un hospital tiene notas sin etiquetar. ¿Qué elige? Entrenamiento previo continuo."
    assert bold(sentence.text) == ["Entrenamiento previo continuo"]


def test_an_omitted_column_is_left_off() -> None:
    source = EVERY_KIND.replace("    rows:", "      - {id: third, es: Tercera, en: Third}\n    rows:")
    source = source.replace("        service:", "        third: tres\n        service:")
    grid = planned(source).blocks[1].parts[0]
    assert isinstance(grid, Grid)
    assert (grid.head, said(grid.rows[0][-1])) == (("Servicio", "Necesidad", "Tercera"), "tres")
    grid = planned(source.replace("en: Third}", "en: Third, sheet: omit}")).blocks[1].parts[0]
    assert isinstance(grid, Grid)
    assert grid.head == ("Servicio", "Necesidad")
    assert len(grid.rows[0]) == 2


@pytest.mark.parametrize(
    ("severity", "signs"), [("severity: A, ", "≠!"), ("", "≠!"), ("severity: B, ", "≠"), ("severity: C, ", "≠")]
)
def test_only_an_erratum_that_would_be_answered_wrongly_is_a_trap(severity: str, signs: str) -> None:
    source = EVERY_KIND.replace("severity: B, ", severity)
    traps = planned(source).blocks[2].parts
    assert "".join(part.sign for part in traps if isinstance(part, Sentence)) == signs


def test_a_quotation_of_the_manual_is_in_the_manuals_language() -> None:
    source = EVERY_KIND.replace("severity: B, ", "")
    spanish, english = (planned(source, lead).blocks[2].parts[1] for lead in LANGUAGES)
    assert isinstance(spanish, Sentence)
    assert isinstance(english, Sentence)
    assert said(spanish.text).startswith("El manual dice «millones de GPU»; lo correcto: ")
    assert said(english.text).startswith("The manual says “millones de GPU”; correct: ")
    assert [part for part in english.text if isinstance(part, Foreign)] == [Foreign("millones de GPU")]
    assert not any(isinstance(part, Foreign) for part in spanish.text)


def test_a_table_whose_rows_lead_on_names_them_in_both_languages() -> None:
    source = EVERY_KIND.replace("  - id: tab\n", "  - id: tab\n    sheet: flow\n").replace(
        "service: Amazon SageMaker Ground Truth", "service: {es: Preparar, en: Prepare}"
    )
    grid = planned(source).blocks[1].parts[0]
    assert isinstance(grid, Grid)
    assert (grid.rows_lead_on, grid.names) == (True, (Pair("Preparar", "Prepare"),))


FLOW = """\
flows:
  - id: f
    section: "1"
    title: {es: Proceso, en: Process}
    boxes:
      - {id: a, es: Inicio, en: Start, to: [b, c], says: {b: {es: sí, en: yes}}, look: filled}
      - {id: b, es: Medio, en: Middle, to: c}
      - {id: c, es: Fin, en: End, to: b, lane: 3}
"""


def test_a_flow_is_a_diagram_in_its_section_above_the_terms() -> None:
    diagram, entry = planned(HEAD + TERM + FLOW).blocks[0].parts
    assert isinstance(entry, Entry)
    assert diagram == Diagram(
        diagram.span,
        "f",
        Pair("Proceso", "Process"),
        (
            Box(Pair("Inicio", "Start"), -1, filled=True),
            Box(Pair("Medio", "Middle"), -1, filled=False),
            Box(Pair("Fin", "End"), 2, filled=False),
        ),
        (Arrow(0, 1, "sí"), Arrow(0, 2, ""), Arrow(1, 2, ""), Arrow(2, 1, "")),
    )
    english = planned(HEAD + TERM + FLOW, "en").blocks[0].parts[0]
    assert isinstance(english, Diagram)
    assert (english.arrows[0].says, english.boxes[2].name) == ("yes", Pair("End", "Fin"))


def test_the_sheet_leads_to_the_manuals_link() -> None:
    assert planned(HEAD).link == ""
    plan = planned(HEAD.replace("  deck:", "  link: https://example.org/\n  deck:"))
    assert (plan.link, plan.link_says) == ("https://example.org/", "Código QR de la dirección https://example.org/")


def test_the_other_language_leads_in_the_same_order() -> None:
    spanish, english = planned(EVERY_KIND), planned(EVERY_KIND, "en")
    assert [block.mark for block in english.blocks] == [block.mark for block in spanish.blocks]
    for here, there in zip(spanish.blocks[:-1], english.blocks[:-1], strict=True):
        assert [part.id for part in here.parts] == [part.id for part in there.parts]
        assert here.title == there.title[::-1]


def test_blocks_stand_in_the_themes_order() -> None:
    plan = plan_sheet(study(EVERY_KIND), lead="es", version="v", blocks=("keys", "sections"))
    assert [block.mark for block in plan.blocks] == ["✓", "1", "5"]


def test_a_question_is_printed_only_with_a_text_for_the_sheet() -> None:
    plan = planned(EVERY_KIND.replace("  - id: q\n", "  - id: q\n    sheet: {es: Notas, en: Notes}\n"))
    assert [part.id for part in plan.blocks[3].parts] == ["c", "q"]


def test_the_index_is_in_the_other_languages_order() -> None:
    source = HEAD + "terms:\n" + "".join(term(name) for name in ("Zeta", "Aloe", "alfa", "Beta"))
    index = planned(source).blocks[-1].parts
    assert [part.name.other for part in index if isinstance(part, IndexLine)] == [
        "alfa-en",
        "Aloe-en",
        "Beta-en",
        "Zeta-en",
    ]


def test_an_item_that_covers_nothing_known_is_not_lost() -> None:
    plan = planned(HEAD + TERM.replace("[p1, p2]", "[gone]"))
    assert [(block.mark, len(block.parts)) for block in plan.blocks] == [("+", 1), ("→", 1)]


def test_a_study_without_items_is_an_empty_sheet() -> None:
    assert planned(HEAD).blocks == ()


def test_every_part_says_where_it_is_written() -> None:
    for span, where, text in planned(EVERY_KIND).texts():
        assert span.path == "source.yaml", (where, text)


def test_planning_and_reading_the_theme_do_not_load_reportlab() -> None:
    code = "import repaso.sheet, repaso.pdf.theme, sys; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
