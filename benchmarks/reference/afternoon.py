"""What a good engineer writes in an afternoon: CSafeLoader, genanki, and a PDF of ReportLab's platypus.

python -m benchmarks.reference.afternoon corpus.yaml out.apkg out.pdf
"""

import re
import sys
from pathlib import Path
from typing import Any

import genanki
import yaml
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from benchmarks.clock import Clock
from benchmarks.reference.genanki_as_is import deck_of
from benchmarks.reference.notes import careful, notes

_HOLE = re.compile(r"\{\{c\d+::(.+?)\}\}")


def _rows(study: Any, language: str) -> dict[str, list[str]]:
    """The text of every item in one language, as ReportLab's markup, by kind."""

    def rich(text: dict[str, str]) -> str:
        return careful(text[language])

    terms = [f"<b>{rich(one['term'])}</b>: {rich(one['definition'])}" for one in study["terms"]]
    cloze = [_HOLE.sub(r"<u>\1</u>", careful(one[language])) for one in study["cloze"]]
    rows = [
        f"<b>{rich(one['thing'])}</b>: {rich(one['use'])}<br/><i>{rich(one['place'])}</i>"
        for table in study["tables"]
        for one in table["rows"]
    ]
    return {"Terms": terms, "Cloze": cloze, "Tables": rows}


def pdf(study: Any, out: Path) -> None:
    """Both languages side by side, a table a kind."""
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.fontSize, body.leading = 8, 10
    story: list[Any] = [Paragraph("Corpus", styles["Title"])]
    es, en = _rows(study, "es"), _rows(study, "en")
    for kind, texts in es.items():
        cells = [[Paragraph(one, body) for one in pair] for pair in zip(texts, en[kind], strict=True)]
        look = TableStyle([("GRID", (0, 0), (-1, -1), 0.25, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
        story += [Paragraph(kind, styles["Heading2"]), Table(cells, colWidths=[8.5 * cm] * 2, style=look)]
        story.append(Spacer(1, 12))
    SimpleDocTemplate(str(out), pagesize=A4, title="Corpus").build(story)


def main(source: Path, package: Path, sheet: Path) -> None:
    """Build both."""
    clock = Clock()
    with source.open("rb") as file:
        study = yaml.load(file, yaml.CSafeLoader)
    clock.lap("load")
    genanki.Package(deck_of(notes(study, careful))).write_to_file(package)
    clock.lap("package")
    pdf(study, sheet)
    clock.lap("sheet")
    clock.print()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
