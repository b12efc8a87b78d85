"""The notetypes are published: what stands in schema/notetypes.json is what learners have."""

import json

from repaso.notetypes import NOTETYPES, SPARE_FACE, cloze_language, cloze_ord
from tests.helpers import ROOT

CONTRACT = ROOT / "schema" / "notetypes.json"


def contract() -> list[dict[str, object]]:
    return [
        {
            "kind": notetype.kind,
            "name": notetype.name,
            "fields": [[number, name] for number, name in notetype.fields],
            "templates": [[face.id, face.name] for face in notetype.faces],
        }
        for notetype in NOTETYPES
    ]


def test_the_contract_is_the_committed_one() -> None:
    """To change it: read CONTRIBUTING.md, "When a notetype must change", then write this list to the file."""
    assert contract() == json.loads(CONTRACT.read_text(encoding="utf-8"))


def test_every_notetype_has_spares_and_unique_ids() -> None:
    for notetype in NOTETYPES:
        numbers = [number for number, _ in notetype.fields]
        names = notetype.field_names
        assert len(set(numbers)) == len(numbers)
        assert len(set(names)) == len(names)
        assert names[0] == "Id"
        assert names[-4:] == ("Spare1", "Spare2", "Spare3", "Spare4")
        assert (SPARE_FACE in notetype.faces) == (notetype.kind != "cloze")
        assert all(face.gate in names for face in notetype.faces)


def test_spanish_and_english_cards_never_share_a_number() -> None:
    ords = {(ordinal, language): cloze_ord(ordinal, language) for ordinal in range(1, 10) for language in ("es", "en")}
    assert sorted(ords.values()) == list(range(18))
    assert all(cloze_language(ord_) == language for (_, language), ord_ in ords.items())
