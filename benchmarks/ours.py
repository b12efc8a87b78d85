"""repaso's own stages, timed: what `build` does for a deck, in its order, without sheet and report.

python -m benchmarks.ours deck corpus.yaml out.apkg
python -m benchmarks.ours unlinted corpus.yaml out.apkg
python -m benchmarks.ours writing corpus.yaml out.apkg
python -m benchmarks.ours read corpus.yaml
"""

import gc
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from benchmarks.clock import Clock
from repaso import ledger, lockfile, pipeline
from repaso.deck import DeckPlan, content_of, look_of, plan_deck
from repaso.diagnostics import has_errors
from repaso.ledger import Ledger
from repaso.load import load
from repaso.model import Study
from repaso.notes import Note
from repaso.output import write
from repaso.pipeline import Inputs
from repaso.rules import linting

TEMPLATES = Path(__file__).parent.parent / "templates"
_BUILD_TIME = 1_790_000_000


def read(source: Path) -> Study:
    """A source without faults of shape."""
    study, faults = load(source, source.name)
    assert study is not None, faults[:3]
    return study


def inputs_of(source: Path) -> Inputs:
    """All that a build reads, without faults."""
    inputs, faults = pipeline.read(source, TEMPLATES)
    assert inputs is not None, faults[:3]
    return inputs


def deck(source: Path, out: Path) -> None:
    """Everything from YAML to .apkg and ledger, with all checks on."""
    clock = Clock()
    inputs = inputs_of(source)
    clock.lap("read")
    with linting(inputs.study) as linted:
        notes = package(inputs, out)
        clock.lap("package")
        assert not has_errors(linted().faults)
        clock.lap("rest of lint")
    _print(clock, notes)


def unlinted(source: Path, out: Path) -> None:
    """The same without the linter."""
    clock = Clock()
    _print(clock, package(inputs_of(source), out))


def package(inputs: Inputs, out: Path) -> tuple[Note, ...]:
    """Notes, ledger and package; what is in it."""
    notes, faults = pipeline.plan(inputs)
    assert not has_errors(faults), faults[:3]
    from repaso import anki  # noqa: PLC0415  (as `build` does: while the linter is at work)

    plan, lock = planned(inputs, notes)
    write({out: anki.render(plan), out.with_suffix(".lock"): lock})
    return notes


def writing(source: Path, out: Path) -> None:
    """The package alone; genanki's objects are made first, and timed apart, as genanki has them before it writes."""
    from repaso import anki  # noqa: PLC0415

    inputs = inputs_of(source)
    notes, _ = pipeline.plan(inputs)
    plan, _ = planned(inputs, notes)
    clock = Clock()
    objects = list(anki.notes_of(plan))
    clock.lap("objects")
    write({out: anki.packed(plan, objects)})
    clock.lap("write")
    _print(clock, notes)


def planned(inputs: Inputs, notes: tuple[Note, ...]) -> tuple[DeckPlan, bytes]:
    """The deck of notes, and what stands in its ledger."""
    study, look = inputs.study, inputs.look
    looks = {kind: look_of(look, kind) for kind in look.templates}
    new, _ = ledger.advance(Ledger(manual=study.manual.id), map(content_of, notes), looks, build_time=_BUILD_TIME)
    return plan_deck(study.manual, notes, look, new), lockfile.write(new).encode()


def _print(clock: Clock, notes: tuple[Note, ...]) -> None:
    clock.print(notes=len(notes), cards=sum(len(note.ords) for note in notes))


def reading(source: Path) -> None:
    """The source alone."""
    clock = Clock()
    read(source)
    clock.lap("load")
    clock.print()


def run(works: Mapping[str, Callable[..., object]]) -> NoReturn:
    """Do the work that the command line names, as `build` does: without the collector, and with an end at once."""
    gc.disable()
    _, what, *paths = sys.argv
    works[what](*map(Path, paths))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    run({"deck": deck, "unlinted": unlinted, "writing": writing, "read": reading})
