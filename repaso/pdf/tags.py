"""The structure of a PDF, for screen readers: a tree in reading order, and its links to what is drawn.

The tree is made before anything is placed, so reading order never depends on where a part stands. Whatever is drawn
belongs to a tag or is an artifact, which is decoration that is not read aloud (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject

from repaso.model import Language

Role = Literal[
    "Document", "Sect", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Span",
    "Link",
]  # fmt: skip
Scope = Literal["Column", "Row"]


class Mark(NamedTuple):
    """A marked piece of a page: the page from 0, and its number there."""

    page: int
    number: int


@dataclass(eq=False, slots=True)
class Tag:
    """An element of the structure.

    Attributes:
      role: a standard structure type.
      language: where it is not its parent's.
      alt: what a figure shows, in words.
      says: what stands for something drawn, where it is a character.
      scope: of a table's heading cell.
      box: of a figure, in points: left, bottom, right, top.
      annotation: of a link: its annotation, whose text is completed when the structure is written.
      drawn: whether it has been drawn; a second time, as a repeated table head, it is decoration.
      kids: elements and marks, in reading order.
    """

    role: Role
    language: Language | None = None
    alt: str = ""
    says: str = ""
    scope: Scope | None = None
    box: tuple[float, float, float, float] | None = None
    annotation: "Annotation | None" = None
    drawn: bool = False
    kids: list["Tag | Mark"] = field(default_factory=list)

    def add(
        self,
        role: Role,
        *,
        language: Language | None = None,
        alt: str = "",
        says: str = "",
        scope: Scope | None = None,
    ) -> "Tag":
        """A new element, the last one in this one."""
        tag = Tag(role, language, alt, says, scope)
        self.kids.append(tag)
        return tag


class Marks:
    """What has been marked on each page."""

    def __init__(self) -> None:
        self._pages: list[list[Tag]] = []

    def next_page(self) -> None:
        """Begin a page."""
        self._pages.append([])

    def mark(self, tag: Tag) -> int:
        """A new mark of the tag on this page: its number there."""
        marked = self._pages[-1]
        number = len(marked)
        marked.append(tag)
        tag.kids.append(Mark(len(self._pages) - 1, number))
        return number

    def write(self, root: Tag, canvas: Any) -> None:
        """Write the structure into a canvas's document, after its last page.

        Uses private parts of ReportLab: the catalog and the pages take keys that ReportLab does not know, and objects
        are told their numbers before they are written. As text, for a tree of dictionaries takes as long as the sheet.
        """
        document = canvas._doc  # noqa: SLF001
        drawn = self._pages[:-1]  # a page that was begun after the last one stays empty
        objects: dict[int, Object] = {}
        top = Object(document)
        self._number(root, document, objects)
        pages = [document.idToObjectNumberAndVersion[f"Page{page + 1}"][0] for page in range(len(drawn))]
        for tag, parent in _with_parents(root, top, objects):
            objects[id(tag)].text = _element(tag, parent.number, objects, pages)
        parents = [
            f"{page} [{' '.join(objects[id(tag)].reference for tag in tags)}]" for page, tags in enumerate(drawn)
        ]
        for number, tag in enumerate(_links(root), start=len(drawn)):
            assert tag.annotation is not None
            tag.annotation.text += f"/StructParent {number}"
            parents.append(f"{number} {objects[id(tag)].reference}")
        top.text = (
            f"<</Type/StructTreeRoot/K[{objects[id(root)].reference}]"
            f"/ParentTree<</Nums[{' '.join(parents)}]>>/ParentTreeNextKey {len(parents)}>>"
        )
        document.Catalog.StructTreeRoot = top
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _number(self, tag: Tag, document: Any, objects: dict[int, "Object"]) -> None:
        """A number for every element that holds something; a cell counts, even if nothing stands in it."""
        objects[id(tag)] = Object(document)
        for kid in tag.kids:
            if isinstance(kid, Tag) and (kid.kids or kid.role in {"TH", "TD"}):
                self._number(kid, document, objects)


class Object(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """An object of the PDF whose text is written later."""

    __RefOnly__ = 1

    def __init__(self, document: Any) -> None:
        self.indirect: Any = document.Reference(self)
        self.number: int = document.idToObjectNumberAndVersion[self.indirect.name][0]
        self.text = ""

    @property
    def reference(self) -> str:
        """How other objects refer to it."""
        return f"{self.number} 0 R"

    def format(self, document: Any) -> bytes:
        """The object as it stands in the file."""
        del document
        return self.text.encode("latin-1")


class Annotation(Object):
    """A link on a page: its text without the brackets, and if it leads to a bookmark, that, which may come later."""

    def __init__(self, document: Any, text: str, bookmark: Any = None) -> None:
        super().__init__(document)
        self.text = text
        self._bookmark = bookmark

    def format(self, document: Any) -> bytes:
        """The annotation as it stands in the file."""
        goal = b"" if self._bookmark is None else b"/Dest " + self._bookmark.format(document)
        return b"<<%s%s>>" % (self.text.encode("latin-1"), goal)


def describe_page(page: Any, number: int) -> None:
    """Tell a page which of the structure's lists is its own, and that tab order is the structure's."""
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents = number
    page.Tabs = PDFName("S")


def _with_parents(tag: Tag, parent: Object, objects: dict[int, Object]) -> Iterator[tuple[Tag, Object]]:
    yield tag, parent
    for kid in tag.kids:
        if isinstance(kid, Tag) and id(kid) in objects:
            yield from _with_parents(kid, objects[id(tag)], objects)


def _element(tag: Tag, parent: int, objects: dict[int, Object], pages: list[int]) -> str:
    kids = []
    for kid in tag.kids:
        if isinstance(kid, Mark):
            kids.append(f"<</Type/MCR/Pg {pages[kid.page]} 0 R/MCID {kid.number}>>")
        elif id(kid) in objects:
            kids.append(objects[id(kid)].reference)
    if tag.annotation is not None:
        kids.append(f"<</Type/OBJR/Obj {tag.annotation.reference}>>")
    said = "".join(
        (
            f"/Lang({tag.language})" if tag.language else "",
            f"/Alt{string(tag.alt)}" if tag.alt else "",
            f"/ActualText{string(tag.says)}" if tag.says else "",
            f"/A<</O/Table/Scope/{tag.scope}>>" if tag.scope else "",
            f"/A<</O/Layout/BBox[{' '.join(f'{value:.2f}' for value in tag.box)}]>>" if tag.box else "",
        )
    )
    return f"<</Type/StructElem/S/{tag.role}/P {parent} 0 R/K[{' '.join(kids)}]{said}>>"


def string(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2): UTF-16 with its byte-order mark, in hexadecimal digits."""
    digits = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"<{digits}>"


def _links(tag: Tag) -> Iterator[Tag]:
    if tag.annotation is not None:
        yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _links(kid)
