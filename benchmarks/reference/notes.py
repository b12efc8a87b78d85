"""A corpus as parsed YAML → the notes that every reference program writes: as many notes and cards as repaso makes."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SIGN = re.compile(r"[&<>*]")
_HOLE = re.compile(r"\{\{c(\d+)::")

CSS = ".card { font: 20px sans-serif; text-align: center }"
DECK, DECK_NAME = 2059400110, "Corpus"


class Notetype(NamedTuple):
    """A notetype: its id, name, fields, and front and back of each template."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str], ...]
    cloze: bool = False


class Note(NamedTuple):
    """A note: index of its notetype, fields, tags, number of cards."""

    notetype: int
    fields: list[str]
    tags: list[str]
    cards: int


def _back(*fields: str) -> str:
    return "{{FrontSide}}<hr>" + "<br>".join(f"{{{{{field}}}}}" for field in fields)


NOTETYPES = (
    Notetype(
        1607392301,
        "Term",
        ("Id", "TermES", "TermEN", "DefinitionES", "DefinitionEN", "ExampleES", "ExampleEN"),
        (
            ("{{TermES}}", _back("DefinitionES", "ExampleES")),
            ("{{TermEN}}", _back("DefinitionEN", "ExampleEN")),
            ("{{DefinitionES}}", _back("TermES")),
            ("{{DefinitionEN}}", _back("TermEN")),
            ("<i>es</i> {{TermES}}", _back("TermEN")),
            ("<i>en</i> {{TermEN}}", _back("TermES")),
        ),
    ),
    Notetype(
        1607392302,
        "Cloze",
        ("Id", "TextES", "TextEN", "NoteES", "NoteEN"),
        (
            (
                "{{cloze:TextES}}<br>{{cloze:TextEN}}",
                "{{cloze:TextES}}<br>{{cloze:TextEN}}<hr>{{NoteES}}<br>{{NoteEN}}",
            ),
        ),
        cloze=True,
    ),
    Notetype(
        1607392303,
        "Row",
        ("Id", "AskES", "AskEN", "AskBackES", "AskBackEN", "ThingES", "ThingEN", "UseES", "UseEN"),
        (
            ("{{AskES}} {{ThingES}}", _back("UseES")),
            ("{{AskEN}} {{ThingEN}}", _back("UseEN")),
            ("{{AskBackES}} {{UseES}}", _back("ThingES")),
            ("{{AskBackEN}} {{UseEN}}", _back("ThingEN")),
        ),
    ),
)


def careful(text: str) -> str:
    """A text as HTML, as one writes it first."""
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))


def hasty(text: str) -> str:
    """The same, for those texts that have a sign of markup at all."""
    return careful(text) if _SIGN.search(text) else text


def notes(study: dict[str, Any], to_html: Callable[[str], str]) -> Iterator[Note]:
    """Every note of a parsed corpus."""

    def both(*texts: dict[str, str]) -> list[str]:
        return [to_html(text[language]) for text in texts for language in ("es", "en")]

    for term in study["terms"]:
        fields = [term["id"], *both(term["term"], term["definition"], term["example"])]
        yield Note(0, fields, [term["covers"]], 6)
    for cloze in study["cloze"]:
        es = _HOLE.sub(lambda match: f"{{{{c{2 * int(match[1]) - 1}::", cloze["es"])
        en = _HOLE.sub(lambda match: f"{{{{c{2 * int(match[1])}::", cloze["en"])
        fields = [cloze["id"], to_html(es), to_html(en), *both(cloze["note"])]
        yield Note(1, fields, [cloze["covers"]], es.count("{{c") + en.count("{{c"))
    for table in study["tables"]:
        column = table["columns"][1]
        for row in table["rows"]:
            fields = [row["id"], *both(column["ask"], column["ask_back"], row["thing"], row["use"])]
            yield Note(2, fields, [row["covers"]], 4)
