"""Text → words, and the stems of those that carry meaning, in either language."""

import re
from collections.abc import Callable
from itertools import chain

import Stemmer

from repaso.pieces import PerPiece, remembered
from repaso.values import LANGUAGES, Language

_STEMMERS = {"es": Stemmer.Stemmer("spanish", 0), "en": Stemmer.Stemmer("english", 0)}  # 0: we remember ourselves
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "es": frozenset(
        re.findall(
            r"\w+",
            """a al ante antes así cada como con contra cual cuando cuya cuyo cuál cuáles cómo de del desde después
            donde e el ella en entre es esa ese eso esta estar este esto estos está están fue ha hay la las le
            les lo los mas muy más ni no o otra otras otro otros para pero por que quién qué se sea ser si sin
            sobre solo son su sus sí sólo también tan toda todas todo todos un una unas uno unos y ya""",
        )
    ),
    "en": frozenset(
        re.findall(
            r"\w+",
            """a after all also an and any are as at be been before but by can could do does each for from had has have
            how if in into is it its may more most no not of on once one only or other others out over should so such
            than that the their them then there these they this those to too up was were what when where which while who
            whose why will with would you your""",
        )
    ),
}


def words(text: str) -> tuple[str, ...]:
    """The words of a text, as written."""
    return tuple(chain.from_iterable(map(_words, text.split())))


def count(text: str) -> int:
    """How many words a text has."""
    return sum(map(count_of, text.split()))


def count_of(piece: str) -> int:
    """How many words a piece has."""
    return len(_words(piece))


def folded(text: str) -> str:
    """The words of a text, whatever their case and the signs between them."""
    return " ".join(words(text)).casefold()


def stem(word: str, language: Language) -> str:
    """The stem of a word, after Snowball (snowballstem.org)."""
    return _STEMS[language](word.casefold())


def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(chain.from_iterable(map(_STEMS_OF_PIECE[language], text.split())))


def function_words(text: str, language: Language) -> int:
    """How many words of a text are the small words of a language."""
    return sum(map(SMALL_WORDS[language], text.split()))


def _words_of(piece: str) -> tuple[str, ...]:
    return (piece,) if piece.isalpha() else tuple(_WORD.findall(piece))  # as most are, and sooner seen


def _small_in(language: Language) -> PerPiece:
    small = _FUNCTION_WORDS[language]

    def small_in(piece: str) -> int:
        if piece.isalpha():  # one word, as most are
            return piece.casefold() in small
        return sum(word.casefold() in small for word in _words(piece))

    return small_in


def _stems_in(language: Language) -> Callable[[str], tuple[str, ...]]:
    small, stem_of = _FUNCTION_WORDS[language], _STEMMERS[language].stemWord

    def stems_of(piece: str) -> tuple[str, ...]:
        folded = [piece.casefold()] if piece.isalpha() else map(str.casefold, _words(piece))
        return tuple([stem_of(word) for word in folded if len(word) > 1 and word not in small])

    return remembered(stems_of)


SMALL_WORDS = {language: _small_in(language) for language in LANGUAGES}
"""By language: how many words of a piece are its small words."""

_words: Callable[[str], tuple[str, ...]] = remembered(_words_of)
_STEMS: dict[Language, Callable[[str], str]] = {
    language: remembered(_STEMMERS[language].stemWord) for language in LANGUAGES
}
_STEMS_OF_PIECE = {language: _stems_in(language) for language in LANGUAGES}
