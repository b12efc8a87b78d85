"""What may happen between two releases, in every Anki that learners may have: each a pair of sources of its own.

None may double, lose or move a note or a card, or cost a review; `rehearsal` looks at each of them.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from repaso import ledger
from repaso.ledger import Ledger
from repaso.templates import Look
from tests import helpers
from tests.helpers import BUILD_TIME, EVERY_KIND, package
from tests.test_anki_versions import python, rehearsed, use_spares
from tests.test_apkg import tampered

__all__ = ["python"]
pytestmark = pytest.mark.versions

LATER = BUILD_TIME + 3600
QUESTION = EVERY_KIND[EVERY_KIND.index("questions:") :]
TERM = "  - {id: new, covers: 1-a, term: {es: peso, en: weight}, definition: x}\n"
Releases = tuple[bytes, bytes]


def _released() -> tuple[bytes, Ledger]:
    data, built = package(EVERY_KIND)
    return data, ledger.stamp(built, "1.0.0", {}, sheet="0" * 16, deck="Sample::3.3", build_time=BUILD_TIME)


def _edited(old: str, new: str) -> Releases:
    data, past = _released()
    assert old in EVERY_KIND
    return data, package(EVERY_KIND.replace(old, new), past, build_time=LATER)[0]


def _restyled(change: Callable[[Look], Look]) -> Releases:
    data, past = _released()
    look = change(helpers.look())
    with mock.patch.object(helpers, "look", return_value=look):
        return data, package(EVERY_KIND, past, build_time=LATER)[0]


def _other_template(look: Look) -> Look:
    first, *others = look.templates["question"]
    changed = first._replace(back=f"{first.back}\n<p>…</p>\n")
    return look._replace(templates={**look.templates, "question": (changed, *others)})


def _two_skipped() -> Releases:
    data, past = _released()
    text = EVERY_KIND
    for step, word in enumerate(("empeora", "falla", "olvida"), start=1):
        text = text.replace("rinde peor" if step == 1 else ("empeora", "falla")[step - 2], word)
        new, past = package(text, past, build_time=BUILD_TIME + 3600 * step)
    return data, new


def _older() -> Releases:
    old, new = _edited("rinde peor", "empeora")
    return new, old


def _twice() -> Releases:
    data, _ = _released()
    return data, data


def _spare() -> Releases:
    data, _ = _released()
    return data, tampered(data, use_spares)


TRANSITIONS: dict[str, tuple[Callable[[], Releases], int, int, str]] = {
    # what happens: the two releases, how many notes are updated, how many added, what is told
    "edit a text": (lambda: _edited("rinde peor", "empeora"), 1, 0, ""),
    "edit one language": (lambda: _edited("gets worse at others", "does worse at others"), 1, 0, ""),
    "edit the style": (lambda: _restyled(lambda look: look._replace(css=f"{look.css}\n.a {{ margin: 0 }}")), 0, 0, ""),
    "edit a template": (lambda: _restyled(_other_template), 0, 0, ""),
    "insert an item": (lambda: _edited("cloze:\n", f"{TERM}cloze:\n"), 0, 1, ""),
    "insert a step": (
        lambda: _edited("      - {id: s2", "      - {id: s0, covers: 5-a, es: a, en: b}\n      - {id: s2"),
        3,
        1,
        "",
    ),
    "reorder": (
        lambda: _edited(EVERY_KIND, EVERY_KIND.replace(QUESTION, "").replace("terms:\n", QUESTION + "terms:\n")),
        0,
        0,
        "",
    ),
    "retire": (lambda: _edited(QUESTION, "retired:\n  - {id: q, since: 1.1.0, why: x}\n"), 1, 0, ""),
    "rename an id": (lambda: _edited("- id: q\n", "- id: q2\n    formerly: q\n"), 1, 0, ""),
    "move to another section": (lambda: _edited("id: c\n    covers: 1-a", "id: c\n    covers: 5-a"), 1, 0, ""),
    "rename the deck": (lambda: _edited("deck: Sample::3.3", "deck: Muestra"), 0, 0, "deck-renamed"),
    "use a spare field and template": (_spare, 1, 0, ""),
    "two releases skipped": (_two_skipped, 1, 0, ""),
    "the same release twice": (_twice, 0, 0, ""),
    "an older release after a newer one": (_older, 0, 0, "older-release"),
}


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_transition_costs_no_learner_anything(name: str, python: Path) -> None:
    releases, updated, added, told = TRANSITIONS[name]
    found = rehearsed(*releases(), python)
    assert set(Counter(finding.code for finding in found.findings)) == ({told} if told else set())
    table = {line.what: line.seen for line in found.lines}
    assert all(line.expected == line.seen for line in found.lines), found.lines
    assert (table["notes updated"], table["notes added"]) == (updated, added)
