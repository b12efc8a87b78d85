"""CardsPlan → bytes of a PDF: the calibration sheet, then the sheets of cards."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from repaso.cards import CardsPlan, PaperCard, Side
from repaso.diagnostics import Diagnostic, error
from repaso.inline import plain
from repaso.pdf import DrawnCards
from repaso.pdf.cards.calibration import draw_calibration
from repaso.pdf.cards.face import FaceSetter, Setting
from repaso.pdf.cards.imposition import PT_PER_MM, Flip, Imposition
from repaso.pdf.cards.phrases import PHRASES
from repaso.pdf.cards.sheet import CardFrame, SheetOfCards
from repaso.pdf.cards.style import CardStyle
from repaso.pdf.fonts import Fonts, fonts_of
from repaso.pdf.glyphs import missing_glyphs
from repaso.pdf.paper import Description, blank
from repaso.pdf.pen import Pen
from repaso.pdf.setter import Setter
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Theme
from repaso.progress import track
from repaso.sheet import PageSize

_SIDES = ("front", "back")
_DUPLEX = {
    Flip.LONG_EDGE: "DuplexFlipLongEdge",
    Flip.SHORT_EDGE: "DuplexFlipShortEdge",
    Flip.FOLD: "Simplex",
}


class _Set(NamedTuple):
    """A card whose sides have found their lines."""

    card: PaperCard
    sides: tuple[Setting, Setting]


def draw(
    plan: CardsPlan, *, impositions: Sequence[Imposition], theme: Theme, style: CardStyle
) -> tuple[Sequence[DrawnCards | None], tuple[Diagnostic, ...]]:
    """See repaso.pdf.render_cards."""
    fonts = fonts_of(theme)
    painted, theme = [theme], theme.unpainted()
    setter = Setter(fonts, theme, plan.language)
    faults = tuple(missing_glyphs(plan.texts(), fonts))
    if faults:
        return [None] * len(impositions), faults
    rooms = [CardFrame(impositions[0]._replace(size=size), style).body for size in PageSize]
    faces = FaceSetter(setter, style, rooms)
    frames = [CardFrame(imposition, style) for imposition in impositions]
    ready: list[list[_Set]] = [[] for _ in impositions]
    for card in track(plan.cards, "setting cards", len(plan.cards)):
        colour = theme.colour(card.colour)
        sides = [faces.measured(side.paragraphs, colour) for side in (card.front, card.back)]
        for frame, cards in zip(frames, ready, strict=True):
            front, back = (faces.set(side, frame.body) for side in sides)
            cards.append(_Set(card, (front, back)))
    drawn: list[DrawnCards | None] = []
    for frame, cards in zip(frames, ready, strict=True):
        wrong = tuple(fault for one in cards for fault in _too_long(one, frame, style))
        faults += wrong
        drawn.append(None if wrong else _drawn(plan, cards, SheetOfCards(plan, frame, setter), fonts, painted))
    return drawn, faults


def _drawn(
    plan: CardsPlan, ready: list[_Set], sheet: SheetOfCards, fonts: Fonts, painted: Sequence[Theme]
) -> DrawnCards:
    imposition = sheet.frame.imposition
    phrases = PHRASES[plan.language]
    about = Description(
        language=plan.language,
        title=f"{phrases.cards}: {plan.title} – {plan.exam}",
        subject=f"{phrases.flips[imposition.flip]}, {phrases.full_size}",
        as_of=plan.as_of,
        duplex=_DUPLEX[imposition.flip],
    )
    pen = Pen(blank(about, (imposition.paper.width, imposition.paper.height), fonts), fonts, painted)
    root = Tag("Document", language=plan.language)
    pages = 0
    for side in range(imposition.sides):
        with pen.tagged(root.add("P")):
            draw_calibration(pen, sheet, side)
        pen.end_page()
        pages += 1
    marks: set[str] = set()
    sheets = imposition.sheets(len(ready))
    for number in track(range(sheets), "drawing sheets of cards", sheets):
        these = ready[number * imposition.per_sheet : (number + 1) * imposition.per_sheet]
        for side in range(imposition.sides):
            for card, _ in these:
                if side == 0 and card.mark not in marks:
                    marks.add(card.mark)
                    pen.bookmark(f"section-{card.mark}", f"{card.mark} {card.section}", imposition.paper.top)
            sheet.draw(pen, number, side)
            for place, (card, settings) in enumerate(these):
                for face in (side,) if imposition.sides == len(_SIDES) else range(len(_SIDES)):
                    with pen.tagged(root.add("P")):
                        sheet.draw_card(pen, card, face, place, settings[face])
            pen.end_page()
            pages += 1
    (data,) = pen.finish(root)
    smallest = min((setting.smallest_pt for _, settings in ready for setting in settings), default=0.0)
    left_off = sum(setting.left_off for _, settings in ready for setting in settings)
    return DrawnCards(data, len(ready), pages, smallest, left_off)


def _too_long(one: _Set, frame: CardFrame, style: CardStyle) -> Iterator[Diagnostic]:
    """A fault for each side that is higher than its room."""
    card, settings = one
    room = frame.body.height
    for name, side, setting in zip(_SIDES, (card.front, card.back), settings, strict=True):
        if setting.height > room:
            message = (
                f"on {frame.imposition.size.capitalize()} the {name} of card {card.number:03d} ('{card.id}') is "
                f"{setting.height / PT_PER_MM:.0f} mm high at {style.smallest_pt:g} pt, the smallest readable size, "
                f"and has {room / PT_PER_MM:.0f} mm"
            )
            words = math.ceil(_needed_words(side) * (1 - room / setting.height))
            yield error(side.span, "card-overflow", message, f"shorten it by about {words} word{'s' * (words > 1)}")


def _needed_words(side: Side) -> int:
    return sum(len(plain(paragraph.runs).split()) for paragraph in side.paragraphs if not paragraph.spare)
