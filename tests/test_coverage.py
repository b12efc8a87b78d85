import json

import pytest

from repaso.check import check
from repaso.coverage import (
    CoveringItem,
    State,
    plan_coverage,
    render_json,
    render_text,
    uncovered_points,
    uncovered_sections,
)
from repaso.load import load
from repaso.model import KINDS
from tests.helpers import EVERY_KIND, SOURCE, study

HEAD = """\
manual:
  id: sample
  title: {es: Muestra, en: Sample}
  exam: {name: Sample Exam, code: SE-1, task: "1.1", guide: "1.0", guide_date: 2026-01-31}
  as_of: 2026-11-22
  deck: Sample::1.1
"""

HALF = (
    HEAD
    + """\
sections:
  - number: "1"
    title: {es: Una sección con un título que no cabe en ochenta columnas de ningún modo, en: A section}
    points:
      - {id: taught, es: Lo que se enseña., en: What is taught.}
      - {id: open, es: Lo que falta., en: What is missing.}
      - {id: spared, es: Lo que sobra., en: What is spare., waived: No se pregunta.}
  - number: "2"
    title: {es: Otra, en: Another}
    points:
      - {id: also, es: También esto., en: This too.}
terms:
  - id: both
    covers: [taught, also]
    term: {es: pérdida, en: loss}
    definition: {es: Lo que se minimiza., en: What is minimised.}
cloze:
  - {id: hole, covers: taught, es: "Es {{c1::así}}.", en: "It is {{c1::so}}."}
"""
)


def with_sections(sections: str) -> str:
    """A source whose one item covers the point `p`."""
    return (
        f"{HEAD}sections:\n{sections}"
        'cloze:\n  - {id: c, covers: p, es: "Es {{c1::así}}.", en: "It is {{c1::so}}."}\n'
    )


def test_a_point_is_covered_by_its_items_in_the_order_of_the_file() -> None:
    one, two = plan_coverage(study(HALF)).sections
    assert [[(item.kind, item.item.id) for item in point.items] for point in one.points] == [
        [("term", "both"), ("cloze", "hole")],
        [],
        [],
    ]
    assert [point.state for point in one.points] == [State.COVERED, State.UNCOVERED, State.WAIVED]
    assert [item.item.id for item in two.points[0].items] == ["both"]


def test_an_item_counts_once_in_each_section_and_once_in_all() -> None:
    table = plan_coverage(study(HALF.replace("covers: [taught, also]", "covers: [taught, open, also]")))
    assert [section.counts["term"] for section in table.sections] == [1, 1]
    assert table.counts == {"term": 1, "cloze": 1, "row": 0, "step": 0, "question": 0}


def test_an_item_that_names_a_point_twice_covers_it_once() -> None:
    table = plan_coverage(study(HALF.replace("covers: taught", "covers: [taught, taught]")))
    assert [item.item.id for item in table.sections[0].points[0].items] == ["both", "hole"]


def test_a_waived_point_is_waived_and_not_covered() -> None:
    table = plan_coverage(study(HALF))
    assert table.verdict == "2/2 sections, 2/4 points covered, 1 waived"
    assert [point.id for point in uncovered_points(study(HALF))] == ["open"]


def test_a_waiver_does_not_hide_an_item() -> None:
    table = plan_coverage(study(HALF.replace("covers: taught", "covers: [taught, spared]")))
    assert table.verdict == "2/2 sections, 3/4 points covered"


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        pytest.param(
            '  - {number: "1", title: T}\n  - {number: "1.1", title: T, points: [{id: p, es: a, en: b}]}\n',
            [],
            id="no points, but a covered subsection",
        ),
        pytest.param(
            '  - {number: "1", title: T}\n  - {number: "11", title: T, points: [{id: p, es: a, en: b}]}\n',
            ["1"],
            id="11 is no subsection of 1",
        ),
        pytest.param(
            '  - {number: "1", title: T, points: [{id: q, es: a, en: b}]}\n'
            '  - {number: "1.1", title: T, points: [{id: p, es: a, en: b}]}\n',
            ["1"],
            id="points of its own that nothing covers",
        ),
        pytest.param(
            '  - {number: "1", title: T, points: [{id: q, es: a, en: b, waived: why}]}\n'
            '  - {number: "2", title: T, points: [{id: p, es: a, en: b}]}\n',
            [],
            id="every point waived",
        ),
    ],
)
def test_sections_that_nothing_covers(sections: str, expected: list[str]) -> None:
    found = study(with_sections(sections))
    assert [section.number for section in uncovered_sections(found)] == expected
    table = plan_coverage(found)
    assert [section.section.number for section in table.sections if section.state is State.UNCOVERED] == expected


def test_what_is_uncovered_is_warned_of() -> None:
    assert [(fault.code, fault.span.line) for fault in check(study(HALF))] == [("uncovered-point", 12)]


def test_every_kind_has_a_summary_in_both_languages() -> None:
    said = {
        kind: (CoveringItem(kind=kind, item=item).summary("es"), CoveringItem(kind=kind, item=item).summary("en"))
        for kind, item in reversed(list(study(EVERY_KIND).every_item()))
    }
    assert said.keys() == set(KINDS)
    assert said["term"][1].startswith("catastrophic forgetting · Fine-tuning for one task changes")
    assert said["cloze"][0] == "El entrenamiento previo usa aprendizaje autosupervisado sobre datos no estructurados."
    assert said["row"][1] == "Amazon SageMaker Ground Truth · Manage labeling by people"
    assert said["step"][0] == "Dividir los datos. · Porque sí."
    assert said["question"][1].endswith("What does it choose? · Continued pre-training · No labels.")


def test_text_is_aligned_and_keeps_within_the_width() -> None:
    assert (
        render_text(plan_coverage(study(HALF)), 80)
        == """\
                                term  cloze  row  step  question  points  waived
────────────────────────────────────────────────────────────────────────────────
1  Una sección con un título…      1      1    ·     ·         ·     1/3       1
2  Otra                            1      ·    ·     ·         ·     1/1       ·
────────────────────────────────────────────────────────────────────────────────
   total                           1      1    0     0         0     2/4       1
uncovered: open  Lo que falta.
waived: spared  No se pregunta.
2/2 sections, 2/4 points covered, 1 waived"""
    )


def test_text_survives_a_narrow_terminal() -> None:
    assert render_text(plan_coverage(study(HALF)), 1).splitlines()[-1].startswith("2/2 sections")


def test_json_holds_the_whole_table() -> None:
    data = json.loads(render_json(plan_coverage(study(HALF))))
    assert data["manual"] == "sample"
    assert data["items"] == {"term": 1, "cloze": 1, "row": 0, "step": 0, "question": 0}
    one = data["sections"][0]
    assert one["number"] == "1"
    assert one["title"]["en"] == "A section"
    assert [point["state"] for point in one["points"]] == ["covered", "uncovered", "waived"]
    assert one["points"][2]["waived"] == "No se pregunta."
    assert one["points"][0]["items"][1] == {"id": "hole", "kind": "cloze", "es": "Es así.", "en": "It is so."}


def test_the_real_source_covers_its_manual() -> None:
    found, faults = load(SOURCE, SOURCE.name)
    assert found is not None, faults
    assert plan_coverage(found).verdict == "11/11 sections, 100/100 points covered"
