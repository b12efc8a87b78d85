"""What the printed page looks like: pictures beside their references, contrast, black and white, the least size.

`pytest tests/test_looks.py --update-references` draws the references anew. Look at them before you commit them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from repaso.pdf import Theme, render
from repaso.pdf.fonts import x_height_em
from repaso.pdf.theme import Face
from repaso.sheet import PageSize, SheetPlan
from tests.helpers import ROOT
from tests.reading import Glyph, glyphs, pixels, sizes_pt
from tests.sheets import REAL, SAMPLES, Paper, block, entry, every_part, printed, sheet, theme

REFERENCES = ROOT / "tests" / "references"

# References

DPI, GREYS = 60, 16
"""Enough to see every part, and small files."""
BLUR_PX = 1.5
"""About half a line's height: what is left of a difference is one of place or darkness, not of smoothed edges."""
MOST, MEAN = 24, 0.6
"""Of 255, after the blur. Rounding to 16 greys alone makes 8 at most and 0.5 in the mean, so a renderer that smooths
edges a little otherwise is forgiven; a heading that moves by two pixels (0.8 mm) makes 28, a term 43, a lost one 94."""


def picture(page: Any) -> Any:
    """A page as its reference has it: few greys."""
    step = 255 // (GREYS - 1)
    return page.convert("L").point(lambda value: round(value / step) * step)


class Difference(NamedTuple):
    """How far two pictures are apart: at the worst place, and in the mean."""

    most: float
    mean: float

    @property
    def seen(self) -> bool:
        """Whether one sees it."""
        return self.most > MOST or self.mean > MEAN


def difference(one: Any, other: Any) -> Difference:
    if one.size != other.size:
        return Difference(255, 255)
    blurred = [image.convert("L").filter(ImageFilter.GaussianBlur(BLUR_PX)) for image in (one, other)]
    apart = ImageStat.Stat(ImageChops.difference(*blurred))
    return Difference(apart.extrema[0][1], apart.mean[0])


@cache
def drawn() -> Mapping[str, Any]:
    """Every picture that there should be, by name."""
    return {
        f"{paper.name}-{number}.png": picture(page)
        for paper in SAMPLES
        for number, page in enumerate(pixels(printed(paper).data, DPI), start=1)
    }


