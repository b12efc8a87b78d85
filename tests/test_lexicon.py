import pytest

from repaso.lexicon import Lexicon

NAMES = Lexicon(
    [
        ("ajuste", 1),
        ("ajuste basado en instrucciones", 2),
        ("Glue / Spark", 3),
        ("pre-training", 4),
        ("red", 5),
        ("AJUSTE", 6),
        ("", 7),
        ("indicación", 8),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("El Ajuste y los ajustes.", [("Ajuste", 1), ("ajustes", 1)]),
        ("un ajuste basado en instrucciones, ajuste basado", [("ajuste basado en instrucciones", 2), ("ajuste", 1)]),
        ("AWS Glue / Spark; Glue, Spark", [("Glue / Spark", 3)]),
        ("continued pre-training, pretraining", [("pre-training", 4)]),
        ("redes, rede y reajuste", [("redes", 5)]),
        ("una indicación y dos indicaciones", [("indicación", 8), ("indicaciones", 8)]),
        ("ajuste basado en", [("ajuste", 1)]),
        ("", []),
    ],
)
def test_the_longest_name_is_found_at_each_place(text: str, found: list[tuple[str, int]]) -> None:
    assert [(one.written, one.value) for one in NAMES.find(text)] == found


def test_a_whole_name_is_looked_up_without_regard_to_case() -> None:
    assert (NAMES.get("glue / spark"), NAMES.get("Ajuste"), NAMES.get("glue"), NAMES.get("")) == (3, 1, None, None)


def test_no_names_are_false() -> None:
    assert NAMES
    assert not Lexicon([])
