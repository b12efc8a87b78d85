"""Every rule finds fault with its bad example, and not with its good one; waivers and limits do what they say."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.rules import (
    CODES,
    RULES,
    density,
    fronts,
    leaks,
    lint,
    manual,
    pairs,
    parity,
    qualifiers,
    services,
    style,
    words,
)
from repaso.rules.face import PAIR_SIGNS
from repaso.rules.qualifiers import QUALIFIERS, limited
from repaso.rules.rule import Rule
from repaso.values import LANGUAGES
from tests.helpers import HEAD, ROOT, SOURCE, study

TODAY = datetime.date(2026, 11, 22)
CLOZE = """\
cloze:
  - id: a
    covers: p1
    es: Esto usa {{c1::datos}}.
    en: A model uses {{c1::data}}.
"""


def codes(text: str) -> list[str]:
    return [fault.code for fault in lint(study(text), today=TODAY)]


def placed(example: str) -> str:
    """An example as a whole source: a day goes into the manual, a section below the others, all else to the end."""
    if match := re.match(r"manual:\n +(as_of: .*)", example):
        return re.sub("as_of: .*", match[1], HEAD)
    if match := re.match(r"sections:\n((?:  .*\n)+)", example):
        return HEAD + match[1] + example[match.end() :] + "\n"
    return HEAD + example + "\n"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_s_own_examples_hold(rule: Rule) -> None:
    assert rule.code in codes(placed(rule.page().bad))
    assert rule.code not in codes(placed(rule.page().good))


def test_the_manual_of_the_rules_is_the_committed_one() -> None:
    """To write it anew: python -m repaso.rules docs/rules."""
    folder = ROOT / "docs" / "rules"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == manual()


def test_every_rule_is_in_force_once() -> None:
    modules = (density, fronts, leaks, pairs, parity, qualifiers, services, style, words)
    written = [one.code for module in modules for one in vars(module).values() if isinstance(one, Rule)]
    assert list(CODES) == sorted(written)


def test_a_rule_can_be_switched_off() -> None:
    assert codes(HEAD + CLOZE) == ["not-alone"]
    assert codes(HEAD.replace("sections:", "lint: {off: [not-alone]}\nsections:") + CLOZE) == []


def test_a_limit_can_be_set() -> None:
    text = HEAD.replace("sections:", "lint: {limits: {hole_words: 1}}\nsections:")
    cloze = CLOZE.replace("Esto", "Un modelo").replace("::datos", "::muchos datos").replace("::data", "::much data")
    assert codes(HEAD + cloze) == []
    assert codes(text + cloze) == ["long-answer", "long-answer"]


def test_a_waiver_waives_and_an_unused_one_is_told() -> None:
    waived = CLOZE + "    waive: [{rule: not-alone, why: on purpose}]\n"
    assert codes(HEAD + waived) == []
    assert codes(HEAD + waived.replace("Esto", "Un modelo")) == ["unused-waiver"]


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    (fault,) = lint(study(HEAD + CLOZE.replace("Esto", "Un modelo") + "    waive: [{rule: not-alon, why: x}]\n"))
    assert (fault.code, fault.hint) == ("unknown-rule", "did you mean 'not-alone'?")
    assert codes(HEAD.replace("sections:", "lint: {off: [nothing]}\nsections:")) == ["unknown-rule"]


def test_findings_stand_where_the_text_is() -> None:
    (fault,) = lint(study(HEAD + CLOZE))
    assert (fault.span.line, fault.span.column) == (16, 9)


def test_the_real_source_is_clean_with_few_waivers() -> None:
    source = study(SOURCE.read_text(encoding="utf-8"))
    assert lint(source, today=source.manual.as_of) == ()
    assert source.lint is None
    assert sum(len(item.waive) for _, item in source.every_item()) < 10


def test_facts_are_stale_after_a_year() -> None:
    source = study(HEAD + CLOZE.replace("Esto", "Un modelo"))
    assert lint(source, today=datetime.date(2027, 11, 1)) == ()
    assert [fault.code for fault in lint(source, today=datetime.date(2027, 12, 1))] == ["stale-facts"]


def question(es: str, en: str, answer: str = "{es: Uno, en: One}", more: str = "") -> str:
    return f'questions:\n  - {{id: q, covers: p1, ask: {{es: "{es}", en: "{en}"}}, answer: {answer}, why: x{more}}}\n'


def cloze(es: str, en: str, more: str = "") -> str:
    return f'cloze:\n  - {{id: c, covers: p1, es: "{es}", en: "{en}"{more}}}\n'


def found(text: str, code: str) -> list[str]:
    return [fault.message for fault in lint(study(HEAD + text), today=TODAY) if fault.code == code]


@pytest.mark.parametrize(
    ("es", "en", "answer", "asked"),
    [
        ("Hay datos. ¿Se usa LoRA?", "There is data. Is LoRA used?", "x", True),
        ("¿No necesita etiquetas?", "Doesn't it need labels?", "x", True),
        ("LoRA, ¿sirve aquí?", "It is LoRA: would it serve?", "x", True),
        ("Verdadero o falso: ¿qué es?", "What is it?", "{es: Falso, en: False}", True),
        ("¿Qué modelo es?", "Which model is it?", "{es: Sí, en: Yes}", True),
        ("¿Qué debe usar?", "What should it use?", "{es: Sin etiquetas, en: None}", False),
        ("¿Cuál puede usar?", "Which can it use?", "{es: No etiquetados, en: No labels}", False),
        ("¿Cuántos, en total, debe usar?", "How many, in all, should it use?", "x", False),
        ("Un equipo usa datos. ¿Para qué?", "A team that can train has data. What for?", "x", False),
    ],
)
def test_yes_or_no_is_known_in_many_forms(es: str, en: str, answer: str, *, asked: bool) -> None:
    assert bool(found(question(es, en, answer), "yes-no-front")) == asked


@pytest.mark.parametrize(
    ("answer", "listed"),
    [
        ("{es: Género y raza y edad, en: Gender and race and age}", True),
        ("{es: 'género, raza, edad', en: 'gender, race, age'}", True),
        ("{es: género / raza / edad, en: gender / race / age}", True),
        ("{es: 'género, raza o edad', en: 'gender, race, or age'}", True),
        ("{es: Validación y prueba, en: Validation and test}", False),
        ("{es: 'Sesgos (género, raza, edad)', en: 'Bias (gender, race, age)'}", False),
        ("{es: 'Usar modelos ajenos por una API, y refinarlos o destilarlos', en: x}", False),
    ],
)
def test_three_short_members_are_a_list(answer: str, *, listed: bool) -> None:
    assert bool(found(question("¿Qué?", "What?", answer), "list-answer")) == listed


@pytest.mark.parametrize("answer", ["{es: Uno. También dos, en: One}", "{es: Uno; dos, en: One}"])
def test_two_sentences_are_two_facts(answer: str) -> None:
    assert found(question("¿Qué?", "What?", answer), "two-facts")


@pytest.mark.parametrize(
    ("es", "en", "alone"),
    [
        ("¿Ese modelo qué usa?", "What does a model use?", False),
        ("Dicho método, ¿qué usa?", "What does the latter use?", False),
        ("Un modelo, ¿qué usa?", "Its data, what is it?", False),
        ("En este caso un modelo ajusta. ¿Qué?", "A model that it tunes: what?", True),
    ],
)
def test_what_points_at_another_card_is_not_alone(es: str, en: str, *, alone: bool) -> None:
    assert bool(found(question(es, en), "not-alone")) != alone


HINTED = """\
terms:
  - id: t
    covers: p1
    term: {es: finalización, en: completion}
    definition: {es: Lo que sale., en: What comes out.}
    hint: {es: HINT, en: x}
