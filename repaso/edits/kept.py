"""What a build of a large source leaves for the next one: in the user's cache, in one file, put in place by rename.

The file is a checksum, a line of JSON and, behind it, pieces of bytes that are looked at only when they are needed. Of
a file that is not as it was written nothing is believed, and it can be deleted without loss.
"""

import contextlib
import datetime
import json
import mmap
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from repaso.diagnostics import Diagnostic, Severity, Span
from repaso.edits.edit import Entries, entries_of
from repaso.glossary import Line, glossary
from repaso.pipeline import Built, Inputs
from repaso.stamps import State, digest
from repaso.syntax import decode

Piece: TypeAlias = bytes | memoryview

_SUM = 4  # bytes of the checksum


class Kept(NamedTuple):
    """A build without errors, and what it was made of.

    Attributes:
      environment: what it depended on beside the source and the ledger, as stamps tell it.
      entries: where the entries of the source begin.
      faults: the warnings.
      summary: what it told of what it had made.
      strict: whether a line of the glossary has synonyms, or words that are to be avoided.
      dated: the lines of the glossary that have a day: those of `names` of which notes are made.
      lock: the ledger's text, as the build wrote it.
      source: the source's text.
      names: what `names_of` gives.
      crowds: all fronts, as `rules.crowd.packed` gives them.
      database: of the package.
      reports: the pages, by file name.
    """

    environment: State
    entries: Sequence[Entries]
    faults: Sequence[Diagnostic]
    summary: str
    strict: bool
    dated: Sequence[Line]
    lock: str
    source: str
    names: Piece
    crowds: Piece
    database: Piece
    reports: Mapping[str, Piece]


def kept_of(
    inputs: Inputs, built: Built, lock: str, faults: Sequence[Diagnostic], state: State, summary: str
) -> Kept | None:
    """What there is to keep of a whole build of one source; None if a package tells of retired notes, or it was edited.

    Args:
      inputs: of the build.
      built: what it made, and its fronts.
      lock: the ledger's text, as it wrote it.
      faults: its warnings.
      state: of all that it depends on, from before it began.
      summary: what was told of it.
    """
    from repaso.rules.uses import is_strict, row_names  # noqa: PLC0415  (who reads what was kept does not need it)

    study, name = inputs.study, f"{built.name}.apkg"
    try:
        data = inputs.path.read_bytes()
    except OSError:
        return None
    source, _ = decode(data, inputs.path.as_posix())
    if not built.crowds or built.update != name or source is None or state.get(str(inputs.path)) != digest(data):
        return None
    entries = entries_of(study, source)
    if not entries:
        return None
    lines = glossary(study)
    term_of = {term.span: place for place, term in enumerate(study.terms)}
    names = {"rows": list(row_names(study)), "lines": [[*_plain(line), term_of.get(line.span, -1)] for line in lines]}
    return Kept(
        environment=environment(state, inputs.path),
        entries=entries,
        faults=faults,
        summary=summary,
        strict=any(map(is_strict, lines)),
        dated=[line for line in lines if line.as_of is not None],
        lock=lock,
        source=source,
        names=json.dumps(names).encode(),
        crowds=built.crowds,
        database=built.database,
        reports={name: data for name, data in built.outputs.items() if name.endswith(".html")},
    )


def environment(state: State, source: Path) -> State:
    """What a build depends on beside a source and its ledger."""
    own = {str(source), str(source.with_suffix(".lock"))}
    return {name: hash_ for name, hash_ in state.items() if name not in own}


def write(place: Path, kept: Kept) -> None:
    """Keep a build; nothing happens if the cache cannot be written."""
    pieces = [kept.lock.encode(), kept.source.encode(), kept.names, kept.crowds, kept.database, *kept.reports.values()]
    head = {
        "environment": kept.environment,
        "entries": kept.entries,
        "faults": kept.faults,
        "summary": kept.summary,
        "strict": kept.strict,
        "dated": [_plain(line) for line in kept.dated],
        "reports": list(kept.reports),
        "sizes": list(map(len, pieces)),
    }
    pieces.insert(0, json.dumps(head).encode() + b"\n")
    sum_ = 0
    for piece in pieces:
        sum_ = crc32(piece, sum_)
    made = place.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with made.open("wb") as file:
                file.writelines([sum_.to_bytes(_SUM, "big"), *pieces])
            made.replace(place)
        finally:
            made.unlink(missing_ok=True)


def read(place: Path) -> Kept | None:
    """What was kept; None if there is nothing that was written as it is now."""
    try:
        with place.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            sum_, line = file.read(_SUM), file.readline()
        if crc32(whole[_SUM:]) != int.from_bytes(sum_, "big"):
            return None
        head = json.loads(line)
        ends = [_SUM + len(line)]
        for size in head["sizes"]:
            ends.append(ends[-1] + size)
        lock, source, names, crowds, database, *reports = (whole[a:b] for a, b in pairwise(ends))
        return Kept(
            environment=head["environment"],
            entries=[Entries(*one) for one in head["entries"]],
            faults=[Diagnostic(Span(*span), Severity(severity), *texts) for span, severity, *texts in head["faults"]],
            summary=head["summary"],
            strict=head["strict"],
            dated=[_line(plain, place) for place, plain in enumerate(head["dated"])],
            lock=str(lock, "utf-8"),
            source=str(source, "utf-8"),
            names=names,
            crowds=crowds,
            database=database,
            reports=dict(zip(head["reports"], reports, strict=True)),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def read_for(place: Path, source: Path, state: State) -> tuple[Kept, str] | None:
    """What was kept, if all but the source is still as that build left it, and the source's text as it is now.

    Args:
      place: where it was kept.
      source: the source's path.
      state: of all that a build depends on.
    """
    kept = read(place)
    try:
        text, _ = decode(source.read_bytes(), source.as_posix())
        lock = source.with_suffix(".lock").read_bytes()
    except OSError:
        return None
    if kept is None or text is None or kept.environment != environment(state, source) or kept.lock.encode() != lock:
        return None
    return kept, text


def names_of(kept: Kept) -> tuple[list[tuple[Line, int]], list[Any]]:
    """Every line of the glossary, with the place of its term among the terms, or -1; and the names of all rows.

    The lines are in no file: each has a place that differs from all others', and no remark.
    """
    names = json.loads(bytes(kept.names))
    lines = [(_line(plain, place), term) for place, (*plain, term) in enumerate(names["lines"])]
    return lines, names["rows"]


def _plain(line: Line) -> list[object]:
    return [line.es, line.en, line.synonyms, line.never, line.as_of and line.as_of.isoformat()]


def _line(plain: Sequence[Any], place: int) -> Line:
    es, en, synonyms, never, day = plain
    known, avoided = ({language: tuple(own) for language, own in some.items()} for some in (synonyms, never))
    return Line(es, en, known, avoided, {}, day and datetime.date.fromisoformat(day), Span("", place, 0))
