import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.inline import Hole, Run, Style, clean, commonmark, filled, marks, ordinals, parse, parse_cloze, plain

BOLD, ITALIC, CODE = Style.BOLD, Style.ITALIC, Style.CODE


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("plain", (Run("plain"),)),
        ("**a** b", (Run("a", BOLD), Run(" b"))),
        ("*a* `b*c*`", (Run("a", ITALIC), Run(" "), Run("b*c*", CODE))),
        ("**a *b* c**", (Run("a ", BOLD), Run("b", BOLD | ITALIC), Run(" c", BOLD))),
        ("2 * 3 ** 4", (Run("2 * 3 ** 4"),)),
        (r"\*not bold\*", (Run("*not bold*"),)),
        ("snake_case __x__ `a_b`", (Run("snake_case __x__ "), Run("a_b", CODE))),
        ("<b>[x](y)</b> &amp; ![z](w) *a*", (Run("<b>[x](y)</b> &amp; ![z](w) "), Run("a", ITALIC))),
        ("two\n  lines", (Run("two lines"),)),
    ],
)
def test_markup_becomes_runs_and_all_else_is_text(source: str, runs: tuple[Run, ...]) -> None:
    assert parse(source) == runs


def test_holes_carry_number_answer_and_hint() -> None:
    parts, faults = parse_cloze("El {{c2::**olvido**::¿qué?}} no es {{c1::x}}.")
    assert faults == ()
    assert parts == (
        Run("El "),
        Hole(2, (Run("olvido", BOLD),), "¿qué?"),
        Run(" no es "),
        Hole(1, (Run("x"),)),
        Run("."),
    )
    assert ordinals(parts) == (1, 2)
    assert plain(parts) == "El olvido no es x."
    assert list(filled(parts, style=BOLD))[3] == Run("x", BOLD)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no hole", "no hole"),
        ("{{c1::}}", "empty"),
        ("{{c0::x}}", "run from c1"),
        ("{{c10::x}}", "run from c1"),
        ("{{c1::x}", "whole hole"),
        ("x}} {{c1::y}}", "whole hole"),
        ("{{c1::a {{c2::b}} c}}", "another hole"),
    ],
)
def test_broken_holes_are_named(source: str, words: str) -> None:
    _, faults = parse_cloze(source)
    assert any(words in fault for fault in faults), faults


def test_accents_are_composed() -> None:
    assert parse("raz\u006f\u0301n") == (Run("razón"),)


@given(st.text())
def test_parse_never_fails_and_loses_no_letter(source: str) -> None:
    letters = [sign for sign in clean(source) if sign.isalnum()]
    assert [sign for sign in plain(parse(source)) if sign.isalnum()] == letters


def test_marks_of_short_texts_are_those_of_commonmark() -> None:
    for length in range(6):
        for signs in itertools.product("a", "*`", *["a*` \ue000\ue002"] * length):  # the last two border a hole
            for source in ("".join(signs), "".join(signs[1:])):
                assert marks(source) == tuple(commonmark(source)), source


_MARKS = st.sampled_from(["a", "é", "7", "*", "**", "`", " ", ".", "(", "_", "\\", "“", "€", "**a**", "*b c*", "`c*d`"])


@given(st.lists(_MARKS).map("".join))
def test_marks_are_those_of_commonmark(source: str) -> None:
    assert parse(source) == (tuple(commonmark(clean(source))) or (Run(""),))


@given(st.text(alphabet="abc{}:1 *`_"))
def test_parse_cloze_never_fails(source: str) -> None:
    parts, faults = parse_cloze(source)
    assert faults or ordinals(parts)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Z"], exclude_characters="*`\\")))
def test_text_without_markup_is_one_run(source: str) -> None:
    assert parse(source) == (Run(clean(source)),)
