"""genanki as its README shows it: yaml.CSafeLoader, three models, one Package.

python -m benchmarks.reference.genanki_as_is corpus.yaml out.apkg
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import genanki
import yaml

from benchmarks.clock import Clock
from benchmarks.reference.notes import CSS, DECK, DECK_NAME, NOTETYPES, Note, careful, notes


def deck_of(made: Iterable[Note]) -> Any:
    """A deck of all notes."""
    models = [
        genanki.Model(
            one.id,
            one.name,
            fields=[{"name": name} for name in one.fields],
            templates=[
                {"name": f"Card {number}", "qfmt": front, "afmt": back}
                for number, (front, back) in enumerate(one.templates, start=1)
            ],
            css=CSS,
            model_type=genanki.Model.CLOZE if one.cloze else genanki.Model.FRONT_BACK,
        )
        for one in NOTETYPES
    ]
    deck = genanki.Deck(DECK, DECK_NAME)
    for note in made:
        deck.add_note(
            genanki.Note(
                model=models[note.notetype],
                fields=note.fields,
                tags=note.tags,
                guid=genanki.guid_for(note.fields[0]),
            )
        )
    return deck


def main(source: Path, out: Path) -> None:
    """Build the package."""
    clock = Clock()
    with source.open("rb") as file:
        study = yaml.load(file, yaml.CSafeLoader)
    clock.lap("load")
    made = list(notes(study, careful))
    clock.lap("map")
    deck = deck_of(made)
    clock.lap("objects")
    genanki.Package(deck).write_to_file(out)
    clock.lap("write")
    clock.print(notes=len(deck.notes), cards=sum(len(note.cards) for note in deck.notes))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
