"""Head and foot: the code and the link of the sheet, and titles of any length."""

from hashlib import sha512
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
import zxingcpp
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel, QRUtil

from repaso.pdf.qr import penalty
from repaso.sheet import PageSize
from tests.reading import glyphs, pixels, read_aloud, squeezed, strips, texts
from tests.sheets import REAL, SAMPLES, Paper, block, draw, entry, printed, real_study, sheet
from tests.spoken import spoken
from tests.structure import faults

LONG = "Entrenamiento, refinamiento y evaluación de modelos fundacionales de gran tamaño en servicios administrados"


def addresses(data: bytes) -> list[str]:
    """Where the annotations of a document lead, beyond it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        links: list[Any] = [link for page in pdf.pages for link in page.obj.get("/Annots", [])]
        return [str(link.A.URI) for link in links if "/A" in link]


def codes(data: bytes) -> list[str]:
    """What a camera reads on the pages, printed at 150 dpi."""
    return [code.text for page in pixels(data, 150) for code in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_the_code_and_the_link_lead_to_the_same_address(paper: Paper) -> None:
    data = printed(paper).data
    link = str(real_study().manual.link) if paper in REAL else "https://example.org/exam"
    assert codes(data) == addresses(data) == [link] * len(paper.plans)


@pytest.mark.parametrize("length", [1, 20, 60, 150, 400])
def test_the_masks_of_a_code_are_weighed_as_reportlab_weighs_them(length: int) -> None:
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData((sha512(b"a code").hexdigest() * 4)[:length])
    code.version = code.calculate_version()
    weighed = []
    for mask in range(8):
        code.makeImpl(True, mask)  # noqa: FBT003  (its own way to try a mask)
        weighed.append((penalty(code.modules), QRUtil.getLostPoint(code)))
    assert all(ours == theirs for ours, theirs in weighed)
    assert len(set(weighed)) > 1


def test_a_long_address_is_a_finer_code() -> None:
    link = "https://example.org/" + "path/" * 30
    data = draw(sheet(link=link)).data
    assert codes(data) == addresses(data) == [link]


def test_without_a_link_there_is_no_code() -> None:
    data = draw(sheet(link="")).data
    assert codes(data) == addresses(data) == []


@pytest.mark.parametrize("page", PageSize)
@pytest.mark.parametrize("times", [1, 3, 6])
def test_a_long_title_takes_more_lines(page: PageSize, times: int) -> None:
    title = " ".join([LONG] * times)
    plan = sheet(*(block(str(number), 1, *(entry(number) for _ in range(9))) for number in range(1, 8)))
    plan = plan._replace(title=plan.title._replace(lead=title, other=title), overline=LONG)
    data = draw(plan, page=page).data
    for strip in strips(data, 7.5):
        assert strip.getextrema() == (255, 255)
    assert read_aloud(data) == squeezed(" ".join(spoken(plan)))
    assert faults(data) == []
    if times == 1:
        assert codes(data) == [plan.link]


def test_the_foot_of_many_sections_stays_in_its_line() -> None:
    few = sheet(*(block(str(number), 1, entry(number)) for number in range(1, 10)))
    many = sheet(*(block(str(number), 1, entry(number)) for number in range(1, 31)))
    assert "= 27/36" in texts(draw(few).data)[0]
    for page in texts(draw(many).data):
        assert "= 90/120" not in page
    foot = sorted(
        (glyph.left, glyph.right) for glyph in glyphs(draw(few).data) if glyph.page == 0 and glyph.top < 25.51 + 8
    )
    assert len(foot) > 40
    assert all(right <= left + 0.5 for (_, right), (left, _) in pairwise(foot))
