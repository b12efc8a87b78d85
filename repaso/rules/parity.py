"""Rules about the two languages: they say the same, each in its own words."""

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from repaso.diagnostics import Severity
from repaso.model import Bilingual, ClozeText, Erratum, Item, Language, Study, Text
from repaso.rules.face import function_words, words
from repaso.rules.rule import Context, Found, rule

# In Spanish a billón is 10^12 and mil millones are 10^9; in English that is a trillion, and a billion.
_SCALE = {
    "es": (
        (re.compile(r"\bmil millones\b", re.I), "10^9"),
        (re.compile(r"\bbillón(?:es)?\b|\bbillones\b", re.I), "10^12"),
        (re.compile(r"\bmillón\b|\bmillones\b", re.I), "10^6"),
    ),
    "en": (
        (re.compile(r"\bbillions?\b", re.I), "10^9"),
        (re.compile(r"\btrillions?\b", re.I), "10^12"),
        (re.compile(r"\bmillions?\b", re.I), "10^6"),
    ),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"\b(?:[A-Z]{2,}[a-z]?|[A-Z][a-z]+[A-Z]\w*|[A-Z]\w*[A-Z]\w*)\b")
_SAME_NAME = {"IA": "AI", "GPUs": "GPU", "FMs": "FM"}


class _Pair(NamedTuple):
    """A text in both languages."""

    id: str
    es: Text | ClozeText
    en: Text | ClozeText


@rule(Severity.WARNING)
def numbers_differ(context: Context) -> Iterator[Found]:
    """Both languages have the same numbers.

    "Billones" are trillions, and billions are "miles de millones": the classic slip of a translated manual.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: Hacen falta {{c1::billones}} de tokens.
            en: It takes {{c1::billions}} of tokens.

    Good:
        cloze:
          - id: a
            covers: p1
            es: Hacen falta {{c1::billones}} de tokens.
            en: It takes {{c1::trillions}} of tokens.
    """
    for pair in context.once(_pairs):
        es, en = _numbers(str(pair.es), "es"), _numbers(str(pair.en), "en")
        if es != en:
            told = ", ".join(sorted(es ^ en))
            yield Found(pair.id, pair.en.span, f"numbers that only one language has: {told}", "billón is trillion")


@rule(Severity.WARNING)
def names_differ(context: Context) -> Iterator[Found]:
    """Both languages have the same names and acronyms.

    A name that only one language has is a fact that only one learner gets.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un FM?, en: What adapts an FM?}
            answer: LoRA
            why: {es: LoRA entrena matrices en PEFT., en: LoRA trains matrices.}

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un FM?, en: What adapts an FM?}
            answer: LoRA
            why: {es: LoRA entrena matrices., en: LoRA trains matrices.}
    """
    for pair in context.once(_pairs):
        es, en = _names(str(pair.es)), _names(str(pair.en))
        if es != en:
            told = ", ".join(sorted(es ^ en))
            yield Found(pair.id, pair.en.span, f"names that only one language has: {told}", "")


@rule(Severity.WARNING)
def lengths_differ(context: Context) -> Iterator[Found]:
    """Both languages are about as long as each other.

    Where one is twice the other, something was left out or added. Spanish may be `longer_percent` (80) longer than
    English, and the other way round.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un modelo?, en: What adapts a model?}
            answer: LoRA
            why:
              es: Entrena matrices pequeñas y deja fijo el modelo base, que así comparten todos los clientes.
              en: It trains small matrices, you see.

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un modelo?, en: What adapts a model?}
            answer: LoRA
            why: {es: Entrena matrices pequeñas y nada más., en: It trains small matrices and nothing else.}
    """
    percent = 100 + context.limit("longer_percent", 80)
    for pair in context.once(_pairs):
        es, en = len(str(pair.es)), len(str(pair.en))
        if min(es, en) >= 20 and max(es, en) * 100 > percent * min(es, en):
            yield Found(pair.id, pair.en.span, f"{es} letters in Spanish, {en} in English", "does one say more?")


@rule(Severity.WARNING)
def wrong_language(context: Context) -> Iterator[Found]:
    """Each text is in its own language.

    Told by the small words: a Spanish text that has more English ones than Spanish ones was not translated.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un modelo?, en: What adapts a model?}
            answer: LoRA
            why: {es: It trains small matrices in the layers of the network., en: It trains small matrices.}

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un modelo?, en: What adapts a model?}
            answer: LoRA
            why: {es: Entrena matrices pequeñas en las capas de la red., en: It trains small matrices.}
    """
    for pair in context.once(_pairs):
        languages: tuple[tuple[Text | ClozeText, Language, Language], ...]
        languages = (pair.es, "es", "en"), (pair.en, "en", "es")
        for text, own, foreign in languages:
            said = str(text)
            theirs = function_words(said, foreign)
            if theirs >= 3 and len(words(said)) > 4 and theirs > 2 * function_words(said, own):
                yield Found(
                    pair.id, text.span, f"this is not {'Spanish' if own == 'es' else 'English'}: '{said[:50]}'", ""
                )


def _pairs(study: Study) -> tuple[_Pair, ...]:
    """Every text of every item that has both languages, and the errata's, but not what is quoted from the manual."""
    found: list[_Pair] = []
    for _, item in study.every_item():
        found += _of(item.id, item)
    for _, point in study.every_point():
        found.append(_Pair(point.id, point.es, point.en))
        if point.erratum is not None:
            found += _of(point.id, point.erratum)
    found += (_Pair(pair.id, pair.es, pair.en) for pair in study.confusable)
    return tuple(found)


def _of(name: str, thing: Item | Erratum) -> Iterator[_Pair]:
    es, en = getattr(thing, "es", None), getattr(thing, "en", None)
    if isinstance(es, Text | ClozeText) and isinstance(en, Text | ClozeText):
        yield _Pair(name, es, en)
    kind: Any = type(thing)
    for field in _fields(kind):
        value = getattr(thing, field)
        if isinstance(value, Bilingual):
            yield _Pair(name, value.es, value.en)
    for cell in getattr(thing, "cells", {}).values():
        yield _Pair(name, cell.es, cell.en)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in {"prints", "source"})


def _numbers(text: str, language: Language) -> frozenset[str]:
    if "ill" not in text.casefold() and not _NUMBER.search(text):
        return frozenset()
    found = set()
    for pattern, scale in _SCALE[language]:
        text, count = pattern.subn(" ", text)
        if count:
            found.add(scale)
    found.update(number.replace(",", ".") for number in _NUMBER.findall(text))  # 39,3 is 39.3, and 3.1 a version
    return frozenset(found)


def _names(text: str) -> frozenset[str]:
    if text[1:].islower():
        return frozenset()
    return frozenset(_SAME_NAME.get(name, name) for name in _NAME.findall(text))
