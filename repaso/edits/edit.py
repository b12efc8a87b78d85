"""Two texts of a source → the items that differ, each read by itself, in its place."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

from repaso.load import loads, loads_as
from repaso.model import Cloze, Item, Process, Question, Row, Step, Study, Table, Term
from repaso.values import Located, value

_REMARKS = frozenset({"note", "status", "source", "sheet"})
_OWN: dict[type[Item], frozenset[str]] = {
    Term: _REMARKS | {"definition", "example", "hint"},
    Cloze: _REMARKS | {"es", "en"},
    Row: _REMARKS,
    Step: _REMARKS | {"es", "en", "why"},
    Question: _REMARKS | {"ask", "why"},
}
"""The keys of an item that are its entry's own: no other entry's cards or findings depend on them, but by fronts."""

_MOST = 200
"""Items; more are not much sooner read than all."""

_BREAKS = "\r\x85\u2028\u2029"
"""What YAML takes for the end of a line beside the line feed."""


@value
class _Items(Located):
    """A source that holds nothing but items."""

    terms: tuple[Term, ...] = ()
    cloze: tuple[Cloze, ...] = ()
    tables: tuple[Table, ...] = ()
    processes: tuple[Process, ...] = ()
    questions: tuple[Question, ...] = ()


LISTS = tuple(one.name for one in fields(_Items) if one.compare)
"""The lists of a source that hold items, or what items lie in."""


class Entries(NamedTuple):
    """Where the entries of one list begin: the places of their lines' first characters in the text, ascending."""

    name: str
    starts: Sequence[int]


class Edit(NamedTuple):
    """What changed.

    Attributes:
      name: of the list in which entries changed.
      first: the place of the first of them in it.
      old: a source with the entries that changed, as they were, and all else that is no item.
      new: the same, as they are, each in its place.
      old_lines: their lines in the text as it was, from 1.
      new_lines: the same in the text as it is.
      entries: of the text as it is.
    """

    name: str
    first: int
    old: Study
    new: Study
    old_lines: range
    new_lines: range
    entries: tuple[Entries, ...]


def entries_of(study: Study, text: str) -> tuple[Entries, ...]:
    """The lists of a source whose entries each begin in a line of their own, behind a hyphen and nothing else."""
    found = []
    if not any(sign in text for sign in _BREAKS):
        for name in LISTS:
            places: list[Any] = [one.place for one in getattr(study, name)]  # YAML's marks, which know their index, too
            starts = [place.index - place.column for place in places]
            heads = {text[start : place.index] for start, place in zip(starts, places, strict=True)}
            if len(heads) == 1 and heads.pop().strip(" ") == "-":
                found.append(Entries(name, starts))
    return tuple(found)


def edit_between(before: str, entries: Sequence[Entries], after: str, shown: str) -> Edit | None:
    """What differs between two texts of a source.

    Args:
      before: the text as it was: one without faults.
      entries: of that text.
      after: the text as it is.
      shown: the source's path, as the author knows it.

    Returns:
      the entries from the first to the last that differ; None if anything else differs, or an item says something else
      that others see, or what it says cannot be read.
    """
    window = _window(before, entries, after)
    if window is None:
        return None
    name, first, begin, end, more = window
    changed = after[begin : end + more]
    unchanged = [  # entries, where they are now
        Entries(one, [place + more * (place >= end) for place in starts if not begin <= place < end])
        for one, starts in entries
    ]
    new, _ = loads(_emptied(after, unchanged, name, begin, end + more).encode(), shown)
    old, _ = loads_as(_Items, f"{name}:\n{before[begin:end]}".encode(), shown)
    if new is None or old is None:
        return None
    line = after.count("\n", 0, begin) + 1
    new_lines = range(line, line + changed.count("\n"))
    there = [one for one in getattr(new, name) if line <= one.span.line <= new_lines.stop]
    are, were = there[:-1], getattr(old, name)
    # The entry behind them begins where it has to: so all that follows is read as it was.
    if not there or there[-1].span.line != new_lines.stop or list(map(_seen, are)) != list(map(_seen, were)):
        return None
    starts = [begin, *(begin + match.end() for match in re.finditer("\n", changed))]
    places = [starts[one.span.line - line] for one in are]
    head = after[end + more : end + more + there[-1].place.column]
    if any(after[place : place + one.place.column] != head for place, one in zip(places, are, strict=True)):
        return None
    nothing: dict[str, Any] = dict.fromkeys(LISTS, ())
    edit = Edit(
        name=name,
        first=first,
        old=replace(new, **{**nothing, name: tuple(were)}),
        new=replace(new, **{**nothing, name: tuple(are)}),
        old_lines=range(line, line + before.count("\n", begin, end)),
        new_lines=new_lines,
        entries=tuple(Entries(one, sorted([*own, *places]) if one == name else own) for one, own in unchanged),
    )
    return edit if edit.new.size <= _MOST else None


