import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from repaso.beside import beside, sharing
from repaso.progress import Bar

MANY = 100_000
HERE = os.getpid()

ORPHAN = """
import os, time
from pathlib import Path
from repaso.beside import beside
os.sched_getaffinity = lambda _: {0, 1}
def work():
    Path("copy").write_text(str(os.getpid()))
    return "x" * 1_000_000  # more than a pipe holds, so that the copy waits to be read
with beside(work, items=100_000):
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def no_copy_is_left() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


@pytest.mark.parametrize(("items", "large"), [(1, False), (MANY, True)])
def test_the_result_is_there_when_it_is_asked_for(items: int, *, large: bool) -> None:
    with beside(lambda: (os.getpid(), "é"), items=items) as made:
        process, letter = made()
    assert letter == "é"
    assert (process != HERE) == large
    assert no_copy_is_left()


def test_on_one_processor_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    with beside(os.getpid, items=MANY) as made:
        assert made() == HERE


def test_where_no_process_may_begin_it_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    with beside(os.getpid, items=MANY) as made:
        assert made() == HERE
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_what_fails_beside_is_seen_here() -> None:
    with beside(lambda: 1 // 0, items=MANY) as made, pytest.raises(ZeroDivisionError):
        made()


def test_what_is_killed_is_made_again_here() -> None:
    def work() -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return HERE

    with beside(work, items=MANY) as made:
        assert made() == HERE


def test_what_fails_here_ends_the_other() -> None:
    with pytest.raises(ZeroDivisionError), beside(lambda: os.read(os.pipe()[0], 1), items=MANY):  # which would wait
        _ = 1 // 0
    assert no_copy_is_left()


def test_what_nobody_asks_for_is_stopped() -> None:
    with beside(lambda: os.read(os.pipe()[0], 1), items=MANY):
        pass
    assert no_copy_is_left()


def test_more_than_a_pipe_holds_comes_through() -> None:
    with beside(lambda: "x" * 1_000_000, items=MANY) as made:
        assert made() == "x" * 1_000_000


def test_several_go_on_at_once() -> None:
    first, second = os.pipe(), os.pipe()  # each of the two waits for the other's letter

    def one() -> bytes:
        os.write(first[1], b"1")
        return os.read(second[0], 1)

    def two() -> bytes:
        os.write(second[1], b"2")
        return os.read(first[0], 1)

    with beside(one, items=MANY) as of_one, beside(two, items=MANY) as of_two:
        assert (of_one(), of_two()) == (b"2", b"1")


def test_shared_tasks_are_done_once_each_by_who_has_time() -> None:
    begun, told = os.pipe()

    def task(place: int) -> tuple[int, int]:
        os.write(told, bytes([place]))
        time.sleep(0.01)
        return place, os.getpid()

    with sharing([partial(task, place) for place in range(20)], "x") as share, beside(share.last, items=MANY) as others:
        (first_begun,) = os.read(begun, 1)
        results = share.together(share.first(), others())
    assert sorted([first_begun, *os.read(begun, 100)]) == list(range(20))
    assert [place for place, _ in results] == list(range(20))
    processes = [process for _, process in results]
    assert processes[0] == HERE != processes[-1]
    assert len(set(processes)) == 2


def test_what_the_other_has_no_time_for_is_done_here() -> None:
    begun, told = os.pipe()
    over, end = os.pipe()

    def task(place: int) -> int:
        if place == 4:
            os.write(told, b"x")
            os.read(over, 1)
        elif place == 3:
            os.write(end, b"x")
        return os.getpid()

    with sharing([partial(task, place) for place in range(5)], "x") as share, beside(share.last, items=MANY) as others:
        os.read(begun, 1)
        *most, last = share.together(share.first(), others())
    assert most == [HERE] * 4
    assert last != HERE


def test_tasks_of_a_copy_that_is_killed_are_done_here() -> None:
    here, there = os.pipe()

    def task(place: int) -> tuple[int, int]:
        if os.getpid() != HERE:
            os.write(there, b"x")
            os.kill(os.getpid(), signal.SIGKILL)
        return place, os.getpid()

    with sharing([partial(task, place) for place in range(3)], "x") as share, beside(share.last, items=MANY) as others:
        os.read(here, 1)  # the copy has begun with the last one
        assert share.together(share.first(), others()) == [(place, HERE) for place in range(3)]
    assert no_copy_is_left()


def test_the_bar_counts_what_others_have_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, int, int]] = []
    monkeypatch.setattr(Bar, "at", lambda bar, done: shown.append((bar._what, done, bar._total)))
    with sharing([os.getpid] * 4, "doing") as share:
        os.read(share._left, 1)  # as a copy does that begins with the last
        assert share.first() == {0: HERE, 1: HERE, 2: HERE}
    assert shown == [("doing", done, 4) for done in (1, 2, 3)]


def test_tasks_are_done_here_where_there_is_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    with sharing([os.getpid] * 3, "x") as share, beside(share.last, items=MANY) as others:
        assert share.together(share.first(), others()) == [HERE] * 3
    assert len(list(Path("/proc/self/fd").iterdir())) == open_before


def test_a_copy_ends_with_the_original(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], cwd=tmp_path) as original:
        told = tmp_path / "copy"
        while not told.exists() or not told.read_text():
            time.sleep(0.01)
        copy = Path("/proc", told.read_text())
        assert copy.exists()
        original.kill()
    deadline = time.monotonic() + 20
    while copy.exists() and "Z" not in (copy / "stat").read_text().split():
        assert time.monotonic() < deadline, "the copy still waits to be read"
        time.sleep(0.01)
