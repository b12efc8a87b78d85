"""Programs run in turn, whole processes, so that what slows the machine slows them all."""

import json
import os
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One run of a program: seconds from start to end, and of its stages."""

    wall: float
    stages: Mapping[str, float]

    def measured(self, what: str) -> float:
        """The wall time, or the seconds of a stage, or of several with a plus between them."""
        return sum({"wall": self.wall, **self.stages}[one] for one in what.split("+"))


_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)

Runs = Mapping[str, Sequence[Run]]


class Ratio(NamedTuple):
    """How two programs compare: both medians, and the median and the ends of the ratios round by round."""

    ours: float
    reference: float
    median: float
    low: float
    high: float


def run(
    commands: Mapping[str, Sequence[str]],
    rounds: int,
    folder: Path,
    env: Mapping[str, str],
    prepare: Callable[[str], None] = lambda _: None,
) -> Runs:
    """Run every command once a round, each round beginning with another one; the first of five or more warms up.

    Args:
      commands: by name.
      rounds: how many are measured.
      folder: where they run.
      env: what is set for them in the environment.
      prepare: what is done before each, and not measured; it is told the command's name.
    """
    names = list(commands)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds + (rounds >= 5)):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            prepare(name)
            runs[name].append(_once(commands[name], folder, env))
    return {name: ran[-rounds:] for name, ran in runs.items()}


def ratio(runs: Runs, ours: str, reference: str, measure: str) -> Ratio:
    """Ours as a multiple of the reference, each round's runs beside each other."""
    pairs = [
        (one.measured(measure), other.measured(measure)) for one, other in zip(runs[ours], runs[reference], strict=True)
    ]
    ratios = [one / other for one, other in pairs]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Ratio(mine, theirs, statistics.median(ratios), min(ratios), max(ratios))


def memory(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> float:
    """The MB that a program and all its copies take at most, each page counted once: in a run of its own."""
    most = 0.0
    with subprocess.Popen(  # noqa: S603  (a command of ours)
        command, cwd=folder, env=_around(env), stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            most = max(most, sum(map(_share, _family(process.pid))))
            time.sleep(0.05)
    assert process.returncode == 0, f"{' '.join(command)} failed"
    return most / 1024


def _family(process: int) -> Iterator[int]:
    """A process, its children and theirs."""
    yield process
    with suppress(OSError):  # it has just ended
        for child in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
            yield from _family(int(child))


def _share(process: int) -> int:
    """The kB of a process, of what it shares with others its share (proc(5), smaps_rollup: Pss)."""
    with suppress(OSError):
        return int(_PSS.findall(Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii"))[0])
    return 0


def _around(env: Mapping[str, str]) -> dict[str, str]:
    """As on any machine, where what has been imported once is kept compiled."""
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}, **env}


def _once(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Run:
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        here = Path.cwd()
        os.chdir(folder)
        child = os.posix_spawn(command[0], list(command), _around(env), file_actions=actions)
        os.chdir(here)
        _, status = os.waitpid(child, 0)
        wall = time.perf_counter() - start
        assert status == 0, f"{' '.join(command)} failed"
        out.seek(0)
        lines = out.read().decode().splitlines()
    stages = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Run(wall, stages)
