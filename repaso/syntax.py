"""What is wrong with a source before it can be read: bytes that are no text, a text that is no YAML."""

import yaml

from repaso.diagnostics import Diagnostic, Span, error
from repaso.values import span_of


def decode(data: bytes, shown: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The file's text; a byte-order mark of UTF-8 is passed over."""
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"the file is not UTF-8: byte 0x{data[fault.start]:02X} here"
        return None, (error(Span(shown, line, column), "wrong-encoding", message, "save the file as UTF-8"),)


def fault_of(fault: yaml.YAMLError, text: str, shown: str) -> Diagnostic:
    """Both kinds of PyYAML's failure, one with a mark and one with an offset, as a diagnostic."""
    if isinstance(fault, yaml.reader.ReaderError):
        before = text.encode()[: fault.position].decode("utf-8", "ignore")
        span = Span(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        return error(span, "control-character", "a character that YAML does not allow", "remove it")
    context = getattr(fault, "context", None)
    opened = getattr(fault, "context_mark", None)
    if context == "while scanning a quoted scalar" and opened is not None:
        return error(span_of(opened), "syntax", "a quotation mark that opens here is not closed", "close it")
    mark = getattr(fault, "problem_mark", None)
    span = span_of(mark) if mark is not None else Span(shown, 1, 1)
    line = text.split("\n")[span.line - 1] if span.line <= text.count("\n") + 1 else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return error(span, "tab", "a tab in the indentation", "indent with spaces")
    problem = getattr(fault, "problem", None) or "this is not YAML"
    hint = "a text that holds ': ' or ' #', or begins with a sign such as { [ * & ! % @ `, needs quotes"
    return error(span, "syntax", f"{problem} {context}" if context else problem, hint)