class _Window(NamedTuple):
    """The entries that differ.

    Attributes:
      name: of their list.
      first: the place of the first of them in it.
      begin: where that begins in either text.
      end: where the entry behind them begins in the text as it was.
      more: by so many characters is the text longer.
    """

    name: str
    first: int
    begin: int
    end: int
    more: int


def _window(before: str, entries: Sequence[Entries], after: str) -> _Window | None:
    """The entries that hold all that differs; None if none do, or only the last of a list, whose end is not known."""
    same = _same(before, after, str.__getitem__)
    same_at_end = min(_same(before, after, _from_the_end), min(len(before), len(after)) - same)
    for name, starts in entries:  # noqa: B007  (it is used when it is found)
        first, behind = bisect_right(starts, same) - 1, bisect_left(starts, len(before) - same_at_end)
        if 0 <= first < behind < len(starts):
            break
    else:
        return None
    window = _Window(name, first, starts[first], starts[behind], len(after) - len(before))
    changed = after[window.begin : window.end + window.more]
    readable = changed.endswith("\n") and not any(sign in changed for sign in _BREAKS)
    return window if readable and behind - first <= _MOST else None


def _same(one: str, other: str, part: Callable[[str, slice], str]) -> int:
    """How many characters two texts share at an end."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if part(one, slice(low, middle)) == part(other, slice(low, middle)):
            low = middle
        else:
            high = middle - 1
    return low


def _from_the_end(text: str, part: slice) -> str:
    return text[len(text) - part.stop : len(text) - part.start]


def _emptied(text: str, entries: Sequence[Entries], name: str, begin: int, end: int) -> str:
    """A text with empty lines for all other entries, but for the one at `end`, and the last of each list."""
    parts: list[str] = []
    done = 0
    for start, stop in sorted(_runs(entries, name, begin, end)):
        parts += (text[done:start], "\n" * text.count("\n", start, stop))
        done = stop
    return "".join([*parts, text[done:]])


def _runs(entries: Sequence[Entries], name: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where entries lie that are passed over."""
    for one, starts in entries:
        before, behind = ([*starts[: bisect_left(starts, begin)], begin], starts[bisect_right(starts, end) :])
        for run in (before, behind) if one == name else (starts,):
            if run:
                yield run[0], run[-1]


def _seen(thing: Any) -> object:
    """What others see of an entry."""
    if isinstance(thing, Table):
        rows = [(_seen(row), [row.cells.get(column.id) for column in thing.columns[:1]]) for row in thing.rows]
        return [thing.id, thing.title, thing.columns, rows]
    if isinstance(thing, Process):
        return [thing.id, thing.title, list(map(_seen, thing.steps))]
    kind: Any = type(thing)
    keys = {one.name: getattr(thing, one.name) for one in fields(kind) if one.compare and one.name not in _OWN[kind]}
    return {**keys, "cells": list(thing.cells)} if isinstance(thing, Row) else keys
