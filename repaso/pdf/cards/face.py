"""A side of a card → its lines: as large as they fit, spare remarks left off where they do not, never a text cut.

What is measured here does not depend on where the card lies on its sheet; and what is left off not on the paper: a card
says the same on each.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from repaso.cards import Paragraph, Role
from repaso.inline import Run, Style
from repaso.pdf.breaker import Words, fill
from repaso.pdf.cards.imposition import Box
from repaso.pdf.cards.style import CardStyle
from repaso.pdf.setter import Setter
from repaso.pdf.text import Line
from repaso.pdf.theme import Face

_STEPS = 64  # sizes tried between the largest and the smallest
_NARROWEST_EM = 1e-4  # no two measures that break a text in different lines are nearer, but by chance
_GAP_EM = {
    Role.CUE: 1.6,
    Role.TITLE: 0.15,
    Role.NAME: 0.1,
    Role.ANSWER: 0.55,
    Role.TEXT: 0.55,
    Role.ASK: 0.55,
    Role.OTHER: 0.7,
    Role.REMARK: 0.35,
}
"""Space above a paragraph, of its own size, on a card that has room; above the first only a cue has it, which stands
apart from the head."""
_RULE_EM = 1.5  # the same above the first remark, which a rule parts from the text
_RULE_AT = 0.6  # where in that space the rule stands
_LEAST_GAP = 2 / 3  # what is left of a space where all is as small as may be

_Text = tuple[Paragraph, Words]


class Measured(NamedTuple):
    """A side whose words are measured.

    Attributes:
      texts: its paragraphs.
      left_off: how many spare ones it lacks.
    """

    texts: Sequence[_Text]
    left_off: int


class Stack(NamedTuple):
    """A paragraph that has found its lines.

    Attributes:
      lines: its words.
      size: in points.
      top: how far its upper edge lies below that of the side, in points.
      rule: the same of the rule that parts it from the text above, or None.
    """

    lines: Sequence[Line]
    size: float
    top: float
    rule: float | None


class Setting(NamedTuple):
    """A side as it will be printed.

    Attributes:
      stacks: from top to bottom.
      height: of all, in points.
      left_off: how many spare paragraphs it lacks.
    """

    stacks: tuple[Stack, ...]
    height: float
    left_off: int = 0

    @property
    def smallest_pt(self) -> float:
        """The size of its smallest text."""
        return min(stack.size for stack in self.stacks)


class FaceSetter:
    """Sets the sides of cards."""

    def __init__(self, setter: Setter, style: CardStyle, rooms: Sequence[Box]) -> None:
        """What is left off is what does not fit in all of `rooms`, those of every paper."""
        self._setter = setter
        self._style = style
        self._rooms = rooms
        self._shares = [1 - step / _STEPS for step in range(_STEPS + 1)]
        self._comfortable = [share for share in self._shares if self._size(Role.TEXT, share) >= style.comfortable_pt]

    def measured(self, paragraphs: Sequence[Paragraph], colour: str) -> Measured:
        """What a side says on every paper: all that fits in comfort, else without the last spare paragraphs."""
        texts = [(paragraph, self._words(paragraph, colour)) for paragraph in paragraphs]
        while (spare := _last_spare(texts)) is not None and not self._comforts(texts):
            texts.pop(spare)
        return Measured(texts, len(paragraphs) - len(texts))

    def set(self, side: Measured, room: Box) -> Setting:
        """Find the lines: as large as fits the room; it is higher only if that does not hold the smallest size."""
        share = self._largest(side.texts, room, self._shares)
        setting = self._setting(side.texts, room, share or self._shares[-1], even=share is not None)
        return setting._replace(left_off=side.left_off)

    def _comforts(self, texts: Sequence[_Text]) -> bool:
        """Whether all fits on every paper at a size that reads with ease."""
        least = self._comfortable[-1]
        return all(self._fits(texts, room, least) for room in self._rooms)

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

    def _largest(self, texts: Sequence[_Text], room: Box, shares: Sequence[float]) -> float | None:
        """The largest share at which all fits; what fits at one fits at every smaller one."""
        if self._fits(texts, room, shares[0]):
            return shares[0]
        low, high = 1, len(shares)
        while low < high:
            middle = (low + high) // 2
            if self._fits(texts, room, shares[middle]):
                high = middle
            else:
                low = middle + 1
        return shares[low] if low < len(shares) else None

    def _fits(self, texts: Sequence[_Text], room: Box, share: float) -> bool:
        """Whether the room is high enough, and wide enough for every word: only the smallest size breaks words."""
        for paragraph, words in texts:
            size = self._size(paragraph.role, share)
            if size > self._style.smallest_pt and words.longest_em * size > room.width:
                return False
        leading, height = self._style.leading, 0.0
        for words, size, gap, _ in self._spaced(texts, share):
            height += gap + len(fill(words, room.width / size)) * leading * size
        return height <= room.height

    def _setting(self, texts: Sequence[_Text], room: Box, share: float, *, even: bool) -> Setting:
        stacks: list[Stack] = []
        top = 0.0
        for words, size, gap, ruled in self._spaced(texts, share):
            lines = (_even if even else fill)(words, room.width / size)
            stacks.append(Stack(lines, size, top + gap, top + _RULE_AT * gap if ruled else None))
            top += gap + len(lines) * self._style.leading * size
        return Setting(tuple(stacks), top)

    def _spaced(self, texts: Sequence[_Text], share: float) -> Iterator[tuple[Words, float, float, bool]]:
        """Every paragraph with its size, the space above it, and whether a rule stands there."""
        previous: Role | None = None
        tightness = _LEAST_GAP + share * (1 - _LEAST_GAP)
        for paragraph, words in texts:
            role = paragraph.role
            size = self._size(role, share)
            ruled = role is Role.REMARK and previous not in (Role.REMARK, None)
            gap_em = _RULE_EM if ruled else _GAP_EM[role] if previous or role is Role.CUE else 0.0
            yield words, size, gap_em * size * tightness, ruled
            previous = role

    def _size(self, role: Role, share: float) -> float:
        """Between the smallest size and the role's own: what is largest gives most, and all arrive there together."""
        smallest = self._style.smallest_pt
        return smallest + share * (self._style.largest_pt[role] - smallest)


def _last_spare(texts: Sequence[_Text]) -> int | None:
    """The place of the last paragraph that can be done without."""
    return max((place for place, (paragraph, _) in enumerate(texts) if paragraph.spare), default=None)


def _even(words: Words, width_em: float) -> list[Line]:
    """As few lines as the measure allows, of lengths as even as can be: a last word never stands alone below."""
    lines = fill(words, width_em)
    low, (high, _) = words.longest_em, words.measures
    if len(lines) == 1 or low > width_em:
        return lines
    while high - low > _NARROWEST_EM:
        narrower = fill(words, (low + high) / 2)
        least, most = words.measures
        if len(narrower) == len(lines):
            lines, high = narrower, least
        else:
            low = most
    return lines