"""


@pytest.mark.parametrize(
    ("hint", "code"),
    [("Se finaliza el texto", "leaked-answer"), ("Dicho así: completion", "leaked-translation"), ("De texto", "")],
)
def test_a_term_s_hint_is_part_of_its_front(hint: str, code: str) -> None:
    assert codes(HEAD + HINTED.replace("HINT", f'"{hint}"')) == [code] * bool(code)


@pytest.mark.parametrize(
    ("es", "en", "code"),
    [
        ("Baja {{c1::la pérdida::un error}}.", "It lowers {{c1::the loss::an error}}.", []),
        ("Baja {{c1::la pérdida::perder}}.", "It lowers {{c1::the loss}}.", ["leaked-answer"]),
        ("Baja {{c1::la pérdida::de pérdidas}}.", "It lowers {{c1::the loss}}.", ["leaked-answer"]),
        ("Baja {{c1::la pérdida::loss}}.", "It lowers {{c1::loss}}.", ["leaked-translation"]),
        ("La pérdida baja: es {{c1::la pérdida}}.", "Down it goes: {{c1::loss}}.", ["leaked-answer"]),
        (
            "{{c1::LoRA}} es {{c2::técnica}}, y LoRA baja.",
            "{{c1::LoRA}} is {{c2::technique}}.",
            ["leaked-answer"],
        ),
        ("Cuenta respuestas entre {{c1::todas las respuestas}}.", "It counts {{c1::all}}.", ["leaked-answer"]),
        ("Significa {{c1::PEFT::parameter-efficient fine-tuning}}.", "It is {{c1::PEFT}}.", ["leaked-acronym"]),
        ("Es {{c1::RLHF::reinforcement learning from human feedback}}.", "It is {{c1::RLHF}}.", ["leaked-acronym"]),
    ],
)
def test_a_hole_s_hint_and_sentence_do_not_hold_its_answer(es: str, en: str, code: list[str]) -> None:
    assert [one for one in codes(HEAD + cloze(es, en)) if one.startswith("leaked")] == code


@pytest.mark.parametrize(
    ("es", "en", "told"),
    [
        ("Baja otra {{c1::pérdida}}.", "It lowers {{c1::loss}}.", "'otra' before hole c1 tells what fits it"),
        ("Baja del {{c1::todo}}.", "It lowers {{c1::all}}.", "'del' before hole c1 tells what fits it"),
        ("Baja {{c1::una}} de ellas.", "It is an {{c1::error}}.", "'an' before hole c1 tells what fits it"),
        ("Baja para {{c1::el lote}}.", "It lowers a {{c1::loss}}.", ""),
        ("Baja con esto {{c1::bien}}.", "It lowers an old {{c1::loss}}.", ""),
    ],
)
def test_a_word_that_agrees_with_the_hole_gives_it_away(es: str, en: str, told: str) -> None:
    assert found(cloze(es, en), "leaked-article") == [told] * bool(told)


def test_a_common_word_that_is_the_whole_answer_is_a_leak_all_the_same() -> None:
    """A word that stands on most fronts tells nothing there; it does where it fills the hole."""
    many = "".join(
        f'  - {{id: c{n}, covers: p1, es: "Un modelo {w} {{{{c1::{w}s}}}}.", en: "A model {w} {{{{c1::it}}}}."}}\n'
        for n, w in enumerate("bcdfghijklmn")
    )
    open_elsewhere = '  - {id: z, covers: p1, es: "Un modelo parte de {{c1::un modelo}}.", en: "It {{c1::starts}}."}\n'
    assert found("cloze:\n" + many + open_elsewhere, "leaked-answer") == [
        "the front holds 'un modelo' of the answer 'un modelo'"
    ]
    part = open_elsewhere.replace("{{c1::un modelo}}", "{{c1::un modelo viejo}}")
    assert found("cloze:\n" + many + part, "leaked-answer") == []


PAIR = """\
confusable:
  - {id: pair, items: [t1, t2, r1, r2], es: "**Con**; **sin**.", en: "**With**; **without**."}
