"""Rules about how a text is written."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from repaso.diagnostics import Severity
from repaso.inline import Style
from repaso.model import ClozeText, Language, Text
from repaso.rules.rule import Context, Found, rule

_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\s[,;:!?.](?:\s|$)"), "a space before punctuation", "remove it"),
    (re.compile('"'), "a straight quotation mark", "«…» in Spanish, “…” in English"),
    (re.compile("[\u00a0\u202f]"), "a no-break space", "write a plain one: cards and sheet break lines themselves"),
    (re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]"), "a character that cannot be seen", "remove it"),
    (re.compile(r"</?[a-z]+[^>]*>|&(?:[a-z]+|#\d+);"), "leftover HTML", "use **bold**, *italic* or `code`"),
    (re.compile(r"\*\*|__"), "a mark without its partner", r"close it, or write \* for an asterisk"),
    (re.compile(r"\.\.\."), "three full stops", "write …"),
)


@rule(Severity.WARNING)
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
    for name, language, text in _texts(context.study, ""):
        said = str(text)
        bare = (
            said
            if isinstance(text, ClozeText)
            else "".join("x" if run.style & Style.CODE else run.text for run in text.runs)
        )
        for pattern, what, hint in _SIGNS:
            if pattern.search(bare):
                yield Found(name, text.span, f"{what}: '{said[:50]}'", hint)
        if language == "es":
            for opening, closing in ("¿?", "¡!"):
                if said.count(opening) != said.count(closing):
                    yield Found(name, text.span, f"'{opening}' and '{closing}' do not match: '{said[:50]}'", "")


def _texts(
    thing: object, name: str, language: Language | None = None
) -> Iterator[tuple[str, Language | None, Text | ClozeText]]:
    """Every text below a thing of the model, with the id that it stands under and its language."""
    if isinstance(thing, Text | ClozeText):
        yield name, language, thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _texts(one, name, language)
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from _texts(one, name, language)
    elif is_dataclass(thing):
        name = getattr(thing, "id", name)
        for one in fields(thing):
            if one.name != "prints":  # quoted from the manual, as it is
                here: Language | None = one.name if one.name in {"es", "en"} else language  # type: ignore[assignment]
                yield from _texts(getattr(thing, one.name), name, here)
