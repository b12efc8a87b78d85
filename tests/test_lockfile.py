"""The ledger's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.ledger import Content, Ledger, LookContent, advance, stamp
from repaso.lockfile import HEAD, part, read, spliced, write
from repaso.model import Kind

LOOKS: dict[Kind, LookContent] = {"term": LookContent("a" * 16, "c" * 8)}


def content(name: str, hash_: str = "0" * 16) -> Content:
    return Content(name, "term", (0, 1), hash_)


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< ours",
        "note a term 0 179000000000 2026-01-01T00:00:00Z 0000000000000000 - - = 1",
        "note a nothing 0 1790000000000 2026-01-01T00:00:00Z 0000000000000000 - - = 1",
        "note a term 0 1790000000000 2026-02-30T00:00:00Z 0000000000000000 - - = 1",
        "look term yesterday 0000000000000000",
    ],
)
def test_a_broken_line_is_named(line: str) -> None:
    _, faults = read(f"{HEAD}\n{line}\n", "x.lock")
    assert [(fault.code, fault.span.line) for fault in faults] == [("bad-ledger", 2)]


def test_a_note_twice_is_a_fault() -> None:
    line = "note a term 0 1790000000000 2026-01-01T00:00:00Z 0000000000000000 - - = 1\n"
    assert len(read(f"{HEAD}\n{line}{line}", "x.lock")[1]) == 1


names = st.from_regex(r"[a-z0-9]+([.-][a-z0-9]+)?", fullmatch=True)


@given(st.lists(names, unique=True, max_size=20), st.integers(1_700_000_000, 1_900_000_000))
def test_what_is_written_is_read(ids: list[str], now: int) -> None:
    made, _ = advance(Ledger(), [content(name) for name in ids], LOOKS, build_time=now)
    again, faults = read(write(made), "x.lock")
    assert faults == ()
    assert again == made
    lines = write(made).splitlines()
    assert lines[1:] == sorted(lines[1:])
    assert lines[0] == HEAD


@pytest.mark.parametrize(
    "text", ["", "release 1.0.0\n", f"{HEAD}\nrelease - 2026-01-01T00:00:00Z 0000000000000000 D\n"]
)
def test_what_is_no_ledger_is_refused(text: str) -> None:
    assert {fault.code for fault in read(text, "x.lock")[1]} == {"bad-ledger"}


def test_a_part_of_a_ledger_takes_a_build_of_its_own_and_goes_back_to_its_place() -> None:
    contents = list(map(content, ("a", "note", "note-b", "z")))
    ledger, _ = advance(Ledger(manual="m"), contents, LOOKS, build_time=10**9)
    text = write(stamp(ledger, "1.0.0", {}, sheet="c" * 16, deck="note z", build_time=10**9))
    changed = [content._replace(hash="1" * 16) if content.id == "note" else content for content in contents]
    whole, _ = advance(read(text, "")[0], changed, LOOKS, build_time=2 * 10**9)
    own, faults = read(part(text, {"note"}), "")
    assert faults == ()
    assert list(own.notes) == ["note"]
    assert own.releases.keys() == {"1.0.0"}
    after, changes = advance(own, changed[1:2], LOOKS, build_time=2 * 10**9)
    assert changes == ((), ("note",), (), ())
    assert spliced(text, after) == write(whole)
    assert spliced(text, own) == text
