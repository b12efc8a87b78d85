"""Study → every PDF that is made of it: the sheet, its self-test and the cut-out cards."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import NamedTuple

from repaso import pdf
from repaso.beside import Share, beside, sharing
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

_Printed = tuple[Mapping[str, Drawn], tuple[Diagnostic, ...]]
"""Papers by name of file, and why others could not be printed."""


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
_SELFTEST = "-selftest-"
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


class Sheets(NamedTuple):
    """Sheets and self-tests that are being printed.

    Attributes:
      share: the tasks, each to print one.
      by_copy: gives those that the copy has printed.
    """

    share: Share[_Printed]
    by_copy: Callable[[], Mapping[int, _Printed]]


@contextmanager
def printing_sheets(
    study: Study, plans: Mapping[Language, SheetPlan], themes: Themes, choice: Choice
) -> Iterator[Sheets]:
    """Print sheets and self-tests beside what the block does, which prints the cards.

    The first language's and the first theme's names are the shortest: NAME-a4.pdf; others say what they are:
    NAME-en-mono-a4.pdf. The self-test is printed in one theme, the first that is wanted.

    Args:
      study: a study without faults.
      plans: of its sheets.
      themes: those of templates/sheet.toml.
      choice: which papers are wanted.
    """
    wanted = choice.of(themes)
    tasks: list[Callable[[], _Printed]] = []
    for lead, plan in plans.items():
        names = [_name(study, lead, theme, themes) for theme in wanted]
        # What takes longest comes first, so that the two who share them end at about the same time.
        tasks += [partial(_selftest, plan, themes[wanted[0]], names[0], page) for page in PageSize]
        tasks += [partial(_sheet, plan, [themes[theme] for theme in wanted], names, page) for page in PageSize]
    with (
        sharing(tasks, "printing papers") as share,
        beside(share.first, items=_WEIGHT * study.size * len(plans)) as by_copy,
    ):
        yield Sheets(share, by_copy)


@contextmanager
def printing_cards(
    sheets: Sheets,
    study: Study,
    notes: Sequence[Note],
    themes: Themes,
    style: CardStyle,
    choice: Choice,
    *,
    version: str,
) -> Iterator[Callable[[], tuple[Papers, tuple[Diagnostic, ...]]]]:
    """Print cut-out cards beside what the block does, and then sheets, from the last on.

    The cards are in the first language and theme that are wanted.

    Args:
      sheets: those that are being printed.
      study: a study without faults.
      notes: its notes, in the order of the deck.
      themes: those of templates/sheet.toml.
      style: that of templates/cards-print.toml.
      choice: which papers are wanted.
      version: printed in the footers.

    Yields:
      what gives, once, all papers, and why those that are missing could not be printed, each reason once.
    """

    def work() -> tuple[tuple[Mapping[str, DrawnCards], tuple[Diagnostic, ...]], Mapping[int, _Printed]]:
        if not choice.leads:
            return ({}, ()), {}
        lead, theme = choice.leads[0], choice.of(themes)[0]
        printing, name = Printing(language=lead), _name(study, lead, theme, themes)
        cards = render_cards(study, notes, themes[theme], style, printing, name=name, version=version)
        return cards, sheets.share.last()

    with beside(work, items=_WEIGHT * len(notes) * len(choice.leads)) as by_copy:

        def papers() -> tuple[Papers, tuple[Diagnostic, ...]]:
            # Sheets first: without a copy of theirs, they are printed here while that of the cards prints these.
            sheets_printed, ((cards, faults), others) = sheets.by_copy(), by_copy()
            printed = sheets.share.together(sheets_printed, others)
            drawn = {file: sheet for files, _ in printed for file, sheet in files.items()}
            sheets_first = dict(sorted(drawn.items(), key=lambda one: _SELFTEST in one[0]))
            return Papers(sheets_first, cards), tuple(dict.fromkeys(chain(*(found for _, found in printed), faults)))

        yield papers


def _sheet(plan: SheetPlan, themes: Sequence[Theme], names: Sequence[str], page: PageSize) -> _Printed:
    """A sheet in all themes."""
    sheets, faults = pdf.render_in(themes, plan, page=page)
    return {f"{name}-{page}.pdf": one for name, one in zip(names, sheets, strict=False)}, faults  # all, or none


def _selftest(plan: SheetPlan, theme: Theme, name: str, page: PageSize) -> _Printed:
    """The self-test of a sheet."""
    test, faults = pdf.render_selftest(plan_selftest(plan), page=page, theme=theme)
    return {} if test is None else {f"{name}{_SELFTEST}{page}.pdf": test}, faults


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
    if not plan.cards:
        return {}, ()
    impositions = [Imposition(size=page, flip=printing.flip, offset=printing.offset) for page in printing.sizes]
    drawn, faults = pdf.render_cards(plan, impositions=impositions, theme=theme, style=style)
    names = [f"{name}-cards-{page}.pdf" for page in printing.sizes]
    return {file: cards for file, cards in zip(names, drawn, strict=True) if cards is not None}, faults
