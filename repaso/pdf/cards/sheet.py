"""A page of cards: marks and foot in the margins, dotted lines between the fronts, and each card where it belongs.

The head of a back is printed exactly behind the head of its front, mirrored as the sheet is: held against the light,
chip lies on chip and number on number, or the printer is off.
"""

from collections import defaultdict
from collections.abc import Iterable

from repaso.cards import CardsPlan, PaperCard
from repaso.pdf.cards.face import Setting
from repaso.pdf.cards.imposition import PT_PER_MM, Box, Flip, Imposition, Line
from repaso.pdf.cards.phrases import PHRASES
from repaso.pdf.cards.style import CardStyle
from repaso.pdf.pen import Pen
from repaso.pdf.setter import Setter
from repaso.pdf.shapes import Point
from repaso.pdf.text import Ink
from repaso.pdf.theme import Face

_HEAD_EM = 1.35  # side of the chip, of the head's size
_BELOW_HEAD_EM = 0.6
_BETWEEN_EM = 0.55  # chip and title, title and number
_BASE_EM = 0.33  # half the height of a capital
_FOOT_MM = 5.0  # from the grid to the base line of the foot
_RULE_PT = 36.0  # width of the rule between a text and what is good to know
_OUTLINE_PT = 0.6  # of a flag
_ELLIPSIS = "…"


class CardFrame:
    """What has its place on every card.

    Attributes:
      imposition: where the cards lie.
      style: their sizes.
      between: the space between two things of the head, in points.
      chip: the square of the section's chip.
      body: the room for the text of a front whose cell begins at the origin.
    """

    def __init__(self, imposition: Imposition, style: CardStyle) -> None:
        self.imposition = imposition
        self.style = style
        first = imposition.front(0)
        inner = first.moved(-first.left, -first.bottom).inset(style.inset_mm * PT_PER_MM)
        side = _HEAD_EM * style.head_pt
        self.between = _BETWEEN_EM * style.head_pt
        self._head = Box(inner.left, inner.top - side, inner.width, side)
        self.chip = self._in_head(inner.left, side)
        self.body = inner._replace(height=inner.height - side - _BELOW_HEAD_EM * style.head_pt)

    def number(self, width: float) -> Box:
        """The room for the card's number, so wide."""
        return self._in_head(self._head.right - width, width)

    def before(self, right: Box, width: float) -> Box:
        """The room so wide that lies before another one of the head."""
        return self._in_head(right.left - self.between - width, width)

    def title(self, right: Box) -> Box:
        """What the head has between the chip and what follows the title."""
        left = self.chip.right + self.between
        return self._in_head(left, right.left - self.between - left)

    def _in_head(self, left: float, width: float) -> Box:
        return Box(left, self._head.bottom, width, self._head.height)


