"""The package in the real Anki library: what a learner gets by pressing Import."""

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from repaso import anki, apkg
from repaso.ledger import Ledger
from repaso.notetypes import DECKS, NOTETYPES
from tests.helpers import BUILD_TIME, EVERY_KIND, HEAD, ROOT, SOURCE, TERM, package, plan

REAL = SOURCE.read_text(encoding="utf-8")


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    found = Collection(str(tmp_path / "collection.anki2"))
    yield found
    found.close()


def bring(collection: Collection, data: bytes, tmp_path: Path) -> dict[str, int]:
    """Import with the options that a user gets by just pressing Import; what happened to how many notes."""
    path = tmp_path / "deck.apkg"
    path.write_bytes(data)
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    return {
        "new": len(log.new),
        "updated": len(log.updated),
        "duplicate": len(log.duplicate),
        "conflicting": len(log.conflicting),
    }


class _Words(HTMLParser):
    """The visible words of a card; the holes' answers stand in attributes, and do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.languages: set[str] = set()
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag == "style"
        self.languages |= {value for name, value in attrs if name == "lang" and value}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def words(html: str) -> tuple[str, set[str]]:
    parser = _Words()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split()), parser.languages


def test_the_real_deck_imports_and_every_card_renders(collection: Collection, tmp_path: Path) -> None:
    data, ledger = package(REAL)
    counts = bring(collection, data, tmp_path)
    assert counts == {"new": len(ledger.notes), "updated": 0, "duplicate": 0, "conflicting": 0}
    assert collection.card_count() == sum(len(entry.ords) for entry in ledger.notes.values())
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        output = card.render_output()
        name = f"{card.note()['Id']} {card.template()['name']} {card.ord}"
        front, _ = words(output.question_text)
        back, languages = words(output.answer_text.partition('id="answer"')[2])
        assert front, name
        assert back, name
        assert languages >= {"en"} or languages >= {"es"}, name
        for side in (front, back):
            assert "{{" not in side, name
            assert "[[" not in side, name
            assert "docs.ankiweb.net" not in side, name
        assert set(words(output.answer_text)[1]) >= {"es", "en"}, name
    assert collection.fix_integrity() == ("Database rebuilt and optimized.", True)
    assert collection.get_empty_cards().report == ""


def test_no_card_shows_its_answer_on_its_front(collection: Collection, tmp_path: Path) -> None:
    data, _ = package(REAL)
    bring(collection, data, tmp_path)
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        output = card.render_output()
        front = words(output.question_text)[0].casefold()
        if card.note_type()["type"] == 1 or "paso" in card.note_type()["name"]:
            answers = re.findall(r'<span class="cloze"[^>]*>(.*?)</span>', output.answer_text)
        else:
            answers = re.findall(r'<p class="a(?: term)?"[^>]*>(.*?)</p>', output.answer_text)
        assert answers, card.note()["Id"]
        for answer in answers:
            text = words(answer)[0].casefold()
            assert not re.search(rf"\b{re.escape(text)}\b", front), (card.note()["Id"], card.ord, text)


def test_cards_lie_in_their_decks_in_the_manual_s_order(collection: Collection, tmp_path: Path) -> None:
    data, _ = package(REAL)
    bring(collection, data, tmp_path)
    names = {deck.name for deck in collection.decks.all_names_and_ids() if deck.name.startswith("AIF")}
    assert names == {"AIF-C01", "AIF-C01::3.3", *(f"AIF-C01::3.3::{name}" for name in DECKS.values())}
    for name in DECKS.values():
        cards = [collection.get_card(found) for found in collection.find_cards(f'"deck:AIF-C01::3.3::{name}"')]
        cards.sort(key=lambda card: card.due)
        assert [card.due for card in cards] == list(range(1, len(cards) + 1))
        sections = [int(card.note()["Section"]) for card in cards]
        assert sections == sorted(sections)


def test_an_edit_updates_one_note_and_keeps_its_reviews(collection: Collection, tmp_path: Path) -> None:
    data, ledger = package(EVERY_KIND)
    bring(collection, data, tmp_path)
    (card_id,) = collection.find_cards("Id:t card:1")
    card = collection.get_card(card_id)
    card.type, card.queue, card.ivl, card.due, card.reps = 2, 2, 30, 40, 5
    collection.update_card(card)
    edited = EVERY_KIND.replace("una sola tarea", "una única tarea")
    data, after = package(edited, ledger, build_time=BUILD_TIME + 60)
    moved = [name for name, entry in after.notes.items() if entry != ledger.notes[name]]
    assert moved == ["t"]
    assert bring(collection, data, tmp_path) == {"new": 0, "updated": 1, "duplicate": 6, "conflicting": 0}
    card = collection.get_card(card_id)
    assert "única" in card.note()["DefinitionES"]
    assert (card.type, card.queue, card.ivl, card.due, card.reps) == (2, 2, 30, 40, 5)
    assert len(collection.models.all_names_and_ids()) == len(NOTETYPES) + 6  # Anki's own six


def test_a_new_style_reaches_the_learner(collection: Collection, tmp_path: Path) -> None:
    data, ledger = package(EVERY_KIND)
    bring(collection, data, tmp_path)
    older = Ledger({kind: entry._replace(hash="0" * 16) for kind, entry in ledger.looks.items()}, ledger.notes)
    data, after = package(EVERY_KIND, older, build_time=BUILD_TIME + 60)
    assert {entry.mod for entry in after.looks.values()} == {BUILD_TIME + 60}
    assert bring(collection, data, tmp_path) == {"new": 0, "updated": 0, "duplicate": 7, "conflicting": 0}
    (model,) = [one for one in collection.models.all() if one["name"].endswith("término · term")]
    assert model["mod"] == BUILD_TIME + 60


def test_fields_and_templates_have_ids_and_spares(collection: Collection, tmp_path: Path) -> None:
    data, _ = package(EVERY_KIND)
    bring(collection, data, tmp_path)
    for notetype in NOTETYPES:
        (model,) = [one for one in collection.models.all() if one["name"].endswith(notetype.name)]
        assert [(field["id"], field["name"]) for field in model["flds"]] == list(notetype.fields)
        assert [template["id"] for template in model["tmpls"]] == [face.id for face in notetype.faces]
        assert sum(field["name"].startswith("Spare") for field in model["flds"]) == 4
        assert all(template["did"] is None for template in model["tmpls"])
        ids = [number for number, _ in notetype.fields]
        assert len(set(ids)) == len(ids)


def test_html_in_a_source_is_shown_and_not_run(collection: Collection, tmp_path: Path) -> None:
    data, _ = package(HEAD + TERM.replace("Lo que se minimiza.", '"<script>alert(1)</script> & {{TermES}}"'))
    bring(collection, data, tmp_path)
    (card_id,) = collection.find_cards("Id:t1 card:1")
    answer = collection.get_card(card_id).render_output().answer_text
    assert "<script>" not in answer
    assert "<script>alert(1)</script> & {{TermES}}" in words(answer)[0]


def test_the_package_is_deflated_and_knows_no_time() -> None:
    data, _ = package(REAL)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [member.filename for member in archive.infolist()] == ["collection.anki2", "media"]
        for member in archive.infolist():
            assert member.compress_type == zipfile.ZIP_DEFLATED
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert json.loads(archive.read("media")) == {}
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
        (check,) = connection.execute("PRAGMA integrity_check").fetchone()
        guids = [guid for (guid,) in connection.execute("SELECT guid FROM notes")]
        (indexes,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index'").fetchone()
        connection.close()
    assert check == "ok"
    assert indexes == 0
    assert len(set(guids)) == len(guids)
    assert all(guid.isascii() for guid in guids)


@pytest.mark.parametrize(("much", "at_once"), [(0, 1), (50, 7), (10**9, 20)])
def test_how_many_rows_are_written_at_once_changes_nothing(
    much: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = apkg.read(package(REAL)[0], "whole")
    monkeypatch.setattr(anki._Rows, "_MUCH", much)
    monkeypatch.setattr(anki._Rows, "_AT_ONCE", at_once)
    pieces, _ = apkg.read(package(REAL)[0], "pieces")
    assert whole is not None
    assert pieces is not None
    assert (pieces.notes, pieces.cards) == (whole.notes, whole.cards)


@pytest.mark.parametrize("words", [1, 20_000])
@pytest.mark.parametrize("changed", [(), (0,), (-1,), (3, 4, 90), tuple(range(150))])
def test_a_package_of_which_some_notes_changed_is_as_if_all_were_written(changed: tuple[int, ...], words: int) -> None:
    deck, _, _ = plan(REAL)
    data, before = anki.rendered(deck)
    assert data == package(REAL)[0]
    notes = list(deck.notes)
    for place in changed:
        note, entry, _ = notes[place]
        fields = (*note.fields[:-1], f"{note.fields[-1]} otra vez" * words)  # with many words more than a page
        notes[place] = notes[place]._replace(
            note=note._replace(fields=fields), entry=entry._replace(mod=entry.mod + 5 + place)
        )
    some = tuple(notes[place]._replace(cards=()) for place in changed)
    assert anki.renewed(deck._replace(notes=some), before) == anki.rendered(deck._replace(notes=tuple(notes)))


def test_rows_are_in_the_order_of_their_numbers_whatever_the_order_of_study() -> None:
    deck, _, _ = plan(REAL)
    assert anki.rendered(deck._replace(notes=deck.notes[::-1])) == anki.rendered(deck)


def test_two_processes_build_the_same_bytes() -> None:
    program = (
        "import hashlib, tests.helpers as h\n"
        "data, _ = h.package(h.SOURCE.read_text(encoding='utf-8'))\n"
        "print(hashlib.sha256(data).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1
