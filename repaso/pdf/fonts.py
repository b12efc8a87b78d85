"""The typefaces as ReportLab knows them: widths at unit size, which characters they have, and their codes in a PDF."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from repaso.instead import instead
from repaso.pdf.deflate import deflated
from repaso.pdf.theme import Face, Theme

_EVALUATES = ("rl_safe_exec", "rl_safe_eval", "safer_globals", "rl_extended_literal_eval")
# For pictures, Python in a text and files of its own: we have none. Elsewhere ReportLab is imported after this.
with (
    instead("PIL", Image=None),
    instead("reportlab.lib.rl_safe_eval", **dict.fromkeys(_EVALUATES)),
    instead("reportlab.lib.rltempfile", get_rl_tempdir=None, get_rl_tempfile=None),
):
    from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

    from repaso.pdf.truetype import TrueTypeFace

SHAPES = {"☐": 0.86, "↔": 1.0}
"""Characters that the sheet draws itself where a typeface lacks them, with their widths in em."""

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

_SUBSETS = 8  # so many of a cut are kept
_TEXTS = 2048  # the widths of so many are remembered: headings come again on every page and card
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_PT_PER_MM = 72 / 25.4
_NOT_AS_IT_IS = re.compile(r"[^ -'*-\[\]-~]")  # not ASCII, or to be escaped: three times as fast as `str.translate`
_ANYTHING = re.compile(".", re.DOTALL)

# ReportLab compresses a subset, and what its codes mean, anew for every document, and writes its widths anew. It
# compresses nothing else of ours, and writes few other numbers and words.
pdfdoc.PDFZCompress.encode = lru_cache(maxsize=2 * len(Face) * _SUBSETS)(deflated)
for _made in ("fp_str", "pdfdocEnc", "PDFName"):
    setattr(pdfdoc, _made, lru_cache(maxsize=4096)(getattr(pdfdoc, _made)))

ttfonts.TTFontFace = TrueTypeFace  # which a TTFont makes of its file


class Fonts:
    """The cuts of a typeface, each loaded when it is asked for. One that lacks a character borrows the regular one's.

    Attributes:
      shapes: the characters that its regular cut lacks and the sheet draws, with their widths in em.
      width_em: the width of a text in a cut, at unit size.
    """

    def __init__(self, faces: Mapping[Face, Path]) -> None:
        self._faces = faces
        self._widths = {face: _Widths(face, self) for face in Face}
        self._x_height_em = x_height_em(faces[Face.REGULAR])
        have = _characters(faces[Face.REGULAR])
        self._have = have
        self._ascii = "".join(have & _ASCII).encode()  # what the regular cut has of it, which is all
        self.shapes = {char: width_em for char, width_em in SHAPES.items() if char not in have}
        self._shape = re.compile(f"({'|'.join(map(re.escape, self.shapes)) or '(?!)'})")
        self.width_em = lru_cache(maxsize=_TEXTS)(self._width_em)

    def name(self, face: Face) -> str:
        """The name by which a canvas asks for the font."""
        return str(self.font(face).fontName)

    def size_of(self, x_height_mm: float) -> float:
        """The size in points at which an x is so high, to a tenth: readers compare x-heights, not points."""
        return round(x_height_mm * _PT_PER_MM / self._x_height_em, 1)

    def has(self, char: str, face: Face) -> bool:
        """Whether the cut itself has a character."""
        return ord(char) in self.font(face).face.charToGlyph

    def looked_up(self, face: Face) -> re.Pattern[str]:
        """What of a text is not in the PDF as it is: of a cut that lacks some of ASCII, that may be everything."""
        return _looked_up(self._faces[face])

    def widths_em(self, face: Face) -> Mapping[str, float]:
        """The widths of characters at unit size, by character."""
        return self._widths[face]

    def _width_em(self, text: str, face: Face) -> float:
        """The width of a text at unit size, without kerning, as it will be drawn."""
        return sum(map(self._widths[face].__getitem__, text))

    def char_width_em(self, char: str, face: Face) -> float:
        """The width of a character at unit size."""
        cut = self._cut(char, face)
        if cut is None:
            return SHAPES.get(char, 0.0)
        return float(self.font(cut).stringWidth(" " if char == "\u00a0" else char, 1))

    def lacks(self, text: str) -> bool:
        """Whether something of the text is drawn as a shape."""
        return not text.isascii() and self._shape.search(text) is not None

    def parted(self, text: str) -> list[str]:
        """The text in parts, every character that is drawn as a shape apart."""
        return list(filter(None, self._shape.split(text) if self.lacks(text) else [text]))

    def missing(self, text: str) -> list[str]:
        """The characters that cannot be printed, each once, in the order of the text."""
        # Of a long text, what is not ASCII is found in a seventh of the time in which all its characters are looked up.
        if self._have.issuperset(text.encode().translate(None, self._ascii).decode()):
            return []
        return [char for char in dict.fromkeys(visible(text)) if char not in self._have and char not in SHAPES]

    def codes(self, canvas: Any) -> "AllCodes":
        """How characters are written on a canvas, by cut."""
        return AllCodes(self, canvas)

    def font(self, face: Face) -> Any:
        """The cut as ReportLab has it."""
        return _registered(self._faces[face])

    def _cut(self, char: str, face: Face) -> Face | None:
        return next((cut for cut in (face, Face.REGULAR) if self.has(char, cut)), None)


class _Widths(dict[str, float]):
    """The widths of a cut's characters, each asked for once."""

    def __init__(self, face: Face, fonts: Fonts) -> None:
        self._face = face
        self._fonts = fonts

    def __missing__(self, char: str) -> float:
        self[char] = width = self._fonts.char_width_em(char, self._face)
        return width


