import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.pieces import Signs, anywhere, counted
from repaso.rules.stems import folded, function_words, stems, words
from repaso.values import LANGUAGES

PATTERN = r"\b(?:nunca|elimina\w*)\b"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")


@given(st.lists(st.sampled_from(("nunca", "Eliminar", "¡nunca!", "nuncas", "a", "1.5", " ", "\n", "\u00a0", "-"))))
def test_a_pattern_is_found_in_pieces_where_it_is_found_in_the_whole(parts: list[str]) -> None:
    text = "".join(parts)
    signs = Signs()
    here = signs.count(dict.fromkeys(LANGUAGES, anywhere(PATTERN)))
    assert bool(signs.of(text, "es") & here) == (re.search(PATTERN, text, re.IGNORECASE) is not None)


@given(st.lists(st.sampled_from(("a", "b", "ab", "ba", "aab")), max_size=400))
def test_things_are_counted_each_for_itself_and_in_each_language(parts: list[str]) -> None:
    text, signs = " ".join(parts), Signs()
    first = signs.count({"es": lambda piece: piece.count("a"), "en": lambda piece: piece.count("b")})
    second = signs.count({"es": len, "en": lambda _: 0})
    es, en = signs.of(text, "es"), signs.of(text, "en")
    assert [counted(es, first), counted(es, second)] == [text.count("a"), len("".join(parts))]
    assert [counted(en, first), counted(en, second)] == [text.count("b"), 0]


def test_nothing_more_is_counted_when_a_text_has_been_looked_at() -> None:
    signs = Signs()
    signs.count({"es": len, "en": len})
    assert signs.of("dos piezas", "es") == 9
    with pytest.raises(AssertionError):
        signs.count({"es": len, "en": len})


def test_a_pattern_that_holds_a_space_cannot_be_looked_for_in_pieces() -> None:
    with pytest.raises(AssertionError):
        anywhere("a menudo")


@given(st.text(alphabet="aá'’ñ1.,_-¿ \u00a0\t\u2009"))
def test_the_words_of_a_text_are_those_of_its_pieces(text: str) -> None:
    assert words(text) == tuple(WORD.findall(text))


@given(st.text(alphabet="aáñßſŉﬁSsIİı '’1.-"))
def test_what_has_the_same_words_has_the_same_stems(text: str) -> None:
    for other in (text.upper(), text.lower(), text.casefold()):
        if folded(other) == folded(text):
            assert all(stems(other, language) == stems(text, language) for language in LANGUAGES)


def test_small_words_are_counted_as_often_as_they_stand() -> None:
    assert function_words("De la casa a la calle, y ¡de la calle a la casa!", "es") == 9
    assert stems("la casa y las casas", "es") == stems("Casa", "es")
