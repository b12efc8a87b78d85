"""Work that goes on beside this process, on another processor."""

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from repaso import progress

Made = TypeVar("Made")


_MANY = 2000


@contextmanager
def beside(work: Callable[[], Made], *, items: int) -> Iterator[Callable[[], Made]]:
    """Have work done while the block runs.

    Args:
      work: done in a copy of this process, which sends back what it made, if the system can copy a process; else here,
        when it is asked for. It must change nothing that outlives it.
      items: what it works on; a few are done before a second process has begun.

    Yields:
      what gives the result, once; it waits for it. If the block ends without asking, the work is stopped.
    """
    if items < _MANY or not sys.platform.startswith("linux") or (os.cpu_count() or 1) < 2:
        yield work
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _send(work, writing)
    os.close(writing)
    running = True

    def made() -> Made:
        nonlocal running
        sent = pipe.read()
        _, status = os.waitpid(child, 0)
        running = False
        # What fails in the copy is done again here, where its fault is seen.
        return work() if status else pickle.loads(sent)  # noqa: S301  (our own process wrote it)

    with os.fdopen(reading, "rb") as pipe:
        try:
            yield made
        finally:
            if running:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _send(work: Callable[[], object], writing: int) -> None:
    """In the copy: do the work, send what it made, and end without the clean-up that is the original's."""
    status = 1
    progress.show(shown=False)
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(work()))
        status = 0
    finally:
        os._exit(status)
