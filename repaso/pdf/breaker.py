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
_LEAST_GAP = 0.5  # of the measure: a gap is not shortened further


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
      width_em: of the whole.
      advances_em: the width of every character; of a shape, one.
      shape: what is drawn rather than written, for a typeface lacks it: its character.
    """

    text: str
    ink: Ink
    width_em: float
    advances_em: tuple[float, ...]
    shape: str = ""


BLANK = "_"
"""The shape of a gap to write in."""


class Word(NamedTuple):
    """What stays together on a line.

    Attributes:
      pieces: one or more; their inks may differ.
      width_em: without the space after it.
      space: what follows it on the same line, or None where a long word was broken.
      space_em: the width of that.
      plain: its text with the space, if it is of one piece that is written, as nearly all words are; else "".
    """

    pieces: tuple[Piece, ...]
    width_em: float
    space: Piece | None
    space_em: float
    plain: str = ""


class Words(tuple[Word, ...]):
    """A text, measured."""

    @cached_property
    def edges_em(self) -> list[float]:
        """Where each word begins if all stand on one line, and where the last one's space ends."""
        return [0.0, *accumulate(word.width_em + word.space_em for word in self)]

    @cached_property
    def filled(self) -> "dict[tuple[float, float], list[Line]]":
        """The lines of the last measure that it was filled to: sizes are tried more than once."""
        return {}

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
    """Cut texts into words. Only a plain space ends a word; the end of a run, or a piece between two, does not.

    A word is measured once for all texts: words are shared.
    """
    found: list[Word] = []
    held: list[Piece] = []  # the pieces of a word that has not ended
    for run in runs:
        if isinstance(run, Piece):
            held.append(run)
            continue
        text, ink = run
        known: dict[str, Word] = fonts.words[ink]
        first, *others = visible(text).split(" ")
        if held and first:
            held += _word(first, ink, known, fonts).pieces
        elif first:
            held = list(_word(first, ink, known, fonts).pieces)
        if not others:
            continue
        if held:
            found.append(_held(held, first, known, fonts))
        *whole, last = others
        found += [known[chunk] if chunk in known else _word(chunk, ink, known, fonts) for chunk in whole if chunk]
        held = list(_word(last, ink, known, fonts).pieces) if last else []
    if held:
        found.append(_whole(held, fonts))
    return Words(found)


def _held(held: list[Piece], first: str, known: dict[str, Word], fonts: Fonts) -> Word:
    """The word that has just ended: a shared one, if it is all of one run."""
    shared = known.get(first)
    return shared if shared is not None and list(shared.pieces) == held else _whole(held, fonts)


def _word(chunk: str, ink: Ink, known: dict[str, Word], fonts: Fonts) -> Word:
    """A word of one run, measured the first time."""
    word = known.get(chunk)
    if word is None:
        word = known[chunk] = _whole(list(_pieces(chunk, ink, fonts)), fonts)
    return word


def _whole(pieces: Sequence[Piece], fonts: Fonts) -> Word:
    """Pieces as one word, with the space after it in the ink of the last one."""
    ink = pieces[-1].ink
    space = piece_of(" ", ink._replace(underline=False) if ink.underline else ink, fonts)
    plain = f"{pieces[0].text} " if len(pieces) == 1 and not pieces[0].shape and not ink.underline else ""
    return Word(tuple(pieces), sum(piece.width_em for piece in pieces), space, space.width_em, plain)


def piece_of(text: str, ink: Ink, fonts: Fonts, shape: str = "") -> Piece:
    """A text in one ink, measured."""
    advances = fonts.advances_em(text, ink.face)
    if ink.scale != 1.0:
        advances = tuple(advance * ink.scale for advance in advances)
    return Piece(text, ink, sum(advances), advances, shape)


def fill(text: Words, width_em: float, *, hang_em: float = 0.0) -> list[Line]:
    """Fill lines greedily, ragged right.

    Args:
      text: the words.
      width_em: the measure.
      hang_em: by how much every line but the first is indented.

    Returns:
      the lines; none is wider than its measure, for a word that is alone too wide is broken.
    """
    measure = width_em, hang_em
    if measure not in text.filled:
        text.filled.clear()
        text.filled[measure] = _fill(text, width_em, hang_em)
    return text.filled[measure]


def _fill(text: Words, width_em: float, hang_em: float) -> list[Line]:
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
        own = ink if cut is None or cut is ink.face else ink._replace(face=cut)
        yield piece_of(text, own, fonts, "" if cut else text)


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
            if piece.shape:  # a gap to write in stays with its number, and leaves room for the full stop behind it
                advance = min(advance, max(width_em - x - following_em, _LEAST_GAP * width_em))  # noqa: PLW2901
            if parts[-1] and x + advance > width_em:
                parts.append([])
                x = 0.0
            parts[-1].append(piece._replace(text=char, width_em=advance, advances_em=(advance,)))
            x += advance
    words_ = [Word(tuple(part), sum(piece.width_em for piece in part), None, 0.0) for part in parts]
    return [*words_[:-1], words_[-1]._replace(space=word.space, space_em=word.space_em)]
