"""A TrueType file read table by table: ReportLab reads the long ones number by number.

The tables are those of OpenType 1.9: cmap (formats 4 and 12), hhea, hmtx, head, loca.
"""

import struct

from reportlab.pdfbase.ttfonts import TTFontFace


class TrueTypeFace(TTFontFace):  # type: ignore[misc]  # ReportLab has no types
    """A face as ReportLab has it, read in a third of the time; five took a tenth of what 1,000 items take to print."""

    def extractInfo(self, charInfo: int = 1) -> None:  # noqa: N802, N803  (ReportLab's names)
        """Read everything that ReportLab asks a face for; a character map of another format is read by ReportLab.

        Args:
          charInfo: what ReportLab's own method takes.

        Raises:
          TTFError: as ReportLab's own.
        """
        glyphs = self._glyphs()
        if glyphs is None:
            super().extractInfo(charInfo)
            return
        super().extractInfo(0)  # all but the long tables
        self.charToGlyph = glyphs
        (full,) = struct.unpack(">H", self.get_table("hhea")[34:36])
        metrics = _numbers("H", self.get_table("hmtx"))  # width and bearing; behind the last width, bearings alone
        widths = metrics[: 2 * full : 2] + metrics[2 * full - 2 : 2 * full - 1] * (self.numGlyphs - full)
        bearings = metrics[1 : 2 * full : 2] + metrics[2 * full : full + self.numGlyphs]
        self.hmetrics = list(zip(widths, bearings, strict=True))
        scale = self._pdfScale(1)
        scaled = [width * scale for width in widths]
        self.defaultWidth = scaled[0]
        # Some maps end with a glyph that there is not, of the character U+FFFF, which is none.
        self.charWidths = {char: scaled[glyph] for char, glyph in glyphs.items() if glyph < self.numGlyphs}
        short = self.get_table("head")[50:52] == b"\0\0"
        places = _numbers("H" if short else "I", self.get_table("loca"))[: self.numGlyphs + 1]
        self.glyphPos = [2 * place for place in places] if short else list(places)
        for space, other in ((0x20, 0xA0), (0xA0, 0x20)):
            if space in self.charWidths:
                glyphs[other], self.charWidths[other] = glyphs[space], self.charWidths[space]

    def _glyphs(self) -> dict[int, int] | None:
        """The glyphs by character, of the map that ReportLab would take, if we can read its format."""
        table = self.get_table("cmap")
        (count,) = struct.unpack(">H", table[2:4])
        starts = [
            start
            for platform, encoding, start in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])
            if platform == 3 or (platform == 0 and encoding != 5)
        ]
        if not starts:
            return None
        data = table[starts[-1] :]
        match struct.unpack(">H", data[:2]):
            case (4,):
                return _segments(data)
            case (12,):
                return _groups(data)
        return None


def _segments(data: bytes) -> dict[int, int]:
    """Format 4: segments of characters; a segment's glyphs follow each other, or stand in a list behind them all."""
    length, _, double = struct.unpack(">3H", data[2:8])
    count = double // 2
    numbers = _numbers("H", data[14:length])
    ends, starts = numbers[:count], numbers[count + 1 : 2 * count + 1]
    deltas, offsets = numbers[2 * count + 1 : 3 * count + 1], numbers[3 * count + 1 : 4 * count + 1]
    glyphs: dict[int, int] = {}
    for place, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        codes = range(start, end + 1)
        if offset:  # counted from where it stands itself; in some fonts the list ends too early
            first = 3 * count + 1 + place + offset // 2
            listed = zip(codes, numbers[first : first + len(codes)], strict=False)
            glyphs.update((code, glyph and (glyph + delta) & 0xFFFF) for code, glyph in listed)
        else:
            glyphs.update((code, (code + delta) & 0xFFFF) for code in codes)
    return glyphs


def _groups(data: bytes) -> dict[int, int]:
    """Format 12: groups of characters whose glyphs follow each other."""
    (count,) = struct.unpack(">I", data[12:16])
    groups = struct.iter_unpack(">3I", data[16 : 16 + 12 * count])
    return {code: glyph + code - start for start, end, glyph in groups for code in range(start, end + 1)}


def _numbers(size: str, data: bytes) -> tuple[int, ...]:
    """Big-endian numbers of 2 or 4 bytes, `H` or `I`."""
    count = len(data) // struct.calcsize(f">{size}")
    return struct.unpack_from(f">{count}{size}", data)
