from collections.abc import Mapping

import pytest

from repaso.notes import traps
from repaso.remarks import elsewhere
from tests.helpers import HEAD, study

DATA = "Datos **sin etiquetar**: uno. Datos **etiquetados**: otro. Aprender no los distingue."
SOURCE = """\
tables:
  - id: levels
    title: {{es: Niveles, en: Levels}}
    columns:
      - {{id: level, es: Nivel, en: Level}}
      - {{id: data, es: Datos, en: Data, ask: {{es: ¿Qué etiquetas tiene?, en: Which?}}}}
      - {{id: cost, es: Costo, en: Cost}}
      - {{id: goal, es: Objetivo, en: Goal, ask: {{es: ¿Para qué sirve?, en: What for?}}}}
      - {{id: way, es: Modo, en: Way, ask_back: {{es: ¿Qué nivel es?, en: Which one?}}}}
    rows:
      - id: deep
        covers: [p1, p2]
        level: {{es: Refinamiento, en: Fine-tuning}}
        data: {{es: Ninguna, en: None}}
        cost: {{es: Caro, en: Dear}}
        goal: {{es: Aprender un dominio, en: Learning a domain}}
        way: {{es: Poco a poco, en: Slowly}}
        note: {{es: "{note}", en: "{english}"}}
confusable:
  - {{id: pair, items: [deep, other], es: "{trap}", en: x}}
"""


def told(trap: str = DATA, note: str = "Nada.", english: str = "x") -> Mapping[str, list[str]]:
    """What stands on each card of the row."""
    found = study(HEAD + SOURCE.format(trap=trap, note=note, english=english))
    ((table,), ((row,),)) = found.tables, [table.rows for table in found.tables]
    assert row.note is not None
    remarks = (*traps(found)["deep"], row.note)
    left = elsewhere(table, row, remarks)
    return {name: [str(one.es) for one in remarks if one not in gone] for name, gone in left.items()}


def test_every_column_that_is_asked_is_a_card() -> None:
    assert list(told()) == ["data", "goal", "way"]


@pytest.mark.parametrize(
    ("trap", "cards"),
    [
        (DATA, ["data"]),  # by the words in bold: Aprender is none of them
        ("Datos sin etiquetar; aprender.", ["data", "goal"]),  # by all words, for none is in bold
        ("El **refinamiento** es otro.", ["way"]),  # only there the row's name is the answer
        ("Es **para** que no se confundan.", ["data"]),  # short words tell nothing: told on the first card
        ("Es **caro**.", ["data"]),  # of a cell that no card asks for
    ],
)
def test_a_trap_stands_on_the_cards_that_it_speaks_of(trap: str, cards: list[str]) -> None:
    assert [name for name, texts in told(trap).items() if trap.replace("**", "") in texts] == cards


def test_either_language_tells_what_a_note_speaks_of() -> None:
    assert [name for name, texts in told(note="Eso.", english="It learns.").items() if "Eso." in texts] == ["goal"]
