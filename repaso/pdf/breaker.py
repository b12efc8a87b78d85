"""Runs → words → lines. Words are measured once, at unit size; at every size a line is only additions."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from repaso.model import Language
from repaso.pdf.fonts import Fonts, visible
from repaso.pdf.theme import Face

_EPSILON_EM = 1e-6


class Ink(NamedTuple):
    """How a run is printed.

    Attributes:
      face: the cut.
      colour: "#RRGGBB".
      scale: its size, as a share of the paragraph's.
      underline: for code: one typeface will do.
      language: of the words, where it is not the document's; else None.
    """

    face: Face
    colour: str
    scale: float = 1.0
    underline: bool = False
    language: Language | None = None


class Piece(NamedTuple):
    """A stretch of a word in one ink.

    Attributes:
      advances_em: the width of every character; of a shape, one.
      shape: what is drawn rather than written, for a typeface lacks it: its character.
    """

    text: str
    ink: Ink
    advances_em: tuple[float, ...]
    shape: str = ""

    @property
    def width_em(self) -> float:
        """The width of the whole."""
        return sum(self.advances_em)


BLANK = "_"
"""The shape of a gap to write in."""


class Word(NamedTuple):
    """What stays together on a line.

    Attributes:
      pieces: one or more; their inks may differ.
      width_em: without the space after it.
      space: what follows it on the same line, or None where a long word was broken.
      space_em: the width of that.
    """

    pieces: tuple[Piece, ...]
    width_em: float
    space: Piece | None
    space_em: float


class Words(tuple[Word, ...]):
    """A text, measured."""

    @cached_property
    def edges_em(self) -> list[float]:
        """Where each word begins if all stand on one line, and where the last one's space ends."""
        return [0.0, *accumulate(word.width_em + word.space_em for word in self)]

    @cached_property
    def longest_em(self) -> float:
        """The width of the widest word."""
        return max((word.width_em for word in self), default=0.0)

    @property
    def natural_em(self) -> float:
        """The width of the text on one line."""
        return self.edges_em[-1] - (self[-1].space_em if self else 0.0)


Line = Sequence[Word]


def joined(*texts: Iterable[Word]) -> Words:
    """Texts one after another, as one."""
    return Words(word for text in texts for word in text)


def words(runs: Iterable[tuple[str, Ink] | Piece], fonts: Fonts) -> Words:
    """Cut texts into words. Only a plain space ends a word; the end of a run, or a piece between two, does not."""
    found: list[Word] = []
    pieces: list[Piece] = []
    for run in runs:
        if isinstance(run, Piece):
            pieces.append(run)
            continue
        text, ink = run
        chunks = visible(text).split(" ")
        for index, chunk in enumerate(chunks):
            if index and pieces:
                found.append(word_of(pieces, fonts))
                pieces = []
            if chunk:
                pieces += _pieces(chunk, ink, fonts)
    if pieces:
        found.append(word_of(pieces, fonts))
    return Words(found)


def word_of(pieces: Sequence[Piece], fonts: Fonts) -> Word:
    """Pieces as one word, with the space after it in the ink of the last one."""
    ink = pieces[-1].ink._replace(underline=False)
    space = Piece(" ", ink, _advances(" ", ink.face, ink.scale, fonts))
    return Word(tuple(pieces), sum(piece.width_em for piece in pieces), space, space.width_em)


def fill(text: Words, width_em: float, *, hang_em: float = 0.0) -> list[Line]:
    """Fill lines greedily, ragged right.

    Args:
      text: the words.
      width_em: the measure.
      hang_em: by how much every line but the first is indented.

    Returns:
      the lines; none is wider than its measure, for a word that is alone too wide is broken.
    """
    if text.longest_em > width_em - hang_em:
        text = _narrowed(text, width_em - hang_em)
    lines: list[Line] = []
    edges, start, count, limit = text.edges_em, 0, len(text), width_em + _EPSILON_EM
    while start < count:
        # The first edge beyond the limit is that of the space after the last word that still fits, or of the next word.
        end = bisect_right(edges, edges[start] + limit, start + 1) - 1
        if end < count and edges[end] - edges[start] + text[end].width_em <= limit:
            end += 1
        end = max(end, start + 1)
        lines.append(text[start:end])
        start, limit = end, width_em - hang_em + _EPSILON_EM
    return lines


def line_em(line: Line) -> float:
    """The width of a line, without the space at its end."""
    return sum(word.width_em + word.space_em for word in line) - (line[-1].space_em if line else 0.0)


def _pieces(chunk: str, ink: Ink, fonts: Fonts) -> Iterable[Piece]:
    for text, cut in fonts.cuts(chunk, ink.face):
        face = cut or ink.face
        yield Piece(text, ink._replace(face=face), _advances(text, face, ink.scale, fonts), "" if cut else text)


def _advances(text: str, face: Face, scale: float, fonts: Fonts) -> tuple[float, ...]:
    advances = fonts.advances_em(text, face)
    return advances if scale == 1.0 else tuple(advance * scale for advance in advances)


def _narrowed(text: Words, width_em: float) -> Words:
    """The same text, every word that is wider than the measure broken between characters."""
    found: list[Word] = []
    for word in text:
        found += [word] if word.width_em <= width_em else _broken(word, width_em)
    return Words(found)


def _broken(word: Word, width_em: float) -> list[Word]:
    parts: list[list[Piece]] = [[]]
    x = 0.0
    for place, piece in enumerate(word.pieces):
        following_em = sum(other.width_em for other in word.pieces[place + 1 :])
        for char, advance in zip(piece.text, piece.advances_em, strict=True):
            if parts[-1] and x + advance > width_em:
                parts.append([])
                x = 0.0
            if piece.shape:  # a gap to write in leaves room on its line for the full stop behind it
                advance = min(advance, max(width_em - following_em, 0.5 * width_em))  # noqa: PLW2901
            parts[-1].append(piece._replace(text=char, advances_em=(advance,)))
            x += advance
    words_ = [Word(tuple(part), sum(piece.width_em for piece in part), None, 0.0) for part in parts]
    return [*words_[:-1], words_[-1]._replace(space=word.space, space_em=word.space_em)]
