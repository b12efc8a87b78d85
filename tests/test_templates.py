import re
import shutil
from pathlib import Path

import pytest

from repaso.notetypes import NOTETYPES, SPARE_FACE
from repaso.templates import read_look
from tests.helpers import ROOT, look


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def faults(folder: Path) -> list[str]:
    found, all_faults = read_look(folder, "templates")
    assert (found is None) == bool(all_faults)
    return [f"{fault.span.path}:{fault.span.line}:{fault.span.column} {fault.code}" for fault in all_faults]


def test_every_face_has_a_front_that_its_back_begins_with() -> None:
    for notetype in NOTETYPES:
        for face, template in zip(notetype.faces, look().templates[notetype.kind], strict=True):
            if face == SPARE_FACE or notetype.kind == "cloze":
                continue
            front = template.front.replace(f"{{{{#{face.gate}}}}}", "").replace(f"{{{{/{face.gate}}}}}", "")
            end = f"{{{{/Retired{face.language.upper()}}}}}\n</article>"
            front = front.partition(end)[0].replace(" front", " back")
            back = re.sub(r'(<span class="cloze">).*?(</span>)', r"\1[...]\2", template.back)
            assert back.startswith(front), face.name


def test_tags_are_balanced_on_both_sides() -> None:
    for templates in look().templates.values():
        for template in templates:
            for side in template:
                for tag in ("article", "header", "p", "div", "span", "details", "ol", "li"):
                    assert len(re.findall(rf"<{tag}\b", side)) == side.count(f"</{tag}>"), (tag, side)


def test_nothing_of_ours_and_no_comment_is_left() -> None:
    for templates in look().templates.values():
        for template in templates:
            for side in template:
                assert "[[" not in side
                assert "<!--" not in side
                assert "<script" not in side


def test_every_conditional_is_closed() -> None:
    for templates in look().templates.values():
        for template in templates:
            for side in template:
                opened = re.findall(r"\{\{[#^](\w+)\}\}", side)
                assert sorted(opened) == sorted(re.findall(r"\{\{/(\w+)\}\}", side))


def test_an_unknown_field_is_named_with_its_place(folder: Path) -> None:
    file = folder / "question.html"
    file.write_text(file.read_text(encoding="utf-8").replace("{{Answer[[L]]}}", "{{Anwser[[L]]}}", 1), encoding="utf-8")
    assert faults(folder) == ["templates/question.html:6:19 unknown-field"] * 2


def test_an_unknown_phrase_is_named_with_its_place(folder: Path) -> None:
    file = folder / "_foot.html"
    file.write_text("<p>[[erratumm]]</p>\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert set(faults(folder)) == {"templates/_foot.html:1:4 unknown-label"}


def test_a_missing_file_is_a_fault(folder: Path) -> None:
    (folder / "card.css").unlink()
    (folder / "step.html").unlink()
    found = set(faults(folder))
    assert {"templates/card.css:1:1 unreadable", "templates/step.html:1:1 unreadable"} <= found


def test_a_template_without_an_answer_line_is_a_fault(folder: Path) -> None:
    (folder / "step.html").write_text("<p>{{Number}}</p>", encoding="utf-8")
    assert faults(folder) == ["templates/step.html:1:1 no-answer-line"]


@pytest.mark.parametrize("text", ["also = 3", "also = { es = 'x' }", "also = ["])
def test_broken_labels_are_a_fault(folder: Path, text: str) -> None:
    (folder / "labels.toml").write_text(text, encoding="utf-8")
    assert "templates/labels.toml:1:1 bad-labels" in faults(folder)


@pytest.mark.parametrize("text", ["speak = 3", "loud = true", "speak = ["])
def test_broken_settings_are_a_fault(folder: Path, text: str) -> None:
    (folder / "cards.toml").write_text(text, encoding="utf-8")
    assert faults(folder) == ["templates/cards.toml:1:1 bad-settings"]


def test_answers_are_spoken_only_where_the_designer_says_so(folder: Path) -> None:
    silent, _ = read_look(folder, "templates")
    (folder / "cards.toml").write_text("speak = true", encoding="utf-8")
    loud, all_faults = read_look(folder, "templates")
    assert all_faults == ()
    assert silent is not None
    assert loud is not None
    for kind, templates in loud.templates.items():
        for before, template in zip(silent.templates[kind], templates, strict=True):
            assert "{{tts" not in before.front + before.back + template.front
            if "Spare1" not in template.front:
                assert "{{tts es_ES:" in template.back or "{{tts en_US:" in template.back
    assert "{{tts es_ES:cloze-only:TextES}}" in loud.templates["cloze"][0].back
    assert "{{tts en_US:TermEN}}" in loud.templates["term"][4].back
