"""What is left of a build when all is taken away that one might do without: the floors under goals that are not met.

python -m benchmarks.least package corpus.yaml out.apkg
python -m benchmarks.least keep corpus.yaml kept
python -m benchmarks.least kept small.yaml kept out.apkg
"""

import pickle
from pathlib import Path

from benchmarks.clock import Clock
from benchmarks.ours import inputs_of, pack, run
from benchmarks.reference import floor, notes
from repaso import pipeline

_NOTETYPES = ("term", "cloze", "row")  # as in notes.NOTETYPES
_LEVEL = 1  # of deflate: as in our packages


def package(source: Path, out: Path) -> None:
    """Our reading and our notes, and the floor's package of them: no ledger, no guids, no genanki, no linter."""
    clock = Clock()
    made, _ = pipeline.plan(inputs_of(source))
    clock.lap("planned")
    plain = [notes.Note(_NOTETYPES.index(one.kind), list(one.fields), list(one.tags), len(one.ords)) for one in made]
    floor.pack(plain, out, _LEVEL, clock)


def keep(source: Path, kept: Path) -> None:
    """The notes of a source, for `kept`."""
    made, _ = pipeline.plan(inputs_of(source))
    kept.write_bytes(pickle.dumps(made))


def kept(small: Path, kept: Path, out: Path) -> None:
    """Ledger and package of notes that are there already: no source is read but a small one, for its head."""
    inputs = inputs_of(small)
    pack(inputs, pickle.loads(kept.read_bytes()), out, Clock())  # noqa: S301  (ours)


if __name__ == "__main__":
    run({"package": package, "keep": keep, "kept": kept})
