"""What is left of a build when all is taken away that one might do without: the floors under goals that are not met.

python -m benchmarks.least read corpus.yaml
python -m benchmarks.least package corpus.yaml out.apkg
python -m benchmarks.least looked corpus.yaml out.apkg
python -m benchmarks.least keep corpus.yaml kept
python -m benchmarks.least kept corpus.yaml small.yaml kept out.apkg
"""

import hashlib
import io
import marshal
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from unittest import mock

from yaml import ScalarEvent

from benchmarks.clock import Clock
from benchmarks.ours import inputs_of, planned, run
from benchmarks.ours import package as package_of
from repaso import anki, ledger, load, pipeline
from repaso.beside import beside
from repaso.load import Reader
from repaso.model import Study
from repaso.output import write
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


def keep(source: Path, kept: Path) -> None:
    """All that items have a share in, for `kept`: the rows of notes and cards, and the ledger."""
    inputs = inputs_of(source)
    notes, _ = pipeline.plan(inputs)
    plan, lock = planned(inputs, notes)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(anki.render(plan))) as archive:
        database = sqlite3.connect(archive.extract("collection.anki2", folder))
        asked = ("SELECT * FROM notes", "SELECT id, nid, did, ord, mod, due FROM cards")
        rows = [list(chain.from_iterable(database.execute(table))) for table in asked]
        database.close()
    kept.write_bytes(marshal.dumps((*rows, lock)))


def kept(source: Path, small: Path, kept: Path, out: Path) -> None:
    """What is left of a build if all that items have a share in is kept, and of them all none has changed.

    The source is cut into items, without looking at what is in them, and each is hashed. The ledger is read and
    written, and the package is written of its rows. A small source is built for all that belongs to no item.
    """
    items = re.split(r"\n(?=  - )", source.read_text(encoding="utf-8"))
    hashes = {hashlib.blake2b(item.encode(), digest_size=16).digest() for item in items}
    notes, cards, lock = marshal.loads(kept.read_bytes())  # noqa: S302  (ours)
    assert len(hashes) == len(items)

    class Rows(anki._Rows):  # noqa: SLF001  (whose place it takes)
        def flush(self) -> None:
            self._notes[:], self._cards[:] = notes, cards
            super().flush()

    with mock.patch.object(anki, "_Rows", Rows):
        inputs = inputs_of(small)
        plan, _ = planned(inputs, pipeline.plan(inputs)[0])
        package = anki.render(plan)
    known, _ = ledger.read(lock.decode(), out.name)
    write({out: package, out.with_suffix(".lock"): ledger.write(known).encode()})


if __name__ == "__main__":
    run({"read": read, "package": package, "looked": looked, "keep": keep, "kept": kept})
