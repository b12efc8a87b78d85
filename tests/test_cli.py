import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from repaso import lockfile, pipeline
from repaso.commands import shared
from repaso.main import BUG, main
from tests.helpers import CARDS, HEAD, PAPERS, ROOT, SIZES, SOURCE, TERM, run

SPANISH = [f"{kind}{page}" for kind in ("", "selftest-", "cards-") for page in SIZES]
OUTPUTS = sorted([*PAPERS, *CARDS, "sample-coverage.html", "sample.apkg"])


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit(project: Path, old: str, new: str) -> None:
    source = project / "source" / "sample.yaml"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")


def test_build_writes_everything_and_says_so(project: Path) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (project / "dist").iterdir()) == OUTPUTS
    assert "sample: 7 notes, 22 cards (10 in 1 Español + 10 in 2 English + 2 in 3 ES–EN)" in result.output
    assert "2/2 sections, 2/2 points" in result.output
    assert re.search(r"paper: a4, mono-a4, .* 1 p\. at 11\.00 pt; .*en-selftest-letter.* 2 p\.", result.output)
    assert "cards on paper: 7 cards on 4 pages" in result.output
    assert "7 notes added, 0 changed, 0 removed" in result.output
    assert (project / "source" / "sample.lock").is_file()


def test_building_again_moves_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = snapshot(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790009999")
    result = run("--locked")
    assert result.exit_code == 0
    assert "nothing changed" in result.output
    assert "nothing to write" in result.output
    assert snapshot(project) == before


def test_one_edit_moves_one_clock(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    before = (project / "source" / "sample.lock").read_text().splitlines()
    edit(project, "rinde peor en otras", "empeora en otras")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000060")
    assert "0 notes added, 1 changed, 0 removed" in run().output
    after = (project / "source" / "sample.lock").read_text().splitlines()
    (changed,) = set(after) - set(before)
    assert changed.startswith("note t term ")
    assert "2026-09-21T14:14:20Z" in changed


def test_locked_refuses_to_move_the_ledger(project: Path) -> None:
    run()
    before = snapshot(project)
    edit(project, "rinde peor en otras", "empeora en otras")
    result = run("--locked")
    assert result.exit_code == shared.FAULTS
    assert "source/sample.lock:1:1: error: the ledger would change: t [ledger-moved]" in result.output
    after = snapshot(project)
    assert {**after, "sample.yaml": b""} == {**before, "sample.yaml": b""}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    covers: 1-a\n    tags: [beyond]", "    covers: 1-aa\n    tags: [beyond]", "unknown-point"),
        ("definition:", "defintion:", "unknown-key"),
        ("rinde peor en otras", "rinde 漢 en otras", "missing-glyph"),
    ],
)
def test_a_fault_leaves_everything_as_it_was(project: Path, old: str, new: str, code: str) -> None:
    run()
    before = snapshot(project)
    edit(project, old, new)
    result = run()
    assert result.exit_code == shared.FAULTS
    assert f"[{code}]" in result.output
    assert "source/sample.yaml:" in result.output
    assert "nothing was written" in result.output
    after = snapshot(project)
    assert {**after, "sample.yaml": b""} == {**before, "sample.yaml": b""}


def test_the_same_fault_is_told_once_for_both_paper_sizes(project: Path) -> None:
    edit(project, "rinde peor en otras", "rinde 漢 en otras")
    assert run("check").output.count("missing-glyph") == 1


def test_a_warning_fails_only_when_strict(project: Path) -> None:
    edit(project, "      - {id: 5-a, es: a, en: b}", "      - {id: 5-a, es: a, en: b}\n      - {id: 5-b, es: a, en: b}")
    assert run("check").exit_code == 0
    assert "uncovered-point" in run("check").output
    assert run("check", "--strict").exit_code == shared.FAULTS
    assert "1 warning (here a warning counts as an error); nothing was written" in run("check", "--strict").output
    assert run("--strict", "check").exit_code == shared.FAULTS
    assert run("--strict").exit_code == shared.FAULTS
    assert not (project / "dist").exists()
    assert run().exit_code == 0


def test_check_writes_nothing(project: Path) -> None:
    before = snapshot(project)
    assert run("check").exit_code == 0
    assert snapshot(project) == before


def test_faults_as_json_and_for_github(project: Path) -> None:
    edit(project, "definition:", "defintion:")
    found = json.loads(run("check", "--format", "json").stdout)
    assert {fault["code"] for fault in found} == {"unknown-key", "missing-key"}
    assert all(fault["path"] == "source/sample.yaml" and fault["line"] > 1 for fault in found)
    lines = run("check", "--format", "github").stdout.splitlines()
    assert lines
    assert all(line.startswith("::error file=source/sample.yaml,line=") for line in lines)


def test_no_fault_as_json_is_an_empty_list(project: Path) -> None:
    assert project.is_dir()
    assert json.loads(run("check", "--format", "json").stdout) == []


