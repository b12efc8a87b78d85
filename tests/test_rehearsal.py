"""Releases imported one over the other in the real Anki: what must pass, and what must be caught."""

import json
import re
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repaso import rehearsal
from repaso.anki import guid
from repaso.apkg import Package
from repaso.diagnostics import Format, Severity, Span, render
from repaso.ledger import Ledger
from repaso.notetypes import BY_KIND, NOTETYPES
from repaso.rehearsal import Rehearsal, comparison, outcome
from repaso.rehearsal.comparison import compare
from repaso.rehearsal.observation import Seen, observe
from repaso.rehearsal.plan import EDIT, TAG, Learner, Transition, plan_learner, plan_transition
from tests import helpers
from tests.helpers import BUILD_TIME, EVERY_KIND, HEAD, TERM, package
from tests.test_apkg import read, tampered, zipped

PYTHON = Path(sys.executable)
NEXT = BUILD_TIME + 3600
PLACE = Span("source.yaml", 1, 1)
STOCK = 6  # the notetypes that Anki begins with

SECOND = """\
  - id: t2
    covers: p2
    term: {es: gradiente, en: gradient}
    definition: {es: La pendiente., en: The slope.}
"""
THIRD = """\
  - id: t3
    covers: p1
    term: {es: época, en: epoch}
    definition: {es: Una vuelta., en: One round.}
"""
TERMS = HEAD + TERM + SECOND + THIRD

Change = Callable[[sqlite3.Connection], object]


def rehearsed(old: bytes, new: bytes) -> Rehearsal:
    found, faults = rehearsal.rehearse(read(old), read(new), python=PYTHON)
    assert faults == ()
    assert found is not None
    print(rehearsal.render_text(found))  # noqa: T201  (what a failing test shows)
    return found


def pair(old: str, new: str) -> tuple[bytes, bytes]:
    """A source and what became of it, as two releases."""
    first, ledger = package(old)
    return first, package(new, ledger, build_time=NEXT)[0]


def counts(found: Rehearsal) -> dict[str, int]:
    """The table of a rehearsal in which all that was expected was seen."""
    assert found.findings == ()
    assert all(line.expected == line.seen for line in found.lines), found.lines
    return {line.what: line.seen for line in found.lines}


def codes(found: Rehearsal) -> Counter[str]:
    return Counter(finding.code for finding in found.findings)


def named(found: Rehearsal, code: str) -> set[str]:
    return {finding.guid for finding in found.findings if finding.code == code}


def unchanged_updated_added(found: Rehearsal) -> tuple[int, int, int]:
    table = counts(found)
    return table["notes unchanged"], table["notes updated"], table["notes added"]


