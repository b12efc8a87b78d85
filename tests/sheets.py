"""What the tests of the paper share: plans made by hand, the real source's plan, and their PDFs."""

import datetime
from functools import cache
from typing import NamedTuple

from repaso.diagnostics import Diagnostic, Span
from repaso.inline import parse
from repaso.load import load
from repaso.model import Study
from repaso.pdf import CardStyle, Drawn, Theme, Themes, read_card_style, read_themes, render, render_selftest
from repaso.pdf.fonts import fonts_of
from repaso.pdf.setter import Setter
from repaso.pdf.sheet.document import SIZES_PT, limits_of
from repaso.pdf.sheet.fit import Fit, Limits, fit
from repaso.pdf.sheet.frame import Frame
from repaso.pdf.sheet.furniture import Furniture
from repaso.pdf.sheet.row import Row
from repaso.pdf.sheet.rows import rows_of
from repaso.pdf.tags import Tag
from repaso.plan_selftest import SelfTest, plan_selftest
from repaso.plan_sheet import plan_sheet
from repaso.sheet import (
    Arrow,
    Block,
    BlockKind,
    Box,
    Diagram,
    Entry,
    Grid,
    IndexLine,
    PageSize,
    Pair,
    Part,
    Sentence,
    SheetPlan,
    Steps,
)
from repaso.values import Language
from tests.helpers import ROOT, SOURCE

SPAN = Span("source.yaml", 7, 3)
DEFINITION = "Sigue entrenando un modelo con datos **no etiquetados** de un dominio, por ejemplo textos médicos."
LEADS: tuple[Language, ...] = ("es", "en")


@cache
def themes() -> Themes:
    """The project's own."""
    found, faults = read_themes(ROOT / "templates" / "sheet.toml", "templates/sheet.toml")
    assert faults == ()
    assert found is not None
    return found


def theme(name: str = "colour") -> Theme:
    """One of the project's themes."""
    return themes()[name]


@cache
def card_style() -> CardStyle:
    """The project's own sizes of cut-out cards."""
    found, faults = read_card_style(ROOT / "templates" / "cards-print.toml", "templates/cards-print.toml")
    assert faults == ()
    assert found is not None
    return found


@cache
def setter(name: str = "colour", lead: Language = "es") -> Setter:
    """Turns texts into words."""
    return Setter(fonts_of(theme(name)), theme(name), lead)


# Parts, made by hand


def entry(number: int, text: str = DEFINITION) -> Entry:
    return Entry(SPAN, f"t{number}", Pair(f"Término{number} del manual", f"term{number} of the manual"), parse(text))


def grid(columns: int, rows: int) -> Grid:
    texts = ("Preparar los datos con flujos visuales", "**sin** código", "Etiquetar", "Revisar y medir sesgos", "Sí")
    return Grid(
        SPAN,
        f"g{columns}",
        Pair(f"Tabla de {columns} columnas", f"Table of {columns} columns"),
        tuple(f"Columna{column}" for column in range(columns)),
        tuple(
            tuple(parse(f"fila{row}" if column == 0 else texts[(row + column) % 5]) for column in range(columns))
            for row in range(rows)
        ),
    )


def flow(rows: int) -> Grid:
    """A table whose rows lead on: a flow of so many levels, over three lines."""
    names = tuple(Pair(f"Nivel{row} de todos", f"level{row} of all") for row in range(rows))
    return Grid(
        SPAN,
        f"l{rows}",
        Pair("Niveles", "Levels"),
        ("Nivel", "Datos", "Método"),
        tuple(
            (parse(f"**{name.lead}**"), parse("Masivos y **no** estructurados"), parse("Supervisado")) for name in names
        ),
        rows_lead_on=True,
        names=names,
    )


def process(steps: int) -> Steps:
    names = tuple(parse(f"Paso{step}: dividir el conjunto en partes.") for step in range(steps))
    return Steps(SPAN, f"f{steps}", Pair(f"Proceso de {steps} pasos", "Process"), names)


def diagram(*arrows: tuple[int, int, str], boxes: int = 0, lanes: tuple[int, ...] = ()) -> Diagram:
    """Boxes and arrows: (start, end, what it says)."""
    count = boxes or 1 + max((max(start, end) for start, end, _ in arrows), default=0)
    return Diagram(
        SPAN,
        "d",
        Pair("Diagrama", "Diagram"),
        tuple(
            Box(Pair(f"Caja{box}", f"box{box}"), lanes[box] if lanes else -1, filled=box == 0) for box in range(count)
        ),
        tuple(Arrow(*arrow) for arrow in arrows),
    )


def sentence(number: int, sign: str = "") -> Sentence:
    text = parse(f"Frase{sign}{number}: la **respuesta** que hay que decir, entera.")
    return Sentence(SPAN, f"s{number}", sign, text, keys=(1,))


def index_line(number: int, mark: str = "1") -> IndexLine:
    return IndexLine(SPAN, f"i{number}", Pair(f"Término{number} del manual", f"term{number} of the manual"), mark, 1)


_KINDS: dict[str, BlockKind] = {"!": "traps", "✓": "keys", "→": "index", "+": "rest"}


def block(mark: str, colour: int, *parts: Part) -> Block:
    return Block(
        span=SPAN,
        kind=_KINDS.get(mark, "sections"),
        mark=mark,
        colour=colour,
        title=Pair(f"Bloque {mark}", f"Block {mark}"),
        parts=parts,
        covered=(0, 0) if mark in _KINDS else (3, 4),
    )


