"""What becomes of released notes: vanished, renamed, retired; in the ledger and in the real Anki."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from repaso import anki, history, ledger, lockfile
from repaso.deck import content_of, look_of, plan_deck
from repaso.ledger import Ledger
from repaso.notes import plan_notes
from tests.helpers import BUILD_TIME, EVERY_KIND, look, package, plan, study
from tests.test_anki import bring, words

QUESTION = EVERY_KIND[EVERY_KIND.index("questions:") :]
WITHOUT = EVERY_KIND.replace(QUESTION, "")
RETIRED = WITHOUT + "retired:\n  - {id: q, since: 1.1.0, why: {es: Sobraba., en: It was not needed.}, replaced_by: c}\n"


def released(text: str = EVERY_KIND) -> Ledger:
    """The ledger after version 1.0.0 of a source."""
    _, built, _ = plan(text)
    return ledger.stamp(built, "1.0.0", {}, sheet="0" * 16, deck="D::1", build_time=BUILD_TIME)


def codes(text: str, past: Ledger) -> list[str]:
    found = study(text)
    return [fault.code for fault in history.check(found, past, plan_notes(found))]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    found = Collection(str(tmp_path / "collection.anki2"))
    yield found
    found.close()


def test_what_no_learner_has_may_vanish() -> None:
    _, built, _ = plan(EVERY_KIND)
    assert codes(WITHOUT, built) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EVERY_KIND, []),
        (WITHOUT, ["note-gone"]),
        (RETIRED, []),
        (RETIRED.replace("id: q", "id: qq"), ["note-gone", "unknown-retired"]),
        (RETIRED.replace("replaced_by: c", "replaced_by: nobody"), ["unknown-item"]),
        (RETIRED.replace("id: q,", "id: t,"), ["note-gone", "retired-here"]),
        (EVERY_KIND.replace("- id: q\n", "- id: q2\n"), ["note-gone"]),
        (EVERY_KIND.replace("- id: q\n", "- id: q2\n    formerly: q\n"), []),
        (EVERY_KIND.replace("- id: q\n", "- id: q2\n    formerly: nobody\n"), ["note-gone", "unknown-formerly"]),
        (EVERY_KIND.replace("- id: q\n", "- id: q\n    formerly: t\n"), ["formerly-here"]),
        (EVERY_KIND.replace("- id: gt\n", "- id: gt2\n        formerly: gt\n"), []),
        (EVERY_KIND.replace("{{c2::", "{{c3::"), ["card-gone"]),
        (
            EVERY_KIND.replace("        ask_back: {es: ¿Qué servicio de AWS?, en: Which AWS service?}\n", ""),
            ["card-gone"],
        ),
        (WITHOUT.replace("- id: c\n", "- id: q\n"), ["note-gone", "kind-changed"]),
    ],
)
def test_a_released_note_is_owed_to_its_learners(text: str, expected: list[str]) -> None:
    assert sorted(codes(text, released())) == sorted(expected)


def test_a_vanished_note_is_named_in_the_ledger_with_a_hint() -> None:
    past, _ = lockfile.read(lockfile.write(released()), "sample.lock")
    found = study(EVERY_KIND.replace("- id: q\n", "- id: qu\n").replace("id: s1", "id: step-one"))
    faults = history.check(found, past, plan_notes(found))
    assert [(fault.span.path, fault.span.line > 1) for fault in faults] == [("sample.lock", True)] * 2
    assert faults[0].hint.startswith("did you mean 'qu'?")
    assert "formerly: q" in faults[0].hint


def test_a_changed_contract_needs_a_major_release() -> None:
    past = released()
    looks = {kind: entry._replace(contract="0" * 8) for kind, entry in past.looks.items()}
    found = study(EVERY_KIND)
    broken = Ledger(looks, past.notes, past.releases)
    assert {fault.code for fault in history.check(found, broken, plan_notes(found))} == {"contract-changed"}
    assert history.check(found, broken, plan_notes(found), major=True) == ()
    assert history.check(found, Ledger(looks, past.notes), plan_notes(found)) == ()


def test_a_retired_note_tells_its_learners_and_keeps_their_reviews(collection: Collection, tmp_path: Path) -> None:
    bring(collection, package(EVERY_KIND)[0], tmp_path)
    ids = list(collection.find_cards("Id:q"))
    for card_id in ids:
        card = collection.get_card(card_id)
        card.type, card.queue, card.ivl, card.due = 2, 2, 30, 40
        collection.update_card(card)
    deck, after, changes = plan(RETIRED, released(), build_time=BUILD_TIME + 60)
    assert (changes.changed, changes.removed) == (("q",), ())
    assert bring(collection, anki.render(deck), tmp_path) == {"new": 0, "updated": 1, "duplicate": 6, "conflicting": 0}
    assert list(collection.find_cards("tag:*::retired")) == ids
    for card_id in ids:
        card = collection.get_card(card_id)
        assert (card.ivl, card.due) == (30, 40)
        output = card.render_output()
        for side in (output.question_text, output.answer_text):
            text = words(side)[0]
            assert "Tarjeta retirada · 1.1.0 Sobraba." in text or "Retired card · 1.1.0 It was not needed." in text
            assert "tag:aif-c01::retired" in text
            assert "hospital" not in text
    assert collection.get_empty_cards().report == ""
    assert collection.fix_integrity()[1]
    again, last, changes = plan(RETIRED, after, build_time=BUILD_TIME + 120)
    assert changes == ((), (), (), ())
    assert anki.render(again) == anki.render(deck)
    assert lockfile.write(last) == lockfile.write(after)


@pytest.mark.parametrize("gone", ["t", "c", "gt", "s2"])
def test_every_kind_can_be_retired(collection: Collection, tmp_path: Path, gone: str) -> None:
    bring(collection, package(EVERY_KIND)[0], tmp_path)
    found = study(EVERY_KIND + f"retired:\n  - {{id: {gone}, since: 1.1.0, why: x}}\n")
    stones = history.tombstones(found, released(), ())
    (stone,) = stones
    kept = tuple(note for note in plan_notes(found) if note.id != stone.id)
    look_now = look()
    looks = {kind: look_of(look_now, kind) for kind in look_now.templates}
    new, _ = ledger.advance(released(), map(content_of, kept + stones), looks, build_time=BUILD_TIME + 60)
    data = anki.render(plan_deck(found.manual, kept + stones, look_now, new))
    assert bring(collection, data, tmp_path)["updated"] == 1
    cards = [collection.get_card(card_id) for card_id in collection.find_cards("tag:*::retired")]
    assert [card.ord for card in cards] == list(stone.ords)
    for card in cards:
        text = words(card.render_output().question_text)[0]
        assert "Tarjeta retirada" in text or "Retired card" in text
        assert "—" not in text
    assert collection.get_empty_cards().report == ""


def test_new_learners_do_not_get_retired_notes(collection: Collection, tmp_path: Path) -> None:
    deck, _, _ = plan(RETIRED, released(), build_time=BUILD_TIME + 60)
    counts = bring(collection, anki.render(deck, retired=False), tmp_path)
    assert counts == {"new": 6, "updated": 0, "duplicate": 0, "conflicting": 0}
    assert not list(collection.find_notes("tag:*::retired"))


def test_a_renamed_item_is_the_same_note(collection: Collection, tmp_path: Path) -> None:
    bring(collection, package(EVERY_KIND)[0], tmp_path)
    ids = list(collection.find_cards("Id:t"))
    data, _ = package(
        EVERY_KIND.replace("- id: t\n", "- id: forgetting\n    formerly: t\n").replace("[t, gt]", "[forgetting, gt]"),
        released(),
        build_time=BUILD_TIME + 60,
    )
    assert bring(collection, data, tmp_path) == {"new": 0, "updated": 1, "duplicate": 6, "conflicting": 0}
    assert list(collection.find_cards("Id:forgetting")) == ids


def test_a_release_tags_what_it_changed(collection: Collection, tmp_path: Path) -> None:
    past = released()
    edited = EVERY_KIND.replace("una sola tarea", "una única tarea")
    _, now, _ = plan(edited, past, build_time=BUILD_TIME + 60)
    now = ledger.stamp(now, "1.1.0", {}, sheet="0" * 16, deck="D::1", build_time=BUILD_TIME + 90)
    data, after = package(edited, now, build_time=BUILD_TIME + 9999)
    assert lockfile.write(after) == lockfile.write(now)
    bring(collection, package(EVERY_KIND, past)[0], tmp_path)
    assert bring(collection, data, tmp_path)["updated"] == 1
    assert [collection.get_note(note)["Id"] for note in collection.find_notes("tag:aif-c01::changes::1.1")] == ["t"]


CHAIN = EVERY_KIND.replace("- id: q\n", "- id: q2\n    formerly: q\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # two notes that claim one past; a past that is also buried; a past that is another's
        (
            CHAIN + QUESTION.removeprefix("questions:\n").replace("- id: q\n", "- id: q3\n    formerly: q\n"),
            ["same-note"],
        ),
        (CHAIN + "retired:\n  - {id: q, since: 1.1.0, why: x}\n", ["same-note"]),
        (WITHOUT.replace("- id: t\n", "- id: t\n    formerly: q\n"), ["formerly-here"]),
        (EVERY_KIND.replace("id: sample", "id: sampler"), ["manual-renamed"]),
    ],
)
def test_no_note_takes_over_another_s_learners(text: str, expected: list[str]) -> None:
    past = ledger.stamp(released(), "1.0.1", {}, sheet="0" * 16, deck="D::1", build_time=BUILD_TIME)
    assert codes(text, ledger.Ledger(past.looks, past.notes, past.releases, "sample")) == expected


def test_a_name_that_was_taken_over_is_used_up() -> None:
    _, renamed, _ = plan(CHAIN, released(), build_time=BUILD_TIME + 60)
    again = CHAIN.replace("    formerly: q\n", "") + QUESTION.removeprefix("questions:\n")
    assert codes(CHAIN.replace("    formerly: q\n", ""), renamed) == []
    assert codes(again, renamed) == ["same-note"]


def test_what_was_never_released_leaves_no_tombstone() -> None:
    _, built, _ = plan(EVERY_KIND)
    found = study(RETIRED)
    assert history.tombstones(found, built, plan_notes(found)) == ()


def test_a_renamed_row_may_be_asked_something_new() -> None:
    text = EVERY_KIND.replace("- id: gt\n", "- id: gt2\n        formerly: gt\n").replace(
        "    rows:\n", "      - {id: cost, es: Costo, en: Cost, ask: {es: ¿Cuánto?, en: How much?}}\n    rows:\n"
    )
    text = text.replace(
        "        need: {es: Gestionar", "        cost: {es: Uno, en: One}\n        need: {es: Gestionar"
    )
    assert codes(text, released()) == []


def test_a_renamed_column_is_told_to_keep_its_id() -> None:
    text = EVERY_KIND.replace("id: need", "id: use").replace("        need: {", "        use: {")
    found = study(text)
    (fault,) = history.check(found, released(), plan_notes(found))
    assert (fault.code, fault.hint) == ("note-gone", "keep the column's id 'need', or an entry under 'retired'")
