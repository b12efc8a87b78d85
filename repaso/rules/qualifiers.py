"""Rules about the small words that limit what a text says: only, usually, helps, may, at least, up to."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from repaso.diagnostics import Severity
from repaso.pieces import anywhere
from repaso.rules.face import FACE_SIGNS, PAIR_SIGNS, Face
from repaso.rules.rule import Context, Found, Reach, rule
from repaso.values import LANGUAGES, ItemId, Language, PointId

_ABSOLUTE: dict[Language, str] = {
    "es": r"\b(?:siempre|nunca|jamás|garantiza\w*|elimina\w*|imposible)\b",
    "en": r"\b(?:always|never|guarantee\w*|eliminat\w*|impossible)\b",
}
_MAYBE_ABSOLUTE = FACE_SIGNS.count({language: anywhere(pattern) for language, pattern in _ABSOLUTE.items()})


class _Qualifier(NamedTuple):
    """What limits a statement.

    Attributes:
      name: how to speak of it.
      words: those that mean this and little else, as an alternation.
      sure: a pattern for one of these; few texts are asked, so it is compiled when one is.
      any: the same for one of these, or one that may mean it.
    """

    name: str
    words: dict[Language, str]
    sure: dict[Language, str]
    any: dict[Language, str]


def _qualifier(name: str, es: str, en: str, *, es_too: str = "", en_too: str = "") -> _Qualifier:
    def whole(*some: str) -> str:
        return rf"(?i)(?<!\w)(?:{'|'.join(filter(None, some))})(?!\w)"

    return _Qualifier(
        name,
        {"es": es, "en": en},
        {"es": whole(es), "en": whole(en)},
        {"es": whole(es, es_too), "en": whole(en, en_too)},
    )


_MAY = "puede/may"
QUALIFIERS = (
    _qualifier(
        "solo/only",
        r"(?<!un )s[oó]lo|solamente|únicamente",
        r"only|solely",
        es_too=r"solos?|solas?|únic[oa]s?|no más que|nada más",
        en_too=r"just|alone|single|merely|sole|nothing but",
    ),
    _qualifier(
        "suele/usually",
        r"suelen?|solía[n]?|normalmente|habitualmente|por lo general|generalmente",
        r"usually|normally|typically|generally",
        es_too=r"a menudo|en general|típic\w+|con frecuencia|frecuentemente",
        en_too=r"often|tends? to|in general|typical|commonly",
    ),
    _qualifier(
        "a menudo/often",
        r"a menudo|con frecuencia|frecuentemente",
        r"often|frequently",
        es_too=r"suelen?|normalmente|muchas veces",
        en_too=r"usually|tends? to",
    ),
    _qualifier(
        "ayuda a/helps",
        r"ayudan? a|ayudar(?:le|les|lo|la|los|las)? a|ayudando a",
        r"help(?:s|ed|ing)?(?: to)? (?!desk)\w+",
        es_too=r"ayud\w+|contribuy\w+",
        en_too=r"helps?|contribut\w+|aid\w*",
    ),
    _qualifier(
        _MAY,
        r"pued[ae]n?|pued[ae]s|podría[n]?|podrá[n]?",
        r"may|might",
        es_too=r"pod[ei]\w+|pud\w+|posibl\w+|quizás?|tal vez|permit\w+|quepa|cabe",
        en_too=r"can|could|able|possibl[ey]|perhaps|lets?|allow\w*|cannot|can't",
    ),
    _qualifier("al menos/at least", r"al menos|por lo menos|como mínimo", r"at least|or more", es_too=r"o más|mínimo"),
    _qualifier(
        "como máximo/at most", r"como máximo|a lo sumo", r"at most", es_too=r"hasta|máximo", en_too=r"up to|maximum"
    ),
    _qualifier(
        "hasta/up to",
        r"hasta \d\S*",
        r"up to",
        es_too=r"hasta|llega\w* a",
        en_too=r"to|until|till|as much as|as many as",
    ),
    _qualifier(
        "p. ej./e.g.",
        r"p\. ej\.|por ejemplo",
        r"e\.g\.|for example|for instance|such as",
        es_too=r"como|entre otr[oa]s|tal(?:es)? como|ejemplos?",
        en_too=r"like|among others|examples?",
    ),
    _qualifier("a veces/sometimes", r"a veces|algunas veces|en ocasiones", r"sometimes|at times|occasionally"),
    _qualifier(
        "casi/almost", r"casi", r"almost|nearly", es_too=r"prácticamente", en_too=r"practically|hardly|virtually"
    ),
    _qualifier(
        "sobre todo/above all",
        r"sobre todo|principalmente|especialmente",
        r"above all|mainly|mostly|especially|primarily",
        es_too=r"ante todo|en especial|destaca\w*|mayoría",
        en_too=r"in particular|particularly|stands? out|chiefly|most",
    ),
)


def _telling(alternation: str) -> str:
    """A pattern for one word of each alternative: the last, which is the rarest, but for small words and any word."""

    def last(words: list[str]) -> str:
        return next((word for word in reversed(words) if len(word) > 2 and not word.endswith(r"\w+")), words[0])

    alternatives = re.sub(r"\([^)]* [^)]*\)\??", "", alternation)  # brackets that hold a space are part of no word
    return "|".join(last(one.split(" ")) for one in re.split(r"\|(?![^(]*\))", alternatives))


_ANY = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(one.words[language] for one in QUALIFIERS)})", re.I)
    for language in LANGUAGES
}
_MAYBE_LIMITED = PAIR_SIGNS.count(
    {
        language: anywhere(rf"(?<!\w)(?:{'|'.join(_telling(one.words[language]) for one in QUALIFIERS)})")
        for language in LANGUAGES
    }
)


def limited(text: str, language: Language, signs: int) -> bool:
    """Whether anything may limit a text of which `PAIR_SIGNS` gave the signs: most have nothing."""
    return bool(signs & _MAYBE_LIMITED) and _ANY[language].search(text) is not None


@rule(Severity.WARNING, Reach.ALONE)
def qualifiers_differ(context: Context) -> Iterator[Found]:
    """Both languages limit what they say in the same way.

    Only, usually, often, helps, may, at least, at most, up to, for example, sometimes, almost, above all: lost in one
    language, they make another statement of it.

    Bad:
        cloze:
          - {id: a, covers: p1, es: "Ayuda a prevenir {{c1::el olvido}}.", en: "It prevents {{c1::forgetting}}."}

    Good:
        cloze:
          - {id: a, covers: p1, es: "Ayuda a prevenir {{c1::el olvido}}.", en: "It helps prevent {{c1::forgetting}}."}
    """
    for pair in context.pairs:
        said: dict[Language, str] = {"es": pair.es, "en": pair.en}
        if not (limited(pair.es, "es", pair.es_signs) or limited(pair.en, "en", pair.en_signs)):
            continue
        for one in QUALIFIERS:
            for here, there in (LANGUAGES, LANGUAGES[::-1]):
                if (match := re.search(one.sure[here], said[here])) and not re.search(one.any[there], said[there]):
                    message = f"'{match[0]}' stands only in {'Spanish' if here == 'es' else 'English'}"
                    yield Found(pair.id, pair.en_span, message, f"{one.name}: say it in both")


def _limits(text: str, language: Language) -> list[_Qualifier]:
    """What limits a text."""
    if not limited(text, language, PAIR_SIGNS.of(text, language)):
        return []
    return [one for one in QUALIFIERS if re.search(one.sure[language], text)]


@rule(Severity.WARNING, Reach.ALONE)
def lost_qualifier(context: Context) -> Iterator[Found]:
    """A card says with the same reserve what its point says.

    Looked at where an item teaches one point of the manual alone, and states it: a question may leave its reserve to
    the reason, and "can" is often no reserve.

    Bad:
        sections:
          - number: "9"
            title: x
            points: [{id: p9, es: Solo cambian unas capas., en: Only some layers change.}]
        cloze:
          - {id: a, covers: p9, es: "Cambian {{c1::unas capas}}.", en: "{{c1::Some layers}} change."}

    Good:
        sections:
          - number: "9"
            title: x
            points: [{id: p9, es: Solo cambian unas capas., en: Only some layers change.}]
        cloze:
          - {id: a, covers: p9, es: "Solo cambian {{c1::unas capas}}.", en: "Only {{c1::some layers}} change."}
    """
    points = {point.id: point for _, point in context.study.every_point()}
    covered = {point for _, item in context.study.every_item() for point in item.covers}
    limits = {
        (point.id, language): own
        for point in map(points.get, covered)
        if point is not None
        for language, said in zip(LANGUAGES, (str(point.es), str(point.en)), strict=True)
        if (own := [one for one in _limits(said, language) if one.name != _MAY])
    }
    stated: dict[tuple[ItemId, Language, PointId], list[Face]] = {}
    for face in context.faces:
        if face.kind == "question" or not any((point, face.language) in limits for point in face.item.covers):
            continue
        home = [point for point in face.item.covers if point in points]
        if len(home) == 1:
            stated.setdefault((face.id, face.language, home[0]), []).append(face)
    for (name, language, point), all_faces in stated.items():
        said = " · ".join(f"{face.front} · {face.answer}" for face in all_faces)
        for one in limits[point, language]:
            if not re.search(one.any[language], said):
                message = f"point '{point}' says {one.name}, and the card does not"
                yield Found(name, all_faces[0].span, message, "say it with the same reserve")


@rule(Severity.WARNING, Reach.ALONE)
def new_absolute(context: Context) -> Iterator[Found]:
    """A card is not surer than the point that it teaches.

    "Helps prevent" becomes "eliminates" in one careless edit, and exams are made of that difference.

    Bad:
        cloze:
          - id: a
            covers: p1
            es: El multitarea elimina siempre {{c1::el olvido}}.
            en: Multitask always eliminates {{c1::forgetting}}.

    Good:
        cloze:
          - id: a
            covers: p1
            es: El multitarea ayuda a prevenir {{c1::el olvido}}.
            en: Multitask helps prevent {{c1::forgetting}}.
    """
    points = {point.id: point for _, point in context.study.every_point()}
    for face in context.faces:
        for text, signs in ((face.front, face.front_signs), (face.answer, face.answer_signs)):
            if not signs & _MAYBE_ABSOLUTE:
                continue
            taught = " ".join(
                str(points[name].es if face.language == "es" else points[name].en)
                for name in face.item.covers
                if name in points
            )
            match = re.search(_ABSOLUTE[face.language], text, re.I)
            if match and match[0].casefold() not in taught.casefold():
                yield Found(face.id, face.span, f"'{match[0]}' is surer than the points that it teaches", "")
