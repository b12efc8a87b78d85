"""A synthetic source of any size in the format of repaso, always the same for the same size.

python -m benchmarks.corpus 10000 corpus.yaml

Half of the items are terms (6 cards), three in ten sentences with one to three holes (2 cards a hole), two in ten rows
of tables (4 cards). An item has about 600 bytes. Some texts are quoted, some folded, some hold marks or signs that
HTML escapes. The words are drawn from the vocabulary below and as many made-up ones as an author knows words, and
names are made up, too, so that no front gives an answer away: a linter that is silent is measured at its work, not at
its printing.
"""

import itertools
import random
import sys
from collections.abc import Iterator
from pathlib import Path

_ITEMS_A_POINT = 4
_POINTS_A_SECTION = 10
_ROWS_A_TABLE = 10

_CONTENT = {
    "es": """
    arena barco bosque brújula camino campana canto carbón ciudad clima cobre cosecha cuerda cumbre danza desierto
    espejo faro fiesta fruta fuego glaciar granja hierro huerta invierno isla jardín lago lana lluvia luna
    madera mapa mar mercado miel molino montaña muralla nieve niebla norte oro otoño pan papel pesca piedra
    plata playa plaza pozo primavera puente puerto queso reloj río roca rueda sal selva semilla sendero sombra
    taller teatro tejado templo tierra torre trigo trueno túnel valle vela ventana verano viaje viento vidrio
    viña volcán yegua amplio antiguo brillante claro dulce fértil frágil hondo largo ligero lejano limpio
    profundo rápido sereno suave vivo cruza guarda mide mueve nombra observa protege recoge recuerda repara
    reúne separa transporta une vigila""",
    "en": """
    anchor barn basket beach bell bread bridge castle cellar channel cheese clay cliff clock cloud coal coast copper
    corn dawn desert dust engine farm feather ferry field flame forest garden glass grain harbor harvest hill
    honey horse ice island journey kettle ladder lake lantern leaf lighthouse market meadow mill mirror mist
    moon mountain night north oak orchard paper path pearl pine plateau pond quarry rain raven reef ridge river
    road roof rope sand seed shadow shell silver snow spring square stone storm summer thunder tower trade
    tunnel valley village wave wheat wind window winter wool ancient bright calm clean deep distant fertile
    fragile heavy narrow quick quiet rough shallow steep sweet carries crosses gathers guards joins keeps lifts
    measures mends moves names observes protects remembers splits watches""",
}
_SMALL = {
    "es": "con de desde donde entre en hasta hacia para por según sin sobre tras",
    "en": "above across along and around behind below beside beyond from near over through toward with",
}
_SYLLABLES = ("bal", "dor", "fen", "gul", "kam", "lin", "mor", "nes", "pol", "rin", "sul", "tam", "ver", "zon")
_MADE_UP, _ENDS = 2000, {"es": "ez", "en": "ock"}
_SPICE = ("{} & co", "**{}**", "`{}`", "x < y {}")


