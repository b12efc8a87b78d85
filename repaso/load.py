"""YAML → Study: a source file read through libyaml's events, every value with its place.

Events and not nodes: marks, duplicate keys, aliases and tags are seen as they come, `No` and `1.10` stay text,
and nothing is built that the model does not keep.
"""

import datetime
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from yaml import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs forget it

from repaso.diagnostics import Diagnostic, Span, did_you_mean, error
from repaso.inline import clean, is_marked, marks, parse_cloze, plain
from repaso.model import Study
from repaso.progress import Bar
from repaso.shape import Choice, Date, Keys, Sequence, Shape, Word, Words, keys_of
from repaso.syntax import decode, fault_of
from repaso.values import ClozeText, Located, Name, Place, Text, span_of

Made = TypeVar("Made", bound=Located)
Reader = Callable[[Any], Any]
"""Reads the value that begins with an event; gives the value, or _BAD once its faults are noted."""

_BAD: Final = object()  # stands for a value that has been reported
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HOLE = re.compile(r"\{\{c\d+::")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CUT = re.compile(r" +#(?=\S)")
_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)


def load(path: Path, shown: str) -> tuple[Study | None, tuple[Diagnostic, ...]]:
    """Read one source file.

    Args:
      path: the file.
      shown: the path as the author knows it; it stands in every span.

    Returns:
      the study, or None if its shape is wrong anywhere, and all faults of shape.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        return None, (error(Span(shown, 1, 1), "unreadable", f"cannot read the file: {fault.strerror}"),)
    return loads(data, shown)


def loads(data: bytes, shown: str) -> tuple[Study | None, tuple[Diagnostic, ...]]:
    """Read a source from bytes; see `load`. Never raises, whatever the bytes are."""
    return loads_as(Study, data, shown)


def loads_as(kind: type[Made], data: bytes, shown: str) -> tuple[Made | None, tuple[Diagnostic, ...]]:
    """The same of a file that is, as a whole, of any class of the model."""
    text, faults = decode(data, shown)
    if text is None:
        return None, faults
    source = _Source(text, shown)
    whole: Any = kind
    try:
        study = source.document(keys_of(whole))
    except yaml.YAMLError as fault:
        source.faults.append(fault_of(fault, text, shown))
        study = _BAD
    finally:
        source.bar.clear()
    if source.faults or not isinstance(study, kind):
        return None, tuple(sorted(source.faults))
    return study, ()


class _Named:
    """A text as a stream that tells its file's name, which then stands in every mark."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._text = text

    def read(self, _size: int = 0, /) -> str:
        """All of it, and then nothing: the parser takes what it is given."""
        text, self._text = self._text, ""
        return text


