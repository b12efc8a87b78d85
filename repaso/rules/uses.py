"""Which words of the glossary are used where: every text that is shown, looked through once for several rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, cast

from repaso.diagnostics import Span
from repaso.glossary import Line, forms
from repaso.lexicon import Lexicon, Mention
from repaso.model import Study
from repaso.rules.face import Shown
from repaso.rules.stems import stems
from repaso.values import LANGUAGES, Language


class Use(NamedTuple):
    """What a word is to a line of the glossary."""

    role: Literal["headword", "never", "synonym"]
    line: Line


Uses = Sequence[Mention[Use]]


RowName = Mapping[Language, str]
"""The name of a row of a table, in both languages."""


def uses(lines: Sequence[Line], rows: Sequence[RowName], texts: Iterable[Shown]) -> Iterator[tuple[Shown, Uses]]:
    """Every text in which a word stands that is no headword, with all words of the glossary that stand there."""
    if not any(map(is_strict, lines)):
        return
    names = {language: _names(lines, rows, language) for language in LANGUAGES}
    telling = {
        language: Lexicon([(name, use) for name, use in names[language] if use and use.role != "headword"])
        for language in LANGUAGES
    }
    lexicons = {language: Lexicon(names[language]) for language in LANGUAGES if telling[language]}
    for one in texts:
        if one.language in lexicons and telling[one.language].may_be_in(one.text):
            found = [use for use in lexicons[one.language].find(one.text) if use.value is not None]
            if found:
                yield one, cast("Uses", found)


def is_strict(line: Line) -> bool:
    """Whether a line tells one name from others: it has synonyms, or words that are to be avoided."""
    return any(line.never[language] or line.synonyms[language] for language in LANGUAGES)


def every_name(study: Study, lines: Sequence[Line]) -> Iterator[tuple[str, str, Span]]:
    """Every name of the glossary, the terms and the rows, with its item, if it has one, and its place."""
    items = {term.span: term.id for term in study.terms}
    for line in lines:
        for language in LANGUAGES:
            for name in line.names(language):
                yield name, items.get(line.span, ""), line.span
    for table in study.tables:
        for row in table.rows:
            cell = row.cells[table.columns[0].id]
            for language in LANGUAGES:
                for name in forms(str(cell[language])):
                    yield name, row.id, cell[language].span


def row_names(study: Study) -> Iterator[RowName]:
    """The name of every row of every table."""
    for table in study.tables:
        key = table.columns[0].id
        for row in table.rows:
            yield {language: str(row.cells[key][language]) for language in LANGUAGES}


def spellings(lines: Iterable[Line], rows: Iterable[RowName]) -> Iterator[str]:
    """Every way to write the name of a line or of a row."""
    for line in lines:
        for language in LANGUAGES:
            yield from line.names(language)
    for row in rows:
        for name in row.values():
            yield from forms(name)


def _names(lines: Sequence[Line], rows: Iterable[RowName], language: Language) -> list[tuple[str, Use | None]]:
    """The words of the glossary and what each is to it; the name of a row is no synonym, and is nothing.

    A synonym that shares a word with its headword is left out: one is read for the other without a stumble.
    """
    names: list[tuple[str, Use | None]] = []
    names += [(name, Use("headword", line)) for line in lines for name in forms(line.headword(language))]
    names += [(row[language], None) for row in rows]
    names += [(name, Use("never", line)) for line in lines for name in line.never[language]]
    for line in lines:
        known = stems(line.headword(language), language) if line.synonyms[language] else frozenset()
        for synonym in line.synonyms[language]:
            if known.isdisjoint(stems(synonym, language)):
                names += [(name, Use("synonym", line)) for name in forms(synonym)]
    return names
