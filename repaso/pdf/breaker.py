"""Runs → words → lines. Words are measured once, at unit size; at every size a line is only additions.

A text is one string, and beside it stand the inks of its stretches and the widths of its words. Lines are parts of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
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
_SPACES = re.compile(" {2,}")
_TEXT = itemgetter(0)  # of what is inked


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

    @property
    def drawn(self) -> bool:
        """Whether a line is drawn below the words."""
        return self.underline


BLANK = "_"
"""The sign of a gap to write in."""


class Sign(NamedTuple):
    """What is drawn rather than written.

    Attributes:
      sign: a character that the typeface lacks, or BLANK.
      width_em: of the whole.
    """

    sign: str
    ink: Ink
    width_em: float

    @property
    def drawn(self) -> bool:
        """That it is."""
        return True


Inked = tuple[str, Ink] | Sign
_END = " ", Ink(Face.REGULAR, "")
"""Ends the last word of a text."""

Stretch = tuple[str, Ink | Sign]
"""A part of a text in one ink, or a sign."""

Line = tuple["Text", int, int]
"""Of a text, the words from one on and before another one."""


class Text:
    """A text of W words in S stretches.

    Attributes:
      string: all of it, with a space behind every word.
      begins: where each of S begins, by characters.
      inks: of each of S; a sign is one character.
      widths_em: of each of W.
      spaces_em: of the spaces behind each of W; none where a long word was broken.
      drawn: whether something of it is drawn, a sign or a line below.
    """

    __slots__ = ("_ends_em", "_places", "begins", "drawn", "inks", "spaces_em", "string", "widths_em")

    def __init__(
        self,
        string: str,
        begins: Sequence[int],
        inks: Sequence[Ink | Sign],
        widths_em: Sequence[float],
        spaces_em: Sequence[float],
        *,
        drawn: bool,
        places: Sequence[int] = (),
    ) -> None:
        """See the attributes; `places`: where each of W begins, and where the text ends, if not behind every space."""
        self.string, self.begins, self.inks = string, begins, inks
        self.widths_em, self.spaces_em = widths_em, spaces_em
        self.drawn = drawn
        self._places = places
        self._ends_em: Sequence[float] = ()

    @property
    def ends_em(self) -> Sequence[float]:
        """Where each of W words ends, without the space after it, if all stand on one line."""
        if not self._ends_em and self.widths_em:
            self._ends_em = list(accumulate(map(add, self.widths_em, chain((0.0,), self.spaces_em))))
        return self._ends_em

    def begin_em(self, word: int) -> float:
        """Where a word begins."""
        return self.ends_em[word - 1] + self.spaces_em[word - 1] if word else 0.0

    def stretches(self, start: int, end: int, *, ended: bool = False) -> list[Stretch]:
        """The words from `start` on and before `end`, stretch by stretch; `ended` without the space after the last."""
        places, begins, inks, text = self._places or self._placed(), self.begins, self.inks, self.string
        begin, stop = places[start], places[end]
        if ended and text[stop - 1 : stop] == " ":  # there is none in the middle of a word
            stop -= 1
        place = bisect_right(begins, begin)
        found: list[Stretch] = []
        while begin < stop:
            until = begins[place] if place < len(begins) and begins[place] < stop else stop
            found.append((text[begin:until], inks[place - 1]))
            begin = until
            place += 1
        return found

    def _placed(self) -> Sequence[int]:
        """Where each of W words begins in the text, and where the text ends: behind every space."""
        ends = accumulate(map(len, self.string.split(" ")[:-1]), initial=0)
        self._places = [spaces + end for spaces, end in enumerate(ends)]
        return self._places

    def lines(self, width_em: float, hang_em: float) -> tuple[list[Line], float, float]:
        """The lines of a measure, the least measure that breaks them so, and the least one above that does not."""
        lines: list[Line] = []
        ends, spaces = self.ends_em, self.spaces_em
        start, count = 0, len(ends)
        least, most = 0.0, inf
        begin = 0.0
        while start < count:
            end = bisect_right(ends, begin + width_em + _EPSILON_EM, start + 1)  # one word, however wide
            lines.append((self, start, end))
            least = max(least, ends[end - 1] - begin)
            if end < count:
                most = min(most, ends[end] - begin)
            begin = ends[end - 1] + spaces[end - 1] - hang_em
            start = end
        return lines, least - _EPSILON_EM, most - _EPSILON_EM

    def narrowed(self, width_em: float, fonts: Fonts) -> "Text":
        """The same text, every word that is wider than the measure broken between characters."""
        inks = list(self.inks)
        widths, spaces, places = list[float](), list[float](), list[int]()
        whole = self._places or self._placed()
        for word, (wide_em, space_em) in enumerate(zip(self.widths_em, self.spaces_em, strict=True)):
            begin, end = whole[word], whole[word + 1] - 1
            places.append(begin)
            x_em, left_em = 0.0, wide_em
            for place in range(begin, end) if wide_em > width_em else ():
                stretch = bisect_right(self.begins, place) - 1
                ink = inks[stretch]
                advance_em = (
                    ink.width_em if isinstance(ink, Sign) else ink.scale * fonts.width_em(self.string[place], ink.face)
                )
                left_em -= advance_em
                if isinstance(ink, Sign):  # a gap stays with its number, and leaves room for the full stop behind it
                    advance_em = min(advance_em, max(width_em - x_em - left_em, _LEAST_GAP * width_em))
                    inks[stretch] = ink._replace(width_em=advance_em)
                if x_em + advance_em > width_em + _EPSILON_EM and place > places[-1]:
                    places.append(place)
                    widths.append(x_em)
                    spaces.append(0.0)
                    x_em = 0.0
                x_em += advance_em
            widths.append(x_em if wide_em > width_em else wide_em)
            spaces.append(space_em)
        places.append(len(self.string))
        return Text(self.string, self.begins, inks, widths, spaces, drawn=self.drawn, places=places)


class Words:
    """A text to be broken into lines. They are found when they are asked for: many texts are only parts of one.

    Lines know their text, and no text its lines: what knows itself would be kept to the end of the build.

    Attributes:
      text: what is written.
      fonts: what it was measured with.
    """

    __slots__ = ("_filled", "_hang_em", "_least_em", "_longest_em", "_most_em", "fonts", "text")

    def __init__(self, text: Text, fonts: Fonts) -> None:
        self.text = text
        self.fonts = fonts
        self._longest_em = -1.0
        self._hang_em, self._least_em, self._most_em = 0.0, inf, 0.0  # for which measures: none yet
        self._filled: list[Line] = []

    def __len__(self) -> int:
        return len(self.text.widths_em)

    @property
    def line(self) -> Line:
        """All words, as if on one line."""
        return self.text, 0, len(self)

    @property
    def longest_em(self) -> float:
        """The width of the widest word."""
        if self._longest_em < 0:
            self._longest_em = max(self.text.widths_em, default=0.0)
        return self._longest_em

    @property
    def natural_em(self) -> float:
        """The width of the text on one line."""
        ends = self.text.ends_em
        return ends[-1] if ends else 0.0

    @property
    def measures(self) -> tuple[float, float]:
        """From the first to below the second, every measure breaks the text into those lines that `fill` gave last."""
        return self._least_em, self._most_em

    def filled(self, width_em: float, hang_em: float) -> list[Line]:
        """The lines of a measure: see fill. They are kept for all measures that break them so: many sizes are tried."""
        if self._hang_em != hang_em or not self._least_em <= width_em < self._most_em:
            self._hang_em = hang_em
            room_em = width_em - hang_em
            if self.longest_em > room_em:
                self._filled, *_ = self.text.narrowed(room_em, self.fonts).lines(width_em, hang_em)
                self._least_em, self._most_em = width_em, nextafter(width_em, inf)
            else:
                self._filled, least_em, self._most_em = self.text.lines(width_em, hang_em)
                # A first line may have room for a word that is too wide for the others.
                self._least_em = max(least_em, self.longest_em + hang_em) if hang_em else least_em
        return self._filled


def joined(*texts: Words) -> Words:
    """Texts one after another, as one."""
    parts = [words.text for words in texts]
    before = [0, *accumulate(len(one.string) for one in parts[:-1])]
    text = Text(
        "".join(one.string for one in parts),
        [length + begin for length, one in zip(before, parts, strict=True) for begin in one.begins],
        [ink for one in parts for ink in one.inks],
        [width_em for one in parts for width_em in one.widths_em],
        [space_em for one in parts for space_em in one.spaces_em],
        drawn=any(one.drawn for one in parts),
    )
    return Words(text, texts[0].fonts)


class _Chunks(dict[str, float]):
    """The widths of chunks in one ink, in em: each measured once for all texts.

    Attributes:
      drawn: whether a line is drawn below them.
      space_em: the width of a space.
    """

    def __init__(self, ink: Ink, fonts: Fonts) -> None:
        self.drawn = ink.drawn
        self.space_em = ink.scale * fonts.width_em(" ", ink.face)
        self._scale = ink.scale
        self._width_em = fonts.widths_em(ink.face).__getitem__

    def __missing__(self, chunk: str) -> float:
        self[chunk] = width_em = self._scale * sum(map(self._width_em, chunk))
        return width_em


class _Inks(dict[Ink, _Chunks]):
    """What has been measured, by ink."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def __missing__(self, ink: Ink) -> _Chunks:
        self[ink] = chunks = _Chunks(ink, self._fonts)
        return chunks


