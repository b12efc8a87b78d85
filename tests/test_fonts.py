"""The typefaces: widths, and what they lack."""

import pytest

from repaso.pdf.fonts import fonts_of, x_height_em
from repaso.pdf.theme import Face
from tests import truetype
from tests.sheets import theme


@pytest.mark.parametrize("face", Face)
def test_the_height_of_an_x_is_that_of_the_font_file(face: Face) -> None:
    path = theme().faces[face]
    assert x_height_em(path) == truetype.x_height_em(path.read_bytes())


def test_the_least_size_has_the_least_height_of_an_x() -> None:
    size_pt = fonts_of(theme()).size_of(1.2)
    assert size_pt * x_height_em(theme().faces[Face.REGULAR]) / 72 * 25.4 == pytest.approx(1.2, abs=0.01)
    assert size_pt == 7.0


def test_a_character_that_only_the_regular_cut_has_is_borrowed() -> None:
    greek = "αβγ"  # the italics have no Greek
    assert [cut for _, cut in fonts_of(theme()).cuts(greek, Face.ITALIC)] == [Face.REGULAR] * 3


def test_a_text_is_as_wide_as_its_characters() -> None:
    fonts = fonts_of(theme())
    assert fonts.width_em("abc", Face.BOLD) == pytest.approx(sum(fonts.width_em(char, Face.BOLD) for char in "abc"))
    assert fonts.width_em("\u00a0", Face.BOLD) == fonts.width_em(" ", Face.BOLD)


def test_what_no_cut_has_is_missing_once() -> None:
    assert fonts_of(theme()).missing("a漢b漢字↔☐\u200b") == ["漢", "字"]
