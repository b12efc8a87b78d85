import itertools

from repaso.ledger import ID_STEP_MS, Content, Ledger, LookContent, advance, stamp
from repaso.lockfile import read, write
from repaso.model import Kind

LOOKS: dict[Kind, LookContent] = {"term": LookContent("a" * 16, "c" * 8)}
NEW_LOOKS: dict[Kind, LookContent] = {"term": LookContent("b" * 16, "c" * 8)}
NOW = 1_790_000_000


def content(name: str, hash_: str = "0" * 16, kind: Kind = "term") -> Content:
    return Content(name, kind, (0, 1), hash_)


def test_nothing_changed_moves_nothing() -> None:
    old, first = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=NOW)
    assert first.added == ("a", "b")
    new, changes = advance(old, [content("a"), content("b")], LOOKS, build_time=NOW + 5)
    assert write(new) == write(old)
    assert changes == ((), (), (), ())


def test_a_clock_moves_exactly_when_content_does() -> None:
    old, _ = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=NOW)
    new, changes = advance(old, [content("a"), content("b", "1" * 16)], LOOKS, build_time=NOW + 5)
    assert changes.changed == ("b",)
    assert new.notes["a"] == old.notes["a"]
    assert new.notes["b"].mod == NOW + 5
    assert new.notes["b"].note_id == old.notes["b"].note_id


def test_a_clock_never_goes_back() -> None:
    old, _ = advance(Ledger(), [content("a")], LOOKS, build_time=NOW)
    new, _ = advance(old, [content("a", "1" * 16)], NEW_LOOKS, build_time=NOW - 1000)
    assert new.notes["a"].mod == NOW + 1
    assert new.looks["term"].mod == NOW + 1


def test_removed_and_restyled_are_told() -> None:
    old, _ = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=NOW)
    new, changes = advance(old, [content("a")], NEW_LOOKS, build_time=NOW + 1)
    assert changes == ((), (), ("b",), ("term",))
    assert list(new.notes) == ["a"]


def test_another_kind_is_another_note() -> None:
    old, _ = advance(Ledger(), [content("a")], LOOKS, build_time=NOW)
    new, changes = advance(old, [content("a", kind="question")], LOOKS, build_time=NOW + 1)
    assert changes.added == ("a",)
    assert new.notes["a"].note_id != old.notes["a"].note_id


def test_ids_are_real_dates_and_far_enough_apart() -> None:
    old, _ = advance(Ledger(), [content(f"n{n}") for n in range(50)], LOOKS, build_time=NOW)
    new, _ = advance(old, [content(f"n{n}") for n in range(-20, 50)], LOOKS, build_time=NOW)
    ids = sorted(entry.note_id for entry in new.notes.values())
    assert all(after - before >= ID_STEP_MS for before, after in itertools.pairwise(ids))
    assert NOW * 1000 - 10**6 < ids[0] <= ids[-1] < NOW * 1000 + 10**6


def test_one_id_given_on_two_branches_is_given_anew() -> None:
    one, _ = advance(Ledger(), [content("a")], LOOKS, build_time=NOW)
    two, _ = advance(Ledger(), [content("b")], LOOKS, build_time=NOW)
    merged = Ledger(one.looks, {**one.notes, **two.notes})
    assert len({entry.note_id for entry in merged.notes.values()}) == 1
    new, changes = advance(merged, [content("a"), content("b")], LOOKS, build_time=NOW + 1)
    assert len({entry.note_id for entry in new.notes.values()}) == 2
    assert changes == ((), (), (), ())


def test_a_release_dates_what_is_pending_and_nothing_else() -> None:
    one, _ = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=NOW)
    one = stamp(one, "1.0.0", {}, sheet="5" * 16, deck="D::1", build_time=NOW + 10)
    assert {(entry.first, entry.last, entry.mod) for entry in one.notes.values()} == {("1.0.0", "1.0.0", NOW + 10)}
    two, _ = advance(one, [content("a"), content("b", "1" * 16), content("c")], LOOKS, build_time=NOW + 20)
    assert (two.notes["b"].first, two.notes["b"].last) == ("1.0.0", "")
    three = stamp(two, "1.1.0", {"b": 2}, sheet="5" * 16, deck="D::1", build_time=NOW + 30)
    assert three.notes["a"] == one.notes["a"]
    assert (three.notes["b"].first, three.notes["b"].last, three.notes["b"].meaning) == ("1.0.0", "1.1.0", 2)
    assert (three.notes["c"].first, three.notes["c"].mod) == ("1.1.0", NOW + 30)
    assert three.latest == "1.1.0"
    assert read(write(three), "x.lock") == (three, ())


def test_a_renamed_note_keeps_its_origin_and_its_id() -> None:
    one, _ = advance(Ledger(), [content("a")], LOOKS, build_time=NOW)
    two, changes = advance(one, [content("z", "1" * 16)._replace(formerly="a")], LOOKS, build_time=NOW + 9)
    assert changes == ((), ("z",), (), ())
    assert (two.notes["z"].origin, two.notes["z"].note_id) == ("a", one.notes["a"].note_id)
    again, changes = advance(two, [content("z", "1" * 16)._replace(formerly="a")], LOOKS, build_time=NOW + 99)
    assert changes == ((), (), (), ())
    assert write(again) == write(two)
    assert read(write(two), "x.lock")[0].notes["z"].origin == "a"


def test_versions_sort_by_their_numbers() -> None:
    ledger = Ledger()
    for version in ("1.9.0", "1.10.0", "1.2.0"):
        ledger = stamp(ledger, version, {}, sheet="5" * 16, deck="D::1", build_time=NOW)
    assert ledger.latest == "1.10.0"
    assert [line.split()[1] for line in write(ledger).splitlines()[1:]] == ["1.2.0", "1.9.0", "1.10.0"]


def test_ids_that_two_branches_gave_too_near_are_given_anew() -> None:
    old, _ = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=NOW)
    near = old.notes["a"].note_id + 5
    merged = Ledger(old.looks, {**old.notes, "b": old.notes["b"]._replace(note_id=near)})
    new, _ = advance(merged, [content("a"), content("b")], LOOKS, build_time=NOW + 1)
    assert abs(new.notes["a"].note_id - new.notes["b"].note_id) >= ID_STEP_MS


def test_a_clock_of_the_year_1980_still_gives_ids_of_thirteen_digits() -> None:
    made, _ = advance(Ledger(), [content("a"), content("b")], LOOKS, build_time=315_532_800)
    assert read(write(made), "x.lock") == (made, ())
