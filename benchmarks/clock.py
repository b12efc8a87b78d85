"""Seconds of each stage of a program."""

import json
import re
import time
from pathlib import Path

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


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


def forget_peak() -> float:
    """Measure the memory of this process at most from here on; what it is now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


def peak() -> float:
    """The memory of this process at most, in MB."""
    return int(_PEAK.findall(Path("/proc/self/status").read_text(encoding="ascii"))[0]) / 2**10
