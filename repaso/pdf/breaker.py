"""Runs → words → lines. Words are measured once, at unit size; at every size a line is only additions."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from math import inf, nextafter
from operator import add, itemgetter
from typing import NamedTuple

from repaso.pdf.fonts import Fonts, visible
from repaso.pdf.theme import Face
from repaso.values import Language

_EPSILON_EM = 1e-6
_TEXTS = 1024  # so many are kept: all of a sheet of two pages
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
      shape: what is drawn rather than written, for a typeface lacks it: its character.
    """

    text: str
    ink: Ink
    width_em: float
    shape: str = ""


BLANK = "_"
"""The shape of a gap to write in."""


class Word(NamedTuple):
    """What stays together on a line. Nearly all words are in one ink and only written: they are text.

    Attributes:
      text: of such a word, with the space after it.
      ink: of such a word; else None.
      width_em: without the space.
      step_em: from where it begins to where the next one does: as wide, where a long word was broken.
      parts: of any other word: its pieces, and the space.
      drawn: whether something of it is to be drawn, a shape or a line below.
    """

    text: str
    ink: Ink | None
    width_em: float
    step_em: float
    parts: tuple[Piece, ...] = ()
    drawn: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What it is made of, without the space."""
        if self.ink is None:
            return self.parts[:-1] if self.step_em > self.width_em else self.parts
        return (Piece(self.text.removesuffix(" "), self.ink, self.width_em),)

    @property
    def space(self) -> tuple[Piece, ...]:
        """The space after it, if there is one."""
        if self.step_em <= self.width_em:
            return ()
        return self.parts[-1:] if self.ink is None else (Piece(" ", self.ink, self.step_em - self.width_em),)


Line = Sequence[Word]


class Words:
    """A text. It is measured when that is asked for: many texts are only parts of one.

    Attributes:
      line: all words, as if on one line.
      fonts: what they were measured with.
    """

    __slots__ = ("_edges", "_filled", "_hang_em", "_least_em", "_longest_em", "_most_em", "fonts", "line")

    def __init__(self, words: Iterable[Word], fonts: Fonts) -> None:
        self.line: Line = tuple(words)
        self.fonts = fonts
        self._edges: _Edges | None = None
        self._longest_em = -1.0
        self._hang_em, self._least_em, self._most_em = 0.0, inf, 0.0  # for which measures: none yet
        self._filled: list[Line] = []

    def __iter__(self) -> Iterator[Word]:
        return iter(self.line)

    def __len__(self) -> int:
        return len(self.line)

    @property
    def longest_em(self) -> float:
        """The width of the widest word."""
        if self._longest_em < 0:
            self._longest_em = max(map(WIDTH_EM, self.line), default=0.0)
        return self._longest_em

    @property
    def natural_em(self) -> float:
        """The width of the text on one line."""
        return self._at[1][-1] if self.line else 0.0

    @property
    def _at(self) -> "_Edges":
        """Where each word begins and ends on one line."""
        if self._edges is None:
            self._edges = _edges_of(self.line)
        return self._edges

    @property
    def measures(self) -> tuple[float, float]:
        """From the first to below the second, every measure breaks the text into those lines that `fill` gave last."""
        return self._least_em, self._most_em

    def filled(self, width_em: float, hang_em: float) -> list[Line]:
        """The lines of a measure: see fill. They are kept for all measures that break them so: many sizes are tried."""
        if self._hang_em != hang_em or not self._least_em <= width_em < self._most_em:
            self._hang_em = hang_em
            room_em = width_em - hang_em
            if self.natural_em > room_em and self.longest_em > room_em:
                line = tuple(_narrowed(self.line, room_em, self.fonts))
                self._filled, *_ = _lines(line, _edges_of(line), width_em, hang_em)
                self._least_em, self._most_em = width_em, nextafter(width_em, inf)
            else:
                found = _lines(self.line, self._at, width_em, hang_em)
                self._filled, least_em, self._most_em = found
                # A first line may have room for a word that is too wide for the others.
                self._least_em = max(least_em, self.longest_em + hang_em) if hang_em else least_em
        return self._filled


def joined(*texts: Words) -> Words:
    """Texts one after another, as one."""
    return Words(chain(*texts), texts[0].fonts)


class _Known(dict[str, Word]):
    """The words in one ink: each measured once for all texts."""

    def __init__(self, ink: Ink, fonts: Fonts) -> None:
        self._ink = ink
        self._fonts = fonts
        self._has = fonts.characters(ink.face).issuperset
        self._width_em = fonts.widths_em(ink.face).__getitem__
        self._space = piece_of(" ", ink._replace(underline=False), fonts)

    def __missing__(self, chunk: str) -> Word:
        ink = self._ink
        if self._has(chunk) and not ink.underline:
            width_em = ink.scale * sum(map(self._width_em, chunk))
            word = Word(f"{chunk} ", ink, width_em, width_em + self._space.width_em)
        else:
            word = self.word(tuple(_pieces(chunk, ink, self._fonts)))
        self[chunk] = word
        return word

    def word(self, pieces: tuple[Piece, ...]) -> Word:
        """Pieces as one word, whose last one is in this ink."""
        width_em = sum(piece.width_em for piece in pieces)
        drawn = any(piece.shape or piece.ink.underline for piece in pieces)
        return Word("", None, width_em, width_em + self._space.width_em, (*pieces, self._space), drawn)


def words(runs: Iterable[tuple[str, Ink] | Piece], fonts: Fonts) -> Words:
    """Cut texts into words. Only a plain space ends a word; the end of a run, or a piece between two, does not.

    Equal runs in the same fonts are one text, with what has been measured of it: most stand on sheets of both sizes.
    """
    return _words_of(tuple(runs), fonts)


@lru_cache(maxsize=_TEXTS)
def _words_of(runs: tuple[tuple[str, Ink] | Piece, ...], fonts: Fonts) -> Words:
    found: list[Word] = []
    held: Word | None = None  # a word that has not ended
    for run in runs:
        if isinstance(run, Piece):
            held = _known(run.ink, fonts).word((*_pieces_of(held), run))
            continue
        text, ink = run
        known = _known(ink, fonts)
        chunks = visible(text).split(" ")
        if held is not None:
            if chunks[0]:
                held = known.word((*held.pieces, *known[chunks[0]].pieces))
            if len(chunks) == 1:
                continue
            found.append(held)
            chunks[0] = ""
        last = chunks.pop()
        found += map(known.__getitem__, filter(None, chunks))
        held = known[last] if last else None
    if held is not None:
        found.append(held)
    return Words(found, fonts)


def _pieces_of(held: Word | None) -> tuple[Piece, ...]:
    return () if held is None else held.pieces


def _known(ink: Ink, fonts: Fonts) -> _Known:
    known: _Known | None = fonts.words.get(ink)
    if known is None:
        known = fonts.words[ink] = _Known(ink, fonts)
    return known


def piece_of(text: str, ink: Ink, fonts: Fonts, shape: str = "") -> Piece:
    """A text in one ink, measured."""
    return Piece(text, ink, ink.scale * fonts.width_em(text, ink.face), shape)


def _pieces(chunk: str, ink: Ink, fonts: Fonts) -> Iterator[Piece]:
    for text, cut in fonts.cuts(chunk, ink.face):
        own = ink if cut is None or cut is ink.face else ink._replace(face=cut)
        yield piece_of(text, own, fonts, "" if cut else text)


def fill(text: Words, width_em: float, *, hang_em: float = 0.0) -> list[Line]:
    """Fill lines greedily, ragged right.

    Args:
      text: the words.
      width_em: the measure.
      hang_em: by how much every line but the first is indented.

    Returns:
      the lines; none is wider than its measure, for a word that is alone too wide is broken.
    """
    return text.filled(width_em, hang_em)


_Edges = tuple[Sequence[float], Sequence[float]]
"""Where each word begins, and where it ends without the space after it, if all stand on one line."""


def _edges_of(words: Line) -> _Edges:
    starts = list(accumulate(map(STEP_EM, words), initial=0.0))
    return starts, list(map(add, starts, map(WIDTH_EM, words)))


def _lines(words: Line, edges: _Edges, width_em: float, hang_em: float) -> tuple[list[Line], float, float]:
    """The lines, the least measure that breaks them so, and the least one above that does not."""
    lines: list[Line] = []
    starts, ends = edges
    start, count, indent = 0, len(words), 0.0
    least, most = 0.0, inf
    while start < count:
        begin = starts[start] - indent
        end = max(bisect_right(ends, begin + width_em + _EPSILON_EM, start), start + 1)
        lines.append(words[start:end])
        least = max(least, ends[end - 1] - begin)
        if end < count:
            most = min(most, ends[end] - begin)
        start, indent = end, hang_em
    return lines, least - _EPSILON_EM, most - _EPSILON_EM


def line_em(line: Line) -> float:
    """The width of a line, without the space at its end."""
    return sum(map(STEP_EM, line[:-1])) + line[-1].width_em if line else 0.0


def _narrowed(words: Iterable[Word], width_em: float, fonts: Fonts) -> Iterator[Word]:
    """The same text, every word that is wider than the measure broken between characters."""
    for word in words:
        if word.width_em <= width_em:
            yield word
        else:
            yield from _broken(word, width_em, fonts)


def _broken(word: Word, width_em: float, fonts: Fonts) -> Iterator[Word]:
    parts: list[list[Piece]] = [[]]
    x = 0.0
    for place, piece in enumerate(word.pieces):
        following_em = sum(other.width_em for other in word.pieces[place + 1 :])
        for char in piece.text:
            if piece.shape:  # a gap to write in stays with its number, and leaves room for the full stop behind it
                advance = min(piece.width_em, max(width_em - x - following_em, _LEAST_GAP * width_em))
            else:
                advance = piece.ink.scale * fonts.width_em(char, piece.ink.face)
            if parts[-1] and x + advance > width_em:
                parts.append([])
                x = 0.0
            parts[-1].append(piece._replace(text=char, width_em=advance))
            x += advance
    *whole, last = [(tuple(part), sum(piece.width_em for piece in part)) for part in parts]
    yield from (Word("", None, wide_em, wide_em, pieces, word.drawn) for pieces, wide_em in whole)
    pieces, wide_em = last
    yield Word("", None, wide_em, wide_em + word.step_em - word.width_em, (*pieces, *word.space), word.drawn)


# Much faster than attributes, of which there are millions to get.
INK, TEXT, PARTS, DRAWN = (itemgetter(Word._fields.index(field)) for field in ("ink", "text", "parts", "drawn"))
WIDTH_EM, STEP_EM = (itemgetter(Word._fields.index(field)) for field in ("width_em", "step_em"))