def test_quiet_says_nothing(project: Path) -> None:
    assert project.is_dir()
    assert run("--quiet").output == ""


@pytest.mark.parametrize(
    "words",
    [
        ["--sauce", "x"],
        ["bake"],
        ["--format", "xml"],
        ["coverage", "--manual", "none.txt"],
        ["--lead", "fr"],
        ["--theme", "sepia"],
    ],
)
def test_wrong_usage_is_two(project: Path, words: Sequence[str]) -> None:
    assert project.is_dir()
    assert run(*words).exit_code == 2


def test_an_unknown_theme_is_told_with_those_that_there_are(project: Path) -> None:
    result = run("--theme", "mono", "--theme", "sepia")
    assert result.exit_code == 2
    assert "no theme 'sepia' in sheet.toml: there are colour, mono" in result.output
    assert not (project / "dist").exists()


@pytest.mark.parametrize(
    ("words", "papers"),
    [
        (["--no-paper"], []),
        (
            ["--lead", "en", "--theme", "mono"],
            [f"en-mono{kind}-{page}" for kind in ("", "-selftest", "-cards") for page in SIZES],
        ),
        (["--lead", "es", "--theme", "colour"], [*SPANISH]),
        (["--lead", "es"], ["mono-a4", "mono-letter", *SPANISH]),
        (["--theme", "colour", "--theme", "mono"], None),
        (["--lead", "es", "--lead", "en"], None),
    ],
)
def test_papers_can_be_chosen(project: Path, words: Sequence[str], papers: list[str] | None) -> None:
    result = run(*words)
    assert result.exit_code == 0, result.output
    wanted = [*PAPERS, *CARDS] if papers is None else [f"sample-{name}.pdf" for name in papers]
    assert sorted(path.name for path in (project / "dist").glob("*.pdf")) == sorted(wanted)
    assert (project / "dist" / "sample.apkg").is_file()
    assert ("paper: none" in result.output) is (papers == [])


def test_what_is_chosen_changes_neither_the_papers_nor_the_ledger(project: Path) -> None:
    run()
    before = snapshot(project)
    shutil.rmtree(project / "dist")
    run("--no-paper")
    assert run("--lead", "en", "--theme", "mono", "--locked").exit_code == 0
    after = snapshot(project)
    shared = after.keys() & before.keys()
    assert shared >= {"sample-en-mono-a4.pdf", "sample.apkg", "sample.lock"}
    assert {name: after[name] for name in shared} == {name: before[name] for name in shared}
    assert sorted(after.keys() - before.keys()) == sorted(
        f"sample-en-mono-{kind}-{page}.pdf" for kind in ("selftest", "cards") for page in SIZES
    )


def test_an_empty_source_folder_is_wrong_usage(project: Path) -> None:
    (project / "source" / "sample.yaml").unlink()
    assert run().exit_code == 2


def test_a_missing_source_is_a_fault(project: Path) -> None:
    assert project.is_dir()
    result = run("--source", "source/none.yaml")
    assert (result.exit_code, "source/none.yaml:1:1: error: cannot read" in result.output) == (shared.FAULTS, True)


def test_an_unwritable_folder_is_a_fault(project: Path) -> None:
    (project / "dist").write_text("a file")
    result = run()
    assert result.exit_code == shared.FAULTS
    assert "[unwritable]" in result.output
    assert not (project / "source" / "sample.lock").exists()


def test_broken_templates_hide_no_fault_of_the_source(project: Path) -> None:
    edit(project, "rinde peor en otras", "rinde peor...")
    (project / "templates" / "sheet.toml").write_text("pages = 'two'\n", encoding="utf-8")
    result = run()
    assert result.exit_code == shared.FAULTS
    assert "templates/sheet.toml" in result.output
    assert "[typography]" in result.output


def test_a_broken_ledger_is_a_fault(project: Path) -> None:
    (project / "source" / "sample.lock").write_text(f"{lockfile.HEAD}\n<<<<<<< ours\n")
    result = run()
    assert result.exit_code == shared.FAULTS
    assert "source/sample.lock:2:1: error" in result.output


