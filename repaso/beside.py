"""Work that goes on beside this process, on another processor."""

import os
import pickle
import select
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, NoReturn, TypeVar

from repaso import progress
from repaso.progress import Bar

Made = TypeVar("Made")

_MANY = 2000
"""So many notes are made in a tenth of a second, ten times as long as a second process takes to begin."""

_INTERRUPT = {signal.SIGINT}


@contextmanager
def beside(work: Callable[[], Made], *, items: int) -> Iterator[Callable[[], Made]]:
    """Have work done while the block runs.

    Args:
      work: done in a copy of this process, which sends back what it made, if the system can and will copy a process;
        else here, when it is asked for. It must change nothing that outlives it.
      items: how much it is: so many notes could be made meanwhile. A little is done before a second process has begun.

    Yields:
      what gives the result, once; it waits for it. If the block ends without asking, the work is stopped.
    """
    if items < _MANY or _processors() < 2:
        yield work
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)  # until whoever is interrupted can clean up
    copy = _copied(work, before)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        yield work if copy is None else lambda: copy.made(work)
    finally:
        if copy is not None:
            copy.stop()


class Share(Generic[Made]):
    """Tasks that processes share: each does one after another, as many as it has time for.

    One process, and no other, may call `first`, and one `last`. Whoever does a task takes a byte out of a pipe before,
    and there are as many as tasks: so the two never meet. A copy that dies takes its bytes with it; who then does its
    work again finds fewer, and `together` does what is missing.
    """

    def __init__(self, tasks: Sequence[Callable[[], Made]], what: str, left: int) -> None:
        self._tasks = tasks
        self._what = what
        self._left = left

    def first(self) -> Mapping[int, Made]:
        """Do the first tasks that are left, until none is; the results by the tasks' places."""
        return self._done(range(len(self._tasks)))

    def last(self) -> Mapping[int, Made]:
        """The same from the last task on."""
        return self._done(range(len(self._tasks))[::-1])

    def together(self, *parts: Mapping[int, Made]) -> list[Made]:
        """All results, in the order of the tasks; what is in no part is done here."""
        done = {place: made for part in parts for place, made in part.items()}
        return [done[place] if place in done else task() for place, task in enumerate(self._tasks)]

    def _done(self, places: Iterable[int]) -> Mapping[int, Made]:
        bar = Bar(self._what, len(self._tasks))
        done: dict[int, Made] = {}
        try:
            for place in places:
                if not (left := os.read(self._left, 1)):
                    break
                bar.at(len(self._tasks) - left[0])  # of all, whoever does them
                done[place] = self._tasks[place]()
        finally:
            bar.clear()
        return done


@contextmanager
def sharing(tasks: Sequence[Callable[[], Made]], what: str) -> Iterator[Share[Made]]:
    """Share tasks between this process and copies that begin within the block.

    Args:
      tasks: as `work` of `beside`; 255 at most.
      what: is done to them, for the bar.
    """
    left, given = os.pipe()
    try:
        os.write(given, bytes(range(len(tasks), 0, -1)))  # each byte tells how many tasks are left
        os.close(given)
        yield Share(tasks, what, left)
    finally:
        os.close(left)


class _Copy:
    """A copy of this process at work, with a pipe for what it made, and one for its bars."""

    def __init__(self, process: int, result: int, bars: int) -> None:
        self._process = process
        self._result = result
        self._bars = bars
        self._running = True

    def made(self, work: Callable[[], Made]) -> Made:
        """What it made; while this is waited for, its bars are drawn here."""
        assert self._running, "the result is there once"
        sent = bytearray()
        with progress.drawing() as draw:
            while True:
                ready, _, _ = select.select([self._result, self._bars], [], [])
                if self._bars in ready and (frames := os.read(self._bars, 1 << 16)):
                    draw(frames)
                if self._result in ready:
                    if not (piece := os.read(self._result, 1 << 20)):
                        break
                    sent += piece
        _, status = os.waitpid(self._process, 0)
        self._running = False
        # What fails in the copy is done again here, where its fault is seen.
        return work() if status else pickle.loads(sent)  # noqa: S301  (our own process wrote it)

    def stop(self) -> None:
        """Stop it, unless it is done."""
        os.close(self._result)
        os.close(self._bars)
        if self._running:
            with suppress(ProcessLookupError, ChildProcessError):  # an interrupt came when it was just done
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)


def _copied(work: Callable[[], object], before: Iterable[int]) -> _Copy | None:
    """A copy of this process that works; None if there can be none."""
    result, result_in = os.pipe()
    bars, bars_in = os.pipe()
    try:
        process = os.fork()
    except OSError:  # no room for another process
        for end in (result, result_in, bars, bars_in):
            os.close(end)
        return None
    if process == 0:
        _send(work, before, (result, bars), result_in, bars_in)
    os.close(result_in)
    os.close(bars_in)
    return _Copy(process, result, bars)


def _send(
    work: Callable[[], object], before: Iterable[int], not_ours: tuple[int, int], result: int, bars: int
) -> NoReturn:
    """In the copy: do the work, send what it made, and end without the clean-up that is the original's."""
    status = 1
    try:
        for end in not_ours:  # else the copy would wait for ever to be read, if the original is killed
            os.close(end)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        progress.send(bars)
        with os.fdopen(result, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
        status = 0
    finally:
        os._exit(status)


def _processors() -> int:
    """On how many processors this process may run, if it can be copied."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
