import re
from html.parser import HTMLParser

import pytest

from repaso import report
from repaso.coverage import plan_coverage
from repaso.load import load
from tests.helpers import EVERY_KIND, ROOT, SOURCE, study
from tests.test_coverage import HALF

TEMPLATE = (ROOT / "templates" / "coverage.html").read_text(encoding="utf-8")
VOID = {"br", "hr", "img", "input", "link", "meta"}


class Page(HTMLParser):
    """Reads a page and fails where a tag is not closed in its place.

    Attributes:
      ids: of all elements.
      links: addresses of <a>.
      headings: their levels, in order.
      said: text by the language of the nearest element that names one.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.tags: set[str] = set()
        self.said: dict[str, str] = {"es": "", "en": ""}
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        assert "src" not in values
        assert not any(name.startswith("on") for name in values)
        if tag not in VOID:
            language = values.get("lang") or (self._open[-1][1] if self._open else "")
            self._open.append((tag, language))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self.said[self._open[-1][1]] += data


def rendered(text: str) -> str:
    return report.render(plan_coverage(study(text)), template=TEMPLATE).decode()


@pytest.mark.parametrize("text", [HALF, EVERY_KIND], ids=["half", "every kind"])
def test_the_page_is_well_formed_and_its_links_lead_somewhere(text: str) -> None:
    page = Page(rendered(text))
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_the_page_loads_nothing() -> None:
    html = rendered(EVERY_KIND)
    assert not Page(html).tags & {"script", "link", "img", "iframe", "object", "embed", "base"}
    assert not re.search(r"url\(|@import|@font-face", html)


def test_both_languages_are_there_and_marked() -> None:
    said = Page(rendered(EVERY_KIND)).said
    assert "olvido catastrófico" in said["es"]
    assert "olvido catastrófico" not in said["en"]
    assert "catastrophic forgetting" in said["en"]
    assert "catastrophic forgetting" not in said["es"]
    assert "Data and tools" not in said["es"]


def test_every_item_stands_at_its_point_with_kind_and_id() -> None:
    html = rendered(HALF)
    point = html[html.index('id="p-taught"') : html.index('id="p-open"')]
    assert re.findall(r"<code>(.*?)</code>", point) == ["taught", "both", "hole"]
    assert "término" in point
    assert "<b>así</b>" in point


def test_uncovered_and_waived_are_said_in_words() -> None:
    html = rendered(HALF)
    entries = {name: html[html.index(f'id="p-{name}"') :].partition("</li>")[0] for name in ("open", "spared")}
    assert "sin cubrir" in entries["open"]
    assert "uncovered" in entries["open"]
    assert "exento" in entries["spared"]
    assert "waived" in entries["spared"]
    assert "No se pregunta." in entries["spared"]
    assert '<td class="uncovered">✗ 1/3</td>' in html


def test_a_section_that_nothing_covers_says_so() -> None:
    html = rendered(HALF.replace("covers: [taught, also]", "covers: taught"))
    section = html[html.index('<h2 id="s2"') :]
    assert section.index("✗") < section.index("<li")


@pytest.mark.parametrize(("number", "colour"), [("2", "s2"), ("6.3", "s6"), ("7", "s1")])
def test_a_section_has_the_colour_of_its_first_number(number: str, colour: str) -> None:
    html = rendered(HALF.replace('number: "2"', f'number: "{number}"'))
    assert f'<section class="{colour}" aria-labelledby="s{number}">' in html


def test_an_erratum_says_what_is_printed_and_what_is_right() -> None:
    said = Page(rendered(EVERY_KIND)).said
    assert "El manual dice «millones de GPU»; lo correcto es: millones de horas de GPU." in said["es"]
    assert "The manual says “millones de GPU”; the correct wording is: millions of GPU hours." in said["en"]


def test_text_is_escaped() -> None:
    text = HALF.replace("Lo que falta.", '"<script>alert(1)</script> & **ya** <b>"').replace(
        "es: Otra", 'es: "<i>Otra"'
    )
    html = rendered(text)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <b>ya</b> &lt;b&gt;" in html
    assert "&lt;i&gt;Otra" in html
    assert "script" not in Page(html).tags


def test_a_dollar_sign_in_a_text_is_text() -> None:
    assert "5 $title" in rendered(HALF.replace("Lo que falta.", "5 $title"))


def test_same_table_same_bytes() -> None:
    assert rendered(HALF) == rendered(HALF)


def test_the_template_has_every_place_and_no_other() -> None:
    assert report.faults(TEMPLATE, "coverage.html") == ()


@pytest.mark.parametrize("wrong", ["$nome", "${nome}", "$ 5", "${"])
def test_a_template_that_cannot_be_filled_is_a_fault_at_its_place(wrong: str) -> None:
    (fault,) = report.faults(f"{TEMPLATE}\n 5 $$ {wrong}", "coverage.html")
    assert (fault.code, fault.span.column) == ("unknown-place", 7)
    assert fault.span.line == TEMPLATE.count("\n") + 2


def test_a_template_without_a_place_is_a_fault() -> None:
    (fault,) = report.faults(TEMPLATE.replace("$matrix", ""), "coverage.html")
    assert (fault.code, fault.message) == ("missing-place", "no place for '$matrix'")


def test_the_real_report_shows_every_point_and_every_item() -> None:
    found, faults = load(SOURCE, SOURCE.name)
    assert found is not None, faults
    html = report.render(plan_coverage(found), template=TEMPLATE).decode()
    ids = set(Page(html).ids)
    assert {f"p-{point.id}" for _, point in found.every_point()} <= ids
    assert {item.id for _, item in found.every_item()} <= set(re.findall(r"<code>(.*?)</code></summary>", html))
