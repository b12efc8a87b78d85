"""The small text dialect: `**bold**`, `*italic*`, `` `code` ``, and in cloze sentences `{{c1::answer::hint}}`.

Nothing else means anything: HTML, underscores and links are text. A text is parsed once, here, into runs;
each back end renders the runs in its own way, so no value ever holds markup of the wrong kind.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import IntFlag
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Style(IntFlag):
    """How a run looks."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4


class Run(NamedTuple):
    """A stretch of text in one style."""

    text: str
    style: Style = Style.PLAIN


class Hole(NamedTuple):
    """A cloze deletion.

    Attributes:
      ordinal: the 1 in `c1`; fixed by the author, for it carries the learner's schedule.
      answer: what is hidden.
      hint: what is shown instead of the answer, or "".
    """

    ordinal: int
    answer: tuple[Run, ...]
    hint: str = ""


Runs = tuple[Run, ...]
ClozeRuns = tuple[Run | Hole, ...]

MAX_ORDINAL = 9
"""More holes than this in one sentence is a list to recite; it also bounds the card ids of a note."""

# Signs that stand for a hole's borders while Markdown is parsed, and for an underscore, which CommonMark would
# read as emphasis. They lie in the private use area, and `clean` takes them out of every text first.
_OPEN, _HINT, _CLOSE, _UNDERSCORE = "\ue000", "\ue001", "\ue002", "\ue003"
_PRIVATE = re.compile(f"[{_OPEN}{_HINT}{_CLOSE}{_UNDERSCORE}]")
_BORDER = re.compile(f"([{_OPEN}{_CLOSE}])")
_SPACES = re.compile(r"[ \t\r\n]+")
_HOLE = re.compile(r"\{\{c(\d{1,4})::(.*?)\}\}", re.DOTALL)
_STRAY = re.compile(r"\{\{c?\d*(?:::)?|\}\}")


def clean(source: str) -> str:
    """The text as it is kept: NFC, runs of white space as one space (a no-break space stays), no private signs.

    NFC because Anki normalises on import, and a hash taken before would differ from what a learner has.
    """
    # Signs are looked for one by one: `isprintable`, or a pattern, takes as long as all the rest.
    if not source.isascii():
        source = unicodedata.normalize("NFC", source)
        if _OPEN in source or _HINT in source or _CLOSE in source or _UNDERSCORE in source:
            source = _PRIVATE.sub("", source)
    if "  " in source or "\n" in source or "\t" in source or "\r" in source:
        source = _SPACES.sub(" ", source)
    return source.strip(" ")


def parse(source: str) -> Runs:
    """Parse a text without holes. Never fails: what is not markup is text."""
    source = clean(source)
    return marks(source) if is_marked(source) else (Run(source),)


def marks(source: str) -> Runs:
    """The runs of a clean text."""
    return tuple(_runs(source))


def is_marked(source: str) -> bool:
    """Whether a text has a sign that may be markup: few texts have."""
    return "*" in source or "`" in source or "\\" in source


def parse_cloze(source: str) -> tuple[ClozeRuns, tuple[str, ...]]:
    """Parse a sentence with holes.

    Returns:
      the runs and holes in reading order, and what is wrong with the holes, a sentence each.
    """
    before, *rest = _HOLE.split(clean(source))
    faults: list[str] = []
    parts: list[Run | Hole] = [Run(before)] if before else []
    marked = before
    for number, inside, after in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        ordinal, (answer, _, hint) = int(number), inside.partition("::")
        answer = answer.strip()
        if "{{" in inside:
            faults.append(f"hole c{ordinal} holds another hole or a stray '{{{{'")
        elif not answer:
            faults.append(f"hole c{ordinal} is empty")
        if not 1 <= ordinal <= MAX_ORDINAL:
            faults.append(f"hole c{ordinal}: numbers run from c1 to c{MAX_ORDINAL}")
        parts.append(Hole(ordinal, (Run(answer),), hint.strip()))
        if after:
            parts.append(Run(after))
        marked += f"{_OPEN}{answer}{_CLOSE}{after}"
    if ("{{" in marked or "}}" in marked) and (stray := _STRAY.search(marked)):
        faults.append(f"'{stray[0]}' does not belong to a whole hole")
    if not rest and not faults:
        faults.append("no hole")
    if is_marked(marked):
        parts = _styled(marked, (part for part in parts if isinstance(part, Hole)))
    return tuple(parts), tuple(faults)


