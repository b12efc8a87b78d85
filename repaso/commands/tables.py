"""The commands that show a source as a table: coverage, glossary; and the format of sources as a schema."""

import shutil
from pathlib import Path
from typing import Any

import click

from repaso import coverage, glossary, pipeline, schema
from repaso import manual as manuals
from repaso.check import check as check_study
from repaso.commands.shared import options_of, report, sources, with_options
from repaso.diagnostics import Format
from repaso.load import load


@click.command("coverage")
@with_options
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option(
    "--manual",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Hold the outline against the manual's own text.",
)
def coverage_command(*, as_json: bool, manual: Path | None, **values: Any) -> None:
    """Show how often each section is covered, by kind of item.

    With --manual, show the lines of the manual that no point states, and the points whose line has changed.
    """
    options = options_of(values)
    for path in sources(options.source):
        study, found = load(path, path.as_posix())
        if study is not None:
            found += check_study(study)
        report_text = ""
        if study is not None and manual is not None:
            text, faults = pipeline.read_text(manual)
            found += faults
            if text is not None:
                held = manuals.hold(study, manuals.read_manual(text), manual.as_posix())
                found += held.diagnostics
                report_text = manuals.report_text(held)
        report(found, options)
        if study is None:
            continue
        tables = [coverage.plan_coverage(view) for _, view in study.views()]
        texts = [coverage.render_json(table) if as_json else _table(table) for table in tables]
        click.echo(f"[{', '.join(texts)}]" if as_json else "\n\n".join(texts))
        if report_text and not as_json:
            click.echo(f"\n{report_text}")


@click.command("glossary")
@with_options
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def glossary_command(*, as_json: bool, **values: Any) -> None:
    """Print the bilingual glossary: every term and concept, and what else it is called."""
    options = options_of(values)
    for path in sources(options.source):
        study, found = load(path, path.as_posix())
        report(found, options)
        if study is not None:
            lines = glossary.glossary(study)
            click.echo(
                glossary.render_json(lines) if as_json or options.form is Format.JSON else glossary.render_text(lines)
            )


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a source, for the editor."""
    click.echo(schema.render(), nl=False)


def _table(table: coverage.CoverageTable) -> str:
    return f"{table.manual.title.es}\n{coverage.render_text(table, _width())}"


def _width() -> int:
    return shutil.get_terminal_size((80, 24)).columns
