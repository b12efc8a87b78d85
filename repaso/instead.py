"""Imports that do without a part of what they import."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def instead(name: str, **members: object) -> Iterator[None]:
    """Whatever is imported within the block imports a stand-in for a module, with these members and no others.

    For a library whose own imports take longer than all the rest of it, and are for what we never ask of it. Of a
    module that has been imported already there is no stand-in.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = stand_in = ModuleType(name)
    vars(stand_in).update(members)
    try:
        yield
    finally:
        sys.modules.pop(name, None)
