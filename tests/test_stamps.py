import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from repaso import stamps
from repaso.main import main
from tests.helpers import ROOT

TOLD = stamps.Told(out="nothing changed\n", err="")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.yaml").write_text("a")
    return tmp_path


def build(words: list[str], *, meanwhile: str = "a") -> None:
    """A build that reads source/ and writes out and source/a.lock, while someone may write source/a.yaml."""
    watched = [("source", ".yaml"), ("source", ".lock")]
    before = stamps.state(watched)
    Path("source/a.yaml").write_text(meanwhile)
    outputs = {Path("out"): b"made", Path("source/a.lock"): b"ledger"}
    for path, data in outputs.items():
        path.write_bytes(data)
    stamps.keep(words, watched, before, outputs, TOLD)


@pytest.mark.usefixtures("folder")
def test_the_same_command_has_nothing_to_do_and_another_one_has() -> None:
    assert stamps.unchanged([]) is None
    build([])
    assert stamps.unchanged([]) == TOLD
    assert stamps.unchanged(["--strict"]) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [("source/a.yaml", "b"), ("source/b.yaml", "new"), ("source/a.lock", "other"), ("out", "other")],
)
def test_whatever_went_in_or_came_out_brings_the_build_back(folder: Path, name: str, text: str) -> None:
    build([])
    was = (folder / name).read_text() if (folder / name).exists() else None
    (folder / name).write_text(text)
    assert stamps.unchanged([]) is None
    if was is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(was)
    assert stamps.unchanged([]) == TOLD, "contents count, not times"
    (folder / "out").unlink()
    assert stamps.unchanged([]) is None


@pytest.mark.usefixtures("folder")
def test_what_is_edited_during_the_build_is_built_again() -> None:
    build([], meanwhile="edited")
    assert stamps.unchanged([]) is None


@pytest.mark.usefixtures("folder")
def test_a_program_that_is_changed_during_the_build_builds_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keep = stamps.keep

    def changed(*given: Any) -> None:
        monkeypatch.setattr(stamps, "_program", lambda: "another one")
        keep(*given)

    monkeypatch.setattr(stamps, "keep", changed)
    build([])
    assert stamps.unchanged([]) is None


def test_what_is_installed_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend("")  # as with `python -c`: where one is
    build([])
    (folder / "site" / "genanki-9.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(folder / "site"))
    assert stamps.unchanged([]) is None


def test_the_program_counts_and_what_an_editor_leaves_beside_it_stops_no_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = folder / "program"
    program.mkdir()
    (program / "part.py").write_text("a")
    (program / ".#part.py").symlink_to("someone@somewhere")
    monkeypatch.setattr(stamps, "__file__", str(program / "stamps.py"))
    build([])
    assert stamps.unchanged([]) == TOLD
    (program / "part.py").write_text("b")
    assert stamps.unchanged([]) is None


def test_a_stamp_that_cannot_be_read_or_kept_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([])
    (stamp,) = (folder / "cache" / "repaso").iterdir()
    for broken in ("", "{", "[]", '{"watched": 1}', '{"watched": [["source"]], "wrote": [], "state": {}, "told": []}'):
        stamp.write_text(broken)
        assert stamps.unchanged([]) is None
    monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
    build([])
    assert stamps.unchanged([]) is None


def test_the_second_build_imports_no_command_and_says_the_same_warnings(project: Path) -> None:
    source = project / "source" / "sample.yaml"
    text = source.read_text(encoding="utf-8").replace(
        "      - {id: 5-a, es: a, en: b}", "      - {id: 5-a, es: a, en: b}\n      - {id: 5-b, es: a, en: b}"
    )
    source.write_text(text, encoding="utf-8")
    command = [sys.executable, "-X", "importtime", str(ROOT / "build.py")]
    first, second = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    faults = [[line for line in run.stderr.splitlines() if "[uncovered-point]" in line] for run in (first, second)]
    assert len(faults[0]) == 1
    assert faults[0] == faults[1]
    assert second.stdout == "nothing changed\n"
    assert "click" in first.stderr
    assert "click" not in second.stderr
    strict = subprocess.run([*command, "--strict"], capture_output=True, text=True, check=False)
    assert strict.returncode == 1


def test_an_edit_is_built_and_a_failed_build_leaves_no_stamp(project: Path) -> None:
    source = project / "source" / "sample.yaml"
    good = source.read_text(encoding="utf-8")

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, ROOT / "build.py"], capture_output=True, text=True, check=False)

    assert run().returncode == 0
    source.write_text(good.replace("definition:", "defintion:"), encoding="utf-8")
    assert [run().returncode, run().returncode] == [1, 1]
    source.write_text(good, encoding="utf-8")
    assert run().stdout == "nothing changed\n"


@pytest.mark.usefixtures("project")
def test_what_papers_look_like_and_which_are_wanted_counts() -> None:
    def told(*words: str) -> str:
        command = [sys.executable, str(ROOT / "build.py"), "--source", "source", *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    told()
    assert told() == "nothing changed\n"
    for name in ("sheet.toml", "cards-print.toml"):
        look = Path("templates", name)
        look.write_text(look.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert told() != "nothing changed\n", name
        assert told() == "nothing changed\n"
    assert told("--no-paper") != "nothing changed\n"
    Path("dist/sample-cards-a4.pdf").unlink()
    assert told() != "nothing changed\n"
    assert Path("dist/sample-cards-a4.pdf").exists()


def test_help_and_wrong_usage_end_as_click_ends_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, code in ((["--help"], 0), (["--version"], 0), (["--no-such"], 2), (["frobnicate"], 2)):
        monkeypatch.setattr(sys, "argv", ["build", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code == code, words
    assert "No such option" in capsys.readouterr().err
