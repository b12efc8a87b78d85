"""Text → words, and the stems of those that carry meaning, in either language."""

import re
from collections.abc import Callable
from itertools import chain
from typing import TypeVar

import Stemmer

from repaso.pieces import remembered
from repaso.values import LANGUAGES, Language

T = TypeVar("T")

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
    return sum(map(_count, text.split()))


def folded(text: str) -> str:
    """The words of a text, whatever their case and the signs between them."""
    return " ".join(filter(None, map(_folded, text.split())))


def stem(word: str, language: Language) -> str:
    """The stem of a word, after Snowball (snowballstem.org)."""
    return _STEMS[language](word.casefold())


def root(word: str, language: Language) -> str:
    """The stem of a word that carries meaning, and "" for one that does not."""
    folded = word.casefold()
    small = len(folded) < 2 or folded in _FUNCTION_WORDS[language]
    return "" if small else _STEMS[language](folded)


def stems(text: str, language: Language) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(chain.from_iterable(map(_ROOTS[language], text.split())))


def function_words(text: str, language: Language) -> int:
    """How many words of a text are the small words of a language."""
    return sum(map(_SMALL[language], text.split()))


_words: Callable[[str], tuple[str, ...]] = remembered(lambda piece: tuple(_WORD.findall(piece)))
_count: Callable[[str], int] = remembered(lambda piece: len(_words(piece)))
_folded: Callable[[str], str] = remembered(lambda piece: " ".join(_words(piece)).casefold())


def _by_language(find: Callable[[str, Language], T]) -> dict[Language, Callable[[str], T]]:
    def of(language: Language) -> Callable[[str], T]:
        return remembered(lambda piece: find(piece, language))

    return {language: of(language) for language in LANGUAGES}


_STEMS = _by_language(lambda folded, language: str(_STEMMERS[language].stemWord(folded)))
_ROOTS = _by_language(lambda piece, language: tuple(filter(None, [root(word, language) for word in _words(piece)])))
_SMALL = _by_language(
    lambda piece, language: sum(word.casefold() in _FUNCTION_WORDS[language] for word in _words(piece))
)
