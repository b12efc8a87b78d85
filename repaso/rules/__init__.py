"""The linter: what makes cards good or bad, one function a rule.

A source may switch a rule off or set its limits under `lint`, and an item may waive one with a reason. Each rule's
docstring is its manual: docs/rules/ is made of it, and its examples are tested.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain

from repaso.beside import beside, sharing
from repaso.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from repaso.model import Study
from repaso.rules import density, fronts, leaks, pairs, parity, qualifiers, services, style, words
from repaso.rules.rule import Context, Found, Rule
from repaso.values import ItemId

RULES: tuple[Rule, ...] = (
    density.crowded_point,
    words.false_friend,
    density.few_scenarios,
    pairs.fits_two_points,
    words.forbidden_term,
    pairs.indistinct_front,
    leaks.leaked_acronym,
    leaks.leaked_answer,
    leaks.leaked_article,
    leaks.leaked_translation,
    parity.lengths_differ,
    fronts.list_answer,
    fronts.long_answer,
    fronts.long_front,
    qualifiers.lost_qualifier,
    parity.names_differ,
    pairs.near_front,
    qualifiers.new_absolute,
    fronts.not_alone,
    parity.numbers_differ,
    qualifiers.qualifiers_differ,
    pairs.same_front,
    services.stale_facts,
    words.synonym_used,
    density.thin_point,
    fronts.two_facts,
    style.typography,
    services.undated_service,
    services.unknown_service,
    pairs.untested_pair,
    parity.wrong_language,
    fronts.yes_no_front,
)
"""By code."""

_ON_TEXTS = {one.__name__ for one in (parity, services, style, words)}
"""The rules that look at texts rather than at cards: they come first, so that each process has those of one sort."""

_WEIGHT = 4
"""Linting an item takes as long as making so many notes."""

CODES = tuple(rule.code for rule in RULES)


def lint(study: Study, *, today: datetime.date | None = None) -> tuple[Diagnostic, ...]:
    """Every finding of every rule that is on, but for those that an item waives; and waivers that waive nothing.

    The study has passed `check`.
    """
    with linting(study, today=today) as found:
        return found()


@contextmanager
def linting(study: Study, *, today: datetime.date | None = None) -> Iterator[Callable[[], tuple[Diagnostic, ...]]]:
    """Lint beside what the block does, by the rules about cards first; when it asks, here, too, by those about texts.

    Args:
      study: one that has passed `check`.
      today: the day on which the facts are read, to tell those that were checked too long ago.

    Yields:
      what gives, once, what `lint` finds.
    """
    off = {str(code) for code in study.lint.off} if study.lint else set()
    context = Context(study, today)
    on = [rule for rule in RULES if rule.code not in off]
    on.sort(key=lambda rule: rule.check.__module__ not in _ON_TEXTS)
    tasks = [partial(_findings, rule, context) for rule in on]
    with sharing(tasks, "checking rules") as rules, beside(rules.last, items=_WEIGHT * study.size) as found:
        yield lambda: _judged(study, on, chain.from_iterable(rules.together(rules.first(), found())))


def _judged(study: Study, on: list[Rule], findings: Iterable[tuple[str, Found]]) -> tuple[Diagnostic, ...]:
    """Findings as faults, without those that are waived."""
    waived = {(item.id, str(waiver.rule)): waiver.rule.span for _, item in study.every_item() for waiver in item.waive}
    used: set[tuple[str, str]] = set()
    faults = list(_unknown(study))
    severities = {rule.code: rule.severity for rule in on}
    for code, found in findings:
        key = ItemId(found.id), code
        if key in waived:
            used.add(key)
        else:
            faults.append(Diagnostic(found.span, severities[code], code, found.message, found.hint))
    for key, span in waived.items():
        if key not in used and key[1] in severities:
            faults.append(
                warning(span, "unused-waiver", f"'{key[0]}' waives '{key[1]}', which finds nothing", "remove it")
            )
    return tuple(sorted(set(faults)))


def _findings(rule: Rule, context: Context) -> list[tuple[str, Found]]:
    """What a rule finds, with its code."""
    return [(rule.code, found) for found in rule.check(context)]


def _unknown(study: Study) -> Iterator[Diagnostic]:
    names = [*(study.lint.off if study.lint else ())]
    names += [waiver.rule for _, item in study.every_item() for waiver in item.waive]
    for name in names:
        if name not in CODES:
            span: Span = name.span
            yield error(span, "unknown-rule", f"no rule '{name}'", did_you_mean(name, CODES, "see docs/rules/"))


def manual() -> dict[str, str]:
    """The rules' manual: a Markdown page for each, made of its docstring, and a list of all; by file name."""
    pages = {f"{rule.code}.md": _page(rule) for rule in RULES}
    rows = "\n".join(f"| [{rule.code}]({rule.code}.md) | {rule.severity} | {rule.page().title} |" for rule in RULES)
    pages["README.md"] = _INDEX.format(rows=rows)
    return dict(sorted(pages.items()))


_INDEX = """\
# The rules of the linter

What makes a card good or bad, checked at every `build` and `build check`. A warning stops the build only with
`--strict`.

| rule | severity | what it wants |
|---|---|---|
{rows}

Under `lint`, a source switches rules off (`off: [long-front]`) and sets limits (`limits: {{front_words: 40}}`). An item
waives a rule with a reason, and a waiver that waives nothing is itself a warning:

```yaml
    waive:
      - {{rule: numbers-differ, why: the note compares the words themselves}}
```
"""


def _page(rule: Rule) -> str:
    page = rule.page()
    return f"""\
# {rule.code}

**{page.title}.** ({rule.severity})

{page.why}

It finds fault with

```yaml
{page.bad}
```

and not with

```yaml
{page.good}
```
"""
