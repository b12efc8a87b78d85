"""The pages of a document: what is drawn on each, what it belongs to, and the ways through them.

The operators of a page are written by us (ISO 32000-1, 8 and 9), which is several times faster than ReportLab's text
objects and lets us mark what is written: text belongs to the tag that is open, rules and fills are decoration, and in
a figure everything is the figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple
from urllib.parse import quote

from repaso.pdf.file import Objects
from repaso.pdf.tags import Structure, Tag, string
from repaso.pdf.theme import Theme

_OPERATORS = {"fill": "rg", "stroke": "RG"}


class _Page(NamedTuple):
    """The objects of a page: what is drawn on it, in parts, and its annotations."""

    contents: list[int]
    annotations: list[int]


class _Link(NamedTuple):
    """A link: its object, the text of that without the goal, the goal, and which link of the structure it is."""

    number: int
    text: str
    to: str
    link: int | None


class _Tagged:
    """See Pages.tagged. A class, for a generator takes twice as long, and there is one for every text."""

    __slots__ = ("_before", "_pages", "_tag")

    def __init__(self, pages: "Pages", tag: Tag) -> None:
        self._pages = pages
        self._tag = tag

    def __enter__(self) -> None:
        self._before = self._pages.tag
        self._pages.tag = None if self._tag.drawn else self._tag

    def __exit__(self, *failure: object) -> None:
        self._tag.drawn = True
        self._pages.tag = self._before


class Pages:
    """The pages as they are drawn, one after another.

    Attributes:
      theme: what they look like, unpainted.
      tag: what text belongs to that is drawn now.
    """

    def __init__(self, canvas: Any, themes: Sequence[Theme]) -> None:
        """Begin a document that is painted in several themes, which differ in nothing but their colours."""
        self._canvas = canvas
        self._palettes = [theme.palette() for theme in themes]
        self._objects = Objects(canvas._doc, len(themes))  # noqa: SLF001 - there is no other way in; so below
        self._structure = Structure(self._objects)
        self._pages: list[_Page] = []
        self._links: list[_Link] = []
        self._outline: list[tuple[int, bool, str, str]] = []  # page, whether in its body, key, title
        self.theme = themes[0].unpainted()
        self.turn_to(0)

    def turn_to(self, page: int) -> None:
        """Draw on a page, the next one or one that has ended: what is drawn on it now is read before the rest."""
        self._page = page
        self._structure.turn_to(page)
        self._canvas._doc.pageCounter = page + 1  # noqa: SLF001 - to which bookmarks lead
        # Nothing is open, and no colour or width is set.
        self._ops: list[str] = []
        self._paints: list[tuple[int, str, str]] = []  # before which of these something is painted in a colour
        self._annotations: list[int] = []
        self.tag: Tag | None = None  # what text belongs to
        self._figure: Tag | None = None  # what everything belongs to
        self._open: Tag | None = None  # the mark that is open in the page, if `_marked`
        self._marked = False
        self._set: dict[str, object] = {}

    def end_page(self) -> None:
        """Keep what has been drawn on this page, and turn to the next new one."""
        self._close()
        contents = self._objects.add_stream(*map(self._painted, self._palettes))
        if self._page == len(self._pages):
            self._pages.append(_Page([contents], self._annotations))
        else:
            page = self._pages[self._page]
            self._pages[self._page] = _Page([contents, *page.contents], [*self._annotations, *page.annotations])
        self.turn_to(len(self._pages))

    def finish(self, root: Tag) -> list[bytes]:
        """The document in every theme, with its structure. Every page has ended."""
        canvas = self._canvas
        document = canvas._doc  # noqa: SLF001
        for _, _, key, title in sorted(self._outline, key=itemgetter(0, 1)):
            canvas.addOutlineEntry(title, key)
        document.pageCounter = 1
        size_pt = canvas._pagesize  # noqa: SLF001
        pages = [self._objects.add_page(size_pt, page.contents, page.annotations) for page in self._pages]
        document.Catalog.StructTreeRoot = f"{self._structure.write(root, pages)} 0 R"
        document.Catalog.MarkInfo = "<</Marked true>>"
        goals = {to: self._goal(to) for to in dict.fromkeys(link.to for link in self._links)}
        for number, text, to, link in self._links:
            key = "" if link is None else f"/StructParent {len(pages) + link}"
            self._objects.add(number, f"<<{text}{key}{goals[to]}>>")
        document.GetPDFData(canvas)
        return self._objects.files

    def _goal(self, to: str) -> str:
        """Where a link leads."""
        if "://" in to:
            ascii_ = quote(to, safe="!#$%&'()*+,/:;=?@[]~").encode("ascii")  # 12.6.4.7
            return f"/A<</S/URI/URI<{ascii_.hex()}>>>"
        destination = self._canvas._bookmarkReference(to)  # noqa: SLF001
        return f"/Dest {destination.format(self._canvas._doc).decode()}"  # noqa: SLF001

    # What belongs to what

    def tagged(self, tag: Tag) -> "_Tagged":
        """Text drawn within belongs to the tag; the second time it is drawn it is decoration."""
        return _Tagged(self, tag)

    @contextmanager
    def figure(self, tag: Tag, left: float, top: float, width: float, height: float) -> Iterator[None]:
        """All that is drawn within is one figure, which its `alt` tells."""
        tag.box = (left, top - height, left + width, top)
        self._figure = tag
        yield
        self._figure = None

    def _mark(self, tag: Tag | None) -> None:
        """From here on, what is drawn belongs to the tag, or is decoration."""
        if self._marked and self._open is tag:
            return
        self._close()
        self._ops.append("/Artifact BMC" if tag is None else f"/{tag.role} <</MCID {self._structure.mark(tag)}>> BDC")
        self._open, self._marked = tag, True

    def _close(self) -> None:
        if self._marked:
            self._ops.append("EMC")
            self._marked = False

    # Ways through the document

    def bookmark(self, key: str, title: str, top: float) -> None:
        """An entry of the outline that leads here."""
        self._canvas.bookmarkHorizontal(key, 0, top)
        self._outline.append((self._page, self._page == len(self._pages), key, title))

    def link(
        self, left: float, top: float, width: float, height: float, *, to: str, says: str, tag: Tag | None = None
    ) -> None:
        """Make an area a link: to an address, or within the document to the key of a bookmark."""
        where = " ".join(f"{value:.2f}" for value in (left, top - height, left + width, top))
        number = self._objects.number()
        # Printed as it is shown (F 4).
        text = f"/Type/Annot/Subtype/Link/Rect[{where}]/Border[0 0 0]/F 4/Contents{string(says)}"
        link = None if tag is None else self._structure.link(tag, number)
        self._links.append(_Link(number, text, to, link))
        self._annotations.append(number)

    # The state of the page

    def _change(self, what: str, value: float, operator: str) -> None:
        """Set something by an operator that has a place for the value, unless it is set so."""
        if self._set.get(what) != value:
            self._set[what] = value
            self._ops.append(operator.format(value))

    def _paint(self, what: str, colour: str) -> None:
        """Fill or stroke in a colour from here on, unless it is set so."""
        if self._set.get(what) != colour:
            self._set[what] = colour
            self._paints.append((len(self._ops), what, colour))

    def _painted(self, palette: Mapping[str, str]) -> list[str]:
        """What is drawn on the page, in the colours of a palette; it may have one colour for several."""
        operators: list[str] = []
        start, painted = 0, dict[str, str]()
        for place, what, name in self._paints:
            colour = palette.get(name, name)  # white is white in every theme
            if painted.get(what) != colour:
                painted[what] = colour
                operators += self._ops[start:place]
                operators.append(f"{_rgb(colour)} {_OPERATORS[what]}")
                start = place
        return operators + self._ops[start:]


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))
