"""Which words of the glossary are used where: every text that is shown, looked through once for several rules."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from repaso.glossary import Line, forms, glossary
from repaso.lexicon import Lexicon
from repaso.model import Study
from repaso.rules.face import Shown
from repaso.rules.stems import stems
from repaso.values import LANGUAGES, Language


class Use(NamedTuple):
    """What a word is to a line of the glossary."""

    role: Literal["headword", "never", "synonym"]
    line: Line


def uses(study: Study, texts: Iterable[Shown]) -> Iterator[tuple[Shown, list[tuple[str, Use]]]]:
    """Every text in which a word of the glossary stands, with all that do, as they are written."""
    lexicons = {language: _lexicon(study, language) for language in LANGUAGES}
    for one in texts:
        if found := [(word, use) for word, use in lexicons[one.language].find(one.text) if use is not None]:
            yield one, found


def _lexicon(study: Study, language: Language) -> Lexicon[Use | None]:
    """The words of the glossary and what each is to it; the name of a row is no synonym, and is nothing.

    A synonym that shares a word with its headword is left out: one is read for the other without a stumble.
    """
    lines = glossary(study)
    names: list[tuple[str, Use | None]] = []
    names += [(name, Use("headword", line)) for line in lines for name in forms(line.headword(language))]
    names += [(str(row.cells[table.columns[0].id][language]), None) for table in study.tables for row in table.rows]
    names += [(name, Use("never", line)) for line in lines for name in line.never[language]]
    for line in lines:
        known = stems(line.headword(language), language)
        for synonym in line.synonyms[language]:
            if known.isdisjoint(stems(synonym, language)):
                names += [(name, Use("synonym", line)) for name in forms(synonym)]
    return Lexicon(names)
