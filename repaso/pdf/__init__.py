"""The printed sheet: the only package that imports ReportLab, and not before something is to be drawn."""

from typing import NamedTuple

from repaso.diagnostics import Diagnostic
from repaso.pdf.theme import Theme, read_theme
from repaso.sheet import PageSize, SheetPlan

__all__ = ["Drawn", "Theme", "read_theme", "render"]


class Drawn(NamedTuple):
    """A printed sheet.

    Attributes:
      data: the PDF.
      pages: how many it has.
      body_pt: the size of its body.
    """

    data: bytes
    pages: int
    body_pt: float


def render(plan: SheetPlan, *, page: PageSize, theme: Theme) -> tuple[Drawn | None, tuple[Diagnostic, ...]]:
    """Print the sheet.

    Returns:
      the sheet, or None and why there is none: characters that the typeface lacks, or more text than fits.
    """
    from repaso.pdf.document import draw  # noqa: PLC0415 - ReportLab takes longer to import than a sheet to plan

    return draw(plan, page=page, theme=theme)
