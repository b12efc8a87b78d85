"""Rules about what one card asks: short, one fact, alone."""

import re
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.pieces import anywhere, counted
from repaso.rules.face import FACE_SIGNS, WORDS
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.stems import count

_YES_NO = {
    "es": re.compile(
        r"""¿(?:acaso\b|verdadero\s+o\s+falso|(?:no\s+|se\s+|lo\s+|la\s+|les?\s+)*(?:es|son|era|eran|fue|está|están|puede|
        pueden|podría|podrían|tiene|tienen|usa|usan|hay|debe|deben|debería|sirve|sirven|necesita|necesitan|hace\s+falta|
        conviene|cambia|cambian|requiere|requieren|permite|permiten|existe|existen)\b)""",
        re.I | re.X,
    ),
    "en": re.compile(
        r"""(?:^|[.:;]\s+)(?:true\s+or\s+false\b|(?:is|are|was|were|can|could|does|do|did|has|have|should|must|will|would|
        may|might)(?:n['’]t)?\b[^.?]*\?\s*$)""",
        re.I | re.X,
    ),
}
_TWO = re.compile(r";|[.?!]\s+[¿¡A-ZÁÉÍÓÚÑ]|,\s+(?:y\s+además|y\s+también|and\s+also)\b")
_YES = re.compile(r"(?:s[ií]|no|yes|verdadero|falso|true|false)\b(?!\s\w)", re.I)
_DANGLING = {
    "es": re.compile(r"[¿¡]?(?:est[aeo]s?|es[aeo]s?|aquel(?:l[ao]s?)?|ell[ao]s?|él|dich[ao]s?)\b", re.I),
    "en": re.compile(r"(?:this|these|those|it|its|they|their|he|she|such)\b", re.I),
}
"""What points at something before it, at the beginning."""
_ELSEWHERE = {
    "es": re.compile(
        r"\b(?:lo anterior|el primero o el segundo|arriba|según el (?:manual|texto)|ya mencionad\w+)\b", re.I
    ),
    "en": re.compile(
        r"\b(?:the above|as above|the former|the latter|according to the (?:manual|text)|aforementioned)\b", re.I
    ),
}
"""What points at another text, anywhere; one word of each is enough to look closely."""
_MAYBE_ELSEWHERE = FACE_SIGNS.count(
    {
        "es": anywhere("anterior|primero|arriba|manual|texto|mencionad"),
        "en": anywhere("above|former|latter|according|aforementioned"),
    }
)
_BRACKETS = re.compile(r"\([^)]*\)")
_BETWEEN = {
    language: re.compile(rf"\s*[,;/·]\s(?:{links})\s|[,;/·]|\s(?:{links})\s")
    for language, links in (("es", "y|e|o|u"), ("en", "and|or"))
}
"""What stands between the members of a list."""
_ROW = {language: re.compile(rf"[^,]+,[^,]+,?\s(?:{links})\s") for language, links in (("es", "y|e"), ("en", "and"))}
_MEMBER_WORDS = 4
"""So long is a member of a list at most; what is longer is a clause."""


@rule(Severity.WARNING, Reach.ALONE)
def long_answer(context: Context) -> Iterator[Found]:
    """An answer is short enough to be said in one breath.

    A long answer is graded by mood: half of it was right. Limits, in words: `answer_words` (15), `hole_words` (5) for
    the holes of a cloze, `definition_words` (25).

    Bad:
        cloze:
          - id: a
            covers: p1
            es: LoRA entrena {{c1::unas matrices pequeñas de bajo rango añadidas}}.
            en: LoRA trains {{c1::some small added matrices of low rank}}.

    Good:
        cloze:
          - id: a
            covers: p1
            es: LoRA entrena matrices pequeñas de {{c1::bajo rango}}.
            en: LoRA trains small {{c1::low-rank}} matrices.
    """
    limits = {"definition": context.limit("definition_words", 25), "hole": context.limit("hole_words", 5)}
    other = context.limit("answer_words", 15)
    for face in context.faces:
        limit = limits.get(face.asks, other)
        if (length := counted(face.answer_signs, WORDS)) > limit:
            message = f"an answer of {length} words: '{_cut(face.answer)}'"
            yield Found(face.id, face.span, message, f"{limit} at most; make two cards of it")


