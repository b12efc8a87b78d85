"""The text of repaso's own sheet in its typeface, set by ReportLab's platypus: paragraphs in three columns, no tags.

python -m benchmarks.reference.platypus corpus.yaml out.pdf
"""

import sys
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from benchmarks.clock import Clock
from benchmarks.ours import TEMPLATES, read
from repaso.html import escape
from repaso.pdf.theme import Face, read_themes
from repaso.plan_sheet import plan_sheet


def main(source: Path, out: Path) -> None:
    """Set every text of the plan as a paragraph."""
    study = read(source)
    themes, _ = read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None
    theme = next(iter(themes.values()))
    clock = Clock()
    plan = plan_sheet(study, lead="es", version="benchmark", blocks=theme.blocks)
    pdfmetrics.registerFont(TTFont("text", str(theme.faces[Face.REGULAR])))
    body = getSampleStyleSheet()["BodyText"]
    body.fontName, body.fontSize, body.leading = "text", theme.comfortable_pt, theme.comfortable_pt * theme.leading
    story: list[Any] = [Paragraph(escape(text), body) for _, _, text in plan.texts()]
    width = (A4[0] - 2 * cm) / 3
    frames = [Frame(cm + column * width, cm, width, A4[1] - 2 * cm) for column in range(3)]
    template = BaseDocTemplate(str(out), pagesize=A4, pageTemplates=[PageTemplate(frames=frames)])
    template.build(story)
    clock.lap("text")
    clock.print()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
