"""The self-test: nothing that is asked is told, everything that is asked is answered."""

import re
from collections.abc import Iterator

import pytest

from repaso.inline import Run, plain
from repaso.pdf.breaker import fill
from repaso.pdf.text import BLANK, Sign, line_em
from repaso.sheet import Answer, Entry, Gap, Grid, PageSize, Pair, Part, Sentence, SheetPlan, Steps, said, texts_of
from tests.reading import glyphs, read_aloud, starts, texts
from tests.sheets import (
    LEADS,
    Paper,
    block,
    draw,
    entry,
    every_part,
    flow,
    grid,
    printed,
    process,
    real,
    selftest,
    sentence,
    setter,
    sheet,
    theme,
)
from tests.spoken import bold, gaps, gaps_of, spoken

PLANS = {"every": every_part(), "es": real("es"), "en": real("en")}
"""Handwriting is so much wider than print."""


def parts_of(plan: SheetPlan) -> Iterator[Part]:
    return (part for its_block in plan.blocks for part in its_block.parts)


def answers(plan: SheetPlan) -> list[Answer]:
    return [part for part in parts_of(plan) if isinstance(part, Answer)]


@pytest.mark.parametrize("name", PLANS)
def test_gaps_are_numbered_in_reading_order_and_the_key_answers_each_once(name: str) -> None:
    test = selftest(PLANS[name])
    found = list(gaps(test.questions))
    numbers = list(range(1, len(found) + 1))
    assert len(numbers) > 30
    assert [gap.number for gap in found] == numbers
    assert [one.number for one in answers(test.key)] == numbers
    assert list(parts_of(test.key)) == answers(test.key)
    for gap, one in zip(found, answers(test.key), strict=True):
        assert (gap.answer, bool(plain(gap.answer).strip())) == (one.text, True)


@pytest.mark.parametrize("name", PLANS)
def test_every_part_that_asks_hides_its_answers(name: str) -> None:
    plan = PLANS[name]
    shown = {(part.id, type(part)): part for part in parts_of(plan)}
    asked = [part for part in parts_of(selftest(plan).questions) if any(gaps_of(part))]
    assert {type(part).__name__ for part in asked} == {"Entry", "Grid", "Steps", "Diagram", "Sentence"}
    for part in asked:
        before = " ".join(texts_of(shown[part.id, type(part)]))
        after = " ".join(texts_of(part))
        for gap in gaps_of(part):
            words = plain(gap.answer)
            # As often as it was hidden, it is there less often: a word may stand in the text for other reasons, too.
            hidden = sum(words in plain(other.answer) for other in gaps_of(part))
            assert len(re.findall(re.escape(words), before)) - len(re.findall(re.escape(words), after)) >= hidden, words


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("page", PageSize)
def test_what_is_printed_of_the_questions_is_only_what_is_asked(lead: str, page: PageSize) -> None:
    paper = Paper(lead, page, selftest=True)
    data = printed(paper).data
    questions, key = paper.plans
    assert read_aloud(data).startswith(" ".join(" ".join(spoken(questions)).split()))
    count = max(one.number for one in answers(key))
    # The key begins on a page of its own, under its own head.
    pages = texts(data)
    (first,) = (number for number, text in enumerate(pages) if "SOLUCIONARIO" in text or "· KEY" in text)
    assert first == printed(paper).pages - 1 > 0
    assert re.search(rf"\b{count}\b", pages[first])


def test_the_index_is_left_out_for_it_would_tell() -> None:
    for plan in PLANS.values():
        assert "index" in [one.kind for one in plan.blocks]
        test = selftest(plan)
        assert "index" not in [one.kind for one in (*test.questions.blocks, *test.key.blocks)]


def test_a_term_is_asked_by_its_definition_and_answered_in_both_languages() -> None:
    test = selftest(sheet(block("1", 1, entry(1))))
    (question,) = parts_of(test.questions)
    assert isinstance(question, Entry)
    assert not isinstance(question.name, Pair)
    (one,) = answers(test.key)
    assert (plain(one.text), one.other) == ("Término1 del manual", "term1 of the manual")


def test_a_table_keeps_the_names_of_its_rows_and_is_numbered_line_by_line() -> None:
    (part,) = parts_of(selftest(sheet(block("1", 1, grid(3, 2)))).questions)
    assert isinstance(part, Grid)
    assert [[said(cell) for cell in row] for row in part.rows] == [["fila0", "1", "2"], ["fila1", "3", "4"]]


def test_a_flow_is_numbered_as_it_is_read_line_by_line() -> None:
    (part,) = parts_of(selftest(sheet(block("1", 1, flow(3)))).questions)
    assert isinstance(part, Grid)
    assert [[said(cell) for cell in row[1:]] for row in part.rows] == [["1", "4"], ["2", "5"], ["3", "6"]]
    assert part.names == flow(3).names


def test_steps_and_key_words_are_hidden() -> None:
    steps, asked = parts_of(selftest(sheet(block("1", 1, process(2), sentence(1)))).questions)
    assert isinstance(steps, Steps)
    assert isinstance(asked, Sentence)
    assert [said(step) for step in steps.steps] == ["1", "2"]
    assert said(asked.text) == "Frase1: la 3 que hay que decir, entera."


@pytest.mark.parametrize("name", PLANS)
def test_a_gap_in_a_sentence_has_room_for_its_answer_and_does_not_tell_its_length(name: str) -> None:
    found = [gap for gap in gaps(selftest(PLANS[name]).questions) if not gap.whole]
    assert len(found) > 5
    for gap in found:
        printed = setter().runs(gap.answer)
        (line,) = [ink for ink in setter().runs((gap,)).text.inks if isinstance(ink, Sign)]
        usual = 7.0 if len(printed) == 1 else 10.5
        assert line.sign == BLANK
        assert line.width_em == max(usual, printed.natural_em)


def test_a_term_that_a_heading_or_a_definition_names_is_no_question() -> None:
    loss = entry(0)._replace(name=Pair("Pérdida", "loss"))
    plan = sheet(block("1", 1, loss, entry(1)), block("2", 2, entry(2, "Se ajusta según la **pérdida**.")))
    first, second = selftest(plan).questions.blocks
    assert [isinstance(part.name, Gap) for part in (*first.parts, *second.parts) if isinstance(part, Entry)] == [
        False,
        True,
        True,
    ]


def test_no_bold_word_gives_an_answer_away() -> None:
    for plan in PLANS.values():
        for one in selftest(plan).questions.blocks:
            for part in one.parts:
                if isinstance(part, Entry | Sentence):
                    assert bold(part.text) == []


def test_a_gap_that_is_wider_than_its_column_is_as_wide_as_the_column() -> None:
    gap = Gap(1, (Run("una respuesta muy larga que no cabe en una línea de ninguna columna"),))
    lines = fill(setter().runs((Run("Antes "), gap, Run(" y después."))), 15.0)
    assert max(map(line_em, lines)) == pytest.approx(15.0)


def test_a_cell_to_write_in_is_higher_than_a_printed_one() -> None:
    plan = sheet(block("1", 1, grid(2, 4)))
    printed_pt, written_pt = (pitch(draw(one).data) for one in (plan, selftest(plan).questions))
    assert written_pt > 1.2 * printed_pt


def pitch(data: bytes) -> float:
    """From a row of a table to the next, in points."""
    first, second = starts("fila", glyphs(data))[:2]
    return first.bottom - second.bottom


def test_without_anything_to_ask_the_key_has_only_its_head() -> None:
    test = selftest(sheet())
    assert (test.questions.blocks, test.key.blocks) == ((), ())
    assert theme().pages == 2
