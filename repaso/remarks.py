"""A row's traps and notes → those cards of the row that they speak of: on every one they would be noise."""

import re
from collections.abc import Mapping, Sequence

from repaso.inline import Style
from repaso.model import Row, Table
from repaso.values import LANGUAGES, Bilingual

_STEM = 5  # letters by which words of one stem are known; shorter words tell nothing


def elsewhere(table: Table, row: Row, remarks: Sequence[Bilingual]) -> Mapping[str, Sequence[Bilingual]]:
    """Which remarks each card of a row does without, by the column that it asks about.

    A remark speaks of a card if one of its words, of those in bold if there are any, has the stem of a word that the
    card asks or answers, in either language. One that speaks of no card stands on the row's first.
    """
    key, *others = table.columns
    cards = {
        column.id: _stems(ask, row.cells[column.id if column.ask else key.id])
        for column in others
        if (ask := column.ask or column.ask_back) is not None
    }
    left: dict[str, list[Bilingual]] = {name: [] for name in cards}
    for remark in remarks:
        words = _stems(remark, emphasis=True)
        places = [name for name, asked in cards.items() if not words.isdisjoint(asked)] or [*cards][:1]
        for name in cards.keys() - set(places):
            left[name].append(remark)
    return left


def _stems(*texts: Bilingual, emphasis: bool = False) -> frozenset[str]:
    """How the longer words of texts begin; with `emphasis` only those in bold, if any are."""
    runs = [run for text in texts for language in LANGUAGES for run in text[language].runs]
    bold = [run for run in runs if emphasis and run.style & Style.BOLD]
    words = (word for run in bold or runs for word in re.findall(rf"\w{{{_STEM},}}", run.text.casefold()))
    return frozenset(word[:_STEM] for word in words)
