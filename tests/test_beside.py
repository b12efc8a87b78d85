import os

import pytest

from repaso.beside import beside

MANY = 100_000


@pytest.mark.parametrize(("items", "large"), [(1, False), (MANY, True)])
def test_the_result_is_there_when_it_is_asked_for(items: int, *, large: bool) -> None:
    with beside(lambda: (os.getpid(), "é"), items=items) as made:
        process, letter = made()
    assert letter == "é"
    assert (process != os.getpid()) == large


def test_what_fails_beside_is_seen_here() -> None:
    with beside(lambda: 1 // 0, items=MANY) as made, pytest.raises(ZeroDivisionError):
        made()


def test_what_fails_here_ends_the_other() -> None:
    with pytest.raises(ZeroDivisionError), beside(lambda: os.read(os.pipe()[0], 1), items=MANY):  # which would wait
        _ = 1 // 0
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_nobody_asks_for_is_stopped() -> None:
    with beside(lambda: os.read(os.pipe()[0], 1), items=MANY):  # the other would wait for ever
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


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
