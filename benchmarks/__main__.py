"""python -m benchmarks [--rounds 5] [--skip NAME ...]: the whole table of docs/benchmarks.md, measured now."""

import argparse
import importlib.metadata
import math
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.measure import Ratio, Runs, memory, ratio, run
from benchmarks.ours import read

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "source" / "aif-c01-3.3.yaml"
BUILD = str(Path(sys.executable).with_name("build"))
_ENV = shutil.which("env") or "env"
NO_STAMP = {"XDG_CACHE_HOME": os.devnull}
_HEAD = "| work | ours | reference | | ratio | goal |\n|---|---|---|---|---|---|"
SIZES = (1_000, 10_000, 100_000)


class Line(NamedTuple):
    """A line of the table; `faster` turns the ratio round: how many times as fast as the reference."""

    work: str
    reference: str
    goal: str
    found: Ratio
    unit: str = "s"
    faster: bool = False

    def __str__(self) -> str:
        ours, theirs, *ratios = self.found
        low, median, high = sorted(1 / one if self.faster else one for one in ratios)
        digits = 0 if self.unit == "MB" else 2
        shown = f"{median:.2f} ({low:.2f}–{high:.2f})"
        return (
            f"| {self.work} | {ours:.{digits}f} {self.unit} | {self.reference} | {theirs:.{digits}f} {self.unit} "
            f"| {shown}{' × faster' if self.faster else ' ×'} | {self.goal} |"
        )


