"""The typefaces as ReportLab knows them: widths at unit size, and which characters they have."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from repaso.pdf.theme import Face, Theme

SHAPES = {"☐": 0.86, "↔": 1.0}
"""Characters that the sheet draws itself where a typeface lacks them, with their widths in em."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


class Fonts:
    """The cuts of one theme. A cut that lacks a character borrows it from the regular one."""

    def __init__(self, theme: Theme) -> None:
        self._fonts = {face: _registered(path) for face, path in theme.faces.items()}
        self._widths: dict[Face, dict[str, float]] = {face: {} for face in Face}

    def name(self, face: Face) -> str:
        """The name by which a canvas asks for the font."""
        return str(self._fonts[face].fontName)

    def advances_em(self, text: str, face: Face) -> tuple[float, ...]:
        """The width of every character at unit size. Without kerning, as it will be drawn."""
        widths = self._widths[face]
        for char in text:
            if char not in widths:
                widths[char] = self._char_width_em(char, face)
        return tuple(widths[char] for char in text)

    def width_em(self, text: str, face: Face) -> float:
        """The width of a text at unit size."""
        return sum(self.advances_em(text, face))

    def cuts(self, text: str, face: Face) -> Iterable[tuple[str, Face | None]]:
        """The text in stretches, each with the cut that prints it; None for a character drawn as a shape."""
        have = self._fonts[face].face.charToGlyph
        if all(ord(char) in have for char in text):
            return ((text, face),)
        return [(char, self._cut(char, face)) for char in text]

    def missing(self, text: str) -> list[str]:
        """The characters that cannot be printed, each once, in the order of the text."""
        have = self._fonts[Face.REGULAR].face.charToGlyph
        return [char for char in dict.fromkeys(visible(text)) if ord(char) not in have and char not in SHAPES]

    def _cut(self, char: str, face: Face) -> Face | None:
        for cut in (face, Face.REGULAR):
            if ord(char) in self._fonts[cut].face.charToGlyph:
                return cut
        return None

    def _char_width_em(self, char: str, face: Face) -> float:
        cut = self._cut(char, face)
        if cut is None:
            return SHAPES.get(char, 0.0)
        return float(self._fonts[cut].stringWidth(" " if char == "\u00a0" else char, 1))


def visible(text: str) -> str:
    """The text without soft hyphens and zero-width signs, which a PDF would show as hyphens and boxes."""
    return text if text.isascii() else text.translate(_INVISIBLE)


@cache
def _registered(path: Path) -> Any:
    """The font of a file, loaded once; a document's own state lies in the document."""
    font = TTFont(str(path), str(path))
    pdfmetrics.registerFont(font)
    return font
