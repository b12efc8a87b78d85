import hashlib
import json
from pathlib import Path

import pytest

from repaso import apkg, ledger, lockfile
from repaso.commands import shared
from repaso.diagnostics import Span
from repaso.release import News, Told, check, news_between, render
from tests.helpers import CARDS, EVERY_KIND, PAPERS, package, run

QUESTION = EVERY_KIND[EVERY_KIND.index("questions:") :]
HERE = Span("x.lock", 1, 1)
TOLD = (Told("loss", {"es": "pérdida", "en": "loss"}),)


def edit(project: Path, old: str, new: str) -> None:
    source = project / "source" / "sample.yaml"
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")


def at(monkeypatch: pytest.MonkeyPatch, minute: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1_790_000_000 + 60 * minute))


@pytest.fixture
def released(project: Path) -> Path:
    """The small project after its version 1.0.0."""
    result = run("release", "1.0.0", "--quiet")
    assert result.exit_code == 0, result.output
    return project


def test_a_first_release_has_all_files_and_their_sums(released: Path) -> None:
    folder = released / "dist" / "release" / "sample-1.0.0"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "SHA256SUMS",
        "sample-1.0.0.en.md",
        "sample-1.0.0.es.md",
        *CARDS,
        "sample-coverage.html",
        *PAPERS,
        "sample.apkg",
    }
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "Primera versión" in (folder / "sample-1.0.0.es.md").read_text(encoding="utf-8")
    assert "release 1.0.0 2026-09-21T14:13:20Z" in (released / "source" / "sample.lock").read_text()
    assert run("--locked").exit_code == 0


