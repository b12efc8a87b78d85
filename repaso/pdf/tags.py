"""The structure of a PDF, for screen readers: a tree in reading order, and its links to what is drawn.

The tree is made before anything is placed, so reading order never depends on where a part stands. Whatever is drawn
belongs to a tag or is an artifact, which is decoration that is not read aloud (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString

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
      scope: of a table's heading cell.
      box: of a figure, in points: left, bottom, right, top.
      annotation: of a link: its annotation, a PDFDictionary of ReportLab's.
      drawn: whether it has been drawn; a second time, as a repeated table head, it is decoration.
      kids: elements and marks, in reading order.
    """

    role: Role
    language: Language | None = None
    alt: str = ""
    scope: Scope | None = None
    box: tuple[float, float, float, float] | None = None
    annotation: Any = None
    drawn: bool = False
    kids: list["Tag | Mark"] = field(default_factory=list)

    def add(self, role: Role, *, language: Language | None = None, alt: str = "", scope: Scope | None = None) -> "Tag":
        """A new element, the last one in this one."""
        tag = Tag(role, language, alt, scope)
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

        Uses private parts of ReportLab: the catalog and the pages take keys that ReportLab does not know.
        """
        document = canvas._doc  # noqa: SLF001
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        tree_reference = document.Reference(tree)
        references: dict[int, Any] = {}
        top = _element(root, tree_reference, document, references)
        parents: list[Any] = []
        for page, tags in enumerate(self._pages):
            parents += [page, document.Reference(PDFArray([references[id(tag)] for tag in tags]))]
        for number, tag in enumerate(_links(root), start=len(self._pages)):
            tag.annotation["StructParent"] = number
            parents += [number, references[id(tag)]]
        tree.dict |= {
            "K": PDFArray([top]),
            "ParentTree": document.Reference(PDFDictionary({"Nums": PDFArray(parents)})),
            "ParentTreeNextKey": len(parents) // 2,
        }
        document.Catalog.StructTreeRoot = tree
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def describe_page(page: Any, number: int) -> None:
    """Tell a page which of the structure's lists is its own, and that tab order is the structure's."""
    page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
    page.StructParents = number
    page.Tabs = PDFName("S")


def _element(tag: Tag, parent: Any, document: Any, references: dict[int, Any]) -> Any:
    element = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(tag.role), "P": parent})
    references[id(tag)] = reference = document.Reference(element)
    kids: list[Any] = []
    for kid in tag.kids:
        if isinstance(kid, Mark):
            kids.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": _page(kid.page), "MCID": kid.number}))
        elif kid.kids or kid.role in {"TH", "TD"}:  # a cell counts, even if nothing stands in it
            kids.append(_element(kid, reference, document, references))
    if tag.annotation is not None:
        kids.append(PDFDictionary({"Type": PDFName("OBJR"), "Obj": document.Reference(tag.annotation)}))
    element.dict["K"] = PDFArray(kids)
    if tag.language:
        element.dict["Lang"] = PDFString(tag.language)
    if tag.alt:
        element.dict["Alt"] = PDFString(tag.alt)
    if tag.scope:
        element.dict["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(tag.scope)})
    if tag.box:
        box = PDFArray([round(value, 2) for value in tag.box])
        element.dict["A"] = PDFDictionary({"O": PDFName("Layout"), "BBox": box})
    return reference


def _page(number: int) -> Any:
    return PDFObjectReference(f"Page{number + 1}")  # as ReportLab names its pages


def _links(tag: Tag) -> Iterator[Tag]:
    if tag.annotation is not None:
        yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _links(kid)
