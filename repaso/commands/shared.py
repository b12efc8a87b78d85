"""What every command shares: its options, the clock, how faults are printed, how files are written."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from repaso.diagnostics import Diagnostic, Format, Severity, Span, error, has_errors, render
from repaso.output import write
from repaso.papers import Choice
from repaso.pdf import DrawnCards
from repaso.pipeline import Inputs
from repaso.values import LANGUAGES

FAULTS = 1


class Options(NamedTuple):
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


_PAPERS = (
    click.option(
        "--lead",
        "leads",
        type=click.Choice(LANGUAGES),
        multiple=True,
        help="Print the papers that this language leads; both, if left out.",
    ),
    click.option(
        "--theme", "themes", multiple=True, help="Print the sheet in this theme of sheet.toml; in all, if left out."
    ),
    click.option("--no-paper", is_flag=True, help="Print no PDFs."),
)


def with_papers(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose which papers are printed."""
    for option in reversed(_PAPERS):
        command = option(command)
    return command


def choice_of(values: dict[str, Any]) -> Choice:
    """Which papers are wanted; takes its values out of all that a command was given."""
    leads, themes, none = values.pop("leads"), values.pop("themes"), values.pop("no_paper")
    return Choice((), ()) if none else Choice(leads or LANGUAGES, themes)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command shares."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def options_of(values: Mapping[str, Any]) -> Options:
    """The shared options, of all that a command was given."""
    return Options(**{**{name: values[name] for name in Options._fields}, "form": Format(values["form"])})


def written(outputs: Mapping[Path, bytes], options: Options) -> tuple[Path, ...]:
    """Write all files, and tell which changed; ends the program if one cannot be written."""
    try:
        return write(outputs)
    except OSError as fault:
        place = Span(str(fault.filename or options.out), 1, 1)
        report((error(place, "unwritable", f"cannot write: {fault.strerror}"),), options)
        raise


def now() -> int:
    """The one look at the clock; SOURCE_DATE_EPOCH stands in for it, as reproducible-builds.org has it."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not given.isdecimal():
        raise click.UsageError(f"SOURCE_DATE_EPOCH is no number of seconds: '{given}'")
    return int(given or time.time())


def report(found: tuple[Diagnostic, ...], options: Options, *, even_none: bool = False) -> None:
    """Print all faults; end the program if one forbids going on.

    Args:
      found: the faults.
      options: how they are printed, and whether warnings count.
      even_none: whether no fault is told, too: as JSON that is an empty list.
    """
    if found or (even_none and options.form is Format.JSON):
        click.echo(render(found, options.form), err=options.form is Format.TEXT)
    if has_errors(found, strict=options.strict):
        if options.form is Format.TEXT:
            counts = Counter(fault.severity for fault in set(found))
            told = ", ".join(f"{n} {severity}{'s' * (n > 1)}" for severity in Severity if (n := counts[severity]))
            strictly = "" if has_errors(found) else " (here a warning counts as an error)"
            click.echo(f"{told}{strictly}; nothing was written", err=True)
        sys.exit(FAULTS)


def sources(source: Path) -> list[Path]:
    """The source files: the one that is named, or all of a folder."""
    if not source.is_dir():
        return [source]
    found = sorted(source.glob("*.yaml"))
    if not found:
        raise click.UsageError(f"no *.yaml in {source.as_posix()}/")
    return found


def clashes(all_inputs: Iterable[Inputs]) -> tuple[Diagnostic, ...]:
    """Sources of one id would write the same files."""
    first: dict[str, Inputs] = {}
    found = []
    for inputs in all_inputs:
        name = inputs.study.manual.id
        other = first.setdefault(name, inputs)
        if other is not inputs:
            hint = "give one of them another id"
            message = f"{other.path.as_posix()} is the manual '{name}', too: their outputs have the same names"
            found.append(error(name.span, "duplicate-manual", message, hint))
    return tuple(found)


def cards_told(cards: Mapping[str, DrawnCards]) -> str:
    """One line about printed cards, of which there are some."""
    pages = max(drawn.pages for drawn in cards.values())
    smallest = min(drawn.smallest_pt for drawn in cards.values())
    count = max(drawn.cards for drawn in cards.values())
    left_off = max(drawn.left_off for drawn in cards.values())
    told = f"{count} card{'s' * (count > 1)} on {pages} pages, no text below {smallest:.1f} pt"
    return f"{told}, {left_off} remark{'s' * (left_off > 1)} left off" if left_off else told