class Bench:
    """One run of all measurements in a folder of its own."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self._folder = folder
        self._rounds = rounds
        self._walls: dict[int, float] = {}

    def corpus(self, count: int) -> Path:
        """A corpus of so many items, written once."""
        path = self._folder / f"{count}.yaml"
        if not path.exists():
            corpus.write(count, path)
        return path

    def run(
        self,
        commands: dict[str, list[str]],
        *,
        rounds: int = 0,
        env: dict[str, str] | None = None,
        prepare: Callable[[str], None] = lambda _: None,
    ) -> Runs:
        """Run commands in turn in the project's folder."""
        return run(commands, rounds or self._rounds, ROOT, env or NO_STAMP, prepare)

    def decks(self) -> Iterator[Line]:
        """From YAML to package, all checks on."""
        for count in SIZES:
            source, out = str(self.corpus(count)), str(self._folder / "out.apkg")
            commands = {
                "ours": [*_module("ours"), "deck", source, out],
                "writing": [*_module("ours"), "writing", source, out],
                "floor": [*_module("reference.floor"), source, out],
                "genanki": [*_module("reference.genanki_as_is"), source, out],
            }
            runs = self.run(commands, rounds=1 if count == SIZES[-1] else 0)
            made = ("ours", "floor", "genanki")
            self._walls[count] = statistics.median(one.wall for one in runs["ours"])
            for one in ("notes", "cards"):
                assert len({runs[name][0].measured(one) for name in made}) == 1, f"not the same {one}"
            work = f"deck of {count:,} items"
            goal = "≤ 2" if count == SIZES[0] else "≤ 1.5"
            yield Line(work, "floor", goal, ratio(runs, "ours", "floor", "wall"))
            yield Line(work, "genanki as is", "≥ 4", ratio(runs, "ours", "genanki", "wall"), faster=True)
            found = ratio(runs, "writing", "genanki", "write")
            yield Line("… writing the package", "write_to_file", "≥ 2.5", found, faster=True)
            found = ratio(runs, "writing", "genanki", "objects+write")
            yield Line("… making its notes, too", "objects and write_to_file", "", found, faster=True)
            yield _of_memory("… memory at most", commands["ours"], commands["genanki"])

    def growth(self) -> Iterator[str]:
        """The power of the number of items that the time of `decks` grows with."""
        for few, many in () if not self._walls else ((SIZES[0], SIZES[1]), (SIZES[1], SIZES[2]), (SIZES[0], SIZES[2])):
            power = math.log(self._walls[many] / self._walls[few]) / math.log(many / few)
            yield f"| growth from {few:,} to {many:,} items | time ~ N^{power:.2f} | | | | ≤ 1.05 |"

    def reading(self) -> Iterator[Line]:
        """The source alone: places, refused duplicates, validation."""
        source = str(self.corpus(10_000))
        runs = self.run(
            {"ours": [*_module("ours"), "read", source], "yaml": [*_module("reference.csafeloader"), source]}
        )
        found = ratio(runs, "ours", "yaml", "load")
        yield Line("reading 10,000 items", "CSafeLoader alone", "≥ 4", found, faster=True)

    def nothing(self) -> Iterator[Line]:
        """A build that changes nothing."""
        project = self._project("nothing", SOURCE)
        env = {"XDG_CACHE_HOME": str(self._folder / "cache")}
        commands = {"ours": _build(project), "click": [sys.executable, "-c", "import click"]}
        runs = self.run(commands, rounds=4 * self._rounds, env=env)
        yield Line("nothing changed", "import click", "≤ 1.3", ratio(runs, "ours", "click", "wall"))

    def edited(self) -> Iterator[Line]:
        """One item of 10,000 is another: the command as it is given, without papers, and where it can keep nothing."""
        source = self.corpus(10_000)
        texts = [text := source.read_text(encoding="utf-8"), corpus.edited(text)]
        projects = {name: self._project(name, source) for name in ("again", "whole")}
        caches = {"again": str(self._folder / "kept"), "whole": os.devnull}
        built = dict.fromkeys(projects, 0)

        def edit(name: str) -> None:
            (projects[name] / "source" / source.name).write_text(texts[built[name] % 2], encoding="utf-8")
            built[name] += 1

        commands = {
            name: [_ENV, f"XDG_CACHE_HOME={caches[name]}", *_build(project), "--no-paper"]
            for name, project in projects.items()
        }
        env = {"SOURCE_DATE_EPOCH": "1790000000"}
        self.run(commands, rounds=1, env=env, prepare=edit)  # the first build is a whole one
        runs = self.run(commands, env=env, prepare=edit)
        again, whole = (
            {path.name: path.read_bytes() for path in (one / "dist").iterdir()} for one in projects.values()
        )
        assert again == whole, "not the same bytes"
        yield Line("one of 10,000 items changed", "all of them", "≤ 0.25", ratio(runs, "again", "whole", "wall"))

    def whole(self) -> Iterator[Line]:
        """Deck, sheets and reports of the real source, against a tool that makes less of as many items."""
        items = sum(1 for _ in read(SOURCE).every_item())
        yield self._against_afternoon("the real source", SOURCE, items, "≤ 1", faster=False)

    def sheets(self) -> Iterator[Line]:
        """Decks and sheets of many items; and all that the program prints of them."""
        for count, goal in ((1_000, "≥ 10"), (10_000, "≥ 20")):
            out = self._folder / "ours.apkg"
            command = [*_module("printing"), "both", str(self.corpus(count)), str(out), str(out.with_suffix(".pdf"))]
            found = self._than_afternoon(command, count)
            yield Line(f"deck and one sheet of {count:,} items", "an afternoon's tool", goal, found, faster=True)
        work = f"deck, 14 PDFs, reports of {SIZES[0]:,} items"
        yield self._against_afternoon(work, self.corpus(SIZES[0]), SIZES[0], "≥ 10", faster=True)

    def text(self) -> Iterator[Line]:
        """Printed text alone: the tables of an afternoon's tool, and our sheet."""
        for what, name in (("tables", "printed text"), ("sheet", "our sheet, tagged")):
            for count in (1_000, 6_000):
                source, out = str(self.corpus(count)), str(self._folder / "out.pdf")
                commands = {
                    "ours": [*_module("printing"), what, source, out],
                    "platypus": [*_module("reference.platypus"), what, source, out],
                }
                runs = self.run(commands)
                goal = "≤ 0.10" if what == "tables" else ""
                found = ratio(runs, "ours", "platypus", "text")
                yield Line(f"{name} of {count:,} items", "platypus", goal, found)
                yield Line("… memory that it takes", "platypus", "", ratio(runs, "ours", "platypus", "grown"), "MB")

    def layout(self) -> Iterator[Line]:
        """The layout of the real sheet alone."""
        commands = {
            "ours": [*_module("printing"), "layout", str(SOURCE)],
            "import": _module("reference.import_reportlab"),
        }
        found = ratio(self.run(commands), "ours", "import", "layout")
        yield Line("layout of the real sheet, 2 languages on 2 papers", "import reportlab.platypus", "≤ 1", found)

    def least(self) -> Iterator[Line | str]:
        """What is left of a build when all is taken away that one might do without, against the goals that are not met.

        What takes longer than a goal allows is the floor under it.
        """
        yield f"\nThe least, against the goals that are not met:\n\n{_HEAD}"
        source, many, out = str(self.corpus(10_000)), str(self.corpus(100_000)), str(self._folder / "out.apkg")
        runs = self.run(
            {
                "ours": [*_module("ours"), "deck", source, out],
                "unlinted": [*_module("ours"), "unlinted", source, out],
                "package": [*_module("least"), "package", source, out],
                "floor": [*_module("reference.floor"), source, out],
                "genanki": [*_module("reference.genanki_as_is"), source, out],
            }
        )
        commands = {
            "read": [*_module("least"), "read", source],
            "yaml": [*_module("reference.csafeloader"), source],
        }
        found = ratio(self.run(commands), "read", "yaml", "load")
        yield Line("10,000 items read, no text looked at", "CSafeLoader alone", "≥ 4", found, faster=True)
        thousand = str(self.corpus(1_000))
        commands = {
            "imported": [sys.executable, "-c", "import benchmarks.ours, repaso.rules, repaso.anki"],
            "unlinted": [*_module("ours"), "unlinted", thousand, out],
            "looked": [*_module("least"), "looked", thousand, out],
            "ours": [*_module("ours"), "deck", thousand, out],
            "floor": [*_module("reference.floor"), thousand, out],
        }
        short = self.run(commands)
        works = {
            "imported": "all imported, nothing done",
            "unlinted": "1,000 items, without the linter",
            "looked": "1,000 items, every text looked at once",
            "ours": "1,000 items, all rules",
        }
        for name, work in works.items():
            yield Line(work, "floor, 1,000 items", "≤ 2", ratio(short, name, "floor", "wall"))
        works = {
            "unlinted": "10,000 items, without the linter",
            "package": "… read and noted, packed as the floor does",
        }
        for name, work in works.items():
            yield Line(work, "floor", "≤ 1.5", ratio(runs, name, "floor", "wall"))
            yield Line(work, "genanki as is", "≥ 4", ratio(runs, name, "genanki", "wall"), faster=True)
        found = ratio(runs, "package", "genanki", "write")
        yield Line("… SQLite and deflate", "write_to_file", "≥ 2.5", found, faster=True)
        reading, making = [*_module("ours"), "read", many], [*_module("reference.genanki_as_is"), many, out]
        yield _of_memory("100,000 items read, no more", reading, making)
        for count, goal in ((1_000, "≥ 10"), (10_000, "≥ 20")):
            unlinted = [*_module("ours"), "unlinted", str(self.corpus(count)), out]
            found = self._than_afternoon(unlinted, count)
            yield Line(f"{count:,} items, without linter and sheet", "an afternoon's tool", goal, found, faster=True)
        items = sum(1 for _ in read(SOURCE).every_item())
        for count, goal, faster in ((items, "≤ 1", False), (1_000, "≥ 10", True)):
            work = f"deck, 14 PDFs, reports of 10 items, not {count:,}"
            yield self._against_afternoon(work, self.corpus(10), count, goal, faster=faster)

    def _against_afternoon(self, work: str, source: Path, count: int, goal: str, *, faster: bool) -> Line:
        found = self._than_afternoon(_build(self._project(f"{source.stem}-{count}", source)), count)
        return Line(work, "an afternoon's tool", goal, found, faster=faster)

    def _than_afternoon(self, command: list[str], count: int) -> Ratio:
        """A command, and an afternoon's tool with so many items; with many, which take it a minute, but twice."""
        out = self._folder / "afternoon.apkg"
        files = [str(self.corpus(count)), str(out), str(out.with_suffix(".pdf"))]
        commands = {"ours": command, "afternoon": [*_module("reference.afternoon"), *files]}
        rounds = self._rounds if count < 10_000 else min(self._rounds, 2)
        return ratio(self.run(commands, rounds=rounds), "ours", "afternoon", "wall")

    def _project(self, name: str, source: Path) -> Path:
        """A folder with one source, and templates whose sheet may have any number of pages."""
        project = self._folder / name
        shutil.copytree(ROOT / "templates", project / "templates")
        if source != SOURCE:
            theme = project / "templates" / "sheet.toml"
            pages = re.compile(r"^pages *= *\d+", re.MULTILINE)
            theme.write_text(pages.sub("pages = 5000", theme.read_text(encoding="utf-8")), encoding="utf-8")
        (project / "source").mkdir()
        shutil.copy(source, project / "source")
        return project


