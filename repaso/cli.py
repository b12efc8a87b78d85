"""The command `build`: click and the clock. What a build is, pipeline.py says."""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from repaso import __version__, coverage, ledger, pipeline, schema
from repaso import manual as manuals
from repaso.check import check as check_study
from repaso.diagnostics import Diagnostic, Format, Span, error, has_errors, render
from repaso.ledger import Changes
from repaso.load import load
from repaso.notetypes import DECKS
from repaso.output import write
from repaso.pipeline import Built, Inputs

FAULTS, BUG = 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for."""

    source: Path
    templates: Path
    out: Path
    strict: bool
    locked: bool
    quiet: bool
    form: Format


_OPTIONS = (
    click.option(
        "--source",
        type=click.Path(path_type=Path),
        default=Path("source"),
        show_default=True,
        help="A source file, or the folder that holds them.",
    ),
    click.option(
        "--templates",
        type=click.Path(path_type=Path),
        default=Path("templates"),
        show_default=True,
        help="The folder of templates.",
    ),
    click.option(
        "--out", type=click.Path(path_type=Path), default=Path("dist"), show_default=True, help="Where outputs go."
    ),
    click.option("--strict", is_flag=True, help="Let warnings fail, too."),
    click.option("--locked", is_flag=True, help="Fail if the ledger would change: nothing new for a learner."),
    click.option("--quiet", is_flag=True, help="Say nothing but faults."),
    click.option(
        "--format",
        "form",
        type=click.Choice([str(form) for form in Format]),
        default=str(Format.TEXT),
        show_default=True,
        help="How faults are printed.",
    ),
    click.option("--debug", is_flag=True, help="Show the traceback of a bug."),
)


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command shares."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _options(values: Mapping[str, Any]) -> Options:
    return Options(**{**{name: values[name] for name in Options.__slots__}, "form": Format(values["form"])})


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  build                           everything, into dist/
  build --strict                  the same, but a warning fails
  build check --format github     all faults, and nothing is written
  build coverage                  what covers what, as a table
  build coverage --manual FILE    the outline against the manual's own text
  build schema                    the JSON Schema of a source

Exit codes: 0 fine, 1 faults in the source, 2 wrong usage, 3 a bug of ours.""",
)
@_with_options
@click.version_option(__version__, prog_name="repaso")
@click.pass_context
def cli(context: click.Context, /, **values: Any) -> None:
    """Turn study notes into an Anki deck, a printed sheet and a proof of coverage.

    Without a command, everything is built. Nothing is written unless all of it could be.
    """
    if context.invoked_subcommand is None:
        _build(_options(values))
    else:  # an option before the command means the same as after it
        context.default_map = dict.fromkeys(cli.commands, values)


@cli.command()
@_with_options
def check(**values: Any) -> None:
    """Report every fault that `build` would report, and write nothing."""
    options = _options(values)
    _built(options)
    if options.form is Format.TEXT and not options.quiet:
        click.echo("no errors")


@cli.command("coverage")
@_with_options
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
    options = _options(values)
    for path in _sources(options.source):
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
        _report(found, options)
        if study is None:
            continue
        table = coverage.plan_coverage(study)
        click.echo(coverage.render_json(table) if as_json else coverage.render_text(table, _width()))
        if report_text and not as_json:
            click.echo(f"\n{report_text}")


