"""The linter: what makes cards good or bad, one function a rule.

A source may switch a rule off or set its limits under `lint`, and an item may waive one with a reason. Each rule's
docstring is its manual: docs/rules/ is made of it, and its examples are tested.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from repaso.beside import beside, sharing
from repaso.diagnostics import Diagnostic, Span, did_you_mean, error, warning
from repaso.model import Study
from repaso.rules import density, fronts, leaks, pairs, parity, qualifiers, services, style, words
from repaso.rules.crowd import crowds, packed
from repaso.rules.rule import Context, Found, Reach, Rule
from repaso.values import ItemId

_ON_TEXTS: tuple[Rule, ...] = (
    words.false_friend,
    parity.numbers_differ,
    parity.names_differ,
    parity.lengths_differ,
    parity.wrong_language,
    qualifiers.qualifiers_differ,
    style.typography,
    services.stale_facts,
    services.undated_service,
)
_ON_CARDS: tuple[Rule, ...] = (
    density.crowded_point,
    density.few_scenarios,
    density.thin_point,
    leaks.leaked_article,
    services.unknown_service,
    words.synonym_used,
    words.forbidden_term,
    fronts.list_answer,
    fronts.two_facts,
    fronts.yes_no_front,
    leaks.leaked_translation,
    leaks.leaked_acronym,
    fronts.long_answer,
    fronts.long_front,
    fronts.not_alone,
    qualifiers.new_absolute,
    qualifiers.lost_qualifier,
)
_ON_STEMS: tuple[Rule, ...] = (
    leaks.leaked_answer,
    pairs.untested_pair,
    pairs.indistinct_front,
    pairs.fits_two_points,
    pairs.near_front,
    pairs.same_front,
)
_IN_TURN = (*_ON_TEXTS, *_ON_CARDS, *_ON_STEMS)
"""As two processes do them, one from either end: so each looks at things of its own, until they meet."""

RULES: tuple[Rule, ...] = tuple(sorted(_IN_TURN, key=attrgetter("code")))
"""By code."""

_WEIGHT = 4
"""Linting an item takes as long as making so many notes."""

CODES = tuple(rule.code for rule in RULES)
CODES_BY_REACH = {reach: frozenset(rule.code for rule in RULES if rule.reach is reach) for reach in Reach}


def lint(study: Study, *, today: datetime.date | None = None) -> tuple[Diagnostic, ...]:
    """Every finding of every rule that is on, but for those that an item waives; and waivers that waive nothing.

    The study has passed `check`.
    """
    with linting(study, today=today) as linted:
        return linted().faults


class Linted(NamedTuple):
    """What `lint` finds; and all fronts of the source, as `crowd.packed` gives them, if they are to be kept."""

    faults: tuple[Diagnostic, ...]
    crowds: bytes


@contextmanager
def linting(study: Study, *, today: datetime.date | None = None, keep: bool = False) -> Iterator[Callable[[], Linted]]:
    """Lint beside what the block does, by the rules about cards first; when it asks, here, too, by those about texts.

    Args:
      study: one that has passed `check`.
      today: the day on which the facts are read, to tell those that were checked too long ago.
      keep: whether the fronts are wanted, too.

    Yields:
      what gives it, once.
    """
    off = {str(code) for code in study.lint.off} if study.lint else set()
    context = Context(study, today)
    on = [rule for rule in _IN_TURN if rule.code not in off]
    tasks = [partial(_findings, rule, context) for rule in on]
    with sharing(tasks, "checking rules") as rules:

        def from_the_end() -> tuple[bytes, Mapping[int, list[tuple[str, Found]]]]:
            theirs = rules.last()
            return packed(crowds(context)) if keep else b"", theirs

        def linted() -> Linted:
            mine = rules.first()
            all_fronts, theirs = found()
            return Linted(_judged(study, on, chain.from_iterable(rules.together(mine, theirs))), all_fronts)

        with beside(from_the_end, items=_WEIGHT * study.size) as found:
            yield linted


def lint_part(part: Context) -> tuple[Diagnostic, ...]:
    """What the rules find that judge each item alone, in some items of a source of which all is known."""
    off = {str(code) for code in part.study.lint.off} if part.study.lint else set()
    on = [rule for rule in _IN_TURN if rule.code not in off and rule.reach is Reach.ALONE]
    return _judged(part.study, on, chain.from_iterable(_findings(rule, part) for rule in on))


def concerns_others(part: Context) -> bool:
    """Whether a rule that compares what items say, be it on or off, finds anything in some items, waived or not."""
    return any(True for rule in _IN_TURN if rule.reach is Reach.TEXTS for _ in rule.check(part))


def _judged(study: Study, on: list[Rule], findings: Iterable[tuple[str, Found]]) -> tuple[Diagnostic, ...]:
    """Findings as faults, without those that are waived."""
    waivers = ((item.id, waiver.rule) for _, item in study.every_item() for waiver in item.waive)
    waived = {(str(name), str(rule)): rule.span for name, rule in waivers}
    used: set[tuple[str, str]] = set()
    faults = list(_unknown(study))
    severities = {rule.code: rule.severity for rule in on}
    for code, found in findings:
        key = found.id, code
        if isinstance(found.id, ItemId) and key in waived:  # a point or a column may have the same id
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
