"""What the documents say is what the tool does."""

import ast
import re
from collections.abc import Iterator

import pytest
import yaml
from click.testing import CliRunner

from repaso import cli
from repaso.model import Cloze, Column, Erratum, Flow, FlowBox, Item, Manual, Question, Row, Step, Study, Table, Term
from repaso.rehearsal.outcome import HINTS
from repaso.shape import keys_of
from tests.helpers import ROOT, faults

DOCUMENTS = [
    "README.md",
    "LEEME.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _codes() -> Iterator[str]:
    """Every code that the package can report, read from its calls."""
    places = {"error": 1, "warning": 1, "fault": 1, "_fault": 3}
    constant = re.compile(r"[a-z]+(-[a-z]+)*")
    for path in (ROOT / "repaso").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            place = places.get(name)
            if place is not None and len(call.args) > place:
                for part in ast.walk(call.args[place]):  # a code may be chosen where it is given
                    if isinstance(part, ast.Constant) and constant.fullmatch(str(part.value)):
                        yield str(part.value)
    yield from HINTS
    yield from (f"duplicate-{what}" for what in ("id", "point", "section", "column", "box"))


def test_the_readme_shows_the_help_as_it_is() -> None:
    shown = re.search(r"```\n\$ build --help\n(.*?)```", _text("README.md"), re.DOTALL)
    assert shown
    result = CliRunner().invoke(cli.cli, ["--help"], prog_name="build", terminal_width=100)
    assert shown[1] == result.output


def test_ci_runs_the_commands_of_the_readme() -> None:
    commands = re.findall(r"```sh\n(.*?)```", _text("README.md"), re.DOTALL)
    assert ["build --strict" in commands[0], "pytest" in commands[1]] == [True, True]
    run = _text(".ci/run")
    assert 'bash -euo pipefail -c "$(command_of 1)"' in run
    assert 'bash -euo pipefail -c "$(command_of 2)"' in run


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \|", _text("docs/diagnostics.md"), re.MULTILINE)
    assert documented == sorted(documented)
    assert set(documented) == set(_codes())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_and_picture_is_there(name: str) -> None:
    folder = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", _text(name)):
        assert target.startswith("https://") or (folder / target).exists(), target


def test_the_page_on_the_source_shows_every_key() -> None:
    page = _text("docs/source-format.md")
    for kind in (Study, Manual, Item, Term, Cloze, Row, Step, Question, Erratum, Column, Table, Flow, FlowBox):
        for key in keys_of(kind).keys:
            assert re.search(rf"\b{key}\b", page), key


def test_the_page_on_the_source_shows_yaml_that_has_the_right_shape() -> None:
    (block,) = re.findall(r"```yaml\n(# yaml-language-server.*?)```", _text("docs/source-format.md"), re.DOTALL)
    assert isinstance(yaml.load(block, yaml.CBaseLoader), dict)  # noqa: S506  (it makes only text)
    found = {fault.split()[-1] for fault in faults(block)}
    assert found <= {"unknown-point", "unknown-item", "uncovered-point", "uncovered-section"}


def test_no_document_or_program_names_a_path_of_a_machine() -> None:
    for path in [*(ROOT / "repaso").rglob("*.py"), *map(ROOT.joinpath, DOCUMENTS), *(ROOT / "templates").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|work|Users|tmp)/", text), path
