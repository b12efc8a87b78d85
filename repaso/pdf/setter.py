"""Texts → words, in the theme's inks: the typography of the sheet."""

from collections.abc import Mapping
from math import ceil

from repaso.inline import Run, Style
from repaso.pdf.breaker import Inked, Words, joined, words
from repaso.pdf.fonts import Fonts
from repaso.pdf.text import BLANK, Ink, Sign
from repaso.pdf.theme import Face, Theme
from repaso.sheet import Foreign, Gap, Pair, Printed
from repaso.values import Language

SMALL = 0.93
"""The size of what is small, of the body's: names in the other language, heads of tables. Nothing that grows and
shrinks with the body is smaller."""

_FACES = {
    Style.PLAIN: Face.REGULAR,
    Style.BOLD: Face.SEMIBOLD,
    Style.ITALIC: Face.ITALIC,
    Style.BOLD | Style.ITALIC: Face.SEMIBOLD_ITALIC,
}
_APART = "\u00a0"  # beside the plain space: names and meanings are told apart by more than slant
_HAND = 1.5  # handwriting is so much wider than print
_WORD_GAP_EM, _PHRASE_GAP_EM = 7.0, 10.5  # two lengths, so that a gap does not tell its answer's
_ROOM = "\u00a0" * 10  # nothing, about 2 em wide
_ROOM_EM = 2.2


class Setter:
    """Turns texts into words.

    Attributes:
      theme: how they look.
      least_pt: nothing is set smaller than this.
      part: which part of its document the text is for; bookmarks of different parts have different keys.
    """

    def __init__(self, fonts: Fonts, theme: Theme, lead: Language = "es", part: int = 0) -> None:
        self._fonts = fonts
        self._other: Language = "en" if lead == "es" else "es"
        self._inks = {foreign: _inks(theme.ink, self._other if foreign else None) for foreign in (False, True)}
        self._plain: dict[tuple[Face, str, float], Ink] = {}
        self.theme = theme
        self.part = part
        self.least_pt = fonts.size_of(theme.x_height_mm)

    def bookmark(self, mark: str) -> str:
        """The key of a block's bookmark, from its mark."""
        return f"{self.part}-{mark}"

    @property
    def least_body_pt(self) -> float:
        """The smallest body: at it, what is SMALL is as small as may be."""
        return round(self.least_pt / SMALL + 0.005, 2)

    def runs(self, text: Printed, *, foreign: bool = False) -> Words:
        """A text of the author's, or `foreign` in the other language; a gap is its number and a line to write on."""
        inks = self._inks[foreign]
        runs: list[Inked] = []
        for part in text:
            if isinstance(part, Run):
                runs.append((part.text, inks[part.style]))
            elif isinstance(part, Foreign):
                runs.append((part.text, self._inks[True][Style.ITALIC]))
            else:
                runs += self._gap(part)
                if part.whole:
                    runs.append((self._room(part), inks[Style.PLAIN]))
        return words(runs, self._fonts)

    def names(self, name: Pair | Gap, colour: str, *, apart: bool = False) -> Words:
        """A name in both languages, the leading one in colour, the other one small, grey and italic.

        With `apart`, a wider space follows, for a text that goes on in the same line.
        """
        if isinstance(name, Gap):
            return words(self._gap(name), self._fonts)
        lead = self.plain(name.lead, Face.SEMIBOLD, colour)
        return joined(lead, self.other(f"{name.other}{_APART if apart else ''}")) if name.other else lead

    def other(self, text: str, *, scale: float = SMALL, colour: str = "") -> Words:
        """A text in the other language."""
        ink = Ink(Face.ITALIC, colour or self.theme.grey, scale, language=self._other)
        return self.inked((text, ink))

    def plain(self, text: str, face: Face, colour: str, *, scale: float = 1.0) -> Words:
        """A text in one ink."""
        ink = self._plain.get((face, colour, scale))
        if ink is None:
            ink = self._plain[face, colour, scale] = Ink(face, colour, scale)
        return self.inked((text, ink))

    def inked(self, *runs: tuple[str, Ink]) -> Words:
        """A text in several inks; where one ends, a word does not."""
        return words(runs, self._fonts)

    def _gap(self, gap: Gap) -> list[Inked]:
        """The number, and unless the gap is a place of its own a line as long as a hand needs."""
        ink = Ink(Face.SEMIBOLD, self.theme.grey, SMALL)
        number = f"{gap.number}\u00a0", ink
        if gap.whole:
            return [number]
        printed_em = self.runs(gap.answer).natural_em
        width_em = max(printed_em, _PHRASE_GAP_EM if len(self.runs(gap.answer)) > 1 else _WORD_GAP_EM)
        return [number, Sign(BLANK, Ink(Face.REGULAR, self.theme.ink), width_em)]

    def room(self, text: Printed) -> Words:
        """The room of the gaps in a text, whose numbers stand elsewhere."""
        ink = Ink(Face.REGULAR, self.theme.ink)
        return words([(self._room(part), ink) for part in text if isinstance(part, Gap)], self._fonts)

    def _room(self, gap: Gap) -> str:
        """As much nothing as a hand needs for the answer, to be broken into lines: a cell is as large as that."""
        return " ".join([_ROOM] * ceil(_HAND * self.runs(gap.answer).natural_em / _ROOM_EM))


def _inks(colour: str, language: Language | None) -> Mapping[Style, Ink]:
    """The inks of a text, by the style of its runs."""
    plain = {style: Ink(face, colour, language=language) for style, face in _FACES.items()}
    return plain | {style | Style.CODE: ink._replace(underline=True) for style, ink in plain.items()}
