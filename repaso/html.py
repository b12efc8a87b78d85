"""Runs → the HTML of an Anki field. Text is escaped, and the only markup is ours."""

import re
from collections.abc import Iterable
from functools import cache

from repaso.inline import ClozeRuns, Hole, Run, Style
from repaso.notetypes import cloze_ord
from repaso.values import Language

_TAGS = ((Style.CODE, "code"), (Style.ITALIC, "i"), (Style.BOLD, "b"))
_ADDRESS = re.compile(r"https?://([^\s/]+)\S*")
# What Anki reads in any field: a sound, LaTeX, speech, MathJax.
_ANKIS = re.compile(r"\[(?=/?(?:sound:|latex\]|\$|anki:))|\\(?=[(\[)\]])")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escape(text: str) -> str:
    """Text as HTML shows it."""
    if "&" in text or "<" in text or ">" in text or '"' in text:
        text = text.translate(_ESCAPES)
    return _ANKIS.sub(lambda sign: f"&#{ord(sign[0])};", text) if "[" in text or "\\" in text else text


def runs(parts: Iterable[Run]) -> str:
    """The runs of a text."""
    return "".join([_run(part) for part in parts])


def cloze(parts: ClozeRuns, language: Language) -> str:
    """A sentence with its holes, as Anki's cloze filter reads it, numbered for the language.

    Anki ends a hole at the first `}}` and begins its hint at `::`, so both are broken up by a character
    reference wherever they are text.
    """
    out = []
    for part in parts:
        if isinstance(part, Hole):
            hint = f"::{_bounded(escape(part.hint))}" if part.hint else ""
            number = cloze_ord(part.ordinal, language) + 1
            out.append(f"{{{{c{number}::{_bounded(runs(part.answer))}{hint}}}}}")
        else:
            out.append(_unbroken(_run(part)))
    return "".join(out)


def address(text: str) -> str:
    """A source: an address becomes a link that shows its host, anything else is text."""
    if match := _ADDRESS.fullmatch(text):
        return f'<a href="{escape(text)}">{escape(match[1])}</a>'
    return escape(text)


def _run(run: Run) -> str:
    html = escape(run.text)
    if run.style is Style.PLAIN:
        return html
    opening, closing = _around(run.style)
    return f"{opening}{html}{closing}"


@cache
def _around(style: Style) -> tuple[str, str]:
    """What stands before and behind a run of a style."""
    tags = [tag for one, tag in _TAGS if style & one]
    return "".join(f"<{tag}>" for tag in reversed(tags)), "".join(f"</{tag}>" for tag in tags)


def _bounded(html: str) -> str:
    """The inside of a hole, whose ends must not run into the signs around it."""
    html = _unbroken(html)
    for sign, reference in ((":", "&#58;"), ("}", "&#125;")):
        if html.startswith(sign):
            html = reference + html[1:]
        if html.endswith(sign):
            html = html[:-1] + reference
    return html


def _unbroken(html: str) -> str:
    return html.replace("::", ":&#58;").replace("}}", "}&#125;").replace("{{", "{&#123;")
