"""Speaking with the add-on AnkiConnect of an Anki that runs on this machine.

The protocol (API version 6, the add-on's README): one POST a call with `action`, `version`, `params` and, where the
add-on is set so, `key`; the answer is an object of `result` and `error`, with HTTP status 200 even for an error.
No address but localhost makes sense: a package is told as a path, which Anki opens itself.
"""

import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from repaso.diagnostics import Diagnostic, Span, error

ADDRESS = "http://localhost:8765"
KEY_VARIABLE = "REPASO_ANKICONNECT_KEY"

_API = 6
_PORT = 8765
_PATIENCE_S = 10.0
_IMPORT_PATIENCE_S = 120.0
_ASKING_PATIENCE_S = 60.0  # a person has to read the question and press a button
_LARGEST_ANSWER = 1 << 28  # bytes; what listens there may be anything
_HOST = re.compile(r"[\w.:%-]+")
_SHORT = 160  # characters of a foreign text that a message shows

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
    version = ask(anki, "version")
    if version == _forbidden(anki):
        allowed = ask(anki, "requestPermission", patience=max(patience, _ASKING_PATIENCE_S))
        if isinstance(allowed, Diagnostic):
            return None, (allowed,)
        if not isinstance(allowed, dict) or allowed.get("permission") != "granted":
            return None, (_forbidden(anki),)
        version = ask(anki, "version")
    if isinstance(version, Diagnostic):
        return None, (version,)
    if type(version) is not int or version < _API:
        message = f"AnkiConnect speaks version {short(version)} of its language, and {_API} is needed"
        return None, (outdated(anki, message),)
    return anki, ()


def ask(
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
        told = short(answer["error"])
        hint = next((hint for words, hint in _HINTS if words in told), "")
        if action == "importPackage":
            hint = hint or "does Anki run on this machine? It reads the file itself"
        return error(span, "anki-refused", f"Anki says: {told}", hint)
    result: object = answer["result"]
    return result


def unexpected(anki: Anki, action: str, answer: object) -> Diagnostic:
    """The fault of an answer that has not the action's shape."""
    return outdated(anki, f"AnkiConnect answers {action} with what we do not understand: {short(answer)}")


def outdated(anki: Anki, message: str) -> Diagnostic:
    """The fault of an add-on that does not speak as it must; an update helps."""
    return error(Span(anki.address, 1, 1), "anki-refused", message, _UPDATE)


def short(answer: object) -> str:
    """What Anki said, on one line that fits a message."""
    text = " ".join((answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)).split())
    text = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:_SHORT])  # nothing for the terminal
    return text if len(text) < _SHORT else f"{text} …"


def _stranger(anki: Anki) -> Diagnostic:
    message = "what answers at this address is not AnkiConnect, or a very old one"
    hint = f"another program may use the port: close it. Else {_NO_ANKI}"
    return error(Span(anki.address, 1, 1), "anki-not-running", message, hint)


def _forbidden(anki: Anki) -> Diagnostic:
    hint = "say Yes when Anki asks; if it does not ask, see ignoreOriginList in Tools → Add-ons → AnkiConnect → Config"
    return error(Span(anki.address, 1, 1), "anki-refused", "Anki does not permit us to use AnkiConnect", hint)
