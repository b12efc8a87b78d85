"""Seconds of each stage of a program."""

import json
import os
import resource
import time
from pathlib import Path


class Clock:
    """Seconds of each stage, printed as one line of JSON."""

    def __init__(self) -> None:
        self._at = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The stage that ends here."""
        now = time.perf_counter()
        self._seconds[stage] = now - self._at
        self._at = now

    def print(self, **counts: float) -> None:
        """All stages, and what was counted."""
        print(json.dumps({**self._seconds, **counts}))  # noqa: T201  (this is the program's output)


def resident() -> float:
    """The memory of this process now, in MB."""
    _, pages, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def peak() -> float:
    """The memory of this process at most until now, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