glossary:
  - {es: Continuo, en: Continued, synonyms: {en: [CPT]}}
terms:
  - id: t1
    covers: p1
    term: {es: refinamiento (FT), en: fine-tuning}
    definition: {es: Con., en: With.}
    synonyms: {es: [ajuste]}
  - {id: t2, covers: p1, term: {es: previo, en: previous}, definition: {es: Sin., en: Without.}}
tables:
  - id: table
    title: x
    columns: [{id: name, es: x, en: x}, {id: cell, es: x, en: x, ask: ¿Qué?}]
    rows:
      - {id: r1, covers: p1, name: {es: El refinamiento, en: Fine-tuning}, cell: x}
      - {id: r2, covers: p1, name: {es: Continuo, en: Continued}, cell: y}
"""


@pytest.mark.parametrize(
    ("items", "missing"),
    [
        ("", ["fine-tuning", "previous", "Continued", "pair"]),
        ("1: Ajuste, 2: Previo, 3: CPT", ["pair"]),
        ("1: El refinamiento, 2: Previo (x), 3: Continuo, 4: Las etiquetas", []),
        ("1: Refinamientos, 2: Previo, 3: CPT", ["fine-tuning"]),
    ],
)
def test_a_pair_wants_a_scenario_for_each_concept_and_one_card_more(items: str, missing: list[str]) -> None:
    """A term and a row of one name are one concept; synonyms, articles, case and brackets do not matter."""
    asked = [one.split(": ") for one in items.split(", ") if one]
    text = "".join(
        f"  - {{id: q{n}, covers: p1, ask: '¿{n}?', answer: {a}, why: x, contrasts: pair}}\n" for n, a in asked
    )
    said = [
        message.split("'")[-2] for message in found(PAIR + ("questions:\n" + text if text else ""), "untested-pair")
    ]
    assert sorted(said) == sorted(missing)


def test_a_synonym_that_two_concepts_have_does_not_make_them_one() -> None:
    both = PAIR.replace("definition: {es: Sin., en: Without.}", "definition: {es: Sin.}, synonyms: {es: [ajuste]}")
    both = both.replace("{es: Sin.}", "{es: Sin., en: Without.}")
    assert len(found(both, "untested-pair")) == 4


def test_a_missing_scenario_names_the_question_that_could_be_it() -> None:
    text = PAIR + "questions: [{id: q, covers: p1, ask: '¿?', answer: Ajuste, why: x}]\n"
    hints = [fault.hint for fault in lint(study(HEAD + text)) if "'fine-tuning'" in fault.message]
    assert hints == ["write a question with it, and `contrasts: pair`; 'q' has the answer: does it contrast them?"]


WORDS = """\
glossary:
  - {es: refinamiento, en: fine-tuning, synonyms: {es: [ajuste, afinación del refinamiento], en: [tuning]}}
  - {es: ajuste basado en instrucciones, en: instruction tuning}
  - {es: ponderaciones, en: weights, synonyms: {es: [pesos]}, never: {es: [pesa]}}
  - {es: adaptación, en: adaptation, synonyms: {es: [refinamiento]}}
