"""Words and lines."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repaso.inline import Run, Style
from repaso.pdf.breaker import Ink, Line, fill, line_em, words
from repaso.pdf.fonts import fonts_of
from repaso.pdf.theme import Face
from tests.sheets import setter, theme

TEXTS = st.lists(
    st.tuples(st.text("abc ñ—,\u00a0", max_size=30), st.sampled_from([Style.PLAIN, Style.BOLD, Style.ITALIC])),
    max_size=8,
)


def joined(lines: Sequence[Line]) -> str:
    """The lines as one text."""
    return "".join(
        "".join(piece.text for piece in word.pieces) + (" " if word.space else "") for line in lines for word in line
    )


@given(TEXTS, st.floats(0.9, 40))
def test_lines_hold_the_text_and_are_never_wider_than_the_measure(
    text: list[tuple[str, Style]], width_em: float
) -> None:
    lines = fill(setter().runs(tuple(Run(*run) for run in text)), width_em)
    whole = "".join(run for run, _ in text)
    assert joined(lines).split(" ") == [*filter(None, whole.split(" ")), ""]
    assert all(line_em(line) <= width_em + 1e-6 for line in lines)


@given(TEXTS, st.floats(3, 40))
def test_no_line_has_room_for_the_next_word(text: list[tuple[str, Style]], width_em: float) -> None:
    found = setter().runs(tuple(Run(*run) for run in text))
    if found.longest_em > width_em:
        return
    lines = fill(found, width_em)
    for line, following in pairwise(lines):
        assert line_em(line) + line[-1].step_em - line[-1].width_em + following[0].width_em > width_em


@given(TEXTS, st.lists(st.tuples(st.floats(0.9, 40), st.sampled_from([0.0, 0.5])), min_size=2, max_size=12))
def test_lines_do_not_hang_on_what_was_filled_before(
    text: list[tuple[str, Style]], measures: list[tuple[float, float]]
) -> None:
    runs = tuple(Run(*run) for run in text)
    tried = setter().runs(runs)
    for width_em, hang_em in measures:
        alone = fill(setter().runs(runs), width_em, hang_em=hang_em)
        assert fill(tried, width_em, hang_em=hang_em) == alone


def test_a_hanging_line_is_narrower() -> None:
    text = setter().runs((Run("uno dos tres cuatro cinco seis siete ocho nueve diez"),))
    first, *others = fill(text, 8.0, hang_em=4.0)
    assert line_em(first) > 4.0
    assert all(line_em(line) <= 4.0 for line in others)


def test_a_word_in_two_styles_stays_together() -> None:
    text = words(
        [("pre", Ink(Face.REGULAR, "#000000")), ("entreno ya", Ink(Face.SEMIBOLD, "#000000"))], fonts_of(theme())
    )
    assert [[piece.text for piece in word.pieces] for word in text] == [["pre", "entreno"], ["ya"]]
