"""Rules about cards that get in each other's way."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.inline import Style
from repaso.model import Confusable, Item, Question
from repaso.rules.face import Face
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.similar import similar
from repaso.rules.stems import folded, stems, words
from repaso.values import LANGUAGES, Bilingual, ItemId, Language, PointId

_TOO_COMMON = 100  # a word of more points leads to too many to be looked at


@rule(Severity.ERROR, Reach.TEXTS)
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
    alike = Counter((face.language, face.stems) for face in context.faces)
    first: dict[tuple[Language, str], Face] = {}
    for face in context.faces:
        if alike[face.language, face.stems] == 1:  # as most are; what has the same words has the same stems
            continue
        key = face.language, folded(face.front)
        other = first.setdefault(key, face)
        if other.answer.casefold() != face.answer.casefold() and other.id != face.id:
            message = f"the front of '{other.id}' again, with another answer: '{face.answer}'"
            yield Found(face.id, face.span, message, f"it stands first in line {other.span.line}")


@rule(Severity.WARNING, Reach.TEXTS)
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
    for language in LANGUAGES:
        for face, others in similar(*context.compared[language], percent):
            told: set[str] = set()
            for other in others:
                if other.id not in told and other.answer.casefold() != face.answer.casefold():
                    told.add(other.id)
                    message = f"nearly the front of '{other.id}', with another answer: '{face.answer}'"
                    yield Found(face.id, face.span, message, "tell them apart")


@rule(Severity.WARNING, Reach.ALONE)
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


@rule(Severity.WARNING, Reach.KEYS)
def untested_pair(context: Context) -> Iterator[Found]:
    """Every confusable pair is put to the test: a scenario for each of its concepts, and a card that contrasts them.

    An item says under `contrasts` which pairs it sets against each other. A pair's concepts are the names of its items:
    a term's headword, a row's first cell; a term and a row of one name are one concept. Each wants a question whose
    answer is its name or a synonym, and the pair wants one more item: a cloze, or a question that asks what tells them
    apart.

    Bad:
        confusable:
          - {id: pair, items: [a, b], es: "**Con** etiquetas, a; **sin**, b.", en: "**Labeled**: a; **raw**: b."}
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: Con., en: Labeled.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: Sin., en: Raw.}}
        questions:
          - {id: c, covers: p1, ask: ¿Cuál?, answer: {es: Uno, en: One}, why: x, contrasts: pair}

    Good:
        confusable:
          - {id: pair, items: [a, b], es: "**Con** etiquetas, a; **sin**, b.", en: "**Labeled**: a; **raw**: b."}
        terms:
          - {id: a, covers: p1, term: {es: uno, en: one}, definition: {es: Con., en: Labeled.}}
          - {id: b, covers: p1, term: {es: dos, en: two}, definition: {es: Sin., en: Raw.}}
        questions:
          - {id: c, covers: p1, ask: {es: ¿Y con?, en: Labeled?}, answer: {es: Uno, en: One}, why: x, contrasts: pair}
          - {id: d, covers: p1, ask: {es: ¿Y sin?, en: Raw?}, answer: {es: El dos, en: Two}, why: x, contrasts: pair}
        cloze:
          - {id: e, covers: p1, es: "Uno va {{c1::con}}.", en: "One goes {{c1::with}}.", contrasts: pair}
    """
    if not context.study.confusable:
        return
    names, named = _names(context), _named(context)
    contrasting: dict[str, list[frozenset[str]]] = defaultdict(list)
    asked: dict[str, ItemId] = {}
    for item in (*context.study.cloze, *context.study.questions):
        answers = _answers(item)
        for pair_id in item.contrasts:
            contrasting[pair_id].append(answers)
        for answer in answers:
            asked.setdefault(answer, item.id)
    for pair in context.study.confusable:
        concepts = _concepts(pair, names, named)
        for name, called in concepts:
            if all(called.isdisjoint(answers) for answers in contrasting[pair.id]):
                message = f"no scenario of '{pair.id}' has the answer '{name}'"
                known = next((asked[one] for one in sorted(called) if one in asked), None)
                hint = f"write a question with it, and `contrasts: {pair.id}`"
                hint += f"; '{known}' has the answer: does it contrast them?" if known else ""
                yield Found(pair.id, pair.id.span, message, hint)
        every = frozenset[str]().union(*(called for _, called in concepts))
        if all(every & answers for answers in contrasting[pair.id]):
            message = f"no card contrasts '{pair.id}'"
            hint = f"write a cloze whose hole tells them apart, or a question for it, and `contrasts: {pair.id}`"
            yield Found(pair.id, pair.id.span, message, hint)


@rule(Severity.WARNING, Reach.ALONE)
def fits_two_points(context: Context) -> Iterator[Found]:
    """No front fits a point that its card does not teach.

    Where each word of a front that has a meaning stands in such a point, and the answer does not, another answer is as
    right. Words that only ask (which technique, what service) do not count, and there must be two others at least.

    Bad:
        sections:
          - number: "9"
            title: x
            points:
              - {id: p9, es: El continuo usa datos sin etiquetar., en: The continued one uses unlabeled data.}
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué fase usa datos sin etiquetar?, en: Which phase uses unlabeled data?}
            answer: {es: La previa, en: The previous one}
            why: x

    Good:
        sections:
          - number: "9"
            title: x
            points:
              - {id: p9, es: El continuo usa datos sin etiquetar., en: The continued one uses unlabeled data.}
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué fase usa datos sin etiquetar desde cero?, en: Which phase uses unlabeled data from scratch?}
            answer: {es: La previa, en: The previous one}
            why: x
    """
    said: dict[Language, list[tuple[PointId, frozenset[str]]]] = {}
    holding: dict[Language, dict[str, set[int]]] = {language: defaultdict(set) for language in LANGUAGES}
    for language in LANGUAGES:
        said[language] = [
            (point.id, stems(str(point.es if language == "es" else point.en), language))
            for _, point in context.study.every_point()
        ]
        for place, (_, here) in enumerate(said[language]):
            for one in here:
                holding[language][one].add(place)
    for face in context.faces:
        front = face.stems - _ASKING[face.language]
        apart = face.asks == "hole" and face.item.contrasts  # such a sentence speaks of both on purpose
        if face.asks in {"definition", "step", "cell"} or apart or len(front) < 2:
            continue
        holds = holding[face.language]
        if not front <= holds.keys():
            continue
        few, more, *_ = sorted((holds[one] for one in front), key=len)
        for place in sorted(few & more) if len(few) <= _TOO_COMMON else ():
            point, here = said[face.language][place]
            if front <= here and point not in face.item.covers and not stems(face.answer, face.language) <= here:
                yield Found(face.id, face.span, f"the front fits point '{point}', too", "say what only this one has")


_ASKING: dict[Language, frozenset[str]] = {
    "es": stems(
        """aspecto cómo conjunto dice enfoque fase familia hace llama método nivel parte pasa proceso significa sirve
        servicio técnica tipo usa AWS""",
        "es",
    ),
    "en": stems(
        """approach aspect call called family happens level mean means method part phase process service set stands
        step technique type use used uses AWS""",
        "en",
    ),
}
"""The words that only ask."""


def _names(context: Context) -> dict[str, frozenset[str]]:
    """What each name of the glossary may be called, by the name as it is compared."""
    names: dict[str, frozenset[str]] = defaultdict(frozenset)
    for line in context.glossary:
        called = frozenset(_compared(name) for language in LANGUAGES for name in line.names(language))
        for language in LANGUAGES:
            names[_compared(line.headword(language))] |= called
    return names


def _named(context: Context) -> dict[str, Bilingual]:
    """The name of each item that has one: a term's headword, a row's first cell."""
    study = context.study
    named = {str(term.id): term.term for term in study.terms}
    return named | {row.id: row.cells[table.columns[0].id] for table in study.tables for row in table.rows}


def _concepts(
    pair: Confusable, names: dict[str, frozenset[str]], items: dict[str, Bilingual]
) -> list[tuple[str, frozenset[str]]]:
    """The concepts of a pair: a name to speak of each, and all that it is called.

    Two items are one concept if the name of one is what the other is called; a synonym that both have does not do it.
    """
    concepts: list[tuple[str, frozenset[str], frozenset[str]]] = []
    for item in pair.items:
        if item not in items:
            continue
        own = frozenset(_compared(str(items[item][language])) for language in LANGUAGES)
        called = own.union(*(names[name] for name in own))
        if not any(own & others or called & theirs for _, theirs, others in concepts):
            concepts.append((str(items[item].en), own, called))
    return [(name, called) for name, _, called in concepts]


def _answers(item: Item) -> frozenset[str]:
    if not isinstance(item, Question):
        return frozenset()
    return frozenset(_compared(str(item.answer[language])) for language in LANGUAGES)


def _compared(name: str) -> str:
    """A name without what does not matter: case, an article before it, brackets and a full stop after it."""
    name = re.sub(r"\s*\([^()]*\)$", "", name.casefold().rstrip(". "))
    return re.sub(r"^(?:el|la|los|las|un|una|unos|unas|the|an?)\s+", "", name)


def _bold(pair: Confusable, language: Language) -> frozenset[str]:
    runs = (pair.es if language == "es" else pair.en).runs
    bold = " ".join(run.text for run in runs if run.style & Style.BOLD)
    small = frozenset(word.casefold() for word in re.findall(r"\w+", bold))
    return stems(bold, language) | small
