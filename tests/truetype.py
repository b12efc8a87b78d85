"""The two tables of a TrueType font that the tests read (OpenType 1.9: cmap, OS/2)."""

import struct
from collections.abc import Mapping


def glyphs_of(font: bytes) -> Mapping[int, int]:
    """Codes → glyphs, as the first character map of an embedded subset has them: formats 0 and 6."""
    table = _table(font, b"cmap")
    (start,) = struct.unpack(">I", table[8:12])
    (format_,) = struct.unpack(">H", table[start : start + 2])
    if format_ == 0:
        return dict(enumerate(table[start + 6 : start + 262]))
    assert format_ == 6, format_
    first, count = struct.unpack(">HH", table[start + 6 : start + 10])
    found = struct.unpack(f">{count}H", table[start + 10 : start + 10 + 2 * count])
    return {first + place: glyph for place, glyph in enumerate(found)}


def x_height_em(font: bytes) -> float:
    """The height of an x at unit size."""
    (units,) = struct.unpack(">H", _table(font, b"head")[18:20])
    (height,) = struct.unpack(">h", _table(font, b"OS/2")[86:88])
    return float(height / units)


def start_of(font: bytes | bytearray, name: bytes) -> int:
    """Where a table begins."""
    return _extent(font, name)[0]


def _table(font: bytes, name: bytes) -> bytes:
    start, length = _extent(font, name)
    return font[start : start + length]


def _extent(font: bytes | bytearray, name: bytes) -> tuple[int, int]:
    (count,) = struct.unpack(">H", font[4:6])
    for place in range(count):
        tag, _, start, length = struct.unpack(">4sIII", font[12 + 16 * place : 28 + 16 * place])
        if tag == name:
            return start, length
    raise KeyError(name)