terms:
  - id: t
    covers: p1
    term: {es: petición, en: prompt}
    definition: {es: Un aviso., en: What one says.}
    synonyms: {es: [aviso]}
tables:
  - id: table
    title: x
    columns: [{id: name, es: x, en: x}, {id: cell, es: x, en: x, ask: ¿Qué?}]
    rows: [{id: r, covers: p1, name: Pesos y Medidas, cell: x}]
"""


@pytest.mark.parametrize(
    ("es", "used"),
    [
        ("Un ajuste da {{c1::algo}}.", ["ajuste"]),
        ("Los ajustes dan {{c1::algo}}.", ["ajustes"]),
        ("Dan {{c1::el ajuste}}.", ["ajuste"]),
        ("Da {{c1::algo::un ajuste}}.", ["ajuste"]),
        ("Un ajuste basado en instrucciones da {{c1::algo}}.", []),
        ("El refinamiento (ajuste) da {{c1::algo}}.", []),
        ("La afinación del refinamiento da {{c1::algo}}.", []),
        ("Un reajuste da {{c1::algo}}.", []),
        ("El examen dice «ajuste» y da {{c1::algo}}.", []),
        ("Con Pesos y Medidas da {{c1::algo}}.", []),
        ("Un aviso da {{c1::algo}}.", ["aviso"]),
    ],
)
def test_a_synonym_stands_only_beside_its_headword(es: str, used: list[str]) -> None:
    assert found(WORDS + cloze(es, "It gives {{c1::it}}."), "synonym-used") == [
        f"'{word}' is a synonym" for word in used
    ]


def test_a_synonym_is_seen_in_titles_and_on_the_sheet() -> None:
    titled = HEAD.replace("title: {es: Una sección", "title: {es: Un ajuste")
    sheet = cloze("Da {{c1::algo}}.", "It gives {{c1::it}}.", more=", sheet: {es: Las pesas, en: The weights}")
    faults = [
        fault for fault in lint(study(titled + WORDS + sheet)) if fault.code in {"synonym-used", "forbidden-term"}
    ]
    assert [(fault.code, fault.message) for fault in faults] == [
        ("synonym-used", "'ajuste' is a synonym"),
        ("forbidden-term", "'pesas' is not used here"),
    ]


@pytest.mark.parametrize(
    ("es", "en", "false"),
    [
        ("Son 2 billones.", "They are 2 billions.", ["'billions' for 'billones'"]),
        ("La etiqueta actual.", "The actual label.", ["'actual' for 'actual'"]),
        ("Pretende realizarlo.", "It intends to carry it out.", []),
        ("Pretende ganar.", "It pretends to win.", ["'pretends' for 'Pretende'"]),
        ("La precisión y la exactitud.", "Precision and accuracy.", []),
        ("Con exactitud.", "Precisely.", []),
    ],
)
def test_false_friends_are_seen_unless_the_right_word_is_there(es: str, en: str, false: list[str]) -> None:
    assert found(question("¿Qué?", "What?", more=f", note: {{es: {es}, en: {en}}}"), "false-friend") == false


@pytest.mark.parametrize(
    ("es", "en", "differ"),
    [
        ("Solo cambian dos.", "Two change.", True),
        ("Una sola vez.", "Just once.", False),
        ("De un solo país.", "From one country.", False),
        ("Suele bastar.", "It is enough.", True),
        ("Suele bastar.", "It is usually enough.", False),
        ("Reduce el olvido.", "It helps reduce forgetting.", True),
        ("Puede bastar.", "It is enough.", True),
        ("Puede bastar.", "It lets you do it.", False),
        ("Son al menos dos.", "They are two.", True),
        ("Son hasta 10.", "They are 10.", True),
        ("Son hasta 10.", "They are up to 10.", False),
        ("Hasta el final.", "In the end.", False),
        ("P. ej., uno.", "One.", True),
        ("Por ejemplo, uno.", "Such as one.", False),
        ("Unos, como este.", "Some, e.g. this.", False),
    ],
)
def test_what_limits_a_statement_stands_in_both_languages(es: str, en: str, *, differ: bool) -> None:
    assert (
        bool(found(question("¿Qué?", "What?", more=f", note: {{es: '{es}', en: '{en}'}}"), "qualifiers-differ"))
        == differ
    )


SERVICES = """\
glossary:
  - {es: Amazon SageMaker Ground Truth, en: Amazon SageMaker Ground Truth, as_of: 2026-11-22}
  - {es: AWS Glue, en: AWS Glue, as_of: 2026-11-22}
