"""Plans → bytes of a PDF: the one place where fonts, rows, pages and the canvas are joined."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reportlab.lib.pagesizes import A4, LETTER

from repaso.diagnostics import Diagnostic, error
from repaso.pdf import Drawn, Layout
from repaso.pdf.fonts import Fonts, fonts_of
from repaso.pdf.glyphs import missing_glyphs
from repaso.pdf.paper import Description, blank
from repaso.pdf.pen import Pen
from repaso.pdf.setter import Setter
from repaso.pdf.sheet.fit import LOOKED_AT_PAGES, Fit, Limits, fit, pages_needed
from repaso.pdf.sheet.frame import Frame
from repaso.pdf.sheet.furniture import Furniture
from repaso.pdf.sheet.pack import Packing, Placed
from repaso.pdf.sheet.row import Row, Scale
from repaso.pdf.sheet.rows import rows_of
from repaso.pdf.tags import Tag
from repaso.pdf.theme import Theme
from repaso.plan_selftest import SelfTest
from repaso.progress import track
from repaso.sheet import Grid, PageSize, SheetPlan

SIZES_PT: dict[PageSize, tuple[float, float]] = {PageSize.A4: A4, PageSize.LETTER: LETTER}
_SELFTEST_PAGES = 3  # so many times the pages of the sheet, the key apart
_MANY_ROWS = 2500  # they take more pages than LOOKED_AT_PAGES
_LONGEST = 4  # so many of the largest parts are named where there is too much


class _Sheet(NamedTuple):
    """A sheet before its rows are placed."""

    plan: SheetPlan
    theme: Theme
    setter: Setter
    furniture: Furniture
    frame: Frame
    rows: Iterator[Row]


class _Laid(NamedTuple):
    """A sheet whose rows have their places, and what stands around them."""

    furniture: Furniture
    found: Fit


def draw(plan: SheetPlan, *, page: PageSize, themes: Sequence[Theme]) -> tuple[Sequence[Drawn], tuple[Diagnostic, ...]]:
    """See repaso.pdf.render_in."""
    return _draw([(plan, themes[0].unpainted())], page, themes, "sheet", 1)


def draw_selftest(test: SelfTest, *, page: PageSize, theme: Theme) -> tuple[Sequence[Drawn], tuple[Diagnostic, ...]]:
    """See repaso.pdf.render_selftest."""
    painted, theme = [theme], theme.unpainted()
    pages = theme.pages * _SELFTEST_PAGES
    questions = theme._replace(pages=pages)
    # The key is looked up, not read: as few pages as will do.
    comfortable_pt = min(theme.small_pt, theme.largest_pt)
    key = theme._replace(pages=pages, columns=theme.columns + 1, comfortable_pt=comfortable_pt)
    return _draw([(test.questions, questions), (test.key, key)], page, painted, "self-test", _SELFTEST_PAGES)


def _draw(
    plans: Sequence[tuple[SheetPlan, Theme]], page: PageSize, themes: Sequence[Theme], name: str, times: int
) -> tuple[Sequence[Drawn], tuple[Diagnostic, ...]]:
    """Draw plans one after another, and paint them in themes; `times` says how many pages one more in the theme is."""
    fonts = fonts_of(themes[0])
    faults = tuple(fault for plan, _ in plans for fault in missing_glyphs(plan.texts(), fonts))
    if faults:
        return (), faults
    if any(_is_long(plan, its_theme) for plan, its_theme in plans):
        drawn = _streamed(plans, page, themes, fonts)
        if drawn:
            return drawn, ()
    root = Tag("Document", language=plans[0][0].lead)
    laid: list[_Laid] = []
    for sheet in _sheets(plans, page, fonts, root):
        rows, limits = list(sheet.rows), limits_of(sheet.theme, sheet.setter)
        found = fit(rows, sheet.frame, limits)
        if found is None:
            what = f"on {page.capitalize()} the {name}"
            return (), (_overflow(sheet.plan, rows, sheet.frame, limits, what, times),)
        laid.append(_Laid(sheet.furniture, found))
    pen = _pen(plans[0][0], page, themes, fonts)
    framed = [(one.furniture, number) for one in laid for number in _draw_pages(pen, one.found.by_page())]
    return _finished(pen, root, framed, laid[0].found.layout), ()


def _sheets(plans: Sequence[tuple[SheetPlan, Theme]], page: PageSize, fonts: Fonts, root: Tag) -> Iterator[_Sheet]:
    """The sheets of one document, one after another; the structure goes into `root`."""
    for part, (plan, theme) in enumerate(plans):
        setter = Setter(fonts, theme, plan.lead, part)
        furniture = Furniture(plan, SIZES_PT[page], setter, root)
        frame = furniture.frame()
        rows = rows_of(plan, setter, root, column_width_pt=frame.column_width(theme.columns), width_pt=frame.width)
        yield _Sheet(plan, theme, setter, furniture, frame, rows)


def _is_long(plan: SheetPlan, theme: Theme) -> bool:
    """Whether the sheet is surely too long to be set again and again for its looks."""
    return theme.pages > LOOKED_AT_PAGES and _rows_in(plan) >= _MANY_ROWS


def _rows_in(plan: SheetPlan) -> int:
    """How many rows a sheet has, heads of blocks and tables apart."""
    return sum(len(part.rows) if isinstance(part, Grid) else 1 for block in plan.blocks for part in block.parts)


def _streamed(
    plans: Sequence[tuple[SheetPlan, Theme]], page: PageSize, themes: Sequence[Theme], fonts: Fonts
) -> Sequence[Drawn]:
    """Set and draw sheets page by page, in comfort, with no more rows in memory than those of a page.

    So `fit` would set what takes more than LOOKED_AT_PAGES. Nothing if it takes more pages than there may be.
    """
    root = Tag("Document", language=plans[0][0].lead)
    pen = _pen(plans[0][0], page, themes, fonts)
    framed: list[tuple[Furniture, int]] = []
    layouts: list[Layout] = []
    for sheet in _sheets(plans, page, fonts, root):
        limits = limits_of(sheet.theme, sheet.setter)
        layout = Layout(max(limits.comfortable_pt, limits.smallest_pt), (1.0,) * limits.pages)
        packing = Packing(track(sheet.rows, "setting the sheet", _rows_in(sheet.plan)), sheet.frame, *layout)
        framed += [(sheet.furniture, number) for number in _draw_pages(pen, packing)]
        if not packing.complete:
            return ()
        layouts.append(layout)
    return _finished(pen, root, framed, layouts[0])


def limits_of(theme: Theme, setter: Setter) -> Limits:
    """What a theme allows the search for the largest size."""
    least = setter.least_body_pt
    return Limits(theme.pages, least, theme.comfortable_pt, max(least, theme.largest_pt), theme.step_pt)


def _pen(plan: SheetPlan, page: PageSize, themes: Sequence[Theme], fonts: Fonts) -> Pen:
    """A document that describes itself as its first sheet does."""
    about = Description(
        language=plan.lead,
        title=f"{plan.title.lead} – {plan.overline}",
        subject=plan.title.other or plan.title.lead,
        as_of=plan.as_of,
        keywords=plan.keywords,
    )
    return Pen(blank(about, SIZES_PT[page], fonts), fonts, themes)


def _draw_pages(pen: Pen, pages: Iterable[list[Placed]]) -> Iterator[int]:
    """Draw the rows of every page of a sheet; the pages' numbers, from 0."""
    for number, placed in enumerate(pages):
        for place in placed:
            place.box.draw(pen, place.left, place.top, place.slack)
        pen.end_page()
        yield number


def _finished(pen: Pen, root: Tag, framed: Sequence[tuple[Furniture, int]], layout: Layout) -> list[Drawn]:
    """Draw head and foot of every page, last, for they say how many pages there are."""
    for place, (furniture, number) in enumerate(framed):
        pen.turn_to(place)
        furniture.draw(pen, number, f"{place + 1} / {len(framed)}")
        pen.end_page()
    return [Drawn(data, len(framed), layout) for data in pen.finish(root)]


def _overflow(plan: SheetPlan, rows: Sequence[Row], frame: Frame, limits: Limits, what: str, times: int) -> Diagnostic:
    """What to cut, the longest first; a part that no page can hold before all others, and a head before that."""
    if frame.first_top <= frame.bottom:
        message = f"{what} has no room below its head, which is as high as a page"
        hint = "shorten the manual's title, or make 'qr_mm' and 'margin_mm' in templates/sheet.toml smaller"
        return error(plan.span, "sheet-overflow", message, hint)
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
