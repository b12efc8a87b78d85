"""Rules about cards that get in each other's way."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.inline import Style
from repaso.model import LANGUAGES, Confusable, Language
from repaso.rules.face import Face, stems, words
from repaso.rules.rule import Context, Found, rule

_TOO_COMMON = 100


@rule(Severity.ERROR)
def same_front(context: Context) -> Iterator[Found]:
    """No two fronts are the same and want different answers.

    Nobody can know which of the two is meant.

    Bad:
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: Un número., en: A number.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: Un número., en: A number.}}

    Good:
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: El primero., en: The first.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: El segundo., en: The second.}}
    """
    first: dict[tuple[Language, str], Face] = {}
    for face in context.faces:
        key = face.language, " ".join(words(face.front)).casefold()
        other = first.setdefault(key, face)
        if other.answer.casefold() != face.answer.casefold() and other.id != face.id:
            message = f"the front of '{other.id}' again, with another answer: '{face.answer}'"
            yield Found(face.id, face.span, message, f"it stands first in line {other.span.line}")


@rule(Severity.WARNING)
def near_front(context: Context) -> Iterator[Found]:
    """No two fronts are nearly the same and want different answers.

    They are taken for each other for months. Two fronts are near if they share `alike_percent` (80) of their words.

    Bad:
        questions:
          - id: a
            covers: p1
            ask:
              es: Un banco con datos etiquetados quiere adaptar pronto su modelo. ¿Qué elige?
              en: A bank with labeled data wants to adapt its model soon. What does it choose?
            answer: {es: Uno, en: One}
            why: x
          - id: b
            covers: p1
            ask:
              es: Un banco con datos etiquetados quiere adaptar pronto su modelo. ¿Qué elige hoy?
              en: A bank with labeled data wants to adapt its model soon. What does it choose today?
            answer: {es: Dos, en: Two}
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: Un banco tiene datos etiquetados. ¿Qué elige?, en: A bank has labeled data. What does it choose?}
            answer: {es: Uno, en: One}
            why: x
          - id: b
            covers: p1
            ask: {es: Un hospital solo tiene texto. ¿Qué elige?, en: A hospital has only text. What does it choose?}
            answer: {es: Dos, en: Two}
            why: x
    """
    percent = context.limit("alike_percent", 80)
    faces = [face for face in context.faces if face.asks not in {"definition", "step", "cell"} and len(face.stems) >= 4]
    common = {
        language: Counter(itertools.chain.from_iterable(face.stems for face in faces if face.language == language))
        for language in LANGUAGES
    }
    by_stem: dict[tuple[Language, str], list[Face]] = defaultdict(list)
    for face in faces:
        here = face.stems
        told: set[str] = set()
        for one in _rarest(here, common[face.language], percent):
            for other in by_stem[face.language, one]:
                there = other.stems
                shared = len(here & there)
                if shared * 100 < percent * (len(here) + len(there) - shared) or other.id in told:
                    continue
                if other.id != face.id and other.answer.casefold() != face.answer.casefold():
                    told.add(other.id)
                    message = f"nearly the front of '{other.id}', with another answer: '{face.answer}'"
                    yield Found(face.id, face.span, message, f"it stands in line {other.span.line}; tell them apart")
            by_stem[face.language, one].append(face)


@rule(Severity.WARNING)
def indistinct_front(context: Context) -> Iterator[Found]:
    """Where items are declared confusable, a front that asks for one of them holds a word that tells it apart.

    The words are those in **bold** in the pair's text. Without one, the shared cues fit both items.

    Bad:
        confusable:
          - {id: pair, items: [a, b], es: "**Con** etiquetas, a; **sin**, b.", en: "**Labeled**: a; **raw**: b."}
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: Usa datos., en: Uses data.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: Usa texto sin más., en: Uses raw text.}}

    Good:
        confusable:
          - {id: pair, items: [a, b], es: "**Etiquetas**: a; **texto**: b.", en: "**Labeled**: a; **raw**: b."}
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: Usa etiquetas., en: Uses labeled data.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: Usa texto., en: Uses raw text.}}
    """
    telling: dict[tuple[str, Language], frozenset[str]] = {}
    for pair in context.study.confusable:
        for language in ("es", "en"):
            bold = _bold(pair, language)
            for item in pair.items:
                telling[item, language] = telling.get((item, language), frozenset()) | bold
    for face in context.faces:
        wanted = telling.get((face.id, face.language))
        if not wanted or face.asks not in {"name", "row"}:
            continue
        if not wanted & (face.stems | {word.casefold() for word in words(face.front)}):
            yield Found(
                face.id, face.span, f"nothing on the front tells '{face.answer}' from what it is confused with", ""
            )


def _bold(pair: Confusable, language: Language) -> frozenset[str]:
    runs = (pair.es if language == "es" else pair.en).runs
    bold = " ".join(run.text for run in runs if run.style & Style.BOLD)
    small = frozenset(word.casefold() for word in re.findall(r"\w+", bold))
    return stems(bold, language) | small


def _rarest(here: frozenset[str], common: Counter[str], percent: int) -> list[str]:
    """Two sets of which `percent` is shared have one of these in common: no other pair needs to be looked at.

    The prefix filter of set-similarity joins (Chaudhuri, Ganti, Kaushik, 2006): of n members, sorted rarest first, the
    first n - ceil(n * percent / 100) + 1. Of these, a word that stands on more than _TOO_COMMON fronts leads to too
    many others to be looked at, and is passed over: with it go only pairs that have no rarer word in common.
    """
    rare = sorted((common[one], one) for one in here if common[one] <= _TOO_COMMON)
    return [one for _, one in rare[: len(here) - -(-len(here) * percent // 100) + 1]]
