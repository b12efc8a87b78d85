"""A PDF as its readers have it: text, pixels, the sizes and places of its characters. Each by another program."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pikepdf
import pypdfium2

PT_PER_INCH = 72


class Glyph(NamedTuple):
    """A character that is printed: where its ink is, in points from the lower left corner of the page."""

    page: int
    char: str
    left: float
    bottom: float
    right: float
    top: float


def texts(data: bytes) -> list[str]:
    """The text of every page, white space made one space."""
    document = pypdfium2.PdfDocument(data)
    found = [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return found


@cache
def pixels(data: bytes, dpi: int) -> tuple[Any, ...]:
    """Every page as a picture in colour (a Pillow image)."""
    document = pypdfium2.PdfDocument(data)
    found = tuple(page.render(scale=dpi / PT_PER_INCH).to_pil().convert("RGB") for page in document)
    document.close()
    return found


@cache
def glyphs(data: bytes) -> tuple[Glyph, ...]:
    """Every character that leaves ink."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for number, page in enumerate(document):
        text = page.get_textpage()
        for place in range(text.count_chars()):
            char = text.get_text_range(place, 1)
            left, bottom, right, top = text.get_charbox(place)
            if char.strip() and right > left:
                found.append(Glyph(number, char, left, bottom, right, top))
    document.close()
    return tuple(found)


def starts(word: str, found: Sequence[Glyph]) -> list[Glyph]:
    """Where a word begins, each time."""
    text = "".join(glyph.char for glyph in found)
    return [glyph for place, glyph in enumerate(found) if text.startswith(word, place)]


def read_aloud(data: bytes) -> str:
    """What Poppler reads along the structure tree, white space made one space."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.pdf"
        path.write_bytes(data)
        shown = subprocess.run(
            ["pdfinfo", "-struct-text", path], check=True, capture_output=True, text=True, encoding="utf-8"
        )
    assert shown.stderr == ""
    return squeezed(" ".join(re.findall(r'^ *"(.*)"$', shown.stdout, re.MULTILINE)))


def squeezed(text: str) -> str:
    """A text without soft hyphens, every white space one plain space."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "")).strip()


def strips(data: bytes, margin_mm: float) -> Iterator[Any]:
    """The four outer strips of every page, as grey pixels."""
    dpi = 100
    margin = int(margin_mm / 25.4 * dpi)
    for page in pixels(data, dpi):
        image = page.convert("L")
        width, height = image.size
        yield image.crop((0, 0, width, margin))
        yield image.crop((0, height - margin, width, height))
        yield image.crop((0, 0, margin, height))
        yield image.crop((width - margin, 0, width, height))


def sizes_pt(data: bytes) -> set[float]:
    """The sizes of all texts: nothing that we draw scales its text otherwise, which is checked."""
    found = set()
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            size = 0.0
            instructions: Any = pikepdf.parse_content_stream(page)
            for operands, operator in instructions:
                op = str(operator)
                if op == "Tf":
                    size = float(operands[1])
                elif op in {"Tm", "cm"}:
                    assert [float(value) for value in operands[:4]] == [1, 0, 0, 1]
                elif op in {"Tj", "TJ"}:
                    found.add(size)
    return found