def write(count: int, path: Path) -> None:
    """Write a source of `count` items."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(source(count))


def edited(text: str) -> str:
    """The source with two more words, in the middle: in a definition, which is a front."""
    middle = text.index("\n    definition:", len(text) // 2)
    cut = text.index(".", middle)
    return f"{text[:cut]} otra vez{text[cut:]}"


def source(count: int) -> Iterator[str]:
    """The source, piece by piece."""
    return _Writer(random.Random(count)).pieces(count)  # noqa: S311  (nothing secret)


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._content = {
            language: [*text.split(), *(_name(number, _ENDS[language]).lower() for number in range(_MADE_UP))]
            for language, text in _CONTENT.items()
        }
        self._small = {language: text.split() for language, text in _SMALL.items()}

    def pieces(self, count: int) -> Iterator[str]:
        terms, sentences = count // 2, count * 3 // 10
        rows = count - terms - sentences
        points = -(-count // _ITEMS_A_POINT)
        yield from self._head(points)
        covers = (f"p{number % points}" for number in itertools.count())
        yield "terms:\n"
        for number in range(terms):
            yield self._term(number, next(covers))
        yield "cloze:\n"
        for number in range(sentences):
            yield self._sentence(number, next(covers))
        yield "tables:\n"
        for first in range(0, rows, _ROWS_A_TABLE):
            yield self._table(first)
            for number in range(first, min(first + _ROWS_A_TABLE, rows)):
                yield self._row(number, next(covers))

    def _head(self, points: int) -> Iterator[str]:
        yield (
            "manual:\n  id: corpus\n  title: {es: Un corpus, en: A corpus}\n"
            '  exam: {name: Synthetic Exam, code: SYN, task: "1", guide: "1", guide_date: 2026-01-31}\n'
            "  as_of: 2026-11-22\n  deck: Corpus\nsections:\n"
        )
        for number in range(points):
            if number % _POINTS_A_SECTION == 0:
                section = f'"{number // _POINTS_A_SECTION + 1}"'
                es, en = (self._words(language, 3) for language in ("es", "en"))
                yield f"  - number: {section}\n    title: {{es: {es}, en: {en}}}\n    points:\n"
            es, en = (self._words(language, 8) for language in ("es", "en"))
            yield f"      - id: p{number}\n        es: {es}.\n        en: {en}.\n"

    def _term(self, number: int, point: str) -> str:
        return (
            f"  - id: term-{number}\n    covers: {point}\n"
            f"    term: {{es: {_name(number, 'o')}, en: {_name(number, 'y')}}}\n"
            f"    definition:\n{self._both()}    example:\n{self._both()}"
        )

    def _sentence(self, number: int, point: str) -> str:
        holes = self._chance.choice((1, 2, 2, 3))
        lines = [f"  - id: cloze-{number}\n    covers: {point}\n"]
        for language in ("es", "en"):
            words = self._words(language, 20).split(" ")
            for hole in range(1, holes + 1):
                at = 6 * hole
                words[at] = f"{{{{c{hole}::{words[at]}}}}}"
            lines.append(f"    {language}: {self._scalar(' '.join(words) + '.', 6)}")
        return "".join(lines) + f"    note:\n{self._both()}"

    def _table(self, number: int) -> str:
        return (
            f"  - id: table-{number}\n    title: {{es: {self._words('es', 3)}, en: {self._words('en', 3)}}}\n"
            "    columns:\n      - {id: thing, es: Cosa, en: Thing}\n"
            "      - {id: use, es: Uso, en: Use, ask: {es: ¿Para qué sirve?, en: What is it for?},"
            " ask_back: {es: ¿De qué se trata?, en: Which one is it?}}\n"
            "      - {id: place, es: Lugar, en: Place}\n    rows:\n"
        )

    def _row(self, number: int, point: str) -> str:
        name = f"{{es: {_name(number, 'a')}, en: {_name(number, 'e')}}}"
        pairs = (f"        {key}:\n{self._both(10, 8)}" for key in ("use", "place"))
        return f"      - id: row-{number}\n        covers: {point}\n        thing: {name}\n{''.join(pairs)}"

    def _both(self, indent: int = 6, count: int = 12) -> str:
        return "".join(
            f"{' ' * indent}{language}: {self._scalar(self._text(language, count), indent + 2)}"
            for language in ("es", "en")
        )

    def _text(self, language: str, count: int) -> str:
        words = self._words(language, count + self._chance.randint(-2, 2)).split(" ")
        if self._chance.random() < 0.06:
            words[2] = self._chance.choice(_SPICE).format(words[2])
        return " ".join(words) + "."

    def _words(self, language: str, count: int) -> str:
        """Words of content with small ones between them, none of them twice."""
        content = self._chance.sample(self._content[language], (count + 1) // 2)
        small = self._chance.sample(self._small[language], count // 2)
        words = [word for pair in itertools.zip_longest(content, small) for word in pair if word]
        words[0] = words[0].capitalize()
        return " ".join(words)

    def _scalar(self, text: str, indent: int) -> str:
        """A text in one of YAML's forms, as authors mix them."""
        chance = self._chance.random()
        if chance < 0.15 or text[0] in "*`{":
            return f'"{text}"\n'
        if chance < 0.3:
            return f">-\n{' ' * indent}{text}\n"
        return f"{text}\n"


def _name(number: int, end: str) -> str:
    """A word that nobody has: a number, in syllables."""
    base = len(_SYLLABLES)
    digits: list[str] = []
    while number or len(digits) < 2:
        number, digit = divmod(number, base)
        digits.append(_SYLLABLES[digit])
    return "".join(digits).capitalize() + end


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
