"""A built package → the running Anki, over the AnkiConnect add-on: first what would change, then the import.

The protocol (API version 6, the add-on's README): one POST a call with `action`, `version`, `params` and, where the
add-on is set so, `key`; the answer is an object of `result` and `error`, with HTTP status 200 even for an error.
`importPackage` is told a path and opens it itself, so Anki must run on this machine and see the same files: no
address but localhost makes sense. Anki then keeps its own rule: a note is new, or replaced if its clock in the
package is newer than the learner's, or else left alone. The preview tells by the same rule what will happen.
"""

import http.client
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from repaso.apkg import Package
from repaso.diagnostics import Diagnostic, Span, error

ADDRESS = "http://localhost:8765"
KEY_VARIABLE = "REPASO_ANKICONNECT_KEY"
ID_FIELD = "Id"

_API = 6
_PORT = 8765
_PATIENCE_S = 10.0
_IMPORT_PATIENCE_S = 120.0
_ASKING_PATIENCE_S = 60.0  # a person has to read the question and press a button
_LARGEST_ANSWER = 1 << 28  # bytes; what listens there may be anything
_HOST = re.compile(r"[\w.:%-]+")
_SEARCH_SIGNS = re.compile(r'[\\"*_:]')
_ESCAPED = r"\\\g<0>"
_SHORT = 160  # characters of a foreign text that a message shows
_NAMED = 8  # how many ids a line of the preview names

