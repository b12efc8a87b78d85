"""The file of a PDF: ReportLab's objects and ours, in the order of their numbers (ISO 32000-1, 7.5).

ReportLab writes an object in 10 µs, and the structure of a long sheet has tens of thousands. Ours are text from the
beginning, and written as they stand.
"""

from itertools import accumulate
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFFile, PDFIndirectObject, PDFTrailer


class Objects:
    """Our objects in one of ReportLab's documents.

    Uses private parts of ReportLab: the counter of its objects, and what it calls to make the file of them.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._texts: dict[int, str] = {}
        document.format = self._file

    def number(self) -> int:
        """The number of one more object, whose text may come later; others refer to it as "N 0 R"."""
        self._document.objectcounter += 1
        return int(self._document.objectcounter)

    def add(self, number: int, text: str) -> None:
        """The text of an object that has a number."""
        self._texts[number] = text

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
                parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, self._texts[number].encode("latin-1")))
            else:
                name = document.numberToId[number]
                parts.append(PDFIndirectObject(name, document.idToObject[name]).format(document))
        *begins, end = accumulate(map(len, parts))
        table = "".join([f"{begin:010d} 00000 n \n" for begin in begins])
        parts.append(f"xref\n0 {number + 1}\n0000000000 65535 f \n{table}".encode("ascii"))
        trailer = PDFTrailer(startxref=end, Size=number + 1, Root=root, Info=info, ID=document.ID())
        return b"".join([*parts, trailer.format(document)])
