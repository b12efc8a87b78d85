"""Which PDFs a study makes, and what they are called."""

import pytest

from repaso import papers
from repaso.diagnostics import Diagnostic
from repaso.model import Study
from repaso.notes import plan_notes
from repaso.papers import EVERYTHING, Choice, Papers
from repaso.sheet import PageSize
from tests.helpers import EVERY_KIND, study
from tests.sheets import LEADS, Paper, card_style, draw, printed, real_study, selftest, theme, themes

NAMES = {
    f"sample{lead}{kind}-{page}.pdf" for lead in ("", "-en") for kind in ("", "-mono", "-selftest") for page in PageSize
}


def rendered(found: Study, choice: Choice, *, version: str) -> tuple[Papers, tuple[Diagnostic, ...]]:
    notes, plans = plan_notes(found), papers.plan_sheets(found, themes(), choice, version=version)
    with (
        papers.printing_sheets(found, plans, themes(), choice) as sheets,
        papers.printing_cards(sheets, found, notes, themes(), card_style(), choice, version=version) as printed_,
    ):
        return printed_()


def test_everything_is_both_leads_themes_and_sizes_and_their_self_tests() -> None:
    found, faults = rendered(study(EVERY_KIND), EVERYTHING, version="v")
    assert faults == ()
    assert set(found.drawn) == NAMES
    assert set(found.cards) == {"sample-cards-a4.pdf", "sample-cards-letter.pdf"}
    assert set(found.files) == {*found.drawn, *found.cards}


def test_a_paper_is_what_its_name_says() -> None:
    found, _ = rendered(study(EVERY_KIND), EVERYTHING, version="v")
    plans = papers.plan_sheets(study(EVERY_KIND), themes(), EVERYTHING, version="v")
    assert list(plans) == list(LEADS)
    spanish, english = plans.values()
    assert found.drawn["sample-a4.pdf"] == draw(spanish)
    assert found.drawn["sample-en-mono-letter.pdf"] == draw(english, page=PageSize.LETTER, name="mono")
    assert found.drawn["sample-a4.pdf"] != found.drawn["sample-mono-a4.pdf"]
    assert len(set(found.drawn.values())) == len(NAMES)
    assert selftest(english).questions.overline.endswith("· Self-test")


@pytest.mark.parametrize("lead", LEADS)
def test_the_real_papers_are_those_that_are_looked_at(lead: str) -> None:
    choice = Choice(("es",) if lead == "es" else ("en",), ("colour",))
    found, faults = rendered(real_study(), choice, version="abc1234 · 2026-11-22")
    assert faults == ()
    name = "aif-c01-3.3" if lead == "es" else "aif-c01-3.3-en"
    assert found.drawn == {
        f"{name}{kind}-{page}.pdf": printed(Paper(lead, page, selftest=bool(kind)))
        for page in PageSize
        for kind in ("", "-selftest")
    }
    assert ["-selftest-" in file for file in found.drawn] == [False, False, True, True], "as they are told"


def test_one_theme_alone_is_called_by_its_name_unless_it_is_the_first() -> None:
    found, _ = rendered(study(EVERY_KIND), Choice(("es",), ("mono",)), version="v")
    assert set(found.drawn) == {
        "sample-mono-a4.pdf",
        "sample-mono-letter.pdf",
        "sample-mono-selftest-a4.pdf",
        "sample-mono-selftest-letter.pdf",
    }
    assert set(found.cards) == {"sample-mono-cards-a4.pdf", "sample-mono-cards-letter.pdf"}


def test_no_language_is_no_paper() -> None:
    found, faults = rendered(study(EVERY_KIND), Choice((), ()), version="v")
    assert (found.files, faults) == ({}, ())


def test_a_fault_is_told_once_for_all_papers() -> None:
    broken = study(EVERY_KIND.replace("rinde peor", "rinde 漢"))
    found, faults = rendered(broken, EVERYTHING, version="v")
    assert [fault.code for fault in faults] == ["missing-glyph"]
    assert all("-en" in name for name in found.drawn)
    assert theme("mono").name == "mono"