def fonts_of(theme: Theme) -> Fonts:
    """The theme's typeface; what has been measured in it is known to every sheet of this run."""
    return _fonts(tuple(theme.faces.items()))


@cache
def _fonts(faces: tuple[tuple[Face, Path], ...]) -> Fonts:
    return Fonts(dict(faces))


class AllCodes(dict[Face, "Codes"]):
    """The codes of every cut that is used: what is not used is not in the PDF."""

    def __init__(self, fonts: Fonts, canvas: Any) -> None:
        self._fonts = fonts
        self._canvas = canvas

    def __missing__(self, face: Face) -> "Codes":
        self[face] = codes = Codes(self, face, self._fonts, self._canvas)
        return codes


class Codes(dict[str, str]):
    """Characters → their codes, escaped, mostly in the first subset of their font.

    A PDF holds of a font only what is used, in subsets of up to 224 characters (ReportLab's User Guide, 3.5). Few texts
    have that many; what is in another subset, or in another cut, is in `elsewhere`. ASCII is in the first, as it is, if
    the cut has it.

    Attributes:
      font: the PDF's name of the first subset.
      size: of the texts, in points; the pen has set font and size.
      elsewhere: other characters, and those that the regular cut lends: the PDF's name of their font or subset, and
        their code in it.
    """

    def __init__(self, cuts: AllCodes, face: Face, fonts: Fonts, canvas: Any) -> None:
        self._cuts = cuts
        self._face = face
        self._fonts = fonts
        self._font = fonts.font(face)
        self._document = canvas._doc  # noqa: SLF001 - the document that the subset belongs to
        self._escape = canvas._escape  # noqa: SLF001
        self._looked_up = fonts.looked_up(face)
        self.font = str(self._font.getSubsetInternalName(0, self._document))
        self.size = 0.0
        self.elsewhere: dict[str, tuple[str, str]] = {}

    def __missing__(self, char: str) -> str:
        if self._face is not Face.REGULAR and not self._fonts.has(char, self._face):
            regular = self._cuts[Face.REGULAR]
            self[char] = code = regular[char]
            self.elsewhere[char] = regular.elsewhere.get(char, (regular.font, code))
            return code
        ((subset, code),) = self._font.splitString(char, self._document)
        self[char] = escaped = str(self._escape(code))
        if subset:
            self.elsewhere[char] = str(self._font.getSubsetInternalName(subset, self._document)), escaped
        return escaped

    def shown(self, text: str) -> str:
        """The operators that show a text."""
        whole = self._looked_up.sub(self._code, text)
        if not self.elsewhere or self.elsewhere.keys().isdisjoint(text):
            return f"({whole}) Tj"
        coded = [self.elsewhere.get(char) or (self.font, self[char]) for char in text]
        shown = [
            f"{font} {self.size:.3f} Tf ({''.join(code for _, code in same)}) Tj"
            for font, same in groupby(coded, itemgetter(0))
        ]
        return " ".join([*shown, f"{self.font} {self.size:.3f} Tf"])

    def _code(self, found: re.Match[str]) -> str:
        return self[found[0]]


def visible(text: str) -> str:
    """The text without soft hyphens and zero-width signs, which a PDF would show as hyphens and boxes."""
    if text.isprintable() or _INVISIBLE.isdisjoint(text):  # none of them is printable, and that is found faster
        return text
    return "".join(char for char in text if char not in _INVISIBLE)


@cache
def x_height_em(path: Path) -> float:
    """The height of an x at unit size, as the font states it (OpenType, table OS/2: sxHeight)."""
    face = _registered(path).face
    table = face.get_table("OS/2")
    return int.from_bytes(table[86:88], "big", signed=True) / float(face.unitsPerEm)


@cache
def _looked_up(path: Path) -> re.Pattern[str]:
    return _NOT_AS_IT_IS if _registered(path).face.charToGlyph.keys() >= set(map(ord, _ASCII)) else _ANYTHING


@cache
def _characters(path: Path) -> frozenset[str]:
    return frozenset(map(chr, _registered(path).face.charToGlyph))


@cache
def _registered(path: Path) -> Any:
    """The font of a file, loaded once; a document's own state lies in the document."""
    font = ttfonts.TTFont(str(path), str(path), asciiReadable=True)
    subset = lru_cache(maxsize=_SUBSETS)(font.face.makeSubset)
    font.face.makeSubset = lambda codes: subset(tuple(codes))  # a text has the same characters on every paper
    pdfmetrics.registerFont(font)
    return font
