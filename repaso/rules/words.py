"""Rules about the names of things: one for each in each language."""

import re
from collections.abc import Iterator

from repaso.diagnostics import Severity
from repaso.false_friends import FALSE_FRIENDS
from repaso.pieces import anywhere
from repaso.rules.face import PAIR_SIGNS
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.rules.stems import stem
from repaso.values import Language


@rule(Severity.WARNING, Reach.ALONE)
def forbidden_term(context: Context) -> Iterator[Found]:
    """No card, sheet or title uses a word that the glossary forbids for its concept.

    Mistranslations and false friends stick: "amabilidad" for helpful, "ficha" for token. A term or concept lists them
    under `never`. Notes and errata may name them, for that is where a learner is warned.

    Bad:
        glossary:
          - {es: token, en: token, never: {es: [ficha]}}
        cloze:
          - {id: a, covers: p1, es: "Hacen falta {{c1::muchas}} fichas.", en: "It takes {{c1::many}} tokens."}

    Good:
        glossary:
          - {es: token, en: token, never: {es: [ficha]}}
        cloze:
          - {id: a, covers: p1, es: "Hacen falta {{c1::muchos}} tokens.", en: "It takes {{c1::many}} tokens."}
    """
    for one, uses in context.uses:
        for use in uses:
            if use.value.role == "never":
                hint = f"the word is '{use.value.line.headword(one.language)}'"
                yield Found(one.id, one.span, f"'{use.written}' is not used here", hint)


@rule(Severity.WARNING, Reach.ALONE)
def synonym_used(context: Context) -> Iterator[Found]:
    """A concept goes by one name, and its synonyms stand on the back.

    A learner takes two names for two things. A card, the sheet or a title that uses a synonym must have the headword
    beside it; the term's own cards may do as they like. A synonym that shares a word with its headword (labeled
    examples, labeled data) is read without a stumble and may be used. So may one that is another line's headword, or
    stands in it or in a row's name, and one in quotation marks, which is spoken of.

    Bad:
        glossary:
          - {es: ponderaciones, en: weights, synonyms: {es: [pesos]}}
        cloze:
          - {id: a, covers: p1, es: "La {{c1::pérdida}} cambia los pesos.", en: "{{c1::Loss}} changes the weights."}

    Good:
        glossary:
          - {es: ponderaciones, en: weights, synonyms: {es: [pesos]}}
        cloze:
          - id: a
            covers: p1
            es: "{{c1::La pérdida}} cambia las ponderaciones (pesos)."
            en: "{{c1::Loss}} changes the weights."
    """
    own = {term.span: term.id for term in context.study.terms}
    for one, uses in context.uses:
        taught = {use.value.line.span for use in uses if use.value.role == "headword"}
        for use in uses:
            role, line = use.value
            if role != "synonym" or line.span in taught or own.get(line.span) == one.id:
                continue
            if not re.search(rf"[«“]{re.escape(use.written)}[»”]", one.text):
                yield Found(
                    one.id,
                    one.span,
                    f"'{use.written}' is a synonym",
                    f"the word is '{line.headword(one.language)}'",
                )


@rule(Severity.WARNING, Reach.ALONE)
def false_friend(context: Context) -> Iterator[Found]:
    """No word is translated by one that only looks like it.

    `build glossary` names those of the headwords. A pair that is right for once, because each word has its own
    translation beside it, is no finding.

    Bad:
        cloze:
          - {id: a, covers: p1, es: "La exactitud es {{c1::final}}.", en: "The precision is {{c1::final}}."}

    Good:
        cloze:
          - {id: a, covers: p1, es: "La exactitud es {{c1::final}}.", en: "The accuracy is {{c1::final}}."}
    """
    for pair in context.pairs:
        if not pair.es_signs & _ANY_FALSE_FRIEND:
            continue
        es, en = pair.es, pair.en
        for friends, in_spanish, in_english in _FALSE_FRIENDS:  # compiled when they are asked for, as few are
            if not (found := re.search(in_spanish, es, re.I)):
                continue
            false = re.search(in_english, en, re.I)
            if false and not re.search(rf"\b{friends.en_of_es}", en, re.I):
                message = f"'{false[0]}' for '{found[0]}'"
                yield Found(pair.id, pair.en_span, message, f"'{friends.es}' is '{friends.en_of_es}' in English")


def _whole(word: str, language: Language, *, verb: bool) -> str:
    """A pattern for a word: a verb in all its forms, any other with its plural."""
    if verb:
        return rf"\b{stem(word, language)}\w*"
    return rf"\b{word[:-2]}(?:ón|ones)\b" if word.endswith("ón") else rf"\b{word}(?:e?s)?\b"


_FALSE_FRIENDS = tuple(
    (one, _whole(one.es, "es", verb=verb), _whole(one.en, "en", verb=verb))
    for one in FALSE_FRIENDS
    for verb in (one.es.endswith(("ar", "er", "ir")),)
)
_ANY_FALSE_FRIEND = PAIR_SIGNS.count(
    {
        "es": anywhere("|".join(pattern for _, pattern, _ in _FALSE_FRIENDS)),
        "en": lambda _: False,
    }
)