def test_a_bug_is_one_line_and_three(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.is_dir()
    monkeypatch.setattr(pipeline, "read", lambda *_, **__: 1 / 0)
    monkeypatch.setattr(sys, "argv", ["build"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == BUG
    assert capsys.readouterr().err.splitlines() == [
        "a bug in repaso: ZeroDivisionError: division by zero (--debug shows where; please report it)"
    ]
    monkeypatch.setattr(sys, "argv", ["build", "--debug"])
    with pytest.raises(ZeroDivisionError):
        main()


@pytest.mark.parametrize(("words", "code"), [(["glossary"], 0), (["--source", "none"], 1)])
def test_the_program_ends_as_its_command_does_and_all_it_said_arrives(
    words: list[str], code: int, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert project.is_dir()
    result = run(*words)
    assert result.exit_code == code
    ended = subprocess.run([sys.executable, ROOT / "build.py", *words], check=False)
    assert ended.returncode == code
    said = capfd.readouterr()
    assert (said.out, said.err) == (result.stdout, result.stderr)
    assert said.out or said.err


@pytest.mark.parametrize("closed", [">&-", "2>&-", "| true", "> /dev/full"])
def test_a_program_to_which_nobody_listens_ends_without_a_traceback(closed: str, project: Path) -> None:
    assert project.is_dir()
    program = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'build.py'))}"
    ended = subprocess.run(["sh", "-c", f"{program} {closed}"], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    assert (project / "dist" / "sample.apkg").exists()
    if "&-" in closed:
        assert ended.returncode == 0
    if "full" in closed:
        assert ended.returncode == 1
        assert ended.stderr.splitlines()[-1] == "cannot go on: No space left on device (--debug shows where)"


def test_coverage_as_table_and_as_json(project: Path) -> None:
    assert project.is_dir()
    assert "2/2 points" in run("coverage").output
    assert [table["manual"] for table in json.loads(run("coverage", "--json").stdout)] == ["sample"]


def test_coverage_against_the_manual_names_unanchored_lines(project: Path) -> None:
    (project / "manual.txt").write_text("1. Estrategias\n\n- Un **hecho** nuevo.\n", encoding="utf-8")
    result = run("coverage", "--manual", "manual.txt")
    assert result.exit_code == 0
    assert "manual.txt:3:1: warning:" in result.output
    assert "[unanchored-line]" in result.output


def test_two_builds_in_two_processes_are_equal_byte_for_byte(tmp_path: Path) -> None:
    built = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        shutil.copytree(ROOT / "templates", folder / "templates")
        (folder / "source").mkdir()
        shutil.copy(SOURCE, folder / "source")
        env = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1790000000", "TZ": f"Etc/GMT+{seed}"}
        subprocess.run([sys.executable, ROOT / "build.py", "--quiet", "--strict"], cwd=folder, env=env, check=True)
        built.append({**snapshot(folder / "dist"), **snapshot(folder / "source")})
    assert built[0] == built[1]
    assert len(built[0]) == 3 + len(PAPERS) + len(CARDS) + 2


def test_head_and_term_alone_build(project: Path) -> None:
    (project / "source" / "sample.yaml").write_text(HEAD + TERM, encoding="utf-8")
    assert run("--strict").exit_code == 0


def test_every_outline_has_a_coverage_of_its_own(project: Path) -> None:
    guide = (
        "outlines:\n  - id: guide\n    title: {es: Guía, en: Guide}\n    sections:\n"
        '      - {number: "9", title: x, points: [{id: g1, es: Uno., en: One.}]}\n'
    )
    edit(project, "confusable:\n", f"{guide}confusable:\n")
    assert "uncovered-point" in run("check").output
    edit(project, "covers: 1-a\n    tags: [beyond]", "covers: [1-a, g1]\n    tags: [beyond]")
    result = run("--strict")
    assert result.exit_code == 0, result.output
    assert "Sample: 2/2 sections, 2/2 points covered; Guide: 1/1 sections, 1/1 points covered" in result.output
    page = (project / "dist" / "sample-coverage-guide.html").read_text(encoding="utf-8")
    assert "Guía" in page
    assert "1/1" in page
    assert [len(table["sections"]) for table in json.loads(run("coverage", "--json").stdout)] == [2, 1]


def test_two_sources_of_one_id_are_refused(project: Path) -> None:
    source = project / "source" / "sample.yaml"
    (project / "source" / "zweite.yaml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    result = run()
    assert result.exit_code == shared.FAULTS
    assert "source/zweite.yaml:3:7: error: source/sample.yaml is the manual 'sample', too" in result.output
    assert not (project / "dist").exists()


def test_a_ledger_without_its_source_is_told(project: Path) -> None:
    run()
    (project / "source" / "sample.yaml").rename(project / "source" / "other.yaml")
    assert "source/sample.lock:1:1: warning: this ledger has no source beside it [orphan-ledger]" in run("check").output


def test_running_elsewhere_is_told_in_one_line(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "source")
    result = run("check", "--source", "sample.yaml")
    assert result.exit_code == shared.FAULTS
    assert result.output.count("error:") == 1
    assert "give --templates" in result.output


def test_a_folder_in_the_way_leaves_all_as_it_was(project: Path) -> None:
    (project / "dist" / "sample-letter.pdf").mkdir(parents=True)
    result = run()
    assert result.exit_code == shared.FAULTS
    assert "dist/sample-letter.pdf:1:1: error: cannot write" in result.output
    assert [path.name for path in (project / "dist").iterdir()] == ["sample-letter.pdf"]


def test_a_build_date_that_is_none_is_wrong_usage(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert project.is_dir()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    assert run().exit_code == 2
