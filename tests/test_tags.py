"""The structure of the PDFs, by our own checker, qpdf, Poppler and pdfplumber; and that the checker can fail."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from repaso.sheet import PageSize
from tests.reading import read_aloud, squeezed
from tests.sheets import REAL, SAMPLES, Paper, draw, printed, sheet
from tests.spoken import spoken
from tests.structure import faults, headings

SAMPLE = Paper("every", PageSize.A4)


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_every_document_has_a_sound_structure(paper: Paper) -> None:
    assert faults(printed(paper).data) == []


def test_a_sheet_without_a_link_or_a_block_has_a_sound_structure() -> None:
    assert faults(draw(sheet(link="")).data) == []


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_a_document_is_read_aloud_once_and_in_order(paper: Paper) -> None:
    wanted = " ".join(text for plan in paper.plans for text in spoken(plan))
    assert read_aloud(printed(paper).data) == squeezed(wanted)


@pytest.mark.parametrize("paper", [SAMPLE, SAMPLE._replace(selftest=True)], ids=str)
def test_pdfplumber_reads_the_same_order(paper: Paper) -> None:
    with pdfplumber.open(BytesIO(printed(paper).data)) as document:
        read = ""
        for page in document.pages:
            chars: defaultdict[int, str] = defaultdict(str)
            for char in page.chars:
                if char["mcid"] is not None:
                    chars[char["mcid"]] += char["text"]
            (top,) = page.structure_tree
            read += "".join(map(chars.__getitem__, _marks(top)))
    wanted = "".join(text for plan in paper.plans for text in spoken(plan))
    assert re.sub(r"\s", "", read) == re.sub(r"\s", "", wanted)


def _marks(node: dict[str, Any]) -> list[int]:
    """The marks of an element in order; pdfplumber lists its own apart from those of the spans in it."""
    below = [mark for kid in node.get("children", []) for mark in _marks(kid)]
    return sorted([*node["mcids"], *below]) if "mcids" in node else below


@pytest.mark.parametrize("paper", [*SAMPLES, *REAL], ids=str)
def test_qpdf_finds_no_fault(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(printed(paper).data)
    found = subprocess.run(["qpdf", "--check", path], check=False, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_headings_are_the_title_and_the_blocks() -> None:
    assert headings(printed(SAMPLE).data) == [
        ("H1", "Entrenamiento y refinamiento Training and fine-tuning"),
        *(("H2", f"{mark} Bloque {mark}  Block {mark}") for mark in "12345+!✓→"),
    ]


# What a checker is worth is what it finds


def _first(pdf: Any, role: str) -> Any:
    return next(
        own for own in pdf.objects if isinstance(own, Dictionary) and own.get("/S") == Name(f"/{role}") and "/K" in own
    )


def _font(pdf: Any) -> Any:
    return next(own for own in pdf.objects if isinstance(own, Dictionary) and own.get("/Type") == Name.Font)


def _annotation(pdf: Any) -> Any:
    return pdf.pages[0].obj.Annots[0]


def _drop(find: Callable[[Any], Any], key: str) -> Callable[[Any], None]:
    def act(pdf: Any) -> None:
        del find(pdf)[key]

    return act


def _set(find: Callable[[Any], Any], key: str, value: Any) -> Callable[[Any], None]:
    def act(pdf: Any) -> None:
        find(pdf)[key] = value

    return act


def _role(old: str, new: str) -> Callable[[Any], None]:
    return _set(lambda pdf: _first(pdf, old), "/S", Name(f"/{new}"))


def _content(old: bytes, new: bytes, count: int = 1) -> Callable[[Any], None]:
    """Another content of the first page."""

    def act(pdf: Any) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        data = page.Contents.read_bytes()
        assert old in data, old
        page.Contents = pdf.make_stream(data.replace(old, new, count))

    return act


def _marked(new: bytes) -> Callable[[Any], None]:
    r"""Another beginning of the first marked paragraph of the first page; `\g<0>` is the one that it has."""

    def act(pdf: Any) -> None:
        page = pdf.pages[0]
        page.contents_coalesce()
        data, count = re.subn(rb"/P <</MCID \d+>> BDC", new, page.Contents.read_bytes(), count=1)
        assert count == 1
        page.Contents = pdf.make_stream(data)

    return act


def _swap_parents(pdf: Any) -> None:
    held = next(one for one in pdf.Root.StructTreeRoot.ParentTree.Nums if isinstance(one, Array))
    other = next(place for place, one in enumerate(held) if one.objgen != held[0].objgen)
    held[0], held[other] = held[other], held[0]


def _forget_pages(pdf: Any) -> None:
    link = _first(pdf, "Link")
    for one in (link, *(kid for kid in link.K if isinstance(kid, Dictionary) and "/Obj" in kid)):
        if "/Pg" in one:
            del one["/Pg"]


def _forget_a_mark(pdf: Any) -> None:
    _first(pdf, "LBody").K = Array()


def _hold_twice(pdf: Any) -> None:
    one = _first(pdf, "LBody")
    one.K = Array([one.K[0], one.K[0]])


def _hold_nothing(pdf: Any) -> None:
    one = _first(pdf, "LBody")
    one.K = Array([Dictionary(Type=Name.MCR, Pg=pdf.pages[0].obj, MCID=9999)])


def _lose_a_cell(pdf: Any) -> None:
    row = _first(pdf, "TR")
    row.K = Array(list(row.K)[:-1])


def _rename_an_entry(pdf: Any) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String("Another")


def _lead_astray(pdf: Any) -> None:
    entry = pdf.Root.Outlines.First.Next
    entry.Dest[3] = 20


def _link_astray(pdf: Any) -> None:
    link = next(one for page in pdf.pages for one in page.obj.Annots if "/Dest" in one)
    link.Dest = Array([pdf.pages[0].obj, Name.XYZ, 0, 20, 0])


def _lose_an_entry(pdf: Any) -> None:
    last = pdf.Root.Outlines.Last
    del last.Prev["/Next"]
    pdf.Root.Outlines.Last = last.Prev
    pdf.Root.Outlines.Count = pdf.Root.Outlines.Count - 1


def _root(pdf: Any) -> Any:
    return pdf.Root


def _structure(pdf: Any) -> Any:
    return pdf.Root.StructTreeRoot


BREAKS: list[tuple[str, Callable[[Any], None]]] = [
    ("not marked", _drop(_root, "/MarkInfo")),
    ("the document has no language", _drop(_root, "/Lang")),
    ("the title is not shown", _drop(_root, "/ViewerPreferences")),
    ("no title", _drop(lambda pdf: pdf.docinfo, "/Title")),
    ("no structure", _drop(_root, "/StructTreeRoot")),
    ("the structure is not one Document", _role("Document", "Sect")),
    ("unknown role Paragraph", _role("P", "Paragraph")),
    ("P does not know its parent", _drop(lambda pdf: _first(pdf, "P"), "/P")),
    ("headings jump over a level", _role("H2", "H3")),
    ("headings jump over a level", _role("H1", "H2")),
    ("TR in Sect", _role("Table", "Sect")),
    ("TD in Sect", _role("TR", "Sect")),
    ("LI in Sect", _role("L", "Sect")),
    ("P in Table", _role("TR", "P")),
    ("LI is no label and a body", _role("Lbl", "LBody")),
    ("a table whose rows have different numbers of cells", _lose_a_cell),
    ("TH without a scope", _drop(lambda pdf: _first(pdf, "TH"), "/A")),
    ("Figure without an alternative", _drop(lambda pdf: _first(pdf, "Figure"), "/Alt")),
    ("Figure without a box", _drop(lambda pdf: _first(pdf, "Figure"), "/A")),
    ("Link without an annotation", _set(lambda pdf: _first(pdf, "Link"), "/K", Array())),
    ("Sect with an annotation", _role("Link", "Sect")),
    ("Span is in no other language", _drop(lambda pdf: _first(pdf, "Span"), "/Lang")),
    ("Span is in no language", _set(lambda pdf: _first(pdf, "Span"), "/Lang", pikepdf.String("xx"))),
    ("LBody is empty", _forget_a_mark),
    ("a mark that no element holds", _forget_a_mark),
    ("a mark is held twice", _hold_twice),
    ("an element holds a mark that is on no page", _hold_nothing),
    ("a mark LBody of P", _role("LBody", "P")),
    ("page 1: the parent tree names another element", _swap_parents),
    ("page 1: the parent tree knows other marks", _set(_structure, "/ParentTree", Dictionary(Nums=Array()))),
    ("the next key of the parent tree is taken", _set(_structure, "/ParentTreeNextKey", 0)),
    (
        "keys of the parent tree are not those of pages and annotations",
        _set(lambda pdf: pdf.pages[0].obj, "/StructParents", 99),
    ),
    ("an annotation that no element holds", _drop(_annotation, "/StructParent")),
    ("Link does not say which page it is on", _forget_pages),
    ("an annotation says nothing", _drop(_annotation, "/Contents")),
    ("page 1: tabs do not follow the structure", _drop(lambda pdf: pdf.pages[0].obj, "/Tabs")),
    ("page 1: something is painted outside all marks", _content(b"/Artifact BMC", b"", 1)),
    ("page 1: marks and texts do not nest", _content(b"/Artifact BMC", b"", 1)),
    ("page 1: marks and texts do not nest", _content(b"ET", b"EMC ET", 1)),
    ("page 1: marks and texts do not nest", _content(b"EMC\nET", b"ET\nEMC", 1)),
    ("page 1: a text in a text", _content(b"BT", b"BT BT", 1)),
    ("page 1: a mark in a mark", _marked(rb"\g<0> \g<0>")),
    ("page 1: a mark in a mark", _marked(rb"\g<0> /Artifact BMC")),
    ("page 1: a mark in an artifact", _marked(rb"/Artifact BMC \g<0>")),
    ("page 1: two marks of one number", _content(b"<</MCID 1>>", b"<</MCID 0>>", 1)),
    ("page 1: /P is neither content nor artifact", _marked(b"/P BMC")),
    ("page 1: a glyph is missing from ", _content(b") Tj", b"\xff) Tj", 1)),
    (" is not embedded", _drop(lambda pdf: _font(pdf).FontDescriptor, "/FontFile2")),
    (" is not a subset", _set(_font, "/BaseFont", Name.Whole)),
    (" cannot be read as text", _drop(_font, "/ToUnicode")),
    ("the outline's 'Another' does not lead to its heading", _rename_an_entry),
    ("does not lead to its heading", _lead_astray),
    ("a link leads to no heading", _link_astray),
    ("the outline has not as many entries as there are headings", _lose_an_entry),
]


@pytest.mark.parametrize(("fault", "act"), BREAKS, ids=[f"{place}-{fault}" for place, (fault, _) in enumerate(BREAKS)])
def test_the_checker_sees_what_is_broken(fault: str, act: Callable[[Any], None]) -> None:
    with pikepdf.open(BytesIO(printed(SAMPLE).data)) as pdf:
        act(pdf)
        broken = BytesIO()
        pdf.save(broken)
    assert any(fault in found for found in faults(broken.getvalue())), faults(broken.getvalue())


def test_an_address_is_written_as_viewers_read_it() -> None:
    with pikepdf.open(BytesIO(draw(sheet(link="https://example.org/año?a=1&b=(2)")).data)) as pdf:
        (link,) = (one for one in pdf.pages[0].Annots if "/A" in one)
        assert bytes(link.A.URI) == b"https://example.org/a%C3%B1o?a=1&b=(2)"


def test_the_checker_sees_tags_that_are_newer_than_their_file() -> None:
    data = printed(SAMPLE).data
    assert data.startswith(b"%PDF-1.7")
    assert faults(data.replace(b"%PDF-1.7", b"%PDF-1.3", 1)) == ["the tags are of PDF 1.7, the file says 1.3"]
