"""Runs → words → lines. Words are measured once for all texts; lines are kept while a measure breaks them so."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate
from math import inf, nextafter
from operator import itemgetter

from repaso.pdf.fonts import Fonts, visible
from repaso.pdf.text import Ink, Line, Sign, Text
from repaso.pdf.theme import Face

_TEXTS = 1024  # so many are kept: all of a sheet of two pages
_SPACES = re.compile(" {2,}")
_TEXT = itemgetter(0)  # of what is inked
_END = " ", Ink(Face.REGULAR, "")  # ends the last word of a text

Inked = tuple[str, Ink] | Sign
"""A run as it is printed, or what is drawn in its place."""


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