def _of_memory(work: str, ours: list[str], genanki: list[str]) -> Line:
    """What two programs take of memory, in a run of each."""
    taken = [memory(command, ROOT, NO_STAMP) for command in (ours, genanki)]
    return Line(work, "genanki as is", "≤ 0.25", Ratio(*taken, *[taken[0] / taken[1]] * 3), "MB")


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{name}"]


def _build(project: Path) -> list[str]:
    places = [f"--{what}={project / folder}" for what, folder in (("source", "source"), ("templates", "templates"))]
    return [BUILD, "--quiet", *places, f"--out={project / 'dist'}"]


def _machine() -> str:
    packages = ("repaso", "click", "genanki", "PyYAML", "PyStemmer", "reportlab")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    python = platform.python_version()
    return f"{platform.platform()}, {os.cpu_count()} processors, load {load}; Python {python}, {versions}."


def main() -> None:
    """Measure and print, line by line."""
    parts = ("decks", "growth", "reading", "nothing", "edited", "whole", "sheets", "text", "layout", "least")
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--skip", nargs="*", choices=parts, default=[])
    given = parser.parse_args()
    _say(f"{_machine()} Medians of {given.rounds} rounds; the ends of the ratio in brackets.\n")
    _say(_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), given.rounds)
        for part in parts:
            if part not in given.skip:
                for line in getattr(bench, part)():
                    _say(str(line))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
