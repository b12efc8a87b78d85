"""Study → the bilingual glossary: every term and every concept, with its one name in each language."""

import json
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.model import LANGUAGES, Language, Study, Synonyms

Words = Mapping[Language, tuple[str, ...]]


class Line(NamedTuple):
    """A line of the glossary.

    Attributes:
      es: the name in Spanish.
      en: the name in English.
      synonyms: other names that the learner meets, by language.
      never: words that no card may use for it, by language.
      note: a remark, by language, or nothing.
      span: where it is written.
    """

    es: str
    en: str
    synonyms: Words
    never: Words
    note: Mapping[Language, str]
    span: Span


def glossary(study: Study) -> tuple[Line, ...]:
    """Every line, in the order of the Spanish alphabet."""
    lines = [
        Line(
            str(term.term.es),
            str(term.term.en),
            _words(term.synonyms),
            _words(term.never),
            {language: str(term.note[language]) for language in LANGUAGES} if term.note else {},
            term.span,
        )
        for term in study.terms
    ]
    lines += [
        Line(
            str(concept.es),
            str(concept.en),
            _words(concept.synonyms),
            _words(concept.never),
            {language: str(concept.note[language]) for language in LANGUAGES} if concept.note else {},
            concept.span,
        )
        for concept in study.glossary
    ]
    return tuple(sorted(lines, key=lambda line: _alphabetical(line.es)))


def render_text(lines: tuple[Line, ...]) -> str:
    """The glossary for a terminal: Spanish, English, and below them what else they are called."""
    width = max((len(line.es) for line in lines), default=0)
    out = []
    for line in lines:
        out.append(f"{line.es:<{width}}  {line.en}")
        out += [f"    {language}: {'; '.join(words)}" for language, words in line.synonyms.items() if words]
        if any(line.never.values()):
            never = dict.fromkeys(word for words in line.never.values() for word in words)
            out.append(f"    ✗ {'; '.join(never)}")
    return "\n".join(out)


def render_json(lines: tuple[Line, ...]) -> str:
    """The glossary for other programs."""
    objects = [{**line._asdict(), "span": None} for line in lines]
    for one in objects:
        del one["span"]
    return json.dumps(objects, ensure_ascii=False, indent=1)


def _words(synonyms: Synonyms | None) -> Words:
    return {language: tuple(map(str, synonyms[language])) if synonyms else () for language in LANGUAGES}


def _alphabetical(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.casefold().replace("ñ", "n\uffff"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
