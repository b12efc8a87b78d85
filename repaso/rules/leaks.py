"""Rules about what a front gives away."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.inline import Hole
from repaso.model import LANGUAGES, Language
from repaso.rules.face import Face, root, stems, words
from repaso.rules.rule import Context, Found, rule

_ARTICLE = {
    "es": re.compile(r"\b(?:el|la|los|las|un|una|unos|unas|al|del)\s$", re.I),
    "en": re.compile(r"\ban\s$", re.I),  # "a" is what comes to mind first anyhow
}


@rule(Severity.WARNING)
def leaked_answer(context: Context) -> Iterator[Found]:
    """No word of the answer, nor another of its stem, stands on the front.

    The card is then answered by looking. Words that stand on many fronts (more than one in `common_percent`, 6) give
    nothing away, and do not count.

    Bad:
        terms:
          - id: a
            covers: p1
            term: {es: refinamiento, en: fine-tuning}
            definition: {es: Refinar un modelo con ejemplos., en: Tuning a model with examples.}

    Good:
        terms:
          - id: a
            covers: p1
            term: {es: refinamiento, en: fine-tuning}
            definition: {es: Adaptar un modelo con ejemplos., en: Adapting a model with examples.}
    """
    common = _common(context)
    for face in context.faces:
        if face.asks in {"definition", "step", "cell"}:  # a definition is looked at from its other side
            continue
        leaked = face.stems & stems(face.answer, face.language) - common[face.language]
        if leaked:
            word = next(word for word in words(face.answer) if root(word, face.language) in leaked)
            message = f"the front holds '{word}' of the answer '{face.answer}'"
            yield Found(face.id, face.span, message, "say it in other words")


@rule(Severity.WARNING)
def leaked_translation(context: Context) -> Iterator[Found]:
    """The answer in the other language does not stand on the front.

    Whoever is asked for "refinamiento" and reads "fine-tuning" translates instead of remembering.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué es fine-tuning en el examen?, en: What adapts a model?}
            answer: {es: Refinamiento, en: Fine-tuning}
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué adapta un modelo?, en: What adapts a model?}
            answer: {es: Refinamiento, en: Fine-tuning}
            why: x
    """
    for face in context.faces:
        foreign = face.foreign.casefold()
        if len(foreign) < 3 or foreign == face.answer.casefold() or foreign not in face.front.casefold():
            continue
        if re.search(rf"\b{re.escape(face.foreign)}\b", face.front, re.I):
            message = f"the front holds '{face.foreign}', the answer in the other language"
            yield Found(face.id, face.span, message, "say it in other words")


@rule(Severity.WARNING)
def leaked_acronym(context: Context) -> Iterator[Found]:
    """A front does not spell out the acronym that it asks for.

    The first letters of its words are the answer.

    Bad:
        questions:
          - id: a
            covers: p1
            ask:
              es: ¿Qué familia es parameter-efficient fine-tuning?
              en: Which family is parameter-efficient fine-tuning?
            answer: PEFT
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué familia entrena solo una parte?, en: Which family trains only a part?}
            answer: PEFT
            why: x
    """
    for face in context.faces:
        if face.answer[1:].islower():
            continue
        initials = "".join(word[0] for word in words(face.front)).casefold()
        for word in words(face.answer):
            capitals = sum(sign.isupper() for sign in word)
            if capitals > 2 and len(word) <= capitals + 2 and word.casefold() in initials:
                yield Found(face.id, face.span, f"the front spells out '{word}'", "say it in other words")
                break


@rule(Severity.WARNING)
def leaked_article(context: Context) -> Iterator[Found]:
    """No article stands before a hole, to tell gender, number or first sound.

    "la […]" leaves half of all nouns. Take the article into the hole, or do without it.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: El ajuste reduce la {{c1::pérdida}}.
            en: Tuning minimises {{c1::loss}}.

    Good:
        cloze:
          - id: a
            covers: p1
            es: El ajuste reduce {{c1::la pérdida}}.
            en: Tuning minimises {{c1::the loss}}.
    """
    for cloze in context.study.cloze:
        for language in LANGUAGES:
            before = ""
            for part in cloze[language].parts:
                if isinstance(part, Hole):
                    if match := _ARTICLE[language].search(before):
                        message = f"'{match[0].strip()}' before hole c{part.ordinal} tells what fits it"
                        yield Found(cloze.id, cloze[language].span, message, "take it into the hole")
                    before = ""
                else:
                    before = part.text


def _common(context: Context) -> dict[Language, frozenset[str]]:
    """The stems that stand on so many fronts that they tell nothing."""
    percent = context.limit("common_percent", 6)
    found: dict[Language, frozenset[str]] = {}
    for language in LANGUAGES:
        fronts = {_key(face): face.stems for face in context.faces if face.language == language}
        counts = Counter(itertools.chain.from_iterable(fronts.values()))
        few = max(8, len(fronts) * percent // 100)
        found[language] = frozenset(one for one, count in counts.items() if count > few)
    return found


def _key(face: Face) -> tuple[str, str]:
    return face.id, face.front
