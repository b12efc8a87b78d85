"""The coverage report and the cards in a real browser."""

from pathlib import Path

import pytest
from anki.collection import Collection

from repaso import coverage, report
from tests.browser import measure
from tests.helpers import ROOT, SOURCE, package, study
from tests.test_anki import bring

AA = 4.5  # WCAG 2.1, 1.4.3: contrast of text

CARDS = {
    "term-define": "Id:catastrophic-forgetting card:1",
    "term-name": "Id:lora card:4",
    "term-translate": "Id:fine-tuning card:5",
    "cloze-es": "Id:cloze-cpt-titan card:1",
    "cloze-en": "Id:cloze-pretraining-compute card:2",
    "row-cell": "Id:service-ground-truth.need card:1",
    "row-name": "Id:service-ground-truth.need card:4",
    "step": "tag:*::kind::step card:1",
    "question": "Id:q-small-matrices card:2",
}


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (360, True)])
def test_the_report_is_readable_and_loads_nothing(tmp_path: Path, width: int, dark: bool) -> None:  # noqa: FBT001
    table = coverage.plan_coverage(study(SOURCE.read_text(encoding="utf-8")))
    template = (ROOT / "templates" / "coverage.html").read_text(encoding="utf-8")
    page = report.render(table, template=template).decode()
    seen = measure({"report": page}, tmp_path, width_px=width, dark=dark)["report"]
    assert seen["width"] in range(width - 20, width + 1)
    assert seen["scroll"] <= seen["width"]
    assert seen["loads"] == []
    assert "100/100" in seen["words"]
    assert [text for text in seen["texts"] if text["ratio"] < AA] == []
    assert {text["lang"] for text in seen["texts"]} == {"es", "en"}


@pytest.mark.parametrize("night", [False, True])
def test_every_face_fits_a_phone_and_is_readable(tmp_path: Path, night: bool) -> None:  # noqa: FBT001
    data, _ = package(SOURCE.read_text(encoding="utf-8"))
    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        bring(collection, data, tmp_path)
        pages = {}
        for name, query in CARDS.items():
            card = collection.get_card(collection.find_cards(query)[0])
            output = card.render_output()
            for side, html in (("front", output.question_and_style()), ("back", output.answer_and_style())):
                pages[f"{name} {side}"] = html
    finally:
        collection.close()
    classes = "card nightMode night_mode" if night else "card"
    # As the clients do: the classes stand on body, and Anki's own rule for the night is stronger than `.card`.
    head = (
        '<!doctype html><html class="mobile android"><style>body { margin: 20px }'
        f' body.nightMode {{ background: #2c2c2c; color: #fff }}</style><body class="{classes}"><div id="qa">'
    )
    measured = measure({name: f"{head}{html}</div>" for name, html in pages.items()}, tmp_path, width_px=360)
    assert len(measured) == 2 * len(CARDS)
    for name, seen in measured.items():
        assert seen["scroll"] <= 360, name
        assert seen["texts"], name
        assert [text for text in seen["texts"] if text["ratio"] < AA] == [], name
        if "front" in name and "translate" not in name:
            assert len({text["lang"] for text in seen["texts"]}) == 1, name
