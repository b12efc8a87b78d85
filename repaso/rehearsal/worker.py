"""A learner's Anki, in a process of its own: two packages imported, one over the other, and what was to be seen.

    python -I worker.py < request.json > answer.json

The only program here that imports `anki`, which is AGPL; nothing imports this one. It stands alone, on the standard
library and any `anki` from 2.1.66 on, and judges nothing. `-I` keeps the folder of this file and the user's
settings off the import path: what is imported is the environment's own.

Request: {"old": file, "new": file, "folder": an empty one, "learner": {
    "reviewed": [[guid, ord, interval in days, due in days from today, reviews]],
    "flagged": [[guid, ord]], "suspended": [[guid, ord]],
    "tagged": [[guid, tag]], "edited": [[guid, index of the field, text to append]]}}

Answer: {"anki": version, "before": snapshot, "after": snapshot, "conflicting": [note id in the new file],
    "media_missing": [name], "empty": [[guid, ord]],
    "check": {"clean": bool, "text": str, "made": [[guid, ord]]}}
or {"failed": stage, "reason": text}, where the stage is anki, import-old, study, import-new or check.

Snapshot: {"notes": [[guid, id, notetype, mod, [field], [tag]]], "cards": [[guid, ord, deck, schedule]],
    "notetypes": [[id, name, cloze, mod, css, [[id, name]], [[id, name, front, back]]]], "media": {name: SHA-1}};
a schedule is one text of all that Anki keeps of a card's past and future.
"""

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FLAG = 3
REVIEW = 2
"""A card's type, and its queue."""
GOOD = 3
"""A learner's answer."""
EASE = 2500
"""A card's factor, in thousandths."""
FIRST_REVIEW_MS = 1_600_000_000_000


class Failed(Exception):  # noqa: N818  (a result, told to the caller)
    """A stage that did not come to its end."""


@contextlib.contextmanager
def stage(name: str) -> Iterator[None]:
    """Name the stage in which something fails."""
    try:
        yield
    except BaseException as fault:  # a panic in Anki's Rust is no Exception
        raise Failed(name, f"{type(fault).__name__}: {fault}") from fault


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Any]:
    """The collection, opened anew: what Anki remembers between two steps is not what it wrote down."""
    from anki.collection import Collection  # noqa: PLC0415  (a missing anki is an answer)

    collection = Collection(str(folder / "collection.anki2"))
    try:
        yield collection
    finally:
        collection.close()


def bring(collection: Any, path: str) -> Any:
    """Import with the options that the dialog shows to a user who just presses Import; Anki's log of it."""
    from anki import import_export_pb2 as messages  # noqa: PLC0415

    if not hasattr(messages, "ImportAnkiPackageOptions"):  # 2.1.66 has no options
        return collection.import_anki_package(path).log
    options = collection._backend.get_import_anki_package_presets()  # noqa: SLF001  (the dialog asks the same)
    request = messages.ImportAnkiPackageRequest(package_path=path, options=options)
    return collection.import_anki_package(request).log


