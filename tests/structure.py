"""Whether a PDF is tagged as ISO 32000-1, 14.7 and 14.8 want it: our own checker, on pikepdf.

It knows only what a PDF says, nothing of how ours are made, and it claims no conformance: it finds faults.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.contents import Content, Place, page_faults

ROLES = {
    "Document", "Sect", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure", "Span",
    "Link",
}  # fmt: skip
PARENTS = {
    "TR": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
}
KIDS = {"Table": {"TR"}, "TR": {"TH", "TD"}, "L": {"LI"}, "LI": {"Lbl", "LBody"}}
MAY_BE_EMPTY = {"TH", "TD"}
NEAR_PT = 60.0
"""An entry of the outline may lead so far above its heading."""


@dataclass
class Element:
    """An element of the structure, with what it holds in reading order."""

    role: str
    own: Any
    parent: "Element | None"
    language: str
    kids: list["Element | Place"] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    def every(self) -> Iterator["Element"]:
        """It and all elements below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.every()

    def places(self) -> Iterator[Place]:
        """All that is marked as its own or of what is in it, in reading order."""
        for kid in self.kids:
            yield from kid.places() if isinstance(kid, Element) else (kid,)


def faults(data: bytes) -> list[str]:
    """All that is wrong with the tags of a PDF, each fault once."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return list(dict.fromkeys(_Check(pdf).faults()))


def headings(data: bytes) -> list[tuple[str, str]]:
    """Every heading: its role, and its words."""
    with pikepdf.open(BytesIO(data)) as pdf:
        check = _Check(pdf)
        list(check.faults())
        return [(one.role, check.text(one)) for one in check.headings()]


class _Check:
    """One document, as it is read."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.page_numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.contents: dict[Place, Content] = {}
        self.owners: dict[Place, Element] = {}
        self.by_object: dict[tuple[int, int], Element] = {}
        self.top: Element | None = None

    def faults(self) -> Iterator[str]:
        yield from self._document()
        if "/StructTreeRoot" not in self.pdf.Root:
            return
        for number, page in enumerate(self.pdf.pages):
            yield from page_faults(number, page, self.contents)
        yield from self._tree()
        yield from self._ownership()
        yield from self._parent_tree()
        yield from self._fonts()
        yield from self._outline()

    def headings(self) -> list[Element]:
        """In reading order."""
        return [one for one in self.top.every() if re.fullmatch(r"H\d", one.role)] if self.top else []

    def text(self, element: Element) -> str:
        """The words of an element."""
        return " ".join(self.contents[place].text for place in element.places() if place in self.contents)

    def _document(self) -> Iterator[str]:
        root = self.pdf.Root
        if self.pdf.pdf_version < "1.7":
            yield f"the tags are of PDF 1.7, the file says {self.pdf.pdf_version}"
        if not root.get("/MarkInfo", {}).get("/Marked", False):
            yield "not marked"
        if str(root.get("/Lang", "")) not in {"es", "en"}:
            yield "the document has no language"
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            yield "the title is not shown"
        if not str(self.pdf.docinfo.get("/Title", "")):
            yield "no title"
        if "/StructTreeRoot" not in root:
            yield "no structure"

    # The tree

    def _tree(self) -> Iterator[str]:
        root = self.pdf.Root.StructTreeRoot
        tops = list(_kids(root))
        if len(tops) != 1 or str(tops[0].get("/S")) != "/Document":
            yield "the structure is not one Document"
            return
        yield from self._element(tops[0], root, None, str(self.pdf.Root.get("/Lang", "")))
        levels = [int(one.role[1:]) for one in self.headings()]
        if levels and (levels[0] != 1 or any(after > before + 1 for before, after in pairwise(levels))):
            yield "headings jump over a level"
        if not levels:
            yield "no heading"

    def _element(self, own: Any, above: Any, parent: Element | None, language: str) -> Iterator[str]:
        role = str(own.get("/S", "/?")).removeprefix("/")
        element = Element(role, own, parent, str(own.get("/Lang", language)))
        self.by_object[own.objgen] = element
        if parent is None:
            self.top = element
        else:
            parent.kids.append(element)
        if role not in ROLES:
            yield f"unknown role {role}"
        if own.get("/P") is None or own.P.objgen != above.objgen:
            yield f"{role} does not know its parent"
        over = parent.role if parent else ""
        if over not in PARENTS.get(role, {over}) or role not in KIDS.get(over, {role}):
            yield f"{role} in {over}"
        for kid in _kids(own):
            if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                element.annotations.append(kid.Obj)
                if "/Pg" not in kid and "/Pg" not in own:
                    yield f"{role} does not say which page it is on"
            elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
                element.kids.append(Place(self.page_numbers.get(kid.Pg.objgen, -1), int(kid.MCID)))
            elif isinstance(kid, Dictionary):
                yield from self._element(kid, own, element, element.language)
            else:
                element.kids.append(Place(self.page_numbers.get(own.Pg.objgen, -1), int(kid)))
        yield from self._shape(element, language)

    def _shape(self, element: Element, language: str) -> Iterator[str]:
        """What a role asks of its element."""
        role, own = element.role, element.own
        below = [kid for kid in element.kids if isinstance(kid, Element)]
        if role in KIDS and len(below) != len(element.kids):
            yield f"content in {role} itself"
        if not element.kids and not element.annotations and role not in MAY_BE_EMPTY:
            yield f"{role} is empty"
        if "/Lang" in own and str(own.Lang) not in {"es", "en"}:
            yield f"{role} is in no language"
        if role == "Span" and element.language == language:
            yield "Span is in no other language"
        if role == "Table" and len({len(row.kids) for row in below}) != 1:
            yield "a table whose rows have different numbers of cells"
        if role == "TH" and str(own.get("/A", {}).get("/Scope")) not in {"/Column", "/Row"}:
            yield "TH without a scope"
        if role == "LI" and [kid.role for kid in below] not in (["Lbl", "LBody"], ["LBody"]):
            yield "LI is no label and a body"
        if role == "Figure":
            if not str(own.get("/Alt", "")):
                yield "Figure without an alternative"
            box = [float(value) for value in own.get("/A", {}).get("/BBox", [])]
            if len(box) != 4 or box[0] >= box[2] or box[1] >= box[3]:
                yield "Figure without a box"
        if (role == "Link") != bool(element.annotations):
            yield f"{role} {'without' if role == 'Link' else 'with'} an annotation"

    def _ownership(self) -> Iterator[str]:
        """Every mark has one owner, of the role that the mark names."""
        counts = Counter(self.top.places() if self.top else ())
        for element in self.top.every() if self.top else ():
            self.owners |= {kid: element for kid in element.kids if isinstance(kid, Place)}
        for place, count in counts.items():
            if place not in self.contents:
                yield "an element holds a mark that is on no page"
            elif count > 1:
                yield "a mark is held twice"
            elif self.contents[place].tag != self.owners[place].role:
                yield f"a mark {self.contents[place].tag} of {self.owners[place].role}"
        if self.contents.keys() - counts.keys():
            yield "a mark that no element holds"

    def _parent_tree(self) -> Iterator[str]:
        """From marks and annotations back to their elements."""
        root = self.pdf.Root.StructTreeRoot
        numbers = list(root.get("/ParentTree", {}).get("/Nums", []))
        entries: dict[int, Any] = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        if max(entries, default=-1) >= int(root.get("/ParentTreeNextKey", 0)):
            yield "the next key of the parent tree is taken"
        asked: Counter[int] = Counter()
        for number, page in enumerate(self.pdf.pages):
            key = int(page.obj.get("/StructParents", -1))
            asked[key] += 1
            yield from self._parents(number, entries.get(key))
            for annotation in page.obj.get("/Annots", []):
                key = int(annotation.get("/StructParent", -1))
                asked[key] += 1
                owner = self.by_object.get(entries[key].objgen) if isinstance(entries.get(key), Dictionary) else None
                if owner is None or annotation.objgen not in [one.objgen for one in owner.annotations]:
                    yield "an annotation that no element holds"
                if not str(annotation.get("/Contents", "")):
                    yield "an annotation says nothing"
        if asked.keys() != entries.keys() or any(count > 1 for count in asked.values()):
            yield "keys of the parent tree are not those of pages and annotations"

    def _parents(self, number: int, entry: Any) -> Iterator[str]:
        held = list(entry) if isinstance(entry, Array) else []
        marks = sorted(place.mcid for place in self.contents if place.page == number)
        if marks != list(range(len(held))):
            yield f"page {number + 1}: the parent tree knows other marks"
            return
        for mcid, own in enumerate(held):
            owner = self.owners.get(Place(number, mcid))
            if owner is None or owner.own.objgen != own.objgen:
                yield f"page {number + 1}: the parent tree names another element"

    # Fonts and outline

    def _fonts(self) -> Iterator[str]:
        for font in self.pdf.objects:
            if not isinstance(font, Dictionary) or font.get("/Type") != Name.Font:
                continue
            name = str(font.get("/BaseFont", "?"))
            if "/FontFile2" not in font.get("/FontDescriptor", {}):
                yield f"{name} is not embedded"
            elif not re.match(r"/[A-Z]{6}\+", name):
                yield f"{name} is not a subset"
            if "/ToUnicode" not in font:
                yield f"{name} cannot be read as text"

    def _outline(self) -> Iterator[str]:
        """The outline's entries are the headings, and lead to them."""
        with self.pdf.open_outline() as outline:
            entries = list(outline.root)
        ends = [(str(entry.title), *self._end(entry.destination)) for entry in entries]
        found = self.headings()
        if len(ends) != len(found):
            yield "the outline has not as many entries as there are headings"
            return
        for (title, number, top), heading in zip(ends, found, strict=True):
            places = [place for place in heading.places() if place in self.contents]
            here = {place.page for place in places}
            high = max((self.contents[place].top for place in places), default=0.0)
            if title not in self.text(heading) or here != {number} or not 0 <= top - high <= NEAR_PT:
                yield f"the outline's '{title}' does not lead to its heading"

        known = {(page, top) for _, page, top in ends}
        for page in self.pdf.pages:
            for link in page.obj.get("/Annots", []):
                if "/Dest" in link and self._end(link.Dest) not in known:
                    yield "a link leads to no heading"

    def _end(self, destination: Any) -> tuple[int, float]:
        page, kind, *rest = destination
        top = rest[0] if kind == Name.FitH else rest[1]
        return self.page_numbers.get(page.objgen, -1), float(top)


def _kids(own: Any) -> Iterator[Any]:
    kids = own.get("/K", [])
    yield from kids if isinstance(kids, Array) else [kids]
