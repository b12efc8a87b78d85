"""The file of a PDF: ReportLab's objects and ours (ISO 32000-1, 7.5).

ReportLab writes an object in 10 µs, and the structure of a long sheet has tens of thousands. Ours are text from the
beginning, and are compressed together, some hundred at a time, which makes the file a third as large.
"""

import struct
from collections.abc import Iterable, Mapping
from typing import Any

from reportlab.pdfbase.pdfdoc import BasicFonts, PDFFile, PDFIndirectObject, PDFObject

from repaso.pdf.deflate import deflated

_TOGETHER = 200  # so many objects are compressed together: a viewer that needs one has to read them all
_ENTRY = struct.Struct(">BIH")  # of the table: kind, where, and which one there
_FREE, _PLAIN, _PACKED = range(3)  # kinds of entries (7.5.8.3)


class Objects:
    """Our objects in one of ReportLab's documents, of which there may be editions that differ in their streams only.

    Attributes:
      files: the editions, once the document is finished.

    Uses private parts of ReportLab: the counter of its objects, and what it calls to make the file of them.
    """

    def __init__(self, document: Any, editions: int = 1) -> None:
        self._document = document
        self._streams: list[dict[int, bytes]] = [{} for _ in range(editions)]
        self._places: dict[int, tuple[int, int]] = {}  # of what is packed: in which stream, and which one there
        self._waiting: list[tuple[int, str]] = []  # to be packed
        self.files: list[bytes] = []
        document.format = self._formatted

    def number(self) -> int:
        """The number of one more object, whose text may come later; others refer to it as "N 0 R"."""
        self._document.objectcounter += 1
        return int(self._document.objectcounter)

    def add(self, number: int, text: str) -> None:
        """The text of an object that has a number, in Latin-1; other characters are written as hexadecimal strings."""
        self._waiting.append((number, text))
        if len(self._waiting) == _TOGETHER:
            self._pack()

    def add_stream(self, *editions: Iterable[str]) -> int:
        """What is drawn on a page, or a part of that, in every edition: the number of the object."""
        number = self.number()
        for streams, operators in zip(self._streams, editions, strict=True):
            streams[number] = _stream("", "\n".join(operators))
        return number

    def add_page(self, size_pt: tuple[float, float], contents: Iterable[int], annotations: Iterable[int]) -> int:
        """A page so wide and high, in points: the number of its object. Its key in the structure is its position."""
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

    def _pack(self) -> None:
        """Compress what is waiting into one stream (7.5.7)."""
        stream, where, texts = self.number(), 0, []
        head = []
        for index, (number, text) in enumerate(self._waiting):
            self._places[number] = stream, index
            head.append(f"{number} {where}")
            texts.append(text)
            where += len(text) + 1
        first = " ".join(head)
        kind = f"/Type/ObjStm/N {len(texts)}/First {len(first) + 1}"
        packed = _stream(kind, "\n".join([first, *texts]))
        for streams in self._streams:
            streams[stream] = packed
        self._waiting = []

    def _formatted(self) -> bytes:
        """The first edition, as ReportLab asks for it; all are made."""
        document = self._document
        root, info = (document.Reference(one).format(document) for one in (document.Catalog, document.info))
        if self._waiting:
            self._pack()
        theirs: dict[int, bytes] = {}
        number = 0
        while number < document.objectcounter:  # an object may number others as it is written
            number += 1
            if number not in self._places and number not in self._streams[0]:
                name = document.numberToId[number]
                theirs[number] = PDFIndirectObject(name, document.idToObject[name]).format(document)
        ends = f"/Root {root.decode()}/Info {info.decode()}/ID{document.ID().decode()}"
        self.files = [self._file(streams, theirs, ends) for streams in self._streams]
        return self.files[0]

    def _file(self, streams: dict[int, bytes], theirs: Mapping[int, bytes], ends: str) -> bytes:
        """A file: header, objects, the table of where they are (7.5.8), and where that begins."""
        (header,) = PDFFile(self._document._pdfVersion).strings  # noqa: SLF001
        parts, at = [header], len(header)
        table = bytearray(_ENTRY.pack(_FREE, 0, 65535))
        for number in range(1, self._document.objectcounter + 1):
            if number in self._places:
                table += _ENTRY.pack(_PACKED, *self._places[number])
                continue
            table += _ENTRY.pack(_PLAIN, at, 0)
            ours = streams.pop(number, None)
            parts.append(theirs[number] if ours is None else b"%d 0 obj\n%s\nendobj\n" % (number, ours))
            at += len(parts[-1])
        number = self._document.objectcounter + 1
        table += _ENTRY.pack(_PLAIN, at, 0)
        about = f"/Type/XRef/Size {number + 1}/W[1 4 2]{ends}"
        parts.append(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, _stream(about, bytes(table)), at))
        return b"".join(parts)


def references(numbers: Iterable[int]) -> str:
    """An array of references to objects."""
    return f"[{' '.join([f'{number} 0 R' for number in numbers])}]"


def _stream(about: str, data: str | bytes) -> bytes:
    """A stream, compressed; `about` are the entries of its dictionary that say what it is."""
    packed = deflated(data)
    return b"<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (
        about.encode("latin-1"),
        len(packed),
        packed,
    )


class _Page(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A page that is text."""

    __RefOnly__ = 1

    def __init__(self, text: str) -> None:
        self._text = text

    def format(self, document: Any) -> bytes:
        """The page as it stands in the file."""
        del document
        return self._text.encode("ascii")
