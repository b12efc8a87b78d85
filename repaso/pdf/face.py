"""A side of a card → its lines: as large as they fit, remarks left away where they do not, never a text cut.

What is measured here does not depend on where the card lies on its sheet.
"""

from collections.abc import Sequence
from typing import NamedTuple

from repaso.cards import Paragraph, Rank, Role
from repaso.inline import Run, Style
from repaso.pdf.breaker import Line, Words, fill
from repaso.pdf.card_style import CardStyle
from repaso.pdf.setter import Setter
from repaso.pdf.theme import Face

_STEPS = 64  # sizes tried between the largest and the smallest
_NARROWINGS = 7  # halvings of the measure in which lines of even length are sought
_GAP_EM = {
    Role.CUE: 0.0,
    Role.TITLE: 0.35,
    Role.NAME: 0.1,
    Role.ANSWER: 0.55,
    Role.TEXT: 0.55,
    Role.ASK: 0.55,
    Role.OTHER: 0.7,
    Role.REMARK: 0.35,
}
"""Space above a paragraph, of its own size."""
_RULE_EM = 1.5  # the same above the first remark, which a rule parts from the text


class Stack(NamedTuple):
    """A paragraph that has found its lines.

    Attributes:
      lines: its words.
      size: in points.
      top: how far its upper edge lies below that of the side, in points.
      ruled: whether a rule stands in the space above it.
    """

    lines: Sequence[Line]
    size: float
    top: float
    ruled: bool


class Setting(NamedTuple):
    """A side as it will be printed.

    Attributes:
      stacks: from top to bottom.
      height: of all, in points.
    """

    stacks: tuple[Stack, ...]
    height: float

    @property
    def smallest_pt(self) -> float:
        """The size of its smallest text."""
        return min(stack.size for stack in self.stacks)


class FaceSetter:
    """Sets the sides of cards into a room of one size."""

    def __init__(self, setter: Setter, style: CardStyle, *, width: float, height: float) -> None:
        self._setter = setter
        self._style = style
        self._width, self._height = width, height
        largest = max(style.largest_pt.values())
        smallest = style.smallest_pt / largest
        self._shares = [1 - step * (1 - smallest) / _STEPS for step in range(_STEPS + 1)]
        comfortable = style.comfortable_pt / style.largest_pt[Role.TEXT]
        self._comfortable = [share for share in self._shares if share >= comfortable]

    def set(self, paragraphs: Sequence[Paragraph], colour: str) -> Setting:
        """Find the lines: all paragraphs in comfort; else without the least of them; the needed ones at any size.

        Returns:
          the setting; it is higher than the room only if the needed ones do not fit at the smallest size.
        """
        texts = [(paragraph, self._words(paragraph, colour)) for paragraph in paragraphs]
        while (least := self._least(texts)) is not None:
            share = self._largest(texts, self._comfortable)
            if share is not None:
                return self._setting(texts, share, even=True)
            texts.pop(least)
        share = self._largest(texts, self._shares)
        return self._setting(texts, share or self._shares[-1], even=share is not None)

    def _words(self, paragraph: Paragraph, colour: str) -> Words:
        setter, runs = self._setter, paragraph.runs
        match paragraph.role:
            case Role.TITLE:
                return setter.plain("".join(run.text for run in runs), Face.BOLD, colour)
            case Role.NAME | Role.OTHER:
                return setter.runs(tuple(Run(run.text, run.style | Style.ITALIC) for run in runs), foreign=True)
            case Role.ASK | Role.ANSWER:
                return setter.runs(tuple(Run(run.text, run.style | Style.BOLD) for run in runs))
        return setter.runs(runs)

    @staticmethod
    def _least(texts: Sequence[tuple[Paragraph, Words]]) -> int | None:
        """The place of the last paragraph of the lowest rank, if any can be done without."""
        ranks = list(Rank)
        least = max(range(len(texts)), key=lambda place: (ranks.index(texts[place][0].rank), place))
        return None if texts[least][0].rank is Rank.NEEDED else least

    def _largest(self, texts: Sequence[tuple[Paragraph, Words]], shares: Sequence[float]) -> float | None:
        """The largest share at which all fits; what fits at one fits at every smaller one."""
        low, high = 0, len(shares)
        while low < high:
            middle = (low + high) // 2
            if self._fits(texts, shares[middle]):
                high = middle
            else:
                low = middle + 1
        return shares[low] if low < len(shares) else None

    def _fits(self, texts: Sequence[tuple[Paragraph, Words]], share: float) -> bool:
        """Whether the room is high enough, and wide enough for every word: only the smallest size breaks words."""
        for paragraph, words in texts:
            size = self._size(paragraph.role, share)
            if size > self._style.smallest_pt and words.longest_em * size > self._width:
                return False
        return self._setting(texts, share, even=False).height <= self._height

    def _setting(self, texts: Sequence[tuple[Paragraph, Words]], share: float, *, even: bool) -> Setting:
        stacks: list[Stack] = []
        previous: Role | None = None
        top = 0.0
        for paragraph, words in texts:
            size = self._size(paragraph.role, share)
            lines = (_even if even else fill)(words, self._width / size)
            ruled = paragraph.role is Role.REMARK and previous not in (Role.REMARK, None)
            top += (_RULE_EM if ruled else _GAP_EM[paragraph.role] if stacks else 0.0) * size
            stacks.append(Stack(lines, size, top, ruled))
            previous = paragraph.role
            top += len(lines) * self._style.leading * size
        return Setting(tuple(stacks), top)

    def _size(self, role: Role, share: float) -> float:
        return max(self._style.smallest_pt, share * self._style.largest_pt[role])


def _even(words: Words, width_em: float) -> list[Line]:
    """As few lines as the measure allows, of lengths as even as can be: a last word never stands alone below."""
    lines = fill(words, width_em)
    low, high = words.longest_em, width_em
    if len(lines) == 1 or low > width_em:
        return lines
    for _ in range(_NARROWINGS):
        middle = (low + high) / 2
        narrower = fill(words, middle)
        if len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines
