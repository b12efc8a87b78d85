"""templates/cards-print.toml → CardStyle: the sizes of the cut-out cards."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from repaso.cards import Role
from repaso.diagnostics import Diagnostic, Span, error
from repaso.pdf.theme import is_number

SMALLEST_INSET_MM = 4.0
"""Scissors and guillotines err by a millimetre or two; text nearer to the edge is lost."""


class CardStyle(NamedTuple):
    """What the cards look like. The names are the keys of cards-print.toml, which says what they mean."""

    inset_mm: float
    smallest_pt: float
    comfortable_pt: float
    leading: float
    head_pt: float
    foot_pt: float
    mark_pt: float
    dots_pt: float
    largest_pt: Mapping[Role, float]


_KEYS = {
    "card": ("inset_mm", "smallest_pt", "comfortable_pt", "leading", "head_pt"),
    "largest_pt": tuple(map(str, Role)),
    "margin": ("foot_pt", "mark_pt", "dots_pt"),
}


def read_card_style(path: Path, shown: str) -> tuple[CardStyle | None, tuple[Diagnostic, ...]]:
    """Read the style.

    Args:
      path: the file.
      shown: its path as the author knows it.

    Returns:
      the style, or None if anything is wrong with it, and all that is wrong.
    """
    place = Span(shown, 1, 1)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        return None, (error(place, "unreadable", f"cannot read the file: {fault.strerror}"),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return None, (error(place, "theme", f"not TOML: {fault}"),)
    wrong = [*_wrong_keys(data)] or [*_wrong_values(data)]
    if wrong:
        return None, tuple(error(place, "theme", message) for message in wrong)
    sizes = {role: float(data["largest_pt"][role]) for role in Role}
    return CardStyle(**data["card"], **data["margin"], largest_pt=sizes), ()


def _wrong_keys(data: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown table '{name}'" for name in data if name not in _KEYS)
    for name, keys in _KEYS.items():
        table = data.get(name, {})
        if not isinstance(table, dict):
            yield f"'{name}' must be a table"
            continue
        yield from (f"unknown key '{name}.{key}'" for key in table if key not in keys)
        for key in keys:
            if not is_number(table.get(key)):
                yield f"'{name}.{key}' must be a number"


def _wrong_values(data: Mapping[str, Any]) -> Iterator[str]:
    card = data["card"]
    if card["inset_mm"] < SMALLEST_INSET_MM:
        yield f"'card.inset_mm' must be {SMALLEST_INSET_MM:g} or more: no one cuts exactly"
    if not 0 < card["smallest_pt"] <= min(*data["largest_pt"].values(), card["comfortable_pt"], card["head_pt"]):
        yield "'card.smallest_pt' must be above 0, and no other size of a card below it"
    if card["leading"] < 1:
        yield "'card.leading' must be 1 or more, or lines would overlap"
    if min(data["margin"].values()) <= 0:
        yield "sizes in 'margin' must be above 0"
