import pickle
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaso.check import check
from repaso.load import load, loads
from repaso.model import Study
from tests.helpers import HEAD, SOURCE, TERM, faults, study

SAMPLES = Path(__file__).parent / "samples"
BAD = sorted((SAMPLES / "bad").glob("*.yaml"))


@pytest.mark.parametrize("sample", BAD, ids=lambda path: path.stem)
def test_a_bad_sample_gives_just_the_faults_that_it_names(sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    expected = re.findall(r"^# ((?:error|warning) .*)$", text, re.MULTILINE)
    assert expected
    assert faults(text) == expected


@pytest.mark.parametrize("sample", sorted((SAMPLES / "ok").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_good_sample_has_no_fault(sample: Path) -> None:
    assert faults(sample.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "error 1:1 empty-file"),
        (b"\n\n# nothing\n", "error 1:1 empty-file"),
        ("manual: señal".encode("latin-1"), "error 1:11 wrong-encoding"),
        ("manual: x".encode("utf-16"), "error 1:1 wrong-encoding"),
        (b"manual:\n  id: \x07", "error 2:7 control-character"),
        (b"manual: [", "error 2:1 syntax"),
        (b"- a\n", "error 1:1 wrong-shape"),
        (b"just text", "error 1:1 wrong-shape"),
        (b"[" * 900, "error 1:1 wrong-shape"),
    ],
)
def test_broken_bytes_are_named_with_their_place(data: bytes, expected: str) -> None:
    assert expected in faults(data)


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_no_control_character_stands_for_itself(quote: str) -> None:
    signs = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r\x85"]
    for sign in signs:
        text = HEAD + TERM.replace("Lo que se minimiza.", f"{quote}Lo que{sign}se minimiza.{quote}")
        assert "control-character" in {fault.split()[-1] for fault in faults(text)}, ascii(sign)


def test_no_depth_is_too_deep_to_be_named() -> None:
    (fault,) = faults(b"[" * 100_000)[:1]
    assert fault in {"error 1:1 wrong-shape", "error 1:1001 syntax"}  # libyaml 0.2.6 goes no deeper than 1000


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    found, all_faults = load(tmp_path / "none.yaml", "none.yaml")
    assert found is None
    assert [fault.code for fault in all_faults] == ["unreadable"]


def test_numbers_and_yes_and_no_stay_text() -> None:
    text = HEAD.replace('number: "1"', "number: 1.10").replace("Una sección", "No").replace("El primer punto.", "1e3")
    section = study(text + TERM).sections[0]
    assert section.number == "1.10"
    assert str(section.title.es) == "No"
    assert str(section.points[0].es) == "1e3"


def test_every_value_keeps_its_place() -> None:
    found = study(HEAD + TERM)
    term = found.terms[0]
    assert (term.id.span.line, term.id.span.column) == (14, 9)
    assert (term.covers[1].span.line, term.covers[1].span.column) == (15, 18)
    assert (term.definition.en.span.line, term.definition.en.span.column) == (17, 47)


def test_a_place_can_be_sent_to_another_process() -> None:
    term = study(HEAD + TERM).terms[0]
    for one in (term.id, term.definition.en):
        assert pickle.loads(pickle.dumps(one)).span == one.span  # noqa: S301  (our own)


def test_a_string_stands_for_both_languages_and_for_a_list_of_one() -> None:
    term = study(HEAD + TERM.replace("{es: pérdida, en: loss}", "token").replace("[p1, p2]", "p1")).terms[0]
    assert str(term.term.es) == str(term.term.en) == "token"
    assert term.covers == ("p1",)


def test_all_faults_are_reported_at_once_and_sorted() -> None:
    text = TERM.replace("term:", "trem:") + HEAD.replace("as_of: 2026-11-22", "as_of: today")
    found = faults(text)
    assert found == ["error 2:5 missing-key", "error 4:5 unknown-key", "error 10:10 bad-date"]


def test_equal_content_is_equal_wherever_it_stands() -> None:
    assert study(HEAD + TERM) == study("\n\n" + HEAD + TERM)
    one, moved = study(HEAD + TERM).terms[0], study(HEAD + "\n\n" + TERM).terms[0]
    other = study(HEAD + TERM.replace("Lo que se minimiza.", "Otra cosa.")).terms[0]
    assert one.span != moved.span
    assert one == moved != other
    assert hash(one.definition) == hash(moved.definition) != hash(other.definition)
    assert repr(one) == repr(moved) != repr(other)
    assert one.definition != one.definition.es


@given(st.binary(max_size=300))
def test_load_never_raises_on_bytes(data: bytes) -> None:
    found, all_faults = loads(data, "f")
    assert found is None
    assert all_faults


@given(st.text(alphabet="abc: -\n\t{}[]*&!|>'\"#?,%@`\x00é\U0001f600", max_size=200))
def test_load_never_raises_on_what_looks_like_yaml(text: str) -> None:
    found, all_faults = loads(text.encode(), "f")
    assert found is None
    assert all_faults


@given(st.data())
def test_load_never_raises_on_a_damaged_source(data: st.DataObject) -> None:
    text = HEAD + TERM
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    damaged = text[:start] + data.draw(st.text(max_size=5)) + text[end:]
    found, all_faults = loads(damaged.encode("utf-8", "surrogatepass"), "f")
    assert (found is None) == bool(all_faults)
    if isinstance(found, Study):
        check(found)


def test_the_real_source_is_clean() -> None:
    found, all_faults = load(SOURCE, "source/aif-c01-3.3.yaml")
    assert all_faults == ()
    assert found is not None
    assert check(found) == ()


def test_reading_does_not_keep_the_text(tmp_path: Path) -> None:
    """Memory grows with what the model keeps, not with a node graph beside it."""
    big = tmp_path / "big.yaml"
    big.write_text(HEAD + TERM + "".join(TERM[7:].replace("t1", f"t{n}") for n in range(2, 2000)), encoding="utf-8")
    tracemalloc.start()
    found, _ = load(big, "big.yaml")
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert len(found.terms) == 1999
    assert peak < 2 * kept


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TERM + "    note:\n      es: El #1 de todos\n      en: One of all\n", "cut-text"),
        (TERM + "    sheet: omit #x\n", "cut-text"),
        (TERM.replace("{es: pérdida, en: loss}", "{es: pérdida, o error, en: loss}"), "unknown-key"),
        (TERM.replace("Lo que se minimiza.", "'{{c1::Lo}} que'"), "bad-cloze"),
        (TERM.replace("covers: [p1, p2]", "covers: p1, p2"), "bad-value"),
        (HEAD.replace("2026-11-22", "20261122") + TERM, "bad-date"),
        (HEAD.replace("2026-11-22", "2026-W47-7") + TERM, "bad-date"),
        (HEAD.replace("2026-11-22", "2026-11-31") + TERM, "bad-date"),
    ],
)
def test_common_slips_are_seen(text: str, expected: str) -> None:
    text = text if text.startswith("manual") else HEAD + text
    assert expected in {fault.split()[-1] for fault in faults(text)}


def test_a_quotation_mark_that_is_not_closed_is_told_where_it_opens() -> None:
    assert faults(HEAD + TERM + '    note: "open\n')[-1] == "error 18:11 syntax"
