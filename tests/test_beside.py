import os

import pytest

from repaso.beside import beside, both


@pytest.mark.parametrize(("items", "large"), [(1, False), (100_000, True)])
def test_both_are_done(items: int, *, large: bool) -> None:
    first, second = both(os.getpid, lambda: (os.getpid(), "é"), items=items)
    assert first == os.getpid()
    assert second[1] == "é"
    assert (second[0] != first) == large


def test_what_fails_beside_is_seen_here() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1, lambda: 1 // 0, items=100_000)


def test_what_fails_here_ends_the_other() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1 // 0, lambda: os.read(os.pipe()[0], 1), items=100_000)  # the other would wait for ever
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_more_than_a_pipe_holds_comes_through() -> None:
    assert both(lambda: "", lambda: "x" * 1_000_000, items=100_000) == ("", "x" * 1_000_000)


def test_what_nobody_asks_for_is_stopped() -> None:
    with beside(lambda: os.read(os.pipe()[0], 1), items=100_000):  # the other would wait for ever
        pass
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_several_go_on_at_once() -> None:
    first, second = os.pipe(), os.pipe()  # each of the two waits for the other's letter

    def one() -> bytes:
        os.write(first[1], b"1")
        return os.read(second[0], 1)

    def two() -> bytes:
        os.write(second[1], b"2")
        return os.read(first[0], 1)

    with beside(one, items=100_000) as of_one, beside(two, items=100_000) as of_two:
        assert (of_one(), of_two()) == (b"2", b"1")