@cli.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a source, for the editor."""
    click.echo(schema.render(), nl=False)


def main() -> None:
    """Run the command; whatever escapes it is a bug of ours, told in one line."""
    try:
        cli()
    except Exception as bug:
        if "--debug" in sys.argv:
            raise
        click.echo(f"a bug in repaso: {type(bug).__name__}: {bug} (--debug shows where; please report it)", err=True)
        sys.exit(BUG)


def _build(options: Options) -> None:
    """Build every source, then write everything."""
    started = time.perf_counter()
    built = _built(options)
    outputs: dict[Path, bytes] = {}
    for inputs, one in built:
        outputs |= {options.out / name: data for name, data in one.outputs.items()}
        outputs[inputs.lock] = ledger.write(one.ledger).encode()
    written = _written(outputs, options)
    if options.form is Format.TEXT and not options.quiet:
        for _, one in built:
            click.echo(_summary(one))
        names = ", ".join(path.as_posix() for path in written)
        click.echo(f"{f'wrote {names}' if written else 'nothing to write'} in {time.perf_counter() - started:.1f} s")


def _built(options: Options) -> list[tuple[Inputs, Built]]:
    """Every source, built in memory; ends the program if any of them has a fault that forbids it."""
    results = [_compiled(path, options) for path in _sources(options.source)]
    _report(tuple(fault for _, _, found in results for fault in found), options)
    return [(inputs, built) for inputs, built, _ in results if inputs is not None and built is not None]


def _compiled(path: Path, options: Options) -> tuple[Inputs | None, Built | None, tuple[Diagnostic, ...]]:
    inputs, found = pipeline.read(path, options.templates)
    if inputs is None:
        return None, None, found
    built, faults = pipeline.build(inputs, build_time=_now())
    found += faults
    if built is not None and options.locked and ledger.write(built.ledger) != ledger.write(inputs.ledger):
        found += (_ledger_moved(inputs.lock, built.changes),)
    return inputs, built, found


def _written(outputs: Mapping[Path, bytes], options: Options) -> tuple[Path, ...]:
    try:
        return write(outputs)
    except OSError as fault:
        place = Span(str(fault.filename or options.out), 1, 1)
        _report((error(place, "unwritable", f"cannot write: {fault.strerror}"),), options)
        raise


def _now() -> int:
    """The one look at the clock; SOURCE_DATE_EPOCH stands in for it, as reproducible-builds.org has it."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _report(found: tuple[Diagnostic, ...], options: Options) -> None:
    """Print all faults; end the program if one forbids going on."""
    if found or options.form is Format.JSON:
        click.echo(render(found, options.form), err=options.form is Format.TEXT)
    if has_errors(found, strict=options.strict):
        if options.form is Format.TEXT:
            counts = Counter(fault.severity for fault in set(found))
            told = ", ".join(f"{n} {severity}{'s' * (n > 1)}" for severity, n in counts.items())
            click.echo(f"{told}; nothing was written", err=True)
        sys.exit(FAULTS)


def _sources(source: Path) -> list[Path]:
    """The source files: the one that is named, or all of a folder."""
    if not source.is_dir():
        return [source]
    found = sorted(source.glob("*.yaml"))
    if not found:
        raise click.UsageError(f"no *.yaml in {source.as_posix()}/")
    return found


def _summary(built: Built) -> str:
    decks = " + ".join(f"{built.cards[deck]} in {name}" for deck, name in DECKS.items())
    sheets = ", ".join(
        f"{size.capitalize()} {sheet.pages} page{'s' * (sheet.pages > 1)} at {sheet.body_pt:.2f} pt"
        for size, sheet in built.sheets.items()
    )
    notes = sum(not one.note.retired for one in built.deck.notes)
    added, changed, removed, looks = map(len, built.changes)
    if added or changed or removed or looks:
        news = f"{added} notes added, {changed} changed, {removed} removed" + (", new look" if looks else "")
    else:
        news = "nothing changed"
    return (
        f"{built.name}: {notes} notes, {sum(built.cards.values())} cards ({decks})\n"
        f"  sheet: {sheets}\n"
        f"  coverage: {built.table.verdict}\n"
        f"  since the ledger: {news}"
    )


def _ledger_moved(path: Path, changes: Changes) -> Diagnostic:
    names = [*changes.added, *changes.changed, *changes.removed, *changes.looks]
    message = f"the ledger would change: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
    return error(Span(path.as_posix(), 1, 1), "ledger-moved", message, "build without --locked, and commit the ledger")


def _width() -> int:
    return shutil.get_terminal_size((80, 24)).columns