def test_the_pages_look_like_their_references(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-references"):
        REFERENCES.mkdir(exist_ok=True)
        for path in REFERENCES.iterdir():
            path.unlink()
        for name, image in drawn().items():
            image.quantize(GREYS).save(REFERENCES / name, optimize=True)
    assert sorted(path.name for path in REFERENCES.iterdir()) == sorted(drawn())
    for name, image in drawn().items():
        found = difference(image, Image.open(REFERENCES / name))
        assert not found.seen, (name, found)


def test_a_page_is_not_another_one() -> None:
    for page in PageSize:
        kinds = [f"sheet-colour-{page}-1.png", f"sheet-mono-{page}-1.png", f"selftest-colour-{page}-1.png"]
        for one, other in pairwise(kinds):
            assert difference(drawn()[one], drawn()[other]).seen


def _sample(plan: SheetPlan) -> list[Any]:
    found, faults = render(plan, page=PageSize.A4, theme=theme())
    assert found is not None, faults
    return [picture(page) for page in pixels(found.data, DPI)]


def _without(number: int) -> SheetPlan:
    """The sample without the last part of a block."""
    plan = every_part()
    its_block = plan.blocks[number]
    shorter = its_block._replace(parts=its_block.parts[:-1])
    return plan._replace(blocks=(*plan.blocks[:number], shorter, *plan.blocks[number + 1 :]))


@pytest.mark.parametrize("number", [0, 1, 2, 4, 6, 7, 8])
def test_a_lost_part_is_seen(number: int) -> None:
    before, after = _sample(every_part()), _sample(_without(number))
    assert len(before) != len(after) or any(
        difference(one, other).seen for one, other in zip(before, after, strict=True)
    )


@pytest.mark.parametrize(
    ("box", "what"),
    [
        ((20, 160, 190, 190), "a term"),
        ((20, 50, 150, 62), "a heading"),
        ((430, 15, 480, 62), "the code"),
        ((190, 680, 330, 700), "the foot"),
    ],
)
@pytest.mark.parametrize(("right", "down"), [(2, 0), (0, 2)])
def test_a_moved_part_is_seen(box: tuple[int, int, int, int], what: str, right: int, down: int) -> None:
    page = drawn()["sheet-colour-a4-1.png"]
    part = page.crop(box)
    assert part.getextrema()[0] < 128, f"there is nothing of {what}"
    moved = page.copy()
    moved.paste(255, box)
    assert difference(page, moved).seen, f"{what} is lost"
    moved.paste(part, (box[0] + right, box[1] + down))
    assert difference(page, moved).seen, f"{what} is moved"


def test_a_page_that_is_paler_everywhere_is_seen() -> None:
    page = drawn()["sheet-colour-a4-1.png"]
    found = difference(page, page.point(lambda value: value + (255 - value) // 12))
    assert found.most < MOST
    assert found.mean > MEAN


# Contrast

INK_DPI = 600
"""At this resolution a stem of the smallest text is four pixels wide: its middle has the ink's own colour."""
LEAST_CONTRAST = 7.0
RGB = tuple[int, int, int]


class Inked(NamedTuple):
    """A character as it was printed: most of what is not background is ink."""

    glyph: Glyph
    ink: RGB
    background: RGB


def inked(data: bytes, *, step: int = 1) -> Iterator[Inked]:
    """Every character, or one of so many."""
    pages = pixels(data, INK_DPI)
    for glyph in glyphs(data)[::step]:
        page = pages[glyph.page]
        left, top, right, bottom = box_of(glyph, page)
        background = _commonest(page.crop((left - 6, top - 6, right + 6, bottom + 6)), None)
        yield Inked(glyph, _commonest(page.crop((left, top, right, bottom)), background), background)


def box_of(glyph: Glyph, page: Any) -> tuple[int, int, int, int]:
    """Its pixels: left, top, right, bottom."""
    scale = INK_DPI / 72
    return (
        int(glyph.left * scale),
        int(page.height - glyph.top * scale),
        int(glyph.right * scale) + 1,
        int(page.height - glyph.bottom * scale) + 1,
    )


def _commonest(image: Any, background: RGB | None) -> RGB:
    """The commonest colour, or the commonest that differs from a background so far that it can be seen."""
    colours = sorted(image.getcolors(image.width * image.height), reverse=True)
    return next(
        (colour for _, colour in colours if background is None or contrast(colour, background) > 1.5), (0, 0, 0)
    )


def contrast(one: RGB, other: RGB) -> float:
    """From 1 to 21 (WCAG 2.2, contrast ratio)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: RGB) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("paper", "step"),
    [(paper, 1) for paper in SAMPLES if paper.page is PageSize.A4] + [(Paper("es", PageSize.A4), 4)],
    ids=str,
)
def test_every_character_stands_out_from_its_background(paper: Paper, step: int) -> None:
    found = list(inked(printed(paper).data, step=step))
    assert len(found) > 1000
    assert {one.background for one in found} > {(255, 255, 255)}, "there is white text, too"
    for one in found:
        assert contrast(one.ink, one.background) >= LEAST_CONTRAST, one


def _drawn_in(its_theme: Theme) -> bytes:
    found, faults = render(sheet(block("1", 1, entry(1))), page=PageSize.A4, theme=its_theme)
    assert found is not None, faults
    return found.data


@pytest.mark.parametrize("pale", [{"grey": "#777777"}, {"sections": ("#7A86FF",) * 7}, {"ink": "#606060"}], ids=str)
def test_what_is_pale_is_seen(pale: dict[str, Any]) -> None:
    assert min(contrast(one.ink, one.background) for one in inked(_drawn_in(theme()._replace(**pale)))) < LEAST_CONTRAST


# Black and white


@pytest.mark.parametrize("paper", [paper for paper in SAMPLES if paper.theme == "mono"], ids=str)
def test_mono_has_no_colour(paper: Paper) -> None:
    for page in pixels(printed(paper).data, 150):
        red, green, blue = page.split()
        assert ImageChops.difference(red, green).getextrema() == (0, 0)
        assert ImageChops.difference(red, blue).getextrema() == (0, 0)


def speckled(paper: Paper, *, dither: Image.Dither) -> float:
    """How much of a character's ink is lost on a printer that has only black, at the worst."""
    data = printed(paper).data
    pages = [page.convert("L") for page in pixels(data, INK_DPI)]
    bits = [page.convert("1", dither=dither).convert("L") for page in pages]
    worst = 0.0
    for one in inked(data, step=3):
        grey, bit = (images[one.glyph.page].crop(box_of(one.glyph, pages[0])) for images in (pages, bits))
        ink = grey.getpixel(next(_where(grey, round(_grey(one.ink)))))
        inner = grey.point(lambda value, ink=ink: 255 if value == ink else 0)
        wanted = 255 if one.background < one.ink else 0
        lost = ImageChops.logical_and(
            inner.convert("1"), bit.point(lambda value, wanted=wanted: 255 if value != wanted else 0).convert("1")
        )
        worst = max(worst, lost.histogram()[255] / max(1, inner.histogram()[255]))
    return worst


def _grey(colour: RGB) -> float:
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def _where(image: Any, value: int) -> Iterator[tuple[int, int]]:
    """The places of the pixels that are nearest to a grey."""
    yield min(
        ((x, y) for y in range(image.height) for x in range(image.width)),
        key=lambda place: abs(image.getpixel(place) - value),
    )


@pytest.mark.parametrize("dither", [Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG])
@pytest.mark.parametrize("selftest", [False, True])
def test_mono_loses_nothing_on_a_printer_that_has_only_black(*, selftest: bool, dither: Image.Dither) -> None:
    assert speckled(Paper("every", PageSize.A4, "mono", selftest), dither=dither) < 0.15


def test_grey_text_would_be_speckled_there() -> None:
    """Why there is a theme for it, and that the measure can tell."""
    assert speckled(Paper("every", PageSize.A4, "colour"), dither=Image.Dither.FLOYDSTEINBERG) > 0.25


# Size

LEAST_MM = 1.2


def least_mm(data: bytes) -> float:
    """The height of an x in the smallest text."""
    return min(sizes_pt(data)) * x_height_em(theme().faces[Face.REGULAR]) / 72 * 25.4


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_nothing_is_smaller_than_can_be_read(paper: Paper) -> None:
    assert least_mm(printed(paper).data) >= LEAST_MM - 0.001


def test_a_theme_cannot_ask_for_less() -> None:
    tiny = theme()._replace(small_pt=3.0, foot_pt=3.0, subtitle_pt=3.0, title_pt=5.0, comfortable_pt=4.0)
    assert least_mm(_drawn_in(tiny)) >= LEAST_MM - 0.001
    lower = theme()._replace(foot_pt=3.0, x_height_mm=0.5)
    assert least_mm(_drawn_in(lower)) < LEAST_MM
