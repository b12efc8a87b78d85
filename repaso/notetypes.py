"""The notetypes as the learner's Anki knows them: a published contract.

Anki matches fields and templates by number, order and id; a field added, removed or moved makes a second notetype
whose old notes are never updated again. So each has its id here, and spare ones are shipped from the start: they
render nothing, and can be filled and shown later, under their own names. (A new name with the old id is taken as an
update by Anki 24.11 and later only; test_anki_versions.py shows what older ones do.) CSS and the text of a template
may change freely.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from repaso.model import Kind
from repaso.values import LANGUAGES, Language


class Face(NamedTuple):
    """A template of a notetype: one side of study.

    Attributes:
      id: fixed for ever.
      name: as Anki shows it.
      file: the template's name in templates/, without its ending.
      language: the language of the face.
      deck: which sub-deck its cards go to.
      gate: the field that must hold something for the card to exist.
    """

    id: int
    name: str
    file: str
    language: Language
    deck: str
    gate: str


@dataclass(frozen=True)
class Notetype:
    """A notetype: its fields by id, and its faces. A cloze notetype has one face for all its cards."""

    kind: Kind
    name: str
    fields: tuple[tuple[int, str], ...]
    faces: tuple[Face, ...]

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields, in the order of the note."""
        return tuple(name for _, name in self.fields)

    @cached_property
    def blank(self) -> Mapping[str, str]:
        """Nothing in any field, in the order of the note."""
        return dict.fromkeys(self.field_names, "")


BRIDGE = "es-en"
DECKS = {"es": "1 Español", "en": "2 English", BRIDGE: "3 ES–EN"}
"""Sub-decks by face; Anki gathers them by name, hence the numbers."""

_SPARES = 4
SPARE_FACE = Face(99, "spare", "", "es", "es", "Spare1")
"""Its front shows only an empty field, so Anki makes no card of it."""


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}{language.upper()}" for name in names for language in LANGUAGES)


def _fields(own: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Ids: the common head from 1, the kind's own from 20, the common tail from 60, the spares from 90."""
    head = ("Id", "Colour", "Section", *_both("Section"), "Legacy", "Beyond")
    tail = _both("Note", "Trap", "Erratum", "Status", "Source", "Retired")
    spares = tuple(f"Spare{number}" for number in range(1, _SPARES + 1))
    return tuple(
        (first + index, name)
        for first, names in ((1, head), (20, own), (60, tail), (90, spares))
        for index, name in enumerate(names)
    )


NOTETYPES: tuple[Notetype, ...] = (
    Notetype(
        "term",
        "término · term",
        _fields((*_both("Term", "Definition", "Synonyms", "Example", "Hint"), "Bridge")),
        (
            Face(1, "ES término → definición", "term-define", "es", "es", "TermES"),
            Face(2, "EN term → definition", "term-define", "en", "en", "TermEN"),
            Face(3, "ES definición → término", "term-name", "es", "es", "DefinitionES"),
            Face(4, "EN definition → term", "term-name", "en", "en", "DefinitionEN"),
            Face(5, "ES → EN", "term-translate", "es", BRIDGE, "Bridge"),
            Face(6, "EN → ES", "term-translate", "en", BRIDGE, "Bridge"),
            SPARE_FACE,
        ),
    ),
    Notetype(
        "cloze",
        "hueco · cloze",
        _fields(_both("Text", "Full")),
        (Face(1, "cloze", "cloze", "es", "es", "TextES"),),
    ),
    Notetype(
        "row",
        "fila · row",
        _fields(_both("Table", "Row", "Cell", "Ask", "AskBack")),
        (
            Face(1, "ES fila → celda", "row-cell", "es", "es", "AskES"),
            Face(2, "EN row → cell", "row-cell", "en", "en", "AskEN"),
            Face(3, "ES celda → fila", "row-name", "es", "es", "AskBackES"),
            Face(4, "EN cell → row", "row-name", "en", "en", "AskBackEN"),
            SPARE_FACE,
        ),
    ),
    Notetype(
        "step",
        "paso · step",
        _fields(
            ("Number", "Count", "NumberBefore", "NumberAfter", *_both("Process", "Step", "Before", "After", "Why"))
        ),
        (
            Face(1, "ES paso", "step", "es", "es", "StepES"),
            Face(2, "EN step", "step", "en", "en", "StepEN"),
            SPARE_FACE,
        ),
    ),
    Notetype(
        "question",
        "pregunta · question",
        _fields(_both("Scenario", "Ask", "Answer", "Why")),
        (
            Face(1, "ES pregunta", "question", "es", "es", "AskES"),
            Face(2, "EN question", "question", "en", "en", "AskEN"),
            SPARE_FACE,
        ),
    ),
)

BY_KIND: dict[Kind, Notetype] = {notetype.kind: notetype for notetype in NOTETYPES}


def cloze_ord(ordinal: int, language: Language) -> int:
    """The card's ord for a hole: Spanish takes the odd cloze numbers, English the even ones, ord is one less.

    So one note carries both languages, and a card shows only the language whose number it has.
    """
    return 2 * ordinal - (2 if language == "es" else 1)


def cloze_language(ord_: int) -> Language:
    """The language of a cloze card."""
    return "en" if ord_ % 2 else "es"
