"""An .apkg without Anki: what genanki wrote, and files that are none."""

import contextlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable

import pytest

from repaso import apkg
from repaso.anki import guid
from repaso.apkg import Package
from repaso.notetypes import BY_KIND, DECKS, NOTETYPES
from tests.helpers import BUILD_TIME, EVERY_KIND, HEAD, TERM, package


def read(data: bytes) -> Package:
    """A package without faults."""
    found, faults = apkg.read(data, "deck.apkg")
    assert faults == ()
    assert found is not None
    return found


def fault(data: bytes) -> tuple[str, str]:
    """The code and the message of the one fault of a file that is no package."""
    found, faults = apkg.read(data, "deck.apkg")
    assert found is None
    (only,) = faults
    assert only.span == ("deck.apkg", 1, 1)
    assert only.hint
    return only.code, only.message


def zipped(**members: bytes) -> bytes:
    """A zip; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def tampered(
    data: bytes, change: Callable[[sqlite3.Connection], object], media: dict[str, bytes] | None = None
) -> bytes:
    """A package whose database has been changed by hand, and with other media."""
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        contextlib.closing(sqlite3.connect(":memory:")) as connection,
    ):
        connection.deserialize(archive.read("collection.anki2"))
        change(connection)
        connection.commit()
        files = list((media or {}).items())
        names = json.dumps({str(number): name for number, (name, _) in enumerate(files)}).encode()
        numbered = {str(number): content for number, (_, content) in enumerate(files)}
        return zipped(collection__anki2=connection.serialize(), media=names, **numbered)


def test_notes_cards_and_notetypes_are_read() -> None:
    found = read(package(EVERY_KIND)[0])
    assert found.shown == "deck.apkg"
    assert found.media == {}
    note = found.notes[guid("sample", "term", "t")]
    assert note.name == "t"
    assert note.mod == BUILD_TIME
    assert "olvido catastrófico" in note.fields
    assert "aif-c01::kind::term" in note.tags
    term = found.notetypes[note.notetype]
    assert term.fields == BY_KIND["term"].fields
    assert [template.id for template in term.templates] == [face.id for face in BY_KIND["term"].faces]
    assert not term.cloze
    assert len(found.notetypes) == len(NOTETYPES)
    decks = {ord_: deck for (name, ord_), deck in found.cards.items() if name == note.guid}
    assert decks[0] == f"Sample::3.3::{DECKS['es']}"
    assert decks[1] == f"Sample::3.3::{DECKS['en']}"


def test_a_card_is_named_as_anki_names_it() -> None:
    found = read(package(EVERY_KIND)[0])
    notes = found.notes[guid("sample", "term", "t")], found.notes[guid("sample", "cloze", "c")]
    term, cloze = (found.notetypes[note.notetype] for note in notes)
    assert term.card_name(0) == "ES término → definición"
    assert term.card_name(99) == "card 100"
    assert cloze.card_name(2) == "cloze 3"


def test_media_are_known_by_their_digest() -> None:
    data = tampered(package(HEAD + TERM)[0], lambda _: None, {"_font.woff2": b"letters"})
    assert read(data).media == {"_font.woff2": "bef21e9bfcf9fab0a5aebd46a735efe5434da96b"}


def test_a_note_s_name_is_text_and_short() -> None:
    note = apkg.Note("g", 1, 2, 3, ("<b>a &lt; b</b> " + "x" * 99, ""), frozenset())
    assert note.name.startswith("a < b x")
    assert len(note.name) == 40


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a zip"),
        (b"PK\x03\x04 and no more", "not a zip"),
        (zipped(media=b"{}"), "a zip without a collection"),
        (zipped(collection__anki2=b"no database"), "DatabaseError"),
        (zipped(collection__anki2=b""), "a zip without a collection"),
        (zipped(collection__anki2=b"x", media=b"["), "JSONDecodeError"),
        (zipped(collection__anki2=b"x", media=b'{"0": "a.png"}'), "KeyError"),
        (zipped(collection__anki2=b"x", media=b"\xff"), "UnicodeDecodeError"),
        (zipped(collection__anki2=b"x", media=b"[]"), "AttributeError"),
        (zipped(collection__anki2=b"", collection__anki21b=b""), "only newer Ankis"),
    ],
)
def test_a_file_that_is_no_package_is_told(data: bytes, said: str) -> None:
    code, message = fault(data)
    assert code == "not-a-package"
    assert said in message


@pytest.mark.parametrize("cut", [1, 100, 1000])
def test_half_a_package_is_told(cut: int) -> None:
    assert fault(package(HEAD + TERM)[0][:-cut])[0] == "not-a-package"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE col SET models = '[]'", "UPDATE col SET models = 'x'", "UPDATE col SET decks = '{}'", "DELETE FROM col"],
)
def test_a_collection_of_another_shape_is_told(statement: str) -> None:
    assert fault(tampered(package(HEAD + TERM)[0], lambda one: one.execute(statement)))[0] == "not-a-package"


def test_two_notes_with_one_guid_are_told() -> None:
    data = tampered(package(EVERY_KIND)[0], lambda one: one.execute("UPDATE notes SET guid = 'g' WHERE id % 64 = 0"))
    code, message = fault(data)
    assert code == "note-duplicated"
    assert message.startswith("several notes have one guid: ")
