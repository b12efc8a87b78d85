"""templates/sheet.toml."""

from pathlib import Path

import pytest

from repaso.pdf import read_themes
from tests.helpers import ROOT
from tests.sheets import themes

GOOD = (ROOT / "templates" / "sheet.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("margin_mm     = 9.0", "margin_mm  = '9'", "'page.margin_mm' must be a number"),
        ("margin_mm     = 9.0", "margin_mm  = 9\nx = 1", "unknown key 'page.x'"),
        ('"#555555"', '"grey"', "'grey' is no colour like #1F4E8C"),
        ("[head]", "[tail]", "unknown table 'tail'"),
        ("[head]", "[head", "not TOML"),
        ("SourceSansPro-It.ttf", "Nowhere.ttf", "no typeface Nowhere.ttf"),
        ("SourceSansPro-It.ttf", "../__init__.py", "__init__.py is not TrueType"),
        ('"font_source_sans_pro"', '"no_such_package"', "no typeface SourceSansPro-Regular.ttf"),
        ('"font_source_sans_pro"', '""', "no typeface SourceSansPro-Regular.ttf"),
        ('"font_source_sans_pro"', '".x"', "no typeface SourceSansPro-Regular.ttf"),
        ("x_height_mm    = 1.2", "x_height_mm = 0", "'body' must have an x_height_mm"),
        ("x_height_mm    = 1.2", "x_height_mm = nan", "'body.x_height_mm' must be a number"),
        ("leading        = 1.19", "leading = 0.9", "a leading of 1 or more"),
        ("largest_pt     = 11.0", "largest_pt = 9", "'body' must grow"),
        ("largest_pt     = 11.0", "largest_pt = 73", "'body' must grow"),
        ("largest_pt     = 11.0", "largest_pt = inf", "'body.largest_pt' must be a number"),
        ("step_pt        = 0.05", "step_pt = 0.00004", "by a step_pt of 0.01 or more"),
        ("columns       = 3", "columns = 13", "1 to 12 columns"),
        ("columns       = 3", "columns = true", "'page.columns' must be of type int"),
        ("gutter_mm     = 4.0", "gutter_mm = -1", "a gutter of 0 or more"),
        ("title_pt    = 18.5", "title_pt = 0", "sizes in 'head' must be above 0"),
        ('"traps", ', '"trap", ', "no block 'trap'"),
        ("[themes.mono]", "[theme.mono]", "unknown table 'theme'"),
        ("[faces]", "themes = 3\n[faces]", "not TOML"),
        ("[page]", "[themes]\nred = 3\n[page]", "'themes.red' must be a table"),
        ('"#333333"]', '"#333333", "#444444"]', "'themes.colour.sections' needs 7 colours"),
        ("qr_mm       = 16.0", "", "'head.qr_mm' must be a number"),
        ("pages         = 2", "pages = 0", "'page' must have a page"),
    ],
)
def test_a_theme_with_faults_is_reported(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "sheet.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    found, faults = read_themes(path, "sheet.toml")
    assert found is None
    assert {fault.code for fault in faults} == {"theme"}
    assert any(message in fault.message for fault in faults), faults


def test_a_theme_that_is_not_there_is_reported(tmp_path: Path) -> None:
    found, faults = read_themes(tmp_path / "absent.toml", "absent.toml")
    assert (found, [fault.code for fault in faults]) == (None, ["unreadable"])


def test_what_must_be_read_is_black_in_every_theme_and_mono_is_black_alone() -> None:
    assert list(themes()) == ["colour", "mono"]
    assert {theme.ink for theme in themes().values()} == {"#000000"}
    mono = themes()["mono"]
    assert {mono.grey, mono.hair, *mono.sections} == {"#000000"}