class SheetOfCards:
    """The pages of one plan."""

    def __init__(self, plan: CardsPlan, frame: CardFrame, setter: Setter) -> None:
        self.plan = plan
        self.frame = frame
        self.setter = setter
        self.theme = setter.theme
        self.phrases = PHRASES[plan.language]
        self._flags: dict[str, set[str]] = defaultdict(set)  # by section
        for card in plan.cards:
            self._flags[card.mark] |= {card.flag} - {""}
        self._digits = max(3, len(str(plan.total)))

    def draw(self, pen: Pen, number: int, side: int) -> None:
        """Draw what surrounds the cards; `number` counts sheets from 0, `side` is 0 for the front."""
        sheets = self.frame.imposition.sheets(len(self.plan.cards))
        self.marks(pen, side, dotted=True)
        self.foot(pen, self.phrases.sheet.format(number + 1, sheets), side)

    def draw_card(self, pen: Pen, card: PaperCard, face: int, place: int, setting: Setting) -> None:
        """Draw one side of a card, `face` 0 for its front, in its place on the sheet."""
        frame, style, imposition = self.frame, self.frame.style, self.frame.imposition
        cell = imposition.front(place)

        def here(box: Box) -> Box:
            box = box.moved(cell.left, cell.bottom)
            return imposition.back(box) if face else box

        ink = Ink(Face.REGULAR, self.theme.ink)
        size = style.head_pt
        colour = self.theme.colour(card.colour)
        chip = here(frame.chip)
        pen.chip(card.mark, Point(chip.left, chip.top), chip.height, colour)
        label = f"{card.number:0{self._digits}d}{'AB'[face]}"
        # As wide on both sides, whatever the letter: so the middles lie behind each other.
        slot = frame.number(max(pen.width_em(f"{label[:-1]}{letter}", ink) for letter in "AB") * size)
        room = here(slot)
        middle, centre = room.centre
        base = centre - _BASE_EM * size
        pen.write(label, Point(middle - pen.width_em(label, ink) * size / 2, base), size, ink)
        if flags := self._flags[card.mark]:  # also on a card without one: so a section's title has one form
            slot = frame.before(slot, self._flag_width(pen, flags, ink))
        room = here(frame.title(slot))
        title = self._title(pen, card.section, ink, room.width / size)
        mirrored = chip.left > room.left
        left = room.right - pen.width_em(title, ink) * size if mirrored else room.left
        pen.write(title, Point(left, base), size, ink)
        if card.flag:
            room, width = here(slot), self._flag_width(pen, [card.flag], ink)
            left = room.left if mirrored else room.right - width
            pen.frame(left, room.top, width, room.height, colour, radius=room.height / 6, width_pt=_OUTLINE_PT)
            pen.write(card.flag, Point(left + frame.between, base), size, ink)
        body = here(frame.body)
        middle, _ = body.centre
        top = body.top - (body.height - setting.height) / 2
        for stack in setting.stacks:
            if stack.rule is not None:
                y = top - stack.rule
                pen.rule(Point(middle - _RULE_PT / 2, y), Point(middle + _RULE_PT / 2, y), self.theme.ink)
            pen.centred(stack.lines, middle, top - stack.top, stack.size, leading=style.leading)

    def marks(self, pen: Pen, side: int, *, dotted: bool) -> None:
        """Draw cut marks in the margins, moved with the backs; and on a front dotted lines between the cards."""
        imposition, style = self.frame.imposition, self.frame.style
        shift = self._shift(side)
        for line in imposition.marks():
            start, end = _ends(line.moved(*shift))
            pen.rule(start, end, self.theme.ink, style.mark_pt)
        if dotted and side == 0:
            for line in imposition.cuts():
                pen.dots(*_ends(line), self.theme.grey, style.dots_pt)
        if imposition.flip is Flip.FOLD:
            pen.dashes(*_ends(imposition.fold()), self.theme.grey, style.mark_pt)

    def foot(self, pen: Pen, sheet: str, side: int) -> None:
        """Write which sheet this is and how to turn it, how to print it and of what version; around the middle mark."""
        imposition, phrases = self.frame.imposition, self.phrases
        names = (self.plan.exam, sheet, phrases.sides[side], phrases.flips[imposition.flip])
        left = " · ".join(names if imposition.flip is not Flip.FOLD else (*names[:2], names[3]))
        right = f"{phrases.full_size} · {self.plan.version}"
        grid = imposition.grid.moved(*self._shift(side))
        between = 2.5 * PT_PER_MM
        room = grid.width / 2 - 2 * between
        base = grid.bottom - _FOOT_MM * PT_PER_MM
        for text, at_right in ((left, False), (right, True)):
            words = self.setter.plain(text, Face.REGULAR, self.theme.ink)
            width_em = words.natural_em
            size = min(self.frame.style.foot_pt, room / width_em)
            x = grid.right - between - width_em * size if at_right else grid.left + between
            pen.write(text, Point(x, base), size, Ink(Face.REGULAR, self.theme.ink))

    def _shift(self, side: int) -> tuple[float, float]:
        """By how much a page's margins are moved: with its backs."""
        return self.frame.imposition.shift if side else (0.0, 0.0)

    def _flag_width(self, pen: Pen, flags: Iterable[str], ink: Ink) -> float:
        """The width of the widest flag with its outline."""
        style = self.frame.style
        return max(pen.width_em(flag, ink) for flag in flags) * style.head_pt + 2 * self.frame.between

    @staticmethod
    def _title(pen: Pen, section: str, ink: Ink, width_em: float) -> str:
        """The section's title, shortened at a word where it is too long."""
        title, words = section, section.split()
        while pen.width_em(title, ink) > width_em and words:
            words.pop()
            title = f"{' '.join(words).rstrip(',;:(')}{_ELLIPSIS}" if words else ""
        return title


def _ends(line: Line) -> tuple[Point, Point]:
    return Point(line.x0, line.y0), Point(line.x1, line.y1)