_NO_ANKI = (
    "is Anki open on this machine, and is its add-on AnkiConnect installed? "
    "(Tools → Add-ons → Get Add-ons…, code 2055492159, then restart Anki)"
)
_UPDATE = "update the add-on AnkiConnect: Tools → Add-ons → Check for Updates"
_KEY = f"make {KEY_VARIABLE} equal to apiKey in Tools → Add-ons → AnkiConnect → Config; unset it if that is null"
_HINTS = (  # by what the add-on's own message holds
    ("api key", _KEY),
    ("collection is not available", "choose a profile in Anki's window, and try again"),
    ("unsupported action", _UPDATE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anki:
    """A running Anki that has taken our key.

    Attributes:
      address: as the user wrote it.
      host: where it listens.
      port: likewise.
      key: what the add-on wants to hear, if anything; never shown.
      patience: seconds to wait for an answer.
      import_patience: seconds to wait for an import.
    """

    address: str
    host: str
    port: int
    key: str | None = field(repr=False)
    patience: float = _PATIENCE_S
    import_patience: float = _IMPORT_PATIENCE_S


class PackageNote(NamedTuple):
    """A note as the package has it: its notetype's name, its id, its fields by name, its tags, its clock in seconds."""

    notetype: str
    id: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    mod: int


class Difference(NamedTuple):
    """A note that differs: its id, and the fields that do, `tags` last."""

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an import would do. Ids are in the package's order.

    Attributes:
      deck: the deck that was looked at, with all below it.
      new: notes that Anki lacks.
      changed: notes that the import replaces, for the package's clock is newer. Whatever the learner had changed on
        them is lost; Anki does not tell what that was.
      kept: notes that differ and stay as they are, for the learner edited them after our clock.
      equal: notes that are the same in both.
      gone: notes of our notetypes in Anki that the package no longer has. No import removes a note.
    """

    deck: str
    new: tuple[str, ...] = ()
    changed: tuple[Difference, ...] = ()
    kept: tuple[Difference, ...] = ()
    equal: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether an import would change a note. The look of the cards is not compared."""
        return bool(self.new or self.changed)


def connect(
    address: str = ADDRESS,
    key: str | None = None,
    *,
    patience: float = _PATIENCE_S,
    import_patience: float = _IMPORT_PATIENCE_S,
) -> tuple[Anki | None, tuple[Diagnostic, ...]]:
    """The Anki that listens at `address`, if it is one, takes `key`, and is new enough.

    The add-on may ask its user whether we may; that is waited for. No proxy is used, and no redirect followed: the
    key goes to `address` alone.
    """
    span = Span(address, 1, 1)
    hint = f"an address looks like {ADDRESS}"
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port or _PORT
    except ValueError:
        host, port = None, 0
    if (
        not host
        or not _HOST.fullmatch(host)
        or parts.scheme != "http"
        or parts.path not in ("", "/")
        or parts.query
        or parts.username
    ):
        return None, (error(span, "anki-not-running", f"no Anki can be at '{address}'", hint),)
    anki = Anki(
        address=address, host=host, port=port, key=key or None, patience=patience, import_patience=import_patience
    )
    version = _ask(anki, "version")
    if version == _forbidden(anki):
        allowed = _ask(anki, "requestPermission", patience=max(patience, _ASKING_PATIENCE_S))
        if isinstance(allowed, Diagnostic):
            return None, (allowed,)
        if not isinstance(allowed, dict) or allowed.get("permission") != "granted":
            return None, (_forbidden(anki),)
        version = _ask(anki, "version")
    if isinstance(version, Diagnostic):
        return None, (version,)
    if type(version) is not int or version < _API:
        message = f"AnkiConnect speaks version {_short(version)} of its language, and {_API} is needed"
        return None, (error(span, "anki-refused", message, _UPDATE),)
    return anki, ()


def notes_of(package: Package) -> tuple[PackageNote, ...]:
    """The notes of one of our packages, in its order, as `preview` wants them; a note without an id is not ours."""
    found = []
    for note in package.notes.values():
        notetype = package.notetypes[note.notetype]
        fields = dict(zip((name for _, name in notetype.fields), note.fields, strict=True))
        if ID_FIELD in fields:
            found.append(PackageNote(notetype.name, fields[ID_FIELD], fields, tuple(sorted(note.tags)), note.mod))
    return tuple(found)


def preview(anki: Anki, deck: str, notes: Iterable[PackageNote]) -> tuple[Preview | None, tuple[Diagnostic, ...]]:
    """What importing `notes` would do to what Anki has of them.

    Notes are sought under `deck` and, since a learner may move cards, by their notetypes wherever they lie.
    AnkiConnect does not tell a guid, so a note is known by the name of its notetype and its field `Id`; a notetype that
    the learner has renamed hides its notes, and they count as new.
    """
    notes = tuple(notes)
    terms = [("deck", deck), *(("note", name) for name in dict.fromkeys(note.notetype for note in notes))]
    ids = _ask(anki, "findNotes", {"query": " OR ".join(_term(*term) for term in terms)})
    if isinstance(ids, Diagnostic):
        return None, (ids,)
    if not isinstance(ids, list) or not all(type(one) is int for one in ids):
        return None, (_unexpected(anki, "findNotes", ids),)
    infos: object = []
    if ids:
        infos = _ask(anki, "notesInfo", {"notes": ids})
    if isinstance(infos, Diagnostic):
        return None, (infos,)
    if not isinstance(infos, list):
        return None, (_unexpected(anki, "notesInfo", infos),)
    theirs = []
    for info in infos:
        if info == {}:  # deleted between the two questions
            continue
        if isinstance(info, dict) and "noteId" in info and "mod" not in info:
            message = "this AnkiConnect does not tell when a note was edited"
            return None, (error(Span(anki.address, 1, 1), "anki-refused", message, _UPDATE),)
        note = _their_note(info)
        if note is None:
            return None, (_unexpected(anki, "notesInfo", info),)
        theirs.append(note)
    theirs.sort(key=lambda note: note[0])
    return compare(deck, notes, [note for _, note in theirs]), ()


def compare(deck: str, ours: Iterable[PackageNote], theirs: Iterable[PackageNote]) -> Preview:
    """The preview, from the notes of both sides.

    Of two notes with one id in Anki the first counts: the other is a learner's copy, which no import reaches.
    """
    ours = tuple(ours)
    held: dict[tuple[str, str], PackageNote] = {}
    for note in theirs:
        if ID_FIELD in note.fields:
            held.setdefault((note.notetype, note.id), note)
    new, equal = [], []
    changed: list[Difference] = []
    kept: list[Difference] = []
    for note in ours:
        other = held.pop((note.notetype, note.id), None)
        if other is None:
            new.append(note.id)
        elif not (difference := Difference(note.id, tuple(_differences(note, other)))).fields:
            equal.append(note.id)
        else:
            (changed if note.mod > other.mod else kept).append(difference)
    notetypes = {note.notetype for note in ours}
    gone = sorted(name for notetype, name in held if notetype in notetypes)
    return Preview(
        deck=deck, new=tuple(new), changed=tuple(changed), kept=tuple(kept), equal=tuple(equal), gone=tuple(gone)
    )


def render_text(found: Preview) -> str:
    """The preview as a few lines, without a final newline."""

    def differing(notes: Iterable[Difference]) -> list[str]:
        return [f"{note.id} ({', '.join(note.fields)})" for note in notes]

    groups = (
        ("new", list(found.new)),
        ("changed, to be replaced", differing(found.changed)),
        ("edited in Anki since, left as they are", differing(found.kept)),
        ("no longer in the package, left in Anki", [_short(name) for name in found.gone]),
    )
    lines = [f"{found.deck} in Anki:"]
    for what, names in groups:
        if names:
            more = f" … and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            lines.append(f"  {len(names)} {what}: {', '.join(names[:_NAMED])}{more}")
    if found.equal:
        lines.append(f"  {len(found.equal)} equal")
    if not found.moves:
        lines.append("  no note would change")
    return "\n".join(lines)


def push(anki: Anki, package: Path) -> tuple[Diagnostic, ...]:
    """Import a package into the running Anki.

    Anki opens the file itself, by its absolute path: only an Anki on this machine can. What was imported is not told;
    ask for a second preview to see that nothing is left to do.

    Returns:
      no fault if Anki says that it imported the package.
    """
    path = package.resolve()
    span = Span(package.as_posix(), 1, 1)
    if not path.is_file():
        return (error(span, "anki-refused", "there is no such package to import", "build it first"),)
    answer = _ask(anki, "importPackage", {"path": str(path)}, patience=anki.import_patience)
    if isinstance(answer, Diagnostic):
        return (answer,)
    if answer is not True:
        message = f"Anki did not import the package: it answered {_short(answer)}"
        hint = "is a profile open in Anki, and does Anki run on this machine? It reads the file itself"
        return (error(span, "anki-refused", message, hint),)
    return ()


def _ask(
    anki: Anki, action: str, params: Mapping[str, object] | None = None, *, patience: float | None = None
) -> object:
    """The result of an action, or a Diagnostic, which no result can be."""
    span = Span(anki.address, 1, 1)
    waited = patience or anki.patience
    request: dict[str, object] = {"action": action, "version": _API, "params": params or {}}
    if anki.key is not None:
        request["key"] = anki.key
    unsure = "it may still be importing: look at Anki before you try again" if action == "importPackage" else ""
    connection = http.client.HTTPConnection(anki.host, anki.port, timeout=waited)
    try:
        connection.request("POST", "/", json.dumps(request).encode(), {"Content-Type": "application/json"})
        response = connection.getresponse()
        status, body = response.status, response.read(_LARGEST_ANSWER)
    except TimeoutError:
        hint = unsure or "look whether Anki is busy, or waits for you in a window of its own"
        return error(span, "anki-not-running", f"Anki did not answer within {waited:g} seconds", hint)
    except ConnectionRefusedError:
        return error(span, "anki-not-running", "nothing answers at this address", _NO_ANKI)
    except OSError as fault:
        reason = fault.strerror or "the connection was closed without an answer"
        return error(span, "anki-not-running", f"cannot talk to Anki: {reason}", unsure or _NO_ANKI)
    except (http.client.HTTPException, UnicodeError):  # UnicodeError: a host name that no network can have
        return _stranger(anki)
    finally:
        connection.close()
    if status == http.client.FORBIDDEN:
        return _forbidden(anki)
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return _stranger(anki)
    if status != http.client.OK or not isinstance(answer, dict) or not {"result", "error"} <= answer.keys():
        return _stranger(anki)
    if answer["error"] is not None:
        told = _short(answer["error"])
        hint = next((hint for words, hint in _HINTS if words in told), "")
        if action == "importPackage":
            hint = hint or "does Anki run on this machine? It reads the file itself"
        return error(span, "anki-refused", f"Anki says: {told}", hint)
    result: object = answer["result"]
    return result


def _stranger(anki: Anki) -> Diagnostic:
    message = "what answers at this address is not AnkiConnect, or a very old one"
    hint = f"another program may use the port: close it. Else {_NO_ANKI}"
    return error(Span(anki.address, 1, 1), "anki-not-running", message, hint)


def _forbidden(anki: Anki) -> Diagnostic:
    hint = "say Yes when Anki asks; if it does not ask, see ignoreOriginList in Tools → Add-ons → AnkiConnect → Config"
    return error(Span(anki.address, 1, 1), "anki-refused", "Anki does not permit us to use AnkiConnect", hint)


def _unexpected(anki: Anki, action: str, answer: object) -> Diagnostic:
    message = f"AnkiConnect answers {action} with what we do not understand: {_short(answer)}"
    return error(Span(anki.address, 1, 1), "anki-refused", message, _UPDATE)


def _short(answer: object) -> str:
    """What Anki said, on one line that fits a message."""
    text = " ".join((answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)).split())
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_SHORT])  # nothing for the terminal
    return text if len(text) < _SHORT else f"{text} …"


