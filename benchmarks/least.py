"""What is left of a build when all is taken away that one might do without: the floors under goals that are not met.

python -m benchmarks.least read corpus.yaml
python -m benchmarks.least package corpus.yaml out.apkg
python -m benchmarks.least looked corpus.yaml out.apkg
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from yaml import ScalarEvent

from benchmarks.clock import Clock
from benchmarks.ours import inputs_of, run
from benchmarks.ours import package as package_of
from repaso import load, pipeline
from repaso.beside import beside
from repaso.load import Reader
from repaso.model import Study
from repaso.rules.rule import Context
from repaso.shape import Word, keys_of
from repaso.values import ClozeText, Place, Text

_NOTETYPES = ("term", "cloze", "row")  # as in notes.NOTETYPES
_LEVEL = 1  # of deflate: as in our packages
_MANY = 10_000  # more than enough for a copy of the process


class _Untouched(load._Source):  # noqa: SLF001  (what is taken away is its own)
    """The reader, with every text as it is: objects, places, unknown and duplicate keys, and no look at a text."""

    def _scalar(self, what: str, make: Callable[[str, Place], Any], wanted: str = "text") -> Reader:
        def read(event: Any) -> Any:
            if type(event) is not ScalarEvent:
                return self._wrong(event, what, wanted)
            place: Any = event.start_mark
            return make(event.value, place)

        return read

    def _words(self, what: str) -> Reader:
        return self._scalar(what, lambda value, place: Text(place, value))

    def _sentence(self, what: str) -> Reader:
        return self._scalar(what, lambda value, place: ClozeText(place, value, ()))

    def _word(self, shape: Word, what: str) -> Reader:
        return self._scalar(what, shape.kind)


def read(source: Path) -> None:
    """See `untouched`."""
    clock = Clock()
    untouched(source)
    clock.lap("load")
    clock.print()


def untouched(source: Path) -> Study:
    """A source, read as little as may be if every value is to have its place."""
    reader = _Untouched(source.read_text(encoding="utf-8"), source.name)
    study = reader.document(keys_of(Study))
    assert isinstance(study, Study), reader.faults[:3]
    return study


def package(source: Path, out: Path) -> None:
    """Our reading and our notes, and the floor's package of them: no ledger, no guids, no genanki, no linter."""
    from benchmarks.reference import floor, notes  # noqa: PLC0415  (the other programs need neither)

    clock = Clock()
    made, _ = pipeline.plan(inputs_of(source))
    clock.lap("planned")
    plain = [notes.Note(_NOTETYPES.index(one.kind), list(one.fields), list(one.tags), len(one.ords)) for one in made]
    floor.pack(plain, out, _LEVEL, clock)


def looked(source: Path, out: Path) -> None:
    """All of a build, but that the linter looks at each text once, for what it may hold, and judges none."""
    inputs = inputs_of(source)
    with beside(partial(_look, inputs.study), items=_MANY) as looked:
        package_of(inputs, out)
        looked()


def _look(study: Study) -> int:
    """Look at each pair of texts, which is done when they are paired, and at each card; a sum, to be asked for."""
    context = Context(study)
    return len(context.pairs) + sum(face.front_signs + face.answer_signs for face in context.faces)


if __name__ == "__main__":
    run({"read": read, "package": package, "looked": looked})
