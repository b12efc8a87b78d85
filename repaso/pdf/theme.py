"""templates/sheet.toml → Theme: typeface, colours and sizes of the sheet, and nothing that ReportLab knows."""

import math
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, get_args

from repaso.diagnostics import Diagnostic, Span, error
from repaso.sheet import KEY_COLOUR, BlockKind


class Face(StrEnum):
    """The cuts of the typeface that the sheet uses."""

    REGULAR = "regular"
    ITALIC = "italic"
    SEMIBOLD = "semibold"
    SEMIBOLD_ITALIC = "semibold_italic"
    BOLD = "bold"


class Theme(NamedTuple):
    """What the sheet looks like. The names are the keys of sheet.toml, which says what they mean."""

    name: str
    faces: Mapping[Face, Path]
    blocks: tuple[BlockKind, ...]
    ink: str
    grey: str
    hair: str
    sections: tuple[str, ...]
    pages: int
    margin_mm: float
    columns: int
    index_columns: int
    gutter_mm: float
    x_height_mm: float
    comfortable_pt: float
    largest_pt: float
    step_pt: float
    leading: float
    title_pt: float
    subtitle_pt: float
    small_pt: float
    foot_pt: float
    qr_mm: float

    def colour(self, number: int) -> str:
        """The colour of a block, from its number 1 to 7."""
        return self.sections[number - 1]

    def unpainted(self) -> "Theme":
        """The same with names for its colours: what is drawn in it can be painted in every theme of its sizes."""
        names = tuple(f"section {number}" for number in range(1, KEY_COLOUR + 1))
        return self._replace(ink="ink", grey="grey", hair="hair", sections=names)

    def palette(self) -> Mapping[str, str]:
        """Its colours, by their names in the theme that is `unpainted`."""
        names, colours = ((one.ink, one.grey, one.hair, *one.sections) for one in (self.unpainted(), self))
        return dict(zip(names, colours, strict=True))


Themes = Mapping[str, Theme]
"""The themes of a sheet.toml by name, in its order."""

_KEYS: dict[str, dict[str, type]] = {
    "faces": dict.fromkeys(("package", "folder", *map(str, Face)), str),
    "sheet": {"blocks": list},
    "page": {"pages": int, "margin_mm": float, "columns": int, "index_columns": int, "gutter_mm": float},
    "body": dict.fromkeys(("x_height_mm", "comfortable_pt", "largest_pt", "step_pt", "leading"), float),
    "head": dict.fromkeys(("title_pt", "subtitle_pt", "small_pt", "foot_pt", "qr_mm"), float),
}
_COLOURS: dict[str, type] = {"ink": str, "grey": str, "hair": str, "sections": list}
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_MOST_COLUMNS, _LARGEST_PT, _LEAST_STEP_PT = 12, 72, 0.01  # beyond them nobody can read, or see a difference


def read_themes(path: Path, shown: str) -> tuple[Themes | None, tuple[Diagnostic, ...]]:
    """Read the themes.

    Args:
      path: the file.
      shown: its path as the author knows it.

    Returns:
      the themes, or None if anything is wrong with the file, and all that is wrong.
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
    strange = [face for face in paths.values() if not _is_truetype(face)]
    if strange:
        hint = "name static TrueType files: ReportLab can embed neither OpenType/CFF nor collections"
        return None, tuple(error(Span(shown, 1, 1), "theme", f"{face.name} is not TrueType", hint) for face in strange)
    values = {key: value for table in ("page", "body", "head") for key, value in data[table].items()}
    blocks = tuple(data["sheet"]["blocks"])
    return {
        name: Theme(
            name=name, faces=paths, blocks=blocks, **{**values, **colours, "sections": tuple(colours["sections"])}
        )
        for name, colours in data["themes"].items()
    }, ()


def _faces(table: dict[str, str]) -> dict[Face, Path]:
    try:
        package = find_spec(table["package"])
    except (ImportError, ValueError):  # a name that no package can have
        package = None
    folders = package.submodule_search_locations if package else None
    folder = Path(next(iter(folders or ()), table["package"])) / table["folder"]
    return {face: folder / table[face] for face in Face}


def _is_truetype(face: Path) -> bool:
    """Whether a file begins as TrueType outlines do (OpenType, Table Directory: sfntVersion)."""
    try:
        with face.open("rb") as file:
            return file.read(4) in {b"\0\1\0\0", b"true"}
    except OSError:
        return False


def _wrong_keys(data: dict[str, Any]) -> list[str]:
    """Keys that are missing, unknown or of another type; a whole number will do for a measure."""
    themes = data.get("themes", {})
    tables = {name: (data.get(name, {}), keys) for name, keys in _KEYS.items()}
    tables |= (
        {f"themes.{name}": (table, _COLOURS) for name, table in themes.items()} if isinstance(themes, dict) else {}
    )
    wrong = [] if len(tables) > len(_KEYS) else ["no table 'themes.NAME'"]
    wrong += [f"'{name}' must be a table" for name, (table, _) in tables.items() if not isinstance(table, dict)]
    if wrong:
        return wrong
    for name, (table, keys) in tables.items():
        wrong += [f"unknown key '{name}.{key}'" for key in table if key not in keys]
        for key, kind in keys.items():
            value = table.get(key)
            if not (is_number(value) if kind is float else type(value) is kind):
                wrong.append(f"'{name}.{key}' must be {'a number' if kind is float else f'of type {kind.__name__}'}")
    return wrong + [f"unknown table '{name}'" for name in data if name not in {*_KEYS, "themes"}]


def is_number(value: object) -> bool:
    """Whether a value of TOML is one that a size can have: it also knows `nan` and `inf`."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _wrong_values(data: dict[str, Any]) -> list[str]:
    body, page, wrong = data["body"], data["page"], []
    for name, colours in data["themes"].items():
        wrong += [
            f"'{colour}' is no colour like #1F4E8C"
            for colour in (colours["ink"], colours["grey"], colours["hair"], *colours["sections"])
            if not _COLOUR.fullmatch(str(colour))
        ]
        if len(colours["sections"]) != KEY_COLOUR:
            wrong.append(f"'themes.{name}.sections' needs {KEY_COLOUR} colours")
    kinds = get_args(BlockKind)
    wrong += [
        f"no block '{block}': there are {', '.join(kinds)}" for block in data["sheet"]["blocks"] if block not in kinds
    ]
    if not 0 < body["comfortable_pt"] <= body["largest_pt"] <= _LARGEST_PT or body["step_pt"] < _LEAST_STEP_PT:
        wrong.append(
            f"'body' must grow from comfortable_pt to largest_pt, {_LARGEST_PT} at most, "
            f"by a step_pt of {_LEAST_STEP_PT} or more"
        )
    if body["x_height_mm"] <= 0 or body["leading"] < 1:
        wrong.append("'body' must have an x_height_mm above 0, and a leading of 1 or more, or lines would overlap")
    columns = page["columns"], page["index_columns"]
    if page["pages"] < 1 or not 1 <= min(columns) <= max(columns) <= _MOST_COLUMNS:
        wrong.append(f"'page' must have a page and 1 to {_MOST_COLUMNS} columns")
    if min(page["margin_mm"], page["gutter_mm"]) < 0:
        wrong.append("'page' must have margins and a gutter of 0 or more")
    if min(data["head"].values()) <= 0:
        wrong.append("sizes in 'head' must be above 0")
    return wrong
