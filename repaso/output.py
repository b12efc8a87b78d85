"""Bytes → files, all or none."""

import contextlib
import errno
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path


def write(outputs: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Put every output in place by rename, so that no reader meets half a file.

    All are written beside their targets before the first is renamed; a file that already holds its bytes is left
    alone.

    Returns:
      the files that changed, in the order given.

    Raises:
      OSError: a folder cannot be made or written; then no target has changed, unless a rename itself failed. Its
        `filename` is the target's.
    """
    target = Path()
    changed = [path for path, data in outputs.items() if not _holds(path, data)]
    temporary: list[Path] = []
    try:
        for path in changed:
            target = path
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.append(path.with_name(f".{path.name}.{os.getpid()}"))
            temporary[-1].write_bytes(outputs[path])
        with _undisturbed():
            for path, made in zip(changed, temporary, strict=True):
                target = path
                made.replace(path)
    except OSError as fault:
        fault.filename = str(target)
        raise
    finally:
        for made in temporary:
            with contextlib.suppress(OSError):
                made.unlink(missing_ok=True)
    return tuple(changed)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits, so that it never leaves some outputs new and some old."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False