def _styled(marked: str, holes: Iterator[Hole]) -> list[Run | Hole]:
    """A sentence with marks, in which signs stand around answers: a mark may begin before a hole and end behind it."""
    styled: list[Run | Hole] = []
    inner: list[Run] | None = None
    for text, style in ((piece, style) for whole, style in _runs(marked) for piece in _BORDER.split(whole)):
        if text == _OPEN:
            inner = []
        elif text == _CLOSE and inner is not None:
            styled.append(next(holes)._replace(answer=tuple(inner)))
            inner = None
        elif text and text != _CLOSE:
            (styled if inner is None else inner).append(Run(text, style))
    return styled


def plain(parts: Iterable[Run | Hole]) -> str:
    """The words alone, holes filled."""
    return "".join([run.text for part in parts for run in (part.answer if isinstance(part, Hole) else (part,))])


def filled(parts: Iterable[Run | Hole], *, style: Style = Style.PLAIN) -> Iterator[Run]:
    """The sentence with every hole filled, its answer in `style` on top of its own."""
    for part in parts:
        if isinstance(part, Hole):
            for run in part.answer:
                yield Run(run.text, run.style | style) if style else run
        else:
            yield part


def ordinals(parts: Iterable[Run | Hole]) -> tuple[int, ...]:
    """The cloze ordinals of a sentence, each once, ascending."""
    return tuple(sorted({part.ordinal for part in parts if isinstance(part, Hole)}))


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  (few sources need it, and it takes long to import)

    # "zero" knows plain text only, so HTML, links, images and entities stay text.
    return MarkdownIt("zero").enable(["emphasis", "backticks", "escape"])


def _runs(source: str) -> Iterable[Run]:
    """What `commonmark` says of a text, which it need not be asked of most."""
    texts = _PLAIN_MARKS.split(source)
    if any(is_marked(text) for text in texts[::4]):
        return commonmark(source)
    return [Run(text, _ORDER[place % 4]) for place, text in enumerate(texts) if text]


# Markup that can be read in one way only, as nearly all is: no mark within another, beside another or escaped, and
# words at both ends. The library takes twenty times as long to find the same.
_END = f"(?:[^\\W_]|[{_OPEN}{_CLOSE}])"
_INSIDE = rf"({_END}(?:[^*`\\]*{_END})?)"
_PLAIN_MARKS = re.compile(rf"\*\*{_INSIDE}\*\*(?!\*)|\*{_INSIDE}\*(?!\*)|`{_INSIDE}`(?!`)")
_ORDER = (Style.PLAIN, Style.BOLD, Style.ITALIC, Style.CODE)

_STYLES = {"strong": Style.BOLD, "em": Style.ITALIC}


def commonmark(source: str) -> Iterator[Run]:
    """The runs of a text by CommonMark's own rules for the three kinds of markup; equal neighbours are joined."""
    held = Run("")
    style = Style.PLAIN
    (inline,) = _markdown().parseInline(source.replace("_", _UNDERSCORE))
    for token in inline.children or ():
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            style |= _STYLES[kind]
        elif edge == "close":
            style &= ~_STYLES[kind]
        else:
            text = token.content.replace(_UNDERSCORE, "_")
            run = Run(text, style | Style.CODE if token.type == "code_inline" else style)
            if run.style == held.style:
                held = Run(held.text + text, style=held.style)
            else:
                if held.text:
                    yield held
                held = run
    if held.text:
        yield held
