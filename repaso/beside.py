"""Two pieces of work at once, on two processors."""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

from repaso import progress

First = TypeVar("First")
Second = TypeVar("Second")


_MANY = 2000


def both(first: Callable[[], First], second: Callable[[], Second], *, items: int) -> tuple[First, Second]:
    """The results of both.

    Args:
      first: done here.
      second: done beside it in a copy of this process, which sends back what it made, if the system can copy a
        process; else here, too. It must change nothing that outlives it.
      items: what both work on; a few are done before a second process has begun.
    """
    if items < _MANY or not sys.platform.startswith("linux") or (os.cpu_count() or 1) < 2:
        return first(), second()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _send(second, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            made = first()
            sent = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    # What fails in the copy is done again here, where its fault is seen.
    return made, second() if status else pickle.loads(sent)  # noqa: S301  (our own process wrote it)


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
