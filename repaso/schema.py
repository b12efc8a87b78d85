"""The model → JSON Schema, so that an editor completes and checks a source while it is typed."""

import json
import re
from typing import Any

from repaso.model import Study
from repaso.shape import Choice, Date, Key, Keys, Sequence, Shape, Word, Words, keys_of

# An editor's YAML reader takes `3.10` for a number and `true` for a truth value; here every scalar is text.
_SCALAR = ["string", "number", "boolean"]


def render() -> str:
    """The schema of a source file, draft 2020-12, as text with a final newline."""
    definitions: dict[str, Any] = {}
    root = _schema(keys_of(Study), definitions)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A source of repaso",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case Words(holes=False):
            return {"type": _SCALAR}
        case Words():
            return {"type": "string", "pattern": r"\{\{c[1-9]::"}
        case Word(pattern=pattern):
            return {"type": _SCALAR} if pattern is None else {"type": _SCALAR, "pattern": f"^(?:{pattern.regex})$"}
        case Date():
            return {"type": "string", "format": "date"}
        case Choice(words, None):
            return {"enum": list(words)}
        case Choice(words, other) if other is not None:
            return {"anyOf": [{"enum": list(words)}, _mapping_only(_schema(other, definitions), other)]}
        case Sequence(of):
            some = {"type": "array", "items": _schema(of, definitions)}
            return {"anyOf": [_schema(of, definitions), some]} if isinstance(of, Word | Words) else some
        case Keys():
            name = shape.kind.__name__
            if name not in definitions:
                definitions[name] = {}  # before its keys are walked, should they ever lead back here
                definitions[name] = _mapping(shape, definitions)
            if shape.scalar:
                return {"anyOf": [{"type": _SCALAR}, _reference(name)]}
            return _reference(name)
    raise AssertionError(shape)


def _mapping_only(schema: dict[str, Any], shape: Shape) -> dict[str, Any]:
    return _reference(shape.kind.__name__) if isinstance(shape, Keys) else schema


def _mapping(shape: Keys, definitions: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "description": re.sub(r"\s*\n\s*", " ", (shape.kind.__doc__ or "").strip()),
        "properties": {key.name: _key(key, definitions) for key in shape.keys.values()},
        "required": [key.name for key in shape.keys.values() if key.required],
        "additionalProperties": _key(shape.rest, definitions) if shape.rest else False,
    }


def _key(key: Key, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _schema(key.shape, definitions)
    return {**schema, "description": key.doc} if key.doc else schema


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}
