"""Rules about how a text is written."""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any

from repaso.diagnostics import Severity
from repaso.inline import Style
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.shape import Choice, Keys, Sequence, Shape, Words, keys_of
from repaso.values import Bilingual, ClozeText, Language, Text

_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\s[,;:!?.](?:\s|$)"), "a space before punctuation", "remove it"),
    (re.compile('"'), "a straight quotation mark", "«…» in Spanish, “…” in English"),
    (re.compile("[\u00a0\u202f]"), "a no-break space", "write a plain one: cards and sheet break lines themselves"),
    (re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]"), "a character that cannot be seen", "remove it"),
    (re.compile(r"</?[a-z]+[^>]*>|&(?:[a-z]+|#\d+);"), "leftover HTML", "use **bold**, *italic* or `code`"),
    (re.compile(r"\*\*|__"), "a mark without its partner", r"close it, or write \* for an asterisk"),
    (re.compile(r"\.\.\."), "three full stops", "write …"),
)


_SUSPECT = ('"', "<", "&", "**", "__", "...", " ,", " ;", " :", " !", " ?", " .")
"""One of these is in any text in which one of _SIGNS is, or a character that cannot be printed."""

_AROUND = (("¿", "?"), ("¡", "!"))

_Said = tuple[str, Language | None, Text | ClozeText]


@rule(Severity.WARNING, Reach.ALONE)
def typography(context: Context) -> Iterator[Found]:
    """Signs are those of the language, and none is left over.

    Looks for spaces before punctuation, straight quotation marks, no-break and invisible characters, leftover HTML or
    Markdown, three full stops, and Spanish questions and exclamations without their opening sign.

    Bad:
        questions:
          - id: a
            covers: p1
            ask: {es: "Qué adapta un <b>modelo</b> ?", en: What adapts a model?}
            answer: LoRA
            why: x

    Good:
        questions:
          - id: a
            covers: p1
            ask: {es: "¿Qué adapta un **modelo**?", en: What adapts a model?}
            answer: LoRA
            why: x
    """
    found: list[_Said] = []
    _gather(context.judged, "", None, found)
    all_said = "·".join([text.words for _, _, text in found])
    printable = all_said.isprintable()
    suspect = [sign for sign in _SUSPECT if sign in all_said]  # few of them, and so few to look for in every text
    for name, language, text in found:
        said = text.words
        if any(map(said.__contains__, suspect)) or not (printable or said.isprintable()):
            marked = () if isinstance(text, ClozeText) else text.marked
            bare = "".join("x" if run.style & Style.CODE else run.text for run in marked) or said
            for pattern, what, hint in _SIGNS:
                if pattern.search(bare):
                    yield Found(name, text.span, f"{what}: '{said[:50]}'", hint)
        if language == "es":
            for opening, closing in _AROUND:
                if (opening in said or closing in said) and said.count(opening) != said.count(closing):
                    yield Found(name, text.span, f"'{opening}' and '{closing}' do not match: '{said[:50]}'", "")


def _gather(thing: Any, name: str, language: Language | None, found: list[_Said]) -> None:
    """Every text below a thing of the model, with the id that it stands under and its language."""
    if isinstance(thing, Bilingual):  # as most are
        found += ((name, "es", thing.es), (name, "en", thing.en))
    elif isinstance(thing, (Text, ClozeText)):
        found.append((name, language, thing))
    elif isinstance(thing, tuple):
        for one in thing:
            _gather(one, name, language, found)
    elif isinstance(thing, dict):
        for one in thing.values():
            _gather(one, name, language, found)
    elif is_dataclass(thing):
        name = getattr(thing, "id", name)
        kind: Any = type(thing)
        for field, here in _below(kind):
            if value := getattr(thing, field):
                _gather(value, name, here or language, found)


@cache
def _below(kind: Any) -> tuple[tuple[str, Language | None], ...]:
    """The fields of a class of the model below which its own texts may stand, each with its language, if it has one."""
    keys = keys_of(kind)
    every = [*keys.keys.values(), *([keys.rest] if keys.rest else [])]
    names = [key.name for key in every if _holds_texts(key.shape) and key.name != "prints"]  # the manual's words
    return tuple((name, name if name in {"es", "en"} else None) for name in names)  # type: ignore[misc]


def _holds_texts(shape: Shape) -> bool:
    match shape:
        case Sequence(of):
            return _holds_texts(of)
        case Choice(_, other):
            return other is not None and _holds_texts(other)
        case _:
            return isinstance(shape, Words | Keys)
