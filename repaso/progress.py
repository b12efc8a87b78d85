"""A bar on the terminal while something takes longer than half a second: how far, how fast, how long to go."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

_PATIENCE_S, _EVERY_S = 0.5, 0.1
_WIDTH = 24

Thing = TypeVar("Thing")


class _Terminal:
    """Whether bars are drawn; off until a command that talks to a person turns it on."""

    shown = False


def show(*, shown: bool) -> None:
    """Draw bars from now on, or none."""
    _Terminal.shown = shown


def track(things: Iterable[Thing], what: str, total: int) -> Iterator[Thing]:
    """The same things, one by one; `what` is done to `total` of them."""
    if not _Terminal.shown:
        yield from things
        return
    bar = Bar(what, total)
    try:
        for done, thing in enumerate(things):
            bar.at(done)
            yield thing
    finally:
        bar.clear()


class Bar:
    """A bar for `total` things; nothing is drawn before it has taken half a second, and nothing stays."""

    def __init__(self, what: str, total: int) -> None:
        self._what = what
        self._total = max(total, 1)
        self._start = time.monotonic()
        self._next = self._start + _PATIENCE_S if _Terminal.shown else float("inf")
        self._drawn = False

    def at(self, done: int) -> None:
        """So many are done."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY_S
        part = min(done / self._total, 1)
        a_second = done / (now - self._start)
        left = (self._total - done) / a_second if a_second else 0
        full = "█" * int(part * _WIDTH)
        rest = f"{left // 60:.0f}:{left % 60:02.0f}"
        self._write(f"\r{self._what} {full:░<{_WIDTH}} {part:4.0%}  {a_second:,.0f}/s  {rest} left\x1b[K")
        self._drawn = True

    def clear(self) -> None:
        """Leave the line as it was before."""
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
