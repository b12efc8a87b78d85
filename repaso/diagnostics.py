"""Faults as values: where, how bad, which kind, what to do about it."""

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A place in a file. Spans sort by place.

    Attributes:
      path: as shown to the reader, POSIX, relative where it can be.
      line: from 1.
      column: from 1, in characters.
    """

    path: str
    line: int
    column: int


class Severity(StrEnum):
    """How bad a fault is: an error stops the build, a warning only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


class Diagnostic(NamedTuple):
    """One fault. Sorts by place; `code` is stable and listed in docs/diagnostics.md."""

    span: Span
    severity: Severity
    code: str
    message: str
    hint: str = ""


class Format(StrEnum):
    """How faults are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def error(span: Span, code: str, message: str, hint: str = "") -> Diagnostic:
    """An error at `span`."""
    return Diagnostic(span, Severity.ERROR, code, message, hint)


def warning(span: Span, code: str, message: str, hint: str = "") -> Diagnostic:
    """A warning at `span`."""
    return Diagnostic(span, Severity.WARNING, code, message, hint)


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of `words`."""
    import difflib  # noqa: PLC0415  (a source without faults needs it never)

    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean '{near[0]}'?" if near else otherwise


def has_errors(found: Iterable[Diagnostic], *, strict: bool = False) -> bool:
    """Whether the build must stop: any error, or with `strict` any fault at all."""
    return any(strict or fault.severity is Severity.ERROR for fault in found)


def render(found: Iterable[Diagnostic], form: Format) -> str:
    """All faults, sorted by place, as one text without a final newline.

    `json` is one array of objects; `github` is one workflow command a line
    (docs.github.com, "Workflow commands": a message escapes %, CR and LF, a property also `:` and `,`).
    """
    faults = sorted(set(found))
    if form is Format.JSON:
        return json.dumps([_as_object(fault) for fault in faults], ensure_ascii=False, indent=1)
    return "\n".join((_as_github if form is Format.GITHUB else _as_text)(fault) for fault in faults)


def _as_text(fault: Diagnostic) -> str:
    path, line, column = fault.span
    text = f"{path}:{line}:{column}: {fault.severity}: {fault.message} [{fault.code}]"
    return f"{text}\n  hint: {fault.hint}" if fault.hint else text


def _as_object(fault: Diagnostic) -> dict[str, object]:
    return {
        **fault.span._asdict(),
        "severity": str(fault.severity),
        "code": fault.code,
        "message": fault.message,
        "hint": fault.hint,
    }


def _as_github(fault: Diagnostic) -> str:
    path, line, column = fault.span
    message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    for sign, escape in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        message = message.replace(sign, escape)
        path = path.replace(sign, escape)
    path = path.replace(":", "%3A").replace(",", "%2C")
    return f"::{fault.severity} file={path},line={line},col={column},title={fault.code}::{message}"