_measured = cache(_Inks)


def words(runs: Iterable[Inked], fonts: Fonts) -> Words:
    """Cut texts into words. Only a plain space ends a word; the end of a run, or a sign between two, does not.

    Equal runs in the same fonts are one text, with what has been measured of it: most stand on sheets of both sizes.
    """
    return _words_of(tuple(runs), fonts)


@lru_cache(maxsize=_TEXTS)
def _words_of(runs: tuple[Inked, ...], fonts: Fonts) -> Words:
    whole = "".join(map(_TEXT, runs))
    if "  " in whole or visible(whole) != whole or fonts.lacks(whole):
        runs = tuple(_prepared(runs, fonts))
    measured = _measured(fonts)
    texts: list[str] = []  # of every stretch
    inks: list[Ink | Sign] = []
    widths: list[float] = []
    spaces: list[float] = []
    held: _Chunks | None = None  # what the last word is in, if it has not ended
    held_em = 0.0
    drawn = False
    for run in (*runs, _END):
        if isinstance(run, Sign):
            texts.append(run.sign)
            inks.append(run)
            held, held_em = measured[run.ink], held_em + run.width_em
            drawn = True
            continue
        text, ink = run
        if text[:1] == " ":
            text = text[1:]
            if held is not None:
                if isinstance(sign := inks[-1], Sign):
                    texts.append("")
                    inks.append(sign.ink)
                texts[-1] += " "
                widths.append(held_em)
                spaces.append(held.space_em)
                held, held_em = None, 0.0
        if not text:
            continue
        if inks and inks[-1] is ink:
            texts[-1] += text
        else:
            texts.append(text)
            inks.append(ink)
        chunks = measured[ink]
        found = list(map(chunks.__getitem__, text.split(" ")))
        found[0] += held_em
        held_em = found.pop()  # behind a space there is nothing, of no width
        held = None if text[-1] == " " else chunks
        widths += found
        spaces += [chunks.space_em] * len(found)
        drawn = drawn or chunks.drawn
    begins = list(accumulate(map(len, texts), initial=0))[:-1]
    return Words(Text("".join(texts), begins, inks, widths, spaces, drawn=drawn), fonts)


def _prepared(runs: Iterable[Inked], fonts: Fonts) -> Iterator[Inked]:
    """The same runs with nothing invisible and single spaces, the characters that the typeface lacks as signs."""
    for run in runs:
        if isinstance(run, Sign):
            yield run
            continue
        text, ink = run
        for part in fonts.parted(_SPACES.sub(" ", visible(text))):
            yield Sign(part, ink, ink.scale * fonts.shapes[part]) if part in fonts.shapes else (part, ink)


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


def line_em(line: Line) -> float:
    """The width of a line, without the space at its end."""
    text, start, end = line
    return text.ends_em[end - 1] - text.begin_em(start) if start < end else 0.0
