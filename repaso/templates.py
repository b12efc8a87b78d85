"""templates/ → the front and back of every card, and the one style sheet.

A face is one HTML file, the back of its card; the front is the same up to `<hr id="answer">`, so turning a card
moves nothing. What stands in [[ ]] is ours, filled in when the deck is built:

    [[lang]] [[other]]   the face's language and the other one: es, en
    [[L]] [[O]]          the same as the end of a field's name: ES, EN
    [[side]]             front or back
    [[gap:Step]]         an open gap on the front, the field {{StepES}} or {{StepEN}} in it on the back
    [[speak:Term]]       on the back, where cards.toml says so, the field read aloud in the face's language
    [[speak-other:Term]] the same in the other one
    [[>head]]            the file _head.html
    [[word]]             a phrase of labels.toml in the face's language; [[word:other]] in the other one

What stands in {{ }} is Anki's.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from repaso.diagnostics import Diagnostic, Span, did_you_mean, error
from repaso.inline import MAX_ORDINAL
from repaso.model import Kind
from repaso.notetypes import NOTETYPES, SPARE_FACE, Face, Notetype, cloze_ord
from repaso.values import LANGUAGES, Language

_OURS = re.compile(r"\[\[(>?)([a-z-]+|[LO])(?::(\w+))?\]\]")
_ANKIS = re.compile(r"\{\{([#^/]?)([^{}]*)\}\}")
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_SPECIALS = {"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag"}
_VOICES: Mapping[Language, str] = {"es": "es_ES", "en": "en_US"}
_ANSWER = '<hr id="answer">'
_END = "_end.html"  # closes what _head.html opens, where _foot.html does not


class Template(NamedTuple):
    """Front and back of a card, in Anki's own language."""

    front: str
    back: str


class Look(NamedTuple):
    """All that the cards look like.

    Attributes:
      css: the style sheet, one for all notetypes.
      templates: by notetype, in the order of its faces.
    """

    css: str
    templates: Mapping[Kind, tuple[Template, ...]]


def read_look(folder: Path, shown: str) -> tuple[Look | None, tuple[Diagnostic, ...]]:
    """Read the card templates.

    Args:
      folder: templates/.
      shown: its path as the author knows it.

    Returns:
      the look, or None if a file is missing or wrong, and every fault found.
    """
    if not folder.is_dir():
        hint = "run the command in the folder that holds source/ and templates/, or give --templates"
        return None, (error(Span(shown, 1, 1), "unreadable", "there is no such folder of templates", hint),)
    reader = _Reader(folder, shown)
    reader.read_labels()
    reader.read_settings()
    css = reader.read("card.css")
    templates = {
        notetype.kind: tuple(reader.template(notetype, face) for face in notetype.faces) for notetype in NOTETYPES
    }
    faults = tuple(sorted(set(reader.faults)))
    return (None, faults) if faults else (Look(css, templates), ())


