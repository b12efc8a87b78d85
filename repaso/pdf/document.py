"""SheetPlan → bytes of a PDF: the one place where fonts, rows, pages and the canvas are joined."""

from hashlib import md5
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from repaso.diagnostics import Diagnostic, error
from repaso.pdf import Drawn
from repaso.pdf.fonts import Fonts
from repaso.pdf.furniture import Furniture
from repaso.pdf.glyphs import missing_glyphs
from repaso.pdf.pack import Fit, fit, pages_needed
from repaso.pdf.parts import Setter
from repaso.pdf.pen import Pen
from repaso.pdf.rows import rows_of
from repaso.pdf.theme import Face, Theme
from repaso.sheet import PageSize, SheetPlan

SIZES_PT: dict[PageSize, tuple[float, float]] = {PageSize.A4: A4, PageSize.LETTER: LETTER}


def draw(plan: SheetPlan, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """See repaso.pdf.render."""
    fonts = Fonts(theme)
    setter = Setter(fonts, theme)
    faults = tuple(missing_glyphs(plan.texts(), fonts))
    if faults:
        return None, faults
    furniture = Furniture(plan, SIZES_PT[page], setter)
    frame = furniture.frame()
    rows = rows_of(plan, setter, column_width_pt=frame.column_width(theme.columns))
    found = fit(rows, frame, theme)
    if found is None:
        needed = pages_needed(rows, frame, theme.smallest_pt)
        return None, (_overflow(plan, needed, theme, page),)
    return _drawn(plan, found, furniture, fonts), ()


def _drawn(plan: SheetPlan, found: Fit, furniture: Furniture, fonts: Fonts) -> Drawn:
    data = BytesIO()
    canvas = Canvas(
        data,
        pagesize=furniture.size_pt,
        invariant=1,
        pageCompression=1,
        lang=plan.lead,
        initialFontName=fonts.name(Face.REGULAR),  # else an unembedded Helvetica would be named on every page
    )
    # ReportLab dates a document, and seeds its ID, from the environment (SOURCE_DATE_EPOCH) even when invariant.
    canvas.setDateFormatter(lambda *_: f"D:{plan.as_of:%Y%m%d}000000Z")
    canvas._doc.signature = md5(b"repaso", usedforsecurity=False)  # noqa: SLF001 - there is no other way in
    _describe(canvas, plan)
    pen = Pen(canvas, fonts, furniture.theme)
    pages = max((place.page for place in found.placed), default=0) + 1
    for page in range(pages):
        furniture.draw(pen, page, pages)
        for place in found.placed:
            if place.page == page:
                place.box.draw(pen, place.left, place.top, place.slack)
        canvas.showPage()
    canvas.save()
    return Drawn(data.getvalue(), pages, found.size)


def _describe(canvas: Any, plan: SheetPlan) -> None:
    """The metadata, and how a viewer is to show and print the sheet."""
    canvas.setTitle(f"{plan.title.lead} – {plan.overline}")
    canvas.setSubject(plan.title.other or plan.title.lead)
    canvas.setKeywords(", ".join(plan.keywords))
    canvas.setCreator("repaso")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.showOutline()


def _overflow(plan: SheetPlan, needed: float, theme: Theme, page: PageSize) -> Diagnostic:
    message = (
        f"on {page.capitalize()} the sheet takes {needed:.1f} pages at {theme.smallest_pt:g} pt, the smallest "
        f"readable size, and has {theme.pages}: {needed / theme.pages - 1:.0%} too much"
    )
    hint = "leave items out with 'sheet: omit', or give long ones a short 'sheet' text"
    return error(plan.span, "sheet-overflow", message, hint)
