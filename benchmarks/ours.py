"""repaso's own stages, timed: what `build` does for a deck, in its order, without sheet and report.

python -m benchmarks.ours deck corpus.yaml out.apkg
python -m benchmarks.ours read corpus.yaml
python -m benchmarks.ours text corpus.yaml out.pdf
python -m benchmarks.ours layout corpus.yaml
python -m benchmarks.ours both corpus.yaml out.apkg out.pdf
"""

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.clock import Clock
from repaso import anki, ledger, pdf, pipeline
from repaso.deck import content_of, look_of, plan_deck
from repaso.ledger import Ledger
from repaso.load import load
from repaso.model import LANGUAGES, Study
from repaso.output import write
from repaso.plan_sheet import plan_sheet
from repaso.sheet import PageSize

TEMPLATES = Path(__file__).parent.parent / "templates"
_BUILD_TIME = 1_790_000_000


def read(source: Path) -> Study:
    """A source without faults of shape."""
    study, faults = load(source, source.name)
    assert study is not None, faults[:3]
    return study


def deck(source: Path, out: Path) -> Study:
    """Everything from YAML to .apkg and ledger, with all checks on."""
    clock = Clock()
    inputs, faults = pipeline.read(source, TEMPLATES)
    assert inputs is not None, faults[:3]
    study, notes, look = inputs.study, inputs.notes, inputs.look
    clock.lap("read")
    looks = {kind: look_of(look, kind) for kind in look.templates}
    new, _ = ledger.advance(Ledger(manual=study.manual.id), map(content_of, notes), looks, build_time=_BUILD_TIME)
    lock = ledger.write(new).encode()
    clock.lap("ledger")
    plan = plan_deck(study.manual, notes, look, new)
    clock.lap("deck")
    package = anki.render(plan)
    write({out: package, out.with_suffix(".lock"): lock})
    clock.lap("write")
    clock.print(notes=len(notes), cards=sum(len(note.ords) for note in notes))
    return study


def both(source: Path, package: Path, sheet: Path) -> None:
    """The deck, and one sheet."""
    text(source, sheet, deck(source, package))


def text(source: Path, out: Path, study: Study | None = None) -> None:
    """The sheet of a source, as many pages as it takes."""
    study = study or read(source)
    themes, faults = pdf.read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None, faults
    theme = replace(next(iter(themes.values())), pages=100_000)
    import repaso.pdf.document  # noqa: F401, PLC0415 - ReportLab: the reference has imported it, too

    clock = Clock()
    plan = plan_sheet(study, lead="es", version="benchmark", blocks=theme.blocks)
    drawn, faults = pdf.render(plan, page=PageSize.A4, theme=theme)
    assert drawn is not None, faults[:3]
    write({out: drawn.data})
    clock.lap("text")
    clock.print(pages=drawn.pages)


def layout(source: Path) -> None:
    """The sheets of a source in one theme, in both languages and on both papers, ReportLab's import included."""
    study = read(source)
    themes, faults = pdf.read_themes(TEMPLATES / "sheet.toml", "sheet.toml")
    assert themes is not None, faults
    theme = next(iter(themes.values()))
    clock = Clock()
    for lead in LANGUAGES:
        plan = plan_sheet(study, lead=lead, version="benchmark", blocks=theme.blocks)
        for page in PageSize:
            drawn, faults = pdf.render(plan, page=page, theme=theme)
            assert drawn is not None, faults
    clock.lap("layout")
    clock.print()


def main(what: str, source: Path, *out: Path) -> None:
    """Do one of them, as the program `build` does: without the collector."""
    gc.disable()
    if what == "read":
        clock = Clock()
        read(source)
        clock.lap("load")
        clock.print()
    else:
        work: dict[str, Callable[..., object]] = {"deck": deck, "text": text, "both": both, "layout": layout}
        work[what](source, *out)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
