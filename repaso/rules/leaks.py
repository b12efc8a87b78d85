"""Rules about what a front gives away."""

import re
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.glossary import forms
from repaso.inline import Hole
from repaso.rules.face import Face
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.stems import function_words, stem, stems, words
from repaso.values import LANGUAGES

_ARTICLE = {
    "es": re.compile(
        r"""\b(?:el|la|los|las|un|una|unos|unas|al|del|est[ae]|est[ao]s|es[ae]|es[ao]s|aquel|aquell[ao]s?|otr[ao]s?|
        tod[ao]s?|cuy[ao]s?|mism[ao]s?|algun[ao]s?|algún|ningun[ao]|ningún)\s$""",
        re.I | re.X,
    ),
    "en": re.compile(r"\ban\s$", re.I),  # "a" is what comes to mind first anyhow
}

_LEADING = re.compile(r"^(?:el|la|los|las|un|una|unos|unas|al|del|the|an?)\s+", re.I)


@rule(Severity.WARNING, Reach.ALONE)
def leaked_answer(context: Context) -> Iterator[Found]:
    """No word of the answer, nor another of its stem, stands on the front.

    The card is then answered by looking. A hint is part of the front, and so are the other holes, filled. Words that
    stand on many fronts (more than one in `common_percent`, 6) give nothing away and do not count, but for a hole whose
    whole answer stands open elsewhere in the sentence.

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
    percent = context.limit("common_percent", 6)
    common = {language: counts.common(percent) for language, counts in context.counts.items()}
    for face in context.faces:
        if face.asks in {"definition", "step", "cell"}:  # a definition is looked at from its other side
            continue
        told = (face.stems & stems(face.answer, face.language)) - common[face.language]
        leaked = [word for word in words(face.answer) if stems(word, face.language) & told] if told else []
        if not leaked and face.asks == "hole" and _open(face):
            leaked = [face.answer]
        if leaked:
            message = f"the front holds '{leaked[0]}' of the answer '{face.answer}'"
            yield Found(face.id, face.span, message, "say it in other words")


@rule(Severity.WARNING, Reach.ALONE)
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
        front = face.front.casefold()
        for foreign in forms(face.foreign):  # a name and the one in brackets after it are two
            if len(foreign) > len(front):  # as a definition is, where its name is the front
                continue
            folded = foreign.casefold()
            if len(folded) < 3 or folded not in front or folded in face.answer.casefold():
                continue
            if re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", front):
                message = f"the front holds '{foreign}', the answer in the other language"
                yield Found(face.id, face.span, message, "say it in other words")
                break


@rule(Severity.WARNING, Reach.ALONE)
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
        if face.answer[1:].islower() or not (acronyms := [word for word in words(face.answer) if _is_acronym(word)]):
            continue
        every = words(face.front)
        telling = [word for word in every if not any(function_words(word, language) for language in LANGUAGES)]
        initials = " ".join("".join([word[0] for word in some]).casefold() for some in (every, telling))
        for word in acronyms:
            if word.casefold() in initials:
                yield Found(face.id, face.span, f"the front spells out '{word}'", "say it in other words")
                break


@rule(Severity.WARNING, Reach.ALONE)
def leaked_article(context: Context) -> Iterator[Found]:
    """No article stands before a hole, to tell gender, number or first sound.

    "la […]" leaves half of all nouns, and so do "esta", "otra" and their like. Take the word into the hole, or do
    without it.

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


def _is_acronym(word: str) -> bool:
    capitals = sum(sign.isupper() for sign in word)
    return capitals > 2 and len(word) <= capitals + 2


def _open(face: Face) -> bool:
    """Whether the whole answer of a hole stands elsewhere in its sentence, whatever its article and number."""
    bare = _LEADING.sub("", face.answer)
    if not stems(bare, face.language) <= face.stems:
        return False
    answer = [stem(word, face.language) for word in words(bare)]
    front = [stem(word, face.language) for word in words(face.front)]
    size = len(answer)
    return bool(size) and any(front[place : place + size] == answer for place in range(len(front) - size + 1))
