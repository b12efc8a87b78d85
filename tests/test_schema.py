import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from repaso import schema
from tests.helpers import ROOT, SOURCE

BAD_SHAPES = ["unknown-key", "missing-key", "wrong-shape", "bad-cloze", "bad-values"]


def _read(path: Path) -> Any:
    """A source as an editor's YAML reader sees it, dates kept as text."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506  (it makes only text)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    parsed = json.loads(schema.render())
    jsonschema.Draft202012Validator.check_schema(parsed)
    return jsonschema.Draft202012Validator(parsed)


def test_the_committed_schema_is_the_model_s() -> None:
    assert (ROOT / "schema" / "repaso.schema.json").read_text(encoding="utf-8") == schema.render()


def test_good_sources_are_valid(validator: jsonschema.Draft202012Validator) -> None:
    for path in (SOURCE, *(ROOT / "tests" / "samples" / "ok").glob("*.yaml")):
        assert [error.message for error in validator.iter_errors(_read(path))] == [], path


@pytest.mark.parametrize("name", BAD_SHAPES)
def test_bad_shapes_are_not(name: str, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(_read(ROOT / "tests" / "samples" / "bad" / f"{name}.yaml"))


def test_the_source_names_its_schema() -> None:
    first = SOURCE.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schema/repaso.schema.json"
    assert (SOURCE.parent / first.partition("=")[2]).resolve() == ROOT / "schema" / "repaso.schema.json"


def test_every_key_of_an_item_is_described() -> None:
    definitions = json.loads(schema.render())["$defs"]
    for name in ("Term", "Cloze", "Row", "Step", "Question", "Point", "Erratum", "Column"):
        lacking = [key for key, value in definitions[name]["properties"].items() if not _described(value)]
        assert lacking == [], name


def _described(value: dict[str, Any]) -> bool:
    return "description" in value or "$ref" in value
