"""Pushing into Anki: the add-on's protocol over real HTTP, with a real collection behind it where it matters."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.notes import Note

from repaso import ankiconnect, apkg, push
from repaso.commands import shared
from repaso.diagnostics import Diagnostic, Format, render
from repaso.ledger import Ledger
from tests.helpers import BUILD_TIME, EVERY_KIND, package, run

DECK = "Sample::3.3"
KEY = "open sesame"
SLOW_S = 0.2
IDS = ("t", "c", "q", "gt.need", "s1", "s2", "s3")

Answer = Callable[[dict[str, Any]], object]


class Raw(bytes):
    """What the server sends as it is, status line and all."""


class Server(ThreadingHTTPServer):
    """Speaks AnkiConnect's protocol on a loopback port; `answer` gives a result, raises its error, or is `Raw`."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def actions(self) -> list[str]:
        return [request["action"] for request in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5.0
    server: Server

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            result = self.server.answer(request)
            body = json.dumps({"result": result, "error": None}) if not isinstance(result, Raw) else ""
        except Exception as fault:  # noqa: BLE001  (the add-on tells every exception as its text)
            result, body = None, json.dumps({"result": None, "error": str(fault)})
        data = body.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/json\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        self.wfile.write(result if isinstance(result, Raw) else head + data)
        self.close_connection = True  # the add-on closes after every answer, too

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is the tests'."""


Serve = Callable[[Answer], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers, and ends them with the test."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(answer: Answer) -> Server:
        server = Server(answer)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
        assert not thread.is_alive()


class Desk:
    """What the add-on does in Anki, done to a real collection."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self.key: str | None = None
        self.version = 6

    def __call__(self, request: dict[str, Any]) -> object:
        assert request["version"] == 6
        if request.get("key") != self.key:
            raise PermissionError("valid api key must be provided")
        action, params = request["action"], request["params"]
        if action == "version":
            return self.version
        if action == "findNotes":
            return [int(found) for found in self.collection.find_notes(params["query"])]
        if action == "notesInfo":
            return [self.info(self.collection.get_note(found)) for found in params["notes"]]
        if action == "importPackage":
            path = Path(params["path"])
            assert path.is_absolute()
            options = ImportAnkiPackageOptions(merge_notetypes=True, with_scheduling=True, with_deck_configs=True)
            self.collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
            return True
        raise LookupError("unsupported action")  # what the add-on answers

    @staticmethod
    def info(note: Note) -> dict[str, Any]:
        fields = {name: {"value": value, "order": order} for order, (name, value) in enumerate(note.items())}
        notetype = note.note_type()["name"]
        return {
            "noteId": note.id,
            "profile": "User 1",
            "modelName": notetype,
            "tags": note.tags,
            "fields": fields,
            "mod": note.mod,
            "cards": list(note.card_ids()),
        }

    def note(self, name: str) -> Note:
        (found,) = self.collection.find_notes(f"Id:{name}")
        return self.collection.get_note(found)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield Desk(collection)
    collection.close()


@pytest.fixture
def built(tmp_path: Path) -> tuple[Path, Ledger]:
    """A package in a file, and its ledger."""
    data, ledger = package(EVERY_KIND)
    path = tmp_path / "sample.apkg"
    path.write_bytes(data)
    return path, ledger


def notes_in(path: Path) -> tuple[push.PackageNote, ...]:
    read, faults = apkg.read(path.read_bytes(), path.name)
    assert faults == ()
    assert read is not None
    return push.notes_of(read)


def connected(server: Server, key: str | None = None) -> ankiconnect.Anki:
    anki, faults = ankiconnect.connect(server.url, key, patience=5, import_patience=5)
    assert faults == ()
    assert anki is not None
    return anki


def previewed(server: Server, path: Path, deck: str = DECK) -> push.Preview:
    found, faults = push.preview(connected(server), deck, notes_in(path))
    assert faults == ()
    assert found is not None
    return found


def refused(server: Server, key: str | None = None) -> Diagnostic:
    anki, (fault,) = ankiconnect.connect(server.url, key, patience=SLOW_S)
    assert anki is None
    return fault


def result(value: object) -> Answer:
    return lambda request: 6 if request["action"] == "version" else value


def raw(status: str, body: bytes = b"") -> Raw:
    return Raw(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)


def test_an_anki_without_the_deck_gets_every_note(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    path, ledger = built
    server = serve(desk)
    found = previewed(server, path)
    assert found == push.Preview(deck=DECK, new=IDS)
    assert set(IDS) == set(ledger.notes)
    assert push.render_text(found) == "Sample::3.3 in Anki:\n  7 new: t, c, q, gt.need, s1, s2, s3"
    assert desk.collection.note_count() == 0
    assert push.push(connected(server), path) == ()
    assert desk.collection.note_count() == 7
    found = previewed(server, path)
    assert found == push.Preview(deck=DECK, equal=IDS)
    assert not found.moves
    assert push.render_text(found) == "Sample::3.3 in Anki:\n  7 equal\n  no note would change"


def test_a_preview_asks_and_changes_nothing(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    path, _ = built
    server = serve(desk)
    push.push(connected(server), path)
    server.asked.clear()
    previewed(server, path)
    assert server.actions == ["version", "findNotes", "notesInfo"]


def test_what_the_preview_says_is_what_anki_does(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    """A corrected note, a new one, one that the learner edited, one that was removed, and the rest."""
    path, ledger = built
    server = serve(desk)
    push.push(connected(server), path)
    mine = desk.note("q")
    mine["WhyES"] = "Lo digo yo."
    mine.tags.append("marked")
    desk.collection.update_note(mine)
    mine.load()
    assert mine.mod > BUILD_TIME + 60
    edited = EVERY_KIND.replace("una sola tarea", "una única tarea").replace("- id: c\n", "- id: c2\n")
    assert edited.count("única") == edited.count("id: c2") == 1
    data, _ = package(edited, ledger, build_time=BUILD_TIME + 60)
    path.write_bytes(data)
    found = previewed(server, path)
    assert found.new == ("c2",)
    assert found.changed == (("t", ("DefinitionES",)),)
    assert found.kept == (("q", ("WhyES", "tags")),)
    assert found.gone == ("c",)
    assert len(found.equal) == 4
    assert push.render_text(found).splitlines() == [
        "Sample::3.3 in Anki:",
        "  1 new: c2",
        "  1 changed, to be replaced: t (DefinitionES)",
        "  1 edited in Anki since, left as they are: q (WhyES, tags)",
        "  1 no longer in the package, left in Anki: c",
        "  4 equal",
    ]
    assert push.push(connected(server), path) == ()
    assert "única" in desk.note("t")["DefinitionES"]
    assert desk.note("q")["WhyES"] == "Lo digo yo."
    assert {desk.note(name)["Id"] for name in ("c", "c2")} == {"c", "c2"}
    found = previewed(server, path)
    assert (found.moves, found.kept, found.gone) == (False, (("q", ("WhyES", "tags")),), ("c",))


def test_a_note_that_was_moved_to_another_deck_is_found(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    path, _ = built
    server = serve(desk)
    push.push(connected(server), path)
    elsewhere = desk.collection.decks.id("Mine")
    desk.collection.set_deck(desk.collection.find_cards(""), elsewhere)
    assert previewed(server, path).equal == IDS


def test_a_copy_that_the_learner_made_does_not_count(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    path, _ = built
    server = serve(desk)
    push.push(connected(server), path)
    original = desk.note("t")
    copy = desk.collection.new_note(original.note_type())
    copy.fields = ["t", *original.fields[1:-1], "mine"]
    desk.collection.add_note(copy, desk.collection.decks.id(DECK))
    assert previewed(server, path) == push.Preview(deck=DECK, equal=IDS)


def test_anki_s_own_form_of_a_text_or_tag_is_no_difference() -> None:
    ours = push.PackageNote("n", "a", {"Id": "a", "Text": "cafe\u0301", "Spare1": ""}, ("Kind::Term",), 1)
    theirs = ours._replace(fields={"Id": "a", "Text": "caf\u00e9"}, tags=("kind::term",), mod=2)
    assert push.compare("d", [ours], [theirs]) == push.Preview(deck="d", equal=("a",))


def test_of_two_equal_clocks_anki_s_note_stays() -> None:
    ours = push.PackageNote("n", "a", {"Id": "a", "Text": "x"}, (), 1)
    assert push.compare("d", [ours], [ours._replace(tags=("y",))]).kept == (("a", ("tags",)),)
    other = push.PackageNote("another notetype", "a", {"Id": "a"}, (), 1)
    assert push.compare("d", [ours], [other]) == push.Preview(deck="d", new=("a",))


def test_many_notes_are_counted_and_a_few_named() -> None:
    text = push.render_text(push.Preview(deck="d", new=tuple(f"n{number}" for number in range(20))))
    assert text == "d in Anki:\n  20 new: n0, n1, n2, n3, n4, n5, n6, n7 … and 12 more"


@pytest.mark.parametrize("name", ['a*b_c"d', "a::b", "x\\y", "it (is) -or", "ñandú 100 %", "a&b", "deck:x"])
def test_a_deck_of_any_name_is_found_and_no_other(serve: Serve, desk: Desk, name: str) -> None:
    server = serve(desk)
    notetype = desk.collection.models.by_name("Basic")
    for deck in (f"{name}::1 Español", name.replace("*", "x").replace("_", "x") + "2", "aXXbxc"):
        note = desk.collection.new_note(notetype)
        note["Front"] = deck
        desk.collection.add_note(note, desk.collection.decks.id(deck))
    push.preview(connected(server), name, [])
    found = desk.collection.find_notes(server.asked[-2]["params"]["query"])
    assert [desk.collection.get_note(one)["Front"] for one in found] == [f"{name}::1 Español"]


def test_no_one_there_is_said_with_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    anki, (fault,) = ankiconnect.connect(address, patience=5)
    assert anki is None
    assert (fault.code, fault.message) == ("anki-not-running", "nothing answers at this address")
    assert "is Anki open" in fault.hint
    assert "2055492159" in fault.hint
    assert render([fault], Format.TEXT).startswith(f"{address}:1:1: error: nothing answers at this address [")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anki",
        "localhost:8765",
        "https://localhost",
        "http://localhost:x",
        "http://localhost:99999",
        "http://",
        "http://a b",
        "http://[::1",
        "http://me@localhost",
        "http://localhost/x",
        "http://localhost?x",
    ],
)
def test_an_address_that_is_none(address: str) -> None:
    anki, (fault,) = ankiconnect.connect(address)
    assert (anki, fault.code) == (None, "anki-not-running")
    assert "http://localhost:8765" in fault.hint


@pytest.mark.parametrize("host", ["a" * 70, "ñ" * 70, "a..b"])
def test_a_host_that_no_network_can_have(host: str) -> None:
    anki, (fault,) = ankiconnect.connect(f"http://{host}:1")
    assert (anki, fault.code) == (None, "anki-not-running")


def test_a_slow_anki_is_not_waited_for_for_ever(serve: Serve) -> None:
    server = serve(lambda _: server.over.wait(5))
    fault = refused(server)
    assert (fault.code, fault.message) == ("anki-not-running", "Anki did not answer within 0.2 seconds")
    assert "waits for you in a window" in fault.hint


def test_a_slow_import_may_still_be_going_on(serve: Serve, built: tuple[Path, Ledger]) -> None:
    server = serve(lambda request: 6 if request["action"] == "version" else server.over.wait(5))
    anki, _ = ankiconnect.connect(server.url, import_patience=SLOW_S)
    assert anki is not None
    (fault,) = push.push(anki, built[0])
    assert (fault.code, "may still be importing" in fault.hint) == ("anki-not-running", True)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "not AnkiConnect"),
        (Raw(b""), "closed the connection|closed without an answer"),
        (raw("404 Not Found", b"no"), "not AnkiConnect"),
        (raw("302 Found\r\nLocation: http://127.0.0.1:1/"), "not AnkiConnect"),
        (raw("200 OK", b"<html>"), "not AnkiConnect"),
        (raw("200 OK", b"\xff\xfe"), "not AnkiConnect"),
        (raw("200 OK", b"[" * 100_000), "not AnkiConnect"),
        (raw("200 OK", b"6"), "a very old one"),
        (raw("200 OK", b'{"result": 6}'), "not AnkiConnect"),
        (Raw(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"result": 6'), "not AnkiConnect"),
    ],
)
def test_something_else_at_the_address(serve: Serve, answer: Raw, message: str) -> None:
    fault = refused(serve(lambda _: answer))
    assert fault.code == "anki-not-running"
    assert any(part in fault.message for part in message.split("|")), fault.message


@pytest.mark.parametrize(("wanted", "given"), [(KEY, None), (KEY, ""), (KEY, "wrong"), (None, "unwanted")])
def test_a_key_that_does_not_match(serve: Serve, desk: Desk, wanted: str | None, given: str | None) -> None:
    desk.key = wanted
    fault = refused(serve(desk), given)
    assert (fault.code, fault.message) == ("anki-refused", "Anki says: valid api key must be provided")
    assert "REPASO_ANKICONNECT_KEY" in fault.hint
    assert not given or given not in render([fault], Format.JSON)


def test_the_right_key_opens_every_door(serve: Serve, desk: Desk, built: tuple[Path, Ledger]) -> None:
    desk.key = KEY
    server = serve(desk)
    anki = connected(server, KEY)
    assert KEY not in repr(anki)
    assert push.push(anki, built[0]) == ()
    found, _ = push.preview(anki, DECK, notes_in(built[0]))
    assert found is not None
    assert found.equal == IDS
    assert all("origin" not in headers for headers in server.headers)


def test_a_proxy_is_not_asked(serve: Serve, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert connected(serve(desk)).key is None


@pytest.mark.parametrize("said", ["granted", "denied"])
def test_permission_is_asked_for_where_it_must_be(serve: Serve, said: str) -> None:
    permitted = threading.Event()

    def answer(request: dict[str, Any]) -> object:
        if request["action"] == "requestPermission":
            if said == "granted":
                permitted.set()
            return {"permission": said, "requireApikey": False, "version": 6}
        return 6 if permitted.is_set() else raw("403 Forbidden")

    server = serve(answer)
    anki, faults = ankiconnect.connect(server.url, patience=5)
    if said == "granted":
        assert (anki is not None, faults) == (True, ())
        assert server.actions == ["version", "requestPermission", "version"]
    else:
        assert anki is None
        assert [fault.code for fault in faults] == ["anki-refused"]
        assert "does not permit" in faults[0].message
        assert server.actions == ["version", "requestPermission"]


@pytest.mark.parametrize("version", [4, 5, None, "6", True, [6]])
def test_an_old_add_on_is_told_to_be_updated(serve: Serve, version: object) -> None:
    fault = refused(serve(lambda _: version))
    assert fault.code == "anki-refused"
    assert f"speaks version {version if version == '6' else json.dumps(version)} of" in fault.message
    assert "Check for Updates" in fault.hint


def test_an_add_on_that_does_not_know_clocks(serve: Serve, built: tuple[Path, Ledger]) -> None:
    note = {"noteId": 1, "tags": [], "modelName": "n", "fields": {}, "cards": []}
    server = serve(lambda request: {"version": 6, "findNotes": [1], "notesInfo": [note]}[request["action"]])
    found, (fault,) = push.preview(connected(server), DECK, notes_in(built[0]))
    assert (found, fault.code) == (None, "anki-refused")
    assert "when a note was edited" in fault.message


@pytest.mark.parametrize(
    "answers",
    [
        {"findNotes": None},
        {"findNotes": {"1": 2}},
        {"findNotes": ["1"]},
        {"findNotes": [1], "notesInfo": None},
        {"findNotes": [1], "notesInfo": [7]},
        {"findNotes": [1], "notesInfo": [{"noteId": 1, "modelName": 1, "fields": {}, "tags": [], "mod": 1}]},
        {"findNotes": [1], "notesInfo": [{"noteId": 1, "modelName": "n", "fields": {"Id": "a"}, "tags": [], "mod": 1}]},
    ],
)
def test_answers_of_another_shape(serve: Serve, built: tuple[Path, Ledger], answers: dict[str, object]) -> None:
    server = serve(lambda request: {"version": 6, **answers}[request["action"]])
    found, (fault,) = push.preview(connected(server), DECK, notes_in(built[0]))
    assert (found, fault.code) == (None, "anki-refused")
    assert f"answers {list(answers)[-1]} with what we do not understand" in fault.message


def test_a_note_deleted_meanwhile_is_new(serve: Serve, built: tuple[Path, Ledger]) -> None:
    server = serve(lambda request: {"version": 6, "findNotes": [1], "notesInfo": [{}]}[request["action"]])
    assert previewed(server, built[0]).new == IDS


def test_anki_without_an_open_profile(serve: Serve, built: tuple[Path, Ledger]) -> None:
    def answer(request: dict[str, Any]) -> object:
        if request["action"] == "version":
            return 6
        raise RuntimeError("collection is not available")

    anki = connected(serve(answer))
    found, (asked,) = push.preview(anki, DECK, notes_in(built[0]))
    (pushed,) = push.push(anki, built[0])
    assert found is None
    for fault in (asked, pushed):
        assert (fault.code, fault.message) == ("anki-refused", "Anki says: collection is not available")
        assert "choose a profile" in fault.hint


@pytest.mark.parametrize("answer", [False, None, "yes", 1])
def test_an_import_that_does_not_say_yes(serve: Serve, built: tuple[Path, Ledger], answer: object) -> None:
    (fault,) = push.push(connected(serve(result(answer))), built[0])
    assert (fault.code, fault.span.path) == ("anki-refused", built[0].as_posix())
    assert "did not import the package" in fault.message


def test_a_package_that_anki_cannot_read(serve: Serve, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.apkg").write_bytes(b"no zip")
    (fault,) = push.push(connected(serve(desk)), tmp_path / "bad.apkg")
    assert fault.code == "anki-refused"
    assert fault.message.startswith("Anki says: ")


def test_a_package_that_is_not_there_is_not_sent(serve: Serve, desk: Desk, tmp_path: Path) -> None:
    server = serve(desk)
    anki = connected(server)
    (fault,) = push.push(anki, tmp_path / "none.apkg")
    assert (fault.code, server.actions) == ("anki-refused", ["version"])


def test_a_relative_path_is_sent_whole(
    serve: Serve, built: tuple[Path, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built[0].parent)
    server = serve(result(True))  # noqa: FBT003
    assert push.push(connected(server), Path("sample.apkg")) == ()
    assert server.asked[-1] == {
        "action": "importPackage",
        "version": 6,
        "params": {"path": str(built[0].resolve())},
    }


def test_what_anki_says_cannot_reach_into_the_terminal(serve: Serve) -> None:
    def answer(_: dict[str, Any]) -> object:
        raise RuntimeError("a\nb \x1b[2J \ud800 " + "x" * 500)

    fault = refused(serve(answer))
    assert fault.message.startswith("Anki says: a b \ufffd[2J \ufffd xxx")
    assert len(fault.message) < 200
    fault.message.encode()


def test_anki_goes_away_between_two_questions(serve: Serve, built: tuple[Path, Ledger]) -> None:
    anki = connected(serve(lambda request: 6 if request["action"] == "version" else Raw(b"")))
    found, (fault,) = push.preview(anki, DECK, notes_in(built[0]))
    assert (found, fault.code) == (None, "anki-not-running")
    (fault,) = push.push(anki, built[0])
    assert (fault.code, "may still be importing" in fault.hint) == ("anki-not-running", True)


def test_the_command_shows_what_changes_and_imports_it(
    project: Path, serve: Serve, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.key = "secret"
    server = serve(desk)
    monkeypatch.setenv(ankiconnect.KEY_VARIABLE, "secret")
    dry = run("push", "--dry-run", "--address", server.url)
    assert (dry.exit_code, desk.collection.note_count()) == (0, 0)
    assert "7 new: t, c, q" in dry.output
    assert not (project / "dist").exists()
    done = run("push", "--address", server.url)
    assert done.exit_code == 0, done.output
    assert "imported sample.apkg" in done.output
    assert desk.collection.note_count() == 7
    assert "no note would change" in run("push", "--dry-run", "--address", server.url).output
    assert (project / "source" / "sample.lock").is_file()


def test_the_command_says_that_no_anki_runs(project: Path) -> None:
    result = run("push", "--address", "http://127.0.0.1:9")
    assert result.exit_code == shared.FAULTS
    assert "[anki-not-running]" in result.output
    assert not (project / "dist").exists()
