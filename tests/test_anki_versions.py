"""The same releases in every Anki that learners may have. The first run makes an environment for each."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from repaso import rehearsal
from repaso.rehearsal import Rehearsal, python_with
from tests.helpers import EVERY_KIND, ROOT, package
from tests.test_apkg import read, tampered
from tests.test_rehearsal import NEXT, edit_models, set_field

pytestmark = pytest.mark.versions

OLDER = ("2.1.66", "23.10.1", "24.11")
NEWEST = "newest"  # the one that the extra `anki` has brought

EDITED = EVERY_KIND.replace("una sola tarea", "una única tarea").replace(
    "      - {id: s3,", "      - {id: s9, covers: 5-a, es: Otro paso., en: Another step.}\n      - {id: s3,"
)


@pytest.fixture(scope="module", params=[*OLDER, NEWEST])
def python(request: pytest.FixtureRequest) -> Path:
    if request.param == NEWEST:
        return Path(sys.executable)
    found, faults = python_with(request.param)
    assert faults == ()
    assert found is not None
    return found


def rehearsed(old: bytes, new: bytes, python: Path) -> Rehearsal:
    found, faults = rehearsal.rehearse(read(old), read(new), python=python)
    assert faults == ()
    assert found is not None
    print(rehearsal.render_text(found))  # noqa: T201  (what a failing test shows)
    return found


def test_a_release_reaches_learners_and_costs_them_nothing(python: Path) -> None:
    old, ledger = package(EVERY_KIND)
    new, _ = package(EDITED, ledger, build_time=NEXT)
    found = rehearsed(old, new, python)
    assert found.findings == ()
    table = {line.what: (line.expected, line.seen) for line in found.lines}
    assert table["notes unchanged"] == (3, 3)
    assert table["notes updated"] == (4, 4)
    assert table["notes added"] == (1, 1)
    assert all(expected == seen for expected, seen in table.values())


def test_an_older_release_changes_nothing(python: Path) -> None:
    old, ledger = package(EVERY_KIND)
    new, _ = package(EDITED, ledger, build_time=NEXT)
    found = rehearsed(new, old, python)
    assert [finding.code for finding in found.findings] == ["older-release"]
    assert all(line.expected == line.seen for line in found.lines)


def test_every_anki_catches_a_broken_release(python: Path) -> None:
    old, ledger = package(EVERY_KIND)
    new, _ = package(EVERY_KIND, ledger, build_time=NEXT)
    found = rehearsed(old, tampered(new, lambda one: one.execute("UPDATE notes SET mod = mod + 1")), python)
    assert Counter(finding.code for finding in found.findings) == {
        "unchanged-note-rewritten": 7,
        "user-tag-lost": 3,
        "user-edit-lost": 2,
    }
    found = rehearsed(old, tampered(new, lambda one: one.execute("UPDATE notes SET guid = guid || 'x'")), python)
    assert Counter(finding.code for finding in found.findings) == {"note-duplicated": 7}

    def add(connection: sqlite3.Connection) -> None:
        extra = {"name": "Extra", "id": 777, "ord": 99}
        edit_models(connection, lambda model: model["flds"].append({**model["flds"][-1], **extra}))
        connection.execute("UPDATE notes SET flds = flds || char(31), mod = mod + 1 WHERE sfld = 't'")

    found = rehearsed(old, tampered(new, add), python)
    assert Counter(finding.code for finding in found.findings) == {"note-conflicting": 1, "notetype-duplicated": 1}


def use_spares(connection: sqlite3.Connection, **names: str) -> None:
    """Let the spare template ask for the first spare field, under the names given."""
    field, face = names.get("field", "Spare1"), names.get("face", "spare")

    def use(model: dict[str, Any]) -> None:
        next(one for one in model["flds"] if one["name"] == "Spare1")["name"] = field
        spare = next(one for one in model["tmpls"] if one["name"] == "spare")
        spare.update(name=face, qfmt=f"{{{{#{field}}}}}{{{{{field}}}}}{{{{/{field}}}}}", afmt="{{FrontSide}}{{TermES}}")
        model["mod"] = NEXT

    edit_models(connection, use)
    set_field(connection, "t", "Spare1", "una regla", NEXT)
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(cards)")]
    values = ", ".join("id + 6" if name == "id" else "6" if name == "ord" else name for name in columns)
    row = f"SELECT {values} FROM cards WHERE ord = 0 AND nid = (SELECT id FROM notes WHERE sfld = 't')"  # noqa: S608
    connection.execute(f"INSERT INTO cards {row}")


def found_in(data: bytes, python: Path, **names: str) -> tuple[str, dict[str, int]]:
    """The version of Anki, and what it makes of spares that come into use."""
    new = tampered(data, lambda one: use_spares(one, **names))
    found = rehearsed(data, new, python)
    return found.anki, Counter(finding.code for finding in found.findings)


def test_spares_may_be_used_under_their_names(python: Path) -> None:
    assert found_in(package(EVERY_KIND)[0], python)[1] == {}


def test_a_spare_template_may_not_be_renamed_for_2_1_66(python: Path) -> None:
    """It knows templates by their names alone."""
    anki, codes = found_in(package(EVERY_KIND)[0], python, face="ES regla")
    assert codes == ({"note-conflicting": 1, "notetype-duplicated": 1} if anki == "2.1.66" else {})


def test_a_spare_field_may_not_be_renamed_for_23_10(python: Path) -> None:
    """What two Ankis make of a new name.

    2.1.66 knows fields by their names alone. 23.10 writes {{Id}} at the end of every front that a field gates, and so
    makes the card itself, in a deck of its choice.
    """
    anki, codes = found_in(package(EVERY_KIND)[0], python, field="Mnemonic")
    known = {
        "2.1.66": {"note-conflicting": 1, "notetype-duplicated": 1},
        "23.10.1": {"look-not-delivered": 1, "card-moved": 1},
    }
    assert codes == known.get(anki, {})


def test_two_that_make_an_environment_at_once_get_the_same(tmp_path: Path) -> None:
    program = "from repaso.rehearsal import python_with; print(*python_with('24.11'))"
    env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    both = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = {process.communicate()[0] for process in both}
    made = tmp_path / "repaso" / f"anki-24.11-py{sys.version_info.major}.{sys.version_info.minor}"
    assert said == {f"{made / 'bin' / 'python'} ()\n"}
    assert [path.name for path in made.parent.iterdir()] == [made.name]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0.0.1", "cannot install Anki 0.0.1: "),
        ("../24.11", "'../24.11' is no version of Anki"),
        ("--help", "'--help' is no version of Anki"),
        ("", "'' is no version of Anki"),
    ],
)
def test_a_version_that_is_none_is_told(
    version: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found, (fault,) = python_with(version)
    assert found is None
    assert fault.code == "no-anki"
    assert fault.message.startswith(said)
    assert not [*tmp_path.glob("repaso/*")]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repaso").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    found, (fault,) = python_with("24.11")
    assert found is None
    assert fault.code == "no-anki"
    assert fault.message.startswith("cannot install Anki 24.11: ")