class _Source:
    """One run over one file's events."""

    def __init__(self, text: str, shown: str) -> None:
        self.faults: list[Diagnostic] = []
        self._shown = shown
        self._text = text
        self._cut = " #" in text and _CUT.search(text) is not None  # as in few files
        self.bar = Bar("reading lines", text.count("\n"))
        self._get: Callable[[], Any] = CParser(_Named(text, shown)).get_event

    def document(self, shape: Keys) -> Any:
        """The one document of the file."""
        self._get()  # the stream's start
        event = self._get()
        if isinstance(event, StreamEndEvent):
            self.faults.append(
                error(Span(self._shown, 1, 1), "empty-file", "the file holds nothing", "begin with 'manual:'")
            )
            return _BAD
        study = self._reader(shape, "the source")(self._next())
        self._get()  # the document's end
        event = self._get()
        if not isinstance(event, StreamEndEvent):
            hint = "one manual a file: remove '---'"
            self.fault(event.start_mark, "many-documents", "a second document begins here", hint)
        return study

    def fault(self, place: Place, code: str, message: str, hint: str = "") -> object:
        """Note an error; its value is bad."""
        self.faults.append(error(span_of(place), code, message, hint))
        return _BAD

    def _reader(self, shape: Shape, what: str) -> Reader:
        """How a value of this shape is read; a fault calls it `what`."""
        match shape:
            case Words(holes):
                return self._sentence(what) if holes else self._words(what)
            case Keys():
                return self._mapping(shape, what)
            case Sequence():
                return self._sequence(shape, what)
            case Word():
                return self._word(shape, what)
            case Choice():
                return self._choice(shape, what)
            case Date():
                return self._date(what)

    def _next(self) -> Any:
        """The next event; what YAML can do beyond text, lists and mappings is refused here."""
        event = self._get()
        kind = type(event)
        if kind not in _ENDS and (kind is AliasEvent or event.anchor is not None or event.tag is not None):
            self._refuse(event)
        return event

    def _refuse(self, event: Any) -> None:
        place: Any = event.start_mark
        if type(event) is AliasEvent:
            self.fault(place, "alias", f"an alias: '*{event.anchor}'", "write the value out")
        elif event.anchor is not None:
            self.fault(place, "anchor", f"an anchor: '&{event.anchor}'", "write the value out where it is used")
        if (tag := getattr(event, "tag", None)) is not None:
            self.fault(place, "tag", f"a tag: '{tag}'", "every value is text: remove the tag")

    def _skip(self, event: Any) -> None:
        """Pass over the rest of a value that nobody wants."""
        depth = 1 if isinstance(event, _STARTS) else 0
        while depth:
            event = self._next()
            depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)

    def _wrong(self, event: Any, what: str, wanted: str) -> object:
        found = {
            MappingStartEvent: "a mapping",
            SequenceStartEvent: "a list",
            ScalarEvent: "text",
        }.get(type(event))
        if found is not None:  # an alias has been reported already
            self.fault(event.start_mark, "wrong-shape", f"{what} must be {wanted}, not {found}")
        self._skip(event)
        return _BAD

    def _scalar(self, what: str, make: Callable[[str, Place], Any], wanted: str = "text") -> Reader:
        """How a scalar is read of which a value is made: from its text and its place."""

        def read(event: Any) -> Any:
            if type(event) is not ScalarEvent:
                return self._wrong(event, what, wanted)
            value: str = event.value
            place: Any = event.start_mark
            if not value or value.isspace():
                return self.fault(place, "empty-value", f"{what} is empty", "write it, or remove the key")
            # YAML lets control characters stand for themselves nowhere: a text has them only if they are escaped in it.
            if event.style == '"' and not value.isprintable() and (sign := _CONTROL.search(value)):
                message = f"{what} holds the control character U+{ord(sign[0]):04X}"
                return self.fault(place, "control-character", message, "remove it: Anki refuses it")
            if self._cut and not event.style:
                end: Any = event.end_mark
                if _CUT.match(self._text, end.index):
                    hint = "' #' begins a comment: put the text in quotes, or a space behind the '#' of a comment"
                    message = f"{what} ends before '#', and the rest of the line is lost"
                    return self.fault(place, "cut-text", message, hint)
            return make(value, place)

        return read

    def _words(self, what: str) -> Reader:
        def made(value: str, place: Place) -> Any:
            if "{" in value and _HOLE.search(value):
                hint = "only the sentences under 'cloze' have holes"
                return self.fault(place, "bad-cloze", f"a hole in {what}, which is no cloze", hint)
            words = clean(value)
            if not is_marked(words):
                return Text(place, words)
            marked = marks(words)
            return Text(place, plain(marked), marked)

        return self._scalar(what, made)

    def _sentence(self, what: str) -> Reader:
        def made(value: str, place: Place) -> Any:
            parts, wrong = parse_cloze(value)
            for message in wrong:
                self.fault(place, "bad-cloze", message, "a hole is written {{c1::answer}} or {{c1::answer::hint}}")
            return _BAD if wrong else ClozeText(place, plain(parts), parts)

        return self._scalar(what, made)

    def _word(self, shape: Word, what: str) -> Reader:
        kind, pattern = shape
        if pattern is None:
            return self._scalar(what, kind, "one word")
        fits = pattern.compiled.fullmatch

        def made(value: str, place: Place) -> Any:
            if not fits(value):
                hint = "write a list: [one, two]" if "," in value else f"write it like '{pattern.example}'"
                return self.fault(place, "bad-value", f"'{value}' cannot be {what}", hint)
            return kind(value, place)

        return self._scalar(what, made, "one word")

    def _date(self, what: str) -> Reader:
        def made(value: str, place: Place) -> Any:
            with suppress(ValueError):
                if _DAY.fullmatch(value):  # ISO has weeks, and days without hyphens, too
                    return datetime.date.fromisoformat(value)
            return self.fault(place, "bad-date", f"'{value}' is no date", "write it like 2026-11-22")

        return self._scalar(what, made, "a date")

    def _choice(self, shape: Choice, what: str) -> Reader:
        other = None if shape.other is None else self._reader(shape.other, what)

        def made(value: str, place: Place) -> Any:
            if value in shape.words:
                return value
            return self.fault(place, "bad-value", f"'{value}' cannot be {what}", f"write '{shape.words[0]}'")

        word = self._scalar(what, made, " or ".join(f"'{word}'" for word in shape.words))
        return lambda event: other(event) if other is not None and type(event) is MappingStartEvent else word(event)

    def _sequence(self, shape: Sequence, what: str) -> Reader:
        entry = self._reader(shape.of, f"an entry of {what}")
        alone = self._reader(shape.of, what) if isinstance(shape.of, Word | Words) else None

        def read(event: Any) -> Any:
            if alone is not None and type(event) is ScalarEvent and event.value:
                only = alone(event)
                return _BAD if only is _BAD else (only,)
            if type(event) is not SequenceStartEvent:
                return self._wrong(event, what, "a list")
            values = []
            while type(event := self._next()) is not SequenceEndEvent:
                self.bar.at(event.start_mark.line)
                values.append(entry(event))
            return tuple(values)

        return read

    def _mapping(self, shape: Keys, what: str) -> Reader:
        kind, keys, rest, required, scalar = shape
        readers: dict[str, Reader] = {}  # of the keys that have been met
        both, get = self._words(what), self._get

        def read(event: Any) -> Any:
            if type(event) is not MappingStartEvent:
                if not scalar or type(event) is not ScalarEvent:
                    return self._wrong(event, what, "text, or es and en" if scalar else "a mapping")
                text = both(event)
                return _BAD if text is _BAD else kind(text.place, es=text, en=text)
            opened: Any = event
            values: dict[str, Any] = {}
            places: dict[str, Place] = {}
            bad = False
            while type(named := get()) is not MappingEndEvent:
                if named.anchor is not None or named.tag is not None:
                    self._refuse(named)
                if type(named) is not ScalarEvent:
                    self._wrong(named, "a key", "one word")
                    self._skip(self._next())
                    continue
                name: str = named.value
                here: Any = named.start_mark
                event = get()
                if event.anchor is not None or event.tag is not None:
                    self._refuse(event)
                if name in places:
                    hint = f"it stands first in line {places[name].line + 1}"
                    self.fault(here, "duplicate-key", f"the key '{name}' stands here again", hint)
                    self._skip(event)
                    continue
                places[name] = here
                known = readers.get(name)
                if known is None:
                    key = keys.get(name, rest)
                    if key is None:
                        self._unknown(named, shape, what, flow=bool(opened.flow_style))
                        self._skip(event)
                        continue
                    known = readers[name] = self._reader(key.shape, f"'{name}'")
                value = known(event)
                if value is _BAD:
                    bad = True
                values[name] = value
            if not required.issubset(values):
                bad = True
                for name in sorted(required.difference(values), key=list(keys).index):
                    self.fault(opened.start_mark, "missing-key", f"{what} lacks the key '{name}'", keys[name].doc)
            if bad:
                return _BAD
            if rest is not None:
                others = [name for name in values if name not in keys]
                values[rest.name] = {Name(name, places[name]): values.pop(name) for name in others}
            return kind(opened.start_mark, **values)

        return read

    def _unknown(self, named: Any, shape: Keys, what: str, *, flow: bool) -> None:
        hint = did_you_mean(named.value, shape.keys, f"the keys here are {', '.join(shape.keys)}")
        if shape.scalar and flow:
            hint = "inside { } a text that holds a comma needs quotes"
        self.fault(named.start_mark, "unknown-key", f"unknown key '{named.value}' in {what}", hint)
