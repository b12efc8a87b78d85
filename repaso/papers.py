"""Study → every PDF that is made of it: the sheet, its self-test and the cut-out cards."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from repaso import pdf
from repaso.beside import beside
from repaso.diagnostics import Diagnostic
from repaso.model import Study
from repaso.notes import Note
from repaso.pdf import CardStyle, Drawn, DrawnCards, Theme, Themes
from repaso.pdf.cards.imposition import NO_OFFSET, Flip, Imposition, Offset
from repaso.plan_cards import EVERY_CARD, Selection, plan_cards
from repaso.plan_selftest import plan_selftest
from repaso.plan_sheet import plan_sheet
from repaso.sheet import PageSize, SheetPlan
from repaso.values import LANGUAGES, Language

Made = TypeVar("Made")
Printed = Callable[[], tuple[Mapping[str, Made], tuple[Diagnostic, ...]]]
"""What gives, once, papers by name of file, and why those that are missing could not be printed."""


class Choice(NamedTuple):
    """Which papers are wanted.

    Attributes:
      leads: the languages that lead; none wants no paper. The first one is that of the cut-out cards.
      themes: names of themes; none stands for all that there are.
    """

    leads: tuple[Language, ...] = LANGUAGES
    themes: tuple[str, ...] = ()

    def of(self, themes: Themes) -> list[str]:
        """The names of those themes that are wanted."""
        return [name for name in themes if not self.themes or name in self.themes]


EVERYTHING = Choice()
_WEIGHT = 20
"""Printing a note takes as long as making so many."""


class Printing(NamedTuple):
    """How cut-out cards are wanted.

    Attributes:
      language: the one that leads.
      flip: how the sheets are turned.
      offset: of the backs.
      sizes: the papers.
      selection: which cards.
    """

    language: Language = "es"
    flip: Flip = Flip.LONG_EDGE
    offset: Offset = NO_OFFSET
    sizes: tuple[PageSize, ...] = tuple(PageSize)
    selection: Selection = EVERY_CARD


class Papers(NamedTuple):
    """The papers.

    Attributes:
      drawn: the sheets and self-tests, by name of file.
      cards: the cut-out cards, by name of file; none if the source makes no cards.
    """

    drawn: Mapping[str, Drawn]
    cards: Mapping[str, DrawnCards]

    @property
    def files(self) -> Mapping[str, bytes]:
        """All PDFs, by name of file."""
        return {name: one.data for papers in (self.drawn, self.cards) for name, one in papers.items()}


def plan_sheets(study: Study, themes: Themes, choice: Choice, *, version: str) -> Mapping[Language, SheetPlan]:
    """What stands on the sheets that are wanted, by leading language; `version` is printed in their footers."""
    blocks = next(iter(themes.values())).blocks
    return {lead: plan_sheet(study, lead=lead, version=version, blocks=blocks) for lead in choice.leads}


@contextmanager
def printing_sheets(
    study: Study, plans: Mapping[Language, SheetPlan], themes: Themes, choice: Choice
) -> Iterator[Printed[Drawn]]:
    """Print sheets and self-tests beside what the block does.

    The first language's and the first theme's names are the shortest: NAME-a4.pdf; others say what they are:
    NAME-en-mono-a4.pdf. The self-test is printed in one theme, the first that is wanted.

    Args:
      study: a study without faults.
      plans: of its sheets.
      themes: those of templates/sheet.toml.
      choice: which papers are wanted.
    """
    wanted = choice.of(themes)
    with beside(lambda: _sheets(study, plans, themes, wanted), items=_WEIGHT * study.size * len(plans)) as printed:
        yield printed


@contextmanager
def printing_cards(
    study: Study, notes: Sequence[Note], themes: Themes, style: CardStyle, choice: Choice, *, version: str
) -> Iterator[Printed[DrawnCards]]:
    """Print the cut-out cards beside what the block does, in one language and theme, the first that are wanted.

    Args:
      study: a study without faults.
      notes: its notes, in the order of the deck.
      themes: those of templates/sheet.toml.
      style: that of templates/cards-print.toml.
      choice: which papers are wanted.
      version: printed in the footers.
    """
    if not choice.leads:
        yield lambda: ({}, ())
        return
    lead, theme = choice.leads[0], choice.of(themes)[0]
    name = _name(study, lead, theme, themes)

    def cards() -> tuple[Mapping[str, DrawnCards], tuple[Diagnostic, ...]]:
        printing = Printing(language=lead)
        return render_cards(study, notes, themes[theme], style, printing, name=name, version=version)

    with beside(cards, items=_WEIGHT * len(notes)) as printed:
        yield printed


def together(sheets: Printed[Drawn], cards: Printed[DrawnCards]) -> tuple[Papers, tuple[Diagnostic, ...]]:
    """All papers, once they are printed; what is wrong with several of them is told once."""
    (drawn, faults), (cut, more) = sheets(), cards()
    return Papers(drawn, cut), tuple(dict.fromkeys((*faults, *more)))


def _sheets(
    study: Study, plans: Mapping[Language, SheetPlan], themes: Themes, wanted: Sequence[str]
) -> tuple[Mapping[str, Drawn], tuple[Diagnostic, ...]]:
    """The sheets and their self-tests, by name of file."""
    tests = {lead: plan_selftest(plan) for lead, plan in plans.items()}
    drawn: dict[str, Drawn] = {}
    faults: tuple[Diagnostic, ...] = ()
    for page in PageSize:
        for lead, plan in plans.items():
            names = [_name(study, lead, theme, themes) for theme in wanted]
            sheets, found = pdf.render_in([themes[theme] for theme in wanted], plan, page=page)
            test, wrong = pdf.render_selftest(tests[lead], page=page, theme=themes[wanted[0]])
            faults += (*found, *wrong)
            drawn |= {f"{name}-{page}.pdf": one for name, one in zip(names, sheets, strict=False)}  # all, or none
            if test is not None:
                drawn[f"{names[0]}-selftest-{page}.pdf"] = test
    return drawn, faults


def _name(study: Study, lead: Language, theme: str, themes: Themes) -> str:
    """With what the names of all files begin that are led by a language in a theme."""
    return "-".join([name_of(study, lead), *([] if theme == next(iter(themes)) else [theme])])


def name_of(study: Study, lead: Language) -> str:
    """With what the names of all files begin that a language leads."""
    return "-".join([study.manual.id, *([] if lead == LANGUAGES[0] else [lead])])


def render_cards(
    study: Study, notes: Iterable[Note], theme: Theme, style: CardStyle, printing: Printing, *, name: str, version: str
) -> tuple[Mapping[str, DrawnCards], tuple[Diagnostic, ...]]:
    """Print the cut-out cards that are wanted; the name of a file begins with `name`.

    Returns:
      the cards by name of file, none if none are selected, and why one of them cannot be printed.
    """
    plan = plan_cards(study, notes, language=printing.language, version=version, selection=printing.selection)
    cards: dict[str, DrawnCards] = {}
    faults: tuple[Diagnostic, ...] = ()
    for page in printing.sizes if plan.cards else ():
        imposition = Imposition(size=page, flip=printing.flip, offset=printing.offset)
        drawn, found = pdf.render_cards(plan, imposition=imposition, theme=theme, style=style)
        faults += found
        if drawn is not None:
            cards[f"{name}-cards-{page}.pdf"] = drawn
    return cards, tuple(dict.fromkeys(faults))