class _Reader:
    """One run over the folder."""

    def __init__(self, folder: Path, shown: str) -> None:
        self.faults: list[Diagnostic] = []
        self._folder = folder
        self._shown = shown
        self._texts: dict[str, str] = {}
        self._labels: dict[str, Mapping[Language, str]] = {}
        self._speak = False

    def read(self, name: str) -> str:
        """A file's text; most are asked for again and again."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def _read(self, name: str) -> str:
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else "it is not UTF-8"
            self._fault(name, "", 0, "unreadable", f"cannot read the template: {reason}", "every deck needs it")
            return ""

    def read_labels(self) -> None:
        name = "labels.toml"
        try:
            found = tomllib.loads(self.read(name))
        except tomllib.TOMLDecodeError as fault:
            self._fault(name, "", 0, "bad-labels", f"this is not TOML: {fault}", "")
            found = {}
        for word, texts in found.items():
            if isinstance(texts, dict) and set(texts) == set(LANGUAGES):
                self._labels[word] = texts
            else:
                self._fault(name, "", 0, "bad-labels", f"the phrase '{word}' needs es and en, and nothing else", "")

    def read_settings(self) -> None:
        name = "cards.toml"
        try:
            found = tomllib.loads(self.read(name))
        except tomllib.TOMLDecodeError as fault:
            self._fault(name, "", 0, "bad-settings", f"this is not TOML: {fault}", "")
            return
        if set(found) != {"speak"} or not isinstance(found["speak"], bool):
            self._fault(name, "", 0, "bad-settings", "the one setting is speak, true or false", "speak = false")
        else:
            self._speak = found["speak"]

    def template(self, notetype: Notetype, face: Face) -> Template:
        if face == SPARE_FACE:
            return Template(_gated(_field(face.gate), face.gate), _field(face.gate))
        name = f"{face.file}.html"
        if _ANSWER not in self.read(name):
            self._fault(
                name, "", 0, "no-answer-line", f"the template has no {_ANSWER}", "it parts the front from the back"
            )
        if notetype.kind != "cloze":
            front, back = self._sides(name, notetype, face)
            return Template(_gated(front, face.gate), back)
        # One template makes all cards of a cloze note, so it holds both languages and the style sheet shows one.
        sides = [self._sides(name, notetype, face._replace(language=language)) for language in LANGUAGES]
        sides[1] = (sides[1][0], sides[1][1].replace(_ANSWER, '<hr class="line">'))  # an id stands once in a page
        front, back = (
            f'<div class="only-{_CLOZE_LANGUAGE}">\n{"".join(side)}</div>' for side in zip(*sides, strict=True)
        )
        return Template(front, back)

    def _sides(self, name: str, notetype: Notetype, face: Face) -> tuple[str, str]:
        front, back = (_COMMENT.sub("", self._fill(name, notetype, face, side)) for side in ("front", "back"))
        return front.partition(_ANSWER)[0] + self._fill(_END, notetype, face, "front"), back

    def _fill(self, name: str, notetype: Notetype, face: Face, side: str) -> str:
        """The template with all that is ours filled in, and every field that it names looked up."""
        source = self.read(name)
        if name.startswith("_"):
            source = source.removesuffix("\n")
        other: Language = "en" if face.language == "es" else "es"
        words = {"lang": face.language, "other": other, "L": face.language.upper(), "O": other.upper(), "side": side}

        def fill(match: re.Match[str]) -> str:
            include, word, which = match.groups()
            if include:
                return self._fill(f"_{word}.html", notetype, face, side)
            if word == "gap":
                inside = "[...]" if side == "front" else _field(f"{which}{face.language.upper()}")
                return f'<span class="cloze">{inside}</span>'
            if word in ("speak", "speak-other"):
                return _spoken(
                    which, other if word == "speak-other" else face.language, on=self._speak and side == "back"
                )
            if word in words:
                return words[word]
            if word in self._labels:
                return self._labels[word][other if which == "other" else face.language]
            hint = did_you_mean(word, [*self._labels, *words], "add it to labels.toml")
            self._fault(name, source, match.start(), "unknown-label", f"no phrase '{word}'", hint)
            return ""

        for match in _ANKIS.finditer(source):
            field = match[2].rpartition(":")[2].replace("[[L]]", words["L"]).replace("[[O]]", words["O"])
            if field not in notetype.field_names and field not in _SPECIALS:
                hint = did_you_mean(field, notetype.field_names, f"its fields: {', '.join(notetype.field_names)}")
                message = f"the notetype '{notetype.kind}' has no field '{field}'"
                self._fault(name, source, match.start(), "unknown-field", message, hint)
        return _OURS.sub(fill, source)

    def _fault(self, name: str, source: str, at: int, code: str, message: str, hint: str) -> None:
        line, column = source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)
        self.faults.append(error(Span(f"{self._shown}/{name}", line, max(column, 1)), code, message, hint))


def _spoken(field: str, language: Language, *, on: bool) -> str:
    """Anki's own speech: any voice of the first region that the client has; `cloze-only` speaks just the answer."""
    filters = "cloze-only:" if field == "Text" else ""
    return f"{{{{tts {_VOICES[language]}:{filters}{field}{language.upper()}}}}}" if on else ""


def _field(name: str) -> str:
    return f"{{{{{name}}}}}"


def _gated(html: str, field: str) -> str:
    """The front is empty, and so there is no card, while the field is empty."""
    return f"{{{{#{field}}}}}{html}{{{{/{field}}}}}"


# Anki's {{#c3}} holds while cloze 3 is asked: it tells the languages of a cloze card apart without a script.
_CLOZE_LANGUAGE = "".join(
    _gated(language, f"c{cloze_ord(ordinal, language) + 1}")
    for language in LANGUAGES
    for ordinal in range(1, MAX_ORDINAL + 1)
)