@rule(Severity.WARNING, Reach.ALONE)
def long_front(context: Context) -> Iterator[Found]:
    """A front is read at a glance.

    A learner who meets a card for the twentieth time recognises a long text by its shape, not by what it says. Limits,
    in words: `front_words` (30), `scenario_words` (45) for questions.

    Bad:
        questions:
          - id: a
            covers: p1
            ask:
              es: >-
                Una empresa que vende zapatos, bolsos, cinturones y sombreros en doce países, con tiendas propias y
                ajenas, y que desde hace años guarda todas las cartas de sus clientes en un archivo que nadie ha
                mirado, quiere por fin saber de qué se quejan, sin leerlas todas. ¿Qué hace?
              en: >-
                A company that sells shoes, bags, belts and hats in twelve countries, in its own shops and in those of
                others, and that has kept for years all letters of its customers in an archive at which nobody has
                looked, wants at last to know what they complain of, without reading them all. What does it do?
            answer: Clasificar
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask:
              es: Una empresa tiene miles de cartas y quiere saber de qué se quejan. ¿Qué hace?
              en: A company has thousands of letters and wants to know what they complain of. What does it do?
            answer: Clasificar
            why: x
    """
    scenario, other = context.limit("scenario_words", 45), context.limit("front_words", 30)
    for face in context.faces:
        limit = scenario if face.asks == "answer" else other
        if (length := counted(face.front_signs, WORDS)) > limit:
            message = f"a front of {length} words: '{_cut(face.front)}'"
            yield Found(face.id, face.span, message, f"{limit} at most")


@rule(Severity.WARNING, Reach.ALONE)
def list_answer(context: Context) -> Iterator[Found]:
    """An answer is no list to recite.

    Lists of three and more are learned by song, not by sense. Ask for one member with the others in sight.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: El conjunto se divide en {{c1::entrenamiento, validación y prueba}}.
            en: The dataset is split into {{c1::training, validation, and test}}.

    Good:
        cloze:
          - id: a
            covers: p1
            es: El conjunto se divide en entrenamiento, {{c1::validación}} y prueba.
            en: The dataset is split into training, {{c1::validation}}, and test sets.
    """
    for face in context.faces:
        if face.asks in {"definition", "step"}:
            continue
        bare = _BRACKETS.sub("", face.answer)
        parts = [part for part in _BETWEEN[face.language].split(bare) if part.strip()]
        short = len(parts) > 2 and all(count(part) <= _MEMBER_WORDS for part in parts)
        if short or ("," in bare and _ROW[face.language].search(bare)):
            yield Found(face.id, face.span, f"an answer that is a list: '{_cut(face.answer)}'", "ask for one at a time")


@rule(Severity.WARNING, Reach.ALONE)
def two_facts(context: Context) -> Iterator[Found]:
    """An answer holds one fact.

    Whoever knows one of two must say that the whole was wrong, and learns what is known again.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué entrena LoRA?, en: What does LoRA train?}
            answer: {es: Matrices; la base queda fija, en: Matrices; the base stays fixed}
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué entrena LoRA?, en: What does LoRA train?}
            answer: {es: Matrices, en: Matrices}
            why: {es: La base queda fija., en: The base stays fixed.}
    """
    for face in context.faces:
        if face.asks in {"answer", "hole", "name", "row"} and _TWO.search(face.answer):
            yield Found(face.id, face.span, f"an answer of two facts: '{_cut(face.answer)}'", "make two cards of it")


@rule(Severity.WARNING, Reach.ALONE)
def yes_no_front(context: Context) -> Iterator[Found]:
    """No front can be answered with yes or no.

    Half of all guesses at such a card are right, and "yes" is nothing to remember.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Es supervisado el refinamiento?, en: Is fine-tuning supervised?}
            answer: {es: Sí, en: "Yes"}
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: ¿Qué aprendizaje usa el refinamiento?, en: Which learning does fine-tuning use?}
            answer: {es: Supervisado, en: Supervised}
            why: x
    """
    for face in context.faces:
        if face.asks in {"answer", "cell", "row"} and (
            _YES_NO[face.language].search(face.front) or _YES.match(face.answer)
        ):
            yield Found(
                face.id,
                face.span,
                f"a front to be answered with yes or no: '{_cut(face.front)}'",
                "ask which, what or why",
            )


@rule(Severity.WARNING, Reach.ALONE)
def not_alone(context: Context) -> Iterator[Found]:
    """A front stands alone.

    Cards come without their neighbours: "this" and "the above" point at nothing.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: Esto usa datos {{c1::etiquetados}}.
            en: This uses {{c1::labeled}} data.

    Good:
        cloze:
          - id: a
            covers: p1
            es: El refinamiento usa datos {{c1::etiquetados}}.
            en: Fine-tuning uses {{c1::labeled}} data.
    """
    for face in context.faces:
        if face.asks not in {"answer", "hole", "name"}:
            continue
        match = _DANGLING[face.language].match(face.front)
        if match is None and face.front_signs & _MAYBE_ELSEWHERE:
            match = _ELSEWHERE[face.language].search(face.front)
        if match:
            yield Found(face.id, face.span, f"'{match[0]}' points at nothing on the card", "name what is meant")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
