"""Rules about the names of things: one for each in each language."""

import re
from collections.abc import Iterator

from repaso.diagnostics import Severity, Span
from repaso.glossary import glossary
from repaso.model import LANGUAGES, Bilingual, Language
from repaso.rules.rule import Context, Found, rule


@rule(Severity.WARNING)
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
    banned: dict[Language, list[tuple[re.Pattern[str], str]]] = {language: [] for language in LANGUAGES}
    for line in glossary(context.study):
        for language in LANGUAGES:
            name = line.es if language == "es" else line.en
            for word in line.never[language]:
                banned[language].append((re.compile(rf"\b{re.escape(word)}(?:s|es)?\b", re.I), name))
    for name, language, text, span in _shown(context):
        for pattern, headword in banned[language]:
            if match := pattern.search(text):
                yield Found(name, span, f"'{match[0]}' is not used here", f"the word is '{headword}'")


def _shown(context: Context) -> Iterator[tuple[str, Language, str, Span]]:
    """All that a learner is asked or reads on paper: fronts, answers, the sheet's own texts, titles."""
    study = context.study
    for face in context.faces:
        yield face.id, face.language, f"{face.front} {face.answer}", face.span
    titles = [(section.number, section.title) for section in study.sections]
    titles += [(table.id, table.title) for table in study.tables]
    titles += [(process.id, process.title) for process in study.processes]
    titles += [(item.id, item.sheet) for _, item in study.every_item() if isinstance(item.sheet, Bilingual)]
    for name, title in titles:
        for language in LANGUAGES:
            yield name, language, str(title[language]), title[language].span
    for pair in study.confusable:
        yield pair.id, "es", str(pair.es), pair.es.span
        yield pair.id, "en", str(pair.en), pair.en.span
