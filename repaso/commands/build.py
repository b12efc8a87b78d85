"""The commands that build, or see what a build would say."""

import datetime
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from repaso import edits, lockfile, pipeline, progress, stamps
from repaso.commands.shared import Options, cards_told, clashes, now, options_of, report, sources, with_options, written
from repaso.diagnostics import Diagnostic, Format, Span, error, render, warning
from repaso.ledger import Changes
from repaso.notetypes import DECKS
from repaso.papers import EVERYTHING, Choice
from repaso.pipeline import Built, Inputs
from repaso.templates import read_look

if TYPE_CHECKING:
    from repaso.edits.kept import Kept

_NAMED = 3  # so many written files are named


@click.command("check")
@with_options
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Also report facts checked too long before this day.")
def check_command(*, today: datetime.datetime | None, **values: Any) -> None:
    """Report every fault that `build` would report, and write nothing."""
    options = options_of(values)
    _show_progress(options)
    _built(options, today=today.date() if today else None)
    if options.form is Format.TEXT and not options.quiet:
        click.echo("no errors")


class _Made(NamedTuple):
    """What a build made.

    Attributes:
      outputs: the bytes of every file.
      found: the warnings.
      told: what there is to say of each source.
      kept: gives what the next build may use again, if it may.
    """

    outputs: Mapping[Path, bytes]
    found: tuple[Diagnostic, ...]
    told: Sequence[str]
    kept: Callable[[], "Kept | None"]


def build_everything(options: Options, choice: Choice, *, words: Sequence[str] | None = None) -> None:
    """Build every source, then write everything.

    Args:
      options: what the user asked for.
      choice: which papers are printed.
      words: the command line, under which a stamp is kept of what was read and written; None keeps none.
    """
    started = time.perf_counter()
    watched = [
        (options.source.as_posix(), ".yaml"),
        (options.source.as_posix(), ".lock"),
        (options.templates.as_posix(), ""),
    ]
    _show_progress(options)
    before = stamps.state(watched)
    keeps = words is not None and not choice.leads  # printed papers show every item, so they need a whole build
    place = stamps.place([options.source.as_posix(), options.templates.as_posix()], ".kept")
    made = (_rebuilt(options, before, place) if keeps else None) or _built_anew(options, choice, before, keep=keeps)
    changed = written(made.outputs, options)
    as_before = words is not None and stamps.keep(
        words, watched, before, made.outputs, _told_again(made.found, options)
    )
    if options.form is Format.TEXT and not options.quiet:
        for told in made.told:
            click.echo(told)
        names = ", ".join(path.as_posix() for path in changed[:_NAMED]) + (
            f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        )
        click.echo(f"{f'wrote {names}' if changed else 'nothing to write'} in {time.perf_counter() - started:.1f} s")
    if as_before and (kept := made.kept()) is not None:
        from repaso.edits.kept import write  # noqa: PLC0415  (few builds keep anything)

        write(place, kept)


def _built_anew(options: Options, choice: Choice, before: stamps.State, *, keep: bool) -> _Made:
    built, found = _built(options, choice, keep=keep)
    told = [_summary(one) for _, one in built]
    outputs: dict[Path, bytes] = {}
    for inputs, one in built:
        outputs |= {options.out / name: data for name, data in one.outputs.items()}
        outputs[inputs.lock] = lockfile.write(one.ledger).encode()

    def kept() -> "Kept | None":
        if not keep or len(built) != 1:
            return None
        from repaso.edits.kept import kept_of  # noqa: PLC0415  (few builds keep anything)

        inputs, one = built[0]
        return kept_of(inputs, one, outputs[inputs.lock].decode(), found, before, told[0])

    news = [f"{summary}\n{_news(one.changes)}" for summary, (_, one) in zip(told, built, strict=True)]
    return _Made(outputs, found, news, kept)


def _rebuilt(options: Options, before: stamps.State, place: Path) -> _Made | None:
    """What a build makes of a large source of which a few items have changed since the last; None if that is not so."""
    paths = sources(options.source)
    if len(paths) != 1 or options.locked or not os.path.exists(place):  # noqa: PTH110  (Path's raises if it may not look)
        return None
    from repaso.edits.kept import read_for  # noqa: PLC0415  (few builds have anything that was kept)
    from repaso.edits.rebuild import rebuild  # noqa: PLC0415

    path = paths[0]
    found = read_for(place, path, before)
    look, _ = read_look(options.templates, options.templates.as_posix())
    if found is None or look is None:
        return None
    kept, text = found
    made = rebuild(kept, text, path.as_posix(), look, build_time=now())
    if made is None:
        return None
    faults = (*made.kept.faults, *_orphans(options.source))
    report(faults, options, even_none=True)
    outputs = {options.out / f"{made.name}.apkg": made.package}
    outputs |= {options.out / name: bytes(page) for name, page in made.kept.reports.items()}
    outputs[path.with_suffix(".lock")] = made.kept.lock.encode()
    return _Made(outputs, faults, [f"{kept.summary}\n{_news(made.changes)}"], lambda: made.kept)