def _term(what: str, name: str) -> str:
    """A term of Anki's search that finds exactly this name (docs.ankiweb.net, "Searching")."""
    return f'"{what}:{_SEARCH_SIGNS.sub(_ESCAPED, name)}"'


def _their_note(info: object) -> tuple[int, PackageNote] | None:
    """A note as `notesInfo` tells it, with Anki's number for it; None if it is not told so."""
    match info:
        case {
            "noteId": int(number),
            "modelName": str(notetype),
            "fields": dict(told),
            "tags": list(tags),
            "mod": int(mod),
        }:
            pass
        case _:
            return None
    fields = {}
    for name, value in told.items():
        match value:
            case {"value": str(text)}:
                fields[str(name)] = text
            case _:
                return None
    return number, PackageNote(notetype, fields.get(ID_FIELD, ""), fields, tuple(map(str, tags)), mod)


def _differences(ours: PackageNote, theirs: PackageNote) -> Iterator[str]:
    """The fields that differ. Anki normalises text, and keeps the case that a tag first had."""
    for name, text in ours.fields.items():
        if _normal(text) != _normal(theirs.fields.get(name, "")):
            yield name
    if {_normal(tag).casefold() for tag in ours.tags} != {_normal(tag).casefold() for tag in theirs.tags}:
        yield "tags"


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)
