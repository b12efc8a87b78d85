"""What is drawn on the pages of a PDF, mark by mark (ISO 32000-1, 14.6)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.truetype import glyphs_of

PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI"}


class Place(NamedTuple):
    """A marked piece of a page: the page from 0, and its number there."""

    page: int
    mcid: int


@dataclass
class Content:
    """What a marked piece holds.

    Attributes:
      tag: the name of the mark.
      text: its words.
      top: the highest base line of its text, in points.
    """

    tag: str
    text: str = ""
    top: float = 0.0


def page_faults(number: int, page: Any, contents: dict[Place, Content]) -> Iterator[str]:
    """All that is wrong with what is drawn on a page; what its marks hold goes into `contents`."""
    where = f"page {number + 1}"
    if page.obj.get("/Tabs") != Name.S:
        yield f"{where}: tabs do not follow the structure"
    fonts = {name: _Font(font) for name, font in page.resources.get("/Font", {}).items()}
    stack: list[tuple[str, int | None]] = []  # "BT", or the name of a mark with its number
    font: _Font | None = None
    base = 0.0
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        op = str(operator)
        if op == "BT":
            if any(name == "BT" for name, _ in stack):
                yield f"{where}: a text in a text"
            stack.append(("BT", None))
        elif op in {"ET", "EMC"}:
            if not stack or (stack[-1][0] == "BT") != (op == "ET"):
                yield f"{where}: marks and texts do not nest"
            if stack:
                stack.pop()
        elif op in {"BMC", "BDC"}:
            name, mcid = str(operands[0]), _mcid(operands)
            yield from _opened(contents, where, Place(number, mcid) if mcid is not None else None, name, stack)
            stack.append((name, mcid))
        elif op == "Tf":
            font = fonts.get(str(operands[0]))
        elif op == "Tm":
            base = float(operands[5])
        if op not in PAINTS:
            continue
        marks = [(name, mcid) for name, mcid in stack if name != "BT"]
        if not marks:
            yield f"{where}: something is painted outside all marks"
        if op in {"Tj", "'", '"', "TJ"}:
            codes = b"".join(bytes(part) for part in _strings(operands))
            if font is None:
                yield f"{where}: text without a font"
                continue
            if font.lacks(codes):
                yield f"{where}: a glyph is missing from {font.name}"
            for _, mcid in marks:
                if mcid is not None and Place(number, mcid) in contents:
                    content = contents[Place(number, mcid)]
                    content.text += font.words(codes)
                    content.top = max(content.top, base)
    if stack:
        yield f"{where}: marks and texts do not nest"


def _opened(
    contents: dict[Place, Content], where: str, place: Place | None, name: str, stack: list[tuple[str, int | None]]
) -> Iterator[str]:
    inside_mark = any(mcid is not None for _, mcid in stack)
    inside_artifact = any(own == "/Artifact" for own, _ in stack)
    if inside_mark and (place is not None or name == "/Artifact"):
        yield f"{where}: a mark in a mark"
    if inside_artifact and place is not None:
        yield f"{where}: a mark in an artifact"
    if place is None:
        if name != "/Artifact":
            yield f"{where}: {name} is neither content nor artifact"
        return
    if place in contents:
        yield f"{where}: two marks of one number"
    contents[place] = Content(name.removeprefix("/"))


class _Font:
    """What a font's codes are: words, and glyphs."""

    def __init__(self, font: Any) -> None:
        self.name = str(font.get("/BaseFont", "?"))
        self._words = _to_unicode(bytes(font.ToUnicode.read_bytes())) if "/ToUnicode" in font else {}
        descriptor = font.get("/FontDescriptor", {})
        self._glyphs = glyphs_of(bytes(descriptor.FontFile2.read_bytes())) if "/FontFile2" in descriptor else {}

    def words(self, codes: bytes) -> str:
        return "".join(self._words.get(code, "") for code in codes)

    def lacks(self, codes: bytes) -> bool:
        """Whether a code has no glyph: it would show as a box."""
        return any(self._glyphs.get(code, 0) == 0 for code in codes)


def _to_unicode(table: bytes) -> Mapping[int, str]:
    """A ToUnicode map with ranges of single codes, each a `bfrange` or `bfchar`."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, list_, single in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(?:\[(.*?)\]|<(\w+)>)", block, re.DOTALL):
            codes = range(int(low, 16), int(high, 16) + 1)
            if list_:
                found |= dict(zip(codes, map(_utf16, re.findall(rb"<(\w+)>", list_)), strict=True))
            else:
                found |= {code: chr(int(single, 16) + place) for place, code in enumerate(codes)}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found |= {int(code, 16): _utf16(word) for code, word in re.findall(rb"<(\w+)>\s*<(\w+)>", block)}
    return found


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _mcid(operands: Any) -> int | None:
    held = operands[1] if len(operands) > 1 else None
    return int(held["/MCID"]) if isinstance(held, Dictionary) and "/MCID" in held else None


def _strings(operands: Any) -> Iterator[Any]:
    for operand in operands:
        yield from (part for part in (operand if isinstance(operand, Array) else [operand])
                    if isinstance(part, pikepdf.String))  # fmt: skip