def _told_again(found: tuple[Diagnostic, ...], options: Options) -> stamps.Told:
    """What this build will say when nothing has changed."""
    faults = f"{render(found, options.form)}\n" if found or options.form is Format.JSON else ""
    if options.form is not Format.TEXT:
        return stamps.Told(out=faults, err="")
    return stamps.Told(out="" if options.quiet else "nothing changed\n", err=faults)


def _built(
    options: Options, choice: Choice = EVERYTHING, *, today: datetime.date | None = None, keep: bool = False
) -> tuple[list[tuple[Inputs, Built]], tuple[Diagnostic, ...]]:
    """Every source, built in memory, and its warnings; ends the program if a fault forbids it."""
    build_time = now()
    results = [_compiled(path, options, choice, build_time, today, keep=keep) for path in sources(options.source)]
    found = tuple(fault for _, _, faults in results for fault in faults)
    found += clashes([inputs for inputs, _, _ in results if inputs]) + _orphans(options.source)
    report(found, options, even_none=True)
    return [(inputs, built) for inputs, built, _ in results if inputs is not None and built is not None], found


def _show_progress(options: Options) -> None:
    progress.show(shown=sys.stderr.isatty() and options.form is Format.TEXT and not options.quiet)


def _orphans(source: Path) -> tuple[Diagnostic, ...]:
    """A ledger whose source has another name now: without it, nothing is owed to learners."""
    if not source.is_dir():
        return ()
    hint = "rename it as you renamed its source; delete it only with the deck"
    return tuple(
        warning(Span(lock.as_posix(), 1, 1), "orphan-ledger", "this ledger has no source beside it", hint)
        for lock in sorted(source.glob("*.lock"))
        if not lock.with_suffix(".yaml").exists()
    )


def _compiled(
    path: Path, options: Options, choice: Choice, build_time: int, today: datetime.date | None, *, keep: bool
) -> tuple[Inputs | None, Built | None, tuple[Diagnostic, ...]]:
    inputs, found = pipeline.read(path, options.templates)
    if inputs is None:
        return None, None, found
    for theme in choice.themes:
        if theme not in inputs.themes:
            raise click.UsageError(f"no theme '{theme}' in sheet.toml: there are {', '.join(inputs.themes)}")
    keep = keep and inputs.study.size >= edits.MANY
    built, faults = pipeline.build(inputs, build_time=build_time, choice=choice, today=today, keep=keep)
    found += faults
    if built is not None and options.locked and lockfile.write(built.ledger) != lockfile.write(inputs.ledger):
        found += (_ledger_moved(inputs.lock, built.changes),)
    return inputs, built, found


def _summary(built: Built) -> str:
    decks = " + ".join(f"{built.cards[deck]} in {name}" for deck, name in DECKS.items())
    papers: dict[tuple[int, float], list[str]] = {}
    for name, drawn in built.papers.drawn.items():
        short = name.removeprefix(f"{built.name}-").removesuffix(".pdf")
        papers.setdefault((drawn.pages, drawn.body_pt), []).append(short)
    told = "; ".join(f"{', '.join(names)} {pages} p. at {body:.2f} pt" for (pages, body), names in papers.items())
    paper_cards = f"  cards on paper: {cards_told(built.papers.cards)}\n" if built.papers.cards else ""
    notes = sum(not one.note.retired for one in built.deck.notes)
    return (
        f"{built.name}: {notes} notes, {sum(built.cards.values())} cards ({decks})\n"
        f"  paper: {told or 'none'}\n"
        f"{paper_cards}"
        f"  coverage: {'; '.join(f'{table.manual.title.en}: {table.verdict}' for table in built.tables)}"
    )


def _news(changes: Changes) -> str:
    added, changed, removed, looks = map(len, changes)
    if added or changed or removed or looks:
        news = f"{added} notes added, {changed} changed, {removed} removed" + (", new look" if looks else "")
    else:
        news = "nothing changed"
    return f"  since the ledger: {news}"


def _ledger_moved(path: Path, changes: Changes) -> Diagnostic:
    names = [*changes.added, *changes.changed, *changes.removed, *changes.looks]
    message = f"the ledger would change: {', '.join(names[:5])}{' …' if len(names) > 5 else ''}"
    return error(Span(path.as_posix(), 1, 1), "ledger-moved", message, "build without --locked, and commit the ledger")
