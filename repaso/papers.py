"""Study → every PDF that is made of it: the sheet and its self-test, by leading language, theme and paper."""

from collections.abc import Mapping
from typing import NamedTuple

from repaso import pdf
from repaso.diagnostics import Diagnostic
from repaso.model import LANGUAGES, Language, Study
from repaso.pdf import Drawn, Themes
from repaso.plan_selftest import plan_selftest
from repaso.plan_sheet import plan_sheet
from repaso.sheet import PageSize, SheetPlan


class Choice(NamedTuple):
    """Which papers are wanted.

    Attributes:
      leads: the languages that lead.
      themes: names of themes; none stands for all that there are.
    """

    leads: tuple[Language, ...] = LANGUAGES
    themes: tuple[str, ...] = ()


EVERYTHING = Choice()


class Papers(NamedTuple):
    """The papers.

    Attributes:
      plans: the sheet's plan, by leading language.
      drawn: the PDFs, by name of file.
    """

    plans: Mapping[Language, SheetPlan]
    drawn: Mapping[str, Drawn]


def render(study: Study, themes: Themes, choice: Choice, *, version: str) -> tuple[Papers, tuple[Diagnostic, ...]]:
    """Print all papers.

    The first language's and the first theme's names are the shortest: NAME-a4.pdf; others say what they are:
    NAME-en-mono-a4.pdf. The self-test is printed in one theme, the first that is wanted.

    Args:
      study: a study without faults.
      themes: those of templates/sheet.toml.
      choice: which of them are wanted.
      version: printed in the footers.

    Returns:
      the papers, and why those that are missing could not be printed.
    """
    first, *_ = themes
    wanted = [name for name in themes if not choice.themes or name in choice.themes]
    drawn: dict[str, Drawn] = {}
    faults: tuple[Diagnostic, ...] = ()
    plans = {lead: plan_sheet(study, lead=lead, version=version, blocks=themes[first].blocks) for lead in choice.leads}
    for lead, plan in plans.items():
        name = "-".join([study.manual.id, *([] if lead == LANGUAGES[0] else [lead])])
        test = plan_selftest(plan)
        for page in PageSize:
            for theme in wanted:
                in_theme = name if theme == first else f"{name}-{theme}"
                one, found = pdf.render(plan, page=page, theme=themes[theme])
                faults += found
                if one is not None:
                    drawn[f"{in_theme}-{page}.pdf"] = one
                if theme == wanted[0]:
                    one, found = pdf.render_selftest(test, page=page, theme=themes[theme])
                    faults += found
                    if one is not None:
                        drawn[f"{in_theme}-selftest-{page}.pdf"] = one
    return Papers(plans, drawn), tuple(dict.fromkeys(faults))
