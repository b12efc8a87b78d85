"""Every rule finds fault with its bad example, and not with its good one; waivers and limits do what they say."""

import datetime
import re

import pytest

from repaso.rules import CODES, RULES, lint, manual
from repaso.rules.rule import Rule
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
    assert rule.code in codes(placed(rule.bad))
    assert rule.code not in codes(placed(rule.good))


def test_the_manual_of_the_rules_is_the_committed_one() -> None:
    """To write it anew: python -m repaso.rules docs/rules."""
    folder = ROOT / "docs" / "rules"
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == manual()


def test_codes_are_unique_and_sorted() -> None:
    assert list(CODES) == sorted(set(CODES))


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
    found = study(SOURCE.read_text(encoding="utf-8"))
    assert lint(found, today=found.manual.as_of) == ()
    assert found.lint is None
    assert sum(len(item.waive) for _, item in found.every_item()) < 10


def test_facts_are_stale_after_a_year() -> None:
    found = study(HEAD + CLOZE.replace("Esto", "Un modelo"))
    assert lint(found, today=datetime.date(2027, 11, 1)) == ()
    assert [fault.code for fault in lint(found, today=datetime.date(2027, 12, 1))] == ["stale-facts"]
