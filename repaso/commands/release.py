"""The commands about releases: rehearse, release, diff, push."""

import datetime
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from repaso import ankiconnect, apkg, lockfile, pipeline, push, rehearsal, release
from repaso.commands.shared import Options, now, options_of, report, sources, with_options, written
from repaso.diagnostics import Diagnostic, Format, Span, error
from repaso.pipeline import Built, Inputs
from repaso.rehearsal import Rehearsal
from repaso.values import LANGUAGES, VERSION, Language

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Version(click.ParamType[str]):
    name = "version"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> str:
        if not VERSION.matches(value):
            self.fail(f"'{value}' is no version such as {VERSION.example}", param, context)
        return value


@click.command("rehearse")
@with_options
@click.argument("new", type=_FILE, required=False)
@click.option("--against", "old", type=_FILE, required=True, help="The package that learners have.")
@click.option("--anki-version", "versions", multiple=True, help="An Anki to rehearse in, such as 24.11; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def rehearse_command(*, new: Path | None, old: Path, versions: tuple[str, ...], as_json: bool, **values: Any) -> None:
    """Import the build over an old package in a real Anki, and look at every card.

    NEW is the package to rehearse; without it, the one that the source makes now. Needs the extra `anki`.
    """
    options = options_of(values)
    places: Mapping[str, Span] = {}
    if new is None:
        _, built = _one(options)
        data, shown, places = built.outputs[built.update], built.update, _places(built)
    else:
        data, shown = new.read_bytes(), new.as_posix()
    results, found = _rehearse(old, data, shown, versions, places)
    for rehearsed, faults in results:
        click.echo(rehearsal.render_json(rehearsed, faults) if as_json else rehearsal.render_text(rehearsed))
        found += faults
    report(found, options)


@click.command("release")
@with_options
@click.argument("version", type=_Version())
@click.option("--against", "old", type=_FILE, help="The previous release's package, if it is not in OUT/release.")
@click.option(
    "--major",
    is_flag=True,
    help="Learners must do something, and it is meant: a notetype or the deck's name has changed.",
)
def release_command(*, version: str, old: Path | None, major: bool, **values: Any) -> None:
    """Check strictly, rehearse against the previous release, and write OUT/release/.

    Stamps the ledger, and writes packages, sheets, checksums and release notes for learners in both languages.
    """
    options = options_of({**values, "strict": True})
    inputs, built = _one(options, release=version, major=major)
    before, after = inputs.ledger, built.ledger
    news = release.news_of(built.deck.notes, before, after)
    span = Span(inputs.lock.as_posix(), 1, 1)
    found = release.check(version, news, before, span)
    folder = options.out / "release"
    latest = before.latest
    if latest and not found:
        old = old or folder / f"{built.name}-{latest}" / f"{built.name}.apkg"
        if old.is_file():
            results, found = _rehearse(old, built.outputs[built.update], built.update, (), _places(built))
            for rehearsed, faults in results:
                if options.form is Format.TEXT:
                    click.echo(rehearsal.render_text(rehearsed))
                # What a learner must do after a major release stands in its notes.
                found += tuple(fault for fault in faults if not (major and fault.code in _MAJOR))
        else:
            hint = "give it with --against; learners have it, so the release must be rehearsed over it"
            found = (error(Span(old.as_posix(), 1, 1), "no-previous-release", f"{latest} is not there", hint),)
    report(found, options)
    files = {
        f"{built.name}-{version}.{language}.md": _notes(built, news, version, language, first=not latest)
        for language in LANGUAGES
    }
    files |= built.outputs
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    outputs = {folder / f"{built.name}-{version}" / name: data for name, data in files.items()}
    outputs |= {options.out / name: data for name, data in built.outputs.items()}
    outputs[inputs.lock] = lockfile.write(after).encode()
    written(outputs, options)
    if options.form is Format.TEXT and not options.quiet:
        click.echo(f"released {built.name} {version} to {(folder / f'{built.name}-{version}').as_posix()}/")


@click.command("diff")
@with_options
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE, required=False)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the notes."
)
def diff_command(*, old: Path, new: Path | None, lang: Language, **values: Any) -> None:
    """Tell what is new to someone who has package OLD.

    NEW is the package to compare; without it, the one that the source makes now.
    """
    options = options_of(values)
    if new is None:
        _, built = _one(options)
        data, shown = built.outputs[built.update], built.update
    else:
        data, shown = new.read_bytes(), new.as_posix()
    before, found = apkg.read(old.read_bytes(), old.as_posix())
    after, faults = apkg.read(data, shown)
    report(found + faults, options)
    assert before is not None
    assert after is not None
    root = next((tag.partition("::")[0] for note in after.notes.values() for tag in sorted(note.tags)), "")
    click.echo(release.render(release.news_between(before, after), lang, deck="", tag_root=root), nl=False)


