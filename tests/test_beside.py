import os

import pytest

from repaso.beside import both


@pytest.mark.parametrize("large", [True, False])
def test_both_are_done(large: bool) -> None:  # noqa: FBT001
    first, second = both(os.getpid, lambda: (os.getpid(), "é"), large=large)
    assert first == os.getpid()
    assert second[1] == "é"
    assert (second[0] != first) == large


def test_what_fails_beside_is_seen_here() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1, lambda: 1 // 0, large=True)


def test_what_fails_here_ends_the_other() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1 // 0, lambda: os.read(os.pipe()[0], 1), large=True)  # the other would wait for ever
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_more_than_a_pipe_holds_comes_through() -> None:
    assert both(lambda: "", lambda: "x" * 1_000_000, large=True) == ("", "x" * 1_000_000)
