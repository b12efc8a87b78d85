"""Rules about how a text is written: signs, absolutes, and what the manual's errata ask for."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from repaso.diagnostics import Severity
from repaso.inline import Style
from repaso.model import ClozeText, Language, PointId, Text
from repaso.rules.rule import Context, Found, rule

_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\s[,;:!?.](?:\s|$)"), "a space before punctuation", "remove it"),
    (re.compile('"'), "a straight quotation mark", "«…» in Spanish, “…” in English"),
    (re.compile("[\u00a0\u202f]"), "a no-break space", "write a plain one: cards and sheet break lines themselves"),
    (re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]"), "a character that cannot be seen", "remove it"),
    (re.compile(r"</?[a-z]+[^>]*>|&(?:[a-z]+|#\d+);"), "leftover HTML", "use **bold**, *italic* or `code`"),
    (re.compile(r"\*\*|__"), "a mark without its partner", r"close it, or write \* for an asterisk"),
    (re.compile(r"\.\.\."), "three full stops", "write …"),
)
_ABSOLUTE = {
    "es": re.compile(r"\b(?:siempre|nunca|jamás|garantiza\w*|elimina\w*|imposible)\b", re.I),
    "en": re.compile(r"\b(?:always|never|guarantee\w*|eliminat\w*|impossible)\b", re.I),
}


_Said = tuple[str, Language | None, Text | ClozeText]


@rule(Severity.WARNING)
def typography(context: Context) -> Iterator[Found]:
    """Signs are those of the language, and none is left over.

    Looks for spaces before punctuation, straight quotation marks, no-break and invisible characters, leftover HTML or
    Markdown, three full stops, and Spanish questions and exclamations without their opening sign.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: "Qué adapta un <b>modelo</b> ?", en: What adapts a model?}
            answer: LoRA
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: "¿Qué adapta un **modelo**?", en: What adapts a model?}
            answer: LoRA
            why: x
    """
    found: list[_Said] = []
    _gather(context.study, "", None, found)
    for name, language, text in found:
        said = str(text)
        bare = (
            said
            if isinstance(text, ClozeText)
            else "".join("x" if run.style & Style.CODE else run.text for run in text.runs)
        )
        for pattern, what, hint in _SIGNS:
            if pattern.search(bare):
                yield Found(name, text.span, f"{what}: '{said[:50]}'", hint)
        if language == "es":
            for opening, closing in ("¿?", "¡!"):
                if said.count(opening) != said.count(closing):
                    yield Found(name, text.span, f"'{opening}' and '{closing}' do not match: '{said[:50]}'", "")


@rule(Severity.WARNING)
def new_absolute(context: Context) -> Iterator[Found]:
    """A card is not surer than the point that it teaches.

    "Helps prevent" becomes "eliminates" in one careless edit, and exams are made of that difference.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: El multitarea elimina siempre {{c1::el olvido}}.
            en: Multitask always eliminates {{c1::forgetting}}.

    Good:
        cloze:
          - id: a
            covers: p1
            es: El multitarea ayuda a prevenir {{c1::el olvido}}.
            en: Multitask helps prevent {{c1::forgetting}}.
    """
    points = {point.id: point for _, point in context.study.every_point()}
    for face in context.faces:
        for text in (face.front, face.answer):
            match = _ABSOLUTE[face.language].search(text)
            if match is None:
                continue
            covered = [points[name] for name in face.item.covers if name in points]
            taught = " ".join(str(point.es if face.language == "es" else point.en) for point in covered)
            if match[0].casefold() not in taught.casefold():
                yield Found(face.id, face.span, f"'{match[0]}' is surer than the points that it teaches", "")


@rule(Severity.WARNING)
def thin_point(context: Context) -> Iterator[Found]:
    """A point that the manual gets wrong is taught by two items at least.

    What a learner reads wrongly in the manual must be met right more than once, and from more than one side. Set
    `erratum_items` (2).

    Bad:
        sections:
          - number: "9"
            title: x
            points:
              - id: p9
                es: Son horas.
                en: It is hours.
                erratum: {id: E1, prints: años, right: {es: horas, en: hours}, why: x}
        questions:
          - {id: a, covers: p9, ask: {es: ¿Cuánto?, en: How much?}, answer: {es: Horas, en: Hours}, why: x}

    Good:
        sections:
          - number: "9"
            title: x
            points:
              - id: p9
                es: Son horas.
                en: It is hours.
                erratum: {id: E1, prints: años, right: {es: horas, en: hours}, why: x}
        questions:
          - {id: a, covers: p9, ask: {es: ¿Cuánto?, en: How much?}, answer: {es: Horas, en: Hours}, why: x}
          - {id: b, covers: p9, ask: {es: ¿Qué unidad?, en: Which unit?}, answer: {es: Horas, en: Hours}, why: x}
    """
    counts = _counts(context)
    few = context.limit("erratum_items", 2)
    for _, point in context.study.every_point():
        if point.erratum is not None and 0 < counts[point.id] < few:
            message = f"only {counts[point.id]} item teaches '{point.id}', which the manual gets wrong"
            yield Found(point.id, point.id.span, message, "ask it from another side, too")


@rule(Severity.WARNING)
def crowded_point(context: Context) -> Iterator[Found]:
    """No point is taught by more items than it is worth.

    Every card costs minutes for years. Set `point_items` (6).

    Bad:
        questions:
          - {id: a, covers: p1, ask: {es: ¿Uno?, en: One?}, answer: a, why: x}
          - {id: b, covers: p1, ask: {es: ¿Dos?, en: Two?}, answer: b, why: x}
          - {id: c, covers: p1, ask: {es: ¿Tres?, en: Three?}, answer: c, why: x}
          - {id: d, covers: p1, ask: {es: ¿Cuatro?, en: Four?}, answer: d, why: x}
          - {id: e, covers: p1, ask: {es: ¿Cinco?, en: Five?}, answer: e, why: x}
          - {id: f, covers: p1, ask: {es: ¿Seis?, en: Six?}, answer: f, why: x}
          - {id: g, covers: p1, ask: {es: ¿Siete?, en: Seven?}, answer: g, why: x}

    Good:
        questions:
          - {id: a, covers: p1, ask: {es: ¿Uno?, en: One?}, answer: a, why: x}
          - {id: b, covers: p1, ask: {es: ¿Dos?, en: Two?}, answer: b, why: x}
    """
    counts = _counts(context)
    many = context.limit("point_items", 6)
    for _, point in context.study.every_point():
        if counts[point.id] > many:
            yield Found(point.id, point.id.span, f"{counts[point.id]} items teach '{point.id}'", f"{many} at most")


@rule(Severity.WARNING)
def stale_facts(context: Context) -> Iterator[Found]:
    """The facts have been checked lately.

    Looked at only with `build check --today DATE`: services are renamed and retired in months. Set `months` (12).

    Bad:
        manual:
          as_of: 2020-01-01

    Good:
        manual:
          as_of: 2026-11-22
    """
    manual = context.study.manual
    months = context.limit("months", 12)
    if context.today is not None and context.today - manual.as_of > datetime.timedelta(days=30.44 * months):
        message = f"the facts were last checked on {manual.as_of}"
        yield Found("", manual.span, message, "check them, and set as_of")


def _counts(context: Context) -> Counter[PointId]:
    return Counter(point for _, item in context.study.every_item() for point in item.covers)


def _gather(thing: object, name: str, language: Language | None, found: list[_Said]) -> None:
    """Every text below a thing of the model, with the id that it stands under and its language."""
    if isinstance(thing, (Text, ClozeText)):
        found.append((name, language, thing))
    elif isinstance(thing, tuple):
        for one in thing:
            _gather(one, name, language, found)
    elif isinstance(thing, dict):
        for one in thing.values():
            _gather(one, name, language, found)
    elif is_dataclass(thing):
        name = getattr(thing, "id", name)
        kind: Any = type(thing)
        for field, here in _below(kind):
            _gather(getattr(thing, field), name, here or language, found)


@cache
def _below(kind: Any) -> tuple[tuple[str, Language | None], ...]:
    """The fields of a class of the model below which its own texts may stand, each with its language, if it has one."""
    names = [one.name for one in fields(kind) if one.name not in {"span", "prints"}]  # prints: the manual's words
    return tuple((name, name if name in {"es", "en"} else None) for name in names)  # type: ignore[misc]