@click.command("push")
@with_options
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--address", default=ankiconnect.ADDRESS, show_default=True, help="Where AnkiConnect listens.")
def push_command(*, dry_run: bool, address: str, **values: Any) -> None:
    """Build, show what would change in the Anki that runs on this machine, and import it there.

    Needs the add-on AnkiConnect; its key, if it has one, is taken from REPASO_ANKICONNECT_KEY.
    """
    options = options_of(values)
    inputs, built = _one(options)
    package, found = apkg.read(built.outputs[built.update], built.update)
    report(found, options)
    assert package is not None
    running, found = ankiconnect.connect(address, os.environ.get(ankiconnect.KEY_VARIABLE))
    report(found, options)
    assert running is not None
    shown, found = push.preview(running, str(built.study.manual.deck), push.notes_of(package))
    report(found, options)
    assert shown is not None
    click.echo(push.render_text(shown))
    if dry_run:
        return
    outputs = {options.out / name: data for name, data in built.outputs.items()}
    written({**outputs, inputs.lock: lockfile.write(built.ledger).encode()}, options)
    report(push.push(running, options.out / built.update), options)
    click.echo(f"imported {built.update}")


_MAJOR = {"deck-renamed", "notetype-duplicated", "note-conflicting", "edit-not-delivered", "new-note-missing"}


def _one(options: Options, *, release: str = "", major: bool = False) -> tuple[Inputs, Built]:
    """The one source that the command is about, built in memory."""
    paths = sources(options.source)
    if len(paths) > 1:
        raise click.UsageError(f"name one with --source: {', '.join(path.as_posix() for path in paths)}")
    inputs, found = pipeline.read(paths[0], options.templates)
    built = None
    if inputs is not None:
        built, faults = pipeline.build(inputs, build_time=now(), release=release, major=major)
        found += faults
        if built is not None and options.locked and lockfile.write(built.ledger) != lockfile.write(inputs.ledger):
            hint = "build without --locked, and commit the ledger"
            found += (error(Span(inputs.lock.as_posix(), 1, 1), "ledger-moved", "the ledger would change", hint),)
    report(found, options)
    if inputs is None or built is None:
        raise AssertionError(found)
    return inputs, built


def _rehearse(
    old: Path, data: bytes, shown: str, versions: tuple[str, ...], places: Mapping[str, Span]
) -> tuple[list[tuple[Rehearsal, tuple[Diagnostic, ...]]], tuple[Diagnostic, ...]]:
    """The rehearsals, each with what it found; and why any could not be tried."""
    before, found = apkg.read(old.read_bytes(), old.as_posix())
    after, faults = apkg.read(data, shown)
    found += faults
    results: list[tuple[Rehearsal, tuple[Diagnostic, ...]]] = []
    if before is None or after is None:
        return results, found
    for version in versions or ("",):
        python, faults = rehearsal.python_with(version) if version else (Path(sys.executable), ())
        found += faults
        if python is None:
            continue
        rehearsed, faults = rehearsal.rehearse(before, after, python=python)
        found += faults
        if rehearsed is not None:
            results.append((rehearsed, rehearsed.faults(places, Span(shown, 1, 1))))
    return results, found


def _places(built: Built) -> Mapping[str, Span]:
    """Where the author wrote each note, by guid."""
    from repaso.anki import guid  # noqa: PLC0415  (genanki is slow to import)

    return {guid(built.name, one.note.kind, one.entry.origin): one.note.span for one in built.deck.notes}


def _notes(built: Built, news: release.News, version: str, language: Language, *, first: bool) -> bytes:
    manual = built.study.manual
    date = datetime.datetime.fromtimestamp(built.ledger.releases[version].mod, datetime.UTC).date()
    text = release.render(
        news,
        language,
        deck=str(manual.deck),
        tag_root=manual.tag_root,
        version=version,
        date=date,
        package=f"{built.name}.apkg" if first else built.update,
        first=first,
    )
    return text.encode()
