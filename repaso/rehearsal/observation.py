"""What the worker saw, as values: it is asked in a process of its own, with any Python that has `anki`."""

import json
import subprocess
import tempfile
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repaso.apkg import CardKey, Contents, Guid, Note, Notetype, Package, Template
from repaso.diagnostics import Diagnostic, Span, error
from repaso.rehearsal.plan import EDIT, TAG, Learner

WORKER = Path(__file__).with_name("worker.py")

_INSTALL = "install the extra: pip install -e '.[anki]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Contents):
    """A collection at one moment: its contents, and of every card all that Anki keeps of its past and future."""

    schedules: Mapping[CardKey, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the worker saw.

    Attributes:
      anki: its version.
      before: the learner's collection.
      after: the same, after the import of the new package.
      conflicting: notes that Anki would not take.
      media_missing: files that a field names and the collection does not have.
      empty: cards that Empty Cards would delete.
      made: cards that Check Database had to make.
      complaints: what else Check Database said; empty if all was well.
    """

    anki: str
    before: Snapshot
    after: Snapshot
    conflicting: Set[Guid]
    media_missing: tuple[str, ...]
    empty: tuple[CardKey, ...]
    made: tuple[CardKey, ...]
    complaints: str


def observe(
    old: Package, new: Package, learner: Learner, *, python: Path
) -> tuple[Seen | None, tuple[Diagnostic, ...]]:
    """Let the worker do it; what it saw, or None and why it could not."""
    with tempfile.TemporaryDirectory(prefix="repaso-rehearsal-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        files = {"old": folder / "old.apkg", "new": folder / "new.apkg", "folder": folder / "anki"}
        files["old"].write_bytes(old.data)
        files["new"].write_bytes(new.data)
        files["folder"].mkdir()
        request = {key: str(path) for key, path in files.items()} | {"learner": _learner_object(learner)}
        answer, faults = _ask(python, request, {"import-old": old.shown, "import-new": new.shown})
    return (None if answer is None else _seen(answer, new)), faults


def _ask(
    python: Path, request: Mapping[str, object], shown: Mapping[str, str]
) -> tuple[Any | None, tuple[Diagnostic, ...]]:
    """The worker's answer, or the fault that kept it from one; `shown` names the files of the stages that read them."""
    here = Span(python.as_posix(), 1, 1)
    try:
        done = subprocess.run(  # noqa: S603  (the interpreter is the user's choice, the program is ours)
            [str(python), "-I", str(WORKER)],
            input=json.dumps(request).encode(),
            capture_output=True,
            check=False,
        )
    except OSError as fault:
        return None, (error(here, "no-anki", f"cannot run this Python: {fault.strerror}", _INSTALL),)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        words = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        return None, (error(here, "anki-crashed", f"Anki stopped without an answer: {words[-1]}"),)
    match answer:
        case {"failed": "anki", "reason": reason}:
            return None, (error(here, "no-anki", f"this Python cannot load Anki: {reason}", _INSTALL),)
        case {"failed": stage, "reason": reason} if stage in shown:
            hint = "open the file in Anki itself: it says more"
            return None, (error(Span(shown[stage], 1, 1), "not-a-package", f"Anki refuses the file: {reason}", hint),)
        case {"failed": stage, "reason": reason}:
            return None, (error(here, "anki-crashed", f"Anki failed at '{stage}': {reason}"),)
    return answer, ()


def _learner_object(learner: Learner) -> dict[str, object]:
    """A learner in the worker's protocol."""
    return {
        "reviewed": [[*card, *review] for card, review in learner.reviewed.items()],
        "flagged": learner.flagged,
        "suspended": learner.suspended,
        "tagged": [[guid, TAG] for guid in learner.tagged],
        "edited": [[guid, index, EDIT] for guid, index in learner.edited.items()],
    }


def _seen(answer: Mapping[str, Any], new: Package) -> Seen:
    """The worker's answer as values."""
    guids = {note.id: guid for guid, note in new.notes.items()}
    check = answer["check"]
    return Seen(
        anki=answer["anki"],
        before=_snapshot(answer["before"]),
        after=_snapshot(answer["after"]),
        conflicting={guids[number] for number in answer["conflicting"] if number in guids},
        media_missing=tuple(answer["media_missing"]),
        empty=tuple((guid, ord_) for guid, ord_ in answer["empty"]),
        made=tuple((guid, ord_) for guid, ord_ in check["made"]),
        complaints="" if check["clean"] else check["text"],
    )


def _snapshot(seen: Mapping[str, Any]) -> Snapshot:
    return Snapshot(
        notes={
            guid: Note(guid, number, notetype, mod, tuple(fields), frozenset(tags))
            for guid, number, notetype, mod, fields, tags in seen["notes"]
        },
        cards={(guid, ord_): deck for guid, ord_, deck, _ in seen["cards"]},
        notetypes={
            number: Notetype(
                number, name, cloze, mod, css, tuple(map(tuple, fields)), tuple(Template(*one) for one in templates)
            )
            for number, name, cloze, mod, css, fields, templates in seen["notetypes"]
        },
        media=seen["media"],
        schedules={(guid, ord_): schedule for guid, ord_, _, schedule in seen["cards"]},
    )