def edit_models(connection: sqlite3.Connection, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the notetype of terms by hand."""
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    change(next(model for model in models.values() if "term" in model["name"]))
    connection.execute("UPDATE col SET models = ?", (json.dumps(models),))


def set_field(connection: sqlite3.Connection, name: str, field: str, text: str, mod: int = BUILD_TIME) -> None:
    """Fill a field of a term."""
    (fields,) = connection.execute("SELECT flds FROM notes WHERE sfld = ?", (name,)).fetchone()
    parts = fields.split("\x1f")
    parts[BY_KIND["term"].field_names.index(field)] = text
    connection.execute("UPDATE notes SET flds = ?, mod = ? WHERE sfld = ?", ("\x1f".join(parts), mod, name))


# What a release may do.


def test_an_edited_text_reaches_its_note_and_no_other() -> None:
    found = rehearsed(*pair(EVERY_KIND, EVERY_KIND.replace("una sola tarea", "una única tarea")))
    assert unchanged_updated_added(found) == (6, 1, 0)
    table = counts(found)
    assert table["notes in all"] == 7
    assert table["cards with their schedule"] == table["cards in their decks"] == 22
    assert table["tags of the learner"] == table["edits of the learner"] == 2
    assert table["notetypes"] == len(NOTETYPES) + STOCK
    assert found.removed == ()


def test_a_fix_of_one_language_keeps_both_schedules() -> None:
    found = rehearsed(*pair(TERMS, TERMS.replace("The slope.", "The slope of the loss.")))
    assert unchanged_updated_added(found) == (2, 1, 0)


def test_a_changed_tag_reaches_its_note() -> None:
    found = rehearsed(*pair(TERMS, TERMS.replace("covers: p2\n", "covers: p2\n    tags: [legacy]\n")))
    assert unchanged_updated_added(found) == (2, 1, 0)


def test_an_item_in_the_middle_is_added_alone() -> None:
    found = rehearsed(*pair(HEAD + TERM + THIRD, TERMS))
    assert unchanged_updated_added(found) == (2, 0, 1)
    assert counts(found)["cards added"] == 6


def test_a_step_in_the_middle_also_updates_its_neighbours() -> None:
    step = "      - {id: s9, covers: 5-a, es: Otro paso., en: Another step.}\n      - {id: s2,"
    found = rehearsed(*pair(EVERY_KIND, EVERY_KIND.replace("      - {id: s2,", step)))
    assert unchanged_updated_added(found) == (4, 3, 1)


def test_another_order_changes_nothing() -> None:
    found = rehearsed(*pair(TERMS, HEAD + "terms:\n" + THIRD + SECOND + TERM.removeprefix("terms:\n")))
    assert unchanged_updated_added(found) == (3, 0, 0)


def test_an_item_moves_to_another_section() -> None:
    moved = EVERY_KIND.replace("id: c\n    covers: 1-a", "id: c\n    covers: 5-a")
    assert moved != EVERY_KIND
    assert unchanged_updated_added(rehearsed(*pair(EVERY_KIND, moved))) == (6, 1, 0)


def test_a_new_style_touches_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    old, ledger = package(TERMS)
    look = helpers.look()
    monkeypatch.setattr(helpers, "look", lambda: look._replace(css=f"{look.css}\n.card {{ margin: 0; }}\n"))
    new, _ = package(TERMS, ledger, build_time=NEXT)
    assert new != old
    assert unchanged_updated_added(rehearsed(old, new)) == (3, 0, 0)


def test_a_new_template_touches_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    old, ledger = package(TERMS)
    look = helpers.look()
    first, *others = look.templates["term"]
    first = first._replace(back=f"{first.back}\n<p>…</p>\n")
    templates = {**look.templates, "term": (first, *others)}
    monkeypatch.setattr(helpers, "look", lambda: look._replace(templates=templates))
    new, _ = package(TERMS, ledger, build_time=NEXT)
    assert new != old
    assert unchanged_updated_added(rehearsed(old, new)) == (3, 0, 0)


def test_a_spare_field_and_a_spare_template_come_into_use() -> None:
    def use(model: dict[str, Any]) -> None:
        (field,) = [field for field in model["flds"] if field["name"] == "Spare1"]
        field["name"] = "Mnemonic"
        (spare,) = [template for template in model["tmpls"] if template["name"] == "spare"]
        spare.update(name="ES regla", qfmt="{{Mnemonic}}", afmt="{{FrontSide}}<hr id=answer>{{TermES}}")
        for template in model["tmpls"]:
            template["qfmt"] = template["qfmt"].replace("Spare1", "Mnemonic")
        model["mod"] = NEXT

    def change(connection: sqlite3.Connection) -> None:
        edit_models(connection, use)
        set_field(connection, "t2", "Spare1", "una regla", NEXT)
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(cards)")]
        values = ["id + 6" if name == "id" else "6" if name == "ord" else name for name in columns]
        note = "(SELECT id FROM notes WHERE sfld = 't2')"
        row = f"SELECT {', '.join(values)} FROM cards WHERE ord = 0 AND nid = {note}"  # noqa: S608  (our own names)
        connection.execute(f"INSERT INTO cards {row}")

    old, new = pair(TERMS, TERMS)
    found = rehearsed(old, tampered(new, change))
    assert unchanged_updated_added(found) == (2, 1, 0)
    assert counts(found)["cards added"] == 1


def test_a_learner_may_skip_releases() -> None:
    first, ledger = package(TERMS)
    text, packages = TERMS, [first]
    for at, (was, now) in enumerate([("The slope.", "A slope."), ("One round.", "A round."), ("A slope.", "It.")], 1):
        text = text.replace(was, now)
        data, ledger = package(text, ledger, build_time=BUILD_TIME + 60 * at)
        packages.append(data)
    assert unchanged_updated_added(rehearsed(packages[0], packages[-1])) == (1, 2, 0)


def test_the_same_release_changes_nothing() -> None:
    data, _ = package(EVERY_KIND)
    assert unchanged_updated_added(rehearsed(data, data)) == (7, 0, 0)


def test_an_older_release_after_a_newer_one_changes_nothing_and_is_told() -> None:
    old, new = pair(HEAD + TERM + SECOND, TERMS.replace("The slope.", "A slope.").replace("Una vuelta.", "Otra."))
    found = rehearsed(new, old)
    assert codes(found) == {"older-release": 1}
    assert all(line.expected == line.seen for line in found.lines)
    assert found.removed == ("t3",)
    (fault,) = found.faults({}, PLACE)
    assert fault.severity is Severity.WARNING


def test_a_note_that_is_no_longer_built_stays_with_the_learner() -> None:
    found = rehearsed(*pair(TERMS, HEAD + TERM + THIRD))
    assert unchanged_updated_added(found) == (2, 0, 0)
    assert counts(found)["notes no longer built"] == 1
    assert counts(found)["notes in all"] == 3
    assert found.removed == ("t2",)
    assert "learners keep them: t2" in rehearsal.render_text(found)


def test_a_renamed_deck_is_told() -> None:
    found = rehearsed(*pair(HEAD + TERM, TERMS.replace("deck: Sample::1.1", "deck: Muestra")))
    assert codes(found) == {"deck-renamed": 3}
    assert all(line.expected == line.seen for line in found.lines)
    messages = [fault.message for fault in found.faults({}, PLACE)]
    assert messages[0].startswith("2 cards stay in 'Sample::1.1::1 Español', and only new ones go to 'Muestra::1 Esp")
    assert {fault.severity for fault in found.faults({}, PLACE)} == {Severity.WARNING}


def test_media_arrive() -> None:
    def show(connection: sqlite3.Connection) -> None:
        set_field(connection, "t2", "NoteES", '<img src="loss.png">', NEXT)

    old, new = pair(TERMS, TERMS)
    found = rehearsed(old, tampered(new, show, {"loss.png": b"a curve", "_font.woff2": b"letters"}))
    assert counts(found)["media files"] == 2


# What must be caught.


def broken(change: Change, media: dict[str, bytes] | None = None, new_text: str = TERMS) -> Rehearsal:
    """The next release, with its database changed by hand."""
    old, new = pair(TERMS, new_text)
    return rehearsed(old, tampered(new, change, media))


def test_another_guid_makes_a_second_note() -> None:
    found = broken(lambda one: one.execute("UPDATE notes SET guid = 'another' WHERE sfld = 't2'"))
    assert codes(found) == {"note-duplicated": 1}
    assert named(found, "note-duplicated") == {"another"}
    assert found.removed == ("t2",)


def test_an_edit_under_the_old_clock_is_not_delivered() -> None:
    found = broken(lambda one: set_field(one, "t2", "DefinitionES", "otra"))
    assert codes(found) == {"edit-not-delivered": 1}
    assert named(found, "edit-not-delivered") == {guid("sample", "term", "t2")}


def test_an_edit_under_a_clock_that_went_back_is_not_delivered() -> None:
    found = broken(
        lambda one: one.execute("UPDATE notes SET mod = mod - 9 WHERE sfld = 't2'"),
        new_text=TERMS.replace("One round.", "A round.").replace("The slope.", "A slope."),
    )
    assert codes(found) == {}  # one that is late is still newer
    found = broken(
        lambda one: one.execute("UPDATE notes SET mod = 1 WHERE sfld = 't2'"),
        new_text=TERMS.replace("One round.", "A round.").replace("The slope.", "A slope."),
    )
    assert codes(found) == {"edit-not-delivered": 1}


def test_a_new_field_makes_a_second_notetype() -> None:
    def add(model: dict[str, Any]) -> None:
        model["flds"].append({**model["flds"][-1], "name": "Extra", "id": 777, "ord": len(model["flds"])})

    def change(connection: sqlite3.Connection) -> None:
        edit_models(connection, add)
        connection.execute("UPDATE notes SET flds = flds || char(31)")

    found = broken(change)
    assert codes(found) == {"notetype-duplicated": 1, "note-conflicting": 3}


def test_a_clock_that_moves_without_a_change_is_caught() -> None:
    found = broken(lambda one: one.execute("UPDATE notes SET mod = mod + 1"))
    assert codes(found) == {"unchanged-note-rewritten": 3, "user-tag-lost": 1, "user-edit-lost": 1}


def test_a_look_under_the_old_clock_is_not_delivered() -> None:
    found = broken(lambda one: edit_models(one, lambda model: model.update(css=".card { margin: 0; }")))
    assert codes(found) == {"look-not-delivered": 1}


def test_a_card_that_is_no_longer_built_is_caught() -> None:
    found = broken(lambda one: one.execute("DELETE FROM cards WHERE ord = 5 AND nid = (SELECT min(id) FROM notes)"))
    assert codes(found) == {"card-lost": 1}
    (finding,) = found.findings
    assert "the card 'EN → ES' of the note 't1'" in finding.message


def test_a_gate_that_falls_shut_is_caught() -> None:
    found = broken(lambda one: set_field(one, "t2", "Bridge", "", NEXT))
    assert codes(found) == {"card-empty": 2}
    assert named(found, "card-empty") == {guid("sample", "term", "t2")}


def test_a_package_without_a_card_that_its_note_needs_is_caught() -> None:
    found = broken(
        lambda one: one.execute("DELETE FROM cards WHERE nid = (SELECT id FROM notes WHERE sfld = 't9')"),
        new_text=TERMS + THIRD.replace("t3", "t9"),
    )
    assert set(codes(found)) == {"database-damaged"}


def test_media_that_do_not_arrive_are_caught() -> None:
    def show(connection: sqlite3.Connection) -> None:
        set_field(connection, "t2", "NoteES", '<img src="gone.png">', NEXT)

    found = broken(show, {"unused.png": b"no one shows it"})
    assert codes(found) == {"media-missing": 2}


def test_a_new_note_that_does_not_arrive_as_built_is_caught() -> None:
    """Anki drops control characters."""
    text = TERMS + THIRD.replace("t3", "t9")
    found = broken(lambda one: set_field(one, "t9", "DefinitionES", "una\x01 vuelta", NEXT), new_text=text)
    assert codes(found) == {"new-note-missing": 1}


# What no Anki does: the comparison alone.


class Scene(NamedTuple):
    """A rehearsal before it is judged."""

    old: Package
    new: Package
    transition: Transition
    learner: Learner
    seen: Seen

    def after(self, **parts: Any) -> Rehearsal:
        """The verdict if the collection had been left otherwise."""
        return compare(*self[:-1], replace(self.seen, after=replace(self.seen.after, **parts)))


@pytest.fixture(scope="module")
def scene() -> Scene:
    old, new = map(read, pair(TERMS, TERMS.replace("The slope.", "A slope.")))
    transition = plan_transition(old, new)
    learner = plan_learner(old, transition)
    seen, faults = observe(old, new, learner, python=PYTHON)
    assert faults == ()
    assert seen is not None
    return Scene(old, new, transition, learner, seen)


def without(mapping: Mapping[Any, Any], key: object) -> dict[Any, Any]:
    return {name: value for name, value in mapping.items() if name != key}


def test_the_learner_was_there(scene: Scene) -> None:
    """Else nothing could be lost."""
    before, learner = scene.seen.before, scene.learner
    states = {card: json.loads(schedule) for card, schedule in before.schedules.items()}
    assert (len(learner.reviewed), len(learner.flagged), len(learner.suspended)) == (5, 5, 4)
    for card, (_, type_, queue, due, interval, _, reps, *_, flags, _, past) in states.items():
        assert (type_ == queue == 2) == (card in learner.reviewed)
        assert (queue == -1) == (card in learner.suspended)
        assert (flags == 3) == (card in learner.flagged)
        if review := learner.reviewed.get(card):
            assert (interval, due % 100, reps, len(past)) == (*review, review.reviews)
    for guid_, note in before.notes.items():
        assert (TAG in note.tags) == (guid_ in learner.tagged)
        assert any(field.endswith(EDIT) for field in note.fields) == (guid_ in learner.edited)
        assert note.mod == scene.old.notes[guid_].mod


def test_a_lost_note_is_caught(scene: Scene) -> None:
    name = scene.transition.kept[0]
    found = scene.after(notes=without(scene.seen.after.notes, name))
    assert codes(found) == {"note-lost": 1}
    assert named(found, "note-lost") == {name}


def test_a_lost_card_is_caught(scene: Scene) -> None:
    card = next(iter(scene.seen.after.cards))
    found = scene.after(cards=without(scene.seen.after.cards, card))
    assert codes(found) == {"card-lost": 1}


def test_a_moved_card_is_caught(scene: Scene) -> None:
    card = next(iter(scene.seen.after.cards))
    found = scene.after(cards={**scene.seen.after.cards, card: "Default"})
    assert codes(found) == {"card-moved": 1}
    assert found.findings[0].message.endswith("is moved to Default")


def test_a_lost_schedule_is_caught(scene: Scene) -> None:
    card = next(iter(scene.learner.reviewed))
    found = scene.after(schedules={**scene.seen.after.schedules, card: "[]"})
    assert codes(found) == {"schedule-lost": 1}
    assert {line.what for line in found.lines if line.expected != line.seen} == {"cards with their schedule"}


def test_a_complaint_of_check_database_is_told(scene: Scene) -> None:
    found = compare(*scene[:-1], replace(scene.seen, complaints="Fixed invalid properties."))
    assert codes(found) == {"database-damaged": 1}


def test_every_code_has_its_hint() -> None:
    program = Path(comparison.__file__).read_text(encoding="utf-8")
    assert {*re.findall(r'Finding\(\s*"([a-z-]+)"', program)} == outcome.HINTS.keys()
    assert outcome.HINTS.keys() >= outcome.WARNINGS


# What is told, and where.


def test_findings_stand_where_the_author_wrote_the_note() -> None:
    found = broken(lambda one: set_field(one, "t2", "DefinitionES", "otra"))
    places = {guid("sample", "term", "t2"): Span("source.yaml", 20, 5)}
    (fault,) = found.faults(places, PLACE)
    text = render((fault,), Format.TEXT)
    assert text.startswith("source.yaml:20:5: error: the note 't2' changes and its clock does not go forward")
    assert found.anki in text
    assert found.faults({}, PLACE)[0].span == PLACE
    table = rehearsal.render_text(found)
    assert table.splitlines()[0].startswith(f"Anki {found.anki}")
    assert table.splitlines()[-1] == "1 edit-not-delivered"
    told = json.loads(rehearsal.render_json(found, (fault,)))
    assert told["anki"] == found.anki
    assert told["lines"][0] == {"what": "notes unchanged", "expected": 3, "seen": 3}
    assert [(one["path"], one["line"], one["code"]) for one in told["faults"]] == [
        ("source.yaml", 20, "edit-not-delivered")
    ]


def test_a_learner_is_the_same_for_the_same_pair() -> None:
    old, new = map(read, pair(EVERY_KIND, EVERY_KIND.replace("una sola tarea", "una única tarea")))
    transition = plan_transition(old, new)
    assert transition.changed == (guid("sample", "term", "t"),)
    learner = plan_learner(old, transition)
    assert learner == plan_learner(old, transition)
    cards = {*learner.reviewed, *learner.flagged, *learner.suspended}
    assert len(cards) == len(learner.reviewed) + len(learner.flagged) + len(learner.suspended) == 17
    touched = {*learner.tagged, *learner.edited}
    assert len(touched) == len(learner.tagged) + len(learner.edited) == 4
    assert not touched & {*transition.changed}
    assert all(index for index in learner.edited.values())


# What keeps a rehearsal from taking place.


def refused(old: Package, new: Package, python: Path = PYTHON) -> tuple[str, str, str]:
    """Place, code and message of the one fault of a rehearsal that could not be."""
    found, faults = rehearsal.rehearse(old, new, python=python)
    assert found is None
    (fault,) = faults
    assert fault.severity is Severity.ERROR
    return fault.span.path, fault.code, fault.message


@pytest.fixture
def good() -> Package:
    return read(package(HEAD + TERM)[0])


def script(folder: Path, text: str) -> Path:
    """A stand-in for a Python."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_python_that_is_not_there_is_told(good: Package, tmp_path: Path) -> None:
    place, code, message = refused(good, good, tmp_path / "none")
    assert (place, code) == ((tmp_path / "none").as_posix(), "no-anki")
    assert "No such file" in message


def test_a_python_without_anki_is_told(good: Package, tmp_path: Path) -> None:
    python = script(tmp_path, f'exec {sys.executable} -S "$@"')  # -S: without installed packages
    _, code, message = refused(good, good, python)
    assert code == "no-anki"
    assert "No module named 'anki'" in message


def test_a_worker_that_crashes_is_told(good: Package, tmp_path: Path) -> None:
    _, code, message = refused(good, good, script(tmp_path, "echo dies >&2; kill -9 $$"))
    assert (code, message) == ("anki-crashed", "Anki stopped without an answer: dies")
    _, code, message = refused(good, good, script(tmp_path, "exit 7"))
    assert (code, message) == ("anki-crashed", "Anki stopped without an answer: exit code 7")


def test_a_stage_that_fails_is_told(good: Package, tmp_path: Path) -> None:
    answer = '{"failed": "study", "reason": "KeyError"}'
    _, code, message = refused(good, good, script(tmp_path, f"echo '{answer}'"))
    assert (code, message) == ("anki-crashed", "Anki failed at 'study': KeyError")


def test_a_file_that_anki_refuses_is_told(good: Package) -> None:
    spoilt = Package(
        notes=good.notes,
        cards=good.cards,
        notetypes=good.notetypes,
        media={},
        shown="spoilt.apkg",
        data=zipped(collection__anki2=b"no database", media=b"{}"),
    )
    for old, new in ((spoilt, good), (good, spoilt)):
        place, code, message = refused(old, new)
        assert (place, code) == ("spoilt.apkg", "not-a-package")
        assert message.startswith("Anki refuses the file: ")


# How much it can hold.


def test_five_thousand_notes_are_rehearsed() -> None:
    def text(edit: str) -> str:
        terms = (
            f"  - id: t{number}\n    covers: [p1, p2]\n"
            f"    term: {{es: término {number}, en: term {number}}}\n"
            f"    definition: {{es: Lo que es {number}{'' if number % 100 else edit}., en: What it is {number}.}}\n"
            for number in range(5000)
        )
        return f"{HEAD}terms:\n{''.join(terms)}"

    old, new = pair(text(""), text(" hoy") + SECOND.replace("t2", "new"))
    started = time.perf_counter()
    found = rehearsed(old, new)
    print(f"{time.perf_counter() - started:.1f} s")  # noqa: T201
    assert unchanged_updated_added(found) == (4950, 50, 1)
    assert counts(found)["cards with their schedule"] == 30_000


def test_the_ledger_is_what_makes_a_release_safe() -> None:
    """Without it every clock is the moment of the build: nothing of the learner's would last."""
    old, _ = package(TERMS)
    new, _ = package(TERMS, Ledger(), build_time=NEXT)
    assert codes(rehearsed(old, new))["unchanged-note-rewritten"] == 3
