"""Plans → bytes of a PDF: the one place where fonts, rows, pages and the canvas are joined."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from reportlab.lib.pagesizes import A4, LETTER

from repaso.diagnostics import Diagnostic, error
from repaso.pdf import Drawn
from repaso.pdf.fit import Fit, Limits, fit, pages_needed
from repaso.pdf.fonts import Fonts, fonts_of
from repaso.pdf.furniture import Furniture
from repaso.pdf.glyphs import missing_glyphs
from repaso.pdf.pack import Frame
from repaso.pdf.paper import Description, blank
from repaso.pdf.pen import Pen
from repaso.pdf.row import Row, Scale
from repaso.pdf.rows import rows_of
from repaso.pdf.setter import Setter
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Theme
from repaso.plan_selftest import SelfTest
from repaso.progress import track
from repaso.sheet import PageSize, SheetPlan

SIZES_PT: dict[PageSize, tuple[float, float]] = {PageSize.A4: A4, PageSize.LETTER: LETTER}
_SELFTEST_PAGES = 3  # so many times the pages of the sheet, the key apart
_LONGEST = 4  # so many of the largest parts are named where there is too much


class _Laid(NamedTuple):
    """A plan in its place."""

    plan: SheetPlan
    furniture: Furniture
    found: Fit

    @property
    def pages(self) -> int:
        """How many pages it takes."""
        return max((place.page for place in self.found.placed), default=0) + 1


def draw(plan: SheetPlan, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """See repaso.pdf.render."""
    return _draw([(plan, theme)], page, "sheet", 1)


def draw_selftest(test: SelfTest, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """See repaso.pdf.render_selftest."""
    pages = theme.pages * _SELFTEST_PAGES
    questions = replace(theme, pages=pages)
    # The key is looked up, not read: as few pages as will do.
    key = replace(theme, pages=pages, columns=theme.columns + 1, comfortable_pt=theme.small_pt)
    return _draw([(test.questions, questions), (test.key, key)], page, "self-test", _SELFTEST_PAGES)


def _draw(
    plans: Sequence[tuple[SheetPlan, Theme]], page: PageSize, name: str, times: int
) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """Draw plans one after another; `times` says how many pages one more in the theme is."""
    first, theme = plans[0]
    fonts = fonts_of(theme)
    faults = tuple(fault for plan, _ in plans for fault in missing_glyphs(plan.texts(), fonts))
    if faults:
        return None, faults
    root = Tag("Document", language=first.lead)
    laid: list[_Laid] = []
    for part, (plan, its_theme) in enumerate(plans):
        setter = Setter(fonts, its_theme, plan.lead, part)
        furniture = Furniture(plan, SIZES_PT[page], setter, root)
        frame = furniture.frame()
        rows = rows_of(plan, setter, root, column_width_pt=frame.column_width(its_theme.columns), width_pt=frame.width)
        limits = limits_of(its_theme, setter)
        found = fit(rows, frame, limits)
        if found is None:
            return None, (_overflow(plan, rows, frame, limits, f"on {page.capitalize()} the {name}", times),)
        laid.append(_Laid(plan, furniture, found))
    return _drawn(laid, root, fonts), ()


def limits_of(theme: Theme, setter: Setter) -> Limits:
    """What a theme allows the search for the largest size."""
    least = setter.least_body_pt
    return Limits(theme.pages, least, theme.comfortable_pt, max(least, theme.largest_pt), theme.step_pt)


def _drawn(laid: Sequence[_Laid], root: Tag, fonts: Fonts) -> Drawn:
    plan, furniture = laid[0].plan, laid[0].furniture
    about = Description(
        language=plan.lead,
        title=f"{plan.title.lead} – {plan.overline}",
        subject=plan.title.other or plan.title.lead,
        as_of=plan.as_of,
        keywords=plan.keywords,
    )
    canvas = blank(about, furniture.size_pt, fonts)
    pen = Pen(canvas, fonts, furniture.theme)
    pages, before = sum(one.pages for one in laid), 0
    for one in laid:
        for number in track(range(one.pages), "drawing pages", one.pages):
            one.furniture.draw(pen, number, f"{before + number + 1} / {pages}")
            for place in one.found.on_page(number):
                place.box.draw(pen, place.left, place.top, place.slack)
            pen.end_page()
        before += one.pages
    data = pen.finish(root)
    return Drawn(data, pages, laid[0].found.size)


def _overflow(plan: SheetPlan, rows: Sequence[Row], frame: Frame, limits: Limits, what: str, times: int) -> Diagnostic:
    """What to cut, the longest first; a part that no page can hold before all others."""
    scale = Scale(limits.smallest_pt)
    sizes: Counter[str] = Counter()
    too_high = ""
    for row in rows:
        height = row.measure(scale, frame.column_width(row.columns)).height
        sizes[row.part] += round(height * frame.column_width(row.columns))
        if height > frame.top - frame.bottom:
            too_high = too_high or row.part
    if too_high:
        message = f"{what} cannot hold '{too_high}': at {limits.smallest_pt:g} pt it is longer than a column"
        hint = "leave it out with 'sheet: omit', give it a short 'sheet' text, or make several of it"
        return error(plan.span, "sheet-overflow", message, hint)
    needed = pages_needed(rows, frame, limits.smallest_pt)
    message = (
        f"{what} takes {needed:.1f} pages at {limits.smallest_pt:g} pt, the smallest readable size, "
        f"and has {limits.pages}: {needed / limits.pages - 1:.0%} too much"
    )
    del sizes[""]
    longest = sorted(sizes, key=lambda name: (-sizes[name], name))[:_LONGEST]
    hint = (
        f"leave items out with 'sheet: omit', or give long ones a short 'sheet' text ({', '.join(longest)} are the "
        f"longest); or allow a page more: 'pages = {limits.pages // times + 1}' in templates/sheet.toml"
    )
    return error(plan.span, "sheet-overflow", message, hint)
