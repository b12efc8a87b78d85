"""A bar on the terminal while something takes longer than half a second: how far, how fast, how long to go."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

_PATIENCE_S, _EVERY_S = 0.5, 0.1
_WIDTH = 24
_CLEAR = "\r\x1b[K"

Thing = TypeVar("Thing")


class _Terminal:
    """Whether bars are drawn, and where; off until a command that talks to a person turns it on."""

    shown = False
    pipe: int | None = None

    @classmethod
    def write(cls, text: str) -> None:
        """Draw, or send what another process draws; what finds no room in the pipe is out of date when there is."""
        if cls.pipe is None:
            sys.stderr.write(text)
            sys.stderr.flush()
        else:
            with suppress(BlockingIOError):
                os.write(cls.pipe, text.encode())


def show(*, shown: bool) -> None:
    """Draw bars from now on, or none."""
    _Terminal.shown = shown


def send(pipe: int) -> None:
    """Send bars through a pipe from now on, for another process to draw them."""
    os.set_blocking(pipe, False)
    _Terminal.pipe = pipe


@contextmanager
def drawing() -> Iterator[Callable[[bytes], None]]:
    """Draw what another process sends: what is yielded is given all that has come, and draws the last bar of it."""
    try:
        yield lambda frames: _Terminal.write("\r" + frames.decode(errors="replace").rpartition("\r")[2])
    finally:
        if _Terminal.shown:
            _Terminal.write(_CLEAR)


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
        _Terminal.write(f"\r{self._what} {full:░<{_WIDTH}} {part:4.0%}  {a_second:,.0f}/s  {rest} left\x1b[K")
        self._drawn = True

    def clear(self) -> None:
        """Leave the line as it was before."""
        if self._drawn:
            _Terminal.write(_CLEAR)
            self._drawn = False
