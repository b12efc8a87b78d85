"""Seconds of each stage of a program."""

import json
import time


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

    def print(self, **counts: int) -> None:
        """All stages, and what was counted."""
        print(json.dumps({**self._seconds, **counts}))  # noqa: T201  (this is the program's output)
