import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import corpus, least
from benchmarks.measure import Run, memory, ratio
from repaso import apkg
from repaso.check import check
from repaso.rules import lint
from tests.helpers import ROOT, study

COUNT = 200


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "corpus.yaml"
    corpus.write(COUNT, path)
    return path


def test_the_corpus_is_the_same_every_time_and_its_items_have_their_size(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert text == "".join(corpus.source(COUNT))
    assert 500 < len(text.encode()) / COUNT < 700
    kinds = [kind for kind, _ in study(text).every_item()]
    assert [kinds.count(kind) for kind in ("term", "cloze", "row")] == [COUNT // 2, COUNT * 3 // 10, COUNT // 5]


def test_the_corpus_gives_the_linter_nothing_to_print(source: Path) -> None:
    found = study(source.read_text(encoding="utf-8"))
    assert check(found) == ()
    assert len(lint(found)) <= COUNT // 100


def test_an_edited_corpus_differs_in_one_item(source: Path) -> None:
    before = study(source.read_text(encoding="utf-8"))
    after = study(corpus.edited(source.read_text(encoding="utf-8")))
    pairs = zip(before.every_item(), after.every_item(), strict=True)
    assert sum(one != other for one, other in pairs) == 1


def _packed(command: str, *files: Path) -> tuple[int, int]:
    """How many notes and cards are in the package that a program makes, the last of its files."""
    module, *words = command.split()
    line = [sys.executable, "-m", f"benchmarks.{module}", *words, *map(str, files)]
    said = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    package, faults = apkg.read(files[-1].read_bytes(), files[-1].name)
    assert package is not None, faults
    made = len(package.notes), len(package.cards)
    if said:
        counts = json.loads(said)
        assert made == (counts["notes"], counts["cards"])
    return made


def test_the_least_reading_reads_every_item(source: Path) -> None:
    read = least.untouched(source)
    whole = study(source.read_text(encoding="utf-8"))
    assert [(kind, item.id, item.span) for kind, item in read.every_item()] == [
        (kind, item.id, item.span._replace(path=source.name)) for kind, item in whole.every_item()
    ]


def test_every_program_makes_the_same_notes_and_cards(source: Path) -> None:
    ours = ("ours deck", "ours unlinted", "ours writing", "least looked")
    programs = (*ours, "reference.floor", "reference.genanki_as_is", "least package")
    made = {program: _packed(program, source, source.with_name(f"{program}.apkg")) for program in programs}
    assert len(set(made.values())) == 1, made
    assert len({source.with_name(f"{program}.apkg").read_bytes() for program in ours}) == 1


def test_a_ratio_is_of_runs_beside_each_other() -> None:
    runs = {name: [Run(wall, {}) for wall in walls] for name, walls in (("a", (1, 20, 3)), ("b", (2, 20, 3)))}
    assert ratio(runs, "a", "b", "wall") == (3, 3, 1, 0.5, 1)


def test_stages_are_measured_alone_and_together() -> None:
    one = Run(9, {"objects": 2, "write": 3})
    assert [one.measured(what) for what in ("wall", "write", "objects+write")] == [9, 3, 5]


def test_memory_counts_what_copies_share_only_once() -> None:
    shared = "import os, time; shared = bytes(1) * (100 << 20); os.fork(); time.sleep(1)"
    alone = "import os, time; os.fork(); own = bytes(1) * (100 << 20); time.sleep(1)"
    once, twice = (memory([sys.executable, "-c", program], ROOT, {}) for program in (shared, alone))
    assert 100 < once < 180
    assert 200 < twice < 280
