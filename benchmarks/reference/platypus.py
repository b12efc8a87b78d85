"""The same text as repaso prints, as ReportLab's platypus sets it: paragraphs in tables, no tags.

The tables of an afternoon's tool, both languages side by side, in a typeface that need not be embedded:

python -m benchmarks.reference.platypus tables corpus.yaml out.pdf

The sheet in our typeface: terms in bold with the other language in italics beside their definitions, tables as tables,
sentences with bold words; the same text in the same inks, without the columns of the sheet, its links and structure:

python -m benchmarks.reference.platypus sheet corpus.yaml out.pdf
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from benchmarks.clock import Clock, forget_peak, peak
from benchmarks.ours import TEMPLATES, read
from benchmarks.reference import afternoon
from repaso.html import escape
from repaso.inline import Run, Style
from repaso.pdf.theme import read_themes
from repaso.plan_sheet import plan_sheet
from repaso.sheet import Entry, Grid, IndexLine, Pair, Part, Printed, Sentence

_LINES = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def tables(source: Path, out: Path) -> None:
    """Set every item in both languages."""
    with source.open("rb") as file:
        study = yaml.load(file, yaml.CSafeLoader)
    clock, before = Clock(), forget_peak()
    afternoon.pdf(study, out)
    clock.lap("text")
    clock.print(grown=peak() - before)


def sheet(source: Path, out: Path) -> None:
    """Set every part of the plan."""
    study = read(source)
    themes, _ = read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None
    theme = next(iter(themes.values()))
    clock, before = Clock(), forget_peak()
    plan = plan_sheet(study, lead="es", version="benchmark", blocks=theme.blocks)
    for face, path in theme.faces.items():
        pdfmetrics.registerFont(TTFont(str(face), str(path)))
    pdfmetrics.registerFontFamily("regular", normal="regular", bold="semibold", italic="italic", boldItalic="bold")
    body = getSampleStyleSheet()["BodyText"]
    body.fontName, body.fontSize, body.leading = "regular", theme.comfortable_pt, theme.comfortable_pt * theme.leading
    story: list[Any] = []
    for block in plan.blocks:
        story.append(Paragraph(f"<b>{escape(block.title.lead)}</b> <i>{escape(block.title.other)}</i>", body))
        rows: list[list[str]] = [row for part in block.parts for row in _rows(part)]
        for columns in sorted({len(row) for row in rows}):
            cells = [[Paragraph(cell, body) for cell in row] for row in rows if len(row) == columns]
            story.append(Table(cells, style=_LINES, colWidths=[(A4[0] - 144) / columns] * columns))
    SimpleDocTemplate(str(out), pagesize=A4).build(story)
    clock.lap("text")
    clock.print(grown=peak() - before)


def _rows(part: Part) -> Iterator[list[str]]:
    """The part as rows of a table, in ReportLab's markup."""
    match part:
        case Entry(name=Pair(lead, other), text=text):
            yield [f"<b>{escape(lead)}</b> <i>{escape(other)}</i>", _markup(text)]
        case Grid(head=head, rows=rows):
            yield [f"<b>{escape(text)}</b>" for text in head]
            yield from ([_markup(cell) for cell in row] for row in rows)
        case Sentence(text=text):
            yield [_markup(text)]
        case IndexLine(name=Pair(lead, other)):
            yield [f"<i>{escape(other)}</i> {escape(lead)}"]


def _markup(text: Printed) -> str:
    return "".join(_run(run) for run in text if isinstance(run, Run))


def _run(run: Run) -> str:
    return f"<b>{escape(run.text)}</b>" if run.style & Style.BOLD else escape(run.text)


if __name__ == "__main__":
    {"sheet": sheet, "tables": tables}[sys.argv[1]](*map(Path, sys.argv[2:]))
