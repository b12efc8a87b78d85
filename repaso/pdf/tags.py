"""The structure of a PDF, for screen readers: a tree in reading order, and its links to what is drawn.

The tree is made before anything is placed, so reading order never depends on where a part stands. Whatever is drawn
belongs to a tag or is an artifact, which is decoration that is not read aloud (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from repaso.pdf.file import Objects, references
from repaso.values import Language

Role = Literal[
    "Document", "Sect", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Span",
    "Link",
]  # fmt: skip
Scope = Literal["Column", "Row"]
_MAY_BE_EMPTY = ("TH", "TD")


class Mark(NamedTuple):
    """A piece of a page: the page from 0, and the piece's number there."""

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
      annotation: of a link: its page, and the number of its annotation's object.
      drawn: whether it has been drawn; a second time, as a repeated table head, it is decoration.
      kids: elements and marks, in reading order.
      number: of its object, once it is written.
    """

    role: Role
    language: Language | None = None
    alt: str = ""
    says: str = ""
    scope: Scope | None = None
    box: tuple[float, float, float, float] | None = None
    annotation: Mark | None = None
    drawn: bool = False
    kids: list["Tag | Mark"] = field(default_factory=list)
    number: int = 0

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


class Structure:
    """What has been marked on each page, and which tags are links; at the end, the tree as objects.

    A viewer finds the elements of a page, and that of a link, by a key: the pages have the first ones.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._page = 0
        self._pages: list[list[Tag]] = []  # by page, then by mark
        self._links: list[Tag] = []

    def turn_to(self, page: int) -> None:
        """Mark on a page from here on."""
        self._page = page
        while len(self._pages) <= page:
            self._pages.append([])

    def mark(self, tag: Tag) -> int:
        """A new mark of the tag on this page: its number there."""
        marked = self._pages[self._page]
        number = len(marked)
        marked.append(tag)
        tag.kids.append(Mark(self._page, number))
        return number

    def link(self, tag: Tag, annotation: int) -> int:
        """Let a tag be the link that an annotation is: which one, from 0."""
        tag.annotation = Mark(self._page, annotation)
        self._links.append(tag)
        return len(self._links) - 1

    def write(self, root: Tag, pages: Sequence[int]) -> int:
        """Write the tree; `pages` are the numbers of the pages' objects. Returns that of the tree's."""
        top = self._objects.number()
        kid = self._element(root, top, pages)
        keys = [references([tag.number for tag in tags]) for tags in self._pages[: len(pages)]]
        keys += [f"{tag.number} 0 R" for tag in self._links]
        parents = " ".join([f"{key} {own}" for key, own in enumerate(keys)])
        self._objects.add(
            top,
            f"<</Type/StructTreeRoot/K[{kid} 0 R]/ParentTree<</Nums[{parents}]>>/ParentTreeNextKey {len(keys)}>>",
        )
        return top

    def _element(self, tag: Tag, parent: int, pages: Sequence[int]) -> int:
        """Write an element and all below it that holds something; a cell counts, even if nothing stands in it."""
        tag.number = number = self._objects.number()
        kids: list[str] = []
        here = -1  # the page of the first mark: its others on this page are numbers only
        for kid in tag.kids:
            if isinstance(kid, Mark):
                here = kid.page if here < 0 else here
                kids.append(
                    f"{kid.number}" if kid.page == here else f"<</Type/MCR/Pg {pages[kid.page]} 0 R/MCID {kid.number}>>"
                )
            elif kid.kids or kid.role in _MAY_BE_EMPTY:
                kids.append(f"{self._element(kid, number, pages)} 0 R")
        if tag.annotation is not None:
            kids.append(f"<</Type/OBJR/Pg {pages[tag.annotation.page]} 0 R/Obj {tag.annotation.number} 0 R>>")
        page = "" if here < 0 else f"/Pg {pages[here]} 0 R"
        self._objects.add(
            number, f"<</Type/StructElem/S/{tag.role}/P {parent} 0 R{page}/K[{' '.join(kids)}]{_said(tag)}>>"
        )
        return number


def _said(tag: Tag) -> str:
    """What an element says of itself."""
    said = f"/Lang({tag.language})" if tag.language else ""
    if tag.alt:
        said += f"/Alt{string(tag.alt)}"
    if tag.says:
        said += f"/ActualText{string(tag.says)}"
    if tag.scope:
        said += f"/A<</O/Table/Scope/{tag.scope}>>"
    if tag.box:
        said += f"/A<</O/Layout/BBox[{' '.join(f'{value:.2f}' for value in tag.box)}]>>"
    return said


def string(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2): UTF-16 with its byte-order mark, in hexadecimal digits."""
    digits = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"<{digits}>"
