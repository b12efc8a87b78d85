import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.manual import LineKind, ManualReport, fingerprint, hold, normal, read_manual, report_text
from repaso.values import FINGERPRINT
from tests.helpers import study

MANUAL = """\
Manual de muestra

1. Estrategias de entrenamiento

Hay tres niveles de entrenamiento según el objetivo:

1.1. 1. Entrenamiento previo

- **Datos:** Cantidad masiva de datos **no estructurados**.
- **Método:** Aprendizaje autosupervisado.

1. Se dividen los datos.
2. Se calcula la pérdida.

Servicio\tFunción
Canvas\tPreparar datos <i>sin código</i> .
Clarify\tDetectar sesgos.
"""

ANCHORED = {
    "niveles": "Hay tres niveles de entrenamiento según el objetivo:",
    "masiva": "Cantidad masiva",
    "estructura": "Cantidad masiva",
    "metodo": "Aprendizaje autosupervisado",
    "dividir": "Se dividen",
    "perdida": "Se calcula",
    "canvas": "Canvas",
    "clarify": "Clarify",
}
"""Points of the source, each with words of the line that it rests on."""


def mark(words: str) -> str:
    """The fingerprint of the line of MANUAL with these words."""
    (line,) = (line for line in read_manual(MANUAL) if words in line.text)
    return line.fingerprint


def source(*, without: str = "") -> str:
    """A source whose every anchor is good, but that the point `without` has none."""
    points = "".join(
        f"      - id: {name}\n"
        + (f'        line: "{mark(words)}"\n' if name != without else "")
        + f"        es: {words}.\n        en: In English.\n"
        for name, words in ANCHORED.items()
    )
    return f"""\
manual:
  id: sample
  title: {{es: Manual de muestra, en: Sample manual}}
  exam: {{name: Sample Exam, code: SE-1, task: "1.1", guide: "1.0", guide_date: 2026-01-31}}
  as_of: 2026-11-22
  deck: Sample::1.1
  lines: ["{mark("Manual de muestra")}"]
sections:
  - {{number: "1", line: "{mark("1. Estrategias")}", title: {{es: Estrategias de entrenamiento, en: Strategies}}}}
  - number: "1.1"
    line: "{mark("1.1. 1.")}"
    title: {{es: Entrenamiento previo, en: Pre-training}}
    points:
{points}cloze:
  - {{id: hole, covers: [metodo, clarify], es: "Es {{{{c1::así}}}}.", en: "It is {{{{c1::so}}}}."}}
"""


def held(text: str, *, without: str = "") -> ManualReport:
    return hold(study(source(without=without)), read_manual(text), "manual.txt")


def codes(report: ManualReport) -> list[tuple[str, str, int]]:
    return [(fault.code, fault.span.path, fault.span.line) for fault in report.diagnostics]


def test_what_lines_are() -> None:
    assert [(line.number, line.kind.value) for line in read_manual(MANUAL)] == [
        (1, "plain"),
        (3, "heading"),
        (5, "plain"),
        (7, "heading"),
        (9, "bullet"),
        (10, "bullet"),
        (12, "numbered"),
        (13, "numbered"),
        (15, "header"),
        (16, "row"),
        (17, "row"),
    ]


def test_bold_terms_are_kept_by_line() -> None:
    bold = {line.number: line.bold for line in read_manual(MANUAL)}
    assert bold[9] == ("Datos:", "no estructurados")
    assert bold[5] == ()
    assert read_manual("<b>Uno</b> y __dos__")[0].bold == ("Uno", "dos")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# Título\ntexto", ["heading", "plain"]),
        ("1. Sólo un paso.", ["numbered"]),
        ("1. uno\n2. dos", ["numbered"] * 2),
        ("* uno\n• dos\n+ tres", ["bullet"] * 3),
        ("| a | b |\n|---|:-:|\n| c | d |\n\n| e | f |\n| g | h |", ["header", "rule", "row", "header", "row"]),
        ("a | b\n--- | ---\nc | d\ne | f", ["header", "rule", "row", "row"]),
        ("una | sola", ["row"]),
        ("- uno | dos\n- tres | cuatro", ["bullet", "bullet"]),
        ("---\n***\n====", ["rule"] * 3),
        ("2026 fue un año.\n3.5 millones", ["plain", "plain"]),
    ],
)
def test_more_forms_of_lines(text: str, kinds: list[str]) -> None:
    assert [line.kind for line in read_manual(text)] == kinds


