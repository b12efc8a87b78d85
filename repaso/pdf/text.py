"""What is written: one string, and beside it the inks of its stretches and the widths of its words; and its lines.

Widths are at unit size: at every size a line is only additions.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain
from math import inf
from operator import add
from typing import NamedTuple

from repaso.pdf.fonts import Fonts
from repaso.pdf.theme import Face
from repaso.values import Language

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


def line_em(line: Line) -> float:
    """The width of a line, without the space at its end."""
    text, start, end = line
    return text.ends_em[end - 1] - text.begin_em(start) if start < end else 0.0
