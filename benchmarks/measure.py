"""Programs run in turn, whole processes, so that what slows the machine slows them all."""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Run(NamedTuple):
    """One run of a program: seconds from start to end, its memory at most in MB, seconds of its stages."""

    wall: float
    peak: float
    stages: Mapping[str, float]

    def measured(self, what: str) -> float:
        """The wall time, the peak, or the seconds of a stage."""
        return {"wall": self.wall, "peak": self.peak, **self.stages}[what]


Runs = Mapping[str, Sequence[Run]]


class Ratio(NamedTuple):
    """How two programs compare: both medians, and the median and the ends of the ratios round by round."""

    ours: float
    reference: float
    median: float
    low: float
    high: float


def run(commands: Mapping[str, Sequence[str]], rounds: int, folder: Path, env: Mapping[str, str]) -> Runs:
    """Run every command once a round, each round beginning with another one; the first of five or more warms up."""
    names = list(commands)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds + (rounds >= 5)):
        for name in names[number % len(names) :] + names[: number % len(names)]:
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


def _once(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Run:
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1)]
        here = Path.cwd()
        os.chdir(folder)
        # As on any machine, where what has been imported once is kept compiled.
        around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        child = os.posix_spawn(command[0], list(command), {**around, **env}, file_actions=actions)
        os.chdir(here)
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - start
        assert status == 0, f"{' '.join(command)} failed"
        out.seek(0)
        lines = out.read().decode().splitlines()
    stages = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Run(wall, used.ru_maxrss / 1024, stages)
