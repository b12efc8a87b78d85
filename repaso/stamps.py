"""Whether a build would change anything: a stamp of all that the last one read and wrote, in the user's cache.

A stamp belongs to one command line in one folder and holds the hash of every file that went in or came out. So nothing
is believed that does not lie on the disk, and a stamp can be deleted without loss. This module runs before anything
else does: it imports little.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

State = dict[str, str]
"""The hash of a file by its name, "" if it cannot be read."""
Watched = Sequence[tuple[str, str]]
"""Folders, each with the ending of those of its files that count; a file stands for itself."""

_AROUND = ""  # no file's name: what a build depends on beside files
_ENDING = ".json"


class Told(NamedTuple):
    """What a build that changes nothing has to say."""

    out: str
    err: str


def unchanged(words: Sequence[str]) -> Told | None:
    """What there is to say if the build of this command line would change nothing; None if it has to be done."""
    try:
        stamp = json.loads(place(words, _ENDING).read_bytes())
        now = state(stamp["watched"]) | {name: _hash(Path(name)) for name in stamp["wrote"]}
        return Told(*stamp["told"]) if now == stamp["state"] else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def keep(words: Sequence[str], watched: Watched, before: State, outputs: Mapping[Path, bytes], told: Told) -> bool:
    """Keep a stamp of a build, unless what it depends on was changed while it ran, or the cache cannot be written.

    Args:
      words: its command line, without the program's name.
      watched: what it depends on.
      before: the state of that when it began.
      outputs: what it wrote.
      told: what it would say if it were done again.

    Returns:
      whether all that it depends on is as it was when it began.
    """
    wrote = {str(path): digest(data) for path, data in outputs.items()}
    # The program is taken as it was when the build began: if it has been changed since, the next build sees that.
    if _contents(watched) | {_AROUND: before[_AROUND]} | wrote != before | wrote:
        return False
    stamp = {"watched": watched, "wrote": [*wrote], "state": before | wrote, "told": told}
    kept = place(words, _ENDING)
    made = kept.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(json.dumps(stamp), encoding="utf-8")
        made.replace(kept)
    return True


def state(watched: Watched) -> State:
    """All that a build depends on: what is watched, this program, its Python and what is installed for it."""
    beside = [one.name for folder in map(Path, sys.path) if folder.is_dir() for one in os.scandir(folder)]
    installed = sorted(name for name in beside if name.endswith(".dist-info"))  # each with its version
    return _contents(watched) | {_AROUND: " ".join([_program(), sys.version, *installed])}


def _contents(watched: Watched) -> State:
    return {str(path): _hash(path) for folder, ending in watched for path in _files(Path(folder), ending)}


def _program() -> str:
    """The hash of this program: of the names and contents of its modules."""
    digest = blake2b(digest_size=16)
    for folder, _, names in sorted(os.walk(Path(__file__).parent)):
        for name in sorted(names):
            if name.endswith(".py"):
                data = _module(f"{folder}/{name}")
                digest.update(f"{folder}/{name} {len(data)}\n".encode())
                digest.update(data)
    return digest.hexdigest()


def _module(path: str) -> bytes:
    """What a module holds; nothing if it cannot be read, as what editors leave beside one."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  (half the time, for a hundred files)
            return file.read()
    except OSError:
        return b""


def place(words: Sequence[str], ending: str) -> Path:
    """A file in the user's cache that belongs to these words in this folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "repaso", f"{digest(json.dumps([str(Path.cwd()), *words]).encode())}{ending}")


def _files(folder: Path, ending: str) -> Iterator[Path]:
    if not folder.is_dir():
        yield folder
        return
    for entry in folder.iterdir():
        if entry.name.endswith(ending) and entry.is_file():
            yield entry


def _hash(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError:
        return ""


def digest(data: bytes) -> str:
    """The hash of a file's bytes, as a state has it."""
    return blake2b(data, digest_size=16).hexdigest()
