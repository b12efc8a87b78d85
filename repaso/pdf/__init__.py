"""All that is printed: the only package that imports ReportLab, and not before something is to be drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from repaso.cards import CardsPlan
from repaso.diagnostics import Diagnostic
from repaso.pdf.cards.imposition import Imposition
from repaso.pdf.cards.style import CardStyle, read_card_style
from repaso.pdf.theme import Theme, Themes, read_themes
from repaso.plan_selftest import SelfTest
from repaso.sheet import PageSize, SheetPlan

__all__ = [
    "CardStyle",
    "Drawn",
    "DrawnCards",
    "Layout",
    "Theme",
    "Themes",
    "read_card_style",
    "read_themes",
    "render",
    "render_cards",
    "render_in",
    "render_selftest",
]


class Layout(NamedTuple):
    """How the rows of a sheet are set.

    Attributes:
      size: of the body, in points.
      airs: for every page, by how much the padding between rows is enlarged.
    """

    size: float
    airs: tuple[float, ...]


class Drawn(NamedTuple):
    """A printed document.

    Attributes:
      data: the PDF.
      pages: how many it has.
      layout: of its body; of a self-test, that of the questions.
    """

    data: bytes
    pages: int
    layout: Layout

    @property
    def body_pt(self) -> float:
        """The size of its body in points."""
        return self.layout.size


def render(plan: SheetPlan, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """Print the sheet.

    Args:
      plan: what it says.
      page: its paper.
      theme: how it looks.

    Returns:
      the sheet, or None and why there is none: characters that the typeface lacks, or more text than fits.
    """
    return _only(render_in([theme], plan, page=page))


def render_in(
    themes: Sequence[Theme], plan: SheetPlan, *, page: PageSize
) -> tuple[Sequence[Drawn], tuple[Diagnostic, ...]]:
    """Print the sheet in several themes, which differ in nothing but their colours: it is drawn once.

    Returns:
      the sheets, one in each theme, or none, and why.
    """
    from repaso.pdf.sheet.document import draw  # noqa: PLC0415 - ReportLab takes longer to import than a sheet to plan

    return draw(plan, page=page, themes=themes)


def render_selftest(test: SelfTest, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """Print the self-test, and its key on the pages that follow; what is returned is as for the sheet."""
    from repaso.pdf.sheet.document import draw_selftest  # noqa: PLC0415

    return _only(draw_selftest(test, page=page, theme=theme))


def _only(printed: tuple[Sequence[Drawn], tuple[Diagnostic, ...]]) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """What was printed in one theme."""
    drawn, faults = printed
    return next(iter(drawn), None), faults


class DrawnCards(NamedTuple):
    """Printed cards.

    Attributes:
      data: the PDF.
      cards: how many there are.
      pages: on how many pages, calibration included.
      smallest_pt: the size of the smallest text on any of them.
      left_off: how many remarks found no room.
    """

    data: bytes
    cards: int
    pages: int
    smallest_pt: float
    left_off: int


def render_cards(
    plan: CardsPlan, *, impositions: Sequence[Imposition], theme: Theme, style: CardStyle
) -> tuple[Sequence[DrawnCards | None], tuple[Diagnostic, ...]]:
    """Print the cards on several papers: what they say is measured once.

    Returns:
      for every imposition the cards, or None, and why: characters that the typeface lacks, or texts too long for it.
    """
    from repaso.pdf.cards.document import draw  # noqa: PLC0415 - as above

    return draw(plan, impositions=impositions, theme=theme, style=style)
