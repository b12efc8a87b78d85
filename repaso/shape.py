"""The shape of a source: the model's annotations, read once into a small algebra.

The loader walks it to read YAML, the schema walks it to write JSON Schema; so both always agree with the model.
"""

import dataclasses
import datetime
import types
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from repaso.values import Bilingual, ClozeText, Doc, Name, Pattern, Rest, Text


class Words(NamedTuple):
    """A text of the dialect, with holes or without."""

    holes: bool


class Word(NamedTuple):
    """A one-line value, kept as `kind`."""

    kind: type[Name]
    pattern: Pattern | None


class Date(NamedTuple):
    """A day, YYYY-MM-DD."""


class Choice(NamedTuple):
    """One of a few fixed words, or else the other shape, if there is one."""

    words: tuple[str, ...]
    other: "Shape | None"


class Sequence(NamedTuple):
    """A list of equals. A lone scalar stands for a list of one where `of` is a scalar."""

    of: "Shape"


class Key(NamedTuple):
    """A key of a mapping."""

    name: str
    shape: "Shape"
    required: bool
    doc: str


class Keys(NamedTuple):
    """A mapping that becomes `kind`.

    Attributes:
      kind: the model's class.
      keys: by name, in the order of the model.
      rest: the key whose value gathers all other keys of the mapping, each of this shape.
      required: the names of those keys that must be there.
      scalar: whether a plain string stands for the whole (a text that is the same in both languages).
    """

    kind: type[Any]
    keys: Mapping[str, Key]
    rest: Key | None
    required: frozenset[str]
    scalar: bool


Shape = Words | Word | Date | Choice | Sequence | Keys


@cache
def keys_of(kind: type[Any]) -> Keys:
    """The shape of a class of the model."""
    hints = get_type_hints(kind, include_extras=True)
    keys: dict[str, Key] = {}
    rest = None
    for field in dataclasses.fields(kind):
        if field.name == "place":
            continue
        hint, notes = _unwrap(hints[field.name])
        doc = next((note.text for note in notes if isinstance(note, Doc)), "")
        gathers = next((note.what for note in notes if isinstance(note, Rest)), None)
        if gathers is not None:
            rest = Key(field.name, _shape(get_args(hint)[1], ()), required=False, doc=gathers)
        else:
            required = field.default is dataclasses.MISSING
            keys[field.name] = Key(field.name, _shape(hint, notes), required, doc)
    needed = frozenset(key.name for key in keys.values() if key.required)
    return Keys(kind, keys, rest, needed, scalar=kind is Bilingual)


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return inner, tuple(notes)
    return hint, ()


def _shape(hint: Any, notes: tuple[Any, ...]) -> Shape:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        words = tuple(word for part in get_args(hint) if get_origin(part) is Literal for word in get_args(part))
        others = [part for part in get_args(hint) if part is not type(None) and get_origin(part) is not Literal]
        other = _shape(others[0], notes) if others else None
        return Choice(words, other) if words or other is None else other
    if origin is tuple:
        return Sequence(_shape(get_args(hint)[0], notes))
    if hint is Text or hint is ClozeText:
        return Words(holes=hint is ClozeText)
    if hint is datetime.date:
        return Date()
    if issubclass(hint, Name):
        return Word(hint, next((note for note in notes if isinstance(note, Pattern)), None))
    return keys_of(hint)