"""


@pytest.mark.parametrize(
    ("es", "unknown"),
    [
        ("SageMaker Ground Truth {{c1::etiqueta}}.", []),
        ("AWS Glue ETL {{c1::prepara}}.", []),
        ("Amazon SageMaker {{c1::Ground Truth}}.", []),
        ("AWS {{c1::cobra}}.", []),
        ("AWS Glue DataBrew {{c1::prepara}}.", ["AWS Glue DataBrew"]),
        ("Amazon Glue {{c1::prepara}}.", []),
        ("Es {{c1::Amazon Ground Truth}}.", ["Amazon Ground Truth"]),
    ],
)
def test_a_service_has_a_name_that_the_glossary_knows(es: str, unknown: list[str]) -> None:
    text = SERVICES + cloze(es, "It is {{c1::it}}.")
    assert found(text, "unknown-service") == [f"no service or model '{name}' in the glossary" for name in unknown]


def test_a_service_that_only_a_row_names_has_no_day() -> None:
    row = PAIR.replace("{es: Continuo, en: Continued}, cell", "AWS Glue, cell")
    assert found(row, "undated-service") == ["no day on which 'AWS Glue' was checked"]
    assert found(row.replace("glossary:\n", SERVICES), "undated-service") == []


def test_every_day_is_held_against_the_limit() -> None:
    text = (
        HEAD
        + "lint: {limits: {months: 6}}\n"
        + SERVICES.replace("AWS Glue, as_of: 2026-11-22", "AWS Glue, as_of: 2026-03-01")
    )
    text += question("¿Qué?", "What?", more=", as_of: 2026-05-01")
    stale = [fault for fault in lint(study(text), today=TODAY) if fault.code == "stale-facts"]
    assert [fault.message for fault in stale] == [
        "'AWS Glue': last checked on 2026-03-01",
        "'q': last checked on 2026-05-01",
    ]
    assert [fault.span.line for fault in stale] == [16, 18]


GUIDE = """\
outlines:
  - id: guide
    title: x
    sections: [{number: "1", title: x, points: [{id: g1, es: Pérdida., en: Loss.}]}]
