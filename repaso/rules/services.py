"""Rules about services and models: they are called by their names, and change within months."""

import datetime
import re
from collections.abc import Iterator

from repaso.diagnostics import Severity, Span
from repaso.glossary import dated
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.uses import spellings

_COMPANY = ("Amazon", "AWS", "SageMaker")
_SERVICE = re.compile(rf"\b(?:{'|'.join(_COMPANY)})(?:\s+[A-Z][\w-]*)+")
_BRAND = re.compile(r"^(?:Amazon|AWS)\s+")


@rule(Severity.WARNING, Reach.TEXTS)
def unknown_service(context: Context) -> Iterator[Found]:
    """A service or model has a name that the glossary knows.

    A name of two words and more that begins with Amazon, AWS or SageMaker must be that of a line of the glossary, of a
    term or of a row, with or without the company's. What is misspelt, or goes by its old name, is found so. A hole may
    stand for the end of a name.

    Bad:
        glossary:
          - {es: Amazon SageMaker Clarify, en: Amazon SageMaker Clarify, as_of: 2026-11-22}
        questions:
          - {id: a, covers: p1, ask: {es: ¿Qué mide?, en: What measures?}, answer: Amazon SageMaker Clarity, why: x}

    Good:
        glossary:
          - {es: Amazon SageMaker Clarify, en: Amazon SageMaker Clarify, as_of: 2026-11-22}
        questions:
          - {id: a, covers: p1, ask: {es: ¿Qué mide?, en: What measures?}, answer: SageMaker Clarify, why: x}
    """
    known: set[str] = set()
    told: set[str] = set()
    for one in context.shown:
        if not any(map(one.text.__contains__, _COMPANY)):  # as in most texts
            continue
        known = known or {_bare(name) for name in spellings(context.glossary, context.rows)}
        for match in _SERVICE.finditer(one.text):
            name = match[0]
            if name in told or _known(name, known, cut=one.text[match.end() :].lstrip().startswith("[")):
                continue
            told.add(name)
            hint = "write it as the glossary does, or give it a line there with as_of"
            yield Found(one.id, one.span, f"no service or model '{name}' in the glossary", hint)


@rule(Severity.WARNING, Reach.KEYS)
def undated_service(context: Context) -> Iterator[Found]:
    """A service or model says when it was last checked.

    The line of the glossary, or the term, that has its name also has the day, as `as_of`; the back of every card that
    names it tells that day. A row alone is known by name only.

    Bad:
        glossary:
          - {es: Amazon Bedrock, en: Amazon Bedrock}

    Good:
        glossary:
          - {es: Amazon Bedrock, en: Amazon Bedrock, as_of: 2026-11-22}
    """
    days = dated(context.glossary)
    told: set[str] = set()
    rows = {row.id for table in context.study.tables for row in table.rows}
    for name, item, span in context.names:
        if name.startswith(_COMPANY) and _SERVICE.fullmatch(name) and days.get(name) is None and name not in told:
            told.add(name)
            hint = "give it a line in the glossary, with as_of" if item in rows else "give it an as_of"
            yield Found(item, span, f"no day on which '{name}' was checked", hint)


@rule(Severity.WARNING, Reach.KEYS)
def stale_facts(context: Context) -> Iterator[Found]:
    """The facts have been checked lately.

    Looked at only with `build check --today DATE`: services are renamed and retired in months. Every `as_of` is held
    against that day: the manual's, an item's, a service's. Set `months` (12).

    Bad:
        manual:
          as_of: 2020-01-01

    Good:
        manual:
          as_of: 2026-11-22
    """
    if context.today is None:
        return
    study = context.study
    days: list[tuple[str, str, datetime.date | None, Span]] = [("", "the facts", study.manual.as_of, study.manual.span)]
    days += [("", f"'{line.es}'", line.as_of, line.span) for line in context.glossary]
    terms = {term.span for term in study.terms}
    days = [day for day in days if day[3] not in terms]
    days += [(item.id, f"'{item.id}'", item.as_of, item.id.span) for _, item in study.every_item()]
    oldest = context.today - datetime.timedelta(days=30.44 * context.limit("months", 12))
    for name, what, day, span in days:
        if day is not None and day < oldest:
            yield Found(name, span, f"{what}: last checked on {day}", "check it, and set as_of")


def _bare(name: str) -> str:
    return _BRAND.sub("", name).casefold()


def _known(name: str, known: set[str], *, cut: bool) -> bool:
    """Whether a name is known as a whole, or but for acronyms after it (AWS Glue ETL), or is the start of one."""
    bare = _bare(name)
    if cut and any(one.startswith(f"{bare} ") for one in known):
        return True
    while bare not in known:
        shorter = re.sub(r"\s+[A-Z0-9-]+$", "", name)
        if shorter == name:
            return False
        name, bare = shorter, _bare(shorter)
    return True