def sheet(*blocks: Block, link: str = "https://example.org/exam") -> SheetPlan:
    return SheetPlan(
        span=SPAN,
        lead="es",
        overline="Sample Exam · Tarea 1.1",
        title=Pair("Entrenamiento y refinamiento", "Training and fine-tuning"),
        legend=parse("**Término** definición | ☐ marca"),
        link=link,
        link_says=f"Código QR de {link}",
        blocks=blocks,
        as_of=datetime.date(2026, 11, 22),
        version="abc1234",
        keywords=("SE-1", "Estrategias"),
    )


def terms(count: int, text: str = DEFINITION) -> SheetPlan:
    return sheet(block("1", 1, *(entry(number, text) for number in range(count))))


def every_part() -> SheetPlan:
    """A page with every kind of part: what the reference pictures show."""
    loop = diagram((0, 1, ""), (0, 2, ""), (1, 3, "con etiquetas"), (2, 4, "una vez"), (3, 4, ""), (3, 1, "se repite"))
    return sheet(
        block("1", 1, flow(3), *map(entry, range(4))),
        block("2", 2, grid(4, 3), entry(4), entry(5)),
        block("3", 3, grid(2, 3), entry(6)),
        block("4", 4, process(4)),
        block("5", 5, loop, entry(7)),
        block("+", 7, entry(8)),
        block("!", 2, sentence(0, "≠"), sentence(1, "≠"), sentence(2, "!")),
        block("✓", 7, *(sentence(number) for number in range(3, 7))),
        block("→", 7, *(index_line(number) for number in range(9)), index_line(9, "")),
    )


def realistic() -> SheetPlan:
    """Two pages, as full as the real ones."""
    return sheet(
        block("1", 1, grid(5, 4), *map(entry, range(12))),
        block("2", 2, *map(entry, range(12, 16))),
        block("3", 3, *map(entry, range(16, 24)), grid(3, 3)),
        block("4", 4, process(4), *map(entry, range(24, 30))),
        block("5", 5, grid(4, 7), *map(entry, range(30, 36))),
        block("6", 6, process(7), *map(entry, range(36, 45))),
        block("!", 2, *(sentence(number, "≠") for number in range(10))),
        block("✓", 7, *(sentence(number) for number in range(10, 26))),
        block("→", 7, *map(index_line, range(45))),
    )


# The real source


@cache
def real_study() -> Study:
    study, faults = load(SOURCE, "source")
    assert faults == ()
    assert study is not None
    return study


@cache
def real(lead: Language) -> SheetPlan:
    """The real source's plan."""
    return plan_sheet(real_study(), lead=lead, version="abc1234 · 2026-11-22")


# Documents


class Paper(NamedTuple):
    """A document by name: "every" or the leading language of the real source's.

    Attributes:
      selftest: whether it is the self-test of the plan.
    """

    plan: str
    page: PageSize
    theme: str = "colour"
    selftest: bool = False

    @property
    def name(self) -> str:
        """The stem of its reference pictures."""
        kind = "selftest" if self.selftest else "sheet"
        return f"{kind}-{self.theme}-{self.page}"

    @property
    def plans(self) -> tuple[SheetPlan, ...]:
        """The sheet's plan; of a self-test its questions and its key."""
        plan = every_part() if self.plan == "every" else real("es" if self.plan == "es" else "en")
        return (*selftest(plan),) if self.selftest else (plan,)


def papers(plan: str, *names: str) -> list[Paper]:
    """Sheet and self-test of a plan, in both sizes and these themes."""
    return [
        Paper(plan, page, name, selftest)
        for page in PageSize
        for name in names or themes()
        for selftest in (False, True)
    ]


SAMPLES = papers("every")
"""A small document of each kind."""
REAL = [paper for lead in LEADS for paper in papers(lead, "colour")]
"""The real ones, in the theme in which they are printed."""


@cache
def printed(paper: Paper) -> Drawn:
    """A document, drawn once."""
    if paper.selftest:
        return _without_faults(render_selftest(SelfTest(*paper.plans), page=paper.page, theme=theme(paper.theme)))
    return draw(*paper.plans, page=paper.page, name=paper.theme)


def draw(plan: SheetPlan, *, page: PageSize = PageSize.A4, name: str = "colour") -> Drawn:
    """A sheet."""
    return _without_faults(render(plan, page=page, theme=theme(name)))


def refused(plan: SheetPlan) -> tuple[Diagnostic, ...]:
    """Why there is no sheet of a plan."""
    drawn, faults = render(plan, page=PageSize.A4, theme=theme())
    assert drawn is None
    return faults


@cache
def selftest(plan: SheetPlan) -> SelfTest:
    return plan_selftest(plan)


def _without_faults(result: tuple[Drawn | None, tuple[Diagnostic, ...]]) -> Drawn:
    drawn, faults = result
    assert faults == ()
    assert drawn is not None
    return drawn


class Layout(NamedTuple):
    """A sheet as it was laid out."""

    frame: Frame
    rows: list[Row]
    limits: Limits
    found: Fit | None


def layout(plan: SheetPlan, page: PageSize = PageSize.A4, name: str = "colour") -> Layout:
    """Lay a sheet out, as `draw` does."""
    its_setter = setter(name, plan.lead)
    its_theme, root = its_setter.theme, Tag("Document")
    frame = Furniture(plan, SIZES_PT[page], its_setter, root).frame()
    width = frame.column_width(its_theme.columns)
    rows = list(rows_of(plan, its_setter, root, column_width_pt=width, width_pt=frame.width))
    limits = limits_of(its_theme, its_setter)
    return Layout(frame, rows, limits, fit(rows, frame, limits))
