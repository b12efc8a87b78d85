"""Rules about the two languages: they say the same, each in its own words."""

import re
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.pieces import anywhere, counted
from repaso.rules.face import PAIR_SIGNS
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.stems import SMALL_WORDS, count
from repaso.values import LANGUAGES, Language

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
_MAYBE_NUMBER = PAIR_SIGNS.count(dict.fromkeys(LANGUAGES, anywhere(r"\d|ill")))
_NAME = re.compile(r"\b(?:[A-Z]{2,}[a-z]?|[A-Z][a-z]+[A-Z]\w*|[A-Z]\w*[A-Z]\w*)\b")
_SAME_NAME = {"IA": "AI", "GPUs": "GPU", "FMs": "FM"}
_SMALL_WORDS = {language: PAIR_SIGNS.count(dict.fromkeys(LANGUAGES, small)) for language, small in SMALL_WORDS.items()}


@rule(Severity.WARNING, Reach.ALONE)
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
    for pair in context.pairs:
        if not (pair.es_signs | pair.en_signs) & _MAYBE_NUMBER:  # as in most
            continue
        es, en = _numbers(pair.es, "es"), _numbers(pair.en, "en")
        if es != en:
            told = ", ".join(sorted(es ^ en))
            yield Found(pair.id, pair.en_span, f"numbers that only one language has: {told}", "billón is trillion")


@rule(Severity.WARNING, Reach.ALONE)
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
    for pair in context.pairs:
        if pair.es[1:].islower() and pair.en[1:].islower():  # as most are
            continue
        es, en = _names(pair.es), _names(pair.en)
        if es != en:
            told = ", ".join(sorted(es ^ en))
            yield Found(pair.id, pair.en_span, f"names that only one language has: {told}", "")


@rule(Severity.WARNING, Reach.ALONE)
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
    for pair in context.pairs:
        es, en = len(pair.es), len(pair.en)
        if min(es, en) >= 20 and max(es, en) * 100 > percent * min(es, en):
            yield Found(pair.id, pair.en_span, f"{es} letters in Spanish, {en} in English", "does one say more?")


@rule(Severity.WARNING, Reach.ALONE)
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
    for pair in context.pairs:
        for own, foreign in (LANGUAGES, LANGUAGES[::-1]):
            said, signs = (pair.es, pair.es_signs) if own == "es" else (pair.en, pair.en_signs)
            theirs = counted(signs, _SMALL_WORDS[foreign])
            if theirs >= 3 and count(said) > 4 and theirs > 2 * counted(signs, _SMALL_WORDS[own]):
                span = pair.es_span if own == "es" else pair.en_span
                yield Found(pair.id, span, f"this is not {'Spanish' if own == 'es' else 'English'}: '{said[:50]}'", "")


def _numbers(text: str, language: Language) -> frozenset[str]:
    found = set()
    for pattern, scale in _SCALE[language]:
        text, count = pattern.subn(" ", text)
        if count:
            found.add(scale)
    found.update(number.replace(",", ".") for number in _NUMBER.findall(text))  # 39,3 is 39.3, and 3.1 a version
    return frozenset(found)


def _names(text: str) -> frozenset[str]:
    return frozenset(_SAME_NAME.get(name, name) for name in _NAME.findall(text))
