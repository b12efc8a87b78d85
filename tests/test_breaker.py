"""Words and lines."""

import gc
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repaso.inline import Run, Style
from repaso.pdf.breaker import Words, fill, joined, words
from repaso.pdf.fonts import fonts_of
from repaso.pdf.text import Ink, Line, Sign, Text, line_em
from repaso.pdf.theme import Face
from tests.sheets import setter, theme

TEXTS = st.lists(
    st.tuples(
        st.text("abc ñ—,\u00a0α↔\u00ad", max_size=30),
        st.sampled_from([Style.PLAIN, Style.BOLD, Style.ITALIC, Style.CODE]),
    ),
    max_size=8,
)


def written(line: Line) -> str:
    """What stands on a line."""
    text, start, end = line
    return "".join(part for part, _ in text.stretches(start, end))


def cut(text: Words) -> list[list[str]]:
    """The words of a text, each by its stretches."""
    return [[part for part, _ in text.text.stretches(at, at + 1, ended=True)] for at in range(len(text))]


@given(TEXTS, st.floats(0.9, 40))
def test_lines_hold_the_text_and_are_never_wider_than_the_measure(
    text: list[tuple[str, Style]], width_em: float
) -> None:
    lines = fill(setter().runs(tuple(Run(*run) for run in text)), width_em)
    whole = "".join(run for run, _ in text).replace("\u00ad", "")
    assert "".join(map(written, lines)).split(" ") == [*filter(None, whole.split(" ")), ""]
    assert all(line_em(line) <= width_em + 1e-6 for line in lines)


@given(TEXTS, st.floats(3, 40))
def test_no_line_has_room_for_the_next_word(text: list[tuple[str, Style]], width_em: float) -> None:
    found = setter().runs(tuple(Run(*run) for run in text))
    if found.longest_em > width_em:
        return
    lines = fill(found, width_em)
    for (_, start, end), _ in pairwise(lines):
        assert line_em((found.text, start, end + 1)) > width_em


@given(TEXTS, st.lists(st.tuples(st.floats(0.9, 40), st.sampled_from([0.0, 0.5])), min_size=2, max_size=12))
def test_lines_do_not_hang_on_what_was_filled_before(
    text: list[tuple[str, Style]], measures: list[tuple[float, float]]
) -> None:
    found = setter().runs(tuple(Run(*run) for run in text))
    tried = joined(found)
    for width_em, hang_em in measures:
        alone = fill(joined(found), width_em, hang_em=hang_em)
        again = fill(tried, width_em, hang_em=hang_em)
        assert [(written(line), line_em(line)) for line in again] == [(written(line), line_em(line)) for line in alone]


def test_a_hanging_line_is_narrower() -> None:
    text = setter().runs((Run("uno dos tres cuatro cinco seis siete ocho nueve diez"),))
    first, *others = fill(text, 8.0, hang_em=4.0)
    assert line_em(first) > 4.0
    assert all(line_em(line) <= 4.0 for line in others)


REGULAR, BOLD = Ink(Face.REGULAR, "#000000"), Ink(Face.SEMIBOLD, "#000000")


def test_a_word_in_two_styles_stays_together() -> None:
    text = words([("pre", REGULAR), ("entreno ya", BOLD)], fonts_of(theme()))
    assert cut(text) == [["pre", "entreno"], ["ya"]]
    pre, entreno = (words([run], fonts_of(theme())).natural_em for run in (("pre", REGULAR), ("entreno", BOLD)))
    assert text.text.widths_em[0] == pre + entreno


def test_a_space_is_as_wide_as_in_the_ink_of_the_word_before_it() -> None:
    fonts = fonts_of(theme())
    text = words([("uno", BOLD), ("  dos ", REGULAR), (" ", BOLD), ("tres", REGULAR)], fonts)
    assert text.text.string == "uno dos tres "
    assert list(text.text.spaces_em) == [
        fonts.width_em(" ", face) for face in (Face.SEMIBOLD, Face.REGULAR, Face.REGULAR)
    ]


def test_what_is_drawn_is_part_of_its_word() -> None:
    arrow = Sign("↔", BOLD, fonts_of(theme()).shapes["↔"])
    text = words([("a↔b c", BOLD)], fonts_of(theme()))
    assert cut(text) == [["a", "↔", "b"], ["c"]]
    assert list(text.text.inks) == [BOLD, arrow, BOLD]
    assert text.text.drawn
    assert not words([("ab c", BOLD)], fonts_of(theme())).text.drawn


def test_a_long_word_is_broken_between_characters_and_nothing_is_lost() -> None:
    text = words([("entre", REGULAR), ("namiento", BOLD), (" y", REGULAR)], fonts_of(theme()))
    lines = fill(text, 2.0)
    assert "".join(map(written, lines)) == "entrenamiento y "
    ended = ["".join(part for part, _ in of.stretches(start, end, ended=True)) for of, start, end in lines]
    assert "".join(ended) == "entrenamientoy", (
        "a line that ends within a word ends without a space, not without a letter"
    )
    assert len(lines) > 3
    assert all(0 < line_em(line) <= 2.0 for line in lines)


def test_texts_that_are_joined_are_one() -> None:
    whole = joined(*(words([run], fonts_of(theme())) for run in (("uno dos", BOLD), ("tres", REGULAR))))
    together = words([("uno dos ", BOLD), ("tres", REGULAR)], fonts_of(theme()))
    assert (whole.text.string, cut(whole), whole.natural_em) == (
        together.text.string,
        cut(together),
        together.natural_em,
    )
    assert list(whole.text.inks) == [BOLD, REGULAR]


def test_what_is_written_is_forgotten_without_the_collector() -> None:
    """A build runs without it, and a long sheet would keep every text of every page."""
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(one, Text) for one in gc.get_objects())
        for width_em in (2.0, 8.0, 20.0):
            fill(joined(words([("entrenamiento y ", BOLD), ("ajuste", REGULAR)], fonts_of(theme()))), width_em)
        after = sum(isinstance(one, Text) for one in gc.get_objects())
    finally:
        gc.enable()
    assert after - before <= 1, "the text itself is remembered, no line of it"