def test_line_numbers_are_an_editors() -> None:
    assert [line.number for line in read_manual("\ufeffuno\r\n\r\ndos\x0cdos\rcuatro\n")] == [1, 3, 4]


def test_a_whole_manual_is_anchored() -> None:
    report = held(MANUAL)
    assert report.diagnostics == ()
    assert report_text(report) == "2/2 sections, 8/8 points anchored"


def test_a_tables_header_and_a_rule_need_no_anchor() -> None:
    table = "| Otra | cabecera |\n|---|---|\n| Canvas | Preparar datos sin código. |\n"
    assert held(f"{MANUAL}\n---\n\n{table}").diagnostics == ()


def test_a_row_alone_is_no_header() -> None:
    assert codes(held(f"{MANUAL}\n| Otra | fila |\n")) == [("unanchored-line", "manual.txt", 19)]


def test_a_reworded_line_makes_its_points_suspect_and_names_their_items() -> None:
    report = held(MANUAL.replace("Aprendizaje autosupervisado", "Aprendizaje supervisado"))
    (suspect,) = report.suspects
    assert suspect.name == "point 'metodo'"
    assert suspect.anchor == mark("autosupervisado")
    assert [(kind, item.id) for kind, item in suspect.items] == [("cloze", "hole")]
    assert suspect.became is not None
    assert suspect.became.number == 10
    (line,) = report.unanchored
    assert line is suspect.became
    assert report.verdict == "2/2 sections, 7/8 points anchored"
    place = source().splitlines().index(f'        line: "{suspect.anchor}"') + 1
    assert codes(report) == [("unanchored-line", "manual.txt", 10), ("suspect-point", "source.yaml", place)]
    assert line.fingerprint in report.diagnostics[1].hint
    assert "cloze hole" in report.diagnostics[1].hint


def test_every_point_of_a_lost_line_is_suspect() -> None:
    report = held(MANUAL.replace("masiva", "enorme"))
    assert [suspect.name for suspect in report.suspects] == ["point 'masiva'", "point 'estructura'"]
    assert {suspect.became.number for suspect in report.suspects if suspect.became} == {9}


def test_neighbours_that_change_together_are_told_apart_by_their_order() -> None:
    report = held(MANUAL.replace("Se dividen los datos", "Partir").replace("Se calcula la pérdida", "Medir"))
    became = {suspect.name: suspect.became and suspect.became.text for suspect in report.suspects}
    assert became == {"point 'dividir'": "1. Partir.", "point 'perdida'": "2. Medir."}


def test_among_several_new_lines_the_likest_is_guessed() -> None:
    report = held(MANUAL.replace("1. Se dividen los datos.", "1. Algo del todo nuevo.\n2. Se dividen bien los datos."))
    (suspect,) = report.suspects
    assert suspect.became is not None
    assert suspect.became.text == "2. Se dividen bien los datos."


def test_a_line_that_moved_and_changed_is_found_elsewhere() -> None:
    moved = MANUAL.replace("- **Método:** Aprendizaje autosupervisado.\n", "") + "\nAprendizaje autosupervisado hoy.\n"
    (suspect,) = held(moved).suspects
    assert suspect.became is not None
    assert suspect.became.text == "Aprendizaje autosupervisado hoy."


def test_nothing_is_guessed_where_nothing_is_alike() -> None:
    (suspect,) = held(MANUAL.replace("- **Método:** Aprendizaje autosupervisado.\n", "") + "\nXYZ\n").suspects
    assert suspect.became is None
    assert "probably" not in report_text(held(MANUAL.replace("Clarify\tDetectar sesgos.\n", "")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- **Datos:** Cantidad", "*  Datos: Cantidad"),
        ("<i>sin código</i> .", "*sin código*."),
        ("Clarify\tDetectar", "| Clarify | Detectar"),
        ("1. Estrategias de", "# ESTRATEGIAS de"),
        ("datos **no", "datos\u00a0__no"),
        ("según", unicodedata.normalize("NFD", "según")),
        ("autosupervisado", "auto\u00adsupervisado"),
    ],
)
def test_a_change_of_markup_alone_is_no_change(old: str, new: str) -> None:
    assert old in MANUAL
    assert held(MANUAL.replace(old, new)).diagnostics == ()


