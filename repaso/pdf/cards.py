"""CardsPlan → bytes of a PDF: the calibration sheet, then the sheets of cards."""

import math
from collections.abc import Iterator
from hashlib import md5
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.pdfgen.canvas import Canvas

from repaso.cards import CardsPlan, PaperCard, Side
from repaso.diagnostics import Diagnostic, error
from repaso.inline import plain
from repaso.pdf import DrawnCards
from repaso.pdf.calibration import draw_calibration
from repaso.pdf.card_style import CardStyle
from repaso.pdf.face import FaceSetter, Setting
from repaso.pdf.fonts import Fonts
from repaso.pdf.glyphs import missing_glyphs
from repaso.pdf.imposition import PT_PER_MM, Flip, Imposition
from repaso.pdf.parts import Setter
from repaso.pdf.pen import Pen
from repaso.pdf.phrases import PHRASES
from repaso.pdf.sheet_of_cards import CardFrame, SheetOfCards
from repaso.pdf.theme import Face, Theme

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
    plan: CardsPlan, *, imposition: Imposition, theme: Theme, style: CardStyle
) -> tuple[DrawnCards | None, tuple[Diagnostic, ...]]:
    """See repaso.pdf.render_cards."""
    fonts = Fonts(theme)
    setter = Setter(fonts, theme)
    faults = tuple(missing_glyphs(plan.texts(), fonts))
    if faults:
        return None, faults
    frame = CardFrame(imposition, style)
    faces = FaceSetter(setter, style, width=frame.body.width, height=frame.body.height)
    ready: list[_Set] = []
    for card in plan.cards:
        colour = theme.colour(card.colour)
        front, back = (faces.set(side.paragraphs, colour) for side in (card.front, card.back))
        ready.append(_Set(card, (front, back)))
    faults = tuple(fault for one in ready for fault in _too_long(one, frame, style, imposition))
    if faults:
        return None, faults
    return _drawn(plan, ready, SheetOfCards(plan, frame, setter), fonts), ()


def _drawn(plan: CardsPlan, ready: list[_Set], sheet: SheetOfCards, fonts: Fonts) -> DrawnCards:
    imposition = sheet.frame.imposition
    data = BytesIO()
    canvas = _canvas(data, plan, imposition, fonts)
    pen = Pen(canvas, fonts, sheet.theme)
    pages = 0
    for side in range(imposition.sides):
        draw_calibration(pen, sheet, side)
        canvas.showPage()
        pages += 1
    marks: set[str] = set()
    for number in range(imposition.sheets(len(ready))):
        these = ready[number * imposition.per_sheet : (number + 1) * imposition.per_sheet]
        for side in range(imposition.sides):
            for card, _ in these:
                if side == 0 and card.mark not in marks:
                    marks.add(card.mark)
                    pen.bookmark(f"section-{card.mark}", f"{card.mark} {card.section}", imposition.paper.top)
            sheet.draw(pen, number, side)
            for place, (card, settings) in enumerate(these):
                for face in (side,) if imposition.sides == len(_SIDES) else range(len(_SIDES)):
                    sheet.draw_card(pen, card, face, place, settings[face])
            canvas.showPage()
            pages += 1
    canvas.save()
    smallest = min((setting.smallest_pt for _, settings in ready for setting in settings), default=0.0)
    return DrawnCards(data.getvalue(), len(ready), pages, smallest)


def _canvas(data: BytesIO, plan: CardsPlan, imposition: Imposition, fonts: Fonts) -> Any:
    """An empty document that says how it is to be printed."""
    paper = imposition.paper
    canvas = Canvas(
        data,
        pagesize=(paper.width, paper.height),
        invariant=1,
        pageCompression=1,
        lang=plan.language,
        initialFontName=fonts.name(Face.REGULAR),  # else an unembedded Helvetica would be named on every page
    )
    # ReportLab dates a document, and seeds its ID, from the environment (SOURCE_DATE_EPOCH) even when invariant.
    canvas.setDateFormatter(lambda *_: f"D:{plan.as_of:%Y%m%d}000000Z")
    canvas._doc.signature = md5(b"repaso", usedforsecurity=False)  # noqa: SLF001 - there is no other way in
    phrases = PHRASES[plan.language]
    canvas.setTitle(f"{phrases.cards}: {plan.title} – {plan.exam}")
    canvas.setSubject(f"{phrases.flips[imposition.flip]}, {phrases.full_size}")
    canvas.setCreator("repaso")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setViewerPreference("Duplex", _DUPLEX[imposition.flip])
    canvas.showOutline()
    return canvas


def _too_long(one: _Set, frame: CardFrame, style: CardStyle, imposition: Imposition) -> Iterator[Diagnostic]:
    """A fault for each side that is higher than its room."""
    card, settings = one
    room = frame.body.height
    for name, side, setting in zip(_SIDES, (card.front, card.back), settings, strict=True):
        if setting.height > room:
            message = (
                f"on {imposition.size.capitalize()} the {name} of card {card.number:03d} ('{card.id}') is "
                f"{setting.height / PT_PER_MM:.0f} mm high at {style.smallest_pt:g} pt, the smallest readable size, "
                f"and has {room / PT_PER_MM:.0f} mm"
            )
            words = math.ceil(_needed_words(side) * (1 - room / setting.height))
            yield error(side.span, "card-overflow", message, f"shorten it by about {words} word{'s' * (words > 1)}")


def _needed_words(side: Side) -> int:
    return sum(len(plain(paragraph.runs).split()) for paragraph in side.paragraphs if paragraph.needed)
