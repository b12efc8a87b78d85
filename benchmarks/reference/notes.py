"""A corpus as parsed YAML → the notes that every reference program writes: the notes, cards and fields of repaso."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from repaso.notetypes import BY_KIND

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
        BY_KIND["term"].field_names,
        (
            ("{{TermES}}", _back("DefinitionES", "ExampleES", "SourceES")),
            ("{{TermEN}}", _back("DefinitionEN", "ExampleEN", "SourceEN")),
            ("{{DefinitionES}}", _back("TermES", "ExampleES", "SourceES")),
            ("{{DefinitionEN}}", _back("TermEN", "ExampleEN", "SourceEN")),
            ("<i>es</i> {{TermES}}", _back("TermEN")),
            ("<i>en</i> {{TermEN}}", _back("TermES")),
        ),
    ),
    Notetype(
        1607392302,
        "Cloze",
        BY_KIND["cloze"].field_names,
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
        BY_KIND["row"].field_names,
        (
            ("{{AskES}} {{RowES}}", _back("CellES", "SourceES")),
            ("{{AskEN}} {{RowEN}}", _back("CellEN", "SourceEN")),
            ("{{AskBackES}} {{CellES}}", _back("RowES", "SourceES")),
            ("{{AskBackEN}} {{CellEN}}", _back("RowEN", "SourceEN")),
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
    sections = {point["id"]: section for section in study["sections"] for point in section["points"]}

    def both(**texts: dict[str, str]) -> dict[str, str]:
        return {f"{name}{end.upper()}": to_html(text[end]) for name, text in texts.items() for end in ("es", "en")}

    def note(notetype: int, item: dict[str, Any], values: dict[str, str], cards: int) -> Note:
        section = sections[item["covers"]]
        source = f"Manual §{section['number']}"
        values |= {"Id": item["id"], "Section": section["number"], "SourceES": source, "SourceEN": source}
        values |= both(Section=section["title"])
        return Note(notetype, [values.get(name, "") for name in NOTETYPES[notetype].fields], [item["covers"]], cards)

    for term in study["terms"]:
        values = both(Term=term["term"], Definition=term["definition"], Example=term["example"])
        yield note(0, term, values, 6)
    for cloze in study["cloze"]:
        es = _HOLE.sub(lambda match: f"{{{{c{2 * int(match[1]) - 1}::", cloze["es"])
        en = _HOLE.sub(lambda match: f"{{{{c{2 * int(match[1])}::", cloze["en"])
        values = both(Text={"es": es, "en": en}, Note=cloze["note"])
        yield note(1, cloze, values, es.count("{{c") + en.count("{{c"))
    for table in study["tables"]:
        column = table["columns"][1]
        for row in table["rows"]:
            values = both(
                Table=table["title"], Ask=column["ask"], AskBack=column["ask_back"], Row=row["thing"], Cell=row["use"]
            )
            yield note(2, row, values, 4)