"""


@pytest.mark.parametrize(("limit", "few"), [(34, True), (33, False)])
def test_scenarios_are_counted_in_cards(limit: int, *, few: bool) -> None:
    """A term with two names has six cards, a sentence with two holes four; here two questions have four of twelve."""
    text = HEAD + f"lint: {{limits: {{scenario_percent: {limit}}}}}\n" + GUIDE
    text += "cloze:\n" + "".join(
        cloze("Es {{c1::uno}} y {{c2::cero}}.", "It {{c1::is}} {{c2::so}}.")
        .removeprefix("cloze:\n")
        .replace("c,", f"c{n},")
        for n in range(2)
    ).replace("covers: p1", "covers: [p1, g1]")
    asked = question("¿Qué?", "What?").replace("covers: p1", "covers: [p1, g1]")
    text += asked + asked.replace("questions:\n", "").replace("id: q", "id: r")
    counted = [fault.message for fault in lint(study(text)) if fault.code == "few-scenarios"]
    assert counted == (["of 12 cards on 'guide', 4 are scenarios: 33 %"] if few else [])


@pytest.mark.parametrize(
    ("severity", "tags", "thin"),
    [("A", "", True), ("B", "", False), ("", "", True), ("A", "beyond", True)],
)
def test_only_what_is_wrong_in_earnest_weighs(severity: str, tags: str, *, thin: bool) -> None:
    erratum = f"erratum: {{id: E, severity: {severity or 'A'}, prints: x, right: y, why: z}}"
    erratum = erratum if severity else erratum.replace("severity: A, ", "")
    text = HEAD.replace("es: El segundo punto., en", f"{erratum}, es: El segundo punto., en")
    text += question("¿Qué?", "What?").replace("covers: p1", "covers: [p1, p2]")
    second = f"  - {{id: r, covers: [p1, p2], ask: '¿Y?', answer: x, why: y, tags: [{tags}]}}\n" if tags else ""
    assert bool([fault for fault in lint(study(text + second)) if fault.code == "thin-point"]) == thin


def test_a_term_asks_from_two_sides_and_a_row_that_is_not_asked_from_none() -> None:
    text = GUIDE + "terms: [{id: t, covers: [p1, g1], term: {es: a, en: b}, definition: {es: Mide., en: It does.}}]\n"
    assert found(text, "thin-point") == []
    row = PAIR[PAIR.index("tables:") :].replace("ask: ¿Qué?", "").replace("covers: p1", "covers: [p1, g1]")
    assert found(GUIDE + row, "thin-point") == ["'g1', of 'guide', is asked from no side"]


@given(st.data())
def test_no_qualifier_is_passed_over_at_the_first_look(data: st.DataObject) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    sure = data.draw(st.sampled_from(QUALIFIERS)).sure[language]
    text = " ".join(data.draw(st.from_regex(sure)).split())
    assert limited(text, language, PAIR_SIGNS.of(text, language)) or not re.search(sure, text), text
