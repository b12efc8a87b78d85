"""templates/sheet.toml → Theme: typeface, colours and sizes of the sheet, and nothing that ReportLab knows."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from repaso.diagnostics import Diagnostic, Span, error
from repaso.sheet import KEY_COLOUR


class Face(StrEnum):
    """The cuts of the typeface that the sheet uses."""

    REGULAR = "regular"
    ITALIC = "italic"
    SEMIBOLD = "semibold"
    SEMIBOLD_ITALIC = "semibold_italic"
    BOLD = "bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What the sheet looks like. The names are the keys of sheet.toml, which says what they mean."""

    faces: dict[Face, Path]
    ink: str
    grey: str
    hair: str
    sections: tuple[str, ...]
    pages: int
    margin_mm: float
    columns: int
    index_columns: int
    gutter_mm: float
    smallest_pt: float
    comfortable_pt: float
    largest_pt: float
    step_pt: float
    leading: float
    title_pt: float
    subtitle_pt: float
    small_pt: float
    foot_pt: float

    def colour(self, number: int) -> str:
        """The colour of a block, from its number 1 to 7."""
        return self.sections[number - 1]


_KEYS: dict[str, dict[str, type]] = {
    "faces": dict.fromkeys(("package", "folder", *map(str, Face)), str),
    "colours": {"ink": str, "grey": str, "hair": str, "sections": list},
    "page": {"pages": int, "margin_mm": float, "columns": int, "index_columns": int, "gutter_mm": float},
    "body": dict.fromkeys(("smallest_pt", "comfortable_pt", "largest_pt", "step_pt", "leading"), float),
    "head": dict.fromkeys(("title_pt", "subtitle_pt", "small_pt", "foot_pt"), float),
}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def read_theme(path: Path, shown: str) -> tuple[Theme | None, tuple[Diagnostic, ...]]:
    """Read the theme.

    Args:
      path: the file.
      shown: its path as the author knows it.

    Returns:
      the theme, or None if anything is wrong with it, and all that is wrong.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        return None, (error(Span(shown, 1, 1), "unreadable", f"cannot read the file: {fault.strerror}"),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return None, (error(Span(shown, 1, 1), "theme", f"not TOML: {fault}"),)
    wrong = [*_wrong_keys(data)] or [*_wrong_values(data)]
    if wrong:
        return None, tuple(error(Span(shown, 1, 1), "theme", message) for message in wrong)
    paths = _faces(data["faces"])
    absent = [face for face in paths.values() if not face.is_file()]
    if absent:
        return None, tuple(
            error(Span(shown, 1, 1), "theme", f"no typeface {face.name}", f"pip install {data['faces']['package']}")
            for face in absent
        )
    values = {key: value for table in ("colours", "page", "body", "head") for key, value in data[table].items()}
    return Theme(faces=paths, **{**values, "sections": tuple(values["sections"])}), ()


def _faces(table: dict[str, str]) -> dict[Face, Path]:
    try:
        folder = Path(str(files(table["package"]))) / table["folder"]
    except ModuleNotFoundError:
        folder = Path(table["package"])
    return {face: folder / table[face] for face in Face}


def _wrong_keys(data: dict[str, Any]) -> list[str]:
    """Keys that are missing, unknown or of another type; a whole number will do for a measure."""
    wrong: list[str] = []
    for name, keys in _KEYS.items():
        table = data.get(name, {})
        wrong += [f"unknown key '{name}.{key}'" for key in table if key not in keys]
        for key, kind in keys.items():
            value = table.get(key)
            if not isinstance(value, (int, float) if kind is float else kind) or isinstance(value, bool):
                wrong.append(f"'{name}.{key}' must be {'a number' if kind is float else f'of type {kind.__name__}'}")
    return wrong + [f"unknown table '{name}'" for name in data if name not in _KEYS]


def _wrong_values(data: dict[str, Any]) -> list[str]:
    colours, body, page = data["colours"], data["body"], data["page"]
    wrong = [
        f"'{colour}' is no colour like #1F4E8C"
        for colour in (colours["ink"], colours["grey"], colours["hair"], *colours["sections"])
        if not _COLOUR.fullmatch(str(colour))
    ]
    if len(colours["sections"]) != KEY_COLOUR:
        wrong.append(f"'colours.sections' needs {KEY_COLOUR} colours")
    if not 0 < body["smallest_pt"] <= body["comfortable_pt"] <= body["largest_pt"] or body["step_pt"] <= 0:
        wrong.append("'body' must grow from smallest_pt over comfortable_pt to largest_pt by a step_pt above 0")
    if min(page["pages"], page["columns"], page["index_columns"]) < 1 or page["margin_mm"] < 0:
        wrong.append("'page' must have a page, a column and margins of 0 or more")
    return wrong