def study(collection: Any, learner: dict[str, Any]) -> None:
    """Leave a learner's traces.

    A note that the learner touches keeps its clock, as if it had been touched in the very second of the release: so
    whatever moves the clock of an unchanged note shows.
    """
    numbers = {(guid, ord_): number for number, guid, ord_ in _cards(collection)}
    cards: list[Any] = []
    reviews: list[tuple[int, ...]] = []
    for guid, ord_, interval, due, turns in learner["reviewed"]:
        card = collection.get_card(numbers[guid, ord_])
        card.type = card.queue = REVIEW
        card.ivl, card.due, card.reps, card.factor = interval, collection.sched.today + due, turns, EASE
        for past in range(turns, 0, -1):
            at = FIRST_REVIEW_MS + len(reviews)
            intervals = max(1, interval // past), max(1, interval // (past + 1))
            reviews.append((at, card.id, 0, GOOD, *intervals, EASE, 4000, 1))
        if hasattr(card, "last_review_time"):  # else the newest Ankis' Check Database adds it, and says so
            card.last_review_time = reviews[-1][0] // 1000
        cards.append(card)
    collection.update_cards(cards)
    collection.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", reviews)
    collection.set_user_flag_for_cards(FLAG, [numbers[guid, ord_] for guid, ord_ in learner["flagged"]])
    collection.sched.suspend_cards([numbers[guid, ord_] for guid, ord_ in learner["suspended"]])
    ids = dict(collection.db.all("select guid, id from notes"))
    notes = []
    for guid, tag in learner["tagged"]:
        notes.append(collection.get_note(ids[guid]))
        notes[-1].tags.append(tag)
    for guid, index, text in learner["edited"]:
        notes.append(collection.get_note(ids[guid]))
        notes[-1].fields[index] += text
    clocks = [(note.mod, note.id) for note in notes]
    collection.update_notes(notes)
    collection.db.executemany("update notes set mod = ? where id = ?", clocks)


def snapshot(collection: Any) -> dict[str, Any]:
    """All that a learner would miss."""
    past: dict[int, list[Any]] = {}
    for card, *review in collection.db.all("select cid, id, ease, ivl, lastIvl, factor, time, type from revlog"):
        past.setdefault(card, []).append(review)
    decks = {deck.id: deck.name for deck in collection.decks.all_names_and_ids()}
    cards = collection.db.all(
        "select n.guid, c.ord, c.did, c.id, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.left, c.odue,"
        " c.odid, c.flags, c.data from cards c join notes n on n.id = c.nid order by c.id"
    )
    folder = Path(collection.media.dir())
    return {
        "notes": [
            [*head, fields.split("\x1f"), tags.split()]
            for *head, fields, tags in collection.db.all("select guid, id, mid, mod, flds, tags from notes order by id")
        ],
        "cards": [
            [guid, ord_, decks.get(deck, ""), json.dumps([number, *schedule, sorted(past.get(number, []))])]
            for guid, ord_, deck, number, *schedule in cards
        ],
        "notetypes": [
            [
                model["id"],
                model["name"],
                bool(model["type"]),
                model["mod"],
                model["css"],
                [[field.get("id"), field["name"]] for field in model["flds"]],
                [[one.get("id"), one["name"], one["qfmt"], one["afmt"]] for one in model["tmpls"]],
            ]
            for model in collection.models.all()
        ],
        "media": {
            file.name: hashlib.sha1(file.read_bytes(), usedforsecurity=False).hexdigest()
            for file in sorted(folder.iterdir())
        },
    }


def checked(collection: Any) -> dict[str, Any]:
    """What Anki's own checks say: Check Media, Empty Cards, Check Database."""
    names = {number: (guid, ord_) for number, guid, ord_ in _cards(collection)}
    empty = [names[card] for note in collection.get_empty_cards().notes for card in note.card_ids]
    missing = list(collection.media.check().missing)
    text, clean = collection.fix_integrity()
    made = [(guid, ord_) for number, guid, ord_ in _cards(collection) if number not in names]
    return {
        "media_missing": missing,
        "empty": empty,
        "check": {"clean": clean, "text": text.strip(), "made": made},
    }


def rehearse(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request."""
    folder = Path(request["folder"])
    with stage("anki"):
        from anki.buildinfo import version  # noqa: PLC0415

        with opened(folder):
            pass
    with stage("import-old"), opened(folder) as collection:
        log = bring(collection, request["old"])
        if left_out := log.found_notes - len(log.new):
            raise ValueError(f"it does not take {left_out} of {log.found_notes} notes")
    with stage("study"), opened(folder) as collection:
        study(collection, request["learner"])
    with stage("study"), opened(folder) as collection:
        before = snapshot(collection)
    with stage("import-new"), opened(folder) as collection:
        conflicting = [note.id.nid for note in bring(collection, request["new"]).conflicting]
    with stage("check"), opened(folder) as collection:
        after = snapshot(collection)
        found = checked(collection)
    return {"anki": version, "before": before, "after": after, "conflicting": conflicting, **found}


def main() -> None:
    """Answer one request; whatever Anki itself prints goes to standard error."""
    answer_to = os.dup(1)
    os.dup2(2, 1)
    try:
        answer = rehearse(json.load(sys.stdin.buffer))
    except Failed as fault:
        name, reason = fault.args
        answer = {"failed": name, "reason": reason}
    with os.fdopen(answer_to, "w", encoding="utf-8") as file:
        json.dump(answer, file)


def _cards(collection: Any) -> list[Any]:
    """Every card as (id, guid, ord)."""
    found: list[Any] = collection.db.all("select c.id, guid, ord from cards c join notes n on n.id = nid order by c.id")
    return found


if __name__ == "__main__":
    main()
