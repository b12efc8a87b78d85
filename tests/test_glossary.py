import json

from repaso.glossary import glossary, render_json, render_text
from tests.helpers import HEAD, SOURCE, TERM, run, study

CONCEPTS = """\
glossary:
  - {es: época, en: epoch, never: {es: [fecha de inicio]}}
  - {es: token, en: token, synonyms: {es: [unidad]}, note: {es: Uno., en: One.}, as_of: 2026-11-22}
"""


def test_terms_and_concepts_stand_together_in_the_order_of_the_alphabet() -> None:
    lines = glossary(study(HEAD + TERM + CONCEPTS))
    assert [(line.es, line.en) for line in lines] == [("época", "epoch"), ("pérdida", "loss"), ("token", "token")]
    assert render_text(lines) == "\n".join(
        (
            *("época    epoch", "    ✗ fecha de inicio"),
            "pérdida  loss",
            *("token    token", "    es: unidad", "    Uno.", "    One.", "    checked 2026-11-22"),
        )
    )
    assert json.loads(render_json(lines))[2] == {
        "es": "token",
        "en": "token",
        "synonyms": {"es": ["unidad"], "en": []},
        "never": {"es": [], "en": []},
        "note": {"es": "Uno.", "en": "One."},
        "as_of": "2026-11-22",
        "false_friends": [],
    }


def test_the_real_glossary_has_one_name_for_each_thing() -> None:
    lines = glossary(study(SOURCE.read_text(encoding="utf-8")))
    assert len(lines) > 60
    for names in ([line.es for line in lines], [line.en for line in lines]):
        assert len(set(names)) == len(names)


def test_a_headword_s_false_friends_stand_beside_it() -> None:
    lines = glossary(study(HEAD + "glossary: [{es: billón (10^12), en: trillion}, {es: exactitud, en: accuracy}]\n"))
    assert "    ≠ billion (mil millones)" in render_text(lines)
    assert json.loads(render_json(lines))[1]["false_friends"] == ["precision (precisión)", "precisión (precision)"]


def test_the_command_prints_it() -> None:
    assert "refinamiento  " in run("glossary", "--source", str(SOURCE)).output
    assert json.loads(run("glossary", "--source", str(SOURCE), "--json").stdout)
    assert json.loads(run("glossary", "--source", str(SOURCE), "--format", "json").stdout)