def test_a_renumbered_list_is_no_change() -> None:
    renumbered = MANUAL.replace("2. Se calcula", "7) Se calcula").replace("1.1. 1. Entre", "2.3. 4. Entre")
    assert held(renumbered).diagnostics == ()


def test_a_moved_line_is_no_change() -> None:
    assert held(MANUAL.replace("1. Se dividen los datos.\n", "") + "\nSe dividen los datos.\n").diagnostics == ()


def test_a_new_line_is_unanchored() -> None:
    report = held(MANUAL + "\nUna cosa **nueva**.\n")
    assert codes(report) == [("unanchored-line", "manual.txt", 19)]
    assert report.suspects == ()
    assert f"line 19, plain, {fingerprint('Una cosa nueva.')}: Una cosa **nueva**. (bold: nueva)" in report_text(report)


def test_a_point_without_an_anchor_is_told() -> None:
    report = held(MANUAL, without="clarify")
    assert [point.id for point in report.loose] == ["clarify"]
    assert [code for code, _, _ in codes(report)] == ["unanchored-line", "unanchored-point"]
    assert report.verdict == "2/2 sections, 7/8 points anchored"
    assert "unanchored: point 'clarify'" in report_text(report)


def test_headings_and_titles_can_be_suspect_too() -> None:
    report = held(MANUAL.replace("Estrategias", "Tácticas").replace("Manual de muestra", "Manual de ejemplo"))
    assert [(suspect.name, suspect.items) for suspect in report.suspects] == [("the title", ()), ("section 1", ())]
    assert [code for code, path, _ in codes(report) if path == "source.yaml"] == ["suspect-heading"] * 2
    assert report.verdict == "1/2 sections, 8/8 points anchored"


def test_the_text_names_a_lost_line_once_and_its_points_below() -> None:
    text = report_text(held(MANUAL.replace("masiva", "enorme").replace("autosupervisado", "supervisado")))
    data, method = "Datos: Cantidad enorme de datos no estructurados.", "Método: Aprendizaje supervisado."
    assert [re.sub(r", now probably (line \d+, \w+, \w+): .*", r" → \1", line) for line in text.splitlines()[:5]] == [
        f"gone: line {mark('masiva')} → line 9, bullet, {fingerprint(data)}",
        "  suspect: point 'masiva'",
        "  suspect: point 'estructura'",
        f"gone: line {mark('autosupervisado')} → line 10, bullet, {fingerprint(method)}",
        "  suspect: point 'metodo'; read again cloze hole",
    ]


WORDS = st.lists(st.from_regex(r"[a-záéñü]{2,9}", fullmatch=True), min_size=1, max_size=8)


@given(st.text())
def test_every_line_has_a_fingerprint_that_the_source_can_hold(line: str) -> None:
    assert FINGERPRINT.matches(fingerprint(line))


@given(st.text())
def test_reading_never_fails_and_keeps_every_line_that_is_not_blank(text: str) -> None:
    lines = read_manual(text)
    printed = re.split(r"\r\n?|\n", text.removeprefix("\ufeff"))
    assert [line.text for line in lines] == [line.strip() for line in printed if line.strip()]
    assert all(line.kind in LineKind for line in lines)


@given(WORDS, st.sampled_from(["- {}", "12. {}", "## {}", "1.2. 3. {}", "**{}**", "<b>{}</b>", "  {}\u2003", "`{}`"]))
def test_markup_leaves_the_fingerprint(words: list[str], markup: str) -> None:
    line = " ".join(words)
    dressed = markup.format("\u00a0 ".join(words).upper())
    assert fingerprint(dressed) == fingerprint(line)
    assert fingerprint(unicodedata.normalize("NFD", dressed)) == fingerprint(line)


@given(WORDS, WORDS)
def test_other_words_have_another_fingerprint(one: list[str], two: list[str]) -> None:
    assert (fingerprint(" ".join(one)) == fingerprint(" ".join(two))) == (one == two)


@given(WORDS, st.integers(0, 7), st.from_regex(r"[0-9]{1,3}", fullmatch=True))
def test_a_number_within_a_line_is_substance(words: list[str], at: int, number: str) -> None:
    changed = [*words[:1], *words[1:at], number, *words[max(at, 1) :]]
    assert normal(" ".join(changed)) != normal(" ".join(words))
