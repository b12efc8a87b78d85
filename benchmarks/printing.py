"""repaso's own printing, timed.

python -m benchmarks.printing sheet corpus.yaml out.pdf
python -m benchmarks.printing tables corpus.yaml out.pdf
python -m benchmarks.printing layout corpus.yaml
python -m benchmarks.printing both corpus.yaml out.apkg out.pdf
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.clock import Clock, forget_peak, peak
from benchmarks.ours import TEMPLATES, inputs_of, package, read, run
from repaso import pdf
from repaso.beside import beside
from repaso.diagnostics import has_errors
from repaso.inline import Hole, Run, Runs, Style
from repaso.model import Study
from repaso.output import write
from repaso.pdf.fonts import fonts_of
from repaso.pdf.setter import Setter
from repaso.pdf.sheet.document import SIZES_PT, limits_of
from repaso.pdf.sheet.fit import fit
from repaso.pdf.sheet.furniture import Furniture
from repaso.pdf.sheet.rows import rows_of
from repaso.pdf.tags import Tag
from repaso.plan_sheet import plan_sheet
from repaso.rules import linting
from repaso.sheet import Block, Grid, PageSize, Pair, SheetPlan
from repaso.values import LANGUAGES

_COLON, _SPACE = Run(": "), Run(" ")
_BOLD = {style: style | Style.BOLD for style in map(Style, range(8))}
_ROWS = 40  # of a table


def both(source: Path, out: Path, paper: Path) -> None:
    """The deck, and one sheet, which is printed beside it."""
    inputs = inputs_of(source)
    study = inputs.study
    with linting(study) as linted, beside(lambda: printed(sheet_of(study)), items=10 * study.size) as sheet_made:
        package(inputs, out)
        assert not has_errors(linted().faults)
        write({paper: sheet_made().data})


def sheet(source: Path, out: Path) -> None:
    """The sheet of a source, as many pages as it takes."""
    study = read(source)
    _measured(lambda: sheet_of(study), out)


def sheet_of(study: Study) -> SheetPlan:
    """What stands on the sheet of a study."""
    return plan_sheet(study, lead="es", version="benchmark", blocks=long_theme().blocks)


def tables(source: Path, out: Path) -> None:
    """Everything a source says, in both languages side by side: the text of an afternoon's tool."""
    study = read(source)
    _measured(lambda: tables_of(study), out)


def tables_of(study: Study) -> SheetPlan:
    """A sheet of nothing but such tables."""
    bare = plan_sheet(replace(study, terms=(), cloze=(), tables=()), lead="es", version="benchmark", blocks=())
    return bare._replace(blocks=tuple(_tables(kind, texts, study) for kind, texts in bilingual(study).items()))


def _measured(plan: Callable[[], SheetPlan], out: Path) -> None:
    """Plan, print and write, timed, and how much memory that takes beside what there was."""
    clock = Clock()
    before = forget_peak()
    drawn = printed(plan())
    write({out: drawn.data})
    clock.lap("text")
    clock.print(pages=drawn.pages, grown=peak() - before)


def printed(plan: SheetPlan) -> pdf.Drawn:
    """A plan on A4, as many pages as it takes."""
    drawn, faults = pdf.render(plan, page=PageSize.A4, theme=long_theme())
    assert drawn is not None, faults[:3]
    return drawn


def long_theme() -> pdf.Theme:
    """The first theme, without an end to its pages."""
    themes, faults = pdf.read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None, faults
    return next(iter(themes.values()))._replace(pages=100_000)


def bilingual(study: Study) -> dict[str, list[tuple[Runs, Runs]]]:
    """Every item in both languages, by kind."""
    sides: list[dict[str, list[Runs]]] = []
    for language in LANGUAGES:
        terms = [(*_bold(one.term[language].runs), _COLON, *one.definition[language].runs) for one in study.terms]
        cloze = [
            tuple(
                bold for run in one[language].parts for bold in (_bold(run.answer) if isinstance(run, Hole) else (run,))
            )
            for one in study.cloze
        ]
        cells = [
            [row.cells[column.id][language].runs for column in table.columns]
            for table in study.tables
            for row in table.rows
        ]
        rows = [(*_bold(thing), _COLON, *use, _SPACE, *place) for thing, use, place in cells]
        sides.append({"Terms": terms, "Cloze": cloze, "Tables": rows})
    es, en = sides
    return {kind: list(zip(es[kind], en[kind], strict=True)) for kind in es}


def _tables(kind: str, texts: list[tuple[Runs, Runs]], study: Study) -> Block:
    """A block of tables of a kind, each as long as a table of an author's may be."""
    span = study.manual.span
    grids = [
        Grid(
            span,
            f"{kind}-{start}",
            Pair(f"{kind} {start}", ""),
            ("Español", "English"),
            tuple(texts[start : start + _ROWS]),
        )
        for start in range(0, len(texts), _ROWS)
    ]
    return Block(span=span, kind="rest", mark="+", colour=1, title=Pair(kind, ""), parts=tuple(grids))


def _bold(runs: Runs) -> Runs:
    return tuple([Run(run.text, _BOLD[run.style]) for run in runs])


def layout(source: Path) -> None:
    """The layout of a source's sheets in one theme, in both languages and on both papers: sizes and places, undrawn."""
    study = read(source)
    themes, faults = pdf.read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None, faults
    theme = next(iter(themes.values()))
    plans = [plan_sheet(study, lead=lead, version="benchmark", blocks=theme.blocks) for lead in LANGUAGES]
    fonts = fonts_of(theme)
    Furniture(plans[0], SIZES_PT[PageSize.A4], Setter(fonts, theme), Tag("Document"))  # the QR code is made only once
    clock = Clock()
    for plan in plans:
        for size_pt in SIZES_PT.values():
            setter, root = Setter(fonts, theme, plan.lead), Tag("Document")
            frame = Furniture(plan, size_pt, setter, root).frame()
            column = frame.column_width(theme.columns)
            rows = list(rows_of(plan, setter, root, column_width_pt=column, width_pt=frame.width))
            assert fit(rows, frame, limits_of(theme, setter)) is not None
    clock.lap("layout")
    clock.print()


if __name__ == "__main__":
    run({"sheet": sheet, "tables": tables, "layout": layout, "both": both})
