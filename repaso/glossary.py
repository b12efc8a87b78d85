"""Study → the bilingual glossary: every term and every concept, with its one name in each language."""

import datetime
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from repaso.diagnostics import Span
from repaso.false_friends import FALSE_FRIENDS
from repaso.lexicon import Lexicon
from repaso.model import Study
from repaso.values import LANGUAGES, Language, Synonyms

Words = Mapping[Language, tuple[str, ...]]


class Line(NamedTuple):
    """A line of the glossary.

    Attributes:
      es: the name in Spanish.
      en: the name in English.
      synonyms: other names that the learner meets, by language.
      never: words that no card may use for it, by language.
      note: a remark, by language, or nothing.
      as_of: for a service or a model, the day on which its name and state were last checked.
      span: where it is written.
    """

    es: str
    en: str
    synonyms: Words
    never: Words
    note: Mapping[Language, str]
    as_of: datetime.date | None
    span: Span

    def headword(self, language: Language) -> str:
        """Its name in a language."""
        return self.es if language == "es" else self.en

    def names(self, language: Language) -> tuple[str, ...]:
        """All that it may be called: the headword, as a whole, without what stands in brackets, and that; synonyms."""
        whole = (self.headword(language), *self.synonyms[language])
        return tuple(dict.fromkeys(form for name in whole for form in forms(name)))


def glossary(study: Study) -> tuple[Line, ...]:
    """Every line, in the order of the Spanish alphabet."""
    lines = [
        Line(
            str(term.term.es),
            str(term.term.en),
            _words(term.synonyms),
            _words(term.never),
            {language: str(term.note[language]) for language in LANGUAGES} if term.note else {},
            term.as_of,
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
            concept.as_of,
            concept.span,
        )
        for concept in study.glossary
    ]
    return tuple(sorted(lines, key=lambda line: _alphabetical(line.es)))


def forms(name: str) -> tuple[str, ...]:
    """The ways to write a name that has another in brackets at its end: LoRA (low-rank adaptation)."""
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name) if name.endswith(")") else None
    return (name, match[1], match[2]) if match else (name,)


def dated(lines: Iterable[Line]) -> Lexicon[datetime.date]:
    """The names of services and models in both languages, and the day on which each was last checked."""
    return Lexicon(
        (name, line.as_of)
        for line in lines
        if line.as_of is not None
        for language in LANGUAGES
        for name in line.names(language)
    )


def render_text(lines: tuple[Line, ...]) -> str:
    """The glossary for a terminal: Spanish, English, and below them what else they are called, and are not."""
    width = max((len(line.es) for line in lines), default=0)
    out = []
    for line in lines:
        out.append(f"{line.es:<{width}}  {line.en}")
        out += [f"    {language}: {'; '.join(words)}" for language, words in line.synonyms.items() if words]
        if any(line.never.values()):
            never = dict.fromkeys(word for words in line.never.values() for word in words)
            out.append(f"    ✗ {'; '.join(never)}")
        out += [f"    ≠ {told}" for told in _false_friends(line)]
        out += [f"    {note}" for note in dict.fromkeys(line.note.values())]
        if line.as_of is not None:
            out.append(f"    checked {line.as_of}")
    return "\n".join(out)


def render_json(lines: tuple[Line, ...]) -> str:
    """The glossary for other programs."""
    objects = []
    for line in lines:
        one = line._asdict()
        del one["span"]
        one["as_of"] = str(line.as_of) if line.as_of else None
        one["false_friends"] = _false_friends(line)
        objects.append(one)
    return json.dumps(objects, ensure_ascii=False, indent=1)


def _false_friends(line: Line) -> list[str]:
    """What a headword is taken for in the other language, and what that is."""
    told = [f"{one.en} ({one.es_of_en})" for one in FALSE_FRIENDS if one.es in forms(line.es)]
    return told + [f"{one.es} ({one.en_of_es})" for one in FALSE_FRIENDS if one.en in forms(line.en)]


def _words(synonyms: Synonyms | None) -> Words:
    return {language: tuple(map(str, synonyms[language])) if synonyms else () for language in LANGUAGES}


def _alphabetical(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return folded
    bare = unicodedata.normalize("NFD", folded.replace("ñ", "n\uffff"))
    return "".join([sign for sign in bare if not unicodedata.combining(sign)])
