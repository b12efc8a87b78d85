"""Runs → words → lines. Words are measured once, at unit size; at every size a line is only additions."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
    """

    face: Face
    colour: str
    scale: float = 1.0
    underline: bool = False


class Piece(NamedTuple):
    """A stretch of a word in one ink.

    Attributes:
      advances_em: the width of every character.
      shape: whether it is drawn rather than written, for the typeface lacks it.
    """

    text: str
    ink: Ink
    advances_em: tuple[float, ...]
    shape: bool = False

    @property
    def width_em(self) -> float:
        """The width of the whole."""
        return sum(self.advances_em)


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


Words = tuple[Word, ...]


def words(runs: Iterable[tuple[str, Ink]], fonts: Fonts) -> Words:
    """Cut texts into words. Only a plain space ends a word; the end of a run does not."""
    found: list[Word] = []
    pieces: list[Piece] = []
    ink: Ink | None = None
    for text, ink in runs:
        chunks = visible(text).split(" ")
        for index, chunk in enumerate(chunks):
            if index and pieces:
                found.append(_word(pieces, _space(ink, fonts)))
                pieces = []
            if chunk:
                pieces += _pieces(chunk, ink, fonts)
    if pieces and ink is not None:
        found.append(_word(pieces, _space(ink, fonts)))
    return tuple(found)


def fill(text: Words, width_em: float, *, hang_em: float = 0.0) -> list[Words]:
    """Fill lines greedily, ragged right.

    Args:
      text: the words.
      width_em: the measure.
      hang_em: by how much every line but the first is indented.

    Returns:
      the lines; none is wider than its measure, for a word that is alone too wide is broken.
    """
    text = _narrowed(text, width_em - hang_em)
    lines: list[Words] = []
    start, x, limit = 0, 0.0, width_em + _EPSILON_EM
    for index, word in enumerate(text):
        if x + word.width_em > limit and index > start:
            lines.append(text[start:index])
            start, x, limit = index, 0.0, width_em - hang_em + _EPSILON_EM
        x += word.width_em + word.space_em
    if start < len(text):
        lines.append(text[start:])
    return lines


def natural_em(text: Words) -> float:
    """The width of the text on one line."""
    return sum(word.width_em + word.space_em for word in text) - (text[-1].space_em if text else 0.0)


def longest_em(text: Words) -> float:
    """The width of the widest word."""
    return max((word.width_em for word in text), default=0.0)


def _pieces(chunk: str, ink: Ink, fonts: Fonts) -> Iterable[Piece]:
    for text, cut in fonts.cuts(chunk, ink.face):
        face = cut or ink.face
        yield Piece(text, ink._replace(face=face), _advances(text, face, ink.scale, fonts), shape=cut is None)


def _space(ink: Ink, fonts: Fonts) -> Piece:
    return Piece(" ", ink._replace(underline=False), _advances(" ", ink.face, ink.scale, fonts))


def _advances(text: str, face: Face, scale: float, fonts: Fonts) -> tuple[float, ...]:
    return tuple(advance * scale for advance in fonts.advances_em(text, face))


def _word(pieces: Sequence[Piece], space: Piece | None) -> Word:
    width_em = sum(piece.width_em for piece in pieces)
    return Word(tuple(pieces), width_em, space, space.width_em if space else 0.0)


def _narrowed(text: Words, width_em: float) -> Words:
    """The same text, every word that is wider than the measure broken between characters."""
    if all(word.width_em <= width_em for word in text):
        return text
    found: list[Word] = []
    for word in text:
        found += [word] if word.width_em <= width_em else _broken(word, width_em)
    return tuple(found)


def _broken(word: Word, width_em: float) -> list[Word]:
    parts: list[list[Piece]] = [[]]
    x = 0.0
    for piece in word.pieces:
        for char, advance in zip(piece.text, piece.advances_em, strict=True):
            if parts[-1] and x + advance > width_em:
                parts.append([])
                x = 0.0
            parts[-1].append(piece._replace(text=char, advances_em=(advance,)))
            x += advance
    return [_word(part, None) for part in parts[:-1]] + [_word(parts[-1], word.space)]
