"""The file of a PDF: ReportLab's objects and ours, in the order of their numbers (ISO 32000-1, 7.5).

ReportLab writes an object in 10 µs, and the structure of a long sheet has tens of thousands. Ours are text from the
beginning, and written as they stand.
"""

import zlib
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from reportlab.pdfbase.pdfdoc import BasicFonts, PDFFile, PDFIndirectObject, PDFObject, PDFTrailer

_LEVEL = 3  # of deflate: 9 would take three times as long for a tenth less


class Objects:
    """Our objects in one of ReportLab's documents.

    Uses private parts of ReportLab: the counter of its objects, and what it calls to make the file of them.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._texts: dict[int, bytes] = {}
        document.format = self._file

    def number(self) -> int:
        """The number of one more object, whose text may come later; others refer to it as "N 0 R"."""
        self._document.objectcounter += 1
        return int(self._document.objectcounter)

    def add(self, number: int, text: str) -> None:
        """The text of an object that has a number."""
        self._texts[number] = text.encode("latin-1")

    def add_stream(self, operators: Iterable[str]) -> int:
        """What is drawn on a page, or a part of that: the number of the object."""
        drawn = zlib.compress("\n".join(operators).encode("latin-1"), _LEVEL)
        number = self.number()
        self._texts[number] = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)
        return number

    def add_page(self, size_pt: tuple[float, float], contents: Iterable[int], annotations: Iterable[int]) -> int:
        """A page so wide and high, in points: the number of its object. It is its own key in the structure."""
        document = self._document
        parent, (fonts, _) = document.Reference(document.Pages), document.idToObjectNumberAndVersion[BasicFonts]
        # From link to link in the order of the structure (Tabs).
        text = (
            f"<</Type/Page/Parent {parent.format(document).decode()}/MediaBox[0 0 {size_pt[0]:.4f} {size_pt[1]:.4f}]"
            f"/Resources<</Font {fonts} 0 R>>/Contents{references(contents)}/Annots{references(annotations)}"
            f"/StructParents {len(document.Pages.pages)}/Tabs/S>>"
        )
        name = document.thisPageName()
        document.addPage(_Page(text))
        return int(document.idToObjectNumberAndVersion[name][0])

    def _file(self) -> bytes:
        """The file: header, objects, the table of where they begin, and where that begins."""
        document = self._document
        root, info = document.Reference(document.Catalog), document.Reference(document.info)
        (header,) = PDFFile(document._pdfVersion).strings  # noqa: SLF001
        parts: list[bytes] = [header]
        number = 0
        while number < document.objectcounter:  # an object may number others as it is written
            number += 1
            if number in self._texts:
                parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, self._texts[number]))
            else:
                name = document.numberToId[number]
                parts.append(PDFIndirectObject(name, document.idToObject[name]).format(document))
        *begins, end = accumulate(map(len, parts))
        table = "".join([f"{begin:010d} 00000 n \n" for begin in begins])
        parts.append(f"xref\n0 {number + 1}\n0000000000 65535 f \n{table}".encode("ascii"))
        trailer = PDFTrailer(startxref=end, Size=number + 1, Root=root, Info=info, ID=document.ID())
        return b"".join([*parts, trailer.format(document)])


def references(numbers: Iterable[int]) -> str:
    """An array of references to objects."""
    return f"[{' '.join([f'{number} 0 R' for number in numbers])}]"


class _Page(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A page that is text."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self._text = text

    def format(self, document: Any) -> bytes:
        """The page as it stands in the file."""
        del document
        return self._text.encode("ascii")
