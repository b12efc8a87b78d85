"""repaso's own stages, timed: what `build` does for a deck, in its order, without sheet and report.

python -m benchmarks.ours deck corpus.yaml out.apkg
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
from repaso import ledger, pipeline
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
        assert not has_errors(linted())
        clock.lap("rest of lint")
    clock.print(notes=len(notes), cards=sum(len(note.ords) for note in notes))


def package(inputs: Inputs, out: Path, clock: Clock | None = None) -> tuple[Note, ...]:
    """Notes, ledger and package; the clock is told of each."""
    clock = clock or Clock()
    notes, faults = pipeline.plan(inputs)
    assert not has_errors(faults), faults[:3]
    clock.lap("notes")
    pack(inputs, notes, out, clock)
    return notes


def pack(inputs: Inputs, notes: tuple[Note, ...], out: Path, clock: Clock) -> None:
    """Ledger and package of notes; the clock is told of each."""
    plan = plan_of(inputs, notes, out, clock)
    from repaso import anki  # noqa: PLC0415  (as `build` does: while the linter is at work)

    write({out: anki.render(plan)})
    clock.lap("write")


def plan_of(inputs: Inputs, notes: tuple[Note, ...], out: Path, clock: Clock) -> DeckPlan:
    """The deck of notes, and its ledger, which is written beside the package; the clock is told of each."""
    study, look = inputs.study, inputs.look
    looks = {kind: look_of(look, kind) for kind in look.templates}
    new, _ = ledger.advance(Ledger(manual=study.manual.id), map(content_of, notes), looks, build_time=_BUILD_TIME)
    write({out.with_suffix(".lock"): ledger.write(new).encode()})
    clock.lap("ledger")
    plan = plan_deck(study.manual, notes, look, new)
    clock.lap("deck")
    return plan


def writing(source: Path, out: Path) -> None:
    """Notes, ledger and package alone, without the linter beside; genanki's objects are made first, and then written.

    So they are timed as genanki's are, which has them before `write_to_file`.
    """
    inputs = inputs_of(source)
    clock = Clock()
    notes, _ = pipeline.plan(inputs)
    clock.lap("notes")
    plan = plan_of(inputs, notes, out, clock)
    from repaso import anki  # noqa: PLC0415

    clock.lap("import")
    objects = list(anki.notes_of(plan))
    clock.lap("objects")
    write({out: anki.packed(plan, objects)})
    clock.lap("write")
    clock.print()


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
    run({"deck": deck, "writing": writing, "read": reading})
