"""An empty document that describes itself and says how it is to be printed; equal documents are equal bytes."""

import datetime
from collections.abc import Sequence
from hashlib import md5
from io import BytesIO
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from repaso.pdf.fonts import Fonts
from repaso.pdf.theme import Face
from repaso.values import Language

rl_config.useA85 = 0  # bytes as they are: as text they take a quarter more room, and time


class Description(NamedTuple):
    """What a document says of itself.

    Attributes:
      language: most of it is in.
      title: shown in the viewer's title bar.
      subject: its other title, or what it is for.
      as_of: its date.
      keywords: to find it by.
      duplex: how a printer is to turn the sheet: a PDF name, or "" to leave that open.
    """

    language: Language
    title: str
    subject: str
    as_of: datetime.date
    keywords: Sequence[str] = ()
    duplex: str = ""


def blank(about: Description, size_pt: tuple[float, float], fonts: Fonts) -> Any:
    """A canvas whose pages are `size_pt`, in points."""
    canvas = Canvas(
        BytesIO(),  # never written to: what is drawn is asked for
        pagesize=size_pt,
        invariant=1,
        pageCompression=1,
        pdfVersion=(1, 7),  # what the tags are of
        lang=about.language,
        initialFontName=fonts.name(Face.REGULAR),  # else an unembedded Helvetica would be named on every page
    )
    # ReportLab dates a document, and seeds its ID, from the environment (SOURCE_DATE_EPOCH) even when invariant.
    canvas.setDateFormatter(lambda *_: f"D:{about.as_of:%Y%m%d}000000Z")
    canvas._doc.signature = md5(b"repaso", usedforsecurity=False)  # noqa: SLF001 - there is no other way in
    canvas.setTitle(about.title)
    canvas.setAuthor("")  # else it would be "anonymous"
    canvas.setSubject(about.subject)
    canvas.setKeywords(", ".join(about.keywords))
    canvas.setCreator("repaso")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")
    if about.duplex:
        canvas.setViewerPreference("Duplex", about.duplex)
    canvas.showOutline()
    return canvas
