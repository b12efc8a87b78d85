import os
from pathlib import Path

import pytest

from repaso.output import write


def test_files_appear_with_their_bytes_and_are_told_once(tmp_path: Path) -> None:
    outputs = {tmp_path / "dist" / "a": b"1", tmp_path / "dist" / "b": b"2"}
    assert write(outputs) == tuple(outputs)
    assert {path: path.read_bytes() for path in outputs} == outputs
    assert write({**outputs, tmp_path / "dist" / "b": b"3"}) == (tmp_path / "dist" / "b",)
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["a", "b"]


def test_an_equal_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write({path: b"1"})
    os.utime(path, (1, 1))
    assert write({path: b"1"}) == ()
    assert path.stat().st_mtime == 1


def test_when_one_cannot_be_written_none_is(tmp_path: Path) -> None:
    good, blocked = tmp_path / "a", tmp_path / "file" / "b"
    good.write_bytes(b"old")
    blocked.parent.write_text("a file where a folder should be")
    with pytest.raises(OSError, match="file"):
        write({good: b"new", blocked: b"x"})
    assert good.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "file"]