def test_a_second_release_is_rehearsed_and_tells_what_is_new(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(released, "rinde peor en otras", "empeora en otras")
    edit(released, "  - id: q\n    covers: 1-a\n", "  - id: q\n    covers: 1-a\n    meaning: 2\n")
    edit(released, "Entrenamiento previo continuo, en: Continued", "Preentrenamiento continuo, en: Continued")
    edit(
        released,
        "cloze:\n",
        "  - {id: new, covers: 1-a, term: {es: peso, en: weight}, definition: x}\ncloze:\n",
    )
    at(monkeypatch, 10)
    assert run().exit_code == 0
    at(monkeypatch, 20)
    result = run("release", "1.1.0")
    assert result.exit_code == 0, result.output
    assert "released sample 1.1.0" in result.output
    folder = released / "dist" / "release" / "sample-1.1.0"
    english = (folder / "sample-1.1.0.en.md").read_text(encoding="utf-8")
    spanish = (folder / "sample-1.1.0.es.md").read_text(encoding="utf-8")
    assert english.splitlines()[0] == "# What is new in version 1.1.0 (2026-09-21)"
    assert "## New (1)\n\n- weight (`new`)" in english
    assert (
        "## Reworded (1): they ask the same, and you keep your progress\n\n- catastrophic forgetting (`t`)" in english
    )
    assert 'search for `"deck:Sample::3.3" (Id:q)`' in english
    assert "make a filtered deck of `tag:aif-c01::changes::1.1`" in english
    assert "print it again" in english
    assert "## Nuevas (1)\n\n- peso (`new`)" in spanish
    before, _ = lockfile.read((released / "source" / "sample.lock").read_text(), "x")
    assert {name for name, entry in before.notes.items() if entry.last == "1.1.0"} == {"t", "q", "new"}
    assert {entry.mod for entry in before.notes.values() if entry.last == "1.1.0"} == {1_790_000_000 + 1200}
    assert run("--locked").exit_code == 0


def test_a_retirement_makes_a_second_package(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(released, QUESTION, "retired:\n  - {id: q, since: 1.1.0, why: {es: Sobraba., en: Not needed.}}\n")
    at(monkeypatch, 20)
    result = run("release", "1.1.0")
    assert result.exit_code == 0, result.output
    folder = released / "dist" / "release" / "sample-1.1.0"
    plain, _ = apkg.read((folder / "sample.apkg").read_bytes(), "x")
    update, _ = apkg.read((folder / "sample-update.apkg").read_bytes(), "x")
    assert plain is not None
    assert update is not None
    assert len(update.notes) == len(plain.notes) + 1 == 7
    english = (folder / "sample-1.1.0.en.md").read_text(encoding="utf-8")
    assert "- Not needed. (`q`)" in english
    assert "Import `sample-update.apkg` as you did the first time." in english
    assert "## Retired (1). To delete them, search in the browser for `tag:aif-c01::retired`" in english


@pytest.mark.parametrize(
    ("version", "old", "new", "code"),
    [
        ("1.0.0", "rinde peor", "empeora", "release-number"),
        ("0.9.0", "rinde peor", "empeora", "release-number"),
        ("1.0.1", "cloze:\n", "  - {id: n, covers: 1-a, term: a, definition: b}\ncloze:\n", "release-number"),
        ("1.1.0", "rinde peor", "rinde peor", "release-empty"),
        ("1.1.0", QUESTION, "", "note-gone"),
    ],
)
def test_a_release_that_may_not_be_leaves_all_as_it_was(
    released: Path, monkeypatch: pytest.MonkeyPatch, version: str, old: str, new: str, code: str
) -> None:
    edit(released, old, new)
    at(monkeypatch, 20)
    before = (released / "source" / "sample.lock").read_bytes()
    result = run("release", version)
    assert result.exit_code == shared.FAULTS
    assert f"[{code}]" in result.output
    assert (released / "source" / "sample.lock").read_bytes() == before
    assert [path.name for path in (released / "dist" / "release").iterdir()] == ["sample-1.0.0"]


def test_a_deck_s_new_name_is_a_major_release_that_says_what_to_do(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(released, "deck: Sample::3.3", "deck: Muestra")
    at(monkeypatch, 20)
    assert "[release-number]" in run("release", "1.1.0").output
    assert "[deck-renamed]" in run("release", "2.0.0").output
    result = run("release", "2.0.0", "--major")
    assert result.exit_code == 0, result.output
    notes = (released / "dist" / "release" / "sample-2.0.0" / "sample-2.0.0.en.md").read_text(encoding="utf-8")
    assert "rename `Sample::3.3` to `Muestra` in Anki" in notes


def test_a_new_look_alone_is_a_release(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    style = released / "templates" / "card.css"
    style.write_text(style.read_text(encoding="utf-8") + ".a { margin: 0 }\n", encoding="utf-8")
    at(monkeypatch, 10)
    assert run().exit_code == 0
    at(monkeypatch, 20)
    result = run("release", "1.0.1")
    assert result.exit_code == 0, result.output
    notes = (released / "dist" / "release" / "sample-1.0.1" / "sample-1.0.1.en.md").read_text(encoding="utf-8")
    assert "The cards look different." in notes


def test_a_release_needs_the_one_before(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = released / "dist" / "release" / "sample-1.0.0" / "sample.apkg"
    old.rename(released / "elsewhere.apkg")
    edit(released, "rinde peor", "empeora")
    at(monkeypatch, 20)
    assert "[no-previous-release]" in run("release", "1.0.1").output
    assert run("release", "1.0.1", "--against", "elsewhere.apkg").exit_code == 0


def test_two_releases_skipped_rehearse(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for step, words in enumerate(("empeora en otras", "falla en otras"), start=1):
        edit(released, "rinde peor en otras" if step == 1 else "empeora en otras", words)
        at(monkeypatch, 20 * step)
        assert run("release", f"1.0.{step}", "--quiet").exit_code == 0
    result = run("rehearse", "--against", "dist/release/sample-1.0.0/sample.apkg", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)
    assert run("rehearse", "--against", "dist/release/sample-1.0.0/sample.apkg").exit_code == 0


def test_rehearsal_names_the_line_of_the_source(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same clock with another text: what a ledger restored by hand would do."""
    lock = released / "source" / "sample.lock"
    edit(released, "rinde peor en otras", "empeora en otras")
    at(monkeypatch, 20)
    assert run().exit_code == 0
    fresh = {line.split()[1]: line for line in lock.read_text().splitlines()[1:]}
    stale = fresh["t"].replace("2026-09-21T14:33:20Z", "2026-09-21T14:13:20Z")
    lock.write_text(lock.read_text().replace(fresh["t"], stale))
    result = run("rehearse", "--against", "dist/release/sample-1.0.0/sample.apkg")
    assert result.exit_code == shared.FAULTS
    assert "source/sample.yaml:20:9: error:" in result.output
    assert "[edit-not-delivered]" in result.output


def test_rehearsing_something_else_is_a_fault(released: Path) -> None:
    (released / "x.apkg").write_bytes(b"no zip")
    result = run("rehearse", "--against", "x.apkg")
    assert (result.exit_code, "[not-a-package]" in result.output) == (shared.FAULTS, True)


def test_diff_tells_the_same_of_two_packages(released: Path) -> None:
    edit(released, "rinde peor en otras", "empeora en otras")
    edit(released, "  - id: q\n", "  - id: q2\n    formerly: q\n")
    edit(released, "cloze:\n", "  - {id: n, covers: 1-a, term: {es: peso, en: weight}, definition: b}\ncloze:\n")
    old = "dist/release/sample-1.0.0/sample.apkg"
    english = run("diff", old).output
    assert "## New (1)\n\n- weight (`n`)" in english
    assert "- catastrophic forgetting (`t`)" in english
    assert "## Changed (2)" in english
    assert "## Nuevas (1)" in run("diff", old, "--lang", "es").output
    assert run("diff", old, old).output == "Nothing changes.\n"


def test_what_has_left_the_package_is_told() -> None:
    one, _ = apkg.read(package(EVERY_KIND)[0], "one")
    two, _ = apkg.read(package(EVERY_KIND.replace(QUESTION, ""))[0], "two")
    assert one is not None
    assert two is not None
    assert [told.id for told in news_between(one, two).gone] == ["q"]
    assert [told.id for told in news_between(two, one).added] == ["q"]


@pytest.mark.parametrize(
    ("news", "version", "code"),
    [
        (News(reworded=TOLD), "1.2.4", ""),
        (News(look=True), "1.2.4", ""),
        (News(added=TOLD), "1.2.4", "release-number"),
        (News(added=TOLD), "1.3.0", ""),
        (News(relearn=TOLD), "1.2.9", "release-number"),
        (News(contract=True), "1.3.0", "release-number"),
        (News(contract=True), "2.0.0", ""),
        (News(deck=("a", "b")), "1.9.0", "release-number"),
        (News(reworded=TOLD), "1.2.3", "release-number"),
        (News(), "2.0.0", "release-empty"),
    ],
)
def test_the_number_must_tell_what_the_learner_must_do(news: News, version: str, code: str) -> None:
    before = ledger.stamp(ledger.Ledger(), "1.2.3", {}, sheet="0" * 16, deck="D::1", build_time=1)
    assert [fault.code for fault in check(version, news, before, HERE)] == ([code] if code else [])
    assert check(version, news, ledger.Ledger(), HERE) == ()


def test_a_major_release_says_what_to_tick() -> None:
    text = render(News(contract=True), "es", deck="D", tag_root="d", version="2.0.0")
    assert "marca «Combinar tipos de notas»" in text


def test_as_json_a_release_prints_no_prose(released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(released, "rinde peor", "empeora")
    at(monkeypatch, 20)
    result = run("release", "1.0.1", "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(run("release", "1.0.1", "--format", "json").stdout)[0]["code"] == "release-number"
