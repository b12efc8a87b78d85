"""The typefaces: how they are read, widths, and what they lack."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase.ttfonts import TTFont, TTFontFile
from reportlab.pdfgen.canvas import Canvas

from repaso.pdf.fonts import Fonts, fonts_of, x_height_em
from repaso.pdf.theme import Face
from repaso.pdf.truetype import TrueTypeFace
from tests import truetype
from tests.sheets import theme

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


@pytest.mark.parametrize("face", Face)
def test_the_height_of_an_x_is_that_of_the_font_file(face: Face) -> None:
    path = theme().faces[face]
    assert x_height_em(path) == truetype.x_height_em(path.read_bytes())


def test_the_least_size_has_the_least_height_of_an_x() -> None:
    size_pt = fonts_of(theme()).size_of(1.2)
    assert size_pt * x_height_em(theme().faces[Face.REGULAR]) / 72 * 25.4 == pytest.approx(1.2, abs=0.01)
    assert size_pt == 7.0


def test_a_character_that_only_the_regular_cut_has_is_borrowed() -> None:
    fonts = fonts_of(theme())
    codes = fonts.codes(Canvas(BytesIO()))
    regular, italic = codes[Face.REGULAR], codes[Face.ITALIC]
    italic.size = 9.0
    assert not fonts.has("α", Face.ITALIC)
    assert (
        italic.shown("aα")
        == f"{italic.font} 9.000 Tf (a) Tj {regular.font} 9.000 Tf ({regular['α']}) Tj {italic.font} 9.000 Tf"
    )
    assert fonts.width_em("α", Face.ITALIC) == fonts.width_em("α", Face.REGULAR)


def test_a_cut_that_lacks_some_of_ascii_borrows_that(tmp_path: Path) -> None:
    data = bytearray(VERA.read_bytes())
    table = _map_of(data)
    assert data[table + 14 : table + 16] == b"\0~"  # the end of the first segment
    data[table + 14 : table + 16] = b"\0}"
    poor = tmp_path / "poor.ttf"
    poor.write_bytes(data)
    fonts = Fonts({**theme().faces, Face.ITALIC: poor})
    codes = fonts.codes(Canvas(BytesIO()))
    regular, italic = codes[Face.REGULAR], codes[Face.ITALIC]
    assert f"{regular.font} 0.000 Tf (~) Tj {italic.font} 0.000 Tf (b) Tj" in italic.shown("a~b")


def test_a_text_is_as_wide_as_its_characters() -> None:
    fonts = fonts_of(theme())
    assert fonts.width_em("abc", Face.BOLD) == pytest.approx(sum(fonts.width_em(char, Face.BOLD) for char in "abc"))
    assert fonts.width_em("\u00a0", Face.BOLD) == fonts.width_em(" ", Face.BOLD)


def test_what_no_cut_has_is_missing_once() -> None:
    assert fonts_of(theme()).missing("a漢b漢字↔☐\u200b") == ["漢", "字"]


@pytest.mark.parametrize("path", [*theme().faces.values(), VERA], ids=lambda path: path.stem)
def test_a_typeface_is_read_as_reportlab_reads_it(path: Path) -> None:
    ours, theirs = vars(TrueTypeFace(str(path))), vars(TTFontFile(str(path)))
    read = theirs.keys() - {"_pos", "_pdfScale", "glyphToChar"}  # a cursor, a function, what only shaping asks for
    assert {"charToGlyph", "charWidths", "defaultWidth", "hmetrics", "glyphPos", "name", "bbox"} <= read
    assert {name: ours[name] for name in read} == {name: theirs[name] for name in read}


def test_a_typeface_of_our_documents_is_read_by_us() -> None:
    assert type(TTFont("any", str(VERA)).face) is TrueTypeFace


def test_a_character_map_of_another_format_is_read_by_reportlab(tmp_path: Path) -> None:
    data = bytearray(VERA.read_bytes())
    cmap = truetype.start_of(data, b"cmap")
    (start,) = struct.unpack(">I", data[cmap + 8 : cmap + 12])
    data[cmap + start : cmap + start + 2] = struct.pack(">H", 0)  # a byte for each of as many glyphs as it has bytes
    data[cmap + 2 : cmap + 4] = struct.pack(">H", 1)
    other = tmp_path / "other.ttf"
    other.write_bytes(data)
    ours, theirs = TrueTypeFace(str(other)), TTFontFile(str(other))
    assert len(theirs.charToGlyph) > 200
    assert (ours.charToGlyph, ours.charWidths) == (theirs.charToGlyph, theirs.charWidths)


def test_a_character_map_may_end_with_a_glyph_that_there_is_not(tmp_path: Path) -> None:
    data = bytearray(VERA.read_bytes())
    table = _map_of(data)
    (double,) = struct.unpack(">H", data[table + 6 : table + 8])
    last = table + 14 + 3 * double  # behind the ends, a pad and the starts: the last delta
    assert data[last : last + 2] == b"\0\1"  # U+FFFF has glyph 0
    data[last : last + 2] = b"\0\0"
    other = tmp_path / "other.ttf"
    other.write_bytes(data)
    ours, theirs = TrueTypeFace(str(other)), TTFontFile(str(other))
    assert theirs.charToGlyph[0xFFFF] == 0xFFFF
    assert (ours.charToGlyph, ours.charWidths) == (theirs.charToGlyph, theirs.charWidths)


def _map_of(font: bytearray) -> int:
    """Where the last character map begins, one of segments."""
    cmap = truetype.start_of(font, b"cmap")
    (count,) = struct.unpack(">H", font[cmap + 2 : cmap + 4])
    (start,) = struct.unpack(">I", font[cmap + 8 * count : cmap + 8 * count + 4])
    assert font[cmap + start : cmap + start + 2] == b"\0\4"
    return int(cmap + start)


def test_where_the_last_width_stands_for_all_that_follow_the_subset_keeps_it(tmp_path: Path) -> None:
    """As in typefaces of one width. ReportLab's own reader scales such a width, and writes it so into the subset."""
    data = bytearray(VERA.read_bytes())
    face = TrueTypeFace(str(VERA))
    full = face.charToGlyph[ord("A")] + 1  # from here on, bearings alone
    hhea, hmtx = truetype.start_of(data, b"hhea"), truetype.start_of(data, b"hmtx")
    data[hhea + 34 : hhea + 36] = struct.pack(">H", full)
    bearings = [bearing for _, bearing in face.hmetrics[full:]]
    data[hmtx + 4 * full : hmtx + 4 * full + 2 * len(bearings)] = struct.pack(f">{len(bearings)}H", *bearings)
    short = tmp_path / "short.ttf"
    short.write_bytes(data)
    of_short = TrueTypeFace(str(short))
    assert of_short.charWidths[ord("z")] == of_short.charWidths[ord("A")] == face.charWidths[ord("A")]
    width, _ = face.hmetrics[full - 1]
    assert of_short.hmetrics == [*face.hmetrics[:full], *((width, bearing) for bearing in bearings)]
