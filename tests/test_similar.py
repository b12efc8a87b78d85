"""Fronts that share most of their stems."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from repaso.rules.face import Face, compared, faces
from repaso.rules.similar import similar
from tests.helpers import HEAD, study

NAMES = ("apple", "brick", "cloud", "drum", "eagle", "flute", "grape", "horn", "iron")
FRONTS = st.lists(st.sets(st.sampled_from(NAMES), min_size=4, max_size=7).map(sorted), min_size=2, max_size=12)


def fronts(texts: list[list[str]]) -> list[Face]:
    """The English fronts of questions that ask so."""
    items = "".join(
        f"  - {{id: q{number}, covers: p1, ask: {{es: x, en: {' '.join(words)}}}, answer: a, why: x}}\n"
        for number, words in enumerate(texts)
    )
    return [face for face in faces(study(f"{HEAD}questions:\n{items}")) if face.language == "en"]


@given(FRONTS, st.sampled_from([10, 25, 26, 50, 80, 100]))
def test_what_is_alike_is_found_without_comparing_each_with_each(texts: list[list[str]], percent: int) -> None:
    asked = fronts(texts)
    assert [len(face.stems) for face in asked] == list(map(len, texts))
    _, stems = compared(asked, "en")
    wanted = {
        (later.id, earlier.id)
        for earlier, later in combinations(asked, 2)
        if 100 * len(earlier.stems & later.stems) >= percent * len(earlier.stems | later.stems)
    }
    assert {(face.id, other.id) for face, others in similar(asked, stems, percent) for other in others} == wanted


def test_fronts_of_one_item_are_not_compared() -> None:
    (one,) = fronts([list(NAMES[:5])])
    assert list(similar(*compared([one, one], "en"), 80)) == []
